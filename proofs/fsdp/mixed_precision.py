"""FSDP keeps a float32 model's shards, computes in param_dtype, and adds gradients in reduce_dtype."""

import torch
from torch import nn
from torch.distributed.device_mesh import init_device_mesh
from torch.distributed.fsdp import MixedPrecisionPolicy, fully_shard

from studyapp.proof import check, integers, predict, proof, table


class Tilted(nn.Module):
    """A plane: its weight's gradient is the slope, whatever the weight."""

    def __init__(self, rows, columns):
        super().__init__()
        self.weight = nn.Parameter(torch.ones(rows, columns))

    def forward(self, slope):
        self.computed_with = self.weight.detach().clone()
        return (self.weight * slope).sum()


def both_named():
    """The policy for a float32 model that computes in bfloat16 and adds its gradients in float32."""
    return MixedPrecisionPolicy(param_dtype=torch.bfloat16, reduce_dtype=torch.float32)


def param_dtype_alone():
    """Gradients are then added in param_dtype."""
    return MixedPrecisionPolicy(param_dtype=torch.bfloat16)


def as_it_is(model):
    return model


def converted(model):
    """As one loads a model for inference: then the shards are bfloat16 too."""
    return model.bfloat16()


def step(model, slope, policy, lr):
    """What the weight of this rank is after a step of SGD, and the gradient that the ranks share."""
    mesh = init_device_mesh(torch.get_default_device().type, (2,))
    fully_shard(model, mesh=mesh, mp_policy=policy())
    model(slope).backward()
    torch.optim.SGD(model.parameters(), lr=lr).step()
    shard, gradient = model.weight.to_local().detach(), model.weight.grad.to_local()[0]
    model(slope)  # once more, with the new weight
    return shard, gradient


@proof(ranks=2)
def mixed_precision(
    rank,
    power=integers(6, 10),
    small=integers(0, 2),
    rows=integers(2, 5),
    policy=both_named,
    forgotten=param_dtype_alone,
    prepare=as_it_is,
):
    # Rank 0 has one gradient everywhere; rank 1's are a half of it, a quarter and so on, to 1 in 4096.
    large, parts = 2.0**power, 2.0 ** -torch.arange(1.0, 13)
    slope = large * (torch.ones(12) if rank == 0 else parts)
    model, other = prepare(Tilted(2 * rows, 12)), Tilted(2 * rows, 12)
    shard, exact = step(model, slope, policy, lr=2**-10 / large)
    _, rounded = step(other, slope, forgotten, lr=2**-10 / large)
    means, seen = large * (1 + parts) / 2, model.computed_with

    yield predict(rounded[power - small - 1])
    kept = [str(shard.dtype), shard.nbytes]
    yield check("a rank keeps its half in float32", kept, equals=["torch.float32", rows * 12 * 4])
    gathered = [str(seen.dtype), seen.nbytes]
    yield check("it computes in bfloat16, 2 bytes each", gathered, equals=["torch.bfloat16", rows * 24 * 2])
    # Below 1, bfloat16's numbers are 2⁻⁸ apart: a step of 2⁻¹¹ or so rounds back.
    moved = [(shard < 1).all(), (seen < 1).any()]
    yield check("a tiny step shows in the shard alone", moved, equals=[True, False])
    yield check("reduce_dtype=float32: the exact mean", exact, equals=means)
    lost = [place + 1 for place, mean in enumerate(rounded) if mean == large / 2]
    yield check("no reduce_dtype: lost from 2⁻⁸ of the other on", lost, equals=[8, 9, 10, 11, 12])
    shown = {"exact": exact / large, "in bfloat16": rounded / large}
    yield table(shown, columns=[f"2^-{n}" for n in range(1, 13)], title="mean of 1 and a part of it")


mixed_precision.must_fail("converted before", prepare=converted, at="a rank keeps its half in float32")
mixed_precision.must_fail("no master", prepare=converted, at="a tiny step shows in the shard alone")
mixed_precision.must_fail(
    "no param_dtype",
    policy=lambda: MixedPrecisionPolicy(reduce_dtype=torch.float32),
    at="it computes in bfloat16, 2 bytes each",
)
mixed_precision.must_fail("left out", policy=param_dtype_alone, at="reduce_dtype=float32: the exact mean")
mixed_precision.must_fail(
    "added in float32", forgotten=both_named, at="no reduce_dtype: lost from 2⁻⁸ of the other on"
)

if __name__ == "__main__":
    mixed_precision.main()
