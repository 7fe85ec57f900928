"""From 1 to 2, bfloat16's numbers lie 2⁻⁷ apart, float16's 2⁻¹⁰; adding less than half a gap is lost."""

import torch

from studyapp.proof import among, check, integers, plot, predict, proof, reals, table

STORED_BITS = {"bfloat16": 7, "float16": 10, "float32": 23}  # of the significand
ALL_BITS = {"bfloat16": 8, "float16": 11, "float32": 24}  # with the leading 1, which is not stored


def above(number):
    return torch.nextafter(number, 2 * number)


def eps_above(number):
    """As if numbers were evenly spread."""
    return number + torch.finfo(number.dtype).eps


def to_nearest(number, change):
    return number + change


def towards_zero(number, change):
    exact, gap = number.double() + change.double(), above(number).double() - number.double()
    return ((exact / gap).floor() * gap).to(number.dtype)


def half_up(number, change):
    """As rounding is taught in school."""
    exact, gap = number.double() + change.double(), above(number).double() - number.double()
    return ((exact / gap + 0.5).floor() * gap).to(number.dtype)


def in_float64(number, change):
    return number.double() + change.double()


@proof
def bf16_gap(
    dtype=among("bfloat16", "float16", "float32"),
    power=integers(0, 10),
    fraction=reals(0.05, 0.45),
    neighbour=above,
    add=to_nearest,
    bits=STORED_BITS,
):
    ends = {name: torch.tensor([1.0, 256.0], dtype=getattr(torch, name)) for name in bits}
    gaps = {name: above(numbers) - numbers for name, numbers in ends.items()}
    stored = [-gaps[name][0].log2() for name in ("bfloat16", "float16")]  # the gap above 1 is 2⁻ᵇ
    number = torch.tensor(2.0**power, dtype=getattr(torch, dtype))
    gap = neighbour(number) - number
    below = number - torch.nextafter(number, torch.zeros_like(number))
    tie = [add(number, gap / 2), add(number + gap, gap / 2)]

    yield predict(gap, within=0.05 * gap.item())
    documented = 2.0 ** (power - bits[dtype])
    yield check(
        "bits stored: 7 in bfloat16, 10 in float16", stored, equals=[bits["bfloat16"], bits["float16"]]
    )
    yield check("with b bits stored, the gap above 2ᵏ is 2ᵏ⁻ᵇ", gap, equals=documented)
    yield check("below 2ᵏ it is half as wide", below, equals=gap / 2)
    yield check("less than half a gap changes nothing", add(number, fraction * gap), equals=number)
    yield check("more moves by a whole one", add(number, (1 - fraction) * gap), equals=number + gap)
    yield check("exactly half goes to the even neighbour", tie, equals=[number, number + 2 * gap])
    changes = torch.linspace(0, 3, 121) * gap
    moved = (add(number, changes.to(gap.dtype)) - number) / gap
    yield plot({"moved": moved}, x=changes / gap, title="gaps moved, over gaps added")
    yield table(gaps, columns=["gap above 1", "gap above 256"])


bf16_gap.must_fail(
    "evenly spread", neighbour=eps_above, power=6, at="with b bits stored, the gap above 2ᵏ is 2ᵏ⁻ᵇ"
)
bf16_gap.must_fail("with the leading 1", bits=ALL_BITS, at="bits stored: 7 in bfloat16, 10 in float16")
bf16_gap.must_fail("rounded towards zero", add=towards_zero, at="more moves by a whole one")
bf16_gap.must_fail("halves rounded up", add=half_up, at="exactly half goes to the even neighbour")
bf16_gap.must_fail("added in float64", add=in_float64, at="less than half a gap changes nothing")

if __name__ == "__main__":
    bf16_gap.main()
