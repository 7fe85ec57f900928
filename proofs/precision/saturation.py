"""Sigmoid returns exactly 1 from some logit on, exactly 0 only much later: numbers are densest near 0."""

import math

import torch

from studyapp.proof import among, check, predict, proof, table

DTYPES = ("float64", "float32", "float16", "bfloat16")


def by_tanh(logits):
    """The same function on paper."""
    return (1 + torch.tanh(logits / 2)) / 2


def from_the_mirror(logits):
    return torch.where(logits < 0, 1 - torch.sigmoid(-logits), torch.sigmoid(logits))


def in_float64(logits):
    return torch.sigmoid(logits.double())


def exactly(p, end):
    return p == end


def nearly(p, end):
    return (p - end).abs() < 1e-3


def first(sigmoid, reached, dtype, end):
    """How large a logit is, towards that end, from which on the sigmoid is there."""
    low, high = torch.tensor(0.0, dtype=dtype), torch.tensor(1000.0, dtype=dtype)
    for _ in range(64):  # each halves the interval that holds it
        middle = (low + high) / 2
        there = reached(sigmoid(middle if end else -middle), end)
        low, high = (low, middle) if there else (middle, high)
    return high.item()


@proof
def saturation(
    dtype=among("float64", "float32", "float16", "bfloat16"),
    end=among(1, 0),
    sigmoid=torch.sigmoid,
    reached=exactly,
):
    edges = {
        name: [first(sigmoid, reached, getattr(torch, name), side) for side in (1, 0)] for name in DTYPES
    }
    ones, zeros = ([edges[name][column] for name in DTYPES] for column in (0, 1))
    eps = {name: torch.finfo(getattr(torch, name)).eps for name in DTYPES}
    # 1 + e⁻ᶻ rounds to 1 at half a gap above 1. The 16-bit dtypes compute in float32 and round the result:
    # below 1 the gap is half as wide.
    to_one = [-math.log(eps[name] / (2 if name in ("float64", "float32") else 4)) for name in DTYPES]
    # e⁻ᶻ overflows in float64, and in float32, where bfloat16 computes; float16 rounds under 2⁻²⁵ to 0.
    largest = [math.log(torch.finfo(name).max) for name in (torch.float64, torch.float32)]
    to_zero = [*largest, -math.log(2**-25), largest[1]]

    yield predict(edges[dtype][0 if end else 1], within=0.5)
    # bfloat16's own numbers lie 0.03 apart at 6, and 0.5 at 88.
    yield check("exactly 1 from −ln of half a gap on", ones, equals=to_one, within=0.04)
    yield check("exactly 0 where eᶻ overflows or rounds to 0", zeros, equals=to_zero, within=0.5)
    # Beside 1 a number as small is lost; around 0 there are numbers far smaller.
    mirrored = [
        sigmoid(torch.tensor(-one, dtype=getattr(torch, name))).item() for name, (one, _) in edges.items()
    ]
    yield check("where sigmoid(z) is 1, sigmoid(−z) is not yet 0", min(mirrored), differs=0)
    shown = {name: [f"{one:.2f}", f"−{zero:.2f}"] for name, (one, zero) in edges.items()}
    yield table(
        shown, columns=["exactly 1 from", "exactly 0 from"], title="logits at which sigmoid gets there"
    )


saturation.must_fail("nearly 1 will do", reached=nearly, at="exactly 1 from −ln of half a gap on")
saturation.must_fail("all in float64", sigmoid=in_float64, at="exactly 1 from −ln of half a gap on")
saturation.must_fail(
    "1 − sigmoid(−z)", sigmoid=from_the_mirror, at="where sigmoid(z) is 1, sigmoid(−z) is not yet 0"
)
saturation.must_fail("by way of tanh", sigmoid=by_tanh, at="exactly 0 where eᶻ overflows or rounds to 0")

if __name__ == "__main__":
    saturation.main()
