"""A reward model learns differences alone; a pair pulls by the probability it gives to the wrong order."""

import torch
from torch.nn.functional import logsigmoid

from studyapp.proof import among, check, integers, predict, proof, table


def loss(ranked):
    """Of one prompt's rewards, the best answer's first: −log σ(better − worse), averaged over all pairs."""
    better, worse = torch.triu_indices(len(ranked), len(ranked), 1)
    return -logsigmoid(ranked[better] - ranked[worse]).mean()


def good_or_bad(ranked):
    """Each answer by itself, as a classifier would."""
    half = len(ranked) // 2
    return -torch.cat([logsigmoid(ranked[:half]), logsigmoid(-ranked[half:])]).mean()


def hinge(ranked):
    better, worse = torch.triu_indices(len(ranked), len(ranked), 1)
    return (1 - ranked[better] + ranked[worse]).clamp(min=0).mean()


def neighbours(ranked):
    return -logsigmoid(ranked[:-1] - ranked[1:]).mean()


def added_up(ranked):
    return loss(ranked) * len(ranked) * (len(ranked) - 1) / 2


def fit(truth, loss):
    """Rewards that descend on every pair's loss, each order as often as people of these rewards choose it."""
    pairs = [(i, j) for i in range(len(truth)) for j in range(len(truth)) if i != j]
    rewards = torch.zeros_like(truth, requires_grad=True)
    for _ in range(40):
        total = sum(torch.sigmoid(truth[i] - truth[j]) * loss(rewards[[i, j]]) for i, j in pairs)
        (slope,) = torch.autograd.grad(total, rewards)
        rewards = (rewards - 2 * slope).detach().requires_grad_()
    return rewards.detach()


@proof
def reward_model(answers=integers(4, 7), first=among(1.0, 2.0, 3.0), second=among(0.0, 4.0, 5.0), loss=loss):
    rewards = 2 * torch.randn(answers, dtype=torch.float64)
    pair = torch.tensor([first, second], dtype=torch.float64, requires_grad=True)  # the first is preferred
    (slopes,) = torch.autograd.grad(loss(pair), pair)
    preferred = torch.sigmoid(pair[0] - pair[1]).detach()
    truth = torch.tensor([0.0, 0.5, 1.5], dtype=torch.float64)[torch.randperm(3)]
    fitted = fit(truth, loss)

    yield predict(torch.exp(-loss(pair)), within=0.01)
    yield check("rewards all 10 higher: the same loss", loss(rewards + 10), equals=loss(rewards), within=1e-9)
    wrong = 1 - preferred
    yield check("a pair's gradient: ±P(the wrong order)", slopes, equals=[-wrong, wrong], within=1e-9)
    each = [loss(rewards[[i, j]]) for i in range(answers) for j in range(i + 1, answers)]
    mean = sum(each) / len(each)
    yield check("K ranked answers: the mean over all pairs", loss(rewards), equals=mean, within=1e-9)
    found, wanted = fitted - fitted[0], truth - truth[0]
    yield check("fitted to choices: the true differences", found, equals=wanted, within=1e-3)
    rows = {f"answer {n}": [truth[n], fitted[n]] for n in range(3)}
    yield table(rows, columns=["true reward", "learned from choices"])


reward_model.must_fail("each answer by itself", loss=good_or_bad, at="rewards all 10 higher: the same loss")
reward_model.must_fail("a hinge", loss=hinge, at="a pair's gradient: ±P(the wrong order)")
reward_model.must_fail("neighbours alone", loss=neighbours, at="K ranked answers: the mean over all pairs")
reward_model.must_fail("added up", loss=added_up, at="K ranked answers: the mean over all pairs")
reward_model.must_fail("fitted by a hinge", loss=hinge, at="fitted to choices: the true differences")

if __name__ == "__main__":
    reward_model.main()
