"""The text of each card as a search reads it, in SQLite's full-text index."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass

from sqlalchemy import Connection, text

# A full-text table knows no upsert.
DELETE = text("DELETE FROM card_text WHERE rowid = (SELECT number FROM card WHERE id = :id)")
_INSERT = text(
    "INSERT INTO card_text (rowid, title, question, answer, tags)"
    " SELECT number, :title, :question, :answer, :tags FROM card WHERE id = :id"
)
_SIZE = 1000  # texts at once


@dataclass(frozen=True, slots=True)
class CardText:
    """What a card says, without markup."""

    id: str
    title: str
    question: str
    answer: str
    tags: str  # with spaces between


def put(connection: Connection, texts: Iterable[CardText]) -> None:
    """Index the texts of cards that are known, in place of what they said before, inside `store.write()`."""
    rows: list[dict[str, str]] = []
    for one in texts:
        rows.append({name: getattr(one, name) for name in CardText.__slots__})
        if len(rows) == _SIZE:
            _write(connection, rows)
            rows = []
    _write(connection, rows)


def _write(connection: Connection, rows: list[dict[str, str]]) -> None:
    if rows:
        connection.execute(DELETE, [{"id": row["id"]} for row in rows])
        connection.execute(_INSERT, rows)
