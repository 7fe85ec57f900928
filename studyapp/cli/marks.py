"""`mark`, `show`, `dispute` and `pause`: what is done to a card besides answering it."""

from __future__ import annotations

from typing import Annotated

import typer

from studyapp.cli.arguments import CardId, Json
from studyapp.cli.context import iso
from studyapp.cli.output import Disputed, MarkedCards, ReviewLine, ShownCard
from studyapp.cli.plain_acts import read_flag
from studyapp.deck.card import Card
from studyapp.errors import UsageError
from studyapp.sanitise import visible
from studyapp.schedule.fsrs import Rating
from studyapp.schedule.spell import spell_days
from studyapp.study.cards import marking
from studyapp.study.cards.card_info import CardInfo, inform
from studyapp.study.cards.flags import FLAGS
from studyapp.study.doubt.disputing import write_dispute
from studyapp.study.library.noticing import newest_event
from studyapp.study.opening import Study
from studyapp.study.review.allowance import pause_new

ACTS = {
    "suspend": marking.suspend,
    "resume": marking.resume,
    "bury": marking.bury,
    "reset": marking.reset,
    "star": marking.mark,
}
KNOWN = f"{', '.join(ACTS)}, flag=N, note=TEXT (note= takes it away)"


app = typer.Typer(rich_markup_mode=None)


@app.command(short_help="Suspend, bury, star, flag, … cards.")
def mark(
    context: typer.Context,
    act: Annotated[str, typer.Argument(help=f"One of {KNOWN}.")],
    names: Annotated[list[str], typer.Argument(metavar="ID…", help="Cards, as `list` names them.")],
    as_json: Json = False,
) -> None:
    """Do something to cards besides answering them; `undo` takes all of it back."""
    with context.obj.study() as study:
        cards = [find_card(study, name).id for name in names]
        before = newest_event(study)
        word, _, value = act.partition("=")
        if word in ACTS and not value:
            if ACTS[word](study, cards) is False:  # a second star takes the first away
                act = "no star"
        elif word == "flag":
            marking.flag(study, cards, read_flag(value))
        elif word == "note" and "=" in act:
            for card in cards:
                marking.note(study, card, value)
        else:
            raise UsageError(f"there is no act {act!r}", todo=f"There are: {KNOWN}.")
        changed = newest_event(study) != before
    if as_json:
        MarkedCards(act=act, cards=cards, changed=changed).print()
    elif not changed:
        print(f"Nothing changed: {', '.join(cards)} {'was' if len(cards) == 1 else 'were'} so already.")
    else:
        print(f"{act}: {', '.join(cards)}. `studyapp undo` takes it back.")


def spell_waited(interval: int) -> str:
    """How long the answer before it had to hold."""
    return f"after {spell_days(interval)}" if interval else "within a day"


def find_card(study: Study, name: str) -> Card:
    """Raise UsageError where there is no such card."""
    if (card := study.reading.library.cards.get(name)) is None:
        raise UsageError(f"there is no card {name!r}", todo="`studyapp list` names all cards.")
    return card


@app.command(short_help="Print where a card stands, and its reviews.")
def show(context: typer.Context, card: CardId, as_json: Json = False) -> None:
    """Print where a card stands, its reviews, and why it is due when it is."""
    with context.obj.study() as study:
        info = inform(study, find_card(study, card))
    if as_json:
        to_output(info).print()
        return
    print("\n".join(visible(line) for line in describe(info)))


def to_output(info: CardInfo) -> ShownCard:
    row = info.memory
    return ShownCard(
        id=info.card.id,
        deck=info.card.deck,
        kind=info.card.kind.value,
        title=info.card.title,
        file=info.card.file,
        line=info.card.line,
        source=info.card.source,
        proof=info.card.proof,
        state=row.phase if row else "new",
        due=iso(row.due_at, row.due_day) if row else None,
        why=info.why,
        recall=info.recall,
        stability=row.stability if row else None,
        difficulty=row.difficulty if row else None,
        lapses=row.lapses if row else 0,
        suspended=info.mark.suspended,
        flag=info.mark.flag,
        marked=info.mark.marked,
        note=info.mark.note,
        after={known.card.id: known.recall for known in info.after},
        reviews=[
            ReviewLine(
                at=review.at.isoformat(timespec="seconds"),
                rating=review.rating,
                interval=review.interval,
                stability=review.stability,
                seconds=review.seconds,
                confidence=review.confidence,
                answer=review.answer,
            )
            for review in info.reviews
        ],
    )


def describe(info: CardInfo) -> list[str]:
    card, row = info.card, info.memory
    lines = [f"{card.title}", f"{card.id} · {card.kind.value} · {card.file}:{card.line}", ""]
    if row is not None and info.recall is not None:
        lines.append(
            f"due {info.due} · recalled today with {info.recall:.0%} · stability {row.stability:.3g} days · "
            f"difficulty {row.difficulty:.1f} of 10 · {row.lapses} lapses"
        )
    lines.append(info.why)
    mark = info.mark
    marks = [f"flag {FLAGS[mark.flag]}"] if mark.flag else []
    marks += ["marked"] if mark.marked else []
    lines += [" · ".join(marks)] if marks else []
    lines += [f"your note: {mark.note}"] if mark.note else []
    for review in reversed(info.reviews):
        sure = f", {review.confidence:.0%} sure" if review.confidence is not None else ""
        name = Rating(review.rating).name.lower()
        lines.append(
            f"{review.at:%Y-%m-%d %H:%M}  {name:<5} {spell_waited(review.interval)}, "
            f"stability then {spell_days(review.stability)}{sure}"
        )
    lines += [f"comes after {one.card.id}: recalled today with {one.recall:.0%}" for one in info.after]
    return lines


@app.command(short_help="Write a file about a card that is wrong.")
def dispute(context: typer.Context, card: CardId, as_json: Json = False) -> None:
    """Write a text file about a card that is wrong: the card, its proof, its newest run, all versions."""
    with context.obj.study() as study:
        path = write_dispute(study, find_card(study, card))
    if as_json:
        Disputed(card=card, file=str(path)).print()
    else:
        print(f"{path}\nSay in it what is wrong, and send it to whoever keeps the deck.")


@app.command()
def pause(
    context: typer.Context,
    off: Annotated[bool, typer.Option("--off", help="Bring new cards again.")] = False,
) -> None:
    """Bring no new cards until it is switched off."""
    with context.obj.study() as study:
        pause_new(study, paused=not off)
    print("New cards come again." if off else "No new cards until `studyapp pause --off`.")
