"""The same history in Anki gives the same figures, one by one.

Each learner's history is written twice: into the app's own store, through its scheduler and journal, and,
from the journal alone, into a real Anki collection. What differs on purpose is in test_anki_differs.py.
"""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from itertools import product
from statistics import median
from typing import Any

import pytest

from studyapp.insight.rows import STACKS
from studyapp.insight.standing import DAYS
from studyapp.study.opening import Study
from studyapp.study.overview import make_overview
from studyapp.study.progress.progress import PERIODS, Progress, deck_scope
from tests.peers.asking import ask
from tests.peers.collection import BEFORE, Writer
from tests.peers.learner import Habits, live

pytestmark = pytest.mark.anki

CLOCKS = ("13:20", "03:20", "23:10", "05:00")
STEPS = ('["1m", "10m"]', '["1m", "10m", "1d"]', '["10m", "3d"]')
LEARNERS = [
    Habits(seed, CLOCKS[seed % 4], (4, 4, 4, 0, 2)[seed % 5], STEPS[seed % 3], STEPS[seed // 3 % 3])
    for seed in range(20)
]
DECKS = {"": "", "second": "deck:second"}  # what is asked about, and Anki's search for it
RELEARNED = "is:review is:learn"
PARTS = {"all": "", "learned": "is:review -is:learn", "relearned": f"{RELEARNED} -is:suspended"}
PARTS["others"] = f"-({RELEARNED})"
SEARCHES = {
    f"{name} {deck}": f"{search} {part}".strip()
    for (deck, search), (name, part) in product(DECKS.items(), PARTS.items())
}
ANKIS = {30: "one_month", 90: "three_months", 365: "one_year", None: "all_time"}  # periods by their days
RETENTION = {
    **{"today": "today", "yesterday": "yesterday"},
    **{"7 days": "week", "30 days": "month", "365 days": "year", "all": "all_time"},
}


@dataclass(frozen=True, slots=True)
class Pair:
    """One history in both, and what of it is asked about."""

    study: Study
    graphs: Mapping[str, Any]  # Anki's, by the name of the search
    deck: str = ""

    @property
    def today(self) -> int:
        return self.study.moment().day

    def anki(self, graph: str, part: str = "all") -> Any:
        return self.graphs[f"{part} {self.deck}"][graph]

    def ahead(self) -> dict[int, int]:
        """Cards by the days until they are due, in Anki."""
        due = self.anki("future_due")["future_due"]
        return {int(day): cards for day, cards in sorted(due.items(), key=lambda item: int(item[0]))}

    def progress(self, days: int | None = None) -> Progress:
        return Progress(self.study, deck_scope(self.study, self.deck), days)

    def rows(self, name: str, days: int | None = None) -> dict[Any, tuple[Any, ...]]:
        """A figure of ours by its first column."""
        return {first: tuple(rest) for first, *rest in self.progress(days).figure(name).rows}

    def facts(self, name: str, days: int | None = None) -> Mapping[str, Any]:
        return self.progress(days).figure(name).facts


@pytest.fixture(
    scope="module", params=LEARNERS, ids=lambda habits: f"learner-{habits.seed}-at-{habits.clock}"
)
def whole(request: pytest.FixtureRequest, tmp_path_factory: pytest.TempPathFactory) -> Iterator[Pair]:
    with live(tmp_path_factory.mktemp("learner"), request.param) as study:
        writer = Writer(study)
        found = ask(writer.write(SEARCHES), writer.offset)
        assert found["day"] == BEFORE, "both are at the same study day"
        yield Pair(study, found["graphs"])


@pytest.fixture(params=list(DECKS), ids=lambda deck: deck or "everything")
def pair(request: pytest.FixtureRequest, whole: Pair) -> Pair:
    return Pair(whole.study, whole.graphs, request.param)


@pytest.fixture(params=list(PERIODS.values()), ids=list(PERIODS))
def days(request: pytest.FixtureRequest) -> int | None:
    period: int | None = request.param
    return period


def share(passed: int, failed: int) -> tuple[float | None, int]:
    total = passed + failed
    return (passed / total if total else None), total


def test_true_retention(pair: Pair) -> None:
    expected = {}
    for ours, theirs in RETENTION.items():
        counts = pair.anki("true_retention")[theirs]
        young, mature = ((counts[f"{age}_passed"], counts[f"{age}_failed"]) for age in ("young", "mature"))
        both = young[0] + mature[0], young[1] + mature[1]
        expected[ours] = (*share(*both), *share(*young), *share(*mature))
    assert pair.rows("retention") == (expected if pair.progress().done else {})


def test_reviews_and_their_time_by_day_and_kind(pair: Pair, days: int | None) -> None:
    for name, theirs, unit in (("reviews", "count", 1), ("time", "time", 60_000)):
        expected = {
            pair.today + int(day): tuple(counts[stack] / unit for stack in STACKS)
            for day, counts in pair.anki("reviews")[theirs].items()
            if days is None or int(day) > -days
        }
        assert pair.rows(name, days) == expected
    totals = {day: sum(counts) for day, counts in pair.rows("reviews", days).items()}
    assert {day: row[0] for day, row in pair.rows("calendar", days).items()} == totals


def test_today(pair: Pair) -> None:
    today, facts = pair.anki("today"), pair.facts("today")
    rows = pair.rows("today") or dict.fromkeys((*STACKS, "all"), (0, 0, None, 0.0))
    expected = {
        **{"learn": today["learn_count"], "relearn": today["relearn_count"], "mature": today["mature_count"]},
        **{"young": today["review_count"] - today["mature_count"], "all": today["answer_count"]},
    }
    assert {kind: row[0] for kind, row in rows.items()} == expected
    assert rows["mature"][0] - rows["mature"][1] == today["mature_correct"]
    assert rows["all"][0] - rows["all"][1] == today["correct_count"]
    assert facts["minutes"] == pytest.approx(today["answer_millis"] / 60_000)


def test_hours(pair: Pair, days: int | None) -> None:
    hours = enumerate(pair.anki("hours")[ANKIS[days]])
    expected = {
        hour: (count["total"], count["correct"] / count["total"]) for hour, count in hours if count["total"]
    }
    assert pair.rows("hours", days) == expected


def test_buttons(pair: Pair, days: int | None) -> None:
    rows = pair.rows("buttons", days) or dict.fromkeys(("learning", "young", "mature"), (0, 0, 0, 0))
    assert {kind: list(row[:4]) for kind, row in rows.items()} == pair.anki("buttons")[ANKIS[days]]


def test_cards_by_where_they_stand(pair: Pair) -> None:
    names = {"new": "newCards", "learning": "learn", "relearning": "relearn"}
    ours = {names.get(kind, kind): row[0] for kind, row in pair.rows("cards").items()}
    assert ours == pair.anki("card_counts")["excluding_inactive"]


def test_cards_due_and_the_backlog(pair: Pair) -> None:
    ahead, facts = pair.ahead(), pair.facts("due")
    rows = {day - pair.today: row[0] for day, row in pair.rows("due").items()}
    assert rows == {day: cards for day, cards in ahead.items() if day >= 0}
    assert facts["backlog"] == sum(cards for day, cards in ahead.items() if day < 0)
    assert facts["tomorrow"] == ahead.get(1, 0)


def test_home_foresees_the_same(whole: Pair) -> None:
    ahead, home = whole.ahead(), make_overview(whole.study)
    assert home.forecast == tuple(ahead.get(day, 0) for day in range(14))


def test_the_daily_load(pair: Pair) -> None:
    # A card that is being relearned is one review a day here; Anki cuts the fraction off.
    relearned = pair.anki("card_counts", "relearned")["including_inactive"]["relearn"]
    load = pair.anki("future_due", "others")["daily_load"] + relearned
    assert load - 1e-4 <= pair.facts("due")["daily_load"] < load + 1 + 1e-4


def test_intervals_of_learned_cards(pair: Pair) -> None:
    exact = {int(days): cards for days, cards in pair.anki("intervals", "learned")["intervals"].items()}
    binned: Counter[int] = Counter()
    for days, cards in exact.items():
        binned[max(start for start in DAYS if start <= days)] += cards
    assert {start: row[1] for start, row in pair.rows("intervals").items() if row[1]} == binned
    if exact:
        mean = sum(days * cards for days, cards in exact.items()) / sum(exact.values())
        assert pair.facts("intervals")["mean"] == pytest.approx(mean)


def test_cards_added_by_day(pair: Pair) -> None:
    added = {pair.today + int(day): cards for day, cards in pair.anki("added")["added"].items()}
    assert {day: row[0] for day, row in pair.rows("added").items()} == added


def test_cards_by_stability(pair: Pair) -> None:
    rounded = {int(days): cards for days, cards in pair.anki("stability")["intervals"].items()}
    rows = pair.rows("stability")
    assert sum(row[1] for row in rows.values()) == sum(rounded.values())
    so_far = 0
    for below, cards, _ in rows.values():
        so_far += cards
        if below is not None:  # what Anki rounded up to a bar's end may have been below it
            sure, perhaps = (
                sum(n for days, n in rounded.items() if days < end) for end in (below, below + 1)
            )
            assert sure <= so_far <= perhaps


def test_cards_by_difficulty(pair: Pair) -> None:
    theirs = pair.anki("difficulty")  # as a percentage of the way from 1 to 10, whole ones in its bars
    percents = {int(percent): cards for percent, cards in theirs["eases"].items()}
    rows = pair.rows("difficulty")
    assert sum(row[0] for row in rows.values()) == sum(percents.values())
    so_far = 0
    for level, (cards,) in rows.items():
        so_far += cards
        end = 100 * level / 9
        sure, perhaps = (sum(n for p, n in percents.items() if p + off < end) for off in (1, -1))
        assert sure <= so_far <= perhaps
    found = [100 * (card.strength.difficulty - 1) / 9 for card in pair.progress().cards if card.strength]
    if found:
        assert theirs["average"] == pytest.approx(median(found), abs=1e-3)


def test_what_is_known_now(pair: Pair) -> None:
    theirs, ours = pair.anki("retrievability"), pair.facts("retrievability")
    assert ours["known"] == pytest.approx(theirs["sum_by_card"], rel=1e-4)
    assert 100 * (ours["mean"] or 0) == pytest.approx(theirs["average"], rel=1e-4)
