"""Most reward less β · KL has one best policy: the reference times exp(reward / β), brought to 1."""

import torch
from torch.nn.functional import one_hot

from studyapp.proof import among, check, integers, predict, proof, table


def optimum(reference, rewards, beta):
    """The policy that maximises E[reward] − β · KL(policy ‖ reference), over a prompt's answers."""
    weighed = reference * torch.exp(rewards / beta)
    return weighed / weighed.sum()


def no_reference(reference, rewards, beta):
    return torch.softmax(rewards / beta, dim=0)


def upside_down(reference, rewards, beta):
    return optimum(reference, rewards, 1 / beta)


def best_alone(reference, rewards, beta):
    return one_hot(rewards.argmax(), len(rewards)).double()


def not_divided(reference, rewards, beta):
    return reference * torch.exp(rewards / beta)


def twice_as_bold(reference, rewards, beta):
    return optimum(reference, rewards, beta / 2)


@proof
def kl_optimum(gap=among(0.1, 0.2, 0.3), beta=among(0.1, 0.2, 0.5), answers=integers(4, 7), optimum=optimum):
    reference = torch.randn(answers, dtype=torch.float64).softmax(dim=0)
    rewards = torch.linspace(-0.5, 0.5, answers).double()[torch.randperm(answers)]
    best = optimum(reference, rewards, beta)

    def score(policies):
        """E[reward] − β · KL, of (policies, answers)."""
        kl = (policies * (policies / reference).log().nan_to_num(neginf=0)).sum(dim=-1)
        return policies @ rewards - beta * kl

    # Some hardly another policy, some with nothing in common.
    steps = torch.logspace(-3, 1, 1000).double()[:, None] * torch.randn(1000, answers, dtype=torch.float64)
    rivals = ((best + 1e-30).log() + steps).softmax(dim=1)
    two = optimum(torch.tensor([0.5, 0.5]).double(), torch.tensor([gap, 0.0]).double(), beta)

    yield predict(two[0] / two[1], within=0.05 * float(two[0] / two[1]))
    yield check("it adds up to 1", best.sum(), equals=1, within=1e-9)
    yield check("none of 1,000 rivals scores higher", score(best), at_least=score(rivals).max() - 1e-12)
    implied = beta * (best / reference).log()
    yield check(
        "β log(policy / reference): the rewards, but for a constant",
        implied - implied[0],
        equals=rewards - rewards[0],
        within=1e-9,
    )
    boldest, surest = optimum(reference, rewards, 0.01), one_hot(rewards.argmax(), answers)
    yield check("β = 0.01: the best answer alone", boldest, equals=surest, within=0.01)
    yield check("β = 1000: the reference", optimum(reference, rewards, 1e3), equals=reference, within=1e-3)
    order = rewards.argsort()
    rows = {f"reward {rewards[n]:+.2f}": [reference[n], best[n]] for n in order}
    yield table(rows, columns=["reference", "best policy"], title=f"probabilities, β = {beta}")


kl_optimum.must_fail("no reference", optimum=no_reference, at="none of 1,000 rivals scores higher")
kl_optimum.must_fail("1/β", optimum=upside_down, at="none of 1,000 rivals scores higher")
kl_optimum.must_fail("1/β, of 0.01", optimum=upside_down, at="β = 0.01: the best answer alone")
kl_optimum.must_fail("half of β", optimum=twice_as_bold, at="none of 1,000 rivals scores higher")
kl_optimum.must_fail("not divided", optimum=not_divided, at="it adds up to 1")
kl_optimum.must_fail(
    "of any reference", optimum=no_reference, at="β log(policy / reference): the rewards, but for a constant"
)
kl_optimum.must_fail("the best alone", optimum=best_alone, at="β = 1000: the reference")

if __name__ == "__main__":
    kl_optimum.main()
