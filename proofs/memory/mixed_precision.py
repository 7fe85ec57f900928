"""Mixed precision with Adam holds 16 bytes a parameter: 2 + 2 in 16 bits, and 12 of fp32 copy and moments."""

import torch
from torch import nn

from studyapp.proof import among, bars, check, integers, proof


def in_float32(weight):
    return weight.detach().float().requires_grad_()


def as_it_is(weight):
    return weight.detach().clone().requires_grad_()


def drop_gradient(master):
    master.grad = None


def keep_gradient(master):
    """As if both gradients were needed."""


def round_to(weight, master):
    weight.data.copy_(master.detach())


def forget(weight, master):
    """The weight that the model computes with stays."""


@proof
def mixed_precision(
    dtype=among("bfloat16", "float16"),
    rows=integers(4, 9),
    columns=integers(11, 19),
    low="",
    copy=in_float32,
    write_back=round_to,
    after=drop_gradient,
):
    model = nn.Linear(columns, rows, dtype=getattr(torch, low or dtype))
    weights, x = list(model.parameters()), torch.randn(3, columns, dtype=model.weight.dtype)
    masters = [copy(weight) for weight in weights]
    optimizer = torch.optim.Adam(masters, lr=0.1)  # it steps on the copies, which the weights follow
    model(x).sum().backward()
    for weight, master in zip(weights, masters, strict=True):
        master.grad = weight.grad.to(master.dtype)
    optimizer.step()
    for weight, master in zip(weights, masters, strict=True):
        write_back(weight, master)
        after(master)

    moments = [s[name] for s in optimizer.state.values() for name in ("exp_avg", "exp_avg_sq")]
    held = {"weights": weights, "gradients": [weight.grad for weight in weights], "fp32 copy": masters}
    held |= {"moments": moments, "fp32 gradients": [m.grad for m in masters if m.grad is not None]}
    count = sum(weight.numel() for weight in weights)
    each = {name: sum(tensor.nbytes for tensor in tensors) / count for name, tensors in held.items()}
    rounded = torch.cat([master.detach().to(model.weight.dtype).flatten() for master in masters])

    yield check("weights and gradients: 2 bytes each", [each["weights"], each["gradients"]], equals=[2, 2])
    yield check(
        "the fp32 copy: 4 bytes, Adam's moments: 8", [each["fp32 copy"], each["moments"]], equals=[4, 8]
    )
    yield check("in all, 16 bytes a parameter", sum(each.values()), equals=16)
    now = torch.cat([weight.detach().flatten() for weight in weights])
    yield check("the weights are the copy, rounded", now, equals=rounded)
    yield bars(f"bytes a parameter, {dtype}", each | {"in all": sum(each.values())}, unit="B")


mixed_precision.must_fail("all in float32", low="float32", at="weights and gradients: 2 bytes each")
mixed_precision.must_fail("a copy in 16 bits", copy=as_it_is, at="the fp32 copy: 4 bytes, Adam's moments: 8")
mixed_precision.must_fail("fp32 gradients kept", after=keep_gradient, at="in all, 16 bytes a parameter")
mixed_precision.must_fail("not copied back", write_back=forget, at="the weights are the copy, rounded")

if __name__ == "__main__":
    mixed_precision.main()
