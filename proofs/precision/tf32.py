"""TF32 products read 10 bits of a float32 number's significand, all of its exponent, and sum in float32."""

import torch

from studyapp.proof import among, check, gpus, integers, predict, proof, table


def product(a, b):
    return a @ b


def by_way_of(dtype):
    """A product whose inputs and result are rounded to the dtype."""
    return lambda a, b: (a.to(dtype) @ b.to(dtype)).float()


def kept_short(a, b):
    return a.half() @ b.half()


@proof(needs=gpus(1, capability=8.0))  # Ampere, the first with TF32
def tf32(size=among(256, 512), power=integers(60, 110), mode="high", multiply=product):
    torch.set_float32_matmul_precision(mode)  # "high" allows TF32, which is off by default
    # Numbers from 1 on, 2⁻²⁰ apart, times a matrix that changes nothing.
    values = 1 + torch.arange(size * size, device="cuda").view(size, size) * 2.0**-20
    one = torch.eye(size, device="cuda")

    def gap(scale):
        """The smallest step between two products, over the scale; inf where all are the same."""
        steps = multiply(values * scale, one).flatten().sort().values.diff() / scale
        return torch.where(steps > 0, steps, torch.inf).min()

    # Ones, and numbers that would vanish beside them in sums of 10 bits; TF32 holds each of them exactly.
    small = torch.full((size, size), 2.0**-22, device="cuda")
    small[:, 0] = 1
    total = multiply(small, torch.ones(size, size, device="cuda"))

    yield predict(gap(1.0).log2())
    yield check("the numbers that it reads from 1 on are 2⁻¹⁰ apart", gap(1.0), equals=2.0**-10)
    yield check("as they are near float32's ends", [gap(2.0**power), gap(2.0**-power)], equals=[2.0**-10] * 2)
    exact = torch.full_like(total, 1 + (size - 1) * 2.0**-22)
    yield check("the sum is kept in float32", total.double(), equals=exact.double(), within=2.0**-18)
    yield check("and takes 4 bytes", total.itemsize, equals=4)
    yield table({"gap at 1": gap(1.0), f"at 2^{power}": gap(2.0**power) * 2.0**power})


tf32.must_fail("not allowed", mode="highest", at="the numbers that it reads from 1 on are 2⁻¹⁰ apart")
tf32.must_fail(
    "in bfloat16", multiply=by_way_of(torch.bfloat16), at="the numbers that it reads from 1 on are 2⁻¹⁰ apart"
)
tf32.must_fail("in float16", multiply=by_way_of(torch.float16), at="as they are near float32's ends")
tf32.must_fail("summed in bfloat16", multiply=by_way_of(torch.bfloat16), at="the sum is kept in float32")
tf32.must_fail("a float16 result", multiply=kept_short, at="and takes 4 bytes")

if __name__ == "__main__":
    tf32.main()
