"""Evidence from several ranks made one: a check passes only where every rank's passes."""

from __future__ import annotations

from collections import deque

from studyapp.proof.evidence import Bars, Check, Item, Predict, Raises, Row, Table


class DisagreementError(Exception):
    """Ranks yielded different things at the same place."""


class Merger:
    """Holds what each rank has yielded until all have yielded the same piece."""

    def __init__(self, world: int) -> None:
        self.waiting: list[deque[Item]] = [deque() for _ in range(world)]

    def feed(self, rank: int, item: Item) -> Item | None:
        """The merged piece, once the last rank's has come; raise DisagreementError where kinds differ."""
        self.waiting[rank].append(item)
        if all(self.waiting):
            return merge([items.popleft() for items in self.waiting])
        return None

    @property
    def behind(self) -> list[int]:
        """Ranks that owe a piece that others have already yielded."""
        owed = max(len(items) for items in self.waiting)
        return [rank for rank, items in enumerate(self.waiting) if len(items) < owed]


def merge(items: list[Item]) -> Item:
    first = items[0]
    if len({(item.kind, getattr(item, "name", "")) for item in items}) > 1:
        seen = ", ".join(f"rank {rank}: {item.kind}" for rank, item in enumerate(items))
        raise DisagreementError(f"ranks yielded different evidence at the same place ({seen})")
    if len(items) == 1:
        return first
    if isinstance(first, Check | Raises):
        return merge_checks([item for item in items if isinstance(item, Check | Raises)])
    if isinstance(first, Table):
        return merge_tables([item for item in items if isinstance(item, Table)])
    if isinstance(first, Predict) and any(item != first for item in items):
        raise DisagreementError("ranks measured different values to predict: reduce them to one first")
    if isinstance(first, Bars):
        values = [item.values[0] for item in items if isinstance(item, Bars)]
        return first.model_copy(update={"values": values})
    return first  # of plots and notes, rank 0's


def merge_checks(items: list[Check | Raises]) -> Check | Raises:
    """The worst rank's measurement, and which ranks failed."""
    failed = tuple(rank for rank, item in enumerate(items) if not item.passed)
    worst = items[failed[0]] if failed else max(items, key=lambda item: getattr(item, "delta", None) or 0.0)
    return worst.model_copy(update={"failed_ranks": failed})


def merge_tables(items: list[Table]) -> Table:
    """One row where all ranks agree, else a row for each rank."""
    if len({len(item.rows) for item in items}) > 1:
        raise DisagreementError("ranks yielded tables of different lengths")
    rows: list[Row] = []
    for alike in zip(*(item.rows for item in items), strict=True):
        if all(row == alike[0] for row in alike):
            rows.append(alike[0])
        else:
            rows += [row.model_copy(update={"rank": rank}) for rank, row in enumerate(alike)]
    return items[0].model_copy(update={"rows": rows[:256]})
