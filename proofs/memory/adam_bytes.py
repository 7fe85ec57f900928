"""Adam adds two numbers a parameter, of the parameter's dtype, at its first step: 8 bytes in fp32, not 12."""

import torch
from torch import nn

from studyapp.proof import among, bars, check, integers, predict, proof


def adam(weights):
    return torch.optim.Adam(weights)


def adam_prepared(weights):
    """After a step on zero gradients, as a checkpoint's loader takes it to have state to fill."""
    optimizer = torch.optim.Adam(weights)
    for weight in optimizer.param_groups[0]["params"]:
        weight.grad = torch.zeros_like(weight)
    optimizer.step()
    return optimizer


def amsgrad(weights):
    return torch.optim.Adam(weights, amsgrad=True)


def adam_with_master(weights):
    """With an fp32 copy of each parameter, as mixed precision keeps it."""
    optimizer = torch.optim.Adam(weights)
    optimizer.register_step_post_hook(
        lambda stepped, *_: [state.update(master=w.float()) for w, state in stepped.state.items()]
    )
    return optimizer


def momentum(weights):
    return torch.optim.SGD(weights, lr=0.1, momentum=0.9)


def state_of(optimizer):
    """All state of a weight's size. Adam's step counter, 4 bytes a tensor, is left out."""
    return [s for weight, state in optimizer.state.items() for s in state.values() if s.shape == weight.shape]


@proof
def adam_bytes(
    dtype=among("float32", "float16", "bfloat16"), rows=integers(4, 9), columns=integers(11, 19), build=adam
):
    model = nn.Linear(columns, rows, dtype=getattr(torch, dtype))
    weights, optimizer = list(model.parameters()), build(model.parameters())
    at_first = len(state_of(optimizer))
    model(torch.randn(3, columns, dtype=model.weight.dtype)).sum().backward()
    optimizer.step()

    gradients, state = [weight.grad for weight in weights], state_of(optimizer)
    kinds = {"parameters": weights, "gradients": gradients, "Adam's state": state}
    count = sum(weight.numel() for weight in weights)
    each = {name: sum(tensor.nbytes for tensor in tensors) / count for name, tensors in kinds.items()}
    size = model.weight.itemsize

    yield predict(each["Adam's state"])
    yield check("Adam has no state before the first step", at_first, equals=0)
    yield check("Adam's state: two numbers a parameter, of its dtype", each["Adam's state"], equals=2 * size)
    yield check("in all, four times the parameters' own bytes", sum(each.values()), equals=4 * size)
    yield bars(f"bytes a parameter, {dtype}", each | {"in all": sum(each.values())}, unit="B")


adam_bytes.must_fail(
    "a step on zero gradients", build=adam_prepared, at="Adam has no state before the first step"
)
adam_bytes.must_fail("amsgrad", build=amsgrad, at="Adam's state: two numbers a parameter, of its dtype")
adam_bytes.must_fail(
    "an fp32 master copy", build=adam_with_master, at="in all, four times the parameters' own bytes"
)
adam_bytes.must_fail(
    "SGD with momentum", build=momentum, at="Adam's state: two numbers a parameter, of its dtype"
)

if __name__ == "__main__":
    adam_bytes.main()
