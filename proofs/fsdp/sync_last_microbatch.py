"""With gradient sync off until the last microbatch, only that one reduce-scatters, and it does so for all."""

from itertools import pairwise

import torch
import torch.distributed as dist
from torch import nn
from torch.distributed.device_mesh import init_device_mesh
from torch.distributed.fsdp import fully_shard

from studyapp.proof import check, integers, per_rank, predict, proof, table


def accumulate(model, batches):
    """Call backward() on the mean square of what the model returns for each batch, divided by their number.

    Have FSDP reduce-scatter the gradients in the last backward() only.
    """
    for number, batch in enumerate(batches, start=1):
        model.set_requires_gradient_sync(number == len(batches))
        (model(batch).square().mean() / len(batches)).backward()


def sync_each(model, batches):
    for batch in batches:
        (model(batch).square().mean() / len(batches)).backward()


def never_again(model, batches):
    model.set_requires_gradient_sync(False)
    sync_each(model, batches)


def not_divided(model, batches):
    for number, batch in enumerate(batches, start=1):
        model.set_requires_gradient_sync(number == len(batches))
        model(batch).square().mean().backward()


class Scatter:
    """The reduce-scatter that FSDP does anyway, counted."""

    allocate = staticmethod(torch.empty)
    calls = 0

    def __call__(self, output_tensor, input_tensor, group, op, async_op=False):
        self.calls += 1
        parts = list(input_tensor.chunk(group.size()))
        return dist.reduce_scatter(output_tensor, parts, op=op, group=group, async_op=async_op)


@proof(ranks=2)
def sync_last_microbatch(
    rank, layers=integers(2, 5), microbatches=integers(2, 4), rows=integers(2, 5), accumulate=accumulate
):
    batches = [torch.randn(microbatches, rows, 6, generator=per_rank(r)) for r in (0, 1)]
    single = nn.Sequential(*(nn.Linear(6, 6, bias=False) for _ in range(layers)))
    single(torch.cat(batches)).square().mean().backward()
    wanted = torch.stack([layer.weight.grad for layer in single])

    mesh = init_device_mesh(torch.get_default_device().type, (2,))
    scatter, totals, filled = Scatter(), [], []
    single.zero_grad()
    for layer in single:
        fully_shard(layer, mesh=mesh).set_custom_reduce_scatter(scatter)
    model = fully_shard(single, mesh=mesh)

    def look(*_):
        """Before each forward, and at the end."""
        totals.append(scatter.calls)
        filled.append(any(weight.grad is not None for weight in model.parameters()))

    model.register_forward_pre_hook(look)
    accumulate(model, list(batches[rank]))
    look()
    scatters = [after - before for before, after in pairwise(totals)]
    gradients = [layer.weight.grad for layer in model]
    synced = torch.stack([torch.zeros(6, 6) if g is None else g.full_tensor() for g in gradients])

    yield predict(sum(scatters))
    yield check("reduce-scatters: in the last only", scatters, equals=[0] * (microbatches - 1) + [layers])
    yield check(".grad is None until the last backward()", filled, equals=[False] * microbatches + [True])
    # The same sums in another order: they differ in their last bits.
    yield check("the gradients of all data in one batch", synced, equals=wanted, within=1e-6)
    numbered = {f"microbatch {n}": times for n, times in enumerate(scatters, start=1)}
    yield table(numbered, columns=["reduce-scatters"])


sync_last_microbatch.must_fail("each syncs", accumulate=sync_each, at="reduce-scatters: in the last only")
sync_last_microbatch.must_fail(
    "none syncs", accumulate=never_again, at=".grad is None until the last backward()"
)
sync_last_microbatch.must_fail(
    "not divided", accumulate=not_divided, at="the gradients of all data in one batch"
)

if __name__ == "__main__":
    sync_last_microbatch.main()
