"""After a warm-up lr falls along half a cosine: half way down at half of the steps, and at rest at the end."""

import math

import torch
from torch.optim import SGD
from torch.optim.lr_scheduler import CosineAnnealingLR, LinearLR, SequentialLR

from studyapp.proof import among, check, integers, plot, predict, proof

STEPS = 60  # of the decay


def schedule(step, warm_up, steps, peak, floor):
    """The lr of a step, counted from 0: it rises to `peak` in `warm_up` steps, and falls to `floor` in `steps`."""
    if step < warm_up:
        return peak * (step + 1) / warm_up
    done = min(1, (step - warm_up) / steps)
    return floor + (peak - floor) * (1 + math.cos(math.pi * done)) / 2


def straight(step, warm_up, steps, peak, floor):
    """A linear decay."""
    if step < warm_up:
        return peak * (step + 1) / warm_up
    return peak + (floor - peak) * min(1, (step - warm_up) / steps)


def one_after_the_other(optimizer, warm_up, floor):
    rise = LinearLR(optimizer, start_factor=1 / warm_up, total_iters=warm_up - 1)
    return SequentialLR(
        optimizer, [rise, CosineAnnealingLR(optimizer, STEPS, eta_min=floor)], milestones=[warm_up]
    )


def at_once(optimizer, warm_up, floor):
    """The warm-up's steps are counted in the decay's."""
    return CosineAnnealingLR(optimizer, STEPS, eta_min=floor)


def down_to_0(optimizer, warm_up, floor):
    return one_after_the_other(optimizer, warm_up, 0)


def to_the_end(optimizer, warm_up):
    """As many steps as the schedule was made for."""
    return warm_up + STEPS


@proof
def cosine_decay(
    peak=among(0.4, 0.8, 1.2, 2.0),
    floor=among(0.0, 0.04, 0.2),
    done=among("a third", "half", "two thirds"),
    warm=integers(4, 12),
    schedule=schedule,
    make=one_after_the_other,
):
    weight = torch.zeros(1, requires_grad=True)
    optimizer = SGD([weight], lr=peak)
    scheduler = make(optimizer, warm, floor)
    moved = []  # on a slope of 1, a step of SGD is as long as lr
    for _ in range(warm + 2 * STEPS):
        before, weight.grad = weight.item(), torch.ones(1)
        optimizer.step()
        scheduler.step()
        moved.append(before - weight.item())

    share = {"a third": 1 / 3, "half": 1 / 2, "two thirds": 2 / 3}[done]
    # float32 rounds the weight, of 100 at most, at each step.
    yield predict(moved[warm + round(share * STEPS)], within=0.005 * peak)
    formula = [schedule(step, warm, STEPS, peak, floor) for step in range(warm + STEPS)]
    yield check("CosineAnnealingLR: half a cosine", moved[warm : warm + STEPS], equals=formula[warm:], within=1e-4)
    yield check("before it, equal steps up to the peak", moved[:warm], equals=formula[:warm], within=1e-4)
    yield check("half way: the mean of peak and floor", moved[warm + STEPS // 2], equals=(peak + floor) / 2, within=1e-4)
    yield check("stepped beyond T_max, lr rises again", moved[-1], at_least=0.9 * peak)
    yield plot({"lr": moved, "half a cosine": formula + [floor] * STEPS}, title="length of each step")
if __name__ == "__main__":
    cosine_decay.main()
