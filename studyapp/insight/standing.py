"""Where the cards stand: how many of each kind, how far apart, how strong, how difficult."""

from __future__ import annotations

from bisect import bisect_right
from collections import Counter
from collections.abc import Callable, Iterable, Iterator, Sequence
from typing import NamedTuple, Protocol

from studyapp.insight.figure import Chart, Found, Row, figure
from studyapp.insight.rows import MATURE_DAYS, STRONG_DAYS, History, Standing, Strength

# From how many days on each bar counts; the last one has no end.
DAYS = (0, 1, 2, 3, 5, 7, 10, 14, 21, 30, 45, 60, 90, 120, 180, 270, 365, 730, 1460, 3650)
COUNTS = ("new", "learning", "relearning", "young", "mature", "suspended", "buried")


class Belongs(Protocol):
    """A card, as far as its topics go."""

    @property
    def deck(self) -> str: ...

    @property
    def tags(self) -> tuple[str, ...]: ...


@figure(
    "cards", "Cards", "kind:text cards share:share", chart=Chart.SHARES, drawn="kind share", facts="cards new"
)
def cards(history: History) -> Found:
    """Your cards by where they stand; each is counted once.

    young and mature: learned cards, by their interval, under 21 days or not. Cards that are suspended or
    buried count as that alone.
    """
    counts = Counter(place(card) for card in history.cards)
    total = counts.total()
    rows = [(kind, counts[kind], counts[kind] / total) for kind in COUNTS if total]
    return Found(rows, (total, counts["new"]))


def place(card: Standing) -> str:
    """Which of COUNTS a card belongs to."""
    if card.suspended or card.buried:
        return "suspended" if card.suspended else "buried"
    known = card.strength
    if known is None:
        return "new"
    if known.phase != "review":
        return known.phase
    return "mature" if known.interval >= MATURE_DAYS else "young"


def known_cards(history: History) -> Iterator[Strength]:
    """The memories of cards that were reviewed, suspended ones among them."""
    return (card.strength for card in history.cards if card.strength is not None)


@figure(
    "intervals",
    "Intervals",
    "from:days below:days cards up_to_here:share",
    chart=Chart.BARS,
    drawn="from cards",
    facts="mean:days",
)
def intervals(history: History) -> Found:
    """Learned cards by their interval: the days from the last answer to when they are due.

    up_to_here is the share of all of them with this interval or a shorter one.
    """
    found = [known.interval for known in known_cards(history) if known.phase == "review"]
    return Found(histogram(found), (mean(found),))


@figure(
    "stability",
    "Stability",
    "from:days below:days cards up_to_here:share",
    chart=Chart.BARS,
    drawn="from cards",
    facts="mean:days strong cards",
)
def stability(history: History) -> Found:
    """Reviewed cards by their stability: the days after which a card is recalled with probability 90%.

    strong counts those with 21 days or more.
    """
    found = [known.stability for known in known_cards(history)]
    strong = sum(days >= STRONG_DAYS for days in found)
    return Found(histogram(found), (mean(found), strong, len(history.cards)))


def histogram(values: Iterable[float]) -> list[Row]:
    """Counts between DAYS, from the first that counts any to the last, and the share so far."""
    counts = Counter(bisect_right(DAYS, value) - 1 for value in values)
    if not counts:
        return []
    rows: list[Row] = []
    so_far, total = 0, counts.total()
    for number in range(min(counts), max(counts) + 1):
        so_far += counts[number]
        below = DAYS[number + 1] if number + 1 < len(DAYS) else None
        rows.append((DAYS[number], below, counts[number], so_far / total))
    return rows


@figure(
    "difficulty",
    "Difficulty",
    "difficulty cards",
    chart=Chart.BARS,
    drawn="difficulty cards",
    facts="mean:number",
)
def difficulty(history: History) -> Found:
    """Reviewed cards by difficulty as the memory model has it, from 1, easy, to 10; fractions are cut off."""
    found = [known.difficulty for known in known_cards(history)]
    counts = Counter(int(value) for value in found)
    return Found([(level, counts[level]) for level in range(1, 11)] if found else [], (mean(found),))


@figure(
    "retrievability",
    "Known now",
    "recall:share below:share cards",
    chart=Chart.BARS,
    drawn="recall cards",
    facts="mean:share known:number reviewed",
)
def retrievability(history: History) -> Found:
    """Reviewed cards by the probability that you would recall them now, as the memory model has it.

    known is the sum over all of them: how many you would recall if you were asked every one.
    """
    found = [card.recall for card in history.cards if card.strength is not None]
    counts = Counter(min(9, int(10 * probability)) for probability in found)
    rows: list[Row] = [(tenth / 10, (tenth + 1) / 10, counts[tenth]) for tenth in range(10)]
    return Found(rows if found else [], (mean(found), sum(found, start=0.0), len(found)))


@figure(
    "decks",
    "Strength by deck",
    "deck:text known:share strong cards reviewed",
    chart=Chart.SHARES,
    drawn="deck known",
    facts="weakest:text its_share:share",
)
def decks(history: History) -> Found:
    """Each deck: the share of its cards that you would recall now, new ones counting as none.

    strong counts cards with a stability of 21 days or more. The weakest deck comes first.
    """
    return compare(history.cards, lambda card: (card.deck,))


@figure(
    "topics",
    "Strength by topic",
    "topic:text known:share strong cards reviewed",
    chart=Chart.SHARES,
    drawn="topic known",
    facts="weakest:text its_share:share",
)
def topics(history: History) -> Found:
    """Each topic: the share of its cards that you would recall now, new ones counting as none.

    A topic is a folder of decks, or a tag (as tag:name); a deck in no folder is a topic of its own. A card
    counts in every topic that it belongs to, and those within one count in it too: optim/adam in optim,
    tag:gpu::nccl in tag:gpu. strong is as in the strength by deck. The weakest topic comes first.
    """
    return compare(history.cards, topics_of)


def topics_of(card: Belongs) -> tuple[str, ...]:
    """The topics that a card belongs to, each once."""
    folder = card.deck.rpartition("/")[0] or card.deck
    tags = (f"tag:{name}" for tag in card.tags for name in levels(tag, "::"))
    return tuple(dict.fromkeys((*levels(folder, "/"), *tags)))


def levels(name: str, sign: str) -> Iterator[str]:
    """`a`, `a/b` and `a/b/c`, of the last of them."""
    parts = name.split(sign)
    return (sign.join(parts[:count]) for count in range(1, len(parts) + 1))


def compare(everything: Iterable[Standing], groups_of: Callable[[Standing], Iterable[str]]) -> Found:
    """How strong each group of cards is, the weakest first; a card's groups follow from its deck and tags."""
    alike: dict[tuple[str, tuple[str, ...]], list[Standing]] = {}
    for card in everything:
        alike.setdefault((card.deck, card.tags), []).append(card)
    groups: dict[str, list[Sums]] = {}
    for cards in alike.values():
        counted = add_up(cards)
        for name in groups_of(cards[0]):
            groups.setdefault(name, []).append(counted)
    rows = [tell_group(name, parts) for name, parts in groups.items()]
    rows.sort(key=lambda row: row[1])
    return Found(rows, rows[0][:2] if rows else (None, None))


class Sums(NamedTuple):
    """Over some cards."""

    known: float  # Σ recall
    strong: int
    cards: int
    reviewed: int


def add_up(cards: Sequence[Standing]) -> Sums:
    known = [card.strength for card in cards if card.strength is not None]
    recall = sum(card.recall for card in cards)
    return Sums(recall, sum(each.stability >= STRONG_DAYS for each in known), len(cards), len(known))


def tell_group(name: str, parts: Sequence[Sums]) -> tuple[str, float, int, int, int]:
    known, strong, cards, reviewed = map(sum, zip(*parts, strict=True))
    return name, known / cards, int(strong), int(cards), int(reviewed)


def mean(values: Sequence[float]) -> float | None:
    return sum(values) / len(values) if values else None
