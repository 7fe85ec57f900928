"""A softmax before CrossEntropyLoss keeps its loss above ln(1 + (C − 1)/e), however right the model is."""

import math

import torch
from torch.nn.functional import cross_entropy

from studyapp.proof import check, integers, plot, predict, proof


def softmax(scores):
    return torch.softmax(scores, dim=1)


def nothing(scores):
    """As it should be: CrossEntropyLoss normalises by itself."""
    return scores


def log_softmax(scores):
    """Harmless, for it is its own log-softmax."""
    return torch.log_softmax(scores, dim=1)


def one_class_less(scores):
    return scores[:, :-1]


@proof
def double_softmax(classes=integers(3, 40), activation=softmax, proper=nothing):
    # The right class leads all others by more and more.
    leads = torch.linspace(0, 60, 61)
    scores = torch.zeros(61, classes)
    scores[:, 1] = leads
    labels = torch.ones(61, dtype=torch.int64)

    def losses(activate):
        return cross_entropy(activate(scores), labels, reduction="none")

    twice, once = losses(activation), losses(proper)
    # After the first softmax the best lead is 1: the right class at 1, all others at 0.
    lowest, alike = math.log(1 + (classes - 1) / math.e), math.log(classes)

    yield predict(twice[-1], within=0.01)
    # All within float32's rounding of a sum over the classes.
    yield check("after a softmax: never below ln(1 + (C − 1)/e)", twice.min(), equals=lowest, within=1e-5)
    yield check("straight from a linear layer, the loss reaches 0", once[-1], equals=0, within=1e-6)
    first = [twice[0], once[0]]
    yield check("C equal scores cost ln C either way", first, equals=[alike, alike], within=1e-5)
    yield plot({"softmax, then the loss": twice, "the loss alone": once}, x=leads, title="loss over the lead")


double_softmax.must_fail(
    "no softmax", activation=nothing, at="after a softmax: never below ln(1 + (C − 1)/e)"
)
double_softmax.must_fail(
    "log-softmax", activation=log_softmax, at="after a softmax: never below ln(1 + (C − 1)/e)"
)
double_softmax.must_fail(
    "left in the model", proper=softmax, at="straight from a linear layer, the loss reaches 0"
)
double_softmax.must_fail("a class cut off", proper=one_class_less, at="C equal scores cost ln C either way")

if __name__ == "__main__":
    double_softmax.main()
