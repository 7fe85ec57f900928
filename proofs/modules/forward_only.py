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
    weights = torch.linspace(weight - 1, weight + 1, 201, dtype=torch.float64)
    outputs = torch.stack([rule(w, value) for w in weights])
    # Straight from the curve: what forward() gains over a step to either side of the weight.
    slope = (outputs[101] - outputs[99]) / (weights[101] - weights[99])

    yield predict(module.weight.grad, within=0.01)
    yield check("its gradient is the slope of forward()", module.weight.grad, equals=slope, within=1e-6)
    yield check("its own backward() is never called", module.calls, equals=0)
    yield check("as a hook on the weight it is", hooked.calls, equals=1)
    yield check("and its result is the gradient", hooked.weight.grad, equals=factor * slope, within=1e-6)
    words = "does not require grad and does not have a grad_fn"
    detour = Module(weight, factor, number)
    yield raises("no way leads back through item()", lambda: detour(value).backward(), RuntimeError, words)
    tangents = {
        "by autograd": module.weight.grad * (weights - weight) + outputs[100],
        "by the hook": hooked.weight.grad * (weights - weight) + outputs[100],
    }
    yield plot(
        {"forward()": outputs} | tangents, x=weights, title="the output over the weight, and its slope"
    )


forward_only.must_fail("half detached", rule=half_detached, at="its gradient is the slope of forward()")
forward_only.must_fail("tensors throughout", number=square, at="no way leads back through item()")
forward_only.must_fail("called by a hook", method=on_the_weight, at="its own backward() is never called")
forward_only.must_fail("no hook", hook=leave, at="as a hook on the weight it is")
forward_only.must_fail("without a hook", hook=leave, at="and its result is the gradient")

if __name__ == "__main__":
    forward_only.main()
