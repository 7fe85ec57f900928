"""For BCELoss on a sigmoid, backward() puts the mean of (p − y)·x into the weight's .grad."""

import torch
from torch.nn.functional import binary_cross_entropy

from studyapp.proof import among, check, integers, plot, predict, proof


def gradient(X, p, y):
    """The gradient of the mean loss by the weight, shape (D,): X is (N, D), p and y are (N,)."""
    return X.T @ (p - y) / len(y)


def summed(X, p, y):
    return X.T @ (p - y)


def through_sigmoid_again(X, p, y):
    return X.T @ ((p - y) * p * (1 - p)) / len(y)


def total_loss(p, y):
    return binary_cross_entropy(p, y, reduction="sum")


def squared_error(p, y):
    return ((p - y) ** 2).mean() / 2


def train_once(X, y, weight, bias, loss):
    """Forward and backward; the probabilities, and what .grad holds of both parameters."""
    weight, bias = weight.clone().requires_grad_(), bias.clone().requires_grad_()
    p = torch.sigmoid(X @ weight + bias)
    loss(p, y).backward()
    return p.detach(), weight.grad, bias.grad


@proof
def logistic_gradient(
    examples=among(2, 4, 5, 8, 10),
    value=integers(2, 9),
    label=among(0, 1),
    gradient=gradient,
    loss=binary_cross_entropy,
):
    X, y = torch.randn(examples, 3, dtype=torch.float64), torch.randint(2, (examples,)).double()
    # One feature that only the first example has.
    X[:, 0], y[0] = 0, label
    X[0, 0] = value
    zero, weight, bias = torch.zeros(3).double(), torch.rand(3).double(), torch.randn(()).double()
    _, at_zero, _ = train_once(X, y, zero, zero[0], loss)
    p, by_weight, by_bias = train_once(X, y, weight, bias, loss)

    yield predict(at_zero[0], within=0.005)
    # float64 sums in another order.
    yield check("weight.grad is the mean of (p − y)·x", by_weight, equals=gradient(X, p, y), within=1e-10)
    yield check(
        "bias.grad is the mean of p − y, with no p(1 − p)", by_bias, equals=(p - y).mean(), within=1e-10
    )

    logits = torch.arange(-6, 6.5, 0.5, requires_grad=True)
    curves = {}
    for answer in (0.0, 1.0):
        each = binary_cross_entropy(torch.sigmoid(logits), torch.full_like(logits, answer), reduction="sum")
        (curves[f"label {answer:.0f}"],) = torch.autograd.grad(each, logits)
    yield plot(curves, x=logits, title="p − y: one example's gradient, over its logit")


logistic_gradient.must_fail("not divided by N", gradient=summed, at="weight.grad is the mean of (p − y)·x")
logistic_gradient.must_fail(
    "the sigmoid's slope as well", gradient=through_sigmoid_again, at="weight.grad is the mean of (p − y)·x"
)
logistic_gradient.must_fail(
    "a summed loss", loss=total_loss, at="bias.grad is the mean of p − y, with no p(1 − p)"
)
logistic_gradient.must_fail(
    "squared error", loss=squared_error, at="bias.grad is the mean of p − y, with no p(1 − p)"
)

if __name__ == "__main__":
    logistic_gradient.main()
