"""Adafactor keeps a mean of squares for each row and each column, not for each weight; rank one is exact."""

import torch
from torch import nn

from studyapp.proof import bars, check, integers, predict, proof


def estimate(rows, columns):
    """A matrix's second moment, from those of its rows, (rows,), and its columns, (columns,): their means."""
    return torch.outer(rows, columns) / rows.mean()


def not_divided(rows, columns):
    return torch.outer(rows, columns)


def rows_alone(rows, columns):
    return rows[:, None].expand(-1, len(columns))


def both_alike(rows, columns):
    """The mean of a row's and a column's."""
    return (rows[:, None] + columns) / 2


def adafactor(weights):
    return torch.optim.Adafactor(weights)


def adam(weights):
    return torch.optim.Adam(weights)


def rank_one(rows, columns):
    return torch.outer(torch.rand(rows) + 0.5, torch.rand(columns) + 0.5)


def any_rank(rows, columns):
    return torch.randn(rows, columns)


def step_on(gradient, build):
    """How far a first step moves the weights, and how many numbers of state it leaves, its counter aside."""
    weight = nn.Parameter(torch.zeros_like(gradient))
    weight.grad = gradient
    optimizer = build([weight])
    optimizer.step()
    state = [tensor for name, tensor in optimizer.state[weight].items() if name != "step"]
    return weight.detach().abs(), sum(tensor.numel() for tensor in state)


@proof
def factored_moment(
    rows=integers(20, 90),
    columns=integers(100, 300),
    estimate=estimate,
    build=adafactor,
    simple=rank_one,
    free=any_rank,
):
    gradient, other = simple(rows, columns), free(rows, columns)
    moved, kept = step_on(gradient, build)
    _, of_vector = step_on(gradient[0].clone(), build)
    squares, others = gradient**2, other**2
    found = estimate(squares.mean(dim=1), squares.mean(dim=0))
    rough = estimate(others.mean(dim=1), others.mean(dim=0))

    # float32: sums of 300 squares at most.
    yield predict(kept)
    yield check("a matrix: rows + columns numbers", kept, equals=rows + columns)
    yield check("a vector: one for each weight", of_vector, equals=columns)
    yield check("rank one: each weight's square itself", found, equals=squares, within=1e-3)
    yield check("rank one: one step takes all equally far", moved.max() / moved.min(), equals=1, within=1e-3)
    yield check(
        "any gradient: the rows' means kept", rough.mean(dim=1), equals=others.mean(dim=1), within=1e-3
    )
    yield check(
        "any gradient: the columns' means kept", rough.mean(dim=0), equals=others.mean(dim=0), within=1e-3
    )
    off = (rough - others).abs().mean() / others.mean()
    yield check("any gradient: a weight's own square is lost", off, at_least=0.3)
    sizes = {f"{n} × {n}": n for n in (64, 256, 1024)}
    saved = {name: 4 * step_on(torch.ones(n, n), build)[1] / 1024 for name, n in sizes.items()}
    yield bars("state, float32", saved, unit="KiB")


factored_moment.must_fail("Adam", build=adam, at="a matrix: rows + columns numbers")
factored_moment.must_fail("Adam's two", build=adam, at="a vector: one for each weight")
factored_moment.must_fail("not divided", estimate=not_divided, at="rank one: each weight's square itself")
factored_moment.must_fail("rows alone", estimate=rows_alone, at="any gradient: the columns' means kept")
factored_moment.must_fail("mean of both", estimate=both_alike, at="any gradient: the rows' means kept")
factored_moment.must_fail("of any rank", simple=any_rank, at="rank one: one step takes all equally far")
factored_moment.must_fail("of rank one", free=rank_one, at="any gradient: a weight's own square is lost")

if __name__ == "__main__":
    factored_moment.main()
