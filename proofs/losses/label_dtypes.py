"""Each loss has its own label dtype: BCELoss its input's, CrossEntropyLoss int64; MSELoss takes any."""

import torch
from torch.nn import functional

from studyapp.proof import among, check, integers, predict, proof, raises, table

DTYPES = ("float32", "float64", "int64", "int32", "uint8", "bool")


def unchanged(labels):
    """As the data set gave them."""
    return labels


def to_float32(labels):
    """What is often advised for all labels."""
    return labels.float()


def to_int64(labels):
    return labels.long()


def by_hand(outputs, labels):
    return ((outputs - labels) ** 2).mean()


def outcome(taker, labels):
    try:
        taker(labels).backward()
    except RuntimeError as error:
        return type(error).__name__
    return "nothing"


@proof
def label_dtypes(
    loss=among("BCELoss", "BCEWithLogitsLoss", "CrossEntropyLoss", "MSELoss"),
    dtype=among("float32", "float64", "int64", "int32", "bool"),
    rows=integers(4, 9),
    classes=integers(3, 7),
    cast=unchanged,
    squares=functional.mse_loss,
):
    logits, scores = torch.randn(rows, requires_grad=True), torch.randn(rows, classes, requires_grad=True)
    takers = {
        "BCELoss": lambda y: functional.binary_cross_entropy(torch.sigmoid(logits), y),
        "BCEWithLogitsLoss": lambda y: functional.binary_cross_entropy_with_logits(logits, y),
        "CrossEntropyLoss": lambda y: functional.cross_entropy(scores, y),
        "MSELoss": lambda y: squares(logits, y),
    }
    labels = torch.arange(rows) % 2  # zeros and ones, which every dtype can hold
    given = {name: cast(labels.to(getattr(torch, name))) for name in DTYPES}
    raised = {name: {d: outcome(take, y) for d, y in given.items()} for name, take in takers.items()}
    accepted = {name: [d for d in DTYPES if row[d] == "nothing"] for name, row in raised.items()}
    one_hot = cast(functional.one_hot(labels, classes))  # int64, and shaped like class probabilities

    yield predict(raised[loss][dtype])
    yield check("BCELoss takes its input's dtype alone", accepted["BCELoss"], equals=["float32"])
    yield check(
        "BCEWithLogitsLoss takes floating point", accepted["BCEWithLogitsLoss"], equals=["float32", "float64"]
    )
    yield check(
        "CrossEntropyLoss takes int64, or uint8", accepted["CrossEntropyLoss"], equals=["int64", "uint8"]
    )
    yield check("MSELoss takes whatever promotes", accepted["MSELoss"], equals=list(DTYPES))
    probabilities = "Expected floating point type for target with class probabilities"
    yield raises(
        "CrossEntropyLoss refuses one-hot labels in int64",
        lambda: takers["CrossEntropyLoss"](one_hot),
        RuntimeError,
        probabilities,
    )
    shown = {name: ["takes" if d in kept else "raises" for d in DTYPES] for name, kept in accepted.items()}
    yield table(shown, columns=DTYPES, title="labels of each dtype")


label_dtypes.must_fail("all cast to float32", cast=to_float32, at="CrossEntropyLoss takes int64, or uint8")
label_dtypes.must_fail("all cast to int64", cast=to_int64, at="BCELoss takes its input's dtype alone")
label_dtypes.must_fail("squares by hand", squares=by_hand, at="MSELoss takes whatever promotes")

if __name__ == "__main__":
    label_dtypes.main()
