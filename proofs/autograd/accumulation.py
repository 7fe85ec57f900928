"""Gradients add: every backward() adds into .grad, until something clears it."""

import torch

from studyapp.proof import bars, check, integers, predict, proof


def keep(weight):
    """What PyTorch does to .grad before a backward: nothing."""


def clear(weight):
    torch.optim.SGD([weight]).zero_grad()


def halve(weight):
    if weight.grad is not None:
        weight.grad /= 2


@proof
def accumulation(passes=integers(2, 5), before=keep, after=clear):
    weight, data = torch.randn(3, requires_grad=True), torch.randn(3)
    once = data  # the slope of weight · data
    sizes = {}

    for number in range(1, passes + 1):
        before(weight)
        (weight * data).sum().backward()
        sizes[f"backward {number}"] = weight.grad.norm().item()
    summed = weight.grad.clone()

    after(weight)
    (weight * data).sum().backward()
    sizes["cleared, then backward"] = weight.grad.norm().item()

    yield predict((summed / once).mean(), within=1e-4)
    # Up to five terms, repeated addition rounds exactly as the product does.
    yield check("grad is passes × one backward", summed, equals=passes * once)
    yield check("once cleared, it starts from nothing", weight.grad, equals=once)
    yield bars("length of .grad after each", sizes)


accumulation.must_fail("cleared before each backward", before=clear, at="grad is passes × one backward")
accumulation.must_fail("a running average", before=halve, at="grad is passes × one backward")
accumulation.must_fail("never cleared", after=keep, at="once cleared, it starts from nothing")

if __name__ == "__main__":
    accumulation.main()
