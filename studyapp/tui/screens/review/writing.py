"""Writing a part of a proof: running what is in the editor, or opening it in one's own."""

from __future__ import annotations

from textual import on

from studyapp.errors import StudyError
from studyapp.study.library.editing import edit_text
from studyapp.tui.editor import hand_over
from studyapp.tui.screens.review.turn import ReviewTurn
from studyapp.tui.widgets.proof_panel import ProofPanel

WRITING = {"run_part", "give_up", "open_part", "stop_writing", "write"}  # actions


class WritingActs(ReviewTurn):
    """What the keys do where the question asks for a part of a proof."""

    def action_run_part(self) -> None:
        """Run the proof with what is in the editor; a run that is still under way is ended."""
        self.take_up_files()
        proof, editor = self.proof, self.page.editor
        if proof is None or editor is None:
            return
        turn = proof.turn
        proof.reveal()
        self.start_proof(parts={turn.presented.card.part: editor.text})
        if proof.withheld is not None:
            self.fall_back(turn, "its proof may not run as it is now")
        elif not turn.revealed:
            self.page.say("")

    def action_write(self) -> None:
        if self.page.editor is not None:
            self.set_focus(self.page.editor)

    def action_stop_writing(self) -> None:
        self.set_focus(None)
        self.refresh_bindings()

    def action_open_part(self) -> None:
        """Open what is written in the learner's own editor, and take up what it is then."""
        presented, editor = self.presented, self.page.editor
        if presented is None or editor is None:
            return
        name, line = f"{presented.card.part}.py", editor.cursor_location[0] + 1
        try:
            text = edit_text(editor.text, name, line, lambda command: hand_over(self.app, command))
        except StudyError as error:
            self.notify(str(error), severity="error")
            return
        editor.start(text)
        self.set_focus(editor)

    def offers_writing(self, action: str, parameters: tuple[object, ...]) -> bool:
        """Whether one of WRITING would do something now; after the reveal, one may still try."""
        turn, is_writing = self.turn, self.page.is_writing
        if turn is None or turn.draft is None:
            return False
        match action:
            case "give_up":
                return not turn.revealed
            case "stop_writing":
                return is_writing
            case "write":  # Enter then accepts
                return not is_writing and not (turn.revealed and parameters)
        return is_writing or not turn.revealed

    @on(ProofPanel.Concluded)
    def show_verdict(self) -> None:
        self.call_after_refresh(self.scroll_to_verdict)

    def scroll_to_verdict(self) -> None:
        """While it is still being written, the checks and the editor share the page."""
        if self.turn is not None and self.turn.draft is not None and not self.turn.revealed:
            self.page.scroll_to_verdict()
