"""Every figure against a slow count over the raw reviews and cards, which shares no code with it."""

from __future__ import annotations

import math
from datetime import timedelta
from itertools import pairwise

import pytest
from hypothesis import given

from studyapp.insight.figure import compute, read
from studyapp.insight.figures import KINDS, ORDER
from studyapp.insight.knowing import POINTS, days_of
from studyapp.insight.rows import Hour, Standing, first_day
from studyapp.insight.spell import table, write
from tests.unit.insight.histories import EPOCH, TODAY, Past, Raw, column, forget, pasts, rows_of

MINUTE = 60_000


def stack(raw: Raw) -> str:
    if raw.phase in (None, "learning"):
        return "learn"
    if raw.phase == "relearning":
        return "relearn"
    return "mature" if raw.interval > 20 else "young"


def is_test_of_memory(raw: Raw) -> bool:
    return raw.phase == "review" or raw.interval > 0


def share(raws: list[Raw]) -> float | None:
    return len([raw for raw in raws if raw.rating != 1]) / len(raws) if raws else None


def test_every_figure_has_its_place_and_its_definition() -> None:
    assert set(ORDER) == set(KINDS)
    assert len(ORDER) == len(set(ORDER))
    for kind in KINDS.values():
        assert len(kind.definition) > 40, kind.name
        known = {each.name for each in kind.columns}
        assert set(kind.drawn) <= known, kind.name


def test_a_unit_that_there_is_not_is_refused() -> None:
    with pytest.raises(ValueError, match="no unit 'miles'"):
        read("far:miles")


@given(pasts)
def test_rows_and_facts_are_as_the_columns_say(past: Past) -> None:
    for name in ORDER:
        figure = compute(name, past)
        assert all(len(row) == len(figure.kind.columns) for row in figure.rows)
        assert list(figure.facts) == [fact.name for fact in figure.kind.facts]
        for each, unit in [(figure.column(c.name), c.unit) for c in figure.kind.columns]:
            if unit == "share":
                assert all(value is None or 0 <= float(value) <= 1 + 1e-12 for value in each), name
        assert len(write(figure)) >= 2


@pytest.mark.parametrize("name", ORDER)
def test_without_cards_and_reviews_nothing_is_made_up(name: str) -> None:
    figure = compute(name, Past())
    assert figure.is_empty
    assert not [value for value in figure.facts.values() if value and value != 0.9]


@given(pasts)
def test_today(past: Past) -> None:
    done = [raw for raw in past.raw if raw.day == TODAY]
    rows = {row[0]: row[1:] for row in rows_of(compute("today", past))}
    assert bool(rows) == bool(done)
    for name in ("learn", "relearn", "young", "mature") if done else ():
        of = [raw for raw in done if stack(raw) == name]
        failed = [raw for raw in of if raw.rating == 1]
        minutes = sum(raw.milliseconds for raw in of) / MINUTE
        assert rows[name] == (len(of), len(failed), share(of), minutes)
    if done:
        assert rows["all"][0] == len(done)


@given(pasts)
def test_reviews_time_and_calendar(past: Past) -> None:
    days = sorted({raw.day for raw in past.meant})
    counts, times, calendar = (compute(name, past) for name in ("reviews", "time", "calendar"))
    for figure in (counts, times, calendar):
        assert column(figure, "day") == days
    for name in ("learn", "relearn", "young", "mature"):
        of = [[raw for raw in past.meant if raw.day == day and stack(raw) == name] for day in days]
        assert column(counts, name) == [len(raws) for raws in of]
        assert column(times, name) == [sum(raw.milliseconds for raw in raws) / MINUTE for raws in of]
    assert counts.facts["reviews"] == sum(column(calendar, "reviews")) == len(past.meant)
    assert counts.facts["a_day"] == (len(past.meant) / len(days) if days else None)


@given(pasts)
def test_buttons(past: Past) -> None:
    figure = compute("buttons", past)
    groups = {"learning": ("learn", "relearn"), "young": ("young",), "mature": ("mature",)}
    for name, *counts, correct in rows_of(figure):
        of = [raw for raw in past.meant if stack(raw) in groups[name]]
        assert counts == [len([raw for raw in of if raw.rating == rating]) for rating in (1, 2, 3, 4)]
        assert correct == share(of)


def test_hours_without_a_review_are_left_out() -> None:
    class Hours(Past):
        @property
        def hours(self) -> list[Hour]:
            return [Hour(8, 4, 3), Hour(9, 0, 0), Hour(21, 6, 6)]

    figure = compute("hours", Hours())
    assert figure.rows == ((8, 4, 0.75), (21, 6, 1.0))
    assert figure.facts == {"busiest": 21}


@given(pasts)
def test_weeks_and_their_bands(past: Past) -> None:
    tested = [raw for raw in past.meant if is_test_of_memory(raw)]
    mondays = sorted({raw.date - timedelta(days=raw.date.weekday()) for raw in tested})
    figure = compute("weeks", past)
    assert column(figure, "week") == [(monday - EPOCH).days for monday in mondays]
    for monday, (_, rate, low, high, count) in zip(mondays, rows_of(figure), strict=True):
        of = [raw for raw in tested if monday <= raw.date < monday + timedelta(days=7)]
        assert (rate, count) == (share(of), len(of))
        assert wilson_agrees(rate, low, len(of))
        assert wilson_agrees(rate, high, len(of))
        assert low <= rate <= high
    assert figure.facts["recalled"] == share(tested)


def wilson_agrees(rate: float, bound: float, count: int) -> bool:
    """A bound is where the rate lies exactly 1.96 standard errors away: how Wilson's interval is defined."""
    if bound in (0.0, 1.0):
        return rate == bound
    error = math.sqrt(bound * (1 - bound) / count)
    return math.isclose(abs(rate - bound), 1.959964 * error, rel_tol=1e-9, abs_tol=1e-12)


@given(pasts)
def test_true_retention(past: Past) -> None:
    ages = {"today": range(1), "yesterday": range(1, 2), "7 days": range(7), "30 days": range(30)}
    for period, *cells in rows_of(compute("retention", past)):
        days = ages.get(period, range(10_000))
        tested = [raw for raw in past.raw if TODAY - raw.day in days and is_test_of_memory(raw)]
        young = [raw for raw in tested if raw.interval < 21]
        mature = [raw for raw in tested if raw.interval >= 21]
        expected = [(share(of), len(of)) for of in (tested, young, mature)]
        assert cells == [cell for pair in expected for cell in pair]


@given(pasts)
def test_predicted_and_actual(past: Past) -> None:
    figure = compute("predicted", past)
    pairs = [(forget(r.stability, r.elapsed), r.rating > 1) for r in past.meant if r.elapsed]
    edges = [0.0, 0.5, 0.6, 0.7, 0.75, 0.8, 0.85, 0.9, 0.95, 1.1]
    groups = [[p for p in pairs if low <= p[0] < high] for low, high in pairwise(edges)]
    groups = [group for group in groups if group]
    means = [math.fsum(p for p, _ in group) / len(group) for group in groups]
    rates = [len([1 for _, passed in group if passed]) / len(group) for group in groups]
    assert column(figure, "predicted") == pytest.approx(means)
    assert column(figure, "actual") == pytest.approx(rates)
    assert column(figure, "reviews") == [len(group) for group in groups]
    if pairs:
        squares = [len(g) * (m - r) ** 2 for g, m, r in zip(groups, means, rates, strict=True)]
        assert figure.facts["error"] == pytest.approx(math.sqrt(sum(squares) / len(pairs)))


@given(pasts)
def test_calibration_and_its_score(past: Past) -> None:
    figure = compute("calibration", past)
    said = [raw for raw in past.meant if raw.confidence is not None]
    for level, right, _, _, answers in rows_of(figure):
        of = [raw for raw in said if raw.confidence == level]
        assert (right, answers) == (len([raw for raw in of if raw.right]) / len(of), len(of))
    if said:
        brier = math.fsum((float(raw.confidence or 0) - raw.right) ** 2 for raw in said) / len(said)
        assert figure.facts["brier"] == pytest.approx(brier)


@given(pasts)
def test_knowledge_at_the_end_of_each_day(past: Past) -> None:
    figure, days = compute("knowledge", past), days_of(past)
    assert column(figure, "day") == (days if past.raw else [])
    assert (days[0], days[-1]) == (min(first_day(past), TODAY), TODAY)
    assert days == sorted(set(days))
    assert len(days) <= POINTS + 1
    for day, known, reviewed in rows_of(figure):
        latest: dict[str, Raw] = {}
        for raw in sorted(past.raw, key=lambda raw: raw.day):
            if raw.day <= day:
                latest[raw.card] = raw
        assert reviewed == len(latest)
        assert known == pytest.approx(sum(forget(raw.stability, day - raw.day) for raw in latest.values()))


@given(pasts)
def test_days_ahead_and_their_load(past: Past) -> None:
    figure = compute("due", past)
    learned = [card.strength for card in past.cards if card.strength and not card.suspended]
    put_off = {id(card.strength) for card in past.cards if card.buried}
    waiting = [k for k in learned if not (id(k) in put_off and k.due_day <= TODAY)]
    last = TODAY + 10_000 if past.since is None else TODAY + (TODAY - past.since)
    days = sorted({known.due_day for known in waiting if TODAY <= known.due_day <= last})
    assert column(figure, "day") == days
    assert column(figure, "cards") == [len([k for k in waiting if k.due_day == day]) for day in days]
    assert column(figure, "in_all") == [len([k for k in waiting if k.due_day <= day]) for day in days]
    assert figure.facts["backlog"] == len([k for k in waiting if k.due_day < TODAY])
    assert figure.facts["tomorrow"] == len([k for k in waiting if k.due_day == TODAY + 1])
    spaces = [0 if k.in_steps or k.phase != "review" else k.due_day - k.last_day for k in learned]
    assert figure.facts["daily_load"] == pytest.approx(sum(1 / days if days > 1 else 1 for days in spaces))


def test_proofs_by_what_they_found() -> None:
    past = Past(verdicts={"a": "confirmed", "b": "refuted", "c": "confirmed", "d": "not run yet"})
    figure = compute("proofs", past)
    assert figure.rows == (("confirmed", 2, 0.5), ("refuted", 1, 0.25), ("not run yet", 1, 0.25))
    assert figure.facts["refuted"] == 1


def test_a_long_past_is_told_from_its_end_and_a_table_is_cut_to_fit() -> None:
    raws = [Raw("a", TODAY - age, 9, 3, "review", 5, 1000, 3.0, 1, None, True) for age in range(20)]
    lines = write(compute("calendar", Past(raws)), most=3)
    assert lines[2] == "… 17 more"
    assert lines[-1].split()[0] == (EPOCH + timedelta(days=TODAY)).isoformat()
    long = Standing("a-name-that-does-not-end-in-time", "", "a deck " * 9)
    assert max(map(len, table(compute("decks", Past(cards=[long])), width=44))) == 44


def test_units_are_left_out_of_headings_before_a_number_is() -> None:
    figure = compute("time", Past([Raw("a", TODAY, 9, 3, "review", 5, 1000, 3.0, 1, None, True)]))
    assert table(figure, width=80)[0].split() == ["day", "learn", "relearn", "young", "mature"]
    assert table(figure, width=120)[0].count("(minutes)") == 4
