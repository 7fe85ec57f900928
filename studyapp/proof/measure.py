"""From what an author yields to evidence: values are compared and made plain here, in the proof's process."""

from __future__ import annotations

import math
from collections.abc import Mapping
from numbers import Number
from typing import Any

import torch

from studyapp.proof import authoring, evidence
from studyapp.proof.compare import holds
from studyapp.proof.evidence import Item, Scalar, Value

CELLS = 12  # elements of a tensor that are shown; the rest is elided
POINTS = 400  # points of a curve that are kept


def measure(claim: authoring.Claim) -> Item:
    """Evaluate one claim; raise TypeError for something that is no claim."""
    match claim:
        case authoring.Check():
            return measure_check(claim)
        case authoring.Raises():
            return measure_raises(claim)
        case authoring.Table():
            rows = [evidence.Row(label=str(label), cells=cells(value)) for label, value in claim.rows.items()]
            return evidence.Table(title=claim.title, columns=list(claim.columns), rows=rows)
        case authoring.Plot():
            return measure_plot(claim)
        case authoring.Bars():
            heights = [float(value) for value in claim.moments.values()]
            return evidence.Bars(
                title=claim.title, unit=claim.unit, moments=list(claim.moments), values=[heights]
            )
        case authoring.Note():
            return evidence.Note(text=claim.text)
        case authoring.Predict():
            value = "None" if claim.value is None else plain(claim.value)
            return evidence.Predict.model_validate({"value": value, "within": claim.within})
    raise TypeError(f"a proof yields check(), table(), …; this one yielded {type(claim).__name__}")


def measure_check(claim: authoring.Check) -> evidence.Check:
    passed, delta = holds(claim.relation, claim.got, claim.expected, claim.within)
    return evidence.Check.model_validate(
        {
            "name": claim.name,
            "passed": passed,
            "relation": claim.relation,
            "got": plain(claim.got),
            "expected": plain(claim.expected),
            "within": claim.within,
            "delta": delta,
        }
    )


def measure_raises(claim: authoring.Raises) -> evidence.Raises:
    got: BaseException | None = None
    try:
        claim.call()
    except Exception as error:  # noqa: BLE001  (whatever is raised is the evidence)
        got = error
    expected = claim.error.__name__ if claim.error else "nothing"
    right_type = got is None if claim.error is None else isinstance(got, claim.error)
    message = str(got)[:2000] if got is not None else ""
    return evidence.Raises(
        name=claim.name,
        passed=right_type and claim.match in message,
        expected=expected,
        match=claim.match,
        got=type(got).__name__ if got is not None else "nothing",
        message=message,
    )


def measure_plot(claim: authoring.Plot) -> evidence.Plot:
    series = {name: [float(v) for v in flat(values)] for name, values in claim.series.items()}
    longest = max((len(values) for values in series.values()), default=0)
    x = [float(v) for v in flat(claim.x)] if claim.x is not None else [float(i) for i in range(longest)]
    stride = max(1, math.ceil(longest / POINTS))
    return evidence.Plot(
        title=claim.title,
        x=x[::stride],
        series={name: [finite(v) for v in values[::stride]] for name, values in series.items()},
    )


def finite(value: float) -> float | None:
    """A curve has a hole where it is infinite or undefined."""
    return value if math.isfinite(value) else None


def flat(value: Any) -> list[Any]:
    if isinstance(value, torch.Tensor):
        return list(value.detach().reshape(-1).tolist())
    return list(value)


def plain(value: Any) -> Value:
    """A value as JSON can carry it: tensors by their elements, everything else by its name or text."""
    if isinstance(value, torch.Tensor):
        if value.numel() == 1:
            return scalar(value.item())
        if value.numel() > CELLS:
            return f"{list(value.shape)} {value.dtype}".replace("torch.", "")
        return [plain_row(row) for row in value.detach().tolist()] if value.dim() <= 2 else cells(value)
    if isinstance(value, Mapping):
        return ", ".join(f"{key}: {scalar(element)}" for key, element in value.items())[:2000]
    if isinstance(value, list | tuple | set | frozenset):
        elements = sorted(value, key=str) if isinstance(value, set | frozenset) else list(value)
        return [plain_row(element) for element in elements[:64]]
    return scalar(value)


def plain_row(value: Any) -> Any:
    return [scalar(element) for element in value[:64]] if isinstance(value, list | tuple) else scalar(value)


def cells(value: Any) -> list[Scalar]:
    """A table's row: a tensor's first elements, a sequence's, or the value alone."""
    if isinstance(value, torch.Tensor):
        elements = value.detach().reshape(-1)[: CELLS + 1].tolist()
        shown = [scalar(element) for element in elements[:CELLS]]
        return [*shown, "…"] if len(elements) > CELLS else shown
    if isinstance(value, list | tuple):
        return [scalar(element) for element in value[:64]]
    return [scalar(value)]


def scalar(value: Any) -> Scalar:
    if isinstance(value, torch.Tensor):
        return scalar(value.item()) if value.numel() == 1 else f"tensor{list(value.shape)}"
    if isinstance(value, bool | int | float | str) or value is None:
        return value if not isinstance(value, str) else value[:2000]
    if isinstance(value, Number) and not isinstance(value, complex):
        return float(value)  # type: ignore[arg-type]
    return (value.__name__ if isinstance(value, type) else str(value))[:2000]
