"""`list`, `stats` and `where`."""

from __future__ import annotations

from collections.abc import Mapping

from studyapp.cli.context import Context, iso, require_deck
from studyapp.cli.output import Confirmed, ListedCard, Listing, Places, Rate, Statistics, Today
from studyapp.folder import find_shipped
from studyapp.insight.figures import Figures
from studyapp.insight.retention import PERIODS
from studyapp.proof.source.catalogue import Entry
from studyapp.proof.text import glyph
from studyapp.sanitise import visible
from studyapp.schedule.spell import spell_due
from studyapp.store import memory
from studyapp.study.contested import contested_cards
from studyapp.study.opening import Study
from studyapp.study.statistics import compute_figures, read_record


def list_cards(context: Context, deck: str, as_json: bool, *, contested: bool = False) -> None:
    with context.study() as study:
        with study.store.read() as connection:
            memories = memory.all_rows(connection)
        listing = make_listing(study, require_deck(study, deck), memories)
        if contested:
            listing = Listing(cards=[card for card in listing.cards if card.contested])
        if as_json:
            listing.print()
            return
        moment = study.moment()
        deck_shown = ""
        for card in listing.cards:
            if card.deck != deck_shown:
                print(f"{card.deck}:")
                deck_shown = card.deck
            row = memories.get(card.id)
            due = "new" if row is None else spell_due(row.due_at, row.due_day, moment.at, moment.day)
            mark = glyph(False) if card.contested else " "
            print(f"{mark} {card.id:<30} {card.kind:<8} {due:<14} {visible(card.title)}")
        if contested and not listing.cards:
            print("No card is contested here.")


def make_listing(study: Study, deck: str, memories: Mapping[str, memory.MemoryRow]) -> Listing:
    cards, doubted = [], {card.id for card in contested_cards(study)}
    confirmed = {name: find_record(study, entry) for name, entry in study.reading.catalogue.entries.items()}
    for card in study.reading.library.cards.values():
        if deck and card.deck != deck and not card.deck.startswith(f"{deck}/"):
            continue
        row = memories.get(card.id)
        cards.append(
            ListedCard(
                id=card.id,
                deck=card.deck,
                kind=card.kind.value,
                title=card.title,
                proof=card.proof,
                tags=card.tags,
                claims=card.claims,
                state=row.phase if row else "new",
                due=iso(row.due_at, row.due_day) if row else None,
                contested=card.id in doubted,
                confirmed=confirmed.get(card.proof),
            )
        )
    return Listing(cards=cards)


def find_record(study: Study, entry: Entry) -> Confirmed | None:
    if (found := study.records.find(entry)) is None:
        return None
    return Confirmed(torch=found.torch, device=found.device, when=found.proof.when.isoformat())


def stats(context: Context, as_json: bool) -> None:
    with context.study() as study:
        figures = compute_figures(study, read_record(study))
    if as_json:
        to_output(figures).print()
        return
    for line in stats_lines(figures):
        print(line)


def to_output(figures: Figures) -> Statistics:
    today = figures.today
    return Statistics(
        reviews=sum(figures.reviews.values()),
        reviews_by_day={str(iso(None, day)): count for day, count in figures.reviews.items()},
        today=Today(
            cards=today.cards,
            reviews=today.reviews,
            again=today.again,
            seconds=today.seconds,
            correct=today.correct,
        ),
        retention={
            period: Rate(passed=r.all.passed, total=r.all.total, rate=r.all.rate)
            for period, r in figures.retention.items()
        },
        forecast=figures.forecast,
        backlog=figures.backlog,
        due_tomorrow=figures.due_tomorrow,
        streak=figures.streak,
        longest_streak=figures.longest_streak,
        proofs=figures.proofs,
    )


def stats_lines(figures: Figures) -> list[str]:
    """The figures as aligned lines."""
    today = figures.today
    lines = [
        f"reviews     {sum(figures.reviews.values())} in all, {today.reviews} today on {today.cards} cards",
        f"streak      {count_days(figures.streak)}, {count_days(figures.longest_streak)} at the longest",
    ]
    for period in PERIODS:
        tally = figures.retention[period].all
        rate = "no learned card was reviewed" if tally.rate is None else f"{tally.rate:.0%} of {tally.total}"
        lines.append(f"recalled    {period:<10} {rate}")
    lines.append(
        f"due         {figures.forecast[0] + figures.backlog} today, {figures.due_tomorrow} tomorrow"
    )
    lines.append("next days   " + " ".join(str(count) for count in figures.forecast))
    lines.append(
        "proofs      " + ", ".join(f"{count} {verdict}" for verdict, count in figures.proofs.items())
    )
    return lines


def count_days(count: int) -> str:
    return f"{count} day{'' if count == 1 else 's'}"


def where(context: Context, as_json: bool) -> None:
    folder = context.find()
    places = Places(
        folder=str(folder.root),
        database=str(folder.database),
        settings=str(folder.settings),
        library=str(find_shipped()),
    )
    if as_json:
        places.print()
        return
    for name, place in places.model_dump(exclude={"version"}).items():
        print(f"{name:<9} {place}")
