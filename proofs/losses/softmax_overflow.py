"""Written as exp / sum, softmax is nan for logits over ln(max); with the largest one subtracted, never."""

import math

import torch

from studyapp.proof import among, check, integers, plot, predict, proof


def log_sum_exp(logits):
    """log Σ eˣ over the last dimension, right for logits of any size."""
    largest = logits.amax(dim=-1, keepdim=True)
    return largest.squeeze(-1) + (logits - largest).exp().sum(dim=-1).log()


def not_added_back(logits):
    return (logits - logits.amax(dim=-1, keepdim=True)).exp().sum(dim=-1).log()


def one_for_all_rows(logits):
    return logits.max() + (logits - logits.max()).exp().sum(dim=-1).log()


def in_float64(logits):
    return logits.double().exp()


def largest(logits):
    return logits.amax(dim=-1, keepdim=True)


def by_definition(logits, dim):
    return logits.exp() / logits.exp().sum(dim=dim, keepdim=True)


@proof
def softmax_overflow(
    dtype=among("float16", "bfloat16", "float32", "float64"),
    beyond=integers(3, 9),
    exp=torch.exp,
    naive=by_definition,
    softmax=torch.softmax,
    log_sum_exp=log_sum_exp,
    shift=largest,
):
    dtype = getattr(torch, dtype)
    low, high = torch.tensor(0.0, dtype=dtype), torch.tensor(1000.0, dtype=dtype)
    for _ in range(64):  # each halves the interval that holds the first overflow
        middle = (low + high) / 2
        low, high = (low, middle) if exp(middle).isinf() else (middle, high)

    edge = math.log(torch.finfo(dtype).max)
    small = torch.randn(3, 5, dtype=torch.float64)
    rows = torch.tensor([[edge + beyond], [0.0], [-edge - beyond]], dtype=torch.float64)
    logits = (small + rows).to(dtype)
    # The same rows near 0, where nothing overflows, from the logits as dtype has rounded them.
    near = logits.double() - rows
    expected = near.exp() / near.exp().sum(dim=1, keepdim=True)
    sums = near.exp().sum(dim=1).log() + rows[:, 0]

    yield predict(high, within=0.5)
    # A gap between the dtype's own numbers there, 0.5 in bfloat16, or a little more.
    unit = torch.finfo(dtype).eps
    yield check("e to the ln(max) is the last that fits", high, equals=edge, within=edge * unit)
    yield check("where exp overflows, exp / sum gives nan", naive(logits[0], dim=0).isnan().any())
    # Two units in the last place of a probability near 1, and of a sum near the edge.
    got = softmax(logits, dim=1)
    yield check("torch.softmax is right on both sides", got, equals=expected, within=2 * unit)
    shifted = by_definition(logits - shift(logits), dim=1)
    # Each exp, four additions and a division are rounded.
    yield check("with the largest subtracted, exp / sum is right", shifted, equals=expected, within=4 * unit)
    yield check(
        "log-sum-exp is right on both sides",
        log_sum_exp(logits),
        equals=sums,
        within=2 * unit * (edge + beyond),
    )
    sweep = torch.linspace(0, 1.2 * edge, 60, dtype=dtype)
    pairs = torch.stack([sweep, sweep - 1], dim=1)
    curves = {"exp / sum": by_definition(pairs, dim=1)[:, 0], "torch.softmax": softmax(pairs, dim=1)[:, 0]}
    yield plot(curves, x=sweep, title="probability of a logit that leads by 1, over its size")


softmax_overflow.must_fail(
    "exp in float64", dtype="float32", exp=in_float64, at="e to the ln(max) is the last that fits"
)
softmax_overflow.must_fail(
    "the largest subtracted", naive=torch.softmax, at="where exp overflows, exp / sum gives nan"
)
softmax_overflow.must_fail("by definition", softmax=by_definition, at="torch.softmax is right on both sides")
softmax_overflow.must_fail(
    "one maximum for all", shift=torch.Tensor.max, at="with the largest subtracted, exp / sum is right"
)
softmax_overflow.must_fail(
    "not added back", log_sum_exp=not_added_back, at="log-sum-exp is right on both sides"
)
softmax_overflow.must_fail(
    "one maximum for all rows", log_sum_exp=one_for_all_rows, at="log-sum-exp is right on both sides"
)

if __name__ == "__main__":
    softmax_overflow.main()
