"""∇log π times the reward is, on average, the mean reward's gradient; a baseline only takes noise out."""

import torch

from studyapp.proof import among, bars, check, integers, predict, proof


def surrogate(log_p, reward, baseline):
    """What an action that was sampled, of log-probability log_p, adds to what REINFORCE climbs."""
    return (reward - baseline) * log_p


def by_probability(log_p, reward, baseline):
    """The mean reward's own terms: but rare actions are sampled rarely too."""
    return (reward - baseline) * log_p.exp()


def downhill(log_p, reward, baseline):
    return -surrogate(log_p, reward, baseline)


def mean_reward(p, rewards):
    """The same for each action."""
    return (p @ rewards).expand(len(p))


def half_of_each(p, rewards):
    """Looks at the action that was taken."""
    return rewards / 2


def none(p, rewards):
    return torch.zeros_like(p)


@proof
def policy_gradient(
    p=among(0.1, 0.2, 0.5, 0.8),
    reward=among(1.0, 3.0, 5.0),
    level=among(2.0, 4.0),
    actions=integers(3, 6),
    surrogate=surrogate,
    baseline=mean_reward,
):
    def slopes(logits, rewards, baselines):
        """For each action that may be sampled, the gradient by all logits: (actions, logits)."""
        log_p = logits.log_softmax(dim=0)
        terms = [surrogate(log_p[i], rewards[i], baselines[i]) for i in range(len(logits))]
        return torch.stack([torch.autograd.grad(term, logits, retain_graph=True)[0] for term in terms])

    logits = torch.randn(actions, dtype=torch.float64, requires_grad=True)
    probabilities = logits.softmax(dim=0)
    rewards = 6 + torch.linspace(-1, 1, actions).double()[torch.randperm(actions)]
    (true,) = torch.autograd.grad(probabilities @ rewards, logits, retain_graph=True)
    probabilities = probabilities.detach()
    bare = slopes(logits, rewards, torch.zeros(actions))
    held = slopes(logits, rewards, baseline(probabilities, rewards))
    # Over every action, each as often as it is sampled: exact, without a sample.
    means = [probabilities @ each for each in (bare, held)]
    spread = [probabilities @ (each - true).square().sum(dim=1) for each in (bare, held)]

    two = torch.tensor([p, 1 - p], dtype=torch.float64).log().requires_grad_()
    yield predict(slopes(two, torch.tensor([reward, 0.0]), torch.tensor([level, level]))[0, 0], within=0.01)
    yield check("on average: the gradient of the mean reward", means[0], equals=true, within=1e-9)
    yield check("with a baseline: the same on average", means[1], equals=true, within=1e-9)
    yield check("and under a tenth of the variance", spread[1] / spread[0], at_most=0.1)
    shown = dict(zip(("as it is", "less the baseline"), spread, strict=True))
    yield bars("variance of the gradient from one sample, by its reward", shown)


policy_gradient.must_fail(
    "π, not log π", surrogate=by_probability, at="on average: the gradient of the mean reward"
)
policy_gradient.must_fail("downhill", surrogate=downhill, at="on average: the gradient of the mean reward")
policy_gradient.must_fail(
    "a baseline that knows the action", baseline=half_of_each, at="with a baseline: the same on average"
)
policy_gradient.must_fail("no baseline", baseline=none, at="and under a tenth of the variance")

if __name__ == "__main__":
    policy_gradient.main()
