"""The variance of q·k is d: without 1/√d the softmax saturates, and hardly a gradient passes it."""

import math

import torch
from torch.autograd.functional import jacobian
from torch.nn.functional import normalize, scaled_dot_product_attention

from studyapp.proof import among, check, plot, predict, proof


def by_root(d):
    return 1 / math.sqrt(d)


def by_d(d):
    return 1 / d


def not_at_all(d):
    return 1.0


def unit_length(*shape):
    """As with QK normalisation."""
    return normalize(torch.randn(*shape), dim=-1)


def unscaled(q, k, v):
    return scaled_dot_product_attention(q, k, v, scale=1.0)


def products(d, make):
    """256 queries, each with 32 keys of its own."""
    return (make(256, 32, d) * make(256, 1, d)).sum(dim=-1)


def let_through(scores):
    """The derivatives of the softmax's weights, each by its own score, added up: 0 where it is saturated."""
    slopes = jacobian(lambda s: s.softmax(dim=-1).sum(dim=0), scores)  # rows don't mix: sum, then tell apart
    return slopes.diagonal(dim1=0, dim2=2).sum(dim=-1).mean()


def factor_in(attention, d):
    """What attention multiplies its scores by, read off its weights (the identity as values yields them)."""
    q, k = torch.randn(1, d), torch.randn(12, d)
    scores, logs = (q @ k.T)[0], attention(q, k, torch.eye(12))[0].log()
    return (logs - logs.mean()).norm() / (scores - scores.mean()).norm()


@proof
def scaling(
    d=among(64, 100, 144, 256), make=torch.randn, scale=by_root, attention=scaled_dot_product_attention
):
    widths = (1, 4, 16, d)
    scores = {width: products(width, make) for width in widths}
    bare = {width: let_through(scores[width]) for width in widths}
    scaled = {width: let_through(scores[width] * scale(width)) for width in widths}

    # Of 8,192 products: each bound is more than seven times as far off as chance spreads.
    yield predict(scores[d].std(), within=0.1 * math.sqrt(d))
    yield check("the variance of q·k is d", scores[d].var() / d, equals=1, within=0.15)
    yield check("scaled, it is 1", (scores[d] * scale(d)).var(), equals=1, within=0.15)
    yield check("unscaled: the softmax lets little gradient through", bare[d], at_most=0.5)
    yield check("scaled: it lets most of the gradient through", scaled[d], at_least=0.8)
    yield check(
        "scaled_dot_product_attention multiplies scores by 1/√d",
        factor_in(attention, d),
        equals=by_root(d),
        within=1e-3,
    )
    curves = {"scaled by 1/√d": [*scaled.values()], "unscaled": [*bare.values()]}
    yield plot(curves, x=widths, title="how much of a gradient the softmax lets through, over d")


scaling.must_fail("vectors of unit length", make=unit_length, at="the variance of q·k is d")
scaling.must_fail("divided by d", scale=by_d, at="scaled, it is 1")
scaling.must_fail("not divided", scale=not_at_all, at="scaled: it lets most of the gradient through")
scaling.must_fail(
    "scale=1.0", attention=unscaled, at="scaled_dot_product_attention multiplies scores by 1/√d"
)

if __name__ == "__main__":
    scaling.main()
