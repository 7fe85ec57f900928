"""k1 and k3 estimate the KL without bias, k3 never below 0; k2 is biased, but the right one as a loss."""

import torch

from studyapp.proof import among, bars, check, integers, predict, proof


def k1(log_ratio):
    return -log_ratio


def k2(log_ratio):
    return log_ratio**2 / 2


def k3(log_ratio):
    """Estimates KL(policy ‖ reference) from what the policy drew: log reference − log policy of each."""
    return torch.expm1(log_ratio) - log_ratio


def upside_down(log_ratio):
    return k3(-log_ratio)


def size(log_ratio):
    return log_ratio.abs()


def exactly(log_ratio):
    """Not to be had from samples: what k2 would be without its bias."""
    return k3(log_ratio)


@proof
def kl_estimators(
    words=integers(5, 8),
    estimator=among("k1", "k2", "k3"),
    ratio=among(0.25, 0.5, 2.0, 4.0),
    k1=k1,
    k2=k2,
    k3=k3,
):
    logits = torch.linspace(0, 2, words).double() + 0.2 * torch.randn(words)
    logits.requires_grad_()
    log_q = logits.log_softmax(dim=0)
    log_p = log_q.detach().flip(0)  # the policy's probabilities the other way round: there k2 is too large
    near = (log_q.detach() + 0.03 * torch.randn(words)).log_softmax(dim=0)

    def mean(estimate, reference, policy):
        """Over all that the policy may draw, exactly; as in samples, no gradient leads through the draw."""
        return (policy.detach().exp() * estimate(reference - policy)).sum()

    kl = (log_q.exp() * (log_q - log_p)).sum()
    means = [mean(estimate, log_p, log_q) for estimate in (k1, k2, k3)]
    spread = [mean(lambda r, k=k: k(r) ** 2, near, log_q.detach()) for k in (k1, k3)]
    slopes = [torch.autograd.grad(value, logits, retain_graph=True)[0] for value in (kl, *means)]
    exact, first, second, third = torch.stack([kl, *means]).tolist()

    chosen = {"k1": k1, "k2": k2, "k3": k3}[estimator]
    yield predict(chosen(torch.tensor(ratio, dtype=torch.float64).log()), within=0.01)
    yield check("k1 and k3: on average the KL", [first, third], equals=[exact, exact], within=1e-9)
    yield check("k2: on average something else", second, differs=exact, within=1e-3)
    yield check("k3 is never below 0", k3(torch.linspace(-3, 3, 61)).min(), at_least=0)
    yield check("close together: k3 squared, under a hundredth of k1's", spread[1] / spread[0], at_most=0.01)
    yield check("as losses: k1's mean gradient is 0", slopes[1], equals=torch.zeros(words), within=1e-9)
    yield check("as losses: k2's mean gradient is the KL's", slopes[2], equals=slopes[0], within=1e-9)
    yield bars("mean, in nats", {"KL": exact, "k1": first, "k2": second, "k3": third})


kl_estimators.must_fail("the ratio upside down", k3=upside_down, at="k1 and k3: on average the KL")
kl_estimators.must_fail("without its bias", k2=exactly, at="k2: on average something else")
kl_estimators.must_fail("k1 for k3", k3=k1, at="k3 is never below 0")
kl_estimators.must_fail("no smaller", k3=k1, at="close together: k3 squared, under a hundredth of k1's")
kl_estimators.must_fail("its size", k1=size, at="as losses: k1's mean gradient is 0")
kl_estimators.must_fail("k3 for k2", k2=exactly, at="as losses: k2's mean gradient is the KL's")

if __name__ == "__main__":
    kl_estimators.main()
