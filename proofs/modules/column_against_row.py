"""An (N, 1) output against (N,) labels: BCELoss refuses it, MSELoss warns and compares every pair."""

import warnings

import torch
from torch import nn

from studyapp.proof import among, check, integers, predict, proof, table

LOSSES = ("BCELoss", "BCEWithLogitsLoss", "MSELoss", "L1Loss")


def column(inputs):
    """What nn.Sequential gives where a linear layer of one output comes last."""
    return nn.Sequential(nn.Linear(inputs, 1), nn.Sigmoid())


def flattened(inputs):
    return nn.Sequential(nn.Linear(inputs, 1), nn.Sigmoid(), nn.Flatten(0))


def squeezed(output, labels):
    return nn.MSELoss()(output.squeeze(), labels)


def outcome(loss, output, labels):
    """The exception that it raises, or "warning", or "nothing"."""
    with warnings.catch_warnings(record=True) as caught:
        warnings.simplefilter("always")
        try:
            getattr(nn, loss)()(output, labels)
        except (ValueError, RuntimeError) as error:
            return type(error).__name__
    return "warning" if caught else "nothing"


@proof
def column_against_row(
    loss=among("BCELoss", "BCEWithLogitsLoss", "MSELoss", "L1Loss"),
    rows=integers(3, 9),
    model=column,
    mended=flattened,
    mean_square=nn.MSELoss(),
):
    x, labels = torch.randn(rows, 4), torch.arange(rows) % 2.0
    output, right = model(4)(x), mended(4)(x)
    met = {name: outcome(name, output, labels) for name in LOSSES}
    then = {name: outcome(name, right, labels) for name in LOSSES}
    with warnings.catch_warnings():
        warnings.simplefilter("ignore")
        value = mean_square(output, labels)
    pairs = [(p - y) ** 2 for p in output.flatten().tolist() for y in labels.tolist()]

    yield predict(met[loss] if met[loss] != "warning" else "nothing")
    wanted = ["ValueError", "ValueError", "warning", "warning"]
    yield check("both BCE losses raise, the others warn", list(met.values()), equals=wanted)
    # Fewer than a hundred float32 terms below 1: off by less than 1e-6.
    yield check("MSELoss is the mean over N × N pairs", value, equals=sum(pairs) / rows**2, within=1e-6)
    yield check("flattened, none complains", set(then.values()), equals={"nothing"})
    rows_of = {name: [met[name], then[name]] for name in LOSSES}
    columns = [f"output ({rows}, 1)", f"output ({rows},)"]
    yield table(rows_of, columns=columns, title=f"what a loss does with labels of ({rows},)")


column_against_row.must_fail("flattened", model=flattened, at="both BCE losses raise, the others warn")
column_against_row.must_fail("squeezed", mean_square=squeezed, at="MSELoss is the mean over N × N pairs")
column_against_row.must_fail("Flatten forgotten", mended=column, at="flattened, none complains")

if __name__ == "__main__":
    column_against_row.main()
