"""An FSDP rank holds 1/N of the model, and one whole layer more while that layer computes."""

import torch
from torch import nn
from torch.distributed.device_mesh import init_device_mesh
from torch.distributed.fsdp import fully_shard
from torch.distributed.tensor import DTensor

from studyapp.proof import among, bars, check, integers, predict, proof


class Layer(nn.Linear):
    """Calls `look` where it computes."""

    def forward(self, x):
        self.look()
        return super().forward(x) @ self.weight  # as many columns as came in, so that layers chain


def layer_by_layer(model, mesh):
    """Have FSDP gather and free each layer by itself, and manage the model as a whole."""
    for layer in model:
        fully_shard(layer, mesh=mesh)
    fully_shard(model, mesh=mesh)


def not_at_all(model, mesh):
    """As in data parallel training: every rank keeps the whole model."""


def root_only(model, mesh):
    fully_shard(model, mesh=mesh)


def last_forgotten(model, mesh):
    for layer in model[:-1]:
        fully_shard(layer, mesh=mesh)
    fully_shard(model, mesh=mesh)


def never_freed(model, mesh):
    for layer in model:
        fully_shard(layer, mesh=mesh, reshard_after_forward=False)
    fully_shard(model, mesh=mesh)


def bytes_held(model, met):
    """Bytes behind every parameter met so far; a storage that FSDP has freed counts nothing."""
    for weight in model.parameters():
        met.add((weight.to_local() if isinstance(weight, DTensor) else weight).untyped_storage())
    return sum(storage.nbytes() for storage in met)


@proof(ranks=(2, 4))
def bytes_per_rank(
    rank, layers=integers(2, 4), rows=among(8, 16, 24), columns=among(5, 10, 15), wrap=layer_by_layer
):
    world = torch.distributed.get_world_size()
    model = nn.Sequential(*(Layer(columns, rows, bias=False) for _ in range(layers)))
    one = model[0].weight.nbytes
    shards = layers * one // world
    mesh = init_device_mesh(torch.get_default_device().type, (world,))
    wrap(model, mesh)

    met = set()
    moments = {"at rest": bytes_held(model, met)}
    for number, layer in enumerate(model, start=1):
        layer.look = lambda n=number: moments.update({f"layer {n}": bytes_held(model, met)})
    loss = model(torch.randn(3, columns)).sum()
    while_computing = list(moments.values())[1:]
    moments["after forward"] = bytes_held(model, met)
    loss.backward()
    moments["after backward"] = bytes_held(model, met)

    yield predict(while_computing[-1])
    yield check("at rest, 1/N of the model", moments["at rest"], equals=shards)
    yield check(
        "while a layer computes, that one whole besides", while_computing, equals=[shards + one] * layers
    )
    yield check("after the forward, 1/N again", moments["after forward"], equals=shards)
    yield check("after the backward, 1/N again", moments["after backward"], equals=shards)
    yield bars("bytes of parameters", moments, unit="B")


bytes_per_rank.must_fail("not sharded at all", wrap=not_at_all, at="at rest, 1/N of the model")
bytes_per_rank.must_fail("only the root", wrap=root_only, at="while a layer computes, that one whole besides")
bytes_per_rank.must_fail("one layer is forgotten", wrap=last_forgotten, at="after the forward, 1/N again")
bytes_per_rank.must_fail("never freed", wrap=never_freed, at="after the forward, 1/N again")

if __name__ == "__main__":
    bytes_per_rank.main()
