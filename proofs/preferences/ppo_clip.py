"""PPO stops a token's gradient only where its ratio has left 1 ± ε the way that its advantage asks for."""

import torch

from studyapp.proof import among, check, plot, predict, proof, table


def objective(ratio, advantage, eps):
    """What PPO maximises: the lesser of ratio · advantage and the same with the ratio kept to 1 ± eps."""
    return torch.minimum(ratio * advantage, ratio.clamp(1 - eps, 1 + eps) * advantage)


def clipped_always(ratio, advantage, eps):
    return ratio.clamp(1 - eps, 1 + eps) * advantage


def greater(ratio, advantage, eps):
    return torch.maximum(ratio * advantage, ratio.clamp(1 - eps, 1 + eps) * advantage)


def unclipped(ratio, advantage, eps):
    return ratio * advantage


def held_back(ratio, advantage, eps):
    """A token that has gone the wrong way comes back by a gradient of ε times as much."""
    return objective(ratio, advantage, eps) * torch.where(ratio < 1 - eps, eps, 1.0)


def twice_as_steep(ratio, advantage, eps):
    return 2 * objective(ratio, advantage, eps)


@proof
def ppo_clip(
    ratio=among(0.5, 0.95, 1.05, 1.5),
    advantage=among(-2.0, -1.0, 1.0, 3.0),
    eps=among(0.1, 0.2, 0.3),
    objective=objective,
):
    def slope(ratios, advantage):
        """Of the objective, by the policy's log-probability of the token that was sampled."""
        log_p = torch.as_tensor(ratios, dtype=torch.float64).log().requires_grad_()
        value = objective(log_p.exp(), torch.tensor(advantage, dtype=torch.float64), eps)  # old log p: 0
        return torch.autograd.grad(value.sum(), log_p)[0]

    ratios = torch.tensor([1 - 2 * eps, 1 - eps / 2, 1 + eps / 2, 1 + 2 * eps], dtype=torch.float64)
    good, bad = slope(ratios, 1.5), slope(ratios, -1.5)
    not_below, not_above = torch.tensor([[0, 1, 1, 1], [1, 1, 1, 0]])

    yield predict(slope([ratio], advantage)[0], within=0.01)
    yield check(
        "advantage > 0: ratio · advantage, but 0 above 1 + ε",
        good,
        equals=1.5 * ratios * not_above,
        within=1e-9,
    )
    yield check(
        "advantage < 0: ratio · advantage, but 0 below 1 − ε",
        bad,
        equals=-1.5 * ratios * not_below,
        within=1e-9,
    )
    yield check("just sampled, at ratio 1: the advantage", slope([1.0], 1.5)[0], equals=1.5, within=1e-9)
    rows = {f"ratio {r:.2f}": [a, b] for r, a, b in zip(ratios, good, bad, strict=True)}
    yield table(rows, columns=["advantage 1.5", "advantage −1.5"], title=f"gradient by log p, ε = {eps}")
    x = torch.linspace(0.3, 1.9, 81).double()
    curves = {f"advantage {a:g}": objective(x, torch.tensor(a).double(), eps) for a in (1.0, -1.0)}
    yield plot(curves, x=x, title="objective over the ratio")


ppo_clip.must_fail(
    "clipped always", objective=clipped_always, at="advantage > 0: ratio · advantage, but 0 above 1 + ε"
)
ppo_clip.must_fail(
    "not clipped", objective=unclipped, at="advantage < 0: ratio · advantage, but 0 below 1 − ε"
)
ppo_clip.must_fail("the greater", objective=greater, at="advantage > 0: ratio · advantage, but 0 above 1 + ε")
ppo_clip.must_fail("held back", objective=held_back, at="advantage > 0: ratio · advantage, but 0 above 1 + ε")
ppo_clip.must_fail("steeper", objective=twice_as_steep, at="just sampled, at ratio 1: the advantage")

if __name__ == "__main__":
    ppo_clip.main()
