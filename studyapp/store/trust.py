"""Decisions about proofs from elsewhere: which content may run, and which never."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from dataclasses import asdict, dataclass
from datetime import datetime
from enum import StrEnum

from sqlalchemy import Connection, RowMapping, delete, insert, literal_column, select

from studyapp.store.engine import Store
from studyapp.store.tables import trust


class Say(StrEnum):
    """What was said of a content."""

    TRUST = "trust"
    NEVER = "never"


@dataclass(frozen=True, slots=True)
class Decision:
    """What was said of one content of one proof; the seal tells whether the learner said it."""

    proof: str
    hash: str
    decision: Say
    files: Mapping[str, str]  # path below proofs/ → source: all that was decided on
    seal: str
    at: datetime


def get(connection: Connection, proof: str, content: str) -> Decision | None:
    """Return what was said of the content with this hash, as this proof."""
    query = select(trust).where(trust.c.proof == proof, trust.c.hash == content)
    row = connection.execute(query).mappings().one_or_none()
    return None if row is None else _to_decision(row)


def trusted(connection: Connection, proof: str) -> Iterator[Decision]:
    """Return the trusted contents of a proof; the one stored last comes first, whatever the clock said."""
    query = (
        select(trust)
        .where(trust.c.proof == proof, trust.c.decision == Say.TRUST.value)
        .order_by(literal_column("trust.rowid").desc())
    )
    return map(_to_decision, connection.execute(query).mappings())


def put(store: Store, decision: Decision) -> None:
    """Keep a decision, in place of an earlier one on the same content of the same proof."""
    row = asdict(decision) | {"decision": decision.decision.value}
    same = delete(trust).where(trust.c.proof == decision.proof, trust.c.hash == decision.hash)
    with store.write() as connection:
        connection.execute(same)  # and not updated: its row is to be the newest
        connection.execute(insert(trust), row)


def remove(store: Store, proof: str) -> None:
    """Forget every decision on a proof, earlier contents too."""
    with store.write() as connection:
        connection.execute(delete(trust).where(trust.c.proof == proof))


def _to_decision(row: RowMapping) -> Decision:
    return Decision(**{**row, "decision": Say(row["decision"])})
