"""From what an author yields to evidence: values are compared and made plain here, in the proof's process."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any

import torch
from pydantic import ValidationError

from studyapp.proof import authoring, caps, evidence
from studyapp.proof.caps import add_to_title, cut, cut_items, left
from studyapp.proof.compare import holds
from studyapp.proof.evidence import Item
from studyapp.proof.plain import cells, finite, letters, numbers, plain, scalar

KINDS = "check(), raises(), table(), plot(), bars(), timeline(), note() or predict()"


def measure(claim: authoring.Claim) -> Item:
    """Evaluate one claim; raise TypeError for what is no claim, or holds what no evidence can show."""
    match claim:
        case authoring.Check():
            return measure_check(claim)
        case authoring.Raises():
            return measure_raises(claim)
        case authoring.Table():
            return measure_table(claim)
        case authoring.Plot():
            return measure_plot(claim)
        case authoring.Bars():
            return measure_bars(claim)
        case authoring.Timeline():
            return measure_timeline(claim)
        case authoring.Note():
            return evidence.Note(text=cut(claim.text, caps.TEXT))
        case authoring.Predict():
            return measure_prediction(claim)
    raise TypeError(f"a proof yields {KINDS}; this one yielded {describe(claim)}")


def describe(thing: object) -> str:
    """What was yielded instead of evidence, and how that often comes about."""
    if thing is None:
        return "None: a yield with nothing behind it"
    if isinstance(thing, torch.Tensor):
        return f"a tensor of shape {tuple(thing.shape)}: show it in table(), or claim something in check()"
    if isinstance(thing, str):
        return f"the text {cut(thing, 60)!r}: put it into note()"
    if isinstance(thing, tuple):
        return "a tuple: yield its pieces one by one"
    if hasattr(thing, "__next__"):
        return f"a {type(thing).__name__}: `yield from` passes its pieces on"
    return f"a value of type {type(thing).__name__}"


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
    right_type = got is None if claim.error is None else isinstance(got, claim.error)
    message = "" if got is None else str(got)
    return evidence.Raises(
        name=claim.name,
        passed=right_type and claim.match in message,
        expected=cut(claim.error.__name__) if claim.error else "nothing",
        match=cut(claim.match, 500),
        got="nothing" if got is None else cut(type(got).__name__),
        message=cut(message, caps.TEXT),
    )


def measure_table(claim: authoring.Table) -> evidence.Table:
    labels, more = cut_items(list(claim.rows), caps.ROWS)
    most = letters(claim.rows[label] for label in labels)
    rows = [evidence.Row(label=cut(label), cells=cells(claim.rows[label], most)) for label in labels]
    if more:
        rows.append(evidence.Row(label=left(more, "rows"), cells=[]))
    names, more = cut_items(list(claim.columns), caps.COLUMNS)
    columns = [*map(cut, names), *([left(more)] if more else [])]
    return evidence.Table(title=cut(claim.title), columns=columns, rows=rows)


def measure_plot(claim: authoring.Plot) -> evidence.Plot:
    """Raise ValueError where x ends before a curve does."""
    curves = {name: numbers(values) for name, values in list(claim.series.items())[: caps.CURVES]}
    longest = max(map(len, curves.values()), default=0)
    x = [float(place) for place in range(longest)] if claim.x is None else numbers(claim.x)
    for name, values in curves.items():
        if len(values) > len(x):
            raise ValueError(f"plot: {cut(name)!r} has {len(values)} values, and x has {len(x)}")
    kept = caps.thin(list(curves.values()))
    return evidence.Plot(
        title=add_to_title(cut(claim.title), len(claim.series) - len(curves), "curves"),
        x=finite([x[place] for place in kept]),
        series={cut(name): finite(pick(values, kept)) for name, values in curves.items()},
    )


def pick(values: Sequence[float], places: list[int]) -> list[float]:
    return [values[place] for place in places if place < len(values)]


def measure_bars(claim: authoring.Bars) -> evidence.Bars:
    moments = list(claim.moments.items())[: caps.MOMENTS]
    return evidence.Bars(
        title=add_to_title(cut(claim.title), len(claim.moments) - len(moments), "moments"),
        unit=cut(claim.unit),
        moments=[cut(moment) for moment, _ in moments],
        values=[[float(value) for _, value in moments]],
    )


def measure_timeline(claim: authoring.Timeline) -> evidence.Timeline:
    """Raise ValueError for a span that ends before it starts."""
    spans = []
    for lane, name, start, end in claim.spans[: caps.SPANS]:
        span = evidence.Span(
            lane=cut(lane, caps.SPAN_NAME),
            name=cut(name, caps.SPAN_NAME),
            start=float(start),
            end=float(end),
        )
        if span.end < span.start:
            raise ValueError(f"timeline: {span.name!r} ends at {span.end:g}, but starts at {span.start:g}")
        spans.append(span)
    title = add_to_title(cut(claim.title), len(claim.spans) - len(spans), "spans")
    return evidence.Timeline(title=title, unit=cut(claim.unit), spans=spans)


def measure_prediction(claim: authoring.Predict) -> evidence.Predict:
    """Never cut, since an answer is held against it; raise TypeError where it is too much for one."""
    try:
        return evidence.Predict.model_validate({"value": foretold(claim.value), "within": claim.within})
    except ValidationError:
        raise TypeError(
            "predict() takes a number, a truth value, a short text or a flat list of up to 64 numbers;"
            f" this is {cut(plain(claim.value), 200)}"
        ) from None


def foretold(value: Any) -> Any:
    if isinstance(value, torch.Tensor) and value.numel() != 1:
        return value.detach().tolist()
    if isinstance(value, list | tuple):
        return [scalar(element) for element in value]
    if value is None or isinstance(value, str):
        return str(value)
    return scalar(value)
