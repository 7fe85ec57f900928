"""A running sum of losses that are not detached keeps every batch's graph alive, and all that it saved."""

from weakref import WeakSet

import torch
from torch.autograd.graph import saved_tensors_hooks

from studyapp.proof import check, integers, plot, predict, proof


class Saved:
    """Stands in the graph for a tensor that it saves, and goes when the graph goes."""

    def __init__(self, tensor):
        self.tensor = tensor.detach()  # with its history, the graph would hold itself alive


def detach(total, loss):
    """The sum of both, keeping no graph alive."""
    return total + loss.detach()


def leave(total, loss):
    return total + loss


def detach_the_total(total, loss):
    return total.detach() + loss


def forget_the_total(total, loss):
    return loss.detach()


def count_nodes(node):
    """Along every path from here, which is enough to see them grow."""
    return 0 if node is None else 1 + sum(count_nodes(before) for before, _ in node.next_functions)


def evaluate(data, weight, add, backward=False):
    """The sum of the losses; and after each batch the bytes saved for backward, and the sum's graph nodes."""
    alive, held, nodes, total = WeakSet(), [], [], torch.zeros(())

    def pack(tensor):
        saved = Saved(tensor)
        alive.add(saved)
        return saved

    for batch in data:
        with saved_tensors_hooks(pack, lambda saved: saved.tensor):
            loss = (batch @ weight).tanh().mean()
        if backward:
            loss.backward()
        total = add(total, loss)
        del loss
        held.append(sum(saved.tensor.nbytes for saved in alive))
        nodes.append(count_nodes(getattr(total, "grad_fn", None)))  # a number has none
    return total, held, nodes


@proof
def summed_losses(batches=integers(4, 9), examples=integers(5, 12), add=detach, sum_up=leave, backward=True):
    data, weight = torch.randn(batches, examples, 3), torch.randn(3, 7, requires_grad=True)
    with torch.no_grad():
        expected = sum((batch @ weight).tanh().mean() for batch in data)
    one = 4 * examples * (3 + 7)  # the product saves its batch, tanh what it returned

    _, held, nodes = evaluate(data, weight, sum_up)
    _, trained, left = evaluate(data, weight, sum_up, backward=backward)
    total, released, none = evaluate(data, weight, add)

    yield predict(held[-1] / one)
    growing = [one * n for n in range(1, batches + 1)]
    yield check("losses as they are: what n batches saved is alive", held, equals=growing)
    yield check("after backward() no saved bytes are left", trained, equals=[0] * batches)
    yield check("after backward() the nodes of every batch are held", left[-1], at_least=batches)
    yield check("detached: the same sum", total, equals=expected, within=1e-5)
    yield check("detached: nothing is held", [*released, *none], equals=[0] * 2 * batches)
    curves = {"as they are": held, "after backward()": trained, "detached": released}
    yield plot(curves, x=range(1, batches + 1), title="bytes saved and alive, over the batches")


summed_losses.must_fail(
    "detached anyway", sum_up=detach, at="losses as they are: what n batches saved is alive"
)
summed_losses.must_fail("no backward()", backward=False, at="after backward() no saved bytes are left")
summed_losses.must_fail("the old total detached", add=detach_the_total, at="detached: nothing is held")
summed_losses.must_fail("only the last loss", add=forget_the_total, at="detached: the same sum")

if __name__ == "__main__":
    summed_losses.main()
