"""clip_grad_norm_ multiplies all gradients by one factor, so that their joint norm is at most max_norm."""

import torch
from torch.nn.utils import clip_grad_norm_, clip_grad_value_

from studyapp.proof import bars, check, integers, predict, proof


def clip(gradients, limit):
    """The list of gradients, multiplied by one factor so that their joint norm is at most `limit`.

    Where it is so already, they stay as they are.
    """
    norm = torch.cat([gradient.flatten() for gradient in gradients]).norm()
    return [gradient * (limit / norm).clamp(max=1) for gradient in gradients]


def one_by_one(gradients, limit):
    return [gradient * (limit / gradient.norm()).clamp(max=1) for gradient in gradients]


def up_and_down(gradients, limit):
    norm = torch.cat([gradient.flatten() for gradient in gradients]).norm()
    return [gradient * limit / norm for gradient in gradients]


def weight_by_weight(weights, limit):
    for weight in weights:
        clip_grad_norm_([weight], limit)


def to_the_limit(weights, limit):
    """Small gradients as well."""
    norm = clip_grad_norm_(weights, torch.inf)
    for weight in weights:
        weight.grad *= limit / norm


def run(by, gradients, limit):
    """All elements of the clipped gradients, in a row."""
    weights = [torch.zeros_like(gradient, requires_grad=True) for gradient in gradients]
    for weight, gradient in zip(weights, gradients, strict=True):
        weight.grad = gradient.clone()
    by(weights, limit)
    return torch.cat([weight.grad.flatten() for weight in weights])


@proof
def clipping(unit=integers(2, 9), limit=integers(1, 5), by=clip_grad_norm_, clip=clip):
    first, second = torch.randn(4, 3).double(), torch.randn(5).double()
    large = [3 * unit * first / first.norm(), 4 * unit * second / second.norm()]  # together 5 units
    small = [gradient / 50 for gradient in large]  # together at most 0.9
    before, below = (torch.cat([part.flatten() for part in parts]) for parts in (large, small))
    after, kept = run(by, large, limit), run(by, small, limit)
    second[3] = torch.nan
    poisoned = run(by, [first, second], limit)
    by_hand = torch.cat([part.flatten() for part in clip(large, limit) + clip(small, limit)])

    yield predict(after[:12].norm(), within=0.02)
    # torch adds 1e-6 to the norm that it divides by.
    yield check("the joint norm is the limit", after.norm(), equals=limit, within=1e-5)
    yield check("one factor for all", after / before, equals=limit / (5 * unit), within=1e-6)
    yield check("below the limit they keep every bit", kept, equals=below)
    yield check("one nan makes every element nan", poisoned.isnan().sum(), equals=12 + 5)
    yield check("clip() does the same", by_hand, equals=torch.cat([after, kept]), within=1e-5)
    norms = {}
    for name, part in {"first": slice(12), "second": slice(12, 17), "joint": slice(17)}.items():
        norms |= {name: before[part].norm(), f"{name}, clipped": after[part].norm()}
    yield bars("norms of the gradients", norms)


clipping.must_fail("weight by weight", by=weight_by_weight, at="the joint norm is the limit")
clipping.must_fail("value by value", by=clip_grad_value_, at="one factor for all")
clipping.must_fail("nan left alone", by=clip_grad_value_, at="one nan makes every element nan")
clipping.must_fail("always to the limit", by=to_the_limit, at="below the limit they keep every bit")
clipping.must_fail("each by its own norm", clip=one_by_one, at="clip() does the same")
clipping.must_fail("small ones scaled up", clip=up_and_down, at="clip() does the same")

if __name__ == "__main__":
    clipping.main()
