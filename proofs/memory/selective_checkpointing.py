"""Selective checkpointing keeps what its policy names: products that are saved are not computed again."""

from collections import Counter
from functools import partial

import torch
from torch import nn
from torch.multiprocessing.reductions import StorageWeakRef
from torch.utils._python_dispatch import TorchDispatchMode
from torch.utils.checkpoint import CheckpointPolicy, checkpoint, create_selective_checkpoint_contexts

from studyapp.proof import check, integers, predict, proof, table

addmm, mm = torch.ops.aten.addmm.default, torch.ops.aten.mm.default  # a linear layer's product, without bias


def save_products(context, op, *arguments, **options):
    """CheckpointPolicy.MUST_SAVE for a linear layer's product, and PREFER_RECOMPUTE for all else."""
    return CheckpointPolicy.MUST_SAVE if op in (addmm, mm) else CheckpointPolicy.PREFER_RECOMPUTE


def save_mm(context, op, *arguments, **options):
    """The product of a layer that has a bias goes by another name."""
    return CheckpointPolicy.MUST_SAVE if op == mm else CheckpointPolicy.PREFER_RECOMPUTE


def save_addmm(context, op, *arguments, **options):
    """A layer without a bias runs mm."""
    return CheckpointPolicy.MUST_SAVE if op == addmm else CheckpointPolicy.PREFER_RECOMPUTE


def save_all(context, op, *arguments, **options):
    return CheckpointPolicy.MUST_SAVE


def save_none(context, op, *arguments, **options):
    return CheckpointPolicy.PREFER_RECOMPUTE


class Watch(TorchDispatchMode):
    """Counts the operations that really run, and holds their outputs weakly."""

    def __init__(self):
        super().__init__()
        self.calls, self.outputs = Counter(), []

    def __torch_dispatch__(self, op, types, arguments=(), options=None):
        output = op(*arguments, **options or {})
        self.calls[op.overloadpacket.__name__] += 1
        if op.overloadpacket.__name__ in ("addmm", "gelu"):
            self.outputs.append((StorageWeakRef(output.untyped_storage()), output.nbytes))
        return output


def train(model, x, around):
    """The bytes of outputs kept for the backward; the products and GELUs that forward and backward run."""
    with Watch() as watch:
        for block in model:
            x = around(block, x)
        kept = sum(size for storage, size in watch.outputs if not storage.expired())
        x.sum().backward()
    return kept, watch.calls["addmm"], watch.calls["gelu"]


@proof
def selective_checkpointing(
    blocks=integers(2, 5), width=integers(4, 9), rows=integers(3, 8), policy=save_products, listed=save_mm
):
    model = nn.Sequential(
        *(
            nn.Sequential(nn.Linear(width, 4 * width), nn.GELU(), nn.Linear(4 * width, width), nn.GELU())
            for _ in range(blocks)
        )
    )
    x = torch.randn(rows, width)
    ways = {"not checkpointed": lambda block, x: block(x)}
    ways["checkpointed"] = partial(checkpoint, use_reentrant=False)
    for name, rule in {"selective": policy, "mm listed": listed}.items():
        contexts = partial(create_selective_checkpoint_contexts, rule)
        ways[name] = partial(checkpoint, use_reentrant=False, context_fn=contexts)
    found = {name: train(model, x, way) for name, way in ways.items()}
    (kept, products, gelus), once = found["selective"], found["not checkpointed"]

    yield predict(kept)
    # The products are 4 widths and 1; the block's end, which the next one starts from, 1 more.
    yield check("it keeps the products, and the blocks' ends", kept, equals=blocks * rows * 6 * width * 4)
    counts = [found["checkpointed"][1], products]
    yield check("products run twice, once where saved", counts, equals=[4 * blocks, 2 * blocks])
    # The last of a block is spared: nothing that the block's backward needs comes after it.
    yield check("each block's inner GELU runs again", gelus - once[2], equals=blocks)
    said = [policy(None, op).name for op in (addmm, mm, torch.ops.aten.gelu.default)]
    yield check(
        "of addmm, mm and gelu, the products are to save",
        said,
        equals=2 * ["MUST_SAVE"] + ["PREFER_RECOMPUTE"],
    )
    yield check("mm listed: a layer with a bias runs addmm, again", found["mm listed"][1], equals=2 * once[1])
    yield table(found, columns=["bytes kept", "products run", "GELUs run"], title=f"{blocks} blocks")


selective_checkpointing.must_fail(
    "nothing is saved", policy=save_none, at="it keeps the products, and the blocks' ends"
)
selective_checkpointing.must_fail("mm for addmm", policy=save_mm, at="products run twice, once where saved")
selective_checkpointing.must_fail("all is saved", policy=save_all, at="each block's inner GELU runs again")
selective_checkpointing.must_fail(
    "addmm alone", policy=save_addmm, at="of addmm, mm and gelu, the products are to save"
)
selective_checkpointing.must_fail(
    "both are listed", listed=save_products, at="mm listed: a layer with a bias runs addmm, again"
)

if __name__ == "__main__":
    selective_checkpointing.main()
