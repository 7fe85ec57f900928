"""Hooks nest like calls, and run in the order of their registration, with those that prepend=True first."""

import warnings

import torch
from torch import nn

from studyapp.proof import check, integers, predict, proof, timeline


def needs_gradient(x):
    """As a hidden layer's input does."""
    return x.requires_grad_()


def is_data(x):
    """As a batch is: nothing asks for its gradient."""
    return x.detach()


def within(layer):
    """A model, and what to call."""
    model = nn.Sequential(layer, nn.Tanh())
    return model, model


def behind(layer):
    model = nn.Tanh()
    return model, lambda x: model(layer(x))


def ahead_of(layer):
    model = nn.Tanh()
    return model, lambda x: layer(model(x))


def trace(x, join):
    """Whose hook runs, and which, in a forward and a backward."""
    layer, ran = nn.Linear(3, 3), []
    model, run = join(layer)
    for owner, module in (("model", model), ("layer", layer)):
        module.register_forward_pre_hook(lambda *_, o=owner: ran.append((o, "forward pre-hook")))
        module.register_forward_hook(lambda *_, o=owner: ran.append((o, "forward hook")))
        module.register_full_backward_hook(lambda *_, o=owner: ran.append((o, "backward hook")))
    with warnings.catch_warnings():
        warnings.simplefilter("ignore")  # torch says that the input needs no gradient
        run(x).sum().backward()
    return ran


def owners(ran, wanted):
    return [owner for owner, kind in ran if kind == wanted]


@proof
def hook_order(
    early=integers(1, 2), late=integers(3, 5), ahead=True, join=within, needing=needs_gradient, data=is_data
):
    module, order = nn.Linear(3, 2), []
    for number in range(1, 6):
        first = ahead and number in (early, late)
        module.register_forward_hook(lambda *_, n=number: order.append(n), prepend=first)
    module(torch.randn(4, 3))
    ran = trace(needing(torch.randn(4, 3)), join)
    on_data = trace(data(torch.randn(4, 3)), join)

    yield predict(order)
    rest = [n for n in range(1, 6) if n not in (early, late)]
    yield check("of one module: the last prepended is the first to run", order, equals=[late, early, *rest])
    into, out = owners(ran, "forward pre-hook"), owners(ran, "forward hook")
    yield check("on the way in, the model's comes first", into, equals=["model", "layer"])
    yield check("on the way out, its layer's", out, equals=["layer", "model"])
    # It fires once the gradient of the module's input is there; where nobody needs that, its output's.
    yield check("backward, the model's comes last", owners(ran, "backward hook"), equals=["layer", "model"])
    yield check("on plain data, first", owners(on_data, "backward hook"), equals=["model", "layer"])
    spans = [(owner, kind, place, place + 1) for place, (owner, kind) in enumerate(ran)]
    yield timeline("the input needs a gradient", spans, unit="steps")


hook_order.must_fail("not prepended", ahead=False, at="of one module: the last prepended is the first to run")
hook_order.must_fail("the layer comes before", join=behind, at="on the way in, the model's comes first")
hook_order.must_fail("the layer comes after", join=ahead_of, at="on the way out, its layer's")
hook_order.must_fail("data that needs a gradient", data=needs_gradient, at="on plain data, first")
hook_order.must_fail("no gradient is needed", needing=is_data, at="backward, the model's comes last")

if __name__ == "__main__":
    hook_order.main()
