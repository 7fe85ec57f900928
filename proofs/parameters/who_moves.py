"""step() moves the parameters that the optimizer was given and whose .grad is filled, and no others."""

import torch
from torch import nn

from studyapp.proof import check, integers, predict, proof, table


def used_only(layers, x):
    for layer in layers["used"] + layers["frozen"] + layers["left out"]:
        x = layer(x).tanh()
    return x


def all_of_them(layers, x):
    return used_only(layers, x) + sum(layer(x) for layer in layers["unused"])


def all_but_left_out(layers):
    return [
        p for kind, some in layers.items() if kind != "left out" for layer in some for p in layer.parameters()
    ]


def whole_model(layers):
    return [p for some in layers.values() for layer in some for p in layer.parameters()]


def by_the_flag(layer):
    layer.requires_grad_(False)


def in_eval_mode(layer):
    """Often taken for freezing."""
    layer.eval()


@proof
def who_moves(
    used=integers(2, 5),
    frozen=integers(2, 4),
    unused=integers(2, 4),
    left_out=integers(2, 4),
    forward=used_only,
    given=all_but_left_out,
    freeze=by_the_flag,
):
    counts = {"used": used, "frozen": frozen, "unused": unused, "left out": left_out}
    layers = {kind: [nn.Linear(3, 3) for _ in range(count)] for kind, count in counts.items()}
    for layer in layers["frozen"]:
        freeze(layer)
    before = {kind: [layer.weight.clone() for layer in some] for kind, some in layers.items()}
    # AdamW shrinks every weight that it steps on, whatever the gradient.
    optimizer = torch.optim.AdamW(given(layers), lr=0.1, weight_decay=0.5)
    forward(layers, torch.randn(8, 3)).sum().backward()
    optimizer.step()

    filled = {kind: sum(layer.weight.grad is not None for layer in some) for kind, some in layers.items()}
    moved = {
        kind: sum(not torch.equal(old, layer.weight) for old, layer in zip(before[kind], some, strict=True))
        for kind, some in layers.items()
    }
    yield predict(sum(moved.values()))
    yield check(
        "with a .grad: what took part and is not frozen", filled, equals=counts | {"frozen": 0, "unused": 0}
    )
    yield check(
        "moved by AdamW: what it was given and has a .grad",
        moved,
        equals=dict.fromkeys(counts, 0) | {"used": used},
    )
    rows = {"layers": counts, "have a .grad": filled, "moved": moved}
    yield table(
        {name: list(row.values()) for name, row in rows.items()},
        columns=list(counts),
        title="layers of each kind",
    )


who_moves.must_fail(
    "unused ones used", forward=all_of_them, at="with a .grad: what took part and is not frozen"
)
who_moves.must_fail(
    "eval() for freezing", freeze=in_eval_mode, at="with a .grad: what took part and is not frozen"
)
who_moves.must_fail(
    "all are given", given=whole_model, at="moved by AdamW: what it was given and has a .grad"
)

if __name__ == "__main__":
    who_moves.main()
