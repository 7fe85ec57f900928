"""Evidence from several ranks made one: a check passes only where every rank's passes."""

from __future__ import annotations

from collections import deque
from collections.abc import Sequence

from studyapp.proof.caps import TEXT, add_to_title, cut, cut_items, left
from studyapp.proof.evidence import Bars, Check, Item, Note, Plot, Predict, Raises, Row, Span, Table, Timeline

ROWS = 256  # of a merged table
RANKS = 64  # that bars show
SPANS = 1024  # of a merged timeline


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


def merge(items: Sequence[Item]) -> Item:
    """The pieces of ranks 0, 1, … as one; raise DisagreementError where they are no versions of one."""
    first = items[0]
    if len({(item.kind, getattr(item, "name", "")) for item in items}) > 1:
        seen = ", ".join(f"rank {rank}: {item.kind}" for rank, item in enumerate(items))
        raise DisagreementError(f"ranks yielded different evidence at the same place ({seen})")
    if len(items) == 1:
        return first
    match first:
        case Check() | Raises():
            return merge_checks([item for item in items if isinstance(item, Check | Raises)])
        case Table():
            return merge_tables([item for item in items if isinstance(item, Table)])
        case Plot():
            return merge_plots([item for item in items if isinstance(item, Plot)])
        case Bars():
            return merge_bars([item for item in items if isinstance(item, Bars)])
        case Timeline():
            return merge_timelines([item for item in items if isinstance(item, Timeline)])
        case Note():
            return merge_notes([item for item in items if isinstance(item, Note)])
        case Predict():
            return merge_predictions([item for item in items if isinstance(item, Predict)])


def all_alike(pieces: Sequence[Item] | Sequence[Row]) -> bool:
    """Equal, or so by their JSON, in which NaN is like NaN."""
    first = pieces[0]
    return all(piece == first or piece.model_dump_json() == first.model_dump_json() for piece in pieces)


def merge_checks(items: Sequence[Check | Raises]) -> Check | Raises:
    """The worst rank's measurement, and which ranks failed."""
    failed = tuple(rank for rank, item in enumerate(items) if not item.passed)
    worst = items[failed[0]] if failed else max(items, key=lambda item: getattr(item, "delta", None) or 0.0)
    return worst.model_copy(update={"failed_ranks": failed})


def merge_tables(items: Sequence[Table]) -> Table:
    """One row where all ranks agree, else a row for each rank."""
    if len({len(item.rows) for item in items}) > 1:
        raise DisagreementError("ranks yielded tables of different lengths")
    rows: list[Row] = []
    for versions in zip(*(item.rows for item in items), strict=True):
        if all_alike(versions):
            rows.append(versions[0])
        else:
            rows += [row.model_copy(update={"rank": rank}) for rank, row in enumerate(versions)]
    kept, more = cut_items(rows, ROWS)
    ending = [Row(label=left(more, "rows"), cells=[])] if more else []
    return items[0].model_copy(update={"rows": [*kept, *ending]})


def merge_plots(items: Sequence[Plot]) -> Plot:
    """Rank 0's curves, which are said to be its own where ranks differ."""
    first = items[0]
    if all_alike(items):
        return first
    return first.model_copy(update={"title": f"{first.title} (rank 0)".strip()})


def merge_bars(items: Sequence[Bars]) -> Bars:
    """A list of values for each rank."""
    first = items[0]
    if any(item.moments != first.moments for item in items):
        raise DisagreementError("ranks yielded bars of different moments")
    values = [item.values[0] for item in items[:RANKS]]
    title = add_to_title(first.title, len(items) - len(values), "ranks")
    return first.model_copy(update={"title": title, "values": values})


def merge_timelines(items: Sequence[Timeline]) -> Timeline:
    """All spans on one axis; a rank's lanes bear its number."""
    most = SPANS // len(items)
    spans = [
        span.model_copy(update={"lane": lane_of(rank, span)})
        for rank, item in enumerate(items)
        for span in item.spans[:most]
    ]
    title = add_to_title(items[0].title, sum(len(item.spans) for item in items) - len(spans), "spans")
    return items[0].model_copy(update={"title": title, "spans": spans})


def lane_of(rank: int, span: Span) -> str:
    return cut(f"rank {rank} · {span.lane}" if span.lane else f"rank {rank}")


def merge_notes(items: Sequence[Note]) -> Note:
    """The one text that all ranks wrote, or each rank's own."""
    if all_alike(items):
        return items[0]
    most = TEXT // len(items) - len(f"rank {len(items)}: \n")
    lines = [f"rank {rank}: {cut(item.text, max(1, most))}" for rank, item in enumerate(items)]
    return Note(text=cut("\n".join(lines), TEXT))


def merge_predictions(items: Sequence[Predict]) -> Predict:
    """What all ranks measured alike."""
    if not all_alike(items):
        raise DisagreementError("ranks measured different values to predict: reduce them to one first")
    return items[0]
