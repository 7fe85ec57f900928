"""How many cards a day brings: the daily new ones, unless paused, and fewer reviews after an absence."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING

from sqlalchemy import Connection

from studyapp.store import absence, meta, queue
from studyapp.store.statements import PAUSED, RETURNED

if TYPE_CHECKING:
    from studyapp.study.opening import Study

AWAY = 7  # days without a review from which on it is an absence


@dataclass(frozen=True, slots=True)
class Return:
    """A backlog that an absence left, worked off over days."""

    overdue: int  # cards that were due before today
    a_day: int

    @property
    def days(self) -> int:
        """How many days it takes, this one among them, where what falls due besides is left out."""
        return -(-self.overdue // self.a_day)

    def spell(self) -> str:
        days = f"{self.days} days" if self.days > 1 else "today"
        return (
            f"Welcome back. {self.overdue} cards waited: those best remembered come first, "
            f"{self.a_day} a day, for {days}. New cards wait too."
        )


@dataclass(frozen=True, slots=True)
class Allowance:
    """What is left of today."""

    new: int
    due: int | None = None  # reviews; None: all that are due
    paused: bool = False  # the learner wants no new cards
    back: Return | None = None
    tomorrow: bool = False  # whether the day after brings new ones


def allow(study: Study, connection: Connection, today: int) -> Allowance:
    """What today may still bring. Reads only: see `notice_return`."""
    paused = meta.get(connection, PAUSED) == "yes"
    if back := find_return(study, connection, today):
        return Allowance(0, max(0, back.a_day - absence.reviewed(connection, today)), paused, back)
    if paused:
        return Allowance(0, paused=True)
    a_day = study.settings.study.new_per_day
    return Allowance(max(0, a_day - queue.introduced(connection, today)), tomorrow=a_day > 0)


def find_return(study: Study, connection: Connection, today: int) -> Return | None:
    """The backlog of an absence, while more waits than a day takes."""
    a_day = study.settings.study.catch_up
    if not a_day or not (meta.get(connection, RETURNED) or is_absence(connection, today)):
        return None
    overdue = absence.overdue(connection, today)
    return Return(overdue, a_day) if overdue > a_day else None


def is_absence(connection: Connection, today: int) -> bool:
    last = absence.last_day(connection)
    return last is not None and today - last >= AWAY


def notice_return(study: Study) -> None:
    """Keep in mind that there is a backlog to spread, and forget it once it is gone."""
    today = study.moment().day
    with study.store.read() as connection:
        back = find_return(study, connection, today)
        noticed = meta.get(connection, RETURNED) or ""
    if bool(back) != bool(noticed):
        with study.store.write() as connection:
            meta.put(connection, RETURNED, str(today) if back else "")


def pause_new(study: Study, *, paused: bool) -> None:
    """Bring no new cards from now on, or bring them again; raise the store's errors."""
    with study.store.write() as connection:
        meta.put(connection, PAUSED, "yes" if paused else "")
