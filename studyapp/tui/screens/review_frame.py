"""What a review looks like: the session's bar, the question, the answer, the proof, the grades."""

from __future__ import annotations

from textual.app import ComposeResult
from textual.containers import Vertical, VerticalScroll
from textual.screen import Screen
from textual.widgets import Static

from studyapp.deck.card import Kind
from studyapp.sanitise import visible
from studyapp.study.judging import Response
from studyapp.study.presenting import Presented
from studyapp.study.session import Session
from studyapp.tui.shown_keys import key_of
from studyapp.tui.widgets.answer_line import AnswerLine
from studyapp.tui.widgets.choices import Choices
from studyapp.tui.widgets.confidence import ConfidenceLine
from studyapp.tui.widgets.grade_bar import GradeBar
from studyapp.tui.widgets.key_bar import KeyBar
from studyapp.tui.widgets.proof_panel import ProofPanel
from studyapp.tui.widgets.session_bar import SessionBar
from studyapp.tui.widgets.sheet import Answer, Question


class ReviewFrame(Screen[None]):
    """The parts of the screen, and putting a card's content into them."""

    def action_reveal(self) -> None:
        """Show the answer."""
        raise NotImplementedError

    DEFAULT_CSS = """
    ReviewFrame {
        align-horizontal: center;
        & > Vertical { width: 100%; max-width: 94; padding: 1 0 0 1; }
        VerticalScroll {
            height: 1fr;
            padding-right: 1;
            scrollbar-size-vertical: 1;
            scrollbar-gutter: stable;
        }
        /* Above the grades: one line lies in the free one there, more hide the page's end, never a key. */
        & > ToastRack { margin-bottom: 3; }
        SessionBar { padding-right: 2; }
        GradeBar { padding-right: 2; margin: 1 0; }
        #said { height: auto; margin: 0 0 1 3; display: none; }
        #note { height: auto; margin: 0 0 1 3; display: none; color: $text-muted; }
        Answer { display: none; }
        AnswerLine { display: none; }
        &.-typing AnswerLine { display: block; }
    }
    """

    def compose(self) -> ComposeResult:
        with Vertical():
            yield SessionBar()
            with VerticalScroll(id="page", can_focus=False):
                yield Question()
                yield Choices()
                yield AnswerLine(self.action_reveal)
                yield ConfidenceLine()
                yield Static("", id="said", markup=False)
                yield Answer()
                yield Static("", id="note", markup=False)
                yield ProofPanel()
            yield GradeBar()
        yield KeyBar()

    async def show_question(self, presented: Presented, session: Session) -> None:
        """Put a question on the screen; nothing of the card before it stays."""
        with self.app.batch_update():
            self.prepare_answering(presented)
            self.query_one(ProofPanel).reset()
            self.query_one(Answer).display = False
            self.put_note("")
            self.show_progress(presented, session)
            await self.query_one(Question).show(presented.question)
            self.query_one("#page", VerticalScroll).scroll_home(animate=False)
            self.refresh_bindings()

    def show_answer(self, presented: Presented) -> None:
        """Put the answer below the question, which is folded where there is little room."""
        self.query_one(AnswerLine).disabled = True
        self.set_focus(None)
        self.query_one(Choices).reveal()
        answer = self.query_one(Answer)
        answer.display = bool(presented.answer)
        answer.show(presented.answer)
        self.call_after_refresh(self.scroll_to_ask)

    def scroll_to_ask(self) -> None:
        """Where not all fits, begin with the question's last line: the verdict shows, the rest is above."""
        page = self.query_one("#page", VerticalScroll)
        page.scroll_to(y=self.query_one(Question).virtual_region.bottom - 2, animate=False)

    def scroll_to_said(self) -> None:
        """Begin with what is said, where not all fits: what it is about stands below."""
        page = self.query_one("#page", VerticalScroll)
        page.scroll_to_widget(self.query_one("#said"), top=True, animate=False)

    def prepare_answering(self, presented: Presented) -> None:
        """Show the choices or the line to type on, as the card's kind asks."""
        kind = presented.card.kind
        typed = presented.typed
        self.set_class(typed, "-typing")
        line = self.query_one(AnswerLine)
        line.value, line.disabled = "", False
        self.set_focus(line if typed else None)
        choices = self.query_one(Choices)
        choices.display = kind is Kind.CHOICE
        right = presented.right
        choices.show([text for text, _ in presented.choices], right, multiple=len(right) > 1)
        self.say("Several are right: pick each of them." if len(right) > 1 else "")
        self.invite(presented, typing=typed)

    def invite(self, presented: Presented, *, typing: bool) -> None:
        """Say which key reveals."""
        runs = presented.card.kind is Kind.PREDICT and presented.entry
        key = ("review.typing_reveal", "enter") if typing else ("review.reveal", "space")
        self.query_one(GradeBar).wait("run it and see" if runs else "show the answer", key_of(self.app, *key))

    def show_progress(self, presented: Presented, session: Session) -> None:
        counts, done = session.counts(), len(session.graded)
        self.query_one(SessionBar).show(
            session.deck_title(presented.card),
            presented.title,
            new=counts.new,
            learning=counts.learning,
            due=counts.due,
            practice=counts.practice,
            done=done,
            total=done + counts.total,
            contested=presented.contested,
        )

    def response(self) -> Response:
        """What the learner has answered so far."""
        return Response(self.query_one(AnswerLine).value.strip(), self.query_one(Choices).picked)

    def put_note(self, text: str) -> None:
        note = self.query_one("#note", Static)
        note.update(visible(f"Your note: {text}") if text else "")
        note.display = bool(text)

    def say(self, text: str) -> None:
        said = self.query_one("#said", Static)
        said.update(text)
        said.display = bool(text)

    def action_scroll(self, lines: int) -> None:
        self.query_one("#page", VerticalScroll).scroll_relative(y=lines, animate=False)
