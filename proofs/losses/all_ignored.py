"""CrossEntropyLoss divides by the labels that count: with every label ignored its mean is 0 / 0, nan."""

import torch
from torch.nn.functional import cross_entropy

from studyapp.proof import check, integers, note, predict, proof, table


def over_all_rows(scores, labels, reduction="mean"):
    total = cross_entropy(scores, labels, reduction="sum")
    return total / len(labels) if reduction == "mean" else total


def at_least_one(scores, labels, reduction="mean"):
    """A repair: never divide by less than 1."""
    total = cross_entropy(scores, labels, reduction="sum")
    return total / max(1, (labels != -100).sum()) if reduction == "mean" else total


def masked_by_hand(scores, labels, reduction="mean"):
    """With ignored labels made class 0 first, and struck out afterwards."""
    mask = (labels != -100).float()
    total = (cross_entropy(scores, labels.clamp(min=0), reduction="none") * mask).sum()
    return total / mask.sum() if reduction == "mean" else total


def not_ignored(scores, labels, reduction="mean"):
    """Ignored labels become class 0."""
    return cross_entropy(scores, labels.clamp(min=0), reduction=reduction)


def always_mean(scores, labels, reduction="mean"):
    return cross_entropy(scores, labels)


@proof
def all_ignored(rows=integers(6, 12), ignored=integers(2, 5), classes=integers(3, 7), loss=cross_entropy):
    scores = torch.randn(rows, classes, requires_grad=True)
    labels = torch.arange(rows) % classes
    labels[:ignored] = -100
    mean, total = loss(scores, labels), loss(scores, labels, reduction="sum")
    kept = torch.log_softmax(scores, dim=1)[range(ignored, rows), labels[ignored:]]

    nothing = torch.full((rows,), -100)
    empty, empty_sum = loss(scores, nothing), loss(scores, nothing, reduction="sum")
    (gradient,) = torch.autograd.grad(empty, scores)
    (some,) = torch.autograd.grad(total, scores)

    yield predict(total / mean, within=0.01)
    # A float32 sum of at most eleven numbers.
    yield check("the mean is over labels that count", mean, equals=-kept.mean(), within=1e-5)
    still = [row for row in range(rows) if not some[row].any()]
    yield check("rows without a gradient: those of label −100", still, equals=list(range(ignored)))
    yield check("all labels ignored: the mean is nan", empty.isnan())
    yield check("all labels ignored: the sum is 0", empty_sum, equals=0)
    yield check("all labels ignored: the gradient is 0, not nan", gradient.abs().max(), equals=0)
    rows = {"some ignored": [mean, total], "all ignored": [empty, empty_sum]}
    yield table(rows, columns=["mean", "sum"], title="the loss")
    yield note("One such batch turns an epoch's mean loss into nan, though the weights are unharmed.")


all_ignored.must_fail("over all rows", loss=over_all_rows, at="the mean is over labels that count")
all_ignored.must_fail(
    "counted as class 0", loss=not_ignored, at="rows without a gradient: those of label −100"
)
all_ignored.must_fail("divided by 1 at least", loss=at_least_one, at="all labels ignored: the mean is nan")
all_ignored.must_fail(
    "masked by hand", loss=masked_by_hand, at="all labels ignored: the gradient is 0, not nan"
)
all_ignored.must_fail("reduction left out", loss=always_mean, at="all labels ignored: the sum is 0")

if __name__ == "__main__":
    all_ignored.main()
