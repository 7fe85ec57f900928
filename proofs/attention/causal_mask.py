"""is_causal=True aligns the mask top-left: fewer queries than keys miss most of their own past."""

import math

import torch
from torch import nn
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


def masked_after_softmax(q, k, v):
    weights = (q @ k.T / math.sqrt(k.shape[-1])).softmax(dim=-1)
    return weights.tril(diagonal=len(k) - len(q)) @ v


def as_it_is(mask):
    return mask


def seen(weights):
    """How many keys each query gives any weight."""
    return (weights > 0).sum(dim=-1).tolist()


@proof
def causal_mask(
    queries=integers(2, 3),
    keys=integers(5, 7),
    for_function=as_it_is,
    for_module=torch.logical_not,
    flag=top_left,
    attend=attend,
):
    q, k, v = torch.randn(keys, 16), torch.randn(keys, 16), torch.randn(keys, 16)
    whole = scaled_dot_product_attention(q, k, v, is_causal=True)
    last, one_hot = q[-queries:], torch.eye(keys)  # with the identity as values, the output is the weights
    allowed = torch.ones(queries, keys, dtype=torch.bool).tril(diagonal=keys - queries)

    flagged = flag(last, k, one_hot)
    masked = scaled_dot_product_attention(last, k, one_hot, attn_mask=for_function(allowed))
    _, module = nn.MultiheadAttention(16, num_heads=1)(last, k, v, attn_mask=for_module(allowed))
    ours = attend(last, k, v)

    yield predict(seen(flagged)[-1])
    top, bottom = list(range(1, queries + 1)), list(range(keys - queries + 1, keys + 1))
    yield check("is_causal starts top left: query i sees i keys", seen(flagged), equals=top)
    found = [seen(masked), seen(module)]
    yield check("True: a key is seen; in MultiheadAttention, hidden", found, equals=[bottom, bottom])
    # Sums of up to seven float32 products, in another order.
    yield check("by hand: the last rows of the whole sequence", ours, equals=whole[-queries:], within=1e-5)
    weights = {"is_causal": flagged, "mask": masked}
    rows = {
        f"{name}, query {i + 1}": row.round(decimals=2)
        for name, w in weights.items()
        for i, row in enumerate(w)
    }
    yield table(rows, columns=[f"key {i + 1}" for i in range(keys)], title="weights")


causal_mask.must_fail(
    "lined up at the bottom right", flag=attend, at="is_causal starts top left: query i sees i keys"
)
causal_mask.must_fail(
    "True hides", for_function=torch.logical_not, at="True: a key is seen; in MultiheadAttention, hidden"
)
causal_mask.must_fail(
    "one mask for both", for_module=as_it_is, at="True: a key is seen; in MultiheadAttention, hidden"
)
causal_mask.must_fail(
    "after the softmax", attend=masked_after_softmax, at="by hand: the last rows of the whole sequence"
)
causal_mask.must_fail("top left by hand", attend=top_left, at="by hand: the last rows of the whole sequence")

if __name__ == "__main__":
    causal_mask.main()
