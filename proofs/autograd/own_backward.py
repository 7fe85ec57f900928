"""autograd believes the backward of a custom Function, right or wrong; gradcheck measures the truth."""

import warnings
from functools import partial

import torch
from torch.autograd.gradcheck import GradcheckError, gradcheck

from studyapp.proof import among, check, integers, predict, proof, raises, table


def slope(grad, x, n):
    """The gradient of x from `grad`, the gradient of y, where y = x**n; all three have x's shape."""
    return grad * n * x ** (n - 1)


def without_factor(grad, x, n):
    return grad * x ** (n - 1)


def without_grad(grad, x, n):
    return n * x ** (n - 1)


def of_one_element(grad, x, n):
    return slope(grad, x, n)[:1]


MISTAKES = {"the factor n": without_factor, "the incoming gradient": without_grad}


def power(backward_of_power, n):
    """x**n as a Function with this backward."""

    class Power(torch.autograd.Function):
        @staticmethod
        def forward(ctx, x):
            ctx.save_for_backward(x)
            return x**n

        @staticmethod
        def backward(ctx, grad):
            return backward_of_power(grad, *ctx.saved_tensors, n)

    return Power.apply


@proof
def own_backward(
    mistake=among("the factor n", "the incoming gradient"),
    call=among("backward()", "gradcheck"),
    n=integers(2, 5),
    slope=slope,
    wrong=without_factor,
    coarse=torch.Tensor.float,
    tolerance=1e-5,
):
    x, weights = torch.rand(8, dtype=torch.float64) + 0.5, torch.randn(8, dtype=torch.float64)

    def backward(backward_of_power):
        leaf = x.clone().requires_grad_()
        (weights * power(backward_of_power, n)(leaf)).sum().backward()
        return leaf.grad

    def compare(backward_of_power, convert=torch.Tensor.double):
        with warnings.catch_warnings(action="ignore"):  # it warns of float32, too
            gradcheck(power(backward_of_power, n), convert(x).clone().requires_grad_(), atol=tolerance)

    raised = "nothing"
    try:
        (backward if call == "backward()" else compare)(MISTAKES[mistake])
    except RuntimeError as error:
        raised = type(error).__name__

    yield predict(raised)
    true = weights * n * x ** (n - 1)
    yield check("the gradient that x**n has", backward(slope), equals=true, within=1e-12)
    yield raises("gradcheck agrees", partial(compare, slope), None)
    yield raises("a wrong one is run without a word", partial(backward, wrong), None)
    found = partial(compare, MISTAKES[mistake])
    yield raises("gradcheck finds the mistake", found, GradcheckError, "Jacobian mismatch")
    # Differences over 1e-6 keep only a digit or two of float32's seven.
    doubted = partial(compare, slope, coarse)
    yield raises("float32 is too coarse for it", doubted, GradcheckError, "Jacobian mismatch")
    rows = {f"without {name}": given(weights, x, n)[:5] for name, given in MISTAKES.items()}
    yield table({"x**n": true[:5], "this backward": backward(slope)[:5]} | rows, title="gradient of x")


own_backward.must_fail("the factor is missing", slope=without_factor, at="the gradient that x**n has")
own_backward.must_fail("the chain is broken", slope=without_grad, at="gradcheck agrees")
own_backward.must_fail("of one element", wrong=of_one_element, at="a wrong one is run without a word")
own_backward.must_fail("a loose tolerance", tolerance=1e3, at="gradcheck finds the mistake")
own_backward.must_fail("in double", coarse=torch.Tensor.double, at="float32 is too coarse for it")

if __name__ == "__main__":
    own_backward.main()
