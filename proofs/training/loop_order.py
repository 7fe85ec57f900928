"""zero_grad() may come first or last in a step if .grad starts empty; in the middle it stops the training."""

import torch
from torch.nn.functional import binary_cross_entropy_with_logits

from studyapp.proof import among, check, integers, plot, predict, proof


def train(loss, optimizer, order, steps):
    """Make the calls in this order, step after step; return each step's loss."""
    losses = []

    def backward():
        losses.append(loss())
        losses[-1].backward()

    calls = {"zero_grad": optimizer.zero_grad, "backward": backward, "step": optimizer.step}
    for _ in range(steps):
        for name in order.split(", "):
            calls[name]()
    return torch.stack(losses).detach()


@proof
def loop_order(
    order=among(
        "zero_grad, backward, step",
        "backward, step, zero_grad",
        "backward, zero_grad, step",
        "backward, step",
    ),
    steps=integers(3, 6),
    stale=integers(2, 9),
    opening="zero_grad, backward, step",
    closing="backward, step, zero_grad",
    between="backward, zero_grad, step",
    left_over=1.0,
):
    inputs, labels, start = torch.randn(20, 3), torch.randint(2, (20,)).float(), torch.randn(3)

    def regression(order, grad=None):
        """The losses of 30 steps of Adam, and the weight at their end."""
        weight = start.clone().requires_grad_()
        weight.grad = grad
        optimizer = torch.optim.Adam([weight], lr=0.1)
        losses = train(
            lambda: binary_cross_entropy_with_logits(inputs @ weight, labels), optimizer, order, 30
        )
        return losses, weight.detach()

    slope = torch.zeros(1, requires_grad=True)
    slope.grad = torch.full((1,), float(stale))
    train(slope.sum, torch.optim.SGD([slope], lr=1.0), order, steps)
    opened, closed, stopped, never = (
        regression(order) for order in (opening, closing, between, "backward, step")
    )
    _, from_stale = regression(closing, torch.full((3,), left_over))

    yield predict(-slope.item())
    # Bit for bit.
    yield check("from an empty .grad, first or last: the same weights", closed[1], equals=opened[1])
    yield check("in between: the weights stay", stopped[1], equals=start)
    yield check("last, from a stale .grad: other weights", from_stale, differs=opened[1])
    curves = {"first or last": opened[0], "in between": stopped[0], "never": never[0]}
    yield plot(curves, title="loss over 30 steps of Adam, by the place of zero_grad()")


loop_order.must_fail(
    "never cleared", closing="backward, step", at="from an empty .grad, first or last: the same weights"
)
loop_order.must_fail(
    "cleared at the end", between="backward, step, zero_grad", at="in between: the weights stay"
)
loop_order.must_fail("nothing left over", left_over=0.0, at="last, from a stale .grad: other weights")

if __name__ == "__main__":
    loop_order.main()
