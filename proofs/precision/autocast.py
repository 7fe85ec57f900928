"""Under autocast a linear layer computes in bfloat16, a loss in float32; weight and gradient stay float32."""

from contextlib import nullcontext

import torch
from torch import nn

from studyapp.proof import among, check, integers, predict, proof, table


def on_cpu():
    return torch.autocast("cpu", dtype=torch.bfloat16)


def unchanged(model):
    """Autocast casts what each operation reads, never the model."""


def cast_whole(model):
    model.bfloat16()


def by_hand(outputs, targets):
    """Elementwise operations, which no list of autocast's names: they compute in what they get."""
    return (outputs - targets.to(outputs.dtype)).square().mean()


@proof
def autocast(
    what=among("outputs", "activations", "loss", "layer.weight", "layer.weight.grad"),
    rows=integers(3, 6),
    columns=integers(7, 9),
    region=on_cpu,
    prepare=unchanged,
    criterion=nn.functional.mse_loss,
):
    layer = nn.Linear(columns, 2)
    prepare(layer)
    data, targets = torch.randn(rows, columns, dtype=layer.weight.dtype), torch.randn(rows, 2)
    with region():
        outputs = layer(data)
        activations = torch.relu(outputs)
        loss = criterion(activations, targets)
    loss.backward()  # outside the region: each backward runs in its forward's dtype

    tensors = {"data": data, "outputs": outputs, "activations": activations, "loss": loss}
    tensors |= {"layer.weight": layer.weight, "layer.weight.grad": layer.weight.grad}
    dtypes = {name: str(tensor.dtype).removeprefix("torch.") for name, tensor in tensors.items()}
    kept = [dtypes["layer.weight"], dtypes["layer.weight.grad"]]
    computed = [dtypes["outputs"], dtypes["activations"]]

    yield predict(dtypes[what])
    yield check("a linear layer computes in bfloat16, and ReLU goes on", computed, equals=["bfloat16"] * 2)
    yield check("the loss is taken in float32", dtypes["loss"], equals="float32")
    yield check("weight and gradient stay float32", kept, equals=["float32"] * 2)
    yield table(dtypes, title="dtypes, step by step")


autocast.must_fail(
    "outside the region", region=nullcontext, at="a linear layer computes in bfloat16, and ReLU goes on"
)
autocast.must_fail("a loss by hand", criterion=by_hand, at="the loss is taken in float32")
autocast.must_fail("the whole model cast", prepare=cast_whole, at="weight and gradient stay float32")

if __name__ == "__main__":
    autocast.main()
