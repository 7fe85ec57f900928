"""as_tensor(array, dtype=float32) shares memory only with a float32 array; NumPy's float64 it copies."""

import numpy
import torch

from studyapp.proof import among, check, integers, predict, proof, table


def as_it_is(array):
    return array


def as_float32(array):
    return array.astype("float32")


@proof
def share_or_copy(
    dtype=among("float32", "float64"),
    value=integers(2, 9),
    hand_over=as_it_is,
    wanted=torch.float32,
    copy=torch.tensor,
):
    seen = {}
    for name in ("float32", "float64"):
        array = numpy.ones(3, dtype=name)
        given = hand_over(array)
        tensors = {
            "as_tensor(…, float32)": torch.as_tensor(given, dtype=wanted),
            "asarray": torch.asarray(given),
            "from_numpy": torch.from_numpy(given),
            "tensor": copy(given),
        }
        array[0] = value
        seen[name] = {way: tensor[0].item() for way, tensor in tensors.items()}

    converted = {name: cells["as_tensor(…, float32)"] for name, cells in seen.items()}
    unconverted = [cells[way] for cells in seen.values() for way in ("asarray", "from_numpy")]
    yield predict(converted[dtype])
    yield check("float32 array: as_tensor sees the write", converted["float32"], equals=value)
    yield check("float64 array: it converted into a copy", converted["float64"], equals=1)
    yield check("asarray and from_numpy see both", unconverted, equals=[value] * 4)
    yield check(
        "tensor() sees no write: it always copies",
        [cells["tensor"] for cells in seen.values()],
        equals=[1, 1],
    )
    rows = {f"{name} array": list(cells.values()) for name, cells in seen.items()}
    columns = [*seen["float32"]]
    yield table(rows, columns=columns, title=f"element 0 of the tensor, after array[0] = {value}")


share_or_copy.must_fail("astype() first", hand_over=as_float32, at="float32 array: as_tensor sees the write")
share_or_copy.must_fail("no dtype given", wanted=None, at="float64 array: it converted into a copy")
share_or_copy.must_fail("converted by NumPy", hand_over=as_float32, at="asarray and from_numpy see both")
share_or_copy.must_fail(
    "as_tensor for tensor", copy=torch.as_tensor, at="tensor() sees no write: it always copies"
)

if __name__ == "__main__":
    share_or_copy.main()
