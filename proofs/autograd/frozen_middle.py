"""no_grad around a middle layer also starves every layer before it; requires_grad_(False) does not."""

import torch
from torch import nn

from studyapp.proof import check, integers, predict, proof, table


def under_no_grad(layer, x):
    with torch.no_grad():
        return layer(x)


def by_its_flag(layer, x):
    layer.requires_grad_(False)
    return layer(x)


def on_a_detached_input(layer, x):
    return layer(x.detach())


def learning(depth, frozen, freeze):
    """Which of the layers 1 … depth have a gradient after a backward, where one of them is frozen."""
    layers = [nn.Linear(3, 3) for _ in range(depth)]
    x = torch.randn(5, 3)
    for number, layer in enumerate(layers, start=1):
        x = freeze(layer, x) if number == frozen else layer(x)
    x.sum().backward()
    return [number for number, layer in enumerate(layers, start=1) if layer.weight.grad is not None]


@proof
def frozen_middle(depth=integers(4, 7), frozen=integers(2, 3), blocking=under_no_grad, sparing=by_its_flag):
    blocked, spared = learning(depth, frozen, blocking), learning(depth, frozen, sparing)
    numbers = range(1, depth + 1)

    yield predict(len(blocked))
    yield check("under no_grad, only later layers learn", blocked, equals=[n for n in numbers if n > frozen])
    yield check(
        "frozen by its flag, all other layers learn", spared, equals=[n for n in numbers if n != frozen]
    )
    rows = {
        "torch.no_grad()": ["grad" if n in blocked else "None" for n in numbers],
        "requires_grad_(False)": ["grad" if n in spared else "None" for n in numbers],
    }
    yield table(rows, columns=[f"layer {n}" for n in numbers], title=f".grad where layer {frozen} is frozen")


frozen_middle.must_fail("flag for no_grad", blocking=by_its_flag, at="under no_grad, only later layers learn")
frozen_middle.must_fail(
    "a detached input", sparing=on_a_detached_input, at="frozen by its flag, all other layers learn"
)

if __name__ == "__main__":
    frozen_middle.main()
