"""DPO starts at ln 2, and pulls a pair apart the harder, the more its implicit reward ranks it wrongly."""

import math

import torch
from torch.nn.functional import logsigmoid

from studyapp.proof import among, check, plot, predict, proof


def loss(chosen, rejected, reference_chosen, reference_rejected, beta):
    """DPO's loss of each pair, from the log-probabilities of both answers, (pairs,)."""
    reward_chosen = beta * (chosen - reference_chosen)
    reward_rejected = beta * (rejected - reference_rejected)
    return -logsigmoid(reward_chosen - reward_rejected)


def no_reference(chosen, rejected, reference_chosen, reference_rejected, beta):
    return -logsigmoid(beta * (chosen - rejected))


def swapped(chosen, rejected, reference_chosen, reference_rejected, beta):
    return loss(rejected, chosen, reference_rejected, reference_chosen, beta)


def beta_outside(chosen, rejected, reference_chosen, reference_rejected, beta):
    return -beta * logsigmoid(chosen - reference_chosen - rejected + reference_rejected)


def hinge(chosen, rejected, reference_chosen, reference_rejected, beta):
    return (1 - beta * (chosen - reference_chosen - rejected + reference_rejected)).clamp(min=0)


def likelihood_too(chosen, rejected, reference_chosen, reference_rejected, beta):
    return loss(chosen, rejected, reference_chosen, reference_rejected, beta) - 0.1 * chosen


@proof
def dpo(beta=among(0.1, 0.2, 0.5), up=among(2, 3, 5), down=among(1, 4, 7), loss=loss):
    reference = -50 - 20 * torch.rand(2, 41, dtype=torch.float64)  # log-probabilities of whole answers
    margins = torch.linspace(-8, 8, 41, dtype=torch.float64)  # rewards, chosen − rejected
    policy = reference.clone()
    policy[0] += margins / beta
    policy.requires_grad_()
    losses = loss(*policy, *reference, beta)
    (slopes,) = torch.autograd.grad(losses.sum(), policy)
    at_start = loss(*reference, *reference, beta)

    moved = loss(*(reference[:, 0] + torch.tensor([up, -down])), *reference[:, 0], beta)
    yield predict(-torch.log(torch.expm1(moved)), within=0.01)  # which margin has this loss
    yield check(
        "policy = reference: ln 2", at_start, equals=torch.full_like(margins, math.log(2)), within=1e-9
    )
    wrong_way = torch.sigmoid(-margins)  # of rejected − chosen
    yield check("chosen: −β σ(rewards, rejected − chosen)", slopes[0], equals=-beta * wrong_way, within=1e-9)
    yield check("rejected: as much, the other way", slopes[1], equals=-slopes[0], within=1e-9)
    fallen = loss(*(policy - 30), *reference, beta)
    yield check("both 30 nats less likely: the same loss", fallen, equals=losses, within=1e-9)
    curves = {"loss": losses.detach(), "gradient's size / β": slopes[1] / beta}
    yield plot(curves, x=margins, title="over the margin of rewards, chosen − rejected")


dpo.must_fail("no reference", loss=no_reference, at="policy = reference: ln 2")
dpo.must_fail("swapped", loss=swapped, at="chosen: −β σ(rewards, rejected − chosen)")
dpo.must_fail("β outside", loss=beta_outside, at="chosen: −β σ(rewards, rejected − chosen)")
dpo.must_fail("a hinge", loss=hinge, at="policy = reference: ln 2")
dpo.must_fail("likelihood too", loss=likelihood_too, at="rejected: as much, the other way")
dpo.must_fail("likely ones", loss=likelihood_too, at="both 30 nats less likely: the same loss")

if __name__ == "__main__":
    dpo.main()
