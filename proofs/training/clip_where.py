"""Clip between the last backward() and step(): earlier the gradient is not whole, later the step is taken."""

import torch
from torch.nn.functional import normalize
from torch.nn.utils import clip_grad_norm_

from studyapp.proof import among, bars, check, integers, predict, proof


def step(moments, parts, limit):
    """What a step of SGD with lr 1 subtracts, where gradients accumulate and are clipped at these moments."""
    weight = torch.zeros(4, requires_grad=True)
    optimizer = torch.optim.SGD([weight], lr=1.0)

    def reach(moment):
        if moment in moments:
            clip_grad_norm_(weight, limit)

    reach("before the first backward()")
    for part in parts:
        reach("between two microbatches")
        (weight @ part).backward()
    reach("after the last backward()")
    optimizer.step()
    reach("after step()")
    return -weight.detach()


@proof
def clip_where(
    norm=integers(3, 9),
    limit=among(0.5, 1.0, 2.0),
    microbatches=integers(2, 4),
    moment=among("before the first backward()", "after the last backward()", "after step()"),
    right=("after the last backward()",),
    early=("before the first backward()",),
    late=("after step()",),
    twice=("between two microbatches", "after the last backward()"),
):
    whole = norm * normalize(torch.randn(4), dim=0)
    # The parts go apart and add up to the whole: each is longer than the limit by far.
    apart = 9 * normalize(torch.randn(4), dim=0)
    parts = [whole + apart, -apart, *torch.zeros(microbatches - 2, 4)]

    yield predict(step([moment], parts, limit).norm(), within=0.01)
    # clip_grad_norm_ adds 1e-6 to the norm that it divides by; float32 sums of numbers up to 18.
    clipped = limit * normalize(whole, dim=0)
    yield check(
        "after the last backward(): the whole, cut to the limit",
        step(right, parts, limit),
        equals=clipped,
        within=1e-4,
    )
    yield check("before the first: nothing is cut", step(early, parts, limit), equals=whole, within=1e-5)
    yield check("after step(): nothing is cut", step(late, parts, limit), equals=whole, within=1e-5)
    yield check("after each: another direction", step(twice, parts, limit), differs=clipped, within=1e-2)
    ways = {"after the last": right, "before the first": early, "after step()": late, "after each": twice}
    yield bars(
        "length of the step", {way: step(moments, parts, limit).norm() for way, moments in ways.items()}
    )


clip_where.must_fail(
    "after each",
    right=("between two microbatches", "after the last backward()"),
    at="after the last backward(): the whole, cut to the limit",
)
clip_where.must_fail("after it", early=("after the last backward()",), at="before the first: nothing is cut")
clip_where.must_fail("before it", late=("after the last backward()",), at="after step(): nothing is cut")
clip_where.must_fail("once", twice=("after the last backward()",), at="after each: another direction")

if __name__ == "__main__":
    clip_where.main()
