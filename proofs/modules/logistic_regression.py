"""A logistic regression over D features is one nn.Linear(D, 1) and a sigmoid: D weights and one bias."""

import math

import torch
from torch import nn

from studyapp.proof import check, integers, predict, proof, table


class LogisticRegression(nn.Module):
    def __init__(self, features, bias, squash, shape):
        super().__init__()
        self.linear = nn.Linear(features, 1, bias=bias)
        self.sigmoid = squash
        self.shape = shape

    def forward(self, x):
        return self.shape(self.sigmoid(self.linear(x)))


def flat(column):
    return column.reshape(-1)


def leave(column):
    return column


@proof
def logistic_regression(
    features=integers(3, 12), rows=integers(2, 5), bias=True, squash=nn.Sigmoid(), shape=flat
):
    model, x = LogisticRegression(features, bias, squash, shape), torch.randn(rows, features)
    output, named = model(x), dict(model.named_parameters())

    yield predict(sum(parameter.numel() for parameter in model.parameters()))
    shapes = {name: list(parameter.shape) for name, parameter in named.items()}
    wanted = {"linear.weight": [1, features], "linear.bias": [1]}
    yield check("a weight of (1, D) and a bias of (1,)", shapes, equals=wanted)
    yield check("one number for each row", list(output.shape), equals=[rows])
    weight, offset = named["linear.weight"][0].tolist(), named.get("linear.bias", torch.zeros(1)).item()
    logits = [sum(w * v for w, v in zip(weight, row, strict=True)) + offset for row in x.tolist()]
    by_hand = [1 / (1 + math.exp(-z)) for z in logits]
    # Probabilities below 1 in float32: rounding moves them by less than 1e-6.
    yield check("called, it gives what forward() says: 1 / (1 + e⁻ᶻ)", output, equals=by_hand, within=1e-6)
    yield table(
        {"z": logits, "by hand": by_hand, "the module": output},
        title=f"a column for each row of {features} features",
    )


logistic_regression.must_fail("no bias", bias=False, at="a weight of (1, D) and a bias of (1,)")
logistic_regression.must_fail("still a column", shape=leave, at="one number for each row")
logistic_regression.must_fail(
    "tanh", squash=nn.Tanh(), at="called, it gives what forward() says: 1 / (1 + e⁻ᶻ)"
)

if __name__ == "__main__":
    logistic_regression.main()
