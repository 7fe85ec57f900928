"""Label smoothing has a floor: the least loss is the smoothed label's entropy, at probability 1 − ε + ε/C."""

import math

import torch
from torch.nn.functional import cross_entropy

from studyapp.proof import among, check, integers, plot, predict, proof


def among_all(logits, labels, smoothing):
    return cross_entropy(logits, labels, label_smoothing=smoothing)


def among_others(logits, labels, smoothing):
    """ε is shared by the other classes alone."""
    targets = torch.full_like(logits, smoothing / (logits.shape[1] - 1))
    return cross_entropy(logits, targets.scatter(1, labels[:, None], 1 - smoothing))


def not_at_all(logits, labels, smoothing):
    return cross_entropy(logits, labels)


@proof
def label_smoothing(
    classes=among(4, 5, 10, 20), smoothing=among(0.1, 0.2, 0.3), label=integers(0, 3), loss=among_all
):
    labels = torch.tensor([label])
    logits = torch.zeros(1, classes, dtype=torch.float64, requires_grad=True)
    for _ in range(600):  # convex in the logits: downhill leads to the floor
        (slope,) = torch.autograd.grad(loss(logits, labels, smoothing), logits)
        logits.data -= 4 * slope
    logits = logits.detach()
    probabilities = logits.softmax(dim=1)[0]

    right = torch.eye(classes, dtype=torch.float64)[labels]

    def ahead(gap, loss=loss):
        """The loss where the right class is ahead of all others by this much."""
        return loss(gap * right, labels, smoothing)

    surest = 1 - smoothing + smoothing / classes
    yield predict(probabilities[label], within=0.004)
    yield check(
        "least loss: the right class at 1 − ε + ε/C", probabilities[label], equals=surest, within=1e-3
    )
    entropy = torch.special.entr(torch.tensor([surest] + [smoothing / classes] * (classes - 1))).sum()
    yield check(
        "the floor: the smoothed label's entropy",
        loss(logits, labels, smoothing),
        equals=entropy,
        within=1e-3,
    )
    best = math.log(surest / (smoothing / classes))
    yield check("surer still: the loss grows again", ahead(2 * best) - ahead(best), at_least=0.01)
    gaps = torch.linspace(0, 12, 60)
    curves = {"smoothed": [ahead(gap) for gap in gaps], "not": [ahead(gap, not_at_all) for gap in gaps]}
    yield plot(curves, x=gaps, title="loss over the right logit's lead")


label_smoothing.must_fail(
    "shared by the others", loss=among_others, at="least loss: the right class at 1 − ε + ε/C"
)
label_smoothing.must_fail("not smoothed", loss=not_at_all, at="the floor: the smoothed label's entropy")
label_smoothing.must_fail("hard labels", loss=not_at_all, at="surer still: the loss grows again")

if __name__ == "__main__":
    label_smoothing.main()
