"""Sabotages of data parallel and tensor parallel training."""

from __future__ import annotations

from tests.proofs.sabotages.sabotage import Sabotage

SABOTAGES: dict[str, Sabotage] = {}

SABOTAGES["DDP's no_sync() is ignored"] = Sabotage(
    ("distributed.ddp_no_sync",),
    """
from contextlib import nullcontext
nn.parallel.DistributedDataParallel.no_sync = lambda self: nullcontext()
""",
)
DDP = """
ddp = nn.parallel.DistributedDataParallel
make = ddp.__init__
ddp.__init__ = lambda self, model, **options: make(self, model, **options | {changed})
"""
SABOTAGES["DDP broadcasts nothing"] = Sabotage(
    ("distributed.ddp_broadcast",), DDP.format(changed='{"init_sync": False}')
)
SABOTAGES["DDP has one bucket for all"] = Sabotage(
    ("distributed.ddp_buckets",), DDP.format(changed='{"bucket_cap_mb": 1000}')
)
SABOTAGES["a row-parallel layer adds nothing up"] = Sabotage(
    ("distributed.sequence_parallel", "distributed.tensor_and_data", "distributed.tensor_parallel"),
    """
from torch.distributed.tensor.parallel import RowwiseParallel

def unreduced(layouts, local, layer, output, mesh):
    own, dims = output.to_local(), [layout.dim for layout in layouts if layout.is_shard()]
    return own.chunk(mesh.size(), dims[0])[mesh.get_local_rank()] if dims else own

RowwiseParallel._prepare_output_fn = staticmethod(unreduced)
""",
)
