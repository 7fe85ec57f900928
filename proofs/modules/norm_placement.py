"""Pre-norm's skips pass a gradient whole, and its stream grows; each norm of post-norm divides it by √2."""

import torch
from torch.nn.functional import layer_norm

from studyapp.proof import check, integers, plot, predict, proof

ROWS, WIDTH = 32, 128


def normed(x):
    return layer_norm(x, (WIDTH,))


def pre(x, block):
    return x + block(normed(x))


def post(x, block):
    return normed(x + block(x))


def weighted(x, block):
    """A sum that keeps its mean square by itself."""
    return (x + block(normed(x))) / 2**0.5


def matrices(depth):
    """In place of attention and MLPs. They are random: each keeps the mean square of what it gets."""
    return [(torch.randn(WIDTH, WIDTH) / WIDTH**0.5).requires_grad_() for _ in range(depth)]


def run(weights, place, x, cut=False):
    """Through all blocks; `cut`: no gradient comes back through them, so that the skips alone carry it."""
    for weight in weights:
        x = place(x, lambda given, weight=weight: (given.detach() if cut else given) @ weight)
    return x


def through_skips(depth, place):
    """How much of a gradient at the end arrives at the start."""
    x, gradient = normed(torch.randn(ROWS, WIDTH)).requires_grad_(), torch.randn(ROWS, WIDTH)
    run(matrices(depth), place, x, cut=True).backward(gradient)
    return x.grad.norm() / gradient.norm()


def last_gradient(depth, place):
    """Of the last block's weight. Behind the stack a norm comes before the head, as in GPT-2."""
    weights, gradient = matrices(depth), torch.randn(ROWS, WIDTH)
    normed(run(weights, place, torch.randn(ROWS, WIDTH))).backward(gradient)
    return weights[-1].grad.norm()


@proof
def norm_placement(blocks=integers(6, 20), before=pre, after=post):
    with torch.no_grad():
        stream = run(matrices(blocks), before, normed(torch.randn(ROWS, WIDTH))).square().mean()
    whole, cut_down = through_skips(blocks, before), through_skips(blocks, after)

    def four_times_as_deep(place):
        """By what factor that changes the last block's gradient."""
        return last_gradient(4 * blocks, place) / last_gradient(blocks, place)

    # Of 4,096 numbers in the stream; the bounds are four times as far off as chance leads, or more.
    yield predict(stream, within=0.15 * blocks)
    yield check(
        "pre-norm: the stream's mean square is 1 + blocks", stream / (1 + blocks), equals=1, within=0.12
    )
    yield check("pre-norm: the skips pass the whole gradient", whole, equals=1, within=1e-6)
    yield check(
        "post-norm: each norm passes 1/√2 of it", cut_down ** (1 / blocks), equals=0.5**0.5, within=0.02
    )
    yield check(
        "pre-norm, 4 times as deep: half the last block's gradient",
        four_times_as_deep(before),
        equals=0.5,
        within=0.12,
    )
    yield check("post-norm: as much of it at any depth", four_times_as_deep(after), equals=1, within=0.3)
    depths = [1, 2, 4, 8, 12, 16, 20]
    curves = {
        name: [through_skips(depth, place) for depth in depths]
        for name, place in {"pre-norm": before, "post-norm": after}.items()
    }
    yield plot(
        curves, x=depths, title="how much of a gradient the skips alone pass, over the number of blocks"
    )


norm_placement.must_fail(
    "post-norm in its place", before=post, at="pre-norm: the stream's mean square is 1 + blocks"
)
norm_placement.must_fail("skips weighted", before=weighted, at="pre-norm: the skips pass the whole gradient")
norm_placement.must_fail("no norm in the way", after=pre, at="post-norm: each norm passes 1/√2 of it")
norm_placement.must_fail(
    "post-norm at its end", before=post, at="pre-norm, 4 times as deep: half the last block's gradient"
)
norm_placement.must_fail("pre-norm twice", after=pre, at="post-norm: as much of it at any depth")

if __name__ == "__main__":
    norm_placement.main()
