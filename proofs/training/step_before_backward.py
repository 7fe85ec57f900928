"""step() before any backward() does nothing and says nothing: no weight moves, not even by decay."""

from contextlib import suppress

import torch

from studyapp.proof import check, integers, predict, proof, raises, reals, table

OPTIMIZERS = {
    "SGD": lambda weights, lr: torch.optim.SGD(weights, lr=lr, momentum=0.9, weight_decay=0.1),
    "Adam": lambda weights, lr: torch.optim.Adam(weights, lr=lr, weight_decay=0.1),
    "AdamW": lambda weights, lr: torch.optim.AdamW(weights, lr=lr, weight_decay=0.1),
    "RMSprop": lambda weights, lr: torch.optim.RMSprop(weights, lr=lr, weight_decay=0.1),
}


def nothing_before(weight):
    """No backward(): .grad is None."""


def zeros_before(weight):
    weight.grad = torch.zeros_like(weight)


def backward_before(weight):
    weight.sum().backward()


def step(optimizer):
    optimizer.step()


def step_on_gradients(optimizer):
    if any(weight.grad is None for group in optimizer.param_groups for weight in group["params"]):
        raise RuntimeError("step() needs gradients; call backward() first")
    optimizer.step()


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
    rounds=integers(3, 9), lr=reals(0.1, 2, 1), before=nothing_before, step=step, round_of=step_first
):
    weights = {name: torch.ones(2, requires_grad=True) for name in OPTIMIZERS}
    optimizers = {name: make([weights[name]], lr) for name, make in OPTIMIZERS.items()}
    for weight in weights.values():
        before(weight)

    def step_all():
        for optimizer in optimizers.values():
            step(optimizer)

    walker = torch.zeros(1, requires_grad=True)
    plain = torch.optim.SGD([walker], lr=lr)
    for _ in range(rounds):
        with suppress(RuntimeError):  # should step() ever object, the first check says so
            round_of(plain, walker.sum)

    yield predict(-walker.item(), within=0.05)
    yield raises("step() raises nothing", step_all, None)
    moved = {name: (1 - weight).abs().max().item() for name, weight in weights.items()}
    states = {name: len(optimizer.state) for name, optimizer in optimizers.items()}
    yield check("no weight moves, decay or not", list(moved.values()), equals=[0.0] * 4)
    yield check("no optimizer makes a state", list(states.values()), equals=[0] * 4)
    # float32 sums lr up to nine times.
    yield check(
        "a loop that steps first is a step behind", -walker.item(), equals=lr * (rounds - 1), within=1e-5
    )
    rows = {name: [moved[name], states[name]] for name in OPTIMIZERS}
    yield table(rows, columns=["moved", "tensors with state"], title="after step() alone, weight decay 0.1")


step_before_backward.must_fail("step() insists", step=step_on_gradients, at="step() raises nothing")
step_before_backward.must_fail("zeros in .grad", before=zeros_before, at="no weight moves, decay or not")
step_before_backward.must_fail("a backward() before", before=backward_before, at="no optimizer makes a state")
step_before_backward.must_fail(
    "backward() first", round_of=step_last, at="a loop that steps first is a step behind"
)

if __name__ == "__main__":
    step_before_backward.main()
