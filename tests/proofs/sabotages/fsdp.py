"""Sabotages of FSDP."""

from __future__ import annotations

from tests.proofs.sabotages.sabotage import Sabotage

SABOTAGES: dict[str, Sabotage] = {}

FSDP = """
from torch.distributed import fsdp
shard = fsdp.fully_shard

def altered(model, **options):
{lines}

fsdp.fully_shard = altered
"""
SABOTAGES["FSDP adds up instead of averaging"] = Sabotage(
    (
        "fsdp.clip_shards",
        "fsdp.equals_one_process",
        "fsdp.hybrid",
        "fsdp.mixed_precision",
        "fsdp.sync_last_microbatch",
    ),
    """
from torch.distributed import ReduceOp
from torch.distributed.fsdp._fully_shard import _fsdp_collectives
factors = (None, None, ReduceOp.SUM, ReduceOp.SUM)
_fsdp_collectives._get_gradient_divide_factors = lambda *_, **options: factors
""",
)
SABOTAGES["reshard() frees nothing"] = Sabotage(
    ("fsdp.forward_directly", "fsdp.shards"), "torch.distributed.fsdp.FSDPModule.reshard = lambda self: None"
)
SABOTAGES["FSDP frees nothing after a forward"] = Sabotage(
    (
        "fsdp.bytes_per_rank",
        "fsdp.collectives",
        "fsdp.fits_if_sharded",
        "fsdp.layer_step",
        "fsdp.not_divided",
        "fsdp.prefetch_memory",
        "fsdp.prefetch_order",
        "fsdp.root_stays",
        "fsdp.zero_traffic",
    ),
    FSDP.format(lines='    return shard(model, **options | {"reshard_after_forward": False})'),
)
SABOTAGES["FSDP broadcasts rank 0's weights"] = Sabotage(
    ("distributed.ddp_broadcast", "fsdp.hybrid", "fsdp.shards"),
    FSDP.format(
        lines="""
    for weight in model.parameters():
        if type(weight.data) is torch.Tensor and not weight.is_meta:
            torch.distributed.broadcast(weight.data, 0)
    return shard(model, **options)
"""
    ),
)
SABOTAGES["gradient sync cannot be switched off"] = Sabotage(
    ("fsdp.sync_last_microbatch", "fsdp.unsharded_gradients"),
    "torch.distributed.fsdp.FSDPModule.set_requires_gradient_sync = lambda *_, **options: None",
)
SABOTAGES["no layer is gathered ahead"] = Sabotage(
    ("fsdp.overlap_bound", "fsdp.prefetch_memory", "fsdp.prefetch_order"),
    "torch.distributed.fsdp.FSDPModule.set_modules_to_forward_prefetch = lambda *_: None",
)
SABOTAGES["a registered forward method runs no hooks"] = Sabotage(
    ("fsdp.forward_directly",),
    "torch.distributed.fsdp.register_fsdp_forward_method = lambda model, name: None",
)
