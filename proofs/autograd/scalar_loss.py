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


def outcome(losses):
    try:
        losses.backward()
    except RuntimeError as error:
        return type(error).__name__
    return "nothing"


@proof
def scalar_loss(examples=integers(2, 9), start=alone, told=told_ones):
    weight = torch.randn(3, dtype=torch.float64, requires_grad=True)
    data = torch.randn(examples, 3, dtype=torch.float64)

    def losses():
        return (data @ weight).square()

    kinds = {"all losses": losses(), "one, as a matrix": losses()[:1].reshape(1, 1), "mean": losses().mean()}
    rows = {name: [str(tuple(loss.shape)), outcome(loss)] for name, loss in kinds.items()}

    yield raises(
        "backward() from several losses is refused",
        partial(start, losses()),
        RuntimeError,
        "only for scalar outputs",
    )
    yield raises("one element of shape (1, 1) will do", partial(start, losses()[:1].reshape(1, 1)), None)
    weight.grad = None
    told(losses())
    by_hand = 2 * data.T @ (data @ weight.detach())
    # Sums in another order: float64 then differs by less than 1e-12.
    yield check(
        "told to count each once, it takes the sum's gradient", weight.grad, equals=by_hand, within=1e-12
    )
    yield table(rows, columns=["shape", "backward() raises"])


scalar_loss.must_fail("told from the start", start=told_ones, at="backward() from several losses is refused")
scalar_loss.must_fail(
    "asked for its shape, as in JAX", start=alone_without_shape, at="one element of shape (1, 1) will do"
)
scalar_loss.must_fail("told twos", told=told_twos, at="told to count each once, it takes the sum's gradient")

if __name__ == "__main__":
    scalar_loss.main()
