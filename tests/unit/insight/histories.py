"""Random histories: raw reviews and cards, and the same as figures are given them."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from datetime import date, timedelta
from functools import cached_property
from typing import Any

from hypothesis import strategies as st

from studyapp.insight.figure import Figure
from studyapp.insight.recall import group_of
from studyapp.insight.rows import Done, Foreseen, Hour, Said, Standing, Strength

TODAY = 20_000
EPOCH = date(1970, 1, 1)
PHASES = (None, "learning", "review", "relearning")


@dataclass(frozen=True)
class Raw:
    """One review as the journal has it."""

    card: str
    day: int
    hour: int
    rating: int
    phase: str | None
    interval: int
    milliseconds: int
    stability: float  # after it
    elapsed: int | None
    confidence: float | None
    right: bool  # what the answer was worth, for calibration

    @property
    def date(self) -> date:
        return EPOCH + timedelta(days=self.day)


def forget(stability: float, elapsed: float) -> float:
    """A forgetting curve as simple as one can be."""
    return 1 / (1 + elapsed / (9 * stability))


raws = st.builds(
    Raw,
    card=st.sampled_from("abcde"),
    day=st.integers(TODAY - 120, TODAY),
    hour=st.integers(0, 23),
    rating=st.integers(1, 4),
    phase=st.sampled_from(PHASES),
    interval=st.sampled_from((0, 0, 1, 5, 20, 21, 90)),
    milliseconds=st.integers(0, 60_000),
    stability=st.floats(0.1, 400),
    elapsed=st.sampled_from((None, 0, 1, 7, 40)),
    confidence=st.sampled_from((None, 0.5, 0.7, 0.9)),
    right=st.booleans(),
)
strengths = st.builds(
    Strength,
    phase=st.sampled_from(("learning", "review", "review", "relearning")),
    stability=st.floats(0.05, 4000),
    difficulty=st.floats(1, 10),
    last_day=st.integers(TODAY - 60, TODAY),
    due_day=st.integers(TODAY - 30, TODAY + 400),
    in_steps=st.booleans(),
    lapses=st.integers(0, 9),
)
standings = st.builds(
    Standing,
    id=st.sampled_from([f"card-{number}" for number in range(30)]),
    title=st.just("A card"),
    deck=st.sampled_from(("one", "two/three", "two/four/five")),
    proof=st.sampled_from(("", "p", "q")),
    after=st.lists(st.sampled_from([f"card-{number}" for number in range(30)]), max_size=3).map(tuple),
    added=st.sampled_from((0, TODAY - 200, TODAY - 5, TODAY)),
    suspended=st.booleans(),
    buried=st.booleans(),
    strength=st.none() | strengths,
    tags=st.lists(st.sampled_from(("gpu", "gpu::nccl", "exam")), max_size=3).map(tuple),
)


def recalled(card: Standing) -> float:
    """Probability that a card is recalled today, from what is remembered of it."""
    known = card.strength
    return forget(known.stability, max(0, TODAY - known.last_day)) if known else 0.0


@dataclass
class Past:
    """A history, made from its raw reviews."""

    raw: Sequence[Raw] = ()
    cards: Sequence[Standing] = ()
    since: int | None = TODAY - 29
    today: int = TODAY
    aim: float = 0.9
    verdicts: Mapping[str, str] = field(default_factory=dict)

    def __post_init__(self) -> None:
        self.cards = [card._replace(recall=recalled(card)) for card in self.cards]

    @cached_property
    def done(self) -> list[Done]:
        rows = [Done(raw.day, *fold(raw), raw.rating, 1, raw.milliseconds) for raw in self.raw]
        return sorted(rows, key=lambda row: row.day)

    @cached_property
    def meant(self) -> list[Raw]:
        return [raw for raw in self.raw if self.since is None or raw.day >= self.since]

    @property
    def hours(self) -> list[Hour]:
        return [Hour(raw.hour, 1, int(raw.rating > 1)) for raw in self.meant][:1]

    @property
    def foreseen(self) -> list[Foreseen]:
        tested = [(raw, forget(raw.stability, raw.elapsed)) for raw in self.meant if raw.elapsed]
        return [Foreseen(raw.day, group_of(p), p, 1, raw.rating > 1) for raw, p in tested]

    @property
    def said(self) -> list[Said]:
        said = sorted({raw.confidence for raw in self.meant if raw.confidence is not None})
        groups = {level: [raw for raw in self.meant if raw.confidence == level] for level in said}
        return [Said(level, sum(raw.right for raw in group), len(group)) for level, group in groups.items()]

    def known_on(self, days: Sequence[int]) -> list[tuple[float, int]]:
        return [self.known_at(day) for day in days]

    def known_at(self, day: int) -> tuple[float, int]:
        until = sorted((raw for raw in self.raw if raw.day <= day), key=lambda raw: raw.day)
        latest = {raw.card: raw for raw in until}
        return sum(forget(raw.stability, day - raw.day) for raw in latest.values()), len(latest)

    @property
    def around(self) -> dict[str, Standing]:
        return {card.id: card for card in self.cards}


def fold(raw: Raw) -> tuple[str, str]:
    """Kind and age of a review."""
    kind = {None: "learn", "learning": "learn", "relearning": "relearn", "review": "review"}[raw.phase]
    if raw.interval >= 21:
        return kind, "mature"
    return kind, "young" if raw.interval or kind == "review" else ""


pasts = st.builds(
    Past,
    raw=st.lists(raws, max_size=60),
    cards=st.lists(standings, max_size=20, unique_by=lambda card: card.id),
    since=st.sampled_from((TODAY - 29, TODAY - 89, None)),
)


def column(figure: Figure, name: str) -> list[Any]:
    return list(figure.column(name))


def rows_of(figure: Figure) -> list[Any]:
    return list(figure.rows)
