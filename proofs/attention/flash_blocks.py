"""Attention block by block moves no score through slow memory, and computes the same by as many FLOPs."""

import torch
from torch.nn.functional import scaled_dot_product_attention
from torch.utils.flop_counter import FlopCounterMode

from studyapp.proof import among, bars, check, proof


class Slow:
    """Memory outside of the chip: counts the numbers that are read from it and written to it."""

    def __init__(self):
        self.moved = 0

    def move(self, tensor):
        self.moved += tensor.numel()
        return tensor


def plain(slow, q, k, v):
    """Three kernels, each of which reads what the one before wrote."""
    scores = slow.move(slow.move(q) @ slow.move(k).T / q.shape[-1] ** 0.5)
    weights = slow.move(slow.move(scores).softmax(dim=-1))
    return slow.move(slow.move(weights) @ slow.move(v))


def fold(state, scores, values):
    """Take one more block of keys in: (largest score, sum of exponentials, output not yet divided by it)."""
    largest, total, output = state
    new = torch.maximum(largest, scores.amax(dim=-1, keepdim=True))
    weights, shrink = (scores - new).exp(), (largest - new).exp()
    return new, total * shrink + weights.sum(dim=-1, keepdim=True), output * shrink + weights @ values


def never_rescaled(state, scores, values):
    _, total, output = state
    new, more, rest = fold((state[0], total * 0, output * 0), scores, values)
    return new, total + more, output + rest


def keep(slow, scores):
    """Scores stay on the chip."""


def spill(slow, scores):
    slow.move(scores)
    slow.move(scores)  # written, and read again


def every(blocks, number):
    return blocks


def nearest(blocks, number):
    """An approximation: each query sees the keys of its own block."""
    return blocks[number : number + 1]


@proof
def flash_blocks(
    tokens=among(128, 192),
    width=among(8, 12),
    block=among(32, 64),
    fold=fold,
    scores_go=keep,
    see=every,
    three=plain,
):
    q, k, v = torch.randn(3, tokens, width)
    q = 3 * q  # so that the largest score of a row matters

    def by_blocks(slow, q, k, v):
        """One kernel: a block of queries stays on the chip, while the blocks of keys and values pass."""
        blocks, rows = list(zip(k.split(block), v.split(block), strict=True)), []
        for number, some in enumerate(q.split(block)):
            some = slow.move(some)
            state = torch.full((len(some), 1), -torch.inf), torch.zeros(len(some), 1), torch.zeros_like(some)
            for keys, values in see(blocks, number):
                scores = some @ slow.move(keys).T / width**0.5
                scores_go(slow, scores)
                state = fold(state, scores, slow.move(values))
            rows.append(slow.move(state[2] / state[1]))
        return torch.cat(rows)

    found = {}
    for name, attend in (("plain", three), ("by blocks", by_blocks)):
        slow = Slow()
        with FlopCounterMode(display=False) as counter:
            found[name] = attend(slow, q, k, v), slow.moved, counter.get_total_flops()
    (whole, much, flops), (result, little, same) = found.values()

    # Sums of up to 192 float32 products, in another order.
    yield check(
        "by blocks: the same result", result, equals=scaled_dot_product_attention(q, k, v), within=1e-4
    )
    yield check("by blocks: as many FLOPs", same, equals=flops)
    yield check("plain: four times the n × n scores move", much, equals=4 * tokens**2 + 4 * tokens * width)
    passes = 2 * tokens * width * tokens // block  # keys and values, for each block of queries
    yield check(
        "by blocks, no score moves: only q, k, v and the result", little, equals=passes + 2 * tokens * width
    )
    yield bars(f"numbers moved: {tokens} tokens, width {width}", {"plain": much, "by blocks": little})


flash_blocks.must_fail("never rescaled", fold=never_rescaled, at="by blocks: the same result")
flash_blocks.must_fail("near keys only", see=nearest, at="by blocks: as many FLOPs")
flash_blocks.must_fail(
    "scores are written", scores_go=spill, at="by blocks, no score moves: only q, k, v and the result"
)
flash_blocks.must_fail(
    "fused already",
    three=lambda slow, q, k, v: plain(Slow(), slow.move(q), slow.move(k), slow.move(v)),
    at="plain: four times the n × n scores move",
)

if __name__ == "__main__":
    flash_blocks.main()
