"""step() before any backward() does nothing and says nothing: no weight moves, not even by decay."""

from contextlib import suppress

import torch
from torch.optim import SGD, Adam, AdamW, RMSprop

from studyapp.proof import check, integers, predict, proof, raises, reals, table


def nothing_before(weight):
    """No backward(): .grad is None."""


def zeros_before(weight):
    weight.grad = torch.zeros_like(weight)


def backward_before(weight):
    weight.sum().backward()


def step_all(optimizers):
    for optimizer in optimizers:
        optimizer.step()


def insist_on_gradients(optimizers):
    for optimizer in optimizers:
        if any(weight.grad is None for weight in optimizer.param_groups[0]["params"]):
            raise RuntimeError("step() needs gradients; call backward() first")


def step_first(optimizer, loss):
    optimizer.step()
    optimizer.zero_grad()
    loss().backward()


def step_last(optimizer, loss):
    optimizer.zero_grad()
    loss().backward()
    optimizer.step()


@proof
def step_before_backward(
    rounds=integers(3, 9), lr=reals(0.1, 2, 1), before=nothing_before, step=step_all, round_of=step_first
):
    kinds, optimizers, weights = (SGD, Adam, AdamW, RMSprop), [], []
    for kind in kinds:
        weight = torch.ones(2, requires_grad=True)
        before(weight)
        weights.append(weight)
        optimizers.append(kind([weight], lr=lr, weight_decay=0.1))

    walker = torch.zeros(1, requires_grad=True)
    plain = SGD([walker], lr=lr)
    for _ in range(rounds):
        with suppress(RuntimeError):  # should step() ever object, the first check says so
            round_of(plain, walker.sum)

    yield predict(-walker.item(), within=0.05)
    yield raises("step() raises nothing", lambda: step(optimizers), None)
    moved = [(1 - weight).abs().max().item() for weight in weights]
    states = [len(optimizer.state) for optimizer in optimizers]
    yield check("no weight moves or decays, no state is made", [moved, states], equals=[[0.0] * 4, [0] * 4])
    # float32 sums lr up to nine times.
    late = lr * (rounds - 1)
    yield check("a loop that steps first is a step behind", -walker.item(), equals=late, within=1e-5)
    rows = {kind.__name__: [*row] for kind, *row in zip(kinds, moved, states, strict=True)}
    yield table(rows, columns=["moved", "states"], title="after step() alone, with weight decay 0.1")


step_before_backward.must_fail("step() insists", step=insist_on_gradients, at="step() raises nothing")
step_before_backward.must_fail(
    "zeros in .grad", before=zeros_before, at="no weight moves or decays, no state is made"
)
step_before_backward.must_fail(
    "a backward() before", before=backward_before, at="no weight moves or decays, no state is made"
)
step_before_backward.must_fail(
    "backward() first", round_of=step_last, at="a loop that steps first is a step behind"
)

if __name__ == "__main__":
    step_before_backward.main()
