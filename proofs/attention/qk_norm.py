"""Attention's logits grow with both projections; QK norm keeps them within √d times the gains."""

import torch
from torch.nn.functional import rms_norm

from studyapp.proof import among, check, plot, predict, proof


def normalised(q, k, q_gain, k_gain):
    """Attention's logits, (queries, keys), with an RMSNorm on each query and each key; gains are (d,)."""
    d = q.shape[-1]
    return rms_norm(q, (d,), q_gain) @ rms_norm(k, (d,), k_gain).T / d**0.5


def bare(q, k, q_gain, k_gain):
    return q @ k.T / q.shape[-1] ** 0.5


def queries_alone(q, k, q_gain, k_gain):
    return rms_norm(q, q.shape[-1:], q_gain) @ (k * k_gain).T / q.shape[-1] ** 0.5


def by_mean_size(q, k, q_gain, k_gain):
    """Each vector divided by the mean of its magnitudes."""
    q, k = (x / x.abs().mean(dim=-1, keepdim=True) for x in (q, k))
    return bare(q * q_gain, k * k_gain, q_gain, k_gain)


def no_gains(q, k, q_gain, k_gain):
    return normalised(q, k, None, None)


@proof
def qk_norm(
    times=among(2, 3, 5),
    rule=among("QK norm", "no normalisation"),
    d=among(16, 64),
    plain=bare,
    normalised=normalised,
):
    x = torch.randn(12, d, dtype=torch.float64)
    to_q, to_k = torch.randn(2, d, d, dtype=torch.float64)
    gains = 0.5 + torch.rand(2, d, dtype=torch.float64)

    def logits(way, size):
        """With the weights of both projections so many times as large."""
        return way(x @ (size * to_q), x @ (size * to_k), *gains)

    sizes, ways = [1, times, 2 * times], {"QK norm": normalised, "no normalisation": plain}
    found = {name: [logits(way, size) for size in sizes] for name, way in ways.items()}
    held, free = found.values()
    unit = [y / y.square().mean(dim=1, keepdim=True).sqrt() for y in (x @ to_q, x @ to_k)]
    by_hand = (unit[0] * gains[0]) @ (unit[1] * gains[1]).T / d**0.5
    # The most that can be: query and key the same, each of a single feature.
    sharp = 100 * torch.eye(d, dtype=torch.float64)
    most = normalised(sharp, sharp, *gains).max() / (gains[0] * gains[1]).max()

    before, after, _ = found[rule]
    yield predict((after / before).median(), within=0.05)
    yield check("no normalisation: times² as large", free[1], equals=times**2 * free[0], within=1e-6)
    # Libraries add up to 1e-5 to the mean of squares.
    yield check("QK norm: as large as before", held[1], equals=held[0], within=1e-3)
    yield check("each vector over its RMS, times the gains", held[0], equals=by_hand, within=1e-3)
    yield check("at most √d times the product of the gains", most, at_most=1.001 * d**0.5)
    curves = {name: [every.softmax(dim=1).amax(dim=1).mean() for every in way] for name, way in found.items()}
    yield plot(curves, x=sizes, title="a query's largest attention weight, over the size of the projections")


qk_norm.must_fail("normalised too", plain=normalised, at="no normalisation: times² as large")
qk_norm.must_fail("not normalised", normalised=bare, at="QK norm: as large as before")
qk_norm.must_fail("queries alone", normalised=queries_alone, at="QK norm: as large as before")
qk_norm.must_fail("no gains", normalised=no_gains, at="each vector over its RMS, times the gains")
qk_norm.must_fail("by the mean size", normalised=by_mean_size, at="at most √d times the product of the gains")

if __name__ == "__main__":
    qk_norm.main()
