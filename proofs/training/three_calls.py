"""backward() fills .grad and moves nothing; step() moves the weights; zero_grad() empties .grad again."""

from contextlib import suppress

import torch
from torch import nn

from studyapp.proof import among, check, integers, proof, table


def backward(loss, model, optimizer):
    loss.backward()


def step(loss, model, optimizer):
    optimizer.step()


def zero_grad(loss, model, optimizer):
    optimizer.zero_grad()


def to_zeros(loss, model, optimizer):
    optimizer.zero_grad(set_to_none=False)


def grad(loss, model, optimizer):
    """Returns the gradients, and keeps them nowhere."""
    torch.autograd.grad(loss, list(model.parameters()))


def nothing(loss, model, optimizer):
    """Left out."""


def look(model):
    """Copies of all weights and of all gradients, and how many weights have one."""
    weights = list(model.parameters())
    filled = [weight.grad for weight in weights if weight.grad is not None]
    flat = [torch.cat([part.detach().flatten() for part in [torch.empty(0), *s]]) for s in (weights, filled)]
    return *flat, len(filled)


@proof
def three_calls(
    kind=among("SGD", "Adam", "AdamW", "RMSprop"),
    rows=integers(3, 8),
    reduction="mean",
    fill=backward,
    move=step,
    empty=zero_grad,
):
    model, inputs, labels = nn.Linear(4, 3), torch.randn(rows, 4), torch.randint(3, (rows,))
    optimizer = getattr(torch.optim, kind)(model.parameters(), lr=0.1)
    loss = nn.CrossEntropyLoss(reduction=reduction)(model(inputs), labels)

    changed, gradients = [], []
    for call in (fill, move, empty):
        weights, grads, _ = look(model)
        with suppress(RuntimeError):  # should a call object, it changes nothing, and the checks say so
            call(loss, model, optimizer)
        weights_now, grads_now, count = look(model)
        same = {"weights": torch.equal(weights, weights_now), ".grad": torch.equal(grads, grads_now)}
        changed.append(" and ".join(what for what, kept in same.items() if not kept))
        gradients.append(count)

    yield check("the loss of all rows is a scalar: no dimension", loss.dim(), equals=0)
    order = [".grad", "weights", ".grad"]
    yield check("backward() changes .grad, step() the weights, zero_grad() .grad", changed, equals=order)
    yield check("after each: .grad filled, kept, empty", gradients, equals=[2, 2, 0])
    calls = ["loss.backward()", "optimizer.step()", "optimizer.zero_grad()"]
    rows_shown = {
        name: list(row) for name, row in zip(calls, zip(changed, gradients, strict=True), strict=True)
    }
    yield table(rows_shown, columns=["changes", "weights with a .grad"], title=f"one step of {kind}")


three_calls.must_fail(
    "a loss for each row", reduction="none", at="the loss of all rows is a scalar: no dimension"
)
three_calls.must_fail(
    "grad() for backward()",
    fill=grad,
    at="backward() changes .grad, step() the weights, zero_grad() .grad",
)
three_calls.must_fail(
    "no step", move=nothing, at="backward() changes .grad, step() the weights, zero_grad() .grad"
)
three_calls.must_fail("emptied to zeros", empty=to_zeros, at="after each: .grad filled, kept, empty")

if __name__ == "__main__":
    three_calls.main()
