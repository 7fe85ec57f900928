"""gradcheck takes differences over a step of 1e-6: float32 rounds them so badly that right gradients fail."""

import warnings

import torch
from torch.autograd.gradcheck import GradcheckError, gradcheck

from studyapp.proof import among, check, plot, proof, raises


def compare(function, x, step):
    """gradcheck, with its tolerances as they are."""
    with warnings.catch_warnings(action="ignore"):  # it says itself that it wants float64
        gradcheck(function, x.detach().requires_grad_(), eps=step)


def relative_error(function, x, step):
    """How far the differences are off, the gradient being what float64 gives."""
    slope = (function(x + step) - function(x - step)) / (2 * step)
    true = torch.func.vmap(torch.func.grad(function))(x.double())
    return ((slope - true) / true).abs().max().item()


@proof
def gradcheck_float64(
    name=among("exp", "sin", "sigmoid", "tanh"), step=1e-6, wide=1e-2, precise="float64", coarse="float32"
):
    function = getattr(torch, name)
    single = torch.rand(12, dtype=getattr(torch, coarse)) * 0.7 + 0.6
    double = single.to(getattr(torch, precise))

    yield raises("float64, a step of 1e-6: gradcheck raises", lambda: compare(function, double, step), None)
    mismatch = "Jacobian mismatch"
    yield raises(
        "float32, a step of 1e-6: gradcheck raises",
        lambda: compare(function, single, step),
        GradcheckError,
        mismatch,
    )
    yield raises("float32, a step of 0.01: gradcheck raises", lambda: compare(function, single, wide), None)
    # gradcheck allows a relative error of 1e-3. A step of 1e-6 is 8 to 17 of float32's gaps at x.
    yield check(
        "float32, a step of 1e-6: differences off by over 0.001",
        relative_error(function, single, step),
        at_least=1e-3,
    )
    yield check(
        "float64, a step of 1e-6: off by a millionth at most",
        relative_error(function, double, step),
        at_most=1e-6,
    )
    steps = torch.logspace(-9, -1, 33, dtype=torch.float64)
    kinds = {"float32": single.float(), "float64": single.double()}
    errors = {kind: [relative_error(function, x, h) for h in steps.tolist()] for kind, x in kinds.items()}
    curves = {kind: torch.tensor(values).clamp(min=1e-15).log10() for kind, values in errors.items()}
    yield plot(curves, x=steps.log10(), title="relative error of differences over the step, both as log10")


gradcheck_float64.must_fail(
    "float32 throughout", precise="float32", at="float64, a step of 1e-6: gradcheck raises"
)
gradcheck_float64.must_fail(
    "float64 throughout", coarse="float64", at="float32, a step of 1e-6: gradcheck raises"
)
gradcheck_float64.must_fail("not a wide step", wide=1e-6, at="float32, a step of 0.01: gradcheck raises")
gradcheck_float64.must_fail(
    "a wide step at once", step=1e-2, at="float64, a step of 1e-6: off by a millionth at most"
)

if __name__ == "__main__":
    gradcheck_float64.main()
