"""Rounded up as often as it is near the number above, a number keeps its mean; small updates are not lost."""

import torch

from studyapp.proof import check, integers, plot, predict, proof, reals

COPIES = 20_000


def stochastic(x):
    """float32 to bfloat16: up with the probability with which it is near the number above."""
    bits = x.view(torch.int32)  # bfloat16 keeps the upper 16 of them
    up = bits + torch.randint_like(bits, 2**16)
    return (up & -(2**16)).view(torch.float32).bfloat16()


def nearest(x):
    return x.bfloat16()


def tossed_up(x):
    """Either neighbour, by a coin, whatever is nearer."""
    bits = x.view(torch.int32)
    return ((bits + 2**16 * torch.randint_like(bits, 2)) & -(2**16)).view(torch.float32).bfloat16()


def noise_first(x):
    """As with a dither twice too wide: what is exact does not stay."""
    bits = x.view(torch.int32)
    return stochastic((bits + torch.randint_like(bits, -(2**15), 2**15)).view(torch.float32))


def towards_zero(x):
    return (x.view(torch.int32) & -(2**16)).view(torch.float32).bfloat16()


def add(weights, step, updates, rounded):
    """The mean of the weights, bfloat16, after each of the updates."""
    course = [weights.float().mean()]
    for _ in range(updates):
        weights = rounded(weights.float() + step)
        course.append(weights.float().mean())
    return course


@proof
def stochastic_rounding(
    power=integers(-3, 6),
    k=integers(1, 7),
    share=reals(0.1, 0.45),  # of a gap, in each update
    updates=integers(60, 90),
    stochastic=stochastic,
    usual=nearest,
):
    gap = 2.0 ** (power - 7)
    number = 2.0**power + k * gap / 8
    many = stochastic(torch.full((COPIES,), number)).float()
    negative = stochastic(torch.full((COPIES,), -number)).float()
    spread = torch.randn(1000).bfloat16()
    start = torch.full((2000,), 2.0**power).bfloat16()
    courses = {
        name: add(start, share * gap, updates, f)
        for name, f in (("stochastic", stochastic), ("nearest", usual))
    }
    moved = {name: [(mean - 2.0**power) / gap for mean in course] for name, course in courses.items()}

    often = (many > number).float().mean()
    yield predict(often, within=0.03)
    neighbours = [2.0**power, 2.0**power + gap]
    yield check("one of the two neighbours", many.unique(), equals=neighbours)
    # A frequency over 20,000 strays by 0.004.
    yield check("up as often as it is near the number above", often, equals=k / 8, within=0.03)
    means = [(many.mean() - 2.0**power) / gap, (-negative.mean() - 2.0**power) / gap]
    yield check("the mean is the number, whatever its sign", means, equals=[k / 8, k / 8], within=0.03)
    yield check("what bfloat16 has stays", stochastic(spread.float()), equals=spread)
    yield check("to the nearest: small updates all lost", moved["nearest"][-1], equals=0)
    # After 90 updates a weight strays by 5 gaps at most, the mean of 2,000 by 0.1.
    yield check(
        "stochastic: their sum on average", moved["stochastic"][-1], equals=updates * share, within=0.6
    )
    yield plot(moved, title="gaps moved on average, over the updates")


stochastic_rounding.must_fail("to the nearest", stochastic=nearest, at="one of the two neighbours")
stochastic_rounding.must_fail(
    "a coin", k=2, stochastic=tossed_up, at="up as often as it is near the number above"
)
stochastic_rounding.must_fail("twice the noise", stochastic=noise_first, at="what bfloat16 has stays")
stochastic_rounding.must_fail(
    "cut off", stochastic=towards_zero, at="the mean is the number, whatever its sign"
)
stochastic_rounding.must_fail(
    "cut off each time", stochastic=towards_zero, at="stochastic: their sum on average"
)
stochastic_rounding.must_fail(
    "both stochastic", usual=stochastic, at="to the nearest: small updates all lost"
)

if __name__ == "__main__":
    stochastic_rounding.main()
