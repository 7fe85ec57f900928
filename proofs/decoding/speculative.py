"""Speculative decoding: kept with min(1, p/q), else drawn from what p has over q, tokens are p's own."""

from itertools import product

import torch

from studyapp.proof import among, check, integers, predict, proof, table


def accept(p, q):
    """With which probability each drafted token is kept."""
    return (p / q).clamp(max=1)


def everything(p, q):
    return torch.ones_like(p)


def as_target(p, q):
    """Kept with the probability that the target gives it, whatever the draft gave."""
    return p


def excess(p, q):
    """The probabilities, (vocabulary,), from which a rejected token is replaced.

    p are the target's and q the draft's: drawn from q, a token is kept with probability min(1, p/q).
    """
    over = (p - q).clamp(min=0)
    return over / over.sum()


def target_itself(p, q):
    return p


def a_pass(kept):
    """The tokens that one pass of the target yields: those before the first rejection, and one of its own."""
    return [*kept, False].index(False) + 1


def without_its_own(kept):
    return max(1, [*kept, False].index(False))


@proof
def speculative(
    vocabulary=integers(5, 9),
    drafted=integers(1, 3),
    rate=among(0.5, 0.6, 0.8),
    accept=accept,
    excess=excess,
    a_pass=a_pass,
):
    p, q = (2 * torch.randn(2, vocabulary, dtype=torch.float64)).softmax(dim=1)
    kept = q * accept(p, q)  # drafted, and accepted
    out = kept + (1 - kept.sum()) * excess(p, q)

    expected = 0.0
    for pattern in product([True, False], repeat=drafted):  # every course of a pass
        chances = [rate if kept_token else 1 - rate for kept_token in pattern]
        expected += a_pass(pattern) * torch.tensor(chances, dtype=torch.float64).prod().item()

    yield predict(expected, within=0.02)
    yield check("what comes out is distributed as p", out, equals=p, within=1e-12)
    distance = (p - q).abs().sum() / 2
    yield check("accepted: 1 − Σ|p − q| / 2", kept.sum(), equals=1 - distance, within=1e-12)
    closed = (1 - rate ** (drafted + 1)) / (1 - rate)
    yield check("tokens a pass: (1 − αᵏ⁺¹) / (1 − α)", expected, equals=closed, within=1e-12)
    rows = {
        f"token {n}": [a.item(), b.item(), c.item(), d.item()]
        for n, (a, b, c, d) in enumerate(zip(p, q, kept, out, strict=True), start=1)
    }
    yield table(rows, columns=["target p", "draft q", "drafted and kept", "comes out"])


speculative.must_fail("all are accepted", accept=everything, at="what comes out is distributed as p")
speculative.must_fail("replaced from p", excess=target_itself, at="what comes out is distributed as p")
speculative.must_fail("accepted as p says", accept=as_target, at="accepted: 1 − Σ|p − q| / 2")
speculative.must_fail("no bonus", a_pass=without_its_own, at="tokens a pass: (1 − αᵏ⁺¹) / (1 − α)")

if __name__ == "__main__":
    speculative.main()
