"""Weight decay by groups: matrices, of two dimensions and more, decay; norms and biases stay as they are."""

import torch
from torch import nn

from studyapp.proof import among, bars, check, integers, predict, proof


def groups(model, rate):
    """An optimizer's two groups: parameters of two and more dimensions decay at `rate`, the others not."""
    parameters = list(model.parameters())
    return [
        {"params": [p for p in parameters if p.ndim >= 2], "weight_decay": rate},
        {"params": [p for p in parameters if p.ndim < 2], "weight_decay": 0.0},
    ]


def one_group(model, rate):
    return [{"params": list(model.parameters()), "weight_decay": rate}]


def matrices_only(model, rate):
    return groups(model, rate)[:1]


def without_biases(model, rate):
    """Told apart by name: a norm's weight is called weight too, and decays."""
    named = list(model.named_parameters())
    return [
        {"params": [p for name, p in named if name.endswith("weight")], "weight_decay": rate},
        {"params": [p for name, p in named if name.endswith("bias")], "weight_decay": 0.0},
    ]


@proof
def decay_groups(layers=integers(2, 5), rate=among(0.1, 0.2), groups=groups, ungrouped=one_group, width=12):
    def build():
        blocks = [nn.Sequential(nn.LayerNorm(width), nn.Linear(width, width)) for _ in range(layers)]
        return nn.Sequential(nn.Embedding(20, width), *blocks)

    def decay(choose):
        """What a step leaves of each parameter, where all gradients are 0: only decay moves anything."""
        model = build()
        for p in model.parameters():
            p.data.fill_(2.0)
            p.grad = torch.zeros_like(p)
        optimizer = torch.optim.AdamW(choose(model, rate), lr=0.5)
        optimizer.step()
        known = {id(p) for group in optimizer.param_groups for p in group["params"]}
        missing = sum(id(p) not in known for p in model.parameters())
        return {name: p.mean().item() / 2 for name, p in model.named_parameters()}, missing

    kept, missing = decay(groups)
    careless, _ = decay(ungrouped)
    matrices = {name for name, p in build().named_parameters() if p.ndim >= 2}

    yield predict(sum(share < 1 for share in kept.values()))
    shrunk, left = [kept[name] for name in sorted(matrices)], 1 - 0.5 * rate
    yield check("matrices: lr · rate of them goes", shrunk, equals=[left] * len(shrunk), within=1e-6)
    others = [share for name, share in kept.items() if name not in matrices]
    yield check("norms and biases: nothing goes", others, equals=[1.0] * 3 * layers)
    yield check("every parameter is in a group", missing, equals=0)
    norms = [share for name, share in careless.items() if name not in matrices]
    yield check("one group for all: norms and biases decay too", max(norms), at_most=1 - 0.4 * rate)
    sizes = {"embedding": "0.weight", "norm": "1.0.weight", "linear": "1.1.weight", "bias": "1.1.bias"}
    yield bars("what a step leaves, by groups", {name: kept[key] for name, key in sizes.items()})


decay_groups.must_fail("one group", groups=one_group, at="norms and biases: nothing goes")
decay_groups.must_fail("by name", groups=without_biases, at="norms and biases: nothing goes")
decay_groups.must_fail("matrices only", groups=matrices_only, at="every parameter is in a group")
decay_groups.must_fail(
    "no rate", groups=lambda model, rate: one_group(model, 0.0), at="matrices: lr · rate of them goes"
)
decay_groups.must_fail("grouped", ungrouped=groups, at="one group for all: norms and biases decay too")

if __name__ == "__main__":
    decay_groups.main()
