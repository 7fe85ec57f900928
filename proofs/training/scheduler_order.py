"""optimizer.step(), then scheduler.step(): the other way round, the first learning rate is never used."""

import warnings

import torch
from torch.optim import SGD
from torch.optim.lr_scheduler import ExponentialLR

from studyapp.proof import among, check, integers, plot, predict, proof


def optimizer_first(optimizer, scheduler):
    optimizer.step()
    scheduler.step()


def scheduler_first(optimizer, scheduler):
    scheduler.step()
    optimizer.step()


def optimizer_alone(optimizer, scheduler):
    optimizer.step()


def train(order, lr, gamma, steps):
    """The lr of each step, read off the weight, and the words of the first warning."""
    weight = torch.zeros(1, dtype=torch.float64, requires_grad=True)
    optimizer = SGD([weight], lr=lr)
    scheduler, moved = ExponentialLR(optimizer, gamma), []
    with warnings.catch_warnings(record=True) as caught:
        warnings.simplefilter("always")
        for _ in range(steps):
            before = weight.item()
            optimizer.zero_grad()
            weight.sum().backward()  # a slope of 1: the step is as long as lr
            order(optimizer, scheduler)
            moved.append(before - weight.item())
    return moved, [str(warning.message) for warning in caught]


@proof
def scheduler_order(
    order=among("optimizer.step(), scheduler.step()", "scheduler.step(), optimizer.step()"),
    lr=among(8, 16, 32),
    steps=integers(2, 4),
    right=optimizer_first,
    wrong=scheduler_first,
):
    gamma = 0.5
    good, silent = train(right, lr, gamma, steps)
    bad, warned = train(wrong, lr, gamma, steps)

    yield predict(sum(good if order.startswith("optimizer") else bad), within=1e-6)
    # Halves of such whole numbers are exact in float64.
    yield check("optimizer first: the first step has the whole lr", good[0], equals=lr)
    yield check("optimizer first: step n has lr · γⁿ⁻¹", good, equals=[lr * gamma**n for n in range(steps)])
    yield check("scheduler first: every lr comes a step early", bad, equals=[v * gamma for v in good])
    told = [any("before `optimizer.step()`" in text for text in texts) for texts in (silent, warned)]
    yield check("only the wrong order warns", told, equals=[False, True])
    yield plot({"optimizer first": good, "scheduler first": bad}, title="lr of each step")


scheduler_order.must_fail(
    "swapped", right=scheduler_first, at="optimizer first: the first step has the whole lr"
)
scheduler_order.must_fail("no scheduler", right=optimizer_alone, at="optimizer first: step n has lr · γⁿ⁻¹")
scheduler_order.must_fail(
    "both right", wrong=optimizer_first, at="scheduler first: every lr comes a step early"
)
scheduler_order.must_fail("never stepped", wrong=optimizer_alone, at="only the wrong order warns")

if __name__ == "__main__":
    scheduler_order.main()
