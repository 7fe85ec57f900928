"""GAE adds up TD errors, each later one times γλ: at λ = 0 the first alone, at λ = 1 return less value."""

import torch

from studyapp.proof import among, check, integers, plot, predict, proof


def advantages(rewards, values, gamma, lam):
    """Of each step, (steps,). values has one more, of the state after the last step: 0 if it is an end."""
    found, later = torch.zeros_like(rewards), 0.0
    for step in reversed(range(len(rewards))):
        error = rewards[step] + gamma * values[step + 1] - values[step]
        found[step] = later = error + gamma * lam * later
    return found


def not_discounted(rewards, values, gamma, lam):
    """γ in the TD error alone."""
    found, later = torch.zeros_like(rewards), 0.0
    for step in reversed(range(len(rewards))):
        error = rewards[step] + gamma * values[step + 1] - values[step]
        found[step] = later = error + lam * later
    return found


def no_bootstrap(rewards, values, gamma, lam):
    """As if nothing was expected of the next state."""
    return advantages(rewards, torch.cat([values[:-1], 0 * values[-1:]]), gamma, lam) - gamma * values[1:]


def returns(rewards, values, gamma, lam):
    """Nothing is expected of any state."""
    return advantages(rewards, 0 * values, gamma, lam)


def errors_alone(rewards, values, gamma, lam):
    return advantages(rewards, values, gamma, 0.0)


@proof
def gae(
    steps=integers(5, 9),
    later=integers(2, 3),
    lam=among(0.5, 0.8, 0.9),
    gamma=among(0.9, 0.99),
    advantages=advantages,
):
    rewards, values = torch.randn(steps, dtype=torch.float64), torch.randn(steps + 1, dtype=torch.float64)
    errors = rewards + gamma * values[1:] - values[:-1]
    powers = torch.arange(steps).double()

    def discounted(numbers, rate):
        """From each step on: the sum of numbers, each times the rate once more than the one before."""
        return torch.stack([numbers[n:] @ rate ** powers[: steps - n] for n in range(steps)])

    after = gamma ** powers.flip(0).add(1) * values[-1]  # what is expected beyond the last step
    episode = torch.zeros(later + 1, dtype=torch.float64)
    episode[-1] = 1

    yield predict(advantages(episode, torch.zeros(later + 2).double(), 1.0, lam)[0], within=0.005)
    yield check("λ = 0: the TD error", advantages(rewards, values, gamma, 0.0), equals=errors, within=1e-9)
    yield check(
        "λ = 1: the return less the value",
        advantages(rewards, values, gamma, 1.0),
        equals=discounted(rewards, gamma) + after - values[:-1],
        within=1e-9,
    )
    between, summed = advantages(rewards, values, gamma, lam), discounted(errors, gamma * lam)
    yield check("between: TD errors times (γλ)ⁿ", between, equals=summed, within=1e-9)
    curves = {f"λ = {share:g}": advantages(rewards, values, gamma, share) for share in (0.0, lam, 1.0)}
    yield plot(curves, x=powers, title="advantage, over the step")


gae.must_fail("γ in the error alone", advantages=not_discounted, at="between: TD errors times (γλ)ⁿ")
gae.must_fail("returns", advantages=returns, at="λ = 0: the TD error")
gae.must_fail("no bootstrap", advantages=no_bootstrap, at="λ = 0: the TD error")
gae.must_fail("errors alone", advantages=errors_alone, at="λ = 1: the return less the value")

if __name__ == "__main__":
    gae.main()
