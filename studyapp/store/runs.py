"""Runs of proofs: what each one found, and on which system."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import asdict, dataclass
from datetime import datetime
from typing import Any

from sqlalchemy import Connection, Function, RowMapping, func, insert, literal_column, select

from studyapp.store.engine import Store
from studyapp.store.tables import run


@dataclass(frozen=True, slots=True)
class Run:
    """One execution of a proof."""

    id: str
    proof: str
    source_hash: str
    seed: int  # below 2**63
    arguments: Mapping[str, Any]
    variant: str  # name of the broken variant; "" for the proof as it is
    verdict: str
    evidence: str  # JSON, as the proof yielded it
    seconds: float
    first_evidence_seconds: float | None
    torch: str
    python: str
    device: str
    protections: tuple[str, ...]  # those that were applied
    at: datetime


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
    return None if row is None else _to_run(row)


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


def last(connection: Connection, proof: str) -> Run | None:
    """Return the newest run of a proof, broken variants aside."""
    query = select(run).where(run.c.proof == proof, run.c.variant == "").order_by(run.c.at.desc()).limit(1)
    row = connection.execute(query).mappings().one_or_none()
    return None if row is None else _to_run(row)


def history(connection: Connection, proof: str, limit: int = 20) -> list[Run]:
    """Return the newest runs of a proof and its variants, newest first."""
    query = select(run).where(run.c.proof == proof).order_by(run.c.at.desc()).limit(limit)
    return [_to_run(row) for row in connection.execute(query).mappings()]


def _to_run(row: RowMapping) -> Run:
    return Run(**{**row, "protections": tuple(row["protections"])})
