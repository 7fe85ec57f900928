"""clip_grad_norm_ multiplies all gradients by one factor, so that their joint norm is at most max_norm."""

import torch
from torch.nn.utils import clip_grad_norm_, clip_grad_value_

from studyapp.proof import bars, check, integers, predict, proof


def joint_norm(gradients):
    return torch.cat([gradient.flatten() for gradient in gradients]).norm()


def clip(gradients, limit):
    """The list of gradients, multiplied by one factor so that their joint norm is at most `limit`.

    Where it is so already, they stay as they are.
    """
    factor = (limit / joint_norm(gradients)).clamp(max=1)
    return [gradient * factor for gradient in gradients]


def one_by_one(gradients, limit):
    return [gradient * (limit / gradient.norm()).clamp(max=1) for gradient in gradients]


def up_and_down(gradients, limit):
    return [gradient * limit / joint_norm(gradients) for gradient in gradients]


def weight_by_weight(weights, limit):
    return max(clip_grad_norm_([weight], limit) for weight in weights)


def value_by_value(weights, limit):
    before = joint_norm([weight.grad for weight in weights])
    clip_grad_value_(weights, limit)
    return before


def always_scaled(weights, limit):
    before = joint_norm([weight.grad for weight in weights])
    for weight in weights:
        weight.grad *= limit / before
    return before


def run(by, gradients, limit):
    """What is returned, and the gradients after it."""
    weights = [torch.zeros_like(gradient, requires_grad=True) for gradient in gradients]
    for weight, gradient in zip(weights, gradients, strict=True):
        weight.grad = gradient.clone()
    return by(weights, limit), [weight.grad for weight in weights]


@proof
def clipping(unit=integers(2, 9), limit=integers(1, 5), by=clip_grad_norm_, clip=clip):
    first, second = torch.randn(4, 3).double(), torch.randn(5).double()
    large = [3 * unit * first / first.norm(), 4 * unit * second / second.norm()]  # together 5 units
    small = [gradient / 50 for gradient in large]
    returned, clipped = run(by, large, limit)
    _, kept = run(by, small, limit)
    flat, after = (torch.cat([part.flatten() for part in parts]) for parts in (large, clipped))
    second[3] = torch.nan
    _, poisoned = run(by, [first, second], limit)

    yield predict(clipped[0].norm(), within=0.02)
    # torch adds 1e-6 to the norm that it divides by.
    yield check("the joint norm is the limit", joint_norm(clipped), equals=limit, within=1e-5)
    yield check("one factor for all", after / flat, equals=limit / (5 * unit), within=1e-6)
    yield check("it returns the norm before", returned, equals=5 * unit, within=1e-12)
    untouched = [torch.equal(new, old) for new, old in zip(kept, small, strict=True)]
    yield check("below the limit they keep every bit", untouched, equals=[True, True])
    yield check("one nan makes every element nan", all(gradient.isnan().all() for gradient in poisoned))
    by_hand, wanted = clip(large, limit) + clip(small, limit), clipped + kept
    worst = max((mine - torchs).abs().max().item() for mine, torchs in zip(by_hand, wanted, strict=True))
    yield check("clip() does the same", worst, at_most=1e-5)
    names = ("first", "second", "joint")
    before, now = ([*map(torch.Tensor.norm, parts), joint_norm(parts)] for parts in (large, clipped))
    moments = {f"{name}, before": norm for name, norm in zip(names, before, strict=True)}
    moments |= {f"{name}, clipped": norm for name, norm in zip(names, now, strict=True)}
    yield bars("norms of the gradients", moments)


clipping.must_fail("weight by weight", by=weight_by_weight, at="the joint norm is the limit")
clipping.must_fail("the largest norm returned", by=weight_by_weight, at="it returns the norm before")
clipping.must_fail("value by value", by=value_by_value, at="one factor for all")
clipping.must_fail("nan left alone", by=value_by_value, at="one nan makes every element nan")
clipping.must_fail("always to the limit", by=always_scaled, at="below the limit they keep every bit")
clipping.must_fail("each by its own norm", clip=one_by_one, at="clip() does the same")
clipping.must_fail("small ones scaled up", clip=up_and_down, at="clip() does the same")

if __name__ == "__main__":
    clipping.main()
