"""Evidence of every kind, odd and hostile pieces included, for tests of properties."""

from __future__ import annotations

from hypothesis import strategies as st

from studyapp.proof.evidence import (
    Bars,
    Check,
    Item,
    Note,
    Plot,
    Predict,
    Raises,
    Row,
    Span,
    Table,
    Timeline,
)

HOSTILE = [
    "",
    " ",
    "\x1b]52;c;aGk=\x07",
    "\x9b31m",
    "\u202eabc",
    "a\nb\tc\r",
    "\ud800",
    "[bold]x[/]",
    "张量形状",
]
COMBINING = ["e\u0301\u0301\u0301", "👩‍💻", "🏳️‍🌈", "\u0301", "ﷺ", "a" * 90, "word " * 12]
words = st.sampled_from(HOSTILE + COMBINING) | st.text(max_size=20)
long_words = words | st.lists(words, max_size=12).map("\n".join)
floats = st.floats() | st.sampled_from([0.0, -0.0, 1e308, -1e308, 5e-324, 0.1, 1024.0])
wholes = st.integers() | st.sampled_from([10**300, -(10**300), 2**63])
scalars = st.none() | st.booleans() | wholes | floats | words
values = scalars | st.lists(scalars | st.lists(scalars, max_size=4), max_size=6)
ranks = st.lists(st.integers(0, 63), max_size=4).map(tuple)
curves = st.lists(st.none() | floats, max_size=30)

checks: st.SearchStrategy[Check] = st.builds(
    Check,
    name=words,
    passed=st.booleans(),
    got=values,
    relation=st.sampled_from(["equals", "differs", "at_most", "at_least"]),
    expected=values,
    within=floats,
    delta=st.none() | floats,
    failed_ranks=ranks,
)
raised: st.SearchStrategy[Raises] = st.builds(
    Raises,
    name=words,
    passed=st.booleans(),
    expected=words,
    match=words,
    got=words,
    message=long_words,
    failed_ranks=ranks,
)
rows = st.builds(Row, label=words, cells=st.lists(scalars, max_size=14), rank=st.none() | st.integers(0, 63))
tables: st.SearchStrategy[Table] = st.builds(
    Table, title=words, columns=st.lists(words, max_size=8), rows=st.lists(rows, max_size=8)
)
plots: st.SearchStrategy[Plot] = st.builds(
    Plot, title=words, x=curves, series=st.dictionaries(words, curves, max_size=8)
)
bars: st.SearchStrategy[Bars] = st.builds(
    Bars,
    title=words,
    unit=words,
    moments=st.lists(words, max_size=6),
    values=st.lists(st.lists(floats, max_size=6), min_size=1, max_size=5),
)
spans = st.builds(Span, lane=words, name=words, start=floats, end=floats)
timelines: st.SearchStrategy[Timeline] = st.builds(
    Timeline, title=words, unit=words, spans=st.lists(spans, max_size=12)
)
notes: st.SearchStrategy[Note] = st.builds(Note, text=long_words)
predictions: st.SearchStrategy[Predict] = st.builds(
    Predict,
    value=st.booleans() | wholes | floats | words | st.lists(floats, max_size=64),
    within=st.none() | floats,
)

pictures: st.SearchStrategy[Table | Plot | Bars | Timeline | Note] = st.one_of(
    tables, plots, bars, timelines, notes
)
items: st.SearchStrategy[Item] = st.one_of(pictures, checks, raised, predictions)
