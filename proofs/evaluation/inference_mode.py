"""inference_mode() goes further than no_grad(): what it makes may take no part in a graph that saves it."""

import torch

from studyapp.proof import among, check, integers, predict, proof, raises, table

OPERATIONS = {
    "w * y": torch.mul,  # the gradient of w needs y, so it is saved
    "w + y": torch.add,  # needs neither
    "w - y": torch.sub,
    "w / y": torch.div,
}


def outcome(call):
    try:
        call()
    except RuntimeError as error:
        return type(error).__name__
    return "nothing"


@proof
def inference_mode(
    operation=among("w * y", "w + y", "w - y", "w / y"),
    size=integers(3, 9),
    weak=torch.no_grad,
    strong=torch.inference_mode,
    release=torch.clone,
):
    w, x = torch.ones(size, requires_grad=True), torch.arange(1.0, size + 1)
    with weak():
        plain = w * x
    with strong():
        y = w * x

    yield predict(outcome(lambda: OPERATIONS[operation](w, y)))
    yield check("neither was recorded", [plain.requires_grad, y.requires_grad], equals=[False, False])
    yield raises("saving no_grad's tensor for backward raises", lambda: w * plain, None)
    yield raises(
        "saving inference_mode's tensor for backward raises",
        lambda: w * y,
        RuntimeError,
        "cannot be saved for backward",
    )
    yield raises("saving a clone of inference_mode's tensor raises", lambda: w * release(y), None)
    makers = {"no_grad()": plain, "inference_mode()": y, "and cloned": release(y)}
    rows = {f: [outcome(lambda g=g, t=t: g(w, t)) for t in makers.values()] for f, g in OPERATIONS.items()}
    yield table(rows, columns=[f"y: {name}" for name in makers], title="raised, where w requires a gradient")


inference_mode.must_fail("recorded", weak=torch.enable_grad, at="neither was recorded")
inference_mode.must_fail(
    "inference_mode() for no_grad()",
    weak=torch.inference_mode,
    at="saving no_grad's tensor for backward raises",
)
inference_mode.must_fail(
    "no_grad() for inference_mode()",
    strong=torch.no_grad,
    at="saving inference_mode's tensor for backward raises",
)
inference_mode.must_fail(
    "detached, not cloned", release=torch.Tensor.detach, at="saving a clone of inference_mode's tensor raises"
)

if __name__ == "__main__":
    inference_mode.main()
