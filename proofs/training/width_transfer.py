"""Adam's first step moves a layer's outputs in proportion to its width; with lr ∝ 1/width, all alike."""

import torch
from torch import nn
from torch.optim import SGD, Adam

from studyapp.proof import among, check, plot, predict, proof


def one_lr(width):
    return 0.001


def by_width(width):
    """μP's for hidden matrices: in proportion to 1 / width."""
    return 0.001 * 64 / width


def by_root(width):
    return 0.001 * (64 / width) ** 0.5


def fan_in(width):
    return width**-0.5


def constant(width):
    return 0.02


WIDTHS = [64, 128, 256, 512]


def first_step(x, width, lr, std, optimizer):
    """The size of a hidden layer's outputs, and of their change by the first step of its own weight."""
    inputs, hidden, last = nn.Linear(10, width), nn.Linear(width, width, bias=False), nn.Linear(width, 1)
    nn.init.normal_(hidden.weight, std=std(width))
    x = inputs(x).tanh().detach()
    before = hidden(x)
    last(before).sum().backward()
    optimizer([hidden.weight], lr=lr(width)).step()
    change = hidden(x) - before
    return torch.stack([before, change]).detach().square().mean(dim=(1, 2)).sqrt()


def moved(rows, *how):
    """The mean over some networks, one for each row: a single one strays by a tenth."""
    return torch.stack([first_step(x, *how) for x in rows]).mean(dim=0).tolist()


def slope(sizes):
    """Of the logarithm over that of the width: 1 where it is in proportion to the width."""
    widths = torch.tensor(WIDTHS, dtype=torch.float64).log()
    logs = torch.tensor(sizes, dtype=torch.float64).log()
    widths = widths - widths.mean()
    return (widths @ logs / widths.square().sum()).item()


@proof
def width_transfer(times=among(2, 4, 8), constant_lr=one_lr, scaled_lr=by_width, std=fan_in, optimizer=Adam):
    rows = torch.randn(6, 1, 10)
    at_one = [moved(rows, width, constant_lr, std, optimizer) for width in WIDTHS]
    scaled = [moved(rows, width, scaled_lr, std, Adam) for width in WIDTHS]
    (outputs, growing), (_, level) = zip(*at_one, strict=True), zip(*scaled, strict=True)

    yield predict(growing[WIDTHS.index(64 * times)] / growing[0], within=0.2 * times)
    yield check("weights of 1/√width: outputs alike, slope 0", slope(outputs), equals=0, within=0.2)
    yield check("one lr: changes grow as the width, slope 1", slope(growing), equals=1, within=0.2)
    yield check("lr ∝ 1/width: changes alike, slope 0", slope(level), equals=0, within=0.2)
    curves = {"one lr": growing, "lr ∝ 1/width": level}
    yield plot(curves, x=WIDTHS, title="change of a hidden layer's outputs in Adam's first step, over width")


width_transfer.must_fail("one std", std=constant, at="weights of 1/√width: outputs alike, slope 0")
width_transfer.must_fail("SGD", optimizer=SGD, at="one lr: changes grow as the width, slope 1")
width_transfer.must_fail("lr by width", constant_lr=by_width, at="one lr: changes grow as the width, slope 1")
width_transfer.must_fail("lr ∝ 1/√width", scaled_lr=by_root, at="lr ∝ 1/width: changes alike, slope 0")

if __name__ == "__main__":
    width_transfer.main()
