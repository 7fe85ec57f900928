"""Adam's states fit in 8 bits by blocks, on numbers that are closer together the nearer they are to 0."""

import torch

from studyapp.proof import among, check, integers, predict, proof, table


def by_magnitude(count):
    """0, and numbers up to 1, each an eighth of an octave below the next."""
    return torch.cat([torch.zeros(1), 2 ** (-torch.arange(count).flip(0) / 8)])


def evenly(count):
    return torch.arange(count + 1) / count


def of_block(blocks):
    """A scale for each block, (blocks, 1): its largest magnitude."""
    return blocks.abs().amax(dim=1, keepdim=True)


def of_all(blocks):
    return blocks.abs().max().expand(len(blocks), 1)


@proof
def eight_bit_adam(
    block=among(64, 128, 256), blocks=integers(4, 8), levels=by_magnitude, scales=of_block, lr=1e-3, eps=1e-8
):
    def stored(state, count):
        """Read back from 8 bits, each the number of the nearest level, and how many bytes that is."""
        shares = state.view(-1, block) / scales(state.view(-1, block))
        codes = shares.abs().unsqueeze(-1).sub(levels(count)).abs().argmin(dim=-1).to(torch.uint8)
        read = levels(count)[codes.long()] * shares.sign() * scales(state.view(-1, block))
        return read.flatten(), codes.nbytes + 4 * blocks

    def step(m, v):
        return (lr * m / (v.sqrt() + eps))[block:]

    sizes = 10 ** (-2 * torch.rand(block * blocks))  # gradients a hundred times smaller than others
    gradients = torch.randn(100, block * blocks) * sizes
    first, second = gradients[-10:].mean(0), gradients.square().mean(0)
    first[0], second[0] = 3e4, 1e9  # and a huge one, in the first block
    # A first moment has a sign, which takes one of the 8 bits; a second moment has none.
    (m, m_bytes), (v, v_bytes) = stored(first, 127), stored(second, 255)
    usual, ours = step(first, second), step(m, v)

    yield predict(8 * len(first) / (m_bytes + v_bytes), within=0.1)
    yield check("no other block's second moment becomes 0", v[block:].min() > 0, equals=True)
    longest, off = usual.abs().max(), (ours - usual).abs().max()
    # Between two levels at most 4.5 %, of the second moment under a root.
    yield check("no step is off by more than a fourteenth of the longest", off / longest, at_most=1 / 14)
    yield table({"float32": [longest], "8 bits": [ours.abs().max()]}, columns=["longest step"])


eight_bit_adam.must_fail(
    "evenly spaced", levels=evenly, at="no step is off by more than a fourteenth of the longest"
)
eight_bit_adam.must_fail("one scale for all", scales=of_all, at="no other block's second moment becomes 0")

if __name__ == "__main__":
    eight_bit_adam.main()
