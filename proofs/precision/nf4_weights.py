"""NF4's sixteen numbers lie where normal weights do: less error than int4, in as many bits."""

import torch

from studyapp.proof import among, check, predict, proof, table


def normal_float():
    """Quantiles of the normal distribution, eight above 0 and seven below, and 0 itself, up to ±1."""
    outermost = 1 - (1 / 32 + 1 / 30) / 2
    above, below = (torch.special.ndtri(torch.linspace(outermost, 0.5, n)[:-1]) for n in (9, 8))
    return torch.cat([-below, torch.zeros(1), above.flip(0)]) / above[0]


def without_zero():
    """As many quantiles on both sides: nothing is 0."""
    quantiles = torch.special.ndtri((torch.arange(16) + 0.5) / 16)
    return quantiles / quantiles[-1]


def evenly():
    """int4's, from −7/7 to 7/7."""
    return torch.linspace(-1, 1, 15)


def largest(blocks):
    """One scale for each block of weights, (blocks, 1)."""
    return blocks.abs().amax(dim=1, keepdim=True)


def largest_of_all(blocks):
    return blocks.abs().max().expand(len(blocks), 1)


def nearest(blocks, scales, levels):
    """Each weight as the number of the level next to it."""
    return (blocks / scales).unsqueeze(-1).sub(levels).abs().argmin(dim=-1)


def squared_error(blocks, scales, levels):
    return (levels[nearest(blocks, scales, levels)] * scales - blocks).square().mean()


@proof
def nf4_weights(
    block=among(32, 64, 128), levels=normal_float, scales=largest, even=evenly, count=2**14, sizes=torch.randn
):
    blocks, level = sizes(count).view(-1, block), levels()
    codes, by_block = nearest(blocks, scales(blocks), level), scales(blocks)
    packed = (codes.flatten()[::2] * 16 + codes.flatten()[1::2]).to(torch.uint8)
    bits = 8 * (packed.nbytes + by_block.nbytes) / count

    spoilt = blocks.clone()
    spoilt[0, 0] = 1000
    others = [
        (level[codes] * by_block)[1:],
        (level[nearest(spoilt, scales(spoilt), level)] * scales(spoilt))[1:],
    ]
    error, of_int4 = (squared_error(blocks, by_block, every) for every in (level, even()))

    yield predict(bits)
    published = [-1, -0.6962, -0.5251, -0.3949, -0.2844, -0.1848, -0.0911, 0]
    published += [0.0796, 0.1609, 0.2461, 0.3379, 0.4407, 0.5626, 0.7230, 1]
    yield check("the numbers that QLoRA prints", level, equals=torch.tensor(published), within=1e-4)
    yield check("0 stays 0", level.abs().min(), equals=0.0)
    yield check("of normal weights: a sixth less squared error than int4", error / of_int4, at_most=5 / 6)
    yield check("a huge weight costs no other block", others[1], equals=others[0])
    yield table({"NF4": [error], "int4": [of_int4]}, columns=["mean squared error"])


nf4_weights.must_fail(
    "int4's numbers", levels=evenly, at="of normal weights: a sixth less squared error than int4"
)
nf4_weights.must_fail("no level at 0", levels=without_zero, at="0 stays 0")
nf4_weights.must_fail(
    "uniform weights",
    sizes=lambda n: 2 * torch.rand(n) - 1,
    at="of normal weights: a sixth less squared error than int4",
)
nf4_weights.must_fail("one scale for all", scales=largest_of_all, at="a huge weight costs no other block")

if __name__ == "__main__":
    nf4_weights.main()
