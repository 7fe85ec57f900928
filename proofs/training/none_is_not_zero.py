"""step() skips a weight whose .grad is None; zeros are a gradient, and momentum carries it on."""

import torch
from torch.optim import SGD, Adam

from studyapp.proof import among, check, predict, proof, reals, table


def to_none(optimizer):
    optimizer.zero_grad()


def to_zeros(optimizer):
    optimizer.zero_grad(set_to_none=False)


def to_zeros_and_forget(optimizer):
    optimizer.zero_grad(set_to_none=False)
    optimizer.state.clear()


def drift(make, clear):
    """How far a weight moves in a step that no backward() prepared."""
    weight = torch.ones(1, requires_grad=True)
    optimizer = make([weight])
    weight.sum().backward()
    optimizer.step()
    clear(optimizer)
    before = weight.item()
    optimizer.step()
    return before - weight.item()


@proof
def none_is_not_zero(momentum=reals(0.5, 0.9), set_to_none=among(True, False), none=to_none, zeros=to_zeros):
    optimizers = {
        "SGD": lambda weights: SGD(weights, lr=1.0),
        "SGD, momentum": lambda weights: SGD(weights, lr=1.0, momentum=momentum),
        "Adam": lambda weights: Adam(weights, lr=1.0),
    }
    skipped = {name: drift(make, none) for name, make in optimizers.items()}
    carried = {name: drift(make, zeros) for name, make in optimizers.items()}

    yield predict((skipped if set_to_none else carried)["SGD, momentum"], within=0.01)
    yield check("None: nothing moves", list(skipped.values()), equals=[0.0, 0.0, 0.0])
    # float32 holds the drawn momentum to 1e-7.
    yield check("zeros: momentum moves it", carried["SGD, momentum"], equals=momentum, within=1e-6)
    yield check("zeros: so do Adam's averages", carried["Adam"], differs=0.0)
    rows = {name: [skipped[name], carried[name]] for name in optimizers}
    yield table(
        rows,
        columns=[".grad None", ".grad zeros"],
        title="how far the step moves the weight: lr 1, gradient 1 before",
    )


none_is_not_zero.must_fail("zeros by default", none=to_zeros, at="None: nothing moves")
none_is_not_zero.must_fail("state cleared too", zeros=to_zeros_and_forget, at="zeros: momentum moves it")

if __name__ == "__main__":
    none_is_not_zero.main()
