"""Each review beside the one before it: what was to be expected, and how long the last one held."""

from __future__ import annotations

from collections.abc import Iterable
from typing import Any, NamedTuple

from studyapp.insight.rows import Foreseen, Span


class Trail(NamedTuple):
    foreseen: list[Foreseen]
    spans: list[Span]


def follow(steps: Iterable[tuple[Any, ...]], since: int, today: int) -> Trail:
    """Go through the steps of store.histories once; reviews are foreseen from study day `since` on.

    A review on the same day as the last tests no memory, nor does the first, or the first since a reset.
    """
    foreseen: list[Foreseen] = []
    spans: list[Span] = []
    before: dict[str, tuple[int, float]] = {}  # by card: day of its last review, and stability after it
    for card, day, stability, elapsed, passed, _ in steps:
        last = before.pop(card, None)
        if last is not None:
            if day > last[0]:
                spans.append(Span(last[0], day, last[1]))
            if elapsed and day >= since:
                foreseen.append(Foreseen(day, last[1], elapsed, bool(passed)))
        if stability is not None:
            before[card] = day, stability
    spans += [Span(day, today + 1, stability) for day, stability in before.values() if day <= today]
    return Trail(foreseen, spans)
