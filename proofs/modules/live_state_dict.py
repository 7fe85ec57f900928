"""state_dict() holds the weights themselves: kept as the best ones, without a copy, they go on training."""

import copy

import torch
from torch import nn

from studyapp.proof import among, check, integers, plot, predict, proof

KEEPING = {
    "model.state_dict()": lambda model: model.state_dict(),
    "model.state_dict().copy()": lambda model: model.state_dict().copy(),
    "copy.deepcopy(model.state_dict())": lambda model: copy.deepcopy(model.state_dict()),
}
LIVE, SHALLOW, DEEP = KEEPING.values()


def load(model, state):
    model.load_state_dict(state)


def load_by_assigning(model, state):
    model.load_state_dict(state, assign=True)


@proof
def live_state_dict(
    keep=among("model.state_dict()", "model.state_dict().copy()", "copy.deepcopy(model.state_dict())"),
    steps=integers(2, 9),
    live=LIVE,
    shallow=SHALLOW,
    deep=DEEP,
    load=load,
):
    model = nn.Linear(1, 1, bias=False)
    nn.init.zeros_(model.weight)
    asked, kept, copied, apart = (way(model) for way in (KEEPING[keep], live, shallow, deep))
    optimizer = torch.optim.SGD(model.parameters(), lr=1.0)
    paths = {"state_dict()": [0.0], "deepcopy": [0.0]}
    for _ in range(steps):
        optimizer.zero_grad()
        model(torch.ones(1)).sum().backward()  # a gradient of 1
        optimizer.step()
        paths["state_dict()"].append(kept["weight"].item())
        paths["deepcopy"].append(apart["weight"].item())

    yield predict(asked["weight"])
    yield check("state_dict() follows the weight", kept["weight"], equals=-steps)
    yield check("so does a shallow copy", copied["weight"], equals=-steps)
    yield check("a deep copy stays", apart["weight"], equals=0)
    yield check("what it holds needs no gradient", kept["weight"].requires_grad, equals=False)
    trained = model.weight
    load(model, apart)
    yield check("loading writes into the same parameter", model.weight is trained and trained.item() == 0)
    yield plot(paths, title="the weight that was kept, over the steps")


live_state_dict.must_fail("a deep copy", live=DEEP, at="state_dict() follows the weight")
live_state_dict.must_fail("copied deeply", shallow=DEEP, at="so does a shallow copy")
live_state_dict.must_fail("a shallow copy", deep=SHALLOW, at="a deep copy stays")
live_state_dict.must_fail(
    "keep_vars=True",
    live=lambda model: model.state_dict(keep_vars=True),
    at="what it holds needs no gradient",
)
live_state_dict.must_fail("assign=True", load=load_by_assigning, at="loading writes into the same parameter")

if __name__ == "__main__":
    live_state_dict.main()
