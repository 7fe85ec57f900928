"""A baseline must not hold the sample's own reward: the mean of all n shrinks the gradient to (n − 1)/n."""

from itertools import product

import torch

from studyapp.proof import bars, check, integers, predict, proof


def less_the_others(rewards):
    """Advantages of n answers to one prompt, (n,): each reward less the mean of the other answers'."""
    n = len(rewards)
    return rewards - (rewards.sum() - rewards) / (n - 1)


def less_the_mean(rewards):
    """Its own reward among them."""
    return rewards - rewards.mean()


def less_the_best(rewards):
    return rewards - rewards.max()


def as_they_are(rewards):
    return rewards


def double(rewards):
    return 2 * less_the_others(rewards)


@proof
def leave_one_out(samples=integers(2, 5), leave_out=less_the_others, keep_in=less_the_mean):
    logits = torch.randn(3, dtype=torch.float64, requires_grad=True)
    p, rewards = logits.softmax(dim=0), torch.tensor([0.0, 1.0, 3.0], dtype=torch.float64)
    (true,) = torch.autograd.grad(p @ rewards, logits)
    p = p.detach()
    scores = torch.eye(3, dtype=torch.float64) - p  # each answer's ∇log π by the logits, a row for each

    def average(advantages):
        """The gradient that n samples give together, over everything that they may be."""
        total = torch.zeros(3, dtype=torch.float64)
        for drawn in product(range(3), repeat=samples):
            chosen = list(drawn)
            total += p[chosen].prod() * (advantages(rewards[chosen]) @ scores[chosen]) / samples
        return total

    out, within, best = (average(rule) for rule in (leave_out, keep_in, less_the_best))
    share = (samples - 1) / samples

    yield predict(within @ true / (true @ true), within=0.01)
    yield check("the others' mean: the true gradient", out, equals=true, within=1e-9)
    yield check("the mean of all: (n − 1)/n of it", within, equals=share * true, within=1e-9)
    example = leave_out(torch.tensor([0.0, 1.0, 5.0]))
    yield check("rewards 0, 1 and 5: −3, −1.5 and 4.5", example, equals=[-3, -1.5, 4.5], within=1e-5)
    shown = {"the others' mean": out, "the mean of all": within, "the best of all": best}
    along = {name: found @ true / (true @ true) for name, found in shown.items()}
    yield bars("mean gradient along the true one, by what is taken off", along)


leave_one_out.must_fail("own reward too", leave_out=less_the_mean, at="the others' mean: the true gradient")
leave_one_out.must_fail("the best of all", leave_out=less_the_best, at="the others' mean: the true gradient")
leave_one_out.must_fail("doubled", leave_out=double, at="the others' mean: the true gradient")
leave_one_out.must_fail("left out", keep_in=less_the_others, at="the mean of all: (n − 1)/n of it")
leave_one_out.must_fail("no baseline", leave_out=as_they_are, at="rewards 0, 1 and 5: −3, −1.5 and 4.5")

if __name__ == "__main__":
    leave_one_out.main()
