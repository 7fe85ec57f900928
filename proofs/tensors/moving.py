"""Tensor.to() gives you a tensor and changes none; Module.to() changes the module itself."""

import torch
from torch import nn

from studyapp.proof import among, check, integers, predict, proof, raises, table


def copied(tensor, dtype):
    return tensor.to(dtype, copy=True)


def in_place(tensor, dtype):
    """As modules do it."""
    tensor.data = tensor.to(dtype)
    return tensor


def drop_the_result(tensor, device):
    tensor.to(device)
    return tensor


def assign_the_result(tensor, device):
    return tensor.to(device)


def move_a_copy(layer, dtype):
    """As tensors do it."""
    return nn.Linear(layer.in_features, layer.out_features).to(dtype)


def new_parameters(layer, dtype):
    layer.weight = nn.Parameter(layer.weight.to(dtype))
    return layer


def new_bytes(old, new):
    """The bytes of `new`, where they are not the memory of `old`."""
    return 0 if new.untyped_storage().data_ptr() == old.untyped_storage().data_ptr() else new.nbytes


@proof
def moving(
    count=integers(5, 12),
    dtype=among("float32", "float64", "float16"),
    to=torch.Tensor.to,
    module_to=nn.Module.to,
    bring=drop_the_result,
):
    x, layer = torch.ones(count), nn.Linear(count, 3)
    ways = {name: to(x, getattr(torch, name)) for name in ("float32", "float16", "float64")}
    optimizer = torch.optim.SGD(layer.parameters(), lr=1.0)
    module_to(layer, torch.float64)
    (known, _), weight = optimizer.param_groups[0]["params"], layer.weight
    # "meta" stands in for "cuda": a second device that every machine has; its tensors hold no numbers.
    remote = nn.Linear(count, 3).to("meta")

    yield predict(new_bytes(x, x.to(getattr(torch, dtype))))
    yield check("nothing to change: to() returns x itself", ways["float32"] is x)
    yield check("something to change: it makes a new tensor", new_bytes(x, ways["float64"]), equals=8 * count)
    yield check("a module's own weights are converted", str(weight.dtype), equals="torch.float64")
    yield check("and are still those that the optimizer has", known is weight)
    refused = "is not on the expected device"
    yield raises(
        "x.to(…) without x = leaves x where it is", lambda: remote(bring(x, "meta")), RuntimeError, refused
    )
    rows = {f"x.to({name})": [moved is x, new_bytes(x, moved)] for name, moved in ways.items()}
    yield table(rows, columns=["is x", "new bytes"], title=f"x holds {count} float32 numbers")


moving.must_fail("copied always", to=copied, at="nothing to change: to() returns x itself")
moving.must_fail("tensors move in place", to=in_place, at="something to change: it makes a new tensor")
moving.must_fail("modules give a copy", module_to=move_a_copy, at="a module's own weights are converted")
moving.must_fail("new parameters", module_to=new_parameters, at="and are still those that the optimizer has")
moving.must_fail("x = is written", bring=assign_the_result, at="x.to(…) without x = leaves x where it is")

if __name__ == "__main__":
    moving.main()
