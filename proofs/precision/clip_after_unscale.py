"""Clip gradients after unscale_(): before it, they look too long, and the step shrinks by the scale."""

import torch
from torch.nn.utils import clip_grad_norm_

from studyapp.proof import among, bars, check, integers, predict, proof, reals


def after(scaler, optimizer, weight, limit):
    """Divide the gradients by the scale, then clip them in place."""
    scaler.unscale_(optimizer)
    clip_grad_norm_(weight, limit)


def before(scaler, optimizer, weight, limit):
    clip_grad_norm_(weight, limit)


def not_at_all(scaler, optimizer, weight, limit):
    pass


def by_value(scaler, optimizer, weight, limit):
    """Cuts each element instead of the whole, which turns the gradient's direction."""
    scaler.unscale_(optimizer)
    torch.nn.utils.clip_grad_value_(weight, limit / 2)


def step(clip, gradient, scale, limit):
    """What one step of SGD with lr 1 subtracts."""
    weight = torch.zeros_like(gradient, requires_grad=True)
    optimizer, scaler = torch.optim.SGD([weight], lr=1.0), torch.amp.GradScaler("cpu", init_scale=scale)
    scaler.scale((weight * gradient).sum()).backward()
    clip(scaler, optimizer, weight, limit)
    scaler.step(optimizer)
    return -weight.detach()


@proof
def clip_after_unscale(
    norm=reals(2.0, 9.0, digits=1),
    limit=among(0.5, 1.0, 2.0),
    power=integers(3, 6),
    order=among("after", "before"),
    clip=after,
    early=before,
):
    direction = torch.nn.functional.normalize(torch.tensor([3.0, -1.0, 0.5, 0.2]), dim=0)
    scale = 2.0**power
    right = step(clip, norm * direction, scale, limit)
    small = step(clip, limit / 4 * direction, scale, limit)
    wrong = step(early, norm * direction, scale, limit)

    yield predict({"after": right, "before": wrong}[order].norm(), within=5e-4)
    # clip_grad_norm_ adds 1e-6 to the norm that it divides by.
    yield check(
        "clipped between unscale_() and step(): the limit", right, equals=limit * direction, within=1e-5
    )
    yield check("what is below the limit is left alone", small, equals=limit / 4 * direction, within=1e-6)
    yield check("clipped before unscale_(): limit / scale", wrong.norm() * scale, equals=limit, within=1e-4)
    lengths = {"unclipped": norm, "clipped after": right.norm(), "clipped before": wrong.norm()}
    yield bars("length of the step", lengths)


clip_after_unscale.must_fail("clipped before", clip=before, at="what is below the limit is left alone")
clip_after_unscale.must_fail(
    "not clipped", clip=not_at_all, at="clipped between unscale_() and step(): the limit"
)
clip_after_unscale.must_fail(
    "element by element", clip=by_value, at="clipped between unscale_() and step(): the limit"
)
clip_after_unscale.must_fail("unscaled first", early=after, at="clipped before unscale_(): limit / scale")

if __name__ == "__main__":
    clip_after_unscale.main()
