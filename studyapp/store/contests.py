"""Contests: proofs that plain runs refuted on several seeds, and none confirmed since.

What is contested follows from the runs alone (`find`), for one content on one torch, device and number of
ranks. The queue asks for it at every card, before the files are read even, so it is kept as a list too.
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from dataclasses import dataclass

from sqlalchemy import Connection, bindparam, delete, insert, literal_column, select, text

from studyapp.store.runs import Run, get
from studyapp.store.tables import contested, run, unproven

NEEDED = 4  # seeds that refute it: the run's own, and three fresh ones

FIND = (
    "SELECT run.proof, run.source_hash, run.device, run.world, count(DISTINCT run.seed) AS seeds, run.id,"
    " max(run.rowid) AS newest FROM run"  # with max(), SQLite takes the id from the newest row
    " WHERE run.plain = 1 AND run.verdict = 'refuted' AND run.torch = :torch AND NOT EXISTS ("
    "  SELECT 1 FROM run AS later WHERE later.plain = 1 AND later.verdict = 'confirmed'"
    "  AND later.proof = run.proof AND later.source_hash = run.source_hash AND later.torch = run.torch"
    "  AND later.device = run.device AND later.world = run.world AND later.rowid > run.rowid)"
    f" GROUP BY run.proof, run.source_hash, run.device, run.world HAVING seeds >= {NEEDED} ORDER BY newest"
)
_CONTESTED = select(contested.c.run).where(contested.c.proof == bindparam("proof"))


@dataclass(frozen=True, slots=True)
class Contest:
    """A content of a proof that is refuted on one system."""

    proof: str
    source_hash: str
    device: str
    world: int
    seeds: int  # that refuted it since it was confirmed
    run: str  # id of the newest run that did


def find(connection: Connection, torch: str) -> list[Contest]:
    """Return what the runs on this torch contest, the contest of the newest run last."""
    rows = connection.execute(text(FIND), {"torch": torch})
    return [Contest(*row[:-1]) for row in rows]


def put(connection: Connection, runs: Mapping[str, str]) -> None:
    """Replace the list, inside `store.write()`: the run that refuted it newest, by proof."""
    connection.execute(delete(contested))
    if runs:
        connection.execute(insert(contested), [{"proof": proof, "run": key} for proof, key in runs.items()])


def current(connection: Connection) -> dict[str, str]:
    """Return the list: each contested proof, and the id of the run that refuted it newest."""
    return {row.proof: row.run for row in connection.execute(select(contested))}


def is_contested(connection: Connection, proof: str) -> bool:
    return connection.scalar(_CONTESTED, {"proof": proof}) is not None


def put_unproven(connection: Connection, proofs: Iterable[str]) -> None:
    """Replace the list of proofs that prove nothing yet, inside `store.write()`."""
    connection.execute(delete(unproven))
    if rows := [{"proof": proof} for proof in proofs]:
        connection.execute(insert(unproven), rows)


def current_unproven(connection: Connection) -> set[str]:
    return set(connection.scalars(select(unproven.c.proof)))


def is_confirmed(connection: Connection, proof: str, source_hash: str) -> bool:
    """Whether this content was ever confirmed here, as it is, on any torch."""
    confirmed = (run.c.plain == 1) & (run.c.verdict == "confirmed")
    query = select(run.c.id).where(run.c.proof == proof, run.c.source_hash == source_hash, confirmed)
    return connection.scalar(query.limit(1)) is not None


def before(connection: Connection, refuted: Run) -> Run | None:
    """Return the last confirmed run of the same content, on any torch; one on a like system first."""
    alike = (run.c.device == refuted.device) & (run.c.world == refuted.world)
    query = (
        select(run.c.id)
        .where(
            run.c.proof == refuted.proof,
            run.c.source_hash == refuted.source_hash,
            run.c.variant == "",
            run.c.verdict == "confirmed",
        )
        .order_by(alike.desc(), literal_column("run.rowid").desc())
        .limit(1)
    )
    key = connection.scalar(query)
    return None if key is None else get(connection, key)
