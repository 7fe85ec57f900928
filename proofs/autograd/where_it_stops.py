"""Gradients pass only through differentiable operations: argmax and .item() end the graph, round sends 0."""

import torch

from studyapp.proof import among, check, predict, proof, raises, table


def rebuilt(x):
    """A tensor again, but made from a plain Python number."""
    return torch.tensor(x.sum().item())


def kept_as_tensor(x):
    return x.sum()


def straight_through(x):
    return x + (x.round() - x).detach()


def expected_index(x):
    return x.softmax(0) @ torch.arange(5.0, dtype=x.dtype)


def on_a_detached_copy(x):
    return x.detach().tanh()


def gradient(operation, x):
    """What backward() leaves in x.grad, or the name of the exception that it raises."""
    x = x.clone().requires_grad_()
    try:
        operation(x).sum().backward()
    except RuntimeError as error:
        return type(error).__name__
    return x.grad


def in_words(found):
    return found if isinstance(found, str) else "values" if found.any() else "zeros"


@proof
def where_it_stops(
    operation=among("x.tanh()", "x.abs()", "x.round()", "x.sign()", "x.argmax()", "x.detach()"),
    smooth=torch.tanh,
    stair=torch.round,
    index=torch.argmax,
    number=rebuilt,
):
    # At most 0.4 from a whole number that is not 0: round and sign jump elsewhere.
    x = torch.tensor([1.0, -2, 3, -1, 2]) + torch.rand(5, dtype=torch.float64) * 0.4
    operations = {"x.tanh()": smooth, "x.abs()": torch.abs, "x.round()": stair, "x.sign()": torch.sign}
    operations |= {"x.argmax()": index, "x.detach()": torch.detach, "torch.tensor(x.sum().item())": number}
    found = {name: gradient(apply, x) for name, apply in operations.items()}

    def steepness(apply, h=1e-6):
        """Central differences, over all elements at once."""
        return (apply(x + h) - apply(x - h)) / (2 * h)

    yield predict(in_words(found[operation]))
    # The differences are off by about h², and by float64's rounding over h: together less than 1e-8.
    yield check("tanh: the slope as measured", found["x.tanh()"], equals=steepness(torch.tanh), within=1e-8)
    yield check("round: zeros, and no error", in_words(found["x.round()"]), equals="zeros")
    leaf, message = x.clone().requires_grad_(), "does not require grad"
    yield raises("behind argmax there is no graph", lambda: index(leaf).backward(), RuntimeError, message)
    yield raises("behind .item() there is no graph", lambda: number(leaf).backward(), RuntimeError, message)
    rows = {
        name: [steepness(apply).flatten()[0], in_words(found[name])] for name, apply in operations.items()
    }
    yield table(rows, columns=["slope as measured", "backward() finds"])


where_it_stops.must_fail("detached on the way", smooth=on_a_detached_copy, at="tanh: the slope as measured")
where_it_stops.must_fail("straight through", stair=straight_through, at="round: zeros, and no error")
where_it_stops.must_fail("a soft argmax", index=expected_index, at="behind argmax there is no graph")
where_it_stops.must_fail("never made a number", number=kept_as_tensor, at="behind .item() there is no graph")

if __name__ == "__main__":
    where_it_stops.main()
