"""ReLU layers keep the scale of activations with weights of variance 2 / inputs; 1 / inputs halves it."""

import torch
from torch import nn

from studyapp.proof import among, check, plot, predict, proof


def kaiming(weight):
    """Fill the weight, (outputs, inputs), in place, so that a ReLU layer keeps the mean square."""
    nn.init.kaiming_normal_(weight, nonlinearity="relu")


def by_outputs(weight):
    nn.init.kaiming_normal_(weight, mode="fan_out", nonlinearity="relu")


def lecun(weight):
    """Variance 1 / inputs: right where no ReLU follows."""
    nn.init.kaiming_normal_(weight, nonlinearity="linear")


def small(weight):
    nn.init.normal_(weight, std=0.01)


def linear_own(weight):
    """As nn.Linear fills its own: uniform within ±1/√inputs."""
    outputs, inputs = weight.shape
    weight.copy_(nn.Linear(inputs, outputs).weight)


@torch.no_grad()
def mean_squares(initialise, activation, layers=20, narrow=128):
    """Of the input, and of the activations after each layer; without biases, and of widths that alternate."""
    x = torch.randn(64, 2 * narrow)
    found = [x.square().mean()]
    for layer in range(layers):
        shape = (2 * narrow, narrow) if layer % 2 else (narrow, 2 * narrow)
        weight = torch.empty(shape)
        initialise(weight)
        x = activation(x @ weight.T)
        found.append(x.square().mean())
    return torch.stack(found)


@proof
def initialisation(
    numerator=among(0.5, 1, 3, 4), initialise=kaiming, halving=lecun, own=linear_own, activation=torch.relu
):
    def asked(weight):
        nn.init.normal_(weight, std=(numerator / weight.shape[1]) ** 0.5)

    ways = {
        "2 / inputs": initialise,
        "1 / inputs": halving,
        "nn.Linear's own": own,
        "std 0.01": small,
    }
    curves = {way: mean_squares(fill, activation).log2() for way, fill in ways.items()}
    kept, halved, default, _ = curves.values()

    chosen = mean_squares(asked, activation).log2()
    factor = 2 ** chosen.diff().mean().item()
    # In doublings a layer, the mean over 20: chance makes 0.05 of one (0.08 over the ten that narrow).
    yield predict(factor, within=factor / 4)
    yield check("variance 2 / inputs keeps the mean square", kept.diff().mean(), equals=0, within=0.3)
    yield check("where layers narrow as well", kept.diff()[::2].mean(), equals=0, within=0.5)
    yield check("1 / inputs halves it", halved.diff().mean(), equals=-1, within=0.35)
    sixth = -torch.tensor(6.0).log2()
    yield check("nn.Linear's own weights leave a sixth", default.diff().mean(), equals=sixth, within=0.35)
    tens = {way: curve * torch.tensor(2.0).log10() for way, curve in curves.items()}
    yield plot(tens, title="log₁₀ of the activations' mean square after each of 20 ReLU layers")


initialisation.must_fail("std 0.01", initialise=small, at="variance 2 / inputs keeps the mean square")
initialisation.must_fail("outputs for inputs", initialise=by_outputs, at="where layers narrow as well")
initialisation.must_fail("no ReLU", activation=nn.Identity(), at="1 / inputs halves it")
initialisation.must_fail("variance 1 / inputs", own=lecun, at="nn.Linear's own weights leave a sixth")

if __name__ == "__main__":
    initialisation.main()
