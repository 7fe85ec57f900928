"""load_state_dict() refuses missing and unexpected names unless strict=False, and another shape always."""

import torch
from torch import nn

from studyapp.proof import among, check, integers, predict, proof, table


def lacking(state):
    return {"weight": state["weight"]}


def with_more(state):
    return state | {"scale": torch.ones(1)}


def transposed(state):
    return state | {"weight": state["weight"].T}


def in_float64(state):
    return {name: value.double() for name, value in state.items()}


def renamed(state):
    """As a wrapper such as DataParallel saves it."""
    return {f"module.{name}": value for name, value in state.items()}


def load(model, state, strict, assign=False):
    """What it refuses: the first words of the error's second line."""
    try:
        model.load_state_dict(state, strict=strict, assign=assign)
    except RuntimeError as error:
        return str(error).split("\n\t")[1].split(" in ")[0].split(" for ")[0]
    return "nothing"


@proof
def loading(
    change=among(
        "lacks the bias", "has a tensor “scale” besides", "holds the weight transposed", "is in float64"
    ),
    strict=among(True, False),
    inputs=integers(5, 8),
    outputs=integers(2, 4),
    strictly=True,
    loosely=False,
    names=lacking,
    shape=transposed,
    assign=False,
):
    saved, model = nn.Linear(inputs, outputs).state_dict(), nn.Linear(inputs, outputs)
    changes = {
        "lacks the bias": names,
        "has a tensor “scale” besides": with_more,
        "holds the weight transposed": shape,
        "is in float64": in_float64,
    }
    refused = {
        text: [load(nn.Linear(inputs, outputs), how(saved), strict) for strict in (strictly, loosely)]
        for text, how in changes.items()
    }
    missing, unexpected, turned, _ = refused.values()

    yield predict("nothing" if refused[change][0 if strict else 1] == "nothing" else "RuntimeError")
    wanted = ["Missing key(s)", "Unexpected key(s)"]
    yield check("strict=True: the names must be the same", [missing[0], unexpected[0]], equals=wanted)
    yield check(
        "strict=False: the names need not be the same", [missing[1], unexpected[1]], equals=["nothing"] * 2
    )
    yield check("another shape: refused by both", turned, equals=["size mismatch"] * 2)
    load(model, names(saved), strictly)
    yield check(
        "refused for a missing name: the rest is loaded all the same", model.weight, equals=saved["weight"]
    )
    load(model, in_float64(saved), strictly, assign)
    yield check("another dtype is converted", str(model.weight.dtype), equals="torch.float32")
    yield table(refused, columns=["strict=True", "strict=False"], title="refused, if the state …")


loading.must_fail("never strict", strictly=False, at="strict=True: the names must be the same")
loading.must_fail("always strict", loosely=True, at="strict=False: the names need not be the same")
loading.must_fail("of the same shape", shape=in_float64, at="another shape: refused by both")
loading.must_fail(
    "under a prefix", names=renamed, at="refused for a missing name: the rest is loaded all the same"
)
loading.must_fail("assign=True", assign=True, at="another dtype is converted")

if __name__ == "__main__":
    loading.main()
