"""BCELoss takes all of [0, 1], from a sigmoid or not; anything outside, and NaN, raises RuntimeError."""

import torch
from torch.nn.functional import binary_cross_entropy, binary_cross_entropy_with_logits

from studyapp.proof import among, check, integers, predict, proof, raises, reals, table


def clamped(p, label):
    return binary_cross_entropy(p.clamp(0, 1), label)


def unvalidated(p, label):
    """The formula alone, its logarithms cut off at −100 as BCELoss does."""
    happened, not_happened = p.log().clamp(min=-100), (1 - p).log().clamp(min=-100)
    return -(label * happened + (1 - label) * not_happened).mean()


def ends_excluded(p, label):
    """As is often believed: strictly between 0 and 1."""
    if not ((p > 0) & (p < 1)).all():
        raise RuntimeError("all elements of input should be between 0 and 1")
    return binary_cross_entropy(p, label)


def outcome(loss, p):
    try:
        loss(torch.tensor([float(p)]), torch.ones(1))
    except RuntimeError as error:
        return type(error).__name__
    return "nothing"


@proof
def domain(
    p=among("0.0", "1.0", "-0.01", "1.0000001", "1.00000001", "nan", "inf"),
    beyond=reals(0.001, 3.0, digits=3),
    rows=integers(5, 9),
    loss=binary_cross_entropy,
):
    # float32 has no number between 1 and 1.00000012, so 1.00000001 is 1.
    inside, outside = [0.0, 0.5, 1.0, 1.00000001], [-beyond, round(1 + beyond, 3), 1.0000001, "nan", "inf"]
    allowed, refused = ([outcome(loss, value) for value in values] for values in (inside, outside))
    # No single logit stands behind one class of a softmax, nor behind the mean of three models' answers.
    made = [torch.softmax(torch.randn(rows, 3), dim=1)[:, 0], torch.sigmoid(torch.randn(rows, 3)).mean(dim=1)]
    labels = (torch.arange(rows) % 2).float()
    of_what_happened = [torch.where(labels == 1, q, 1 - q) for q in made]

    yield predict(outcome(loss, p))
    yield check("inside, both ends included, nothing raises", allowed, equals=["nothing"] * 4)
    yield check("outside, however little, RuntimeError", refused, equals=["RuntimeError"] * 5)
    too_large = torch.tensor([1 + beyond])
    yield raises(
        "the message gives the range", lambda: loss(too_large, torch.ones(1)), RuntimeError, "0 and 1"
    )
    got, expected = [loss(q, labels) for q in made], [-q.log().mean() for q in of_what_happened]
    yield check("one class of a softmax, a mean of models: both accepted", got, equals=expected, within=1e-6)
    raised = {str(value): what for value, what in zip(inside + outside, allowed + refused, strict=True)}
    yield table(raised, columns=["BCELoss raises"], title="for an input of")


domain.must_fail("clamped to [0, 1] first", loss=clamped, at="outside, however little, RuntimeError")
domain.must_fail("not validated", loss=unvalidated, at="the message gives the range")
domain.must_fail("the ends are excluded", loss=ends_excluded, at="inside, both ends included, nothing raises")
domain.must_fail(
    "taken for logits",
    loss=binary_cross_entropy_with_logits,
    at="one class of a softmax, a mean of models: both accepted",
)

if __name__ == "__main__":
    domain.main()
