"""parameters() yields every registered parameter, frozen ones too, and is spent after one pass."""

import torch
from torch import nn

from studyapp.proof import check, integers, predict, proof, raises, table


def every(model):
    return model.parameters()


def only_trainable(model):
    """What parameters() is often believed to do."""
    return (parameter for parameter in model.parameters() if parameter.requires_grad)


def as_list(model):
    return list(model.parameters())


def trainable(model):
    """The names of the parameters that a backward() can fill, as a list in the model's order."""
    return [name for name, parameter in model.named_parameters() if parameter.requires_grad]


def all_names(model):
    return [name for name, _ in model.named_parameters()]


def of_the_top(model):
    """named_children() looks one level down only."""
    return [
        f"{child}.{name}"
        for child, module in model.named_children()
        for name, parameter in module.named_parameters(recurse=False)
        if parameter.requires_grad
    ]


@proof
def all_registered(depth=integers(5, 8), frozen=integers(2, 3), given=every, trainable=trainable):
    body = nn.Sequential(*(nn.Linear(3, 3) for _ in range(depth - 1)))
    model = nn.Sequential(body, nn.Linear(3, 1))
    body[:frozen].requires_grad_(False)
    wanted = [f"0.{n}.{kind}" for n in range(frozen, depth - 1) for kind in ("weight", "bias")]
    wanted += ["1.weight", "1.bias"]

    parameters = given(model)
    counts = {
        "parameters(), first pass": len(list(parameters)),
        "the same, second pass": len(list(parameters)),
    }
    counts["those with requires_grad"] = len(trainable(model))

    yield predict(len(list(model.parameters())))
    yield check(
        "the first pass yields all, frozen or not", counts["parameters(), first pass"], equals=2 * depth
    )
    yield check("the second pass yields none", counts["the same, second pass"], equals=0)
    words = "optimizer got an empty parameter list"
    yield raises(
        "an optimizer refuses the spent iterator", lambda: torch.optim.SGD(parameters), ValueError, words
    )
    yield check("requires_grad says which can learn", trainable(model), equals=wanted)
    yield table(counts, columns=["tensors"], title=f"{depth} layers, {frozen} of them frozen")


all_registered.must_fail(
    "only trainable", given=only_trainable, at="the first pass yields all, frozen or not"
)
all_registered.must_fail("a list", given=as_list, at="the second pass yields none")
all_registered.must_fail("kept in a list", given=as_list, at="an optimizer refuses the spent iterator")
all_registered.must_fail("all names", trainable=all_names, at="requires_grad says which can learn")
all_registered.must_fail("only the top level", trainable=of_the_top, at="requires_grad says which can learn")

if __name__ == "__main__":
    all_registered.main()
