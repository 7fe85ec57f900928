"""Grouped queries: head i reads KV head i // group, as if every KV head were repeated in its place."""

import torch
from torch.nn.functional import scaled_dot_product_attention

from studyapp.proof import check, integers, predict, proof, table


def grouped(q, k, v):
    return scaled_dot_product_attention(q, k, v, enable_gqa=True)


def repeat(heads, group):
    """KV heads, (KV heads, tokens, d), as ordinary attention needs them: one for each query head."""
    return heads.repeat_interleave(group, dim=0)


def one_after_another(heads, group):
    """All heads, then all heads again: head i would read KV head i % KV heads."""
    return heads.repeat(group, 1, 1)


def first_for_all(q, k, v):
    return scaled_dot_product_attention(q, k[:1], v[:1], enable_gqa=True)


def add_up(gradients):
    """Of a KV head's copies, (KV heads, group, tokens, d)."""
    return gradients.sum(dim=1)


def average(gradients):
    return gradients.mean(dim=1)


@proof
def grouped_heads(
    kv_heads=integers(2, 4),
    group=integers(2, 4),
    head=integers(1, 3),
    attend=grouped,
    repeat=repeat,
    combine=add_up,
    tokens=6,
    d=8,
):
    q = torch.randn(kv_heads * group, tokens, d)
    k, v = torch.randn(2, kv_heads, tokens, d, requires_grad=True)
    named = torch.arange(float(kv_heads))[:, None, None].expand(
        -1, tokens, 1
    )  # each head's values: its number
    reads = attend(q, k, named).mean(dim=(1, 2)).round().tolist()

    copies = [repeat(heads, group) for heads in (k, v)]
    shared, copied = attend(q, k, v), scaled_dot_product_attention(q, *copies)
    slopes = torch.autograd.grad(shared.square().sum(), (k, v))
    of_copies = torch.autograd.grad(copied.square().sum(), copies)
    combined = [combine(slope.unflatten(0, (kv_heads, group))) for slope in of_copies]

    yield predict(reads[head])
    expected = [i // group for i in range(kv_heads * group)]
    yield check("query head i reads KV head i // group", reads, equals=expected)
    # The same float32 products, perhaps in another order.
    yield check("the same as KV heads repeated in place", copied, equals=shared, within=1e-5)
    yield check(
        "a KV head's gradient: its copies' added up",
        torch.stack(combined),
        equals=torch.stack(slopes),
        within=1e-4,
    )
    yield table({f"query head {i}": [int(n)] for i, n in enumerate(reads)}, columns=["reads KV head"])


grouped_heads.must_fail("one head for all", attend=first_for_all, at="query head i reads KV head i // group")
grouped_heads.must_fail(
    "repeated one after another", repeat=one_after_another, at="the same as KV heads repeated in place"
)
grouped_heads.must_fail("averaged", combine=average, at="a KV head's gradient: its copies' added up")

if __name__ == "__main__":
    grouped_heads.main()
