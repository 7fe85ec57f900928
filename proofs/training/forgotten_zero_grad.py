"""SGD without zero_grad() is SGD with momentum 1: no old gradient ever fades."""

import torch

from studyapp.proof import check, integers, plot, predict, proof, reals


def forget(optimizer):
    """Leave .grad as it is."""


def clear(optimizer):
    optimizer.zero_grad()


def slope(weight):
    """A gradient of 1 everywhere."""
    return weight.sum()


def bowl(weight):
    """A gradient as large as the distance from 0."""
    return (weight**2).sum() / 2


def walk(loss, start, steps, between, *, lr, momentum=0.0):
    """The weight at the start and after each step of SGD."""
    weight = torch.tensor([start], requires_grad=True)
    optimizer = torch.optim.SGD([weight], lr=lr, momentum=momentum)
    path = [start]
    for _ in range(steps):
        loss(weight).backward()
        optimizer.step()
        between(optimizer)
        path.append(weight.item())
    return torch.tensor(path)


@proof
def forgotten_zero_grad(steps=integers(3, 8), start=reals(1, 5), between=forget, momentum=1.0):
    distance = -walk(slope, 0.0, steps, between, lr=1.0)[-1]
    forgetful = walk(bowl, start, 40, between, lr=0.1)
    heavy = walk(bowl, start, 40, clear, lr=0.1, momentum=momentum)
    proper = walk(bowl, start, 40, clear, lr=0.1)

    yield predict(distance)
    yield check("down a slope: 1 + 2 + … + n", distance, equals=sum(range(1, steps + 1)))
    # Both add the same gradients in the same order: equal to the last bit.
    yield check("in a bowl: the path of momentum=1, bit for bit", forgetful, equals=heavy)
    yield plot({"forgotten": forgetful, "zero_grad()": proper}, title="the weight over 40 steps in a bowl")


forgotten_zero_grad.must_fail("zero_grad() called", between=clear, at="down a slope: 1 + 2 + … + n")
forgotten_zero_grad.must_fail(
    "momentum 0.9", momentum=0.9, at="in a bowl: the path of momentum=1, bit for bit"
)

if __name__ == "__main__":
    forgotten_zero_grad.main()
