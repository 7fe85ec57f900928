"""A row, a column and a transpose are views: other sizes and strides over the same numbers in memory."""

import torch

from studyapp.proof import check, integers, predict, proof, raises, reals, table


def row_of(matrix, row):
    return matrix[row]


def picked_row(matrix, row):
    """A list of indices instead of one index: it gathers, and so copies."""
    return matrix[[row]][0]


@proof
def views(
    row=integers(0, 2),
    columns=integers(4, 7),
    value=reals(2, 9, 1),
    take=row_of,
    turn=torch.t,
    flatten=torch.Tensor.reshape,
    view=torch.Tensor.view,
):
    matrix = torch.zeros(3, columns)
    take(matrix, row).fill_(value)
    turned = turn(matrix)
    steps = list(turned.stride())
    flat = flatten(turned, (-1,))

    # Seven float32 numbers with one decimal: their sum is rounded by less than 1e-4.
    yield predict(matrix.sum(), within=1e-4)
    yield check("writing to the row writes to the matrix", matrix[row], equals=torch.full((columns,), value))
    yield check("the transpose starts at the same address", turned.data_ptr(), equals=matrix.data_ptr())
    yield check("it swaps the strides, and moves nothing", steps, equals=[1, columns])
    yield check("so it is not contiguous", turned.is_contiguous(), equals=False)
    yield raises(
        "view() can't flatten it", lambda: view(turned, -1), RuntimeError, "view size is not compatible"
    )
    yield check("reshape() can, by copying", flat.data_ptr(), differs=matrix.data_ptr())
    rows = {"matrix": matrix, "matrix.t()": turned, "flattened": flat}
    shown = {name: [str(tuple(t.shape)), str(t.stride()), t.is_contiguous()] for name, t in rows.items()}
    yield table(shown, columns=["shape", "strides", "contiguous"])


def contiguous_transpose(matrix):
    return matrix.t().contiguous()


def flatten_untransposed(turned, shape):
    return turned.t().view(shape)


views.must_fail("a list picks the row", take=picked_row, at="writing to the row writes to the matrix")
views.must_fail("made contiguous", turn=contiguous_transpose, at="the transpose starts at the same address")
views.must_fail("a clone", turn=torch.clone, at="it swaps the strides, and moves nothing")
views.must_fail("reshape() for view()", view=torch.Tensor.reshape, at="view() can't flatten it")
views.must_fail("turned back first", flatten=flatten_untransposed, at="reshape() can, by copying")

if __name__ == "__main__":
    views.main()
