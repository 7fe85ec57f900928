"""A state_dict() shares the weights' memory: the best ones, kept without a copy, go on training."""

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


def train(model, steps, *kept):
    """The weight in each of the kept states, before training and after each of its steps."""
    optimizer = torch.optim.SGD(model.parameters(), lr=1.0)
    paths = [[state["weight"].item()] for state in kept]
    for _ in range(steps):
        optimizer.zero_grad()
        model(torch.ones(1)).sum().backward()  # a gradient of 1
        optimizer.step()
        for path, state in zip(paths, kept, strict=True):
            path.append(state["weight"].item())
    return paths


def restore(model, state):
    model.load_state_dict(state)
    return model.weight.item()


@proof
def live_state_dict(
    keep=among("model.state_dict()", "model.state_dict().copy()", "copy.deepcopy(model.state_dict())"),
    steps=integers(2, 9),
    live=LIVE,
    shallow=SHALLOW,
    deep=DEEP,
):
    model = nn.Linear(1, 1, bias=False)
    nn.init.zeros_(model.weight)
    asked, kept, copied, apart = (way(model) for way in (KEEPING[keep], live, shallow, deep))
    follows, _, stays = train(model, steps, kept, copied, apart)

    yield predict(asked["weight"])
    yield check("state_dict() follows the weight", kept["weight"], equals=-steps)
    yield check("so does a shallow copy of state_dict()", copied["weight"], equals=-steps)
    yield check("a deep copy keeps the first weight", apart["weight"], equals=0)
    yield check("loading the kept state_dict(): still the last weight", restore(model, kept), equals=-steps)
    yield check("loading the deep copy: the first weight", restore(model, apart), equals=0)
    paths = {"state_dict()": follows, "deepcopy": stays}
    yield plot(paths, title="the weight that was kept, after each step")


live_state_dict.must_fail("a deep copy", live=DEEP, at="state_dict() follows the weight")
live_state_dict.must_fail("copied as deeply", shallow=DEEP, at="so does a shallow copy of state_dict()")
live_state_dict.must_fail("a shallow copy", deep=SHALLOW, at="a deep copy keeps the first weight")

if __name__ == "__main__":
    live_state_dict.main()
