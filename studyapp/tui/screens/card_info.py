"""All there is to know of a card: its forgetting curve, its reviews, and why it is due when it is."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from typing import ClassVar

from textual.app import ComposeResult
from textual.binding import Binding, BindingType
from textual.containers import VerticalScroll
from textual.content import Content
from textual.screen import Screen
from textual.widgets import Static

from studyapp.deck.card import Card
from studyapp.proof.evidence import Plot
from studyapp.schedule.days import date_of
from studyapp.schedule.fsrs import Rating
from studyapp.study.cards.card_info import Answered, CardInfo, inform
from studyapp.study.opening import Study
from studyapp.tui.widgets.evidence.plot import PlotView
from studyapp.tui.widgets.grade_bar import GRADES
from studyapp.tui.widgets.key_bar import KeyBar
from studyapp.tui.widgets.lines import Lines, flow, say
from studyapp.tui.widgets.session_bar import spell_marks

NEWEST = 12  # reviews listed


class CardInfoScreen(Screen[None]):
    """Read only; the same keys as elsewhere scroll and leave."""

    DEFAULT_CSS = """
    CardInfoScreen {
        align-horizontal: center;
        VerticalScroll { width: 100%; max-width: 94; padding: 1 1 1 2; scrollbar-size-vertical: 1; }
        VerticalScroll > * { margin-right: 1; }
        Static { height: auto; }
        #title { text-style: bold; }
        .part, Standing, PlotView { margin-top: 1; }
    }
    """
    BINDINGS: ClassVar[list[BindingType]] = [
        Binding("q,escape,i", "app.pop_screen", "back", id="info.leave", key_display="esc"),
        Binding("j,down", "scroll(2)", show=False, id="info.down"),
        Binding("k,up", "scroll(-2)", show=False, id="info.up"),
        Binding("g,home", "scroll(-9999)", show=False, id="info.top"),
        Binding("G,end", "scroll(9999)", show=False, id="info.bottom"),
    ]

    def __init__(self, study: Study, card: Card) -> None:
        super().__init__()
        self.study, self.info = study, inform(study, card)

    def compose(self) -> ComposeResult:
        info = self.info
        with VerticalScroll(can_focus=False):
            yield Static(Content.assemble(say(info.card.title), "   ", spell_marks(info.mark)), id="title")
            yield Place(info.card)
            yield Standing(info)
            if len({point.day for point in info.curve}) > 1:
                yield PlotView(draw_curve(info, self.study.moment().day))
            if info.reviews:
                yield Static(Content("\n").join(list_reviews(info.reviews)), classes="part")
            if info.mark.note:
                yield Static(Content("\n").join([head("your note"), say(info.mark.note)]), classes="part")
            if info.after:
                yield Static(Content("\n").join(list_prerequisites(info)), classes="part")
        yield KeyBar()

    def action_scroll(self, lines: int) -> None:
        self.query_one(VerticalScroll).scroll_relative(y=lines, animate=False)


def head(text: str) -> Content:
    return say(text.upper(), "dim")


class Place(Lines):
    """What it is, and where it is written."""

    def __init__(self, card: Card) -> None:
        super().__init__()
        proof = [f"proof {card.proof}"] if card.proof else []
        self.facts = [card.id, card.kind.value, *proof, f"{card.file}:{card.line}"]

    def lines(self, width: int) -> list[Content]:
        return flow([say(fact, "dim") for fact in self.facts], width)


class Standing(Lines):
    """Figures on one line or two, and the reason for the due date below."""

    def __init__(self, info: CardInfo) -> None:
        super().__init__()
        self.info = info

    def lines(self, width: int) -> list[Content]:
        if not (facts := figures(self.info)):
            return say(self.info.why).wrap(width)
        lines = flow(facts, width, "   ")
        if len(lines) > 1:
            lines = [*flow(facts[:3], width, "   "), *flow(facts[3:], width, "   ")]
        return [*lines, *say(self.info.why).wrap(width)]


def figures(info: CardInfo) -> list[Content]:
    """What is known of its memory; nothing of a new card."""
    row = info.memory
    if row is None or info.recall is None:
        return []
    facts = {
        "due": info.due,
        "recalled today": f"{info.recall:.0%}",
        "stability": f"{row.stability:.3g} d",
        "difficulty": f"{row.difficulty:.1f} of 10",
        "reviews": str(row.reps),
        "lapses": str(row.lapses),
    }
    return [Content.assemble(say(name, "dim"), " ", say(value, "bold")) for name, value in facts.items()]


def draw_curve(info: CardInfo, today: int) -> Plot:
    """Probability of recall over days counted from today; review days make the teeth."""
    days = [float(point.day - today) for point in info.curve]
    values = [round(100 * point.recall, 1) for point in info.curve]
    return Plot(title="recall in %, over days from today", x=days, series={"recall": values})


def list_reviews(reviews: Sequence[Answered]) -> Iterator[Content]:
    """The newest first: when, how it went, how long it held."""
    yield head("reviews")
    for review in [*reversed(reviews)][:NEWEST]:
        name, colour = GRADES[Rating(review.rating) - 1]

        sure = f"   {review.confidence:.0%} sure" if review.confidence is not None else ""
        time = f"   {review.seconds:.0f} s" if review.seconds is not None else ""
        waited = f"after {review.interval} d" if review.interval else "a step"
        yield Content.assemble(
            say(f"{date_of(review.day)}  "),
            say(f"{name:<6}", f"bold {colour}"),
            say(f"{waited:<12} stability {review.stability:.3g} d{time}{sure}", "dim"),
        )
    if len(reviews) > NEWEST:
        yield say(f"and {len(reviews) - NEWEST} before", "dim")


def list_prerequisites(info: CardInfo) -> Iterator[Content]:
    yield head("comes after")
    for known in info.after:
        recall = f"{known.recall:>4.0%} recalled today" if known.recall else "not learned yet"
        yield Content.assemble(say(f"{known.card.title}   "), say(recall, "dim"))
