"""A step takes 6 FLOPs for each parameter and token: 2 forward, 4 backward; checkpointing adds 2 more."""

import torch
from torch import nn
from torch.utils.checkpoint import checkpoint
from torch.utils.flop_counter import FlopCounterMode

from studyapp.proof import among, bars, check, integers, predict, proof


def looked_up(words, tokens, width):
    """As in a language model: a table is trained, so that gradients are wanted for what it gives."""
    return nn.Embedding(words, width)(torch.randint(words, (tokens,)))


def as_data(words, tokens, width):
    return torch.randn(tokens, width)


def train_all(model):
    """Every weight requires a gradient."""


def freeze(model):
    model.requires_grad_(False)


def checkpointed(model, x):
    """Each layer's forward runs again in the backward."""
    for layer in model:
        x = checkpoint(layer, x, use_reentrant=False)
    return x


def as_it_is(model, x):
    return model(x)


def both(flops):
    """A multiplication and an addition count as two."""
    return flops


def as_one(flops):
    return flops // 2


@proof
def step_flops(
    layers=integers(2, 5),
    width=among(10, 20, 30),
    tokens=among(100, 200),
    feed=looked_up,
    choose=train_all,
    again=checkpointed,
    count=both,
):
    model = nn.Sequential(
        *(nn.Sequential(nn.Linear(width, width, bias=False), nn.Tanh()) for _ in range(layers))
    )
    choose(model)

    def run(forward):
        """What a forward and the backward after it take."""
        x = feed(50, tokens, width)
        with FlopCounterMode(display=False) as counter:
            loss = forward(model, x).square().mean()
            there = counter.get_total_flops()
            loss.backward()
            return count(there), count(counter.get_total_flops() - there)

    forward, backward = run(as_it_is)
    once = layers * width**2 * tokens  # parameters × tokens

    yield predict(forward + backward)
    yield check("forward: 2 for each parameter and token", forward, equals=2 * once)
    yield check("backward: 4, so 6 in all", [backward, forward + backward], equals=[4 * once, 6 * once])
    yield check("checkpointed: 8 in all, a third more", sum(run(again)), equals=8 * once)
    spent = {"forward": forward, "backward": backward, "backward, checkpointed": run(again)[1]}
    yield bars(f"FLOPs of {layers * width**2} parameters, {tokens} tokens", spent)


step_flops.must_fail("multiply-add as one", count=as_one, at="forward: 2 for each parameter and token")
# The first layer's input then needs no gradient, and half of its backward is left out.
step_flops.must_fail("fed with data", feed=as_data, at="backward: 4, so 6 in all")
step_flops.must_fail("frozen", choose=freeze, at="backward: 4, so 6 in all")
step_flops.must_fail("not checkpointed", again=as_it_is, at="checkpointed: 8 in all, a third more")

if __name__ == "__main__":
    step_flops.main()
