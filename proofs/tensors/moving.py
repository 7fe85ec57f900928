"""Tensor.to() gives you a tensor and changes none; Module.to() changes the module itself."""

import torch
from torch import nn

from studyapp.proof import among, check, integers, predict, proof, raises, table


def move(tensor, *where):
    return tensor.to(*where)


def copy_always(tensor, *where):
    return tensor.to(*where, copy=True)


def move_in_place(tensor, *where):
    """As modules do it."""
    tensor.data = tensor.to(*where)
    return tensor


def drop_the_result(tensor, device):
    tensor.to(device)
    return tensor


def assign_the_result(tensor, device):
    return tensor.to(device)


def move_a_copy(layer, *where):
    """As tensors do it."""
    copy = nn.Linear(layer.in_features, layer.out_features)
    copy.load_state_dict(layer.state_dict())
    return copy.to(*where)


def replace_parameters(layer, dtype):
    for name, weight in list(layer.named_parameters()):
        setattr(layer, name, nn.Parameter(weight.to(dtype)))
    return layer


def fresh_bytes(old, new):
    """Bytes of `new` that are not the memory of `old`."""
    return 0 if new.untyped_storage().data_ptr() == old.untyped_storage().data_ptr() else new.nbytes


@proof
def moving(
    count=integers(5, 12),
    dtype=among("float32", "float64", "float16"),
    to=move,
    module_to=nn.Module.to,
    bring=drop_the_result,
):
    x, layer = torch.ones(count), nn.Linear(count, 3)
    optimizer = torch.optim.SGD(layer.parameters(), lr=1.0)
    converted, stayed = to(x, torch.float64), str(x.dtype)
    same_layer = module_to(layer, torch.float64) is layer
    dtypes = [str(weight.dtype) for weight in layer.parameters()]
    # "meta" stands in for "cuda": a second device that every machine has; its tensors hold no numbers.
    device_layer = nn.Linear(count, 3).to("meta")

    yield predict(fresh_bytes(x, x.to(getattr(torch, dtype))))
    yield check("nothing to change: to() returns the tensor itself", to(x, "cpu", torch.float32) is x)
    yield check("something to change: the old tensor stays", stayed, equals="torch.float32")
    yield check("and a new one is returned", fresh_bytes(x, converted), equals=8 * count)
    yield check("a module's to() returns the module itself", same_layer)
    yield check("with its parameters converted", dtypes, equals=["torch.float64"] * 2)
    yield check("which the optimizer still knows", optimizer.param_groups[0]["params"][0] is layer.weight)
    yield raises(
        "x.to(device) without x = leaves x behind",
        lambda: device_layer(bring(x, "meta")),
        RuntimeError,
        "is not on the expected device",
    )
    ways = {name: x.to(getattr(torch, name)) for name in ("float32", "float64", "float16")}
    rows = {f"x.to({name})": [moved is x, fresh_bytes(x, moved)] for name, moved in ways.items()}
    yield table(rows, columns=["is x", "new bytes"], title=f"x holds {count} float32 numbers")


moving.must_fail("copied always", to=copy_always, at="nothing to change: to() returns the tensor itself")
moving.must_fail("tensors move in place", to=move_in_place, at="something to change: the old tensor stays")
moving.must_fail(
    "modules give a moved copy", module_to=move_a_copy, at="a module's to() returns the module itself"
)
moving.must_fail(
    "parameters are replaced", module_to=replace_parameters, at="which the optimizer still knows"
)
moving.must_fail("x = is written", bring=assign_the_result, at="x.to(device) without x = leaves x behind")

if __name__ == "__main__":
    moving.main()
