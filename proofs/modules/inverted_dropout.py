"""Dropout divides what it keeps by 1 − p: the mean stays, eval() needs nothing, gradients share the mask."""

import torch
from torch import nn
from torch.nn import functional

from studyapp.proof import among, bars, check, predict, proof


class Unscaled(nn.Dropout):
    def forward(self, x):
        return super().forward(x) * (1 - self.p if self.training else 1)


class ScaledInEval(nn.Dropout):
    """As dropout was first described: eval mode multiplies by 1 − p."""

    def forward(self, x):
        return x * (1 - self.p)


class HalfAsMany(nn.Dropout):
    def forward(self, x):
        return functional.dropout(x, self.p / 2, self.training)


class AnotherMask(nn.Dropout):
    """The gradient goes through a mask that the output did not have."""

    def forward(self, x):
        other = super().forward(x)
        return super().forward(x).detach() + other - other.detach()


@proof
def inverted_dropout(p=among(0.1, 0.2, 0.5, 0.75, 0.8), layer=nn.Dropout, numbers=40_000):
    dropout = layer(p)
    x = (1 + torch.rand(numbers)).requires_grad_()
    y = dropout(x)
    (slope,) = torch.autograd.grad(y.sum(), x)
    factors = (y / x).detach()
    kept = factors[factors > 0]

    yield predict(kept.mean(), within=0.01)
    yield check("kept values: x / (1 − p)", kept, equals=torch.full_like(kept, 1 / (1 - p)), within=1e-5)
    # Of 40,000, the share that is dropped has a standard deviation of 0.0025, at most.
    yield check("dropped: a share of p", (factors == 0).float().mean(), equals=p, within=0.0125)
    # A factor's standard deviation is 2 at most, so that of their mean is 0.01.
    yield check("on average a factor of 1", factors.mean(), equals=1, within=0.06)
    yield check("the gradient: multiplied by the same factors", slope, equals=factors, within=1e-5)
    yield check("eval mode: x itself", dropout.eval()(x), equals=x)
    means = {"training": y, "eval mode": dropout(x), "x": x}
    yield bars(f"mean, p = {p}", {name: values.detach().mean() for name, values in means.items()})


inverted_dropout.must_fail("not scaled", layer=Unscaled, at="kept values: x / (1 − p)")
inverted_dropout.must_fail("half as many", layer=HalfAsMany, at="dropped: a share of p")
inverted_dropout.must_fail("a smaller mean", layer=Unscaled, at="on average a factor of 1")
inverted_dropout.must_fail(
    "another mask", layer=AnotherMask, at="the gradient: multiplied by the same factors"
)
inverted_dropout.must_fail("scaled in eval mode", layer=ScaledInEval, at="eval mode: x itself")

if __name__ == "__main__":
    inverted_dropout.main()
