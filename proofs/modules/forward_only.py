"""A module needs no backward(): gradients follow from its forward(), and nothing calls such a method."""

import torch
from torch import nn

from studyapp.proof import check, integers, plot, predict, proof, raises, reals


class Module(nn.Module):
    def __init__(self, weight, factor, rule):
        super().__init__()
        self.weight = nn.Parameter(torch.tensor(float(weight), dtype=torch.float64))
        self.factor, self.rule, self.calls = factor, rule, 0

    def forward(self, x):
        return self.rule(self.weight, x)

    def backward(self, gradient):
        self.calls += 1
        return self.factor * gradient


def square(weight, x):
    return weight**2 * x


def half_detached(weight, x):
    return weight.detach() * weight * x


def by_number(weight, x):
    return torch.tensor(weight.item() ** 2 * x)


def leave(module):
    """As PyTorch leaves a backward() of the module's own: unused."""


def on_the_weight(module):
    """A tensor hook: what it returns takes the gradient's place."""
    module.weight.register_hook(module.backward)


@proof
def forward_only(
    weight=integers(2, 9),
    value=reals(1, 5, 1),
    factor=integers(2, 9),
    rule=square,
    number=by_number,
    method=leave,
    hook=on_the_weight,
):
    module, hooked = Module(weight, factor, rule), Module(weight, factor, rule)
    method(module)
    hook(hooked)
    for each in (module, hooked):
        each(value).backward()
    above, below = (rule(torch.tensor(weight + by, dtype=torch.float64), value) for by in (0.5, -0.5))
    slope = above - below  # over a step of 1; of a parabola that is its slope in the middle

    yield predict(module.weight.grad, within=0.01)
    # Float64 rounds an output, below 500, by less than 1e-12.
    yield check("weight.grad is the slope of forward()", module.weight.grad, equals=slope, within=1e-9)
    yield check("the module's own backward() is never called", module.calls, equals=0)
    yield check(
        "what a weight's hook returns replaces the gradient",
        hooked.weight.grad,
        equals=factor * slope,
        within=1e-9,
    )
    words = "does not require grad and does not have a grad_fn"
    detour = Module(weight, factor, number)
    yield raises("no way leads back through item()", lambda: detour(value).backward(), RuntimeError, words)
    weights = torch.linspace(0, 2 * weight, 41, dtype=torch.float64)
    tangent = rule(module.weight, value) + module.weight.grad * (weights - weight)
    curves = {"forward()": rule(weights, value), "with slope weight.grad": tangent}
    yield plot(curves, x=weights, title=f"the output over the weight; the two touch at {weight}")


forward_only.must_fail("half detached", rule=half_detached, at="weight.grad is the slope of forward()")
forward_only.must_fail(
    "called by a hook", method=on_the_weight, at="the module's own backward() is never called"
)
forward_only.must_fail("no hook", hook=leave, at="what a weight's hook returns replaces the gradient")
forward_only.must_fail("tensors throughout", number=square, at="no way leads back through item()")

if __name__ == "__main__":
    forward_only.main()
