"""BatchNorm divides a training batch by its biased variance, but keeps the unbiased one for evaluation."""

import torch
from torch import nn

from studyapp.proof import check, integers, predict, proof, raises, reals, table


class KeepsTheBiased(nn.BatchNorm1d):
    def forward(self, x):
        if self.training:
            self.running_var.lerp_(x.var(dim=0, correction=0), self.momentum)
        return nn.functional.batch_norm(x, None, None, training=True, eps=self.eps)


class DividesByTheUnbiased(nn.BatchNorm1d):
    def forward(self, x):
        super().forward(x)  # which moves the running values
        return (x - x.mean(dim=0)) / x.std(dim=0)


class WeighsTheOld(nn.BatchNorm1d):
    """Momentum as optimizers and other frameworks mean it: the share of the old value that stays."""

    def __init__(self, *sizes, momentum, **options):
        super().__init__(*sizes, momentum=1 - momentum, **options)


@proof
def running_variance(
    examples=integers(2, 9), momentum=reals(0.05, 0.3), norm=nn.BatchNorm1d, mode=nn.Module.train
):
    x = torch.randn(examples, 3, dtype=torch.float64) * 5
    layer = mode(norm(3, momentum=momentum, eps=1e-30, dtype=x.dtype))
    left = layer(x)
    last_only = mode(norm(3, momentum=1, eps=1e-30, dtype=x.dtype))  # keeps the last batch's variance alone
    last_only(x)
    squares = ((x - x.mean(dim=0)) ** 2).sum(dim=0)
    biased, unbiased = squares / examples, squares / (examples - 1)

    yield predict((last_only.running_var / biased).mean(), within=0.01)
    # float64 throughout: rounding stays below 1e-12 of a variance of about 25.
    spread = left.var(dim=0, correction=0)
    yield check("in training, normalised by the biased variance", spread, equals=torch.ones(3), within=1e-9)
    kept = (1 - momentum) * 1 + momentum * unbiased
    yield check(
        "kept: (1 − momentum) · old + momentum · the unbiased", layer.running_var, equals=kept, within=1e-9
    )
    yield raises(
        "a training batch of one example is refused",
        lambda: layer(x[:1]),
        ValueError,
        "more than 1 value per channel",
    )
    again = last_only.eval()(x).var(dim=0, correction=0)
    shrunk = torch.full((3,), (examples - 1) / examples)
    yield check("so in evaluation the same batch has less spread", again, equals=shrunk, within=1e-6)
    rows = {
        "over n": biased,
        "over n − 1": unbiased,
        "kept at momentum 1": last_only.running_var,
        f"at {momentum}, from 1": layer.running_var,
    }
    yield table(rows, title=f"variance of {examples} examples")


running_variance.must_fail(
    "the biased one is kept", norm=KeepsTheBiased, at="kept: (1 − momentum) · old + momentum · the unbiased"
)
running_variance.must_fail(
    "divided by the unbiased", norm=DividesByTheUnbiased, at="in training, normalised by the biased variance"
)
running_variance.must_fail(
    "momentum weighs the old", norm=WeighsTheOld, at="kept: (1 − momentum) · old + momentum · the unbiased"
)
running_variance.must_fail(
    "already in eval()", mode=nn.Module.eval, at="a training batch of one example is refused"
)

if __name__ == "__main__":
    running_variance.main()
