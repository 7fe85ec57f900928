"""GRPO: a reward less its group's mean, over their standard deviation; a group all alike teaches nothing."""

import torch

from studyapp.proof import bars, check, integers, predict, proof


def advantages(rewards):
    """Of each answer, from the rewards of (questions, answers to each)."""
    centred = rewards - rewards.mean(dim=1, keepdim=True)
    return centred / (rewards.std(dim=1, keepdim=True, correction=0) + 1e-6)


def over_the_batch(rewards):
    return (rewards - rewards.mean()) / (rewards.std(correction=0) + 1e-6)


def not_divided(rewards):
    return rewards - rewards.mean(dim=1, keepdim=True)


def no_mean(rewards):
    return rewards / (rewards.std(dim=1, keepdim=True, correction=0) + 1e-6)


def no_eps(rewards):
    return (rewards - rewards.mean(dim=1, keepdim=True)) / rewards.std(dim=1, keepdim=True, correction=0)


@proof
def group_advantage(right=integers(1, 3), wrong=integers(3, 9), advantages=advantages):
    size = right + wrong
    order = torch.randperm(size)
    one = torch.cat([torch.ones(right), torch.zeros(wrong)]).double()[order]
    free = torch.randn(3, size, dtype=torch.float64)
    rewards = torch.cat([one[None], free + torch.tensor([[0.0], [3.0], [-5.0]])])
    found = advantages(rewards)

    best = advantages(one[None])[0].max()
    # Beside the standard deviation, of 0.3 or more, stands 1e-6, or 1e-4 in some libraries.
    yield predict(best, within=0.02)
    yield check(
        "in each group they add up to 0", found.sum(dim=1), equals=torch.zeros(4).double(), within=1e-4
    )
    scaled = advantages(100 * rewards + 7)
    yield check("rewards times 100, and 7 more: the same", scaled, equals=found, within=1e-2)
    odds = (wrong / right) ** 0.5
    yield check("right answers: √(wrong / right)", best, equals=odds, within=5e-3)
    yield check("all alike: 0 for each", advantages(torch.ones(1, size)), equals=torch.zeros(1, size))
    groups = {n: torch.arange(8.0) < n for n in range(1, 8)}
    heights = {f"{n} of 8 right": advantages(alike.double()[None])[0, 0] for n, alike in groups.items()}
    yield bars("a right answer's advantage", heights)


group_advantage.must_fail("over the batch", advantages=over_the_batch, at="in each group they add up to 0")
group_advantage.must_fail("not divided", advantages=not_divided, at="rewards times 100, and 7 more: the same")
group_advantage.must_fail("mean not taken off", advantages=no_mean, at="right answers: √(wrong / right)")
group_advantage.must_fail("no eps", advantages=no_eps, at="all alike: 0 for each")

if __name__ == "__main__":
    group_advantage.main()
