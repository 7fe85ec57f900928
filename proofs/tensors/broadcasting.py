"""Broadcasting lines shapes up from the right; a size of 1 is repeated by stride 0, and nothing is copied."""

import torch

from studyapp.proof import check, integers, predict, proof, raises, table


def column_of(vector):
    return vector.unsqueeze(1)


def unsqueezed_twice(vector):
    return vector.unsqueeze(1).unsqueeze(2)


def as_it_is(vector):
    return vector


def repeat(column, shape):
    return column.repeat(1, shape[1])


@proof
def broadcasting(
    rows=integers(3, 6),
    columns=integers(7, 11),
    stand_up=column_of,
    prepare=as_it_is,
    stretch=torch.Tensor.expand,
):
    per_row, per_column = torch.arange(1.0, rows + 1), torch.arange(float(columns))
    pairs = stand_up(per_row) + per_column
    matrix = torch.zeros(rows, columns)
    wide = stretch(torch.ones(rows, 1), (rows, columns))

    yield predict(pairs.numel())
    yield check("(R, 1) + (C,) is (R, C): all pairs", list(pairs.shape), equals=[rows, columns])
    yield check("its last element pairs the last two", pairs[-1, -1], equals=rows + columns - 1)
    # The last sizes meet first: here C and R, and neither is 1.
    yield raises(
        "(R, C) + (R,) fits nowhere", lambda: matrix + prepare(per_row), RuntimeError, "must match the size"
    )
    yield check("the repeated dimension has stride 0", wide.stride(1), equals=0)
    yield check("so it takes no memory", wide.untyped_storage().nbytes(), equals=4 * rows)
    yield table({f"{rows} rows + {columns} columns": list(pairs.shape), "strides of expand()": wide.stride()})
    yield table({f"row {row + 1}": pairs[row] for row in range(rows)}, title="all pairs")


broadcasting.must_fail("unsqueezed twice", stand_up=unsqueezed_twice, at="(R, 1) + (C,) is (R, C): all pairs")
broadcasting.must_fail("made a column", prepare=column_of, at="(R, C) + (R,) fits nowhere")
broadcasting.must_fail("repeat() for expand()", stretch=repeat, at="the repeated dimension has stride 0")

if __name__ == "__main__":
    broadcasting.main()
