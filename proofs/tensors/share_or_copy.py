"""as_tensor(array, dtype=float32) shares memory only with a float32 array; NumPy's float64 it copies."""

import numpy
import torch

from studyapp.proof import among, check, integers, predict, proof, table


def astype_first(array, dtype):
    return torch.as_tensor(array.astype("float32"), dtype=dtype)


def without_dtype(array, dtype):
    return torch.as_tensor(array)


@proof
def share_or_copy(
    dtype=among("float32", "float64"), value=integers(2, 9), view=torch.as_tensor, copy=torch.tensor
):
    seen = {}
    for name in ("float32", "float64"):
        array = numpy.ones(3, dtype=name)
        viewed, copied = view(array, dtype=torch.float32), copy(array, dtype=torch.float32)
        array[0] = value
        seen[name] = {"array": array[0], "as_tensor": viewed[0], "tensor": copied[0]}

    yield predict(seen[dtype]["as_tensor"])
    yield check("float32 array: as_tensor sees the write", seen["float32"]["as_tensor"], equals=value)
    yield check("float64 array: it converted into a copy", seen["float64"]["as_tensor"], equals=1)
    yield check("torch.tensor copies both", [cells["tensor"] for cells in seen.values()], equals=[1, 1])
    rows = {f"{name} array": list(cells.values()) for name, cells in seen.items()}
    yield table(rows, columns=["array", "as_tensor", "tensor"], title=f"element 0, after array[0] = {value}")


share_or_copy.must_fail("astype() first", view=astype_first, at="float32 array: as_tensor sees the write")
share_or_copy.must_fail("no dtype given", view=without_dtype, at="float64 array: it converted into a copy")
share_or_copy.must_fail("as_tensor for tensor", copy=torch.as_tensor, at="torch.tensor copies both")

if __name__ == "__main__":
    share_or_copy.main()
