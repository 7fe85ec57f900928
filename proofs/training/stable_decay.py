"""Warm-up, stable, decay: finished models branch off one run at any step; a cosine must know its end."""

import math

import torch

from studyapp.proof import among, check, plot, predict, proof

WARM_UP, PEAK = 10, 0.1


def schedule(step, warm_up, total, decay, peak):
    """The lr of a step, counted from 0: up to `peak`, level, and `decay` equal steps down to 0 at `total`."""
    return peak * min((step + 1) / warm_up, 1, (total - step) / decay)


def no_decay(step, warm_up, total, decay, peak):
    return peak * min((step + 1) / warm_up, 1)


def straight_down(step, warm_up, total, decay, peak):
    """Without a stable part."""
    return peak * min((step + 1) / warm_up, (total - step) / (total - warm_up))


def cosine(step, warm_up, total, decay, peak):
    done = max(step - warm_up, 0) / (total - warm_up)
    return peak * min((step + 1) / warm_up, (1 + math.cos(math.pi * done)) / 2)


def shorter_cosine(step, warm_up, total, decay, peak):
    return cosine(min(step, total // 3), warm_up, total // 3, decay, peak)


@proof
def stable_decay(
    short=among(100, 120, 150),
    middle=among(180, 200),
    long=among(280, 300),
    decay=among(50, 60),
    schedule=schedule,
    other=cosine,
):
    noise = torch.randn(long, 2000)  # of the gradients: the bowl is round, and 2,000 weights slide down alike

    def descend(weights, first, last, total, rate):
        """The weights after each step, from `first` to `last`, of a run that is planned to end at `total`."""
        for step in range(first, last):
            lr = rate(step, WARM_UP, total, decay, PEAK)
            weights = weights - lr * (weights + noise[step])
            yield weights

    def loss(weights):
        return weights.square().mean() / 2

    trunk = list(descend(torch.ones(2000), 0, long, long, schedule))
    branches = {
        total: list(descend(trunk[total - decay - 1], total - decay, total, total, schedule))
        for total in (short, middle)
    }
    planned = list(descend(torch.ones(2000), 0, short, short, schedule))
    stopped = list(descend(torch.ones(2000), 0, short, long, other))

    yield predict(len(trunk) + sum(len(branch) for branch in branches.values()))
    rates = [schedule(step, WARM_UP, long, decay, PEAK) for step in range(long)]
    up, down = torch.arange(1, WARM_UP + 1) / WARM_UP, torch.arange(decay, 0, -1) / decay
    shape = PEAK * torch.cat([up, torch.ones(long - WARM_UP - decay), down])
    yield check("lr: up, level, and down", rates, equals=shape, within=1e-6)
    end = branches[short][-1]
    yield check("a branch of the long run: the short run itself, bit for bit", end, equals=planned[-1])
    # Over 2,000 weights a loss strays by 3 %.
    fall = loss(end) / loss(trunk[short - decay - 1])
    yield check("the decay takes away over half of the loss", fall, at_most=0.5)
    early = loss(stopped[-1]) / loss(end)
    yield check("a longer cosine, stopped there: a higher loss", early, at_least=1.3)
    curves = {
        "stable": trunk,
        "its branch": trunk[: short - decay] + branches[short],
        "longer cosine": stopped,
    }
    yield plot(
        {name: [min(loss(w), 0.1) for w in run[:short]] for name, run in curves.items()},
        title="loss, up to 0.1",
    )


stable_decay.must_fail("no decay", schedule=no_decay, at="lr: up, level, and down")
stable_decay.must_fail("for ever level", schedule=no_decay, at="the decay takes away over half of the loss")
stable_decay.must_fail(
    "straight down", schedule=straight_down, at="a branch of the long run: the short run itself, bit for bit"
)
stable_decay.must_fail(
    "a cosine", schedule=cosine, at="a branch of the long run: the short run itself, bit for bit"
)
stable_decay.must_fail(
    "over by then", other=shorter_cosine, at="a longer cosine, stopped there: a higher loss"
)

if __name__ == "__main__":
    stable_decay.main()
