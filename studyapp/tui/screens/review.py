"""The review: a question, its answer, the proof, a grade; and the next one."""

from __future__ import annotations

from typing import TYPE_CHECKING, ClassVar, cast

from textual import on
from textual.app import ComposeResult
from textual.binding import Binding, BindingType
from textual.containers import Vertical, VerticalScroll
from textual.screen import Screen
from textual.widgets import Footer, Input, Static

from studyapp.deck.answer import Judgement
from studyapp.deck.card import Kind
from studyapp.errors import StudyError
from studyapp.proof.runner import Event, Finished
from studyapp.proof.verdict import Verdict
from studyapp.schedule.fsrs import Rating
from studyapp.store.errors import AlreadyGradedError, NothingToUndoError
from studyapp.study.judging import Response, judge_response
from studyapp.study.presenting import Presented
from studyapp.study.proving import Proving, make_request
from studyapp.study.session import Given, Session
from studyapp.tui.widgets.choices import Choices
from studyapp.tui.widgets.grade_bar import GradeBar
from studyapp.tui.widgets.proof_panel import ProofPanel
from studyapp.tui.widgets.session_bar import SessionBar
from studyapp.tui.widgets.sheet import Sheet

if TYPE_CHECKING:
    from studyapp.tui.app import StudyApp

THINKING = 0.25  # seconds after a question is painted until its proof starts in the background
TYPED = {Kind.TYPED, Kind.PREDICT}
INVITATIONS = {Kind.PREDICT: "run it and see", Kind.CHOICE: "show the answer"}


class Review(Screen[None]):
    """One session. The proof starts while the learner thinks; its evidence waits for the reveal."""

    DEFAULT_CSS = """
    Review {
        align-horizontal: center;
        & > Vertical { width: 100%; max-width: 92; padding: 1 0 0 1; }
        VerticalScroll { height: 1fr; scrollbar-size-vertical: 1; scrollbar-gutter: stable; }
        SessionBar { margin-right: 1; }
        GradeBar { margin: 1 0; }
        Choices { margin: 0 0 1 2; height: auto; }
        #line { height: 1; margin: 0 0 1 2; padding: 0; border: none; background: $surface; display: none; }
        #line:focus { border: none; background: $surface; }
        #said { height: auto; margin: 0 0 1 2; display: none; }
        #answer { display: none; }
        &.-revealed #answer { display: block; }
        &.-revealed #said { display: block; }
        &.-typing #line { display: block; }
    }
    """
    BINDINGS: ClassVar[list[BindingType]] = [
        Binding("space,enter", "go_on", "reveal", id="review.go_on", key_display="space"),
        *[Binding(f"{n}", f"digit({n})", show=False, id=f"review.digit{n}") for n in range(1, 10)],
        *[Binding(x, f"letter({n})", show=False, id=f"review.choose_{x}") for n, x in enumerate("abcdefghi")],
        Binding("r", "run", "run again", id="review.run"),
        Binding("b", "break", "break it", id="review.break"),
        Binding("s", "source", "source", id="review.source"),
        Binding("u,ctrl+z", "undo", "undo", id="review.undo", key_display="u"),
        Binding("j,down", "scroll(2)", show=False, id="review.down"),
        Binding("k,up", "scroll(-2)", show=False, id="review.up"),
        Binding("g,home", "scroll(-9999)", show=False, id="review.top"),
        Binding("G,end", "scroll(9999)", show=False, id="review.bottom"),
        Binding("q,escape", "leave", "leave", id="review.leave", key_display="q"),
    ]

    def __init__(self, session: Session, *, undo: bool = False) -> None:
        super().__init__()
        self.session = session
        self.undo_first = undo
        self.presented: Presented | None = None
        self.revealed = False
        self.judgement: Judgement | None = None
        self.proving: Proving | None = None
        self.waiting: list[Event] = []  # evidence that came before the reveal
        self.shown_at = 0.0

    @property
    def studyapp(self) -> StudyApp:
        return cast("StudyApp", self.app)

    def compose(self) -> ComposeResult:
        with Vertical():
            yield SessionBar()
            with VerticalScroll(id="page", can_focus=False):
                yield Sheet("question", id="question")
                yield Choices()
                yield Input(placeholder="your answer", id="line", select_on_focus=False)
                yield Static("", id="said", markup=False)
                yield Sheet("answer", id="answer")
                yield ProofPanel()
            yield GradeBar()
        yield Footer()

    async def on_mount(self) -> None:
        if self.undo_first:
            await self.action_undo()
        else:
            await self.show_next()

    async def show_next(self) -> None:
        """Show the next card, or the summary where none is left."""
        presented = self.session.next()
        if presented is None:
            from studyapp.tui.screens.summary import Summary

            self.app.switch_screen(Summary(self.session))
            return
        await self.ask(presented)

    async def ask(self, presented: Presented) -> None:
        """Put the question on the screen; nothing of the card before it stays."""
        self.cancel_proof()
        self.presented, self.revealed, self.judgement = presented, False, None
        self.remove_class("-revealed")
        kind = presented.card.kind
        self.set_class(kind in TYPED, "-typing")
        self.query_one(ProofPanel).reset()
        choices = self.query_one(Choices)
        choices.display = kind is Kind.CHOICE
        right = [index for index, (_, is_right) in enumerate(presented.choices) if is_right]
        choices.show([text for text, _ in presented.choices], right, multiple=len(right) > 1)
        line = self.query_one("#line", Input)
        line.value, line.disabled = "", False
        if kind in TYPED:
            line.focus()
        else:
            self.set_focus(None)
        key = "enter" if kind in TYPED else "space"
        self.query_one(GradeBar).wait(INVITATIONS.get(kind, "show the answer"), key)
        self.show_progress()
        await self.query_one("#question", Sheet).show(presented.question)
        self.query_one("#page", VerticalScroll).scroll_home(animate=False)
        self.refresh_bindings()
        self.shown_at = self.studyapp.study.clock.stopwatch() if self.studyapp.study else 0.0
        if presented.entry is not None:
            self.set_timer(THINKING, lambda: self.start_ahead(presented))

    def show_progress(self) -> None:
        assert self.presented is not None
        counts, done = self.session.counts(), len(self.session.graded)
        card = self.presented.card
        self.query_one(SessionBar).show(
            card.deck.rpartition("/")[2] or card.deck,
            card.title if card.title != self.presented.question else "",
            new=counts.new,
            learning=counts.learning,
            due=counts.due,
            done=done,
            total=done + counts.total,
        )

    # The proof

    def start_ahead(self, presented: Presented) -> None:
        """Begin the proof of a question that is still being thought about."""
        if self.presented is presented and self.proving is None and not self.revealed:
            self.start_proof()

    def start_proof(self, variant: str = "") -> None:
        """Run the card's proof, or a broken variant of it; an earlier run of this card is ended first."""
        presented = self.presented
        if presented is None or presented.entry is None:
            return
        self.cancel_proof()
        request = make_request(
            self.session.study, presented.entry, presented.seed, presented.values, variant=variant
        )
        self.proving = Proving(self.session.study, request)
        if self.revealed:
            self.open_panel()
        self.run_worker(self.follow(self.proving), group="proof", exclusive=True)

    async def follow(self, proving: Proving) -> None:
        """Pass the run's events on; before the reveal they wait."""
        events = proving.events()
        try:
            async for event in events:
                if self.proving is not proving:
                    return
                if self.revealed:
                    self.feed(event)
                else:
                    self.waiting.append(event)
        finally:
            await events.aclose()

    def feed(self, event: Event) -> None:
        self.query_one(ProofPanel).feed(event)
        if isinstance(event, Finished):
            self.conclude(event)

    def conclude(self, finished: Finished) -> None:
        """Hold a prediction against what was measured; without a measurement the learner decides."""
        presented, proving = self.presented, self.proving
        if presented is None or proving is None or proving.request.variant:
            return
        if presented.card.kind is not Kind.PREDICT or self.judgement is not None:
            return
        if finished.ruling.verdict is Verdict.CONFIRMED and proving.measured is not None:
            self.judgement = judge_response(presented, self.response(), proving.measured)
            if self.judgement.right is not None:
                self.query_one(ProofPanel).judge(self.judgement.right)
        else:
            self.say("The proof measured nothing here, so grade yourself by the written answer.")
        self.offer_grades()

    def open_panel(self) -> None:
        proving = self.proving
        assert proving is not None
        request = proving.request
        self.query_one(ProofPanel).begin(
            request.entry.id,
            request.seed,
            request.arguments,
            request.world,
            answer=self.response().text
            if self.presented and self.presented.card.kind is Kind.PREDICT
            else "",
        )

    def cancel_proof(self) -> None:
        self.proving = None
        self.waiting = []
        self.workers.cancel_group(self, "proof")

    # Answer and grade

    def response(self) -> Response:
        """What the learner has answered so far."""
        return Response(self.query_one("#line", Input).value.strip(), self.query_one(Choices).picked)

    def action_go_on(self) -> None:
        """Reveal; after the reveal accept the proposal."""
        if not self.revealed:
            self.reveal()
        elif self.is_measuring():
            self.notify("The proof is still running. 1–4 grade without it.")
        else:
            self.grade(self.proposal())

    @on(Input.Submitted)
    def answer_typed(self) -> None:
        self.reveal()

    @on(GradeBar.Revealed)
    def reveal(self) -> None:
        """Show the answer and start the proof, or show what it has found already."""
        presented = self.presented
        if self.revealed or presented is None:
            return
        self.revealed = True
        self.add_class("-revealed")
        self.query_one("#line", Input).disabled = True
        self.set_focus(None)
        self.query_one(Choices).reveal()
        if presented.card.kind is not Kind.PREDICT:
            self.judgement = judge_response(presented, self.response(), None)
        answer = self.query_one("#answer", Sheet)
        answer.display = bool(presented.answer)
        if presented.answer:
            answer.show(presented.answer)
        self.say(self.judgement.message if self.judgement else "")
        if self.proving is None:
            self.start_proof()
        else:
            self.open_panel()
        for event in self.waiting:
            self.feed(event)
        self.waiting = []
        self.offer_grades()
        self.refresh_bindings()

    def say(self, text: str) -> None:
        said = self.query_one("#said", Static)
        said.update(text)
        said.display = bool(text)

    def is_measuring(self) -> bool:
        """Whether a prediction still waits for its measurement."""
        proving = self.proving
        predicts = self.presented is not None and self.presented.card.kind is Kind.PREDICT
        return predicts and self.judgement is None and proving is not None and proving.run.finished is None

    def proposal(self) -> Rating:
        """What Space accepts: Good, or Again where the answer was held against the truth and was wrong."""
        proposed = self.judgement.proposed if self.judgement else None
        return Rating.GOOD if proposed is None else Rating(proposed)

    def offer_grades(self) -> None:
        assert self.presented is not None
        waits = self.session.previews(self.presented)
        proposed = None if self.is_measuring() else int(self.proposal())
        self.query_one(GradeBar).offer([waits[rating] for rating in Rating], proposed)

    def action_digit(self, number: int) -> None:
        """Choose before the reveal, grade after it."""
        if not self.revealed:
            self.query_one(Choices).pick(number - 1)
        elif number <= len(Rating):
            self.grade(Rating(number))

    def action_letter(self, index: int) -> None:
        if not self.revealed and self.presented and self.presented.card.kind is Kind.CHOICE:
            self.query_one(Choices).pick(index)
        elif index == 1:
            self.action_break()

    @on(GradeBar.Graded)
    def grade_clicked(self, event: GradeBar.Graded) -> None:
        self.grade(Rating(event.rating))

    def grade(self, rating: Rating) -> None:
        self.run_worker(self.save(rating), group="grade", exclusive=True)

    async def save(self, rating: Rating) -> None:
        """Save the grade, and only then show the next card; where it cannot be saved, say so and stay."""
        presented = self.presented
        if presented is None or not self.revealed:
            return
        judged = self.judgement is not None and self.judgement.proposed is not None
        given = Given(
            answer=self.describe_answer(),
            proposed=self.proposal() if judged else None,
            seconds=self.session.study.clock.stopwatch() - self.shown_at,
            run=self.proving.id if self.proving else None,
        )
        try:
            self.session.grade(presented, rating, given)
        except AlreadyGradedError as error:
            self.notify(str(error), severity="warning")
        except StudyError as error:
            self.notify(str(error), title="Not saved", severity="error", timeout=15)
            return
        await self.show_next()

    def describe_answer(self) -> str | None:
        """The learner's answer as the journal keeps it."""
        response = self.response()
        if self.presented is None or not (response.text or response.picked):
            return None
        if response.text:
            return response.text
        return "; ".join(self.presented.choices[index][0] for index in sorted(response.picked))

    async def action_undo(self) -> None:
        try:
            undone = self.session.undo()
        except NothingToUndoError:
            self.notify("There is nothing to undo.")
            if self.presented is None:
                await self.show_next()
            return
        except StudyError as error:
            self.notify(str(error), title="Not undone", severity="error", timeout=15)
            return
        if undone.presented is None:
            self.notify(f"Undone: {undone.card}, which is no longer in your decks.")
            await self.show_next()
            return
        self.notify(f"Undone: {undone.card}")
        await self.ask(undone.presented)

    # Looking closer

    def action_run(self) -> None:
        self.start_proof()

    def action_break(self) -> None:
        from studyapp.tui.screens.variants import Variants

        entry = self.presented.entry if self.presented else None
        if entry is not None and entry.variants and self.revealed:
            self.app.push_screen(Variants(entry), lambda name: self.start_proof(name) if name else None)

    def action_source(self) -> None:
        from studyapp.tui.screens.source import Source

        if self.presented and self.presented.entry:
            self.app.push_screen(Source(self.presented.entry))

    def action_scroll(self, lines: int) -> None:
        self.query_one("#page", VerticalScroll).scroll_relative(y=lines, animate=False)

    def action_leave(self) -> None:
        self.cancel_proof()
        self.dismiss()

    def check_action(self, action: str, parameters: tuple[object, ...]) -> bool | None:
        """Offer only what would do something now."""
        entry = self.presented.entry if self.presented else None
        if action in {"run", "break", "source"}:
            return entry is not None and self.revealed
        return True
