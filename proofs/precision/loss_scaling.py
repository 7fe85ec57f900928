"""A gradient of 1e-8 is 0 in float16; a scaled loss carries it through, at a scale that overflow halves."""

import torch

from studyapp.proof import among, bars, check, integers, predict, proof, reals


def adjust(scale, streak, overflowed, interval):
    """The next (scale, streak): halved on overflow, doubled after `interval` good steps in a row."""
    if overflowed:
        return scale / 2, 0
    return (scale * 2, 0) if streak + 1 == interval else (scale, streak + 1)


def never_down(scale, streak, overflowed, interval):
    return adjust(scale, streak, False, interval)


def not_in_a_row(scale, streak, overflowed, interval):
    """Overflow halves the scale, but good steps before it still count."""
    return (scale / 2, streak) if overflowed else adjust(scale, streak, False, interval)


@proof
def loss_scaling(
    tiny=reals(0.5, 2.9, digits=1),  # times 1e-8: below half of float16's smallest number
    start=integers(8, 12),
    interval=among(2, 4),
    bad=among(2, 4, 6),  # never at the end of an interval: the count that overflow ends is not 0
    steps=integers(10, 14),
    adjust=adjust,
    cast=torch.Tensor.half,  # to what the layers compute in
):
    weight = torch.ones(1, requires_grad=True)

    def loss(slope):
        # Backward, the gradient comes through the same cast.
        return cast(weight).float().sum() * slope

    (alone,) = torch.autograd.grad(loss(tiny * 1e-8), weight)
    (scaled,) = torch.autograd.grad(loss(tiny * 1e-8) * 2**start, weight)

    optimizer = torch.optim.SGD([weight], lr=1.0)
    scaler = torch.amp.GradScaler("cpu", init_scale=2.0**start, growth_interval=interval)
    scales, told, streak, skipped = [2.0**start], [2.0**start], 0, []
    for step in range(1, steps + 1):
        before = weight.item()
        optimizer.zero_grad()
        # A slope of 1e5 is inf in float16, at any scale from 1 on.
        scaler.scale(loss(1e5 if step == bad else 1e-3)).backward()
        scaler.step(optimizer)
        scaler.update()
        if weight.item() == before:
            skipped.append(step)
        scale, streak = adjust(told[-1], streak, step == bad, interval)
        told.append(scale)
        scales.append(scaler.get_scale())

    yield predict(scales[-1])
    yield check("unscaled, the gradient is 0", alone, equals=0)
    # float16's smallest numbers lie 6e-8 apart: 3e-8 / 256 is the most that rounding takes.
    yield check("scaled, and divided again, it is there", scaled / 2**start, equals=tiny * 1e-8, within=2e-10)
    yield check("the overflowing step is skipped, no other", skipped, equals=[bad])
    yield check("GradScaler's scale follows the rule", scales, equals=told)
    names = ["at first", *(f"step {n}{' overflows' if n == bad else ''}" for n in range(1, steps + 1))]
    yield bars("the scale after each step", dict(zip(names, scales, strict=True)))


loss_scaling.must_fail(
    "bfloat16 needs no scale", cast=torch.Tensor.bfloat16, at="unscaled, the gradient is 0"
)
loss_scaling.must_fail("a scale of 1", start=0, at="scaled, and divided again, it is there")
loss_scaling.must_fail("never down", adjust=never_down, at="GradScaler's scale follows the rule")
loss_scaling.must_fail("not in a row", adjust=not_in_a_row, at="GradScaler's scale follows the rule")

if __name__ == "__main__":
    loss_scaling.main()
