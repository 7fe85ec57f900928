"""Warm-up, then half a cosine: lr is half way down at half of the steps; beyond T_max torch's rises again."""

import math

import torch
from torch.optim import SGD
from torch.optim.lr_scheduler import CosineAnnealingLR, LambdaLR, LinearLR, SequentialLR

from studyapp.proof import among, check, integers, plot, predict, proof

STEPS = 60  # of the decay


def schedule(step, warm_up, steps, peak, floor):
    """The lr of a step, counted from 0: up to `peak` in `warm_up` equal steps, down to `floor` in `steps`."""
    if step < warm_up:
        return peak * (step + 1) / warm_up
    done = (step - warm_up) / steps
    return floor + (peak - floor) * (1 + math.cos(math.pi * done)) / 2


def straight(step, warm_up, steps, peak, floor):
    """A linear decay."""
    if step < warm_up:
        return peak * (step + 1) / warm_up
    return peak + (floor - peak) * (step - warm_up) / steps


def one_after_the_other(optimizer, warm_up, peak, floor):
    rise = LinearLR(optimizer, start_factor=1 / warm_up, total_iters=warm_up - 1)
    fall = CosineAnnealingLR(optimizer, T_max=STEPS, eta_min=floor)
    return SequentialLR(optimizer, [rise, fall], milestones=[warm_up])


def no_warm_up(optimizer, warm_up, peak, floor):
    return CosineAnnealingLR(optimizer, T_max=STEPS, eta_min=floor)


def without_eta_min(optimizer, warm_up, peak, floor):
    return one_after_the_other(optimizer, warm_up, peak, 0)


def held_at_the_end(optimizer, warm_up, peak, floor):
    end = warm_up + STEPS
    return LambdaLR(optimizer, lambda step: schedule(min(step, end), warm_up, STEPS, peak, floor) / peak)


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
    scheduler = make(optimizer, warm, peak, floor)
    moved = []  # on a slope of 1, a step of SGD is as long as lr
    for _ in range(warm + 2 * STEPS):
        before, weight.grad = weight.item(), torch.ones(1)
        optimizer.step()
        scheduler.step()
        moved.append(before - weight.item())

    # float32 rounds the weight, of 200 at most, at each step.
    share = {"a third": 1 / 3, "half": 1 / 2, "two thirds": 2 / 3}[done]
    yield predict(moved[warm + round(share * STEPS)], within=0.005 * peak)
    formula = [schedule(step, warm, STEPS, peak, floor) for step in range(warm + STEPS)]
    yield check("lr: equal steps up to the peak", moved[:warm], equals=formula[:warm], within=1e-4)
    fall = moved[warm : warm + STEPS]
    yield check("then half a cosine down to the floor", fall, equals=formula[warm:], within=1e-4)
    middle = fall[STEPS // 2]
    yield check("half way: the mean of peak and floor", middle, equals=(peak + floor) / 2, within=1e-4)
    yield check("stepped beyond T_max, lr rises again", moved[-1], at_least=0.9 * peak)
    yield plot({"lr": moved, "by hand": formula + [floor] * STEPS}, title="lr of each step")


cosine_decay.must_fail("a straight line", schedule=straight, at="then half a cosine down to the floor")
cosine_decay.must_fail("no warm-up", make=no_warm_up, at="lr: equal steps up to the peak")
cosine_decay.must_fail("no floor", floor=0.2, make=without_eta_min, at="half way: the mean of peak and floor")
cosine_decay.must_fail("held", make=held_at_the_end, at="stepped beyond T_max, lr rises again")

if __name__ == "__main__":
    cosine_decay.main()
