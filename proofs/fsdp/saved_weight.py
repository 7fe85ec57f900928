"""A linear layer's backward needs the weight for its input's gradient, the input for its weight's."""

import torch
from torch import nn
from torch.autograd.graph import saved_tensors_hooks

from studyapp.proof import check, integers, proof, table


def keep(needs, layer, x):
    """Ask for gradients of what is needed only."""
    x.requires_grad_("input" in needs)
    layer.weight.requires_grad_("weight" in needs)


def ask_for_both(needs, layer, x):
    x.requires_grad_()


def times_weight(grad, weight):
    """The input's gradient, from the output's."""
    return grad @ weight


def times_half(grad, weight):
    """With the rows of the weight that one of two ranks keeps."""
    half = len(weight) // 2
    return grad[:, :half] @ weight[:half]


@proof
def saved_weight(
    rows=integers(2, 5), inputs=integers(3, 6), half=integers(2, 4), ask=keep, back=times_weight
):
    outputs = 2 * half

    def saved(needs):
        """What the forward saves for the backward, if gradients of these are wanted."""
        layer, x, seen = nn.Linear(inputs, outputs, bias=False), torch.randn(rows, inputs), []
        ask(needs, layer, x)
        names = {x.data_ptr(): "input", layer.weight.data_ptr(): "weight"}
        with saved_tensors_hooks(lambda t: seen.append(names.get(t.data_ptr(), "other")), lambda t: t):
            layer(x)
        return sorted(seen)

    found = {"input": saved(["input"]), "weight": saved(["weight"])}
    layer, x = nn.Linear(inputs, outputs, bias=False), torch.randn(rows, inputs, requires_grad=True)
    y = layer(x)
    grad = torch.randn_like(y)
    y.backward(grad)

    yield check("for its input's gradient it saves the weight", found["input"], equals=["weight"])
    yield check("for its weight's gradient it saves the input", found["weight"], equals=["input"])
    # The same product, perhaps summed in another order.
    by_hand = back(grad, layer.weight.detach())
    yield check("the input's is the output's × the whole weight", x.grad, equals=by_hand, within=1e-5)
    yield table(
        {f"the {name}'s gradient": kept for name, kept in found.items()}, title="what a forward saves for …"
    )


saved_weight.must_fail("both wanted", ask=ask_for_both, at="for its weight's gradient it saves the input")
saved_weight.must_fail(
    "input and weight", ask=ask_for_both, at="for its input's gradient it saves the weight"
)
saved_weight.must_fail("half the rows", back=times_half, at="the input's is the output's × the whole weight")

if __name__ == "__main__":
    saved_weight.main()
