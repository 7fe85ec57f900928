"""A wrong query, shown with a caret under the place that is wrong."""

from __future__ import annotations

from studyapp.errors import UsageError
from studyapp.sanitise import visible_line, width

WINDOW = 60  # characters of the query that are shown around the place


class QueryError(UsageError):
    """What is wrong in a query, where, and what is possible there."""

    def __init__(self, reason: str, query: str, at: int, todo: str = "") -> None:
        self.reason = reason
        self.query = query
        self.at = at
        super().__init__(f"{reason}\n{point(query, at)}", todo=todo)


def point(query: str, at: int) -> str:
    """The query on one line, and a caret below the character at `at`."""
    start = max(0, at - WINDOW)
    before = ("…" if start else "") + visible_line(query[start:at])
    after = visible_line(query[at : at + WINDOW]) + ("…" if len(query) > at + WINDOW else "")
    return f"  {before}{after}\n  {' ' * width(before)}^"
