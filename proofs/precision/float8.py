"""float8_e4m3fn is finer and ends at 448, e5m2 reaches 57,344 and inf; scaled by its amax, a tensor fits."""

import math

import torch

from studyapp.proof import among, check, predict, proof, table


def cast(values, dtype):
    return values.to(dtype).float()


def clipped(values, dtype):
    limits = torch.finfo(dtype)
    return cast(values.clamp(limits.min, limits.max), dtype)


def scale(x):
    """The factor that brings the largest magnitude of x to 448, float8_e4m3fn's largest number."""
    return 448 / x.abs().max()


def by_mean(x):
    """Typical values fit, but not the largest."""
    return 448 / x.abs().mean()


def half(x):
    """Leaves the upper half of the range unused."""
    return 224 / x.abs().max()


def unscaled(x):
    return 1.0


def numbers(dtype):
    """What its 256 bit patterns stand for."""
    return torch.arange(256).to(torch.uint8).view(dtype).float()


@proof
def float8(
    value=among(300, 600, 5000, 40000),
    dtype=among("float8_e4m3fn", "float8_e5m2"),
    size=among(1e-4, 2e-4, 3e-4),
    fine="float8_e4m3fn",
    wide="float8_e5m2",
    to=cast,
    scale=scale,
):
    types = getattr(torch, fine), getattr(torch, wide)
    sets = [numbers(dtype) for dtype in types]
    largest = [every[every.isfinite()].max() for every in sets]
    infinities = [every.isinf().sum() for every in sets]
    gaps = [every[every > 1].min() - 1 for every in sets]
    over = [to(torch.tensor(1e5), dtype) for dtype in types]

    # From half of `size` on, and one that is a hundred times larger than most.
    gradients = size * torch.cat([torch.empty(200).uniform_(0.5, 1), torch.tensor([100.0])])
    zeros = [(to(gradients[:200], dtype) == 0).sum() for dtype in types]
    factor = scale(gradients)
    back = to(gradients * factor, types[0]) / factor
    errors = (back / gradients - 1).abs()

    yield predict(cast(torch.tensor(float(value)), getattr(torch, dtype)))
    yield check("e4m3fn ends at 448, e5m2 at 57,344", largest, equals=[448, 57344])
    yield check("infinities: none in e4m3fn, two in e5m2", infinities, equals=[0, 2])
    yield check("the gap above 1: 1/8 in e4m3fn, 1/4 in e5m2", gaps, equals=[1 / 8, 1 / 4])
    yield check("100,000 becomes 448 in e4m3fn, inf in e5m2", over, equals=[448, math.inf])
    yield check("gradients of 1e-4: 0 in e4m3fn, none in e5m2", zeros, equals=[200, 0])
    # Half a gap of 1/8, and float32's own roundings.
    yield check("scaled by amax, e4m3fn is off by 1/16 at most", errors.max(), at_most=0.0626)
    yield check("and its largest becomes 448", factor * gradients.max(), equals=448, within=0.01)
    smallest = [every[every > 0].min() for every in sets]
    rows = {"largest": largest, "smallest": smallest, "gap above 1": gaps, "infinities": infinities}
    yield table(rows, columns=[fine, wide])


float8.must_fail("AMD's variant", fine="float8_e4m3fnuz", at="e4m3fn ends at 448, e5m2 at 57,344")
float8.must_fail("e5m2 for both", fine="float8_e5m2", at="infinities: none in e4m3fn, two in e5m2")
float8.must_fail("as fine", wide="float8_e4m3fn", at="the gap above 1: 1/8 in e4m3fn, 1/4 in e5m2")
float8.must_fail("both saturate", to=clipped, at="100,000 becomes 448 in e4m3fn, inf in e5m2")
float8.must_fail("as wide", fine="float8_e5m2", at="gradients of 1e-4: 0 in e4m3fn, none in e5m2")
float8.must_fail("unscaled", scale=unscaled, at="scaled by amax, e4m3fn is off by 1/16 at most")
float8.must_fail("by the mean", scale=by_mean, at="scaled by amax, e4m3fn is off by 1/16 at most")
float8.must_fail("half the range", scale=half, at="and its largest becomes 448")

if __name__ == "__main__":
    float8.main()
