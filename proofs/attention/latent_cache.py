"""Latent attention caches one small vector a token: keys and values are made of it, or never made at all."""

import torch

from studyapp.proof import among, check, predict, proof, table


def into_query(q, up_k):
    """Each head's query, (heads, d), as it meets the cached vector itself: q · (U c) is (Uᵀ q) · c."""
    return torch.einsum("hd,hdc->hc", q, up_k)


def shared_by_heads(q, up_k):
    """One head's projection for all."""
    return q @ up_k[0]


def as_it_is(keys, places):
    return keys


def rotate(keys, places):
    """RoPE on keys, (tokens, heads, d), by their places."""
    half = keys.shape[-1] // 2
    angles = places[:, None] * 10000 ** (-torch.arange(half) / half)
    cos, sin = angles.cos()[:, None], angles.sin()[:, None]
    a, b = keys.split(half, dim=-1)
    return torch.cat([a * cos - b * sin, a * sin + b * cos], dim=-1)


def latent_alone(latent, keys, values):
    return latent


def keys_and_values(latent, keys, values):
    """What ordinary attention keeps."""
    return torch.cat([keys.flatten(1), values.flatten(1)], dim=1)


@proof
def latent_cache(
    heads=among(8, 16),
    rank=among(32, 64),
    absorb=into_query,
    place=as_it_is,
    keep=latent_alone,
    tokens=12,
    d=32,
):
    latent = torch.randn(tokens, rank)
    up_k, up_v = torch.randn(2, heads, d, rank) / rank**0.5
    q = torch.randn(heads, d)

    keys, values = (torch.einsum("tc,hdc->thd", latent, up) for up in (up_k, up_v))
    scores = torch.einsum("hd,thd->ht", q, place(keys, torch.arange(tokens)))
    read = torch.einsum("ht,thd->hd", scores.softmax(-1), values)

    cache = keep(latent, keys, values)
    of_latent = absorb(q, up_k) @ latent.T
    mixed = of_latent.softmax(-1) @ latent
    read_late = torch.einsum("hc,hdc->hd", mixed, up_v)

    yield predict(2 * heads * d / cache[0].numel(), within=0.01)
    # The same float32 products in another order.
    yield check(
        "scores against the cached vector: those against its keys", of_latent, equals=scores, within=1e-3
    )
    yield check("values made after the mean: the same", read_late, equals=read, within=1e-3)
    yield check("cached for each token: the latent vector's numbers", cache[0].numel(), equals=rank)
    sizes = {"keys and values": [2 * heads * d], "latent": [cache[0].numel()]}
    yield table(sizes, columns=["numbers cached for each token"])


latent_cache.must_fail(
    "one head's for all",
    absorb=shared_by_heads,
    at="scores against the cached vector: those against its keys",
)
latent_cache.must_fail(
    "keys turned by their place", place=rotate, at="scores against the cached vector: those against its keys"
)
latent_cache.must_fail(
    "keys and values kept", keep=keys_and_values, at="cached for each token: the latent vector's numbers"
)

if __name__ == "__main__":
    latent_cache.main()
