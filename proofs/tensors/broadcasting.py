"""Broadcasting lines shapes up from the right, and repeats a size of 1 by stride 0, without a copy."""

import torch

from studyapp.proof import check, integers, predict, proof, raises, table


def as_column(vector):
    return vector.unsqueeze(1)


def unsqueezed_twice(vector):
    return vector.unsqueeze(1).unsqueeze(2)


def as_it_is(vector):
    return vector


def repeat(column, shape):
    return column.repeat(1, shape[1])


@proof
def broadcasting(
    rows=integers(3, 5),
    columns=integers(6, 9),
    stand_up=as_column,
    per_row=as_it_is,
    stretch=torch.Tensor.expand,
):
    a, b = torch.arange(0, 10 * rows, 10), torch.arange(columns)
    pairs = stand_up(a) + b
    every_pair = torch.tensor([[10 * row + column for column in range(columns)] for row in range(rows)])
    wide = stretch(torch.ones(rows, 1), (rows, columns))

    yield predict(pairs.numel())
    yield check("(R, 1) + (C,): each row meets each column", pairs, equals=every_pair)
    # The last sizes meet first: here C and R, and neither is 1.
    refused = "must match the size"
    yield raises("(R, C) + (R,) is refused", lambda: every_pair + per_row(a), RuntimeError, refused)
    yield check("expand() repeats a column by stride 0", list(wide.stride()), equals=[1, 0])
    yield check("behind expand() lie 4 bytes a row", wide.untyped_storage().nbytes(), equals=4 * rows)
    sums = {f"{a[row]} +": pairs[row] for row in range(rows)}
    yield table(sums, columns=[str(number) for number in range(columns)], title="a of (R, 1) + b of (C,)")


broadcasting.must_fail(
    "unsqueezed twice", stand_up=unsqueezed_twice, at="(R, 1) + (C,): each row meets each column"
)
broadcasting.must_fail("made a column", per_row=as_column, at="(R, C) + (R,) is refused")
broadcasting.must_fail("repeat() for expand()", stretch=repeat, at="expand() repeats a column by stride 0")
broadcasting.must_fail("copies in memory", stretch=repeat, at="behind expand() lie 4 bytes a row")

if __name__ == "__main__":
    broadcasting.main()
