"""LoRA learns r · (in + out) numbers beside a frozen matrix, starting at no change; they merge into it."""

import torch
from torch import nn

from studyapp.proof import bars, check, integers, predict, proof


class LoRA(nn.Module):
    """A linear layer, and beside it B · A of rank r, scaled by alpha / r."""

    def __init__(self, linear, rank, alpha, start):
        super().__init__()
        self.linear, self.scale = linear, alpha / rank
        self.a = nn.Parameter(torch.empty(rank, linear.in_features))
        self.b = nn.Parameter(torch.empty(linear.out_features, rank))
        start(self.a, self.b)

    def forward(self, x):
        return self.linear(x) + x @ self.a.T @ self.b.T * self.scale


def b_zero(a, b):
    nn.init.normal_(a, std=a.shape[1] ** -0.5)
    nn.init.zeros_(b)


def both_random(a, b):
    nn.init.normal_(a, std=a.shape[1] ** -0.5)
    nn.init.normal_(b)


def both_zero(a, b):
    nn.init.zeros_(a)
    nn.init.zeros_(b)


def merge(weight, a, b, alpha):
    """The one matrix, (out, in), that does what weight, (out, in), b, (out, r), and a, (r, in), do."""
    return weight + b @ a * (alpha / a.shape[0])


def unscaled(weight, a, b, alpha):
    return weight + b @ a


def freeze(linear):
    linear.requires_grad_(False)


def leave(linear):
    pass


@proof
def lora(
    inputs=integers(20, 60),
    outputs=integers(61, 99),
    rank=integers(2, 8),
    alpha=24,
    start=b_zero,
    merge=merge,
    prepare=freeze,
):
    x, y = torch.randn(30, inputs), torch.randn(30, outputs)
    layer = LoRA(nn.Linear(inputs, outputs), rank, alpha, start)
    prepare(layer.linear)
    learning = [p for p in layer.parameters() if p.requires_grad]
    with torch.no_grad():
        moved = (layer(x) - layer.linear(x)).abs().max()

    sgd = torch.optim.SGD(learning, lr=0.01)
    gradients = []
    for _ in range(3):
        sgd.zero_grad()
        (layer(x) - y).square().mean().backward()
        gradients.append([layer.a.grad.norm().item(), layer.b.grad.norm().item()])
        sgd.step()
    (first_a, first_b), (later_a, _), _ = gradients

    count = sum(p.numel() for p in learning)
    yield predict(count)
    yield check("learned: r · (in + out) numbers", count, equals=rank * (inputs + outputs))
    yield check("at the start, the output is unchanged", moved, equals=0)
    yield check("the first step: A's gradient is 0", first_a, equals=0)
    yield check("B's is not, so A's follows", [first_b > 0, later_a > 0], equals=[True, True])
    with torch.no_grad():
        matrix = merge(layer.linear.weight, layer.a, layer.b, alpha)
        one, two = nn.functional.linear(x, matrix, layer.linear.bias), layer(x)
    # Sums of up to 60 products, of numbers about 1, in another order.
    yield check("merged into one matrix: the same output", one, equals=two, within=1e-4)
    sizes = {"frozen matrix": inputs * outputs, "A": layer.a.numel(), "B": layer.b.numel()}
    yield bars("numbers", sizes)


lora.must_fail("the matrix is not frozen", prepare=leave, at="learned: r · (in + out) numbers")
lora.must_fail("A and B random", start=both_random, at="at the start, the output is unchanged")
lora.must_fail("B random too", start=both_random, at="the first step: A's gradient is 0")
lora.must_fail("A and B zero", start=both_zero, at="B's is not, so A's follows")
lora.must_fail("alpha / r forgotten", merge=unscaled, at="merged into one matrix: the same output")

if __name__ == "__main__":
    lora.main()
