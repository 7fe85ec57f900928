"""autograd believes the backward of a custom Function, right or wrong; gradcheck measures the truth."""

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


def power(slope, n):
    """x**n as a Function whose backward is this one."""

    class Power(torch.autograd.Function):
        @staticmethod
        def forward(ctx, x):
            ctx.save_for_backward(x)
            return x**n

        @staticmethod
        def backward(ctx, grad):
            return slope(grad, *ctx.saved_tensors, n)

    return Power.apply


def outcome(call, slope):
    try:
        call(slope)
    except RuntimeError as error:
        return type(error).__name__
    return "nothing"


BACKWARDS = {
    "as it should be": slope,
    "without the factor n": without_factor,
    "without the incoming gradient": without_grad,
}


@proof
def own_backward(
    mistake=among("the factor n", "the incoming gradient"),
    call=among("backward()", "gradcheck"),
    n=integers(2, 5),
    slope=slope,
    wrong=without_factor,
    tolerance=1e-5,
):
    x, weights = torch.rand(8, dtype=torch.float64) + 0.5, torch.randn(8, dtype=torch.float64)

    def backward(slope):
        leaf = x.clone().requires_grad_()
        (weights * power(slope, n)(leaf)).sum().backward()
        return leaf.grad

    def compare(slope):
        gradcheck(power(slope, n), x.clone().requires_grad_(), atol=tolerance)

    drawn, true = BACKWARDS[f"without {mistake}"], weights * n * x ** (n - 1)
    yield predict(outcome(backward if call == "backward()" else compare, drawn))
    yield check("the gradient that x**n has", backward(slope), equals=true, within=1e-12)
    yield raises("gradcheck agrees", lambda: compare(slope), None)
    yield raises("a wrong one is run without a word", lambda: backward(wrong), None)
    yield raises("gradcheck finds it", lambda: compare(wrong), GradcheckError, "Jacobian mismatch")
    rows = {
        name: [outcome(backward, given), outcome(compare, given), (backward(given) - true).abs().max()]
        for name, given in BACKWARDS.items()
    }
    yield table(rows, columns=["backward()", "gradcheck", "largest error"], title="what is raised")


own_backward.must_fail("the factor is missing", slope=without_factor, at="the gradient that x**n has")
own_backward.must_fail("the chain is broken", slope=without_grad, at="gradcheck agrees")
own_backward.must_fail("of one element", wrong=of_one_element, at="a wrong one is run without a word")
own_backward.must_fail("a loose tolerance", tolerance=1e3, at="gradcheck finds it")

if __name__ == "__main__":
    own_backward.main()
