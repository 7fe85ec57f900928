"""The statistics of some cards over a period: what insight asks for, read as it is asked."""

from __future__ import annotations

import json
from collections.abc import Callable, Iterator, Mapping, Sequence
from contextlib import AbstractContextManager, contextmanager
from dataclasses import dataclass, field
from functools import cached_property

from sqlalchemy import Connection

from studyapp.insight.figure import Figure, compute
from studyapp.insight.figures import ORDER
from studyapp.insight.recall import group_of
from studyapp.insight.rows import Done, Foreseen, Hour, Said, Standing
from studyapp.schedule.plan import Moment
from studyapp.store import confidence, rollup, runs
from studyapp.store.connection import Mode, connect
from studyapp.store.engine import Store
from studyapp.store.errors import explained
from studyapp.study.opening import Study
from studyapp.study.progress.known_days import known_days
from studyapp.study.progress.verdicts import current_verdicts

PERIODS: Mapping[str, int | None] = {"30 days": 30, "90 days": 90, "year": 365, "all": None}  # days

EVERYTHING = "everything"


@dataclass(frozen=True, slots=True)
class Scope:
    """Which cards are asked about."""

    name: str = EVERYTHING
    cards: tuple[str, ...] | None = None  # None: all; their reviews include those of cards since removed


@dataclass
class Progress:
    """All that figures are about, as of one moment; see insight.rows.History.

    Each part is read once, when a figure first needs it: one thread at a time.
    """

    study: Study
    scope: Scope = field(default_factory=Scope)
    days: int | None = None  # of the period; None: from the first review on
    store: Store | None = None  # to read from; None: the study's own
    moment: Moment = field(init=False)

    def __post_init__(self) -> None:
        self.moment = self.study.moment()

    def read(self) -> AbstractContextManager[Connection]:
        return (self.store or self.study.store).read()

    def figure(self, name: str) -> Figure:
        """Raises KeyError for a name that no figure has."""
        return compute(name, self)

    def figures(self) -> dict[str, Figure]:
        """Every figure, by name."""
        return {name: self.figure(name) for name in ORDER}

    @property
    def today(self) -> int:
        return self.moment.day

    @property
    def since(self) -> int | None:
        return None if self.days is None else self.today - self.days + 1

    @property
    def aim(self) -> float:
        return self.study.rules.retention

    @cached_property
    def asked(self) -> str | None:
        """The scope as the store takes it."""
        return None if self.scope.cards is None else json.dumps(self.scope.cards)

    @cached_property
    def done(self) -> Sequence[Done]:
        with self.read() as connection:
            return rollup.days(connection, cards=self.asked)

    @cached_property
    def hours(self) -> Sequence[Hour]:
        with self.read() as connection:
            return rollup.hours(connection, self.since or 0, self.asked)

    @cached_property
    def foreseen(self) -> Sequence[Foreseen]:
        with self.read() as connection:
            rows = rollup.foreseen(connection, self.since or 0, self.asked)
        return [
            Foreseen(row.day, group_of(row.percent / 100), row.billionths / 1e9, row.reviews, row.passed)
            for row in rows
            if row.day <= self.today
        ]

    def known_on(self, days: Sequence[int]) -> Sequence[tuple[float, int]]:
        return known_days(self.study, self.store or self.study.store, days, self.scope.cards)

    @cached_property
    def said(self) -> Sequence[Said]:
        with self.read() as connection:
            return confidence.rates(connection, self.since or 0, self.asked)

    @cached_property
    def around(self) -> Mapping[str, Standing]:
        with self.read() as connection:
            return self.study.standings.refresh(self.study, connection)

    @cached_property
    def cards(self) -> Sequence[Standing]:
        around = self.around
        if self.scope.cards is None:
            return list(around.values())
        return [around[name] for name in self.scope.cards if name in around]

    @cached_property
    def verdicts(self) -> Mapping[str, str]:
        with self.read() as connection:
            said = current_verdicts(self.study, runs.verdicts(connection))
        if self.scope.cards is None:
            return said
        asked = {card.proof for card in self.cards}
        return {proof: verdict for proof, verdict in said.items() if proof in asked}


@contextmanager
def aside(study: Study) -> Iterator[Store]:
    """The same data by a connection of its own: what reads long keeps no grade waiting.

    Raises the errors of store.errors.
    """
    own = study.store
    if own.read_only:
        yield own
        return
    with explained(own.path):
        connection = connect(own.path, Mode.READ)
    with Store(own.path, connection, own.device, read_only=True) as store:
        yield store


def read_standings(study: Study) -> None:
    """Read where every card stands, which the first look at many figures would wait for."""
    with study.store.read() as connection:
        study.standings.refresh(study, connection)


def read_past(study: Study, stop: Callable[[], bool] = lambda: False) -> None:
    """Find out what was known on the days that the periods look at, until `stop` says otherwise."""
    with aside(study) as store:
        for days in PERIODS.values():
            if not stop():
                Progress(study, days=days, store=store).figure("knowledge")


def deck_scope(study: Study, deck: str) -> Scope:
    """A deck by its name; all cards for ""."""
    found = next((each for each in study.reading.library.decks if each.name == deck), None)
    return Scope() if found is None else Scope(found.title, tuple(card.id for card in found.cards))
