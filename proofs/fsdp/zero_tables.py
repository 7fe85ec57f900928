"""ZeRO's formula gives every number that its authors printed: figure 1, and tables 1 and 2."""

from decimal import ROUND_DOWN, ROUND_HALF_UP, Decimal
from functools import partial

from studyapp.proof import among, check, integers, predict, proof, published, table


def per_device(parameters, devices, stage, kinds=(2, 2, 12)):
    """Bytes that each device holds under ZeRO, activations aside.

    `kinds` are the bytes that one parameter takes as a weight, as a gradient and in the optimizer's state;
    section 3.1 counts 2, 2 and 12 for mixed precision with Adam.
    Stage 0 shards nothing, stage 1 the state, stage 2 the gradients too, and stage 3 the weights too.
    """
    whole, sharded = kinds[: 3 - stage], kinds[3 - stage :]
    return parameters * (sum(whole) + sum(sharded) / devices)


weights_first = partial(per_device, kinds=(12, 2, 2))
no_master_copy = partial(per_device, kinds=(2, 2, 8))


def as_printed(gigabytes, cell):
    """With as many digits as the cell. The paper cuts whole numbers off, and rounds others."""
    rounding = ROUND_HALF_UP if "." in cell else ROUND_DOWN
    return str(Decimal(gigabytes).quantize(Decimal(cell), rounding))


def agreeing(paper, per_device):
    """What the formula gives for figure 1, and how many cells of table 1."""
    figure, printed, agree = paper["figure_1"], paper["table_1"], 0
    bars = [
        as_printed(per_device(figure["billions"], figure["devices"], stage), cell)
        for stage, cell in enumerate(figure["gigabytes"])
    ]
    for model in printed["models"]:
        for devices, row in zip(printed["devices"], model["gigabytes"], strict=True):
            for stage, cell in enumerate(row, start=1):
                agree += as_printed(per_device(model["billions"], devices, stage), cell) == cell
    return bars, agree


def largest(paper, per_device):
    """How many cells of table 2 the formula gives: the largest models that fit."""
    printed, agree = paper["table_2"], 0
    for degree, row in zip(printed["model_parallel"], printed["billions"], strict=True):
        for stage, (cell, first) in enumerate(zip(row, printed["billions"][0], strict=True)):
            fits = Decimal(as_printed(printed["gigabytes"] / per_device(1, printed["devices"], stage), first))
            number, unit = (cell[:-1], 1000) if cell.endswith("T") else (cell, 1)
            agree += as_printed(fits * degree / unit, number) == number
    return agree


@proof
def zero_tables(
    billions=among(7.5, 128, 1000),
    devices=among(4, 16, 64, 256),
    stage=integers(1, 3),
    per_device=per_device,
):
    paper = published("zero")
    figure, agree = agreeing(paper, per_device)
    gigabytes = per_device(billions, devices, stage)

    yield predict(gigabytes, within=0.01 * gigabytes)
    yield check(
        "figure 1: state, then gradients, then weights sharded", figure, equals=paper["figure_1"]["gigabytes"]
    )
    yield check("table 1: GB a device, all 54 cells", agree, equals=54)
    yield check("table 2: the largest models, all 20 cells", largest(paper, per_device), equals=20)
    floor = [per_device(1, 1e9, s) for s in (1, 2, 3)]
    yield check("a billion devices: 4, 2, 0 bytes a parameter", floor, equals=[4, 2, 0], within=1e-6)
    rows = {f"N = {n}": [per_device(7.5, n, s) for s in (1, 2, 3)] for n in paper["table_1"]["devices"]}
    yield table(rows, columns=["stage 1", "stage 2", "stage 3"], title="GB for 7.5 billion parameters")


zero_tables.must_fail(
    "weights first", per_device=weights_first, at="figure 1: state, then gradients, then weights sharded"
)
zero_tables.must_fail("no master copy", per_device=no_master_copy, at="table 1: GB a device, all 54 cells")

if __name__ == "__main__":
    zero_tables.main()
