"""Forward hooks nest like calls; backward hooks too, unless the module's input needs no gradient."""

import warnings

import torch
from torch import nn

from studyapp.proof import check, integers, proof, timeline


def nested(depth):
    """Modules, each the only child of the one before it, and what to call."""
    modules = [nn.Linear(3, 3)]
    for _ in range(depth - 1):
        modules.insert(0, nn.Sequential(modules[0]))
    return modules, modules[0]


def side_by_side(depth):
    """None of them holds another."""
    modules = [nn.Linear(3, 3) for _ in range(depth)]
    return modules, nn.Sequential(*modules)


def needs_gradient(x):
    """As a hidden layer's input does."""
    return x.requires_grad_()


def is_data(x):
    """As a batch is: nothing asks for its gradient."""
    return x.detach()


def trace(modules, run, x):
    """Which hooks ran in a forward and in a backward, in order; modules are numbered from the outside."""
    forward, backward = [], []
    for number, module in enumerate(modules, start=1):
        module.register_forward_pre_hook(lambda *_, n=number: forward.append(f"into {n}"))
        module.register_forward_hook(lambda *_, n=number: forward.append(f"out of {n}"))
        module.register_full_backward_hook(lambda *_, n=number: backward.append(n))
    with warnings.catch_warnings():
        warnings.simplefilter("ignore")  # torch says that nothing asks for the data's gradient
        run(x).sum().backward()
    return forward, backward


@proof
def hook_order(depth=integers(2, 4), rows=integers(2, 6), build=nested, hidden=needs_gradient, data=is_data):
    x, inwards = torch.randn(rows, 3), list(range(1, depth + 1))
    forward, backward = trace(*build(depth), hidden(x.clone()))
    _, backward_on_data = trace(*build(depth), data(x))

    wanted = [f"into {n}" for n in inwards] + [f"out of {n}" for n in reversed(inwards)]
    yield check("forward hooks: in from the outside, out from the inside", forward, equals=wanted)
    # A backward hook waits for the gradient of its module's input, which the outer module gets last.
    yield check("backward hooks: the outermost comes last", backward, equals=inwards[::-1])
    yield check("backward hooks on plain data: the outermost comes first", backward_on_data, equals=inwards)
    spans = [
        (f"module {n}", "forward", forward.index(f"into {n}"), forward.index(f"out of {n}"))
        for n in inwards
        if f"out of {n}" in forward
    ]
    spans += [
        (f"module {n}", "backward hook", at, at + 1) for at, n in enumerate(backward, start=len(forward))
    ]
    yield timeline("from pre-hook to hook, then backward", spans, unit="hooks")


hook_order.must_fail(
    "side by side", build=side_by_side, at="forward hooks: in from the outside, out from the inside"
)
hook_order.must_fail(
    "nothing needs a gradient", hidden=is_data, at="backward hooks: the outermost comes last"
)
hook_order.must_fail(
    "data that needs one", data=needs_gradient, at="backward hooks on plain data: the outermost comes first"
)

if __name__ == "__main__":
    hook_order.main()
