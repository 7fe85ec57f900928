"""int8 by absmax is off by half a step at most; a large channel sets the step of all that share its scale."""

import torch

from studyapp.proof import among, check, integers, predict, proof, table


def scales(weight):
    """The step between int8's numbers for each output channel, a row of weight: (rows, 1)."""
    return weight.abs().amax(dim=1, keepdim=True) / 127


def one_scale(weight):
    """The same step for the whole tensor."""
    return (weight.abs().max() / 127).expand(len(weight), 1)


def by_input(weight):
    return weight.abs().amax(dim=0, keepdim=True) / 127


def too_fine(weight):
    """What exceeds the middle of the range is clipped."""
    return scales(weight) / 2


def too_coarse(weight):
    return scales(weight) * 2


def nearest(numbers):
    return numbers.round()


def cut_off(numbers):
    return numbers.trunc()


@proof
def int8_weights(
    largest=among(12.7, 25.4, 63.5),
    value=among(0.08, 1.37, 3.64),
    rows=integers(6, 10),
    times=among(200, 300, 400),
    scales=scales,
    shared=one_scale,
    whole=nearest,
):
    def stored(weight, scale):
        return whole(weight / scale).clamp(-127, 127).to(torch.int8)

    weight, x = torch.randn(rows, 64), torch.randn(64)
    weight[2] *= times
    others = torch.arange(rows) != 2
    by_row = scales(weight)
    kept, in_common = stored(weight, by_row), stored(weight, shared(weight))
    steps_off = (kept * by_row - weight).abs() / by_row
    zeros = [(numbers[others] == 0).float().mean() for numbers in (in_common, kept)]
    read_back = (kept * by_row) @ x / by_row[:, 0]
    afterwards = (kept.float() @ x) * scales(weight)[:, 0] / by_row[:, 0]

    pair = torch.tensor([[value, -largest]])
    yield predict((stored(pair, scales(pair)) * scales(pair))[0, 0], within=0.01)
    # A little more, for float32's own roundings.
    yield check("off by half a step at most", steps_off.max(), at_most=0.5001)
    yield check("each row's largest becomes ±127", kept.abs().amax(dim=1), equals=torch.full((rows,), 127))
    yield check("one scale for all: four in five of the others are 0", zeros[0], at_least=0.8)
    yield check("one for each output channel: hardly any", zeros[1], at_most=0.05)
    # In steps, so that the large row counts like the others; float32 sums of 64 products.
    yield check("scaled after the product: the same", afterwards, equals=read_back, within=0.01)
    numbers = {"one scale": in_common, "one for each row": kept}
    sizes = {name: every[others].float().abs().amax(dim=1).mean() for name, every in numbers.items()}
    shown = {name: [zeros[n], sizes[name]] for n, name in enumerate(numbers)}
    yield table(shown, columns=["share of 0", "largest int8 of a row, on average"], title="of the other rows")


int8_weights.must_fail("cut off", whole=cut_off, at="off by half a step at most")
int8_weights.must_fail("clipped", scales=too_fine, at="off by half a step at most")
int8_weights.must_fail("half the range", scales=too_coarse, at="each row's largest becomes ±127")
int8_weights.must_fail(
    "each row's own", shared=scales, at="one scale for all: four in five of the others are 0"
)
int8_weights.must_fail("one for all", scales=one_scale, at="one for each output channel: hardly any")
int8_weights.must_fail("for each input", scales=by_input, at="scaled after the product: the same")

if __name__ == "__main__":
    int8_weights.main()
