"""Decoding with a cache gives the same rows; it keeps 2 · layers · KV heads · d numbers a token."""

import torch
from torch import nn
from torch.nn.functional import scaled_dot_product_attention

from studyapp.proof import among, bars, check, integers, predict, proof


def append(cache, key, value):
    """The keys and the values of all tokens so far, in order, each (heads, tokens, d).

    key and value are the new token's, (heads, 1, d); cache is what append returned last, None at first.
    """
    if cache is None:
        return key, value
    return torch.cat([cache[0], key], dim=1), torch.cat([cache[1], value], dim=1)


def keep_nothing(cache, key, value):
    return key, value


def newest_first(cache, key, value):
    if cache is None:
        return key, value
    return torch.cat([key, cache[0]], dim=1), torch.cat([value, cache[1]], dim=1)


def for_every_query(cache, key, value):
    """Repeated for each query head before they are kept, as without grouped queries."""
    return append(cache, key.repeat_interleave(2, dim=0), value.repeat_interleave(2, dim=0))


class Layer(nn.Module):
    """Grouped-query attention: each key and value of width d serves two query heads."""

    def __init__(self, kv_heads, d):
        super().__init__()
        self.heads, self.d = [2 * kv_heads, kv_heads, kv_heads], d
        self.project = nn.Linear(2 * kv_heads * d, sum(self.heads) * d)

    def forward(self, x, cache, add, **how):
        heads = self.project(x).unflatten(1, (-1, self.d)).transpose(0, 1)
        q, k, v = heads.split(self.heads)
        cache = add(cache, k, v)
        y = scaled_dot_product_attention(q, *cache, enable_gqa=True, **how)
        return x + y.transpose(0, 1).flatten(1), cache


def run(model, x, at_once, add, **how):
    """Rows, `at_once` tokens at a time; each layer's keys and values; their bytes after each time."""
    caches, rows, kept = [None] * len(model), [], []
    for part in x.split(at_once):
        rows.append(part)
        for number, layer in enumerate(model):
            rows[-1], caches[number] = layer(rows[-1], caches[number], add, **how)
        kept.append(sum(tensor.nbytes for cache in caches for tensor in cache))
    return torch.cat(rows), caches, kept


@proof
def kv_cache(
    layers=integers(2, 4),
    kv_heads=integers(2, 4),
    d=among(4, 8),
    tokens=integers(5, 9),
    dtype=among("float32", "bfloat16"),
    append=append,
    is_causal=False,
):
    model = nn.ModuleList(Layer(kv_heads, d) for _ in range(layers)).requires_grad_(False)
    x = torch.randn(tokens, 2 * kv_heads * d)
    whole, all_kept, _ = run(model, x, tokens, keep_nothing, is_causal=True)
    # The one query is the newest token: it may see all that is kept, so it needs no mask.
    rows, caches, _ = run(model, x, 1, append, is_causal=is_causal)
    kind = getattr(torch, dtype)
    *_, kept = run(model.to(kind), x.to(kind), 1, append, is_causal=is_causal)
    a_token = 2 * layers * kv_heads * d * kind.itemsize

    yield predict(kept[-1])
    # Up to four layers of float32 products, which are summed in another order.
    yield check("one by one, unmasked: the whole sequence's causal rows", rows, equals=whole, within=1e-4)
    ours, theirs = (torch.cat([part.flatten() for pair in c for part in pair]) for c in (caches, all_kept))
    yield check("the cache: the whole sequence's keys and values, in order", ours, equals=theirs, within=1e-4)
    yield check(
        "bytes: 2 · layers · KV heads · d numbers a token",
        kept,
        equals=[a_token * (n + 1) for n in range(tokens)],
    )
    yield bars(f"bytes kept, {dtype}", {f"token {n}": size for n, size in enumerate(kept, start=1)}, unit="B")


kv_cache.must_fail(
    "nothing is kept", append=keep_nothing, at="one by one, unmasked: the whole sequence's causal rows"
)
kv_cache.must_fail(
    "is_causal for one query", is_causal=True, at="one by one, unmasked: the whole sequence's causal rows"
)
kv_cache.must_fail(
    "the newest first", append=newest_first, at="the cache: the whole sequence's keys and values, in order"
)
kv_cache.must_fail(
    "kept for every query head", append=for_every_query, at="bytes: 2 · layers · KV heads · d numbers a token"
)

if __name__ == "__main__":
    kv_cache.main()
