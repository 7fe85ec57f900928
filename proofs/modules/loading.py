"""load_state_dict() refuses missing and unexpected names unless strict=False, and another shape always."""

import torch
from torch import nn

from studyapp.proof import among, check, integers, predict, proof, raises, table


def lacking(state):
    return {"weight": state["weight"]}


def with_more(state):
    return state | {"scale": torch.ones(1)}


def renamed(state):
    """As a wrapper such as DataParallel saves it."""
    return {f"module.{name}": value for name, value in state.items()}


def transposed(state):
    return state | {"weight": state["weight"].T}


def in_float64(state):
    return {name: value.double() for name, value in state.items()}


def as_it_is(state):
    return state


CHANGES = {
    "lacks the bias": lacking,
    "has a scale besides": with_more,
    "holds the weight transposed": transposed,
    "is in float64": in_float64,
}


def outcome(change, strict):
    try:
        nn.Linear(3, 2).load_state_dict(change(nn.Linear(3, 2).state_dict()), strict)
    except RuntimeError:
        return "RuntimeError"
    return "nothing"


@proof
def loading(
    change=among("lacks the bias", "has a scale besides", "holds the weight transposed", "is in float64"),
    strict=among(True, False),
    inputs=integers(5, 8),
    outputs=integers(2, 4),
    strictly=True,
    loosely=False,
    shape=transposed,
    names=lacking,
    assign=False,
):
    saved = nn.Linear(inputs, outputs).state_dict()

    def load(model, change, strict):
        return model.load_state_dict(change(saved), strict=strict, assign=assign)

    first, second, third = (nn.Linear(inputs, outputs) for _ in range(3))
    yield predict(outcome(CHANGES[change], strict))
    words = 'Missing key(s) in state_dict: "bias"'
    yield raises("a missing name", lambda: load(first, names, strictly), RuntimeError, words)
    yield check("what fits has been loaded even so", first.weight, equals=saved["weight"])
    words = 'Unexpected key(s) in state_dict: "scale"'
    yield raises("an unexpected one", lambda: load(second, with_more, strictly), RuntimeError, words)
    yield check("strict=False reports", load(third, names, loosely).missing_keys, equals=["bias"])
    yield raises(
        "another shape, strict=False", lambda: load(third, shape, loosely), RuntimeError, "size mismatch"
    )
    load(third, in_float64, strictly)
    yield check("another dtype is converted", str(third.weight.dtype), equals="torch.float32")
    rows = {text: [outcome(change, True), outcome(change, False)] for text, change in CHANGES.items()}
    yield table(rows, columns=["strict=True", "strict=False"], title="what loading raises if the file …")


loading.must_fail("not strict", strictly=False, at="an unexpected one")
loading.must_fail("not strict about names", strictly=False, at="a missing name")
loading.must_fail("nothing is missing", names=as_it_is, at="strict=False reports")
loading.must_fail("of the same shape", shape=as_it_is, at="another shape, strict=False")
loading.must_fail("assign=True", assign=True, at="another dtype is converted")
loading.must_fail("under a prefix", names=renamed, at="what fits has been loaded even so")

if __name__ == "__main__":
    loading.main()
