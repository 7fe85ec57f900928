"""A transpose moves no number, it swaps strides; so view() may refuse it, and reshape() has to copy."""

import torch

from studyapp.proof import check, integers, predict, proof, raises, table


def made_contiguous(matrix):
    return matrix.t().contiguous()


def turned_back(tensor, shape):
    return tensor.t().reshape(shape)


def always_copied(tensor, shape):
    return tensor.reshape(shape).clone()


def in_bytes(tensor):
    """As NumPy counts."""
    return tensor.numpy().strides


def shares_memory(a, b):
    return a.untyped_storage().data_ptr() == b.untyped_storage().data_ptr()


@proof
def strides(
    columns=integers(4, 6),
    stride=torch.Tensor.stride,
    turn=torch.t,
    view=torch.Tensor.view,
    reshape=torch.Tensor.reshape,
):
    x = torch.arange(2 * columns).view(2, columns)
    turned = turn(x)
    flat, flat_x = reshape(turned, (-1,)), reshape(x, (-1,))
    column_by_column = [number for column in range(columns) for number in (column, column + columns)]

    yield predict(list(turned.stride()))
    apart = (x[1:].data_ptr() - x.data_ptr()) // x.itemsize
    yield check("from row to row: stride(0) elements of memory", apart, equals=stride(x)[0])
    yield check("x.t() swaps the strides of x", list(turned.stride()), equals=[1, columns])
    yield check("x.t() reads the same memory", shares_memory(turned, x))
    yield raises("x.t().view(-1) is refused", lambda: view(turned, -1), RuntimeError, "not compatible")
    yield check("reshape(-1) goes column by column", flat, equals=column_by_column)
    shared = [shares_memory(flat, x), shares_memory(flat_x, x)]
    yield check("reshape(-1) copies x.t(), but not x", shared, equals=[False, True])
    yield table({"x in memory": flat_x, "x.t().reshape(-1)": flat})
    rows = {"x": x, "x.t()": turned, "x.t().reshape(-1)": flat}
    facts = {n: [str(tuple(t.shape)), str(t.stride()), shares_memory(t, x)] for n, t in rows.items()}
    yield table(facts, columns=["shape", "strides", "x's memory"])


strides.must_fail("counted in bytes", stride=in_bytes, at="from row to row: stride(0) elements of memory")
strides.must_fail("the numbers are moved", turn=made_contiguous, at="x.t() swaps the strides of x")
strides.must_fail("made contiguous", turn=made_contiguous, at="x.t() reads the same memory")
strides.must_fail("reshape() for view()", view=torch.Tensor.reshape, at="x.t().view(-1) is refused")
strides.must_fail("turned back first", reshape=turned_back, at="reshape(-1) goes column by column")
strides.must_fail("copied always", reshape=always_copied, at="reshape(-1) copies x.t(), but not x")

if __name__ == "__main__":
    strides.main()
