"""Data parallel averages gradients over N ranks: their sum is N times as large, and Adam hides that."""

import torch
import torch.distributed as dist
from torch.optim import SGD, Adam

from studyapp.proof import among, check, integers, per_rank, plot, predict, proof


def average_over_ranks(gradient, world):
    """Make `gradient`, which differs between the `world` ranks, their mean, in place and on every rank."""
    dist.all_reduce(gradient)
    gradient /= world


def add_over_ranks(gradient, world):
    dist.all_reduce(gradient)


def keep_own(gradient, world):
    """Nothing is exchanged."""


def train(make, x, combine, steps=10):
    """The first gradient, and the weights after each step, of a regression on the sum of x's columns."""
    weight = torch.zeros(4, dtype=torch.float64, requires_grad=True)
    optimizer, gradients, path = make([weight], lr=0.05), [], []
    for _ in range(steps):
        optimizer.zero_grad()
        (x @ weight - x.sum(1)).square().mean().backward()
        combine(weight.grad, dist.get_world_size())
        optimizer.step()
        gradients.append(weight.grad.clone())
        path.append(weight.detach().clone())
    return gradients[0], torch.stack(path)


@proof(ranks=(2, 4))
def mean_not_sum(
    rank,
    rows=integers(5, 9),
    optimizer=among("SGD", "Adam"),
    average=average_over_ranks,
    add=add_over_ranks,
    adaptive=Adam,
):
    world = dist.get_world_size()
    # All ranks have as many rows, so that the mean over ranks is the mean over all rows.
    data = [torch.randn(rows, 4, generator=per_rank(r), dtype=torch.float64) for r in range(world)]
    everything = torch.cat(data)

    full, path = train(SGD, everything, keep_own)  # one process, all rows
    mean, _ = train(SGD, data[rank], average, steps=1)
    total, leaps = train(SGD, data[rank], add)
    _, adam_path = train(adaptive, everything, keep_own)
    _, adam_leaps = train(adaptive, data[rank], add)
    # All begin at 0, so that the weights after one step are that step.
    longer = {"SGD": leaps[0].norm() / path[0].norm(), "Adam": adam_leaps[0].norm() / adam_path[0].norm()}

    yield predict(longer[optimizer], within=0.01)
    # The same sums in another order: float64 then differs by less than 1e-13.
    yield check("the averaged gradient is one process's", mean, equals=full, within=1e-12)
    yield check("the summed gradient is N times one process's", total, equals=world * full, within=1e-12)
    yield check("SGD on the sum steps N times as far", longer["SGD"], equals=world, within=1e-9)
    # Adam divides by the gradient's size, but for its eps of 1e-8: nearly the same path.
    yield check("Adam on the sum steps as far", longer["Adam"], equals=1, within=1e-2)
    yield check("for ten steps its weights do not tell", adam_leaps, equals=adam_path, within=1e-2)
    curves = {"SGD, mean": path, "SGD, sum": leaps, "Adam, mean": adam_path, "Adam, sum": adam_leaps}
    losses = {name: ((path - 1) @ everything.T).square().mean(1) for name, path in curves.items()}
    yield plot(losses, title="loss on all rows")


mean_not_sum.must_fail("nothing exchanged", average=keep_own, at="the averaged gradient is one process's")
mean_not_sum.must_fail(
    "added, not averaged", average=add_over_ranks, at="the averaged gradient is one process's"
)
mean_not_sum.must_fail(
    "averaged, not added", add=average_over_ranks, at="the summed gradient is N times one process's"
)
mean_not_sum.must_fail("SGD for Adam", adaptive=SGD, at="Adam on the sum steps as far")

if __name__ == "__main__":
    mean_not_sum.main()
