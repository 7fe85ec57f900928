"""Stage 3 divides parameters by N; activations, buffers and the layer gathered at the moment it does not."""

import torch
import torch.distributed as dist
from torch import nn
from torch.distributed.device_mesh import init_device_mesh
from torch.distributed.fsdp import fully_shard
from torch.distributed.tensor import DTensor
from torch.multiprocessing.reductions import StorageWeakRef
from torch.testing._internal.distributed.fake_pg import FakeStore

from studyapp.proof import among, check, integers, proof, table


def layer_by_layer(model, mesh):
    for layer in model[::2]:
        fully_shard(layer, mesh=mesh)
    fully_shard(model, mesh=mesh)


def root_only(model, mesh):
    fully_shard(model, mesh=mesh)


def not_at_all(model, mesh):
    """As in data parallel training."""


def its_own(batch, ranks):
    """The rows that a rank computes with."""
    return batch


def a_share(batch, ranks):
    """As if the ranks divided a batch that does not grow with them."""
    return batch // ranks


def forward(ranks, layers, rows, shard, norm):
    """A rank's bytes: parameters, activations, buffers, and the most that is gathered as a layer computes."""
    # The backend only pretends to communicate: no other rank is needed.
    dist.init_process_group("fake", rank=0, world_size=ranks, store=FakeStore())
    pairs = ((nn.Linear(64, 64, bias=False), norm(64)) for _ in range(layers))
    model, outputs, gathered = nn.Sequential(*(part for pair in pairs for part in pair)).to("cpu"), {}, []

    def look(part, inputs, output):
        """As the part has computed, and before FSDP frees it."""
        outputs[StorageWeakRef(output.untyped_storage())] = output.nbytes  # keeps nothing alive
        weights = [layer.weight for layer in model[::2]]
        gathered.append(sum(weight.nbytes for weight in weights if not isinstance(weight, DTensor)))

    for part in model:
        part.register_forward_hook(look)
    shard(model, init_device_mesh("cpu", (ranks,)))
    own = sum((w.to_local() if isinstance(w, DTensor) else w).nbytes for w in model.parameters())
    result = model(torch.randn(rows, 64, device="cpu"))
    alive = sum(size for storage, size in outputs.items() if not storage.expired())
    del result  # until here the last output is one of them
    dist.destroy_process_group()
    return own, alive, sum(buffer.nbytes for buffer in model.buffers()), max(gathered, default=0)


@proof
def not_divided(
    layers=integers(2, 4), batch=among(128, 192, 256), shard=layer_by_layer, rows=its_own, norm=nn.BatchNorm1d
):
    worlds = (1, 4, 16, 64)
    found = [forward(n, layers, rows(batch, n), shard, norm) for n in worlds]
    own, activations, buffers, gathered = zip(*found, strict=True)
    matrix, outputs = 64 * 64 * 4, 2 * layers * batch * 64 * 4

    parameters = layers * (matrix + 2 * 64 * 4)  # a norm has a scale and a shift
    yield check("parameters: 1/N", own, equals=[parameters // n for n in worlds])
    yield check("activations: of its batch, whatever N is", activations, equals=[outputs] * 4)
    # Of each norm: two running statistics, and a counter of 8 bytes.
    yield check("buffers: all of them", buffers, equals=[layers * (2 * 64 * 4 + 8)] * 4)
    yield check("the layer that computes: whole", gathered, equals=[matrix] * 4)
    kinds = {"parameters": own, "activations": activations, "buffers": buffers, "gathered": gathered}
    yield table(kinds, columns=[f"N = {n}" for n in worlds], title="bytes on a rank")


not_divided.must_fail("not sharded", shard=not_at_all, at="parameters: 1/N")
not_divided.must_fail("the batch divided too", rows=a_share, at="activations: of its batch, whatever N is")
not_divided.must_fail("a norm without buffers", norm=nn.LayerNorm, at="buffers: all of them")
not_divided.must_fail("only the root", shard=root_only, at="the layer that computes: whole")

if __name__ == "__main__":
    not_divided.main()
