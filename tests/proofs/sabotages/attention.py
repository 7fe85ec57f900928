"""Sabotages of attention."""

from __future__ import annotations

from tests.proofs.sabotages.sabotage import Sabotage

SABOTAGES: dict[str, Sabotage] = {}

SABOTAGES["is_causal lines up at the bottom right"] = Sabotage(
    ("attention.causal_mask",),
    """
attend = functional.scaled_dot_product_attention

def bottom_right(q, k, v, is_causal=False, **options):
    rows, columns = q.shape[-2], k.shape[-2]
    if is_causal:
        options["attn_mask"] = torch.ones(rows, columns, dtype=torch.bool).tril(columns - rows)
    return attend(q, k, v, **options)

functional.scaled_dot_product_attention = bottom_right
""",
)
SABOTAGES["is_causal is ignored"] = Sabotage(
    ("attention.causal_mask", "attention.kv_cache"),
    """
attend = functional.scaled_dot_product_attention
functional.scaled_dot_product_attention = lambda *qkv, is_causal=False, **options: attend(*qkv, **options)
""",
)
SABOTAGES["attention is not scaled"] = Sabotage(
    ("attention.causal_mask", "attention.flash_blocks", "attention.scaling", "distributed.ring_attention"),
    """
attend = functional.scaled_dot_product_attention
functional.scaled_dot_product_attention = lambda *given, **options: attend(*given, **{"scale": 1.0} | options)
""",
)
SABOTAGES["grouped queries take KV heads in turn"] = Sabotage(
    ("attention.grouped_heads",),
    """
attend = functional.scaled_dot_product_attention

def in_turn(q, k, v, *rest, enable_gqa=False, **options):
    if enable_gqa:
        times = q.shape[-3] // k.shape[-3]
        k, v = torch.cat([k] * times, dim=-3), torch.cat([v] * times, dim=-3)
    return attend(q, k, v, *rest, **options)

functional.scaled_dot_product_attention = in_turn
""",
)
