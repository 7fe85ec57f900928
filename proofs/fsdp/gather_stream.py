"""FSDP's gathers and reduce-scatters have a CUDA stream each; a gather is queued while a layer computes."""

import torch
import torch.distributed as dist
from torch import nn
from torch.distributed.device_mesh import init_device_mesh
from torch.distributed.fsdp import fully_shard
from torch.testing._internal.distributed.fake_pg import FakeStore

from studyapp.proof import check, integers, proof, table

CYCLES = 100_000_000  # 50 ms at 2 GHz: far longer than Python takes from one layer to the next


def go_on():
    """Let Python run ahead of the GPU."""


def leave(model):
    """Leave gathering to FSDP."""


def by_hand(model):
    for layer in model:
        layer.unshard()


class Collective:
    """In place of FSDP's: notes the stream that it is queued on. The other rank is as if it had the same."""

    allocate = staticmethod(torch.empty)

    def __init__(self):
        self.streams = []

    def __call__(self, output_tensor, input_tensor, group, op=None, async_op=False):
        self.streams.append(torch.cuda.current_stream().stream_id)
        output_tensor.copy_(input_tensor.repeat(2)[: len(output_tensor)])


class Layer(nn.Linear):
    def forward(self, x):
        # By now FSDP has queued this layer's gather. Is the GPU still at the layer before?
        self.busy.extend(not event.query() for event in self.ended[-1:])
        torch.cuda._sleep(CYCLES)
        y = super().forward(x)
        self.ended.append(torch.cuda.current_stream().record_event())
        self.then()
        return y


def step(model, gathered, then):
    """The streams of gathers and reduce-scatters, and whether the layer before computed, for all but one."""
    gather, scatter, busy, ended = Collective(), Collective(), [], []
    for layer in model:
        layer.busy, layer.ended, layer.then = busy, ended, then
        layer.set_custom_all_gather(gather)
        layer.set_custom_reduce_scatter(scatter)
    torch.cuda.synchronize()
    gathered(model)
    model(torch.randn(3, 64, device="cuda")).sum().backward()
    return gather.streams, scatter.streams, busy


@proof(needs="cuda")
def gather_stream(layers=integers(3, 6), gathered=leave, then=go_on):
    # The backend only pretends to communicate: one GPU will do.
    dist.init_process_group("fake", rank=0, world_size=2, store=FakeStore())
    mesh = init_device_mesh("cuda", (2,))
    model = nn.Sequential(*(Layer(64, 64, device="cuda") for _ in range(layers)))
    for layer in model:
        fully_shard(layer, mesh=mesh)
    fully_shard(model, mesh=mesh)
    step(model, leave, go_on)  # the first loads kernels and takes memory, for which Python has to wait
    gathers, scatters, busy = step(model, gathered, then)
    computing = torch.cuda.current_stream().stream_id
    dist.destroy_process_group()

    yield check("no gather is on computing's stream", gathers.count(computing), equals=0)
    streams = [len({*gathers}), len({*scatters}), len({*gathers, *scatters})]
    yield check("gathers have one, reduce-scatters another", streams, equals=[1, 1, 2])
    yield check("queued while the layer before computes", busy, equals=[True] * (layers - 1))
    numbers = {stream: n for n, stream in enumerate(dict.fromkeys([computing, *gathers, *scatters]), start=1)}
    lanes = {"computing": [computing], "all-gathers": gathers, "reduce-scatters": scatters}
    yield table(
        {name: [numbers[s] for s in streams] for name, streams in lanes.items()}, title="on which stream"
    )


gather_stream.must_fail("gathered by hand", gathered=by_hand, at="no gather is on computing's stream")
gather_stream.must_fail(
    "before the forward", gathered=by_hand, at="gathers have one, reduce-scatters another"
)
gather_stream.must_fail(
    "Python waits", then=torch.cuda.synchronize, at="queued while the layer before computes"
)

if __name__ == "__main__":
    gather_stream.main()
