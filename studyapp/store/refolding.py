"""Making everything that follows from the journal again, and finding where it was something else."""

from __future__ import annotations

from collections.abc import Iterable

from sqlalchemy import Connection, Table, select, text, union

from studyapp.store import journal, memory, tables
from studyapp.store.engine import Store

COMPUTED = ("expected", "stability", "difficulty")  # on another machine the last digits may differ


def _compared(table: Table) -> str:
    names = (column.name for column in table.c)
    return ", ".join(f"round({name}, 9)" if name in COMPUTED else name for name in names)


FOLDED: dict[Table, str] = {
    tables.review: _compared(tables.review),
    tables.act: "*",
    tables.mark: "*",
    tables.memory: _compared(tables.memory),
    tables.daily: "*",
    tables.hourly: "*",
    tables.foreseen: "day, percent, reviews, passed",
}
_CARDS = union(select(tables.memory.c.card), select(tables.review.c.card))


class _Unwanted(Exception):  # noqa: N818  (it is no error)
    """Ends a transaction whose changes are not to be kept."""


def refold(connection: Connection, cards: Iterable[str]) -> None:
    """Make the memory of these cards again from the journal, inside `store.write()`.

    What is told of a card under an id that it has no more is remembered under the one it has.
    """
    former = journal.former_ids(connection)
    for card in former:
        memory.delete(connection, card)
    for card in set(cards) - former:
        memory.put_back(connection, card)


def find_drift(store: Store, *, mend: bool) -> dict[str, int]:
    """Return how many rows of each table are not what the journal makes of them; none where all are.

    Everything is made again in one transaction, which is kept only with `mend`. Raises the errors of
    Store.write, and pydantic's ValidationError for an event that cannot be read.
    """
    found: dict[str, int] = {}
    try:
        with store.write() as connection:
            for table, columns in FOLDED.items():
                connection.execute(text(f"CREATE TEMP TABLE was_{table} AS SELECT {columns} FROM {table}"))
            journal.rebuild(connection)
            refold(connection, list(connection.scalars(_CARDS)))
            for table, columns in FOLDED.items():
                found[table.name] = _count_differences(connection, table, columns)
                connection.execute(text(f"DROP TABLE was_{table}"))
            if not mend:
                raise _Unwanted
    except _Unwanted:
        pass
    return {name: count for name, count in found.items() if count}


def _count_differences(connection: Connection, table: Table, columns: str) -> int:
    """Rows of now that were not so before; where there are none, rows of before that are gone."""
    now, then = f"SELECT {columns} FROM {table}", f"SELECT * FROM was_{table}"
    for one, other in ((now, then), (then, now)):
        count = connection.scalar(text(f"SELECT count(*) FROM ({one} EXCEPT {other})"))
        if count:
            return int(count)
    return 0
