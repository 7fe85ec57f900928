"""An average of weights with decay β lags β/(1 − β) steps and keeps (1 − β)/(1 + β) of noise's variance."""

import torch
from torch import nn
from torch.optim.swa_utils import AveragedModel, get_ema_multi_avg_fn

from studyapp.proof import among, check, plot, predict, proof


def ema(beta):
    return get_ema_multi_avg_fn(beta)


def plain_mean(beta):
    """Of all the weights so far, as in stochastic weight averaging."""
    return


def twice_as_fast(beta):
    return get_ema_multi_avg_fn(max(2 * beta - 1, 0))


class Held(nn.Module):
    """One weight, a row of numbers that each go their own way."""

    def __init__(self, weight):
        super().__init__()
        self.weight = nn.Parameter(weight.clone())


def follow(path, beta, average):
    """The average after each of the steps, (steps, numbers), that a weight takes."""
    model = Held(path[0])
    averaged, course = AveragedModel(model, multi_avg_fn=average(beta)), []
    for weight in path:
        model.weight.data.copy_(weight)
        averaged.update_parameters(model)  # the first one is copied
        course.append(averaged.module.weight.detach().clone())
    return torch.stack(course)


@proof
def weight_average(
    beta=among(0.75, 0.8, 0.9, 0.95), average=ema, lagging=ema, smoothing=ema, steps=200, numbers=2000
):
    rising = torch.arange(float(steps)).double()[:, None]
    jump = (rising > 0).double()  # 0 at first, and 1 from then on
    noise = torch.randn(steps, numbers, dtype=torch.float64)
    behind = (rising - follow(rising, beta, lagging))[-1]
    of_start = 1 - follow(jump, beta, average)

    yield predict(behind, within=0.1)
    # 0.95²⁰⁰ is 4e-5, of a lag of 19.
    yield check("a weight that rises: β/(1 − β) steps behind", behind, equals=beta / (1 - beta), within=1e-2)
    after = torch.arange(steps).double()
    yield check("after t steps the start still weighs βᵗ", of_start[:, 0], equals=beta**after, within=1e-12)
    # A variance over 2,000 numbers strays by 3 %.
    kept = follow(noise, beta, smoothing)[-1].var()
    share = (1 - beta) / (1 + beta)
    yield check("noise: (1 − β)/(1 + β) of its variance", kept / share, equals=1, within=0.2)
    curves = {"weight": rising[:60, 0], "average": follow(rising, beta, average)[:60, 0]}
    yield plot(curves, title=f"a weight that rises, and its average, β = {beta}")


weight_average.must_fail("the plain mean", average=plain_mean, at="after t steps the start still weighs βᵗ")
weight_average.must_fail(
    "half the window", lagging=twice_as_fast, at="a weight that rises: β/(1 − β) steps behind"
)
weight_average.must_fail(
    "half as smooth", smoothing=twice_as_fast, at="noise: (1 − β)/(1 + β) of its variance"
)

if __name__ == "__main__":
    weight_average.main()
