"""RMSNorm divides by the root of the mean square, and takes no mean away; float16 it measures in float32."""

import torch
from torch import nn
from torch.nn import functional

from studyapp.proof import among, check, integers, predict, proof, table


def normalise(x, weight, eps):
    """RMSNorm of x, of any floating dtype, over its last dimension; the result has x's dtype."""
    wide = x.float()
    root = (wide.square().mean(dim=-1, keepdim=True) + eps).sqrt()
    return (wide / root * weight).to(x.dtype)


def in_its_own_dtype(x, weight, eps):
    return x / (x.square().mean(dim=-1, keepdim=True) + eps).sqrt() * weight


def no_eps(x, weight, eps):
    return normalise(x, weight, 0.0)


def left_wide(x, weight, eps):
    return normalise(x.float(), weight, eps)


class Narrow(nn.RMSNorm):
    """All of it in the input's dtype."""

    def forward(self, x):
        return in_its_own_dtype(x, self.weight, self.eps)


class Rough(nn.RMSNorm):
    """Its eps is no longer small beside the mean square."""

    def forward(self, x):
        return normalise(x, self.weight, 1.0)


@proof
def rms_norm(
    norm=among("RMSNorm", "LayerNorm"),
    high=integers(2, 9),
    low=integers(-9, 1),
    width=among(64, 128, 256),
    make=nn.RMSNorm,
    other=nn.LayerNorm,
    normalise=normalise,
):
    rms, layer = make(width, eps=1e-6), other(width, eps=1e-6)
    row = torch.tensor([high, low], dtype=torch.float32).repeat(width // 2)
    yield predict((rms if norm == "RMSNorm" else layer)(row)[0].detach(), within=0.02)

    # float32 rounds, and eps counts for a millionth.
    x = torch.randn(5, width) + 3
    mean, root = x.mean(dim=-1), x.square().mean(dim=-1).sqrt()
    yield check(
        "RMSNorm: a mean stays, divided like all", rms(x).mean(dim=-1), equals=mean / root, within=1e-4
    )
    yield check("LayerNorm: no mean is left", layer(x).detach().mean(dim=-1).abs().max(), at_most=1e-4)
    yield check("input × 100: the same output", rms(100 * x), equals=rms(x), within=1e-4)
    counts = [sum(p.numel() for p in module.parameters()) for module in (rms, layer)]
    yield check("parameters: one a feature, LayerNorm two", counts, equals=[width, 2 * width])

    # Squares of 300, 90,000, are inf in float16, whose numbers end at 65,504. A sum in float32 holds them.
    signs, weight = x.sub(3).sign(), (torch.rand(width) + 0.5).half()
    rms.half().weight.data = weight
    large = 300 * signs.half()
    yield check(
        "float16: squares beyond its range do no harm", rms(large), equals=signs * weight, within=5e-3
    )
    by_hand, wide = normalise(large, weight, 1e-6), weight.float()
    yield check("by hand, in float16: the same", by_hand, equals=signs * weight, within=5e-3)
    yield check("and float16 again", str(by_hand.dtype), equals="torch.float16")
    large_eps = functional.rms_norm(x, (width,), wide, eps=2.0)
    yield check(
        "by hand, with an eps of 2: as torch's", normalise(x, wide, 2.0), equals=large_eps, within=1e-5
    )
    rows = {"input": row[:4], "RMSNorm": make(width, eps=1e-6)(row)[:4], "LayerNorm": layer(row)[:4]}
    yield table(rows, title="the first four features")


rms_norm.must_fail("centred", make=nn.LayerNorm, at="RMSNorm: a mean stays, divided like all")
rms_norm.must_fail("RMSNorm twice", other=nn.RMSNorm, at="LayerNorm: no mean is left")
rms_norm.must_fail("both with biases", make=nn.LayerNorm, at="parameters: one a feature, LayerNorm two")
rms_norm.must_fail("eps too large", make=Rough, at="input × 100: the same output")
rms_norm.must_fail("squares in float16", make=Narrow, at="float16: squares beyond its range do no harm")
rms_norm.must_fail("by hand in float16", normalise=in_its_own_dtype, at="by hand, in float16: the same")
rms_norm.must_fail("left in float32", normalise=left_wide, at="and float16 again")
rms_norm.must_fail("no eps", normalise=no_eps, at="by hand, with an eps of 2: as torch's")

if __name__ == "__main__":
    rms_norm.main()
