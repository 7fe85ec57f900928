"""backward() starts by itself only from one element; from several it must be told what each counts."""

from functools import partial

import torch

from studyapp.proof import check, integers, proof, raises, table


def alone(losses):
    losses.backward()


def alone_without_shape(losses):
    if losses.dim():
        raise RuntimeError("only for scalar outputs")
    losses.backward()


def told_ones(losses):
    losses.backward(torch.ones_like(losses))


def told_twos(losses):
    losses.backward(torch.full_like(losses, 2))


@proof
def scalar_loss(examples=integers(2, 9), start=alone, told=told_ones):
    weight, data = torch.randn(3, requires_grad=True), torch.randn(examples, 3)

    def losses():
        return (data @ weight).square()

    (of_the_sum,) = torch.autograd.grad(losses().sum(), weight)

    yield raises("it raises for several", partial(start, losses()), RuntimeError, "only for scalar outputs")
    yield raises("one element of shape (1, 1) will do", partial(start, losses()[:1].reshape(1, 1)), None)
    weight.grad = None
    told(losses())
    yield check("told ones, it takes the sum's gradient", weight.grad, equals=of_the_sum)
    yield table({"gradient of the sum": of_the_sum, "backward(ones)": weight.grad})


scalar_loss.must_fail("told from the start", start=told_ones, at="it raises for several")
scalar_loss.must_fail(
    "asked for its shape, as in JAX", start=alone_without_shape, at="one element of shape (1, 1) will do"
)
scalar_loss.must_fail("told twos", told=told_twos, at="told ones, it takes the sum's gradient")

if __name__ == "__main__":
    scalar_loss.main()
