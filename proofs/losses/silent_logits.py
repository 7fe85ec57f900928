"""BCELoss refuses most raw logits; a batch that lies in [0, 1] by luck passes as probabilities, silently."""

import math

import torch
from torch.nn.functional import binary_cross_entropy, binary_cross_entropy_with_logits

from studyapp.proof import bars, check, integers, predict, proof, table

TRIALS = 4000


def clamped(p, labels):
    return binary_cross_entropy(p.clamp(0, 1), labels)


def outcome(loss, logits):
    """The loss for labels of 1, or None where it refuses its input."""
    try:
        return loss(logits, torch.ones_like(logits)).item()
    except RuntimeError:
        return None


@proof
def silent_logits(batch=integers(2, 4), draw=torch.randn, loss=binary_cross_entropy):
    batches = draw(TRIALS, batch)
    losses = [outcome(loss, logits) for logits in batches]
    silent = [value is not None for value in losses]
    share = sum(silent) / TRIALS

    # A standard normal number lies in [0, 1] with probability Φ(1) − Φ(0) = 0.3413, and they are independent.
    chance = (math.erf(math.sqrt(0.5)) / 2) ** batch
    deviation = math.sqrt(chance * (1 - chance) / TRIALS)
    inside = ((batches >= 0) & (batches <= 1)).all(dim=1)
    passed = batches[inside]
    taken = [value for value in losses if value is not None]

    yield predict(share, within=5 * deviation)
    yield check("silent where all lie in [0, 1], and only there", silent == inside.tolist())
    # Six standard deviations: chance alone refutes this less than once in a million runs.
    yield check("N(0, 1) logits do so in 0.3413ⁿ of batches", share, equals=chance, within=6 * deviation)
    yield check(
        "a silent BCELoss is −log of the logit itself", taken, equals=-passed.log().mean(1), within=1e-4
    )
    meant = [binary_cross_entropy_with_logits(logits, torch.ones(batch)) for logits in passed[:4]]
    yield bars(f"share of batches of {batch}", {"it raised": 1 - share, "silent": share, "0.3413ⁿ": chance})
    shown = {"BCELoss reports": taken[:4], "BCEWithLogitsLoss would": meant}
    yield table(shown, title="four silent batches, the label being 1")


silent_logits.must_fail(
    "clamped to [0, 1] first", loss=clamped, at="silent where all lie in [0, 1], and only there"
)
silent_logits.must_fail("uniform logits", draw=torch.rand, at="N(0, 1) logits do so in 0.3413ⁿ of batches")
silent_logits.must_fail(
    "taken for logits",
    loss=binary_cross_entropy_with_logits,
    at="a silent BCELoss is −log of the logit itself",
)

if __name__ == "__main__":
    silent_logits.main()
