"""bfloat16 spans float32's range, float16 does not: there 65,520 is inf, and what is under 3e-8 is 0."""

import math

import torch

from studyapp.proof import among, bars, check, predict, proof


def cast(values, dtype):
    return values.to(dtype)


def clipped(values, dtype):
    """Overflow held at the largest number."""
    limits = torch.finfo(dtype)
    return values.clamp(limits.min, limits.max).to(dtype)


def without_subnormals(values, dtype):
    rounded = values.to(dtype)
    return torch.where(rounded.abs() < torch.finfo(dtype).tiny, 0, rounded)


def through_float16(values, dtype):
    return values.half().to(dtype)


def fate(value):
    return "inf" if value.isinf() else "0" if value == 0 else "finite"


@proof
def ranges(
    value=among("70000", "60000", "1e-8", "1e-6", "1e30", "1e-30", "1e39"),
    dtype=among("float16", "bfloat16", "float32"),
    to=cast,
):
    half, brain, single = torch.float16, torch.bfloat16, torch.float32
    edges = {}
    for name in (half, brain, single):
        exponents = torch.arange(-160, 140, dtype=torch.float64)
        kept = to(2.0**exponents, name)
        finite = exponents[(kept != 0) & kept.isfinite()]
        edges[str(name).removeprefix("torch.")] = [finite.min().item(), finite.max().item()]
    around = to(torch.tensor([65519.0, 65520.0], dtype=torch.float64), half)
    tiny = to(torch.tensor([2.0**-25, 2.0**-25 * 1.01], dtype=torch.float64), half)

    yield predict(fate(to(torch.tensor(float(value), dtype=torch.float64), getattr(torch, dtype))))
    yield check("float16 keeps 2⁻²⁴ to 2¹⁵", edges["float16"], equals=[-24, 15])
    # 65,504 is the largest; half a gap further on, rounding goes to infinity.
    yield check("65,519 is 65,504 in float16, 65,520 is inf", around, equals=[65504, math.inf])
    yield check("half its smallest number is 0, more is not", tiny, equals=[0, 2.0**-24])
    highest = [edges["bfloat16"][1], edges["float32"][1]]
    yield check("bfloat16 goes up to 2¹²⁷, as float32", highest, equals=[127, 127])
    # bfloat16 and float32 have 8 bits of exponent; only the subnormals, with fewer bits, end sooner.
    lowest = [edges[name][0] for name in ("bfloat16", "float16", "float32")]
    yield check("down to: bfloat16 2⁻¹³³, float16 2⁻²⁴, float32 2⁻¹⁴⁹", lowest, equals=[-133, -24, -149])
    yield bars(
        "powers of 2 that a dtype keeps", {name: high - low + 1 for name, (low, high) in edges.items()}
    )


ranges.must_fail("overflow is clipped", to=clipped, at="65,519 is 65,504 in float16, 65,520 is inf")
ranges.must_fail(
    "no subnormal numbers", to=without_subnormals, at="half its smallest number is 0, more is not"
)
ranges.must_fail("by way of float16", to=through_float16, at="bfloat16 goes up to 2¹²⁷, as float32")

if __name__ == "__main__":
    ranges.main()
