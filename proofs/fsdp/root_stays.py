"""After the forward a wrapped layer is sharded again; the root's own layers stay whole until the backward."""

import torch
from torch import nn
from torch.distributed.device_mesh import init_device_mesh
from torch.distributed.fsdp import fully_shard
from torch.distributed.tensor import DTensor

from studyapp.proof import among, bars, check, predict, proof


def by_default(body, root, mesh):
    fully_shard(body, mesh=mesh)
    fully_shard(root, mesh=mesh)  # its unit is what no call before it took: the head


def root_freed(body, root, mesh):
    fully_shard(body, mesh=mesh)
    fully_shard(root, mesh=mesh, reshard_after_forward=True)


def body_kept(body, root, mesh):
    fully_shard(body, mesh=mesh, reshard_after_forward=False)
    fully_shard(root, mesh=mesh)


def head_left_out(body, root, mesh):
    fully_shard(body, mesh=mesh)
    fully_shard(root, mesh=mesh, ignored_params={root[-1].weight})


def kept_after_backward(body, root, mesh):
    by_default(body, root, mesh)
    root.set_reshard_after_backward(False)


def registered(layer):
    """Bytes of the weight that the layer shows: a DTensor shows this rank's shard of it."""
    weight = layer.weight
    return (weight.to_local() if isinstance(weight, DTensor) else weight).nbytes


@proof(ranks=2)
def root_stays(
    rank, hidden=among(12, 16, 20), columns=among(5, 7, 9), classes=among(2, 4, 6), wrap=by_default
):
    body, head = nn.Linear(columns, hidden, bias=False), nn.Linear(hidden, classes, bias=False)
    root = nn.Sequential(body, nn.ReLU(), head)
    body_whole, head_whole = registered(body), registered(head)
    mesh = init_device_mesh(torch.get_default_device().type, (2,))
    wrap(body, root, mesh)

    seen = {"at rest": [registered(body), registered(head)]}
    loss = root(torch.randn(3, columns)).sum()
    seen["after forward"] = [registered(body), registered(head)]
    loss.backward()
    seen["after backward"] = [registered(body), registered(head)]

    yield predict(sum(seen["after forward"]))
    halves = [body_whole // 2, head_whole // 2]
    yield check("at rest, each is a half", seen["at rest"], equals=halves)
    yield check("after the forward, the body is a half", seen["after forward"][0], equals=body_whole // 2)
    yield check("after the forward, the root's head is whole", seen["after forward"][1], equals=head_whole)
    yield check("after the backward, each is a half", seen["after backward"], equals=halves)
    yield bars("bytes of parameters", {moment: sum(sizes) for moment, sizes in seen.items()}, unit="B")


root_stays.must_fail("the root is freed", wrap=root_freed, at="after the forward, the root's head is whole")
root_stays.must_fail("the body is kept", wrap=body_kept, at="after the forward, the body is a half")
root_stays.must_fail("the head is left out", wrap=head_left_out, at="at rest, each is a half")
root_stays.must_fail(
    "kept after the backward", wrap=kept_after_backward, at="after the backward, each is a half"
)

if __name__ == "__main__":
    root_stays.main()
