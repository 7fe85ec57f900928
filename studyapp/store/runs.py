"""Runs of proofs: what each one found, and on which system."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import asdict, dataclass, field
from datetime import datetime
from typing import Any

from sqlalchemy import Connection, Function, RowMapping, func, insert, literal_column, select, text

from studyapp.store.engine import Store
from studyapp.store.tables import run

OUTLINE = [column for column in run.c if column.name != "evidence"]


@dataclass(frozen=True, slots=True)
class Outline:
    """One execution of a proof, without what it showed, which can be large."""

    id: str
    proof: str
    source_hash: str
    seed: int  # below 2**63
    arguments: Mapping[str, Any]
    variant: str  # name of the broken variant; "" for the proof as it is
    verdict: str
    seconds: float
    first_evidence_seconds: float | None
    torch: str
    python: str
    device: str
    protections: tuple[str, ...]  # those that were applied
    at: datetime
    world: int = field(default=1, kw_only=True)  # ranks
    plain: bool = field(default=False, kw_only=True)  # as `tables.run` says it


@dataclass(frozen=True, slots=True)
class Run(Outline):
    """One execution of a proof, whole."""

    evidence: str  # JSON, as the proof yielded it


@dataclass(frozen=True, slots=True)
class Past:
    """The runs of one content of a proof, broken variants aside."""

    counts: Mapping[str, int]  # by verdict
    newest: Outline | None
    confirmed: Outline | None  # the newest that was
    others: int = 0  # runs of other contents of the same proof

    @property
    def count(self) -> int:
        return sum(self.counts.values())

    @property
    def ran(self) -> bool:
        """Whether it ever ran here: what could not was no run of it."""
        return any(count for verdict, count in self.counts.items() if verdict != "unsupported")


@dataclass(frozen=True, slots=True)
class Verdict:
    """What a proof's last run found."""

    verdict: str
    source_hash: str
    at: datetime


def add(store: Store, row: Run) -> None:
    with store.write() as connection:
        connection.execute(insert(run), asdict(row))


def get(connection: Connection, key: str) -> Run | None:
    row = connection.execute(select(run).where(run.c.id == key)).mappings().one_or_none()
    return None if row is None else Run(**_fields(row))


def verdicts(connection: Connection) -> dict[str, Verdict]:
    """Return the newest verdict on each proof; broken variants, which are to be refuted, do not count."""
    # With max(), SQLite takes the other columns from the row that holds the maximum. The last one stored
    # counts, whatever the clock said then.
    newest: Function[int] = func.max(literal_column("run.rowid"))
    query = (
        select(run.c.proof, run.c.verdict, run.c.source_hash, run.c.at, newest)
        .where(run.c.variant == "")
        .group_by(run.c.proof)
    )
    return {proof: Verdict(*rest) for proof, *rest, _ in connection.execute(query)}


def past(connection: Connection, proof: str, content: str) -> Past:
    """Return what earlier runs of the content with this hash found; the one stored last is the newest."""
    same = run.c.source_hash == content
    newest: Function[int] = func.max(literal_column("run.rowid"))
    query = (
        select(same, run.c.verdict, func.count(), newest)
        .where(run.c.proof == proof, run.c.variant == "")
        .group_by(same, run.c.verdict)
    )
    rows = connection.execute(query).all()
    counts = {verdict: count for is_same, verdict, count, _ in rows if is_same}
    places = {verdict: place for is_same, verdict, _, place in rows if is_same}
    return Past(
        counts,
        _outline(connection, max(places.values(), default=None)),
        _outline(connection, places.get("confirmed")),
        sum(count for is_same, _, count, _ in rows if not is_same),
    )


def history(connection: Connection, proof: str, limit: int = 20) -> list[Outline]:
    """Return the newest runs of a proof and its variants; the one stored last comes first."""
    last_first = text("run.rowid DESC")
    query = select(*OUTLINE).where(run.c.proof == proof).order_by(last_first).limit(limit)
    return [Outline(**_fields(row)) for row in connection.execute(query).mappings()]


def _outline(connection: Connection, place: int | None) -> Outline | None:
    """Return the run in this row of the table."""
    if place is None:
        return None
    query = select(*OUTLINE).where(literal_column("run.rowid") == place)
    return Outline(**_fields(connection.execute(query).mappings().one()))


def _fields(row: RowMapping) -> dict[str, Any]:
    return {**row, "protections": tuple(row["protections"]), "plain": bool(row["plain"])}
