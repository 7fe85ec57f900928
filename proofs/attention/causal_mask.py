"""is_causal=True aligns the mask top-left: fewer queries than keys miss most of their own past."""

import math

import torch
from torch.nn.functional import scaled_dot_product_attention

from studyapp.proof import check, integers, predict, proof, table


def attend(q, k, v):
    """Scaled dot-product attention for (tokens, d) tensors; the queries are the last len(q) of the tokens.

    Each query sees the keys up to its own token, and no later one.
    """
    scores = q @ k.T / math.sqrt(k.shape[-1])
    allowed = torch.ones(len(q), len(k), dtype=torch.bool).tril(diagonal=len(k) - len(q))
    return scores.masked_fill(~allowed, -math.inf).softmax(dim=-1) @ v


def top_left(q, k, v):
    return scaled_dot_product_attention(q, k, v, is_causal=True)


def bottom_right(q, k, v):
    allowed = torch.ones(len(q), len(k), dtype=torch.bool).tril(diagonal=len(k) - len(q))
    return scaled_dot_product_attention(q, k, v, attn_mask=allowed)


def true_means_hidden(q, k, v):
    """As nn.MultiheadAttention reads a boolean mask."""
    hidden = torch.ones(len(q), len(k), dtype=torch.bool).triu(diagonal=len(k) - len(q) + 1)
    return scaled_dot_product_attention(q, k, v, attn_mask=hidden)


def masked_after_softmax(q, k, v):
    weights = (q @ k.T / math.sqrt(k.shape[-1])).softmax(dim=-1)
    return weights.tril(diagonal=len(k) - len(q)) @ v


def unscaled(q, k, v):
    scores = (q @ k.T) + torch.full((len(q), len(k)), -math.inf).triu(diagonal=len(k) - len(q) + 1)
    return scores.softmax(dim=-1) @ v


def keys_seen(attention, q, k):
    """How many keys each query gives any weight: with the identity as values, the output is the weights."""
    return (attention(q, k, torch.eye(len(k))) > 0).sum(dim=-1).tolist()


@proof
def causal_mask(queries=integers(2, 3), keys=integers(5, 9), flag=top_left, mask=bottom_right, attend=attend):
    d = 16
    q, k, v = torch.randn(keys, d), torch.randn(keys, d), torch.randn(keys, d)
    whole = scaled_dot_product_attention(q, k, v, is_causal=True)
    last = q[-queries:]
    seen, wanted = keys_seen(flag, last, k), list(range(keys - queries + 1, keys + 1))
    ours = attend(last, k, v)

    yield predict(seen[-1])
    yield check("is_causal: query i of the last ones sees i keys", seen, equals=list(range(1, queries + 1)))
    yield check("a mask from the bottom right: all up to its own", keys_seen(mask, last, k), equals=wanted)
    # Sums of up to nine float32 products, in another order.
    yield check("by hand: the last rows of the whole", ours, equals=whole[-queries:], within=1e-5)
    shown = {"is_causal": flag, "mask": mask}
    weights = {name: way(last, k, torch.eye(keys)).round(decimals=2) for name, way in shown.items()}
    rows = {f"{name}, query {i + 1}": row for name, w in weights.items() for i, row in enumerate(w)}
    yield table(rows, columns=[f"key {i + 1}" for i in range(keys)], title="weights")


causal_mask.must_fail(
    "lined up at the bottom right", flag=bottom_right, at="is_causal: query i of the last ones sees i keys"
)
causal_mask.must_fail(
    "True hides", mask=true_means_hidden, at="a mask from the bottom right: all up to its own"
)
causal_mask.must_fail(
    "masked after the softmax", attend=masked_after_softmax, at="by hand: the last rows of the whole"
)
causal_mask.must_fail("not scaled", attend=unscaled, at="by hand: the last rows of the whole")
causal_mask.must_fail("top left by hand", attend=top_left, at="by hand: the last rows of the whole")

if __name__ == "__main__":
    causal_mask.main()
