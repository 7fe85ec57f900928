"""Until gradients are reduce-scattered a rank holds them whole, however many ranks there are; then 1/N."""

import torch
import torch.distributed as dist
from torch import nn
from torch.distributed.device_mesh import init_device_mesh
from torch.distributed.fsdp import fully_shard
from torch.multiprocessing.reductions import StorageWeakRef
from torch.testing._internal.distributed.fake_pg import FakeStore

from studyapp.proof import among, bars, check, integers, proof


def in_the_last(number, microbatches):
    """Whether this microbatch's backward, counted from 1, sends the gradients."""
    return number == microbatches


def in_each(number, microbatches):
    return True


def in_none(number, microbatches):
    return False


class Layer(nn.Linear):
    """Notes the memory of its whole gradients, and keeps none of it alive."""

    def forward(self, x):
        self.weight.register_post_accumulate_grad_hook(self.note)  # here it is the gathered weight
        return super().forward(x)

    def note(self, weight):
        self.whole[StorageWeakRef(weight.grad.untyped_storage())] = weight.grad.nbytes


def gradients_held(layers, rows, ranks, microbatches, sync):
    """A rank's bytes of gradients after each microbatch, whole ones and shards."""
    # The backend only pretends to communicate: no other rank is needed.
    dist.init_process_group("fake", rank=0, world_size=ranks, store=FakeStore())
    mesh, whole, held = init_device_mesh("cpu", (ranks,)), {}, []
    model = nn.Sequential(*(Layer(rows, rows, bias=False, device="cpu") for _ in range(layers)))
    for layer in model:
        layer.whole = whole
        fully_shard(layer, mesh=mesh)
    fully_shard(model, mesh=mesh)
    for number in range(1, microbatches + 1):
        model.set_requires_gradient_sync(sync(number, microbatches))
        model(torch.randn(3, rows, device="cpu")).sum().backward()
        shards = [p.grad.to_local().nbytes for p in model.parameters() if p.grad is not None]
        held.append(sum(size for storage, size in whole.items() if not storage.expired()) + sum(shards))
    dist.destroy_process_group()
    return held


@proof
def unsharded_gradients(
    layers=integers(2, 4),
    rows=among(16, 32),
    ranks=among(2, 4, 8, 16),
    microbatches=integers(2, 4),
    sync=in_the_last,
    often=in_each,
):
    late, always = (gradients_held(layers, rows, ranks, microbatches, how) for how in (sync, often))
    model = layers * rows * rows * 4

    yield check("not sent yet: as many bytes as the model", late[:-1], equals=[model] * (microbatches - 1))
    yield check("sent: 1/N of them", late[-1], equals=model // ranks)
    yield check("sent each time: never more", always, equals=[model // ranks] * microbatches)
    moments = {f"microbatch {n}": size for n, size in enumerate(late, start=1)}
    yield bars(f"gradients on one of {ranks} ranks", {"the model": model, **moments}, unit="B")


unsharded_gradients.must_fail("each is sent", sync=in_each, at="not sent yet: as many bytes as the model")
unsharded_gradients.must_fail("none is sent", sync=in_none, at="sent: 1/N of them")
unsharded_gradients.must_fail("only the last", often=in_the_last, at="sent each time: never more")

if __name__ == "__main__":
    unsharded_gradients.main()
