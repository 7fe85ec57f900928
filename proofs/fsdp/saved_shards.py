"""Each rank writes its own shards of a checkpoint, which one process or ranks that cut otherwise can load."""

import tempfile
import warnings
from contextlib import contextmanager
from pathlib import Path

import torch
import torch.distributed as dist
import torch.distributed.checkpoint as dcp
from torch import nn
from torch.distributed.device_mesh import init_device_mesh
from torch.distributed.fsdp import fully_shard
from torch.distributed.tensor import Shard

from studyapp.proof import among, bars, check, predict, proof


@contextmanager
def shared_folder():
    """One folder for all ranks, until the last one needs it no more."""
    with tempfile.TemporaryDirectory() as own:
        names = [own]
        dist.broadcast_object_list(names, src=0)
        yield Path(names[0])
        dist.barrier()


def as_sharded(model):
    return model.state_dict()


def gathered(model):
    """Every rank has all of it, so one writes for all."""
    return {name: tensor.full_tensor() for name, tensor in model.state_dict().items()}


def in_place(model, folder, alone):
    """Load the checkpoint, saved as {"model": …}, into the model; no_dist=alone where one process does so."""
    state = {"model": model.state_dict()}  # the model's own tensors, which load() fills
    dcp.load(state, checkpoint_id=folder, no_dist=alone)
    model.load_state_dict(state["model"])  # for what is no tensor


def into_copies(model, folder, alone):
    """As if load() reached the model by itself."""
    copies = {name: tensor.clone() for name, tensor in model.state_dict().items()}
    dcp.load({"model": copies}, checkpoint_id=folder, no_dist=alone)


def by_columns(weight):
    return Shard(1)


def by_rows(weight):
    return Shard(0)


@proof(ranks=2)
def saved_shards(
    rank,
    rows=among(32, 48, 64),
    columns=among(64, 96, 128),
    state=as_sharded,
    load=in_place,
    cut=by_columns,
):
    mesh = init_device_mesh(torch.get_default_device().type, (2,))
    model = nn.Linear(columns, rows, bias=False)
    weight = model.weight.detach().clone()
    fully_shard(model, mesh=mesh)
    alone, otherwise = nn.Linear(columns, rows, bias=False), nn.Linear(columns, rows, bias=False)
    fully_shard(otherwise, mesh=mesh, shard_placement_fn=cut)

    with shared_folder() as folder:
        dcp.save({"model": state(model)}, checkpoint_id=folder)
        files = {file.name: file.stat().st_size for file in sorted(folder.iterdir())}
        warnings.filterwarnings("ignore", "torch.distributed is disabled")  # that is what no_dist means
        load(alone, folder, alone=True)
        load(otherwise, folder, alone=False)
    sizes = [files.get(f"__{r}_0.distcp", 0) for r in (0, 1)]

    yield predict(sizes[0], within=2048)
    # Beside its numbers a file says what tensor they are: 2 KiB are plenty.
    yield check("each rank writes its own half", sizes, equals=[weight.nbytes / 2] * 2, within=2048)
    yield check("one process alone loads the whole", alone.weight.detach(), equals=weight)
    columns_of_rank = weight.chunk(2, dim=1)[rank]
    yield check("saved by rows, loaded by columns", otherwise.weight.to_local(), equals=columns_of_rank)
    yield bars("bytes", {"its shard": weight.nbytes / 2, "its file": sizes[rank]}, unit="B")


saved_shards.must_fail("gathered first", state=gathered, at="each rank writes its own half")
saved_shards.must_fail("into copies", load=into_copies, at="one process alone loads the whole")
saved_shards.must_fail("cut as it was", cut=by_rows, at="saved by rows, loaded by columns")
saved_shards.must_fail("into copies, cut", load=into_copies, at="saved by rows, loaded by columns")

if __name__ == "__main__":
    saved_shards.main()
