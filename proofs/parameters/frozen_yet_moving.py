"""Layers frozen after a backward() still move: step() goes by what .grad holds, and not by the flag."""

from itertools import pairwise

import torch
from torch import nn
from torch.nn.utils import parameters_to_vector
from torch.optim import Optimizer

from studyapp.proof import among, check, integers, plot, predict, proof


def by_its_flag(module):
    module.requires_grad_(False)


def freeze(module):
    """Let no later step move the module's parameters, whatever their .grad holds by now."""
    for parameter in module.parameters():
        parameter.requires_grad_(False)
        parameter.grad = None


def forget(optimizer):
    """No zero_grad()."""


def positions(freezing, moment, steps, clear, method="SGD"):
    """The body's parameters as it's frozen, in the first turn, and after each step from then on."""
    body, head = nn.Sequential(nn.Linear(4, 3), nn.Tanh(), nn.Linear(3, 3)), nn.Linear(3, 1)
    weights = list(body.parameters())
    optimizer = getattr(torch.optim, method)([*weights, *head.parameters()], lr=0.1)
    x, found = torch.randn(8, 4), []

    def look():
        found.append(parameters_to_vector(weights).detach())

    def reach(now):
        if now == moment and not found:
            freezing(body)
            look()

    for _ in range(steps):
        reach("before the forward")
        head(body(x)).sum().backward()
        reach("after backward()")
        optimizer.step()
        if found:
            look()
        reach("after step()")
        clear(optimizer)
    return found


def moves(found):
    return sum(not torch.equal(before, after) for before, after in pairwise(found))


@proof
def frozen_yet_moving(
    moment=among("before the forward", "after backward()", "after step()"),
    clearing=among("zero_grad()", "nothing else"),
    method=among("SGD", "Adam", "AdamW"),
    steps=integers(3, 6),
    flag=by_its_flag,
    freeze=freeze,
    leave=forget,
):
    asked = {"zero_grad()": Optimizer.zero_grad, "nothing else": forget}[clearing]
    once = positions(flag, "after backward()", steps, Optimizer.zero_grad, method)
    always = positions(flag, "after backward()", steps, leave, method)
    never = positions(freeze, "after backward()", steps, leave, method)

    yield predict(moves(positions(by_its_flag, moment, steps, asked)))
    yield check("frozen by its flag alone: the next step moves it", moves(once), equals=1)
    yield check("by its flag, without zero_grad(): every step moves it", moves(always), equals=steps)
    yield check("flag and .grad cleared: no step moves it", moves(never), equals=0)
    ways = {"the flag": once, "no zero_grad()": always, "flag and .grad": never}
    curves = {way: [(now - found[0]).norm().item() for now in found] for way, found in ways.items()}
    yield plot(curves, title=f"{method}: how far frozen layers have gone, after each step")


frozen_yet_moving.must_fail(
    "cleared as well", flag=freeze, at="frozen by its flag alone: the next step moves it"
)
frozen_yet_moving.must_fail(
    "cleared", leave=Optimizer.zero_grad, at="by its flag, without zero_grad(): every step moves it"
)
frozen_yet_moving.must_fail(
    "only .grad", freeze=nn.Module.zero_grad, at="flag and .grad cleared: no step moves it"
)
frozen_yet_moving.must_fail(
    "only the flag", freeze=by_its_flag, at="flag and .grad cleared: no step moves it"
)

if __name__ == "__main__":
    frozen_yet_moving.main()
