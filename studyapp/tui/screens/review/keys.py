"""The keys of a review; a narrow bar lacks the last ones."""

from __future__ import annotations

from textual.binding import Binding, BindingType

RUN_PART = Binding("ctrl+r", "run_part", "run", id="review.run_part")
GIVE_UP = Binding("ctrl+g", "give_up", "give up", id="review.give_up")
HELP = Binding("f1", "typing('keys')", "keys", id="review.typing_keys")
IN_EDITOR = (RUN_PART, GIVE_UP, HELP)  # what the editor is told of: it takes every key, in its turn

KEYS: list[BindingType] = [
    RUN_PART,
    GIVE_UP,
    # With priority what the editor would take: ^e goes to the line's end there, Escape to another widget.
    Binding("ctrl+e", "open_part", "editor", id="review.open_part", priority=True),
    Binding("w", "write", "write", id="review.write"),
    Binding("space,enter", "reveal", "reveal", id="review.reveal", key_display="space"),
    Binding("space,enter", "accept", "accept", id="review.accept", key_display="space"),
    *[Binding(f"{n}", f"grade({n})", show=False, id=f"review.grade{n}") for n in range(1, 5)],
    Binding("r", "run", "rerun", id="review.run"),
    Binding("b", "break", "break", id="review.break"),
    Binding("s", "source", "source", id="review.source"),
    Binding("c", "cancel", "cancel", id="review.cancel"),
    Binding("e", "edit", "edit", id="review.edit"),
    Binding("u", "undo", "undo", id="review.undo"),
    Binding("q,escape", "leave", "leave", id="review.leave", key_display="q"),
    Binding("t", "trust", "trust", id="review.trust"),
    Binding("a", "checks", show=False, id="review.checks"),
    Binding("h", "runs", "runs", id="review.runs"),
    Binding("h", "hint", "hint", id="review.hint"),
    Binding("left", "surer(-1)", "how sure", id="review.less_sure"),
    Binding("right", "surer(1)", show=False, id="review.surer"),
    Binding("w", "type", "type it", id="review.type"),
    Binding("i", "info", "info", id="review.info"),
    Binding("minus", "bury", "bury", id="review.bury", key_display="-"),
    Binding("at", "suspend", "suspend", id="review.suspend", key_display="@"),
    Binding("asterisk", "mark", show=False, id="review.mark", key_display="*"),
    Binding("f", "flag", show=False, id="review.flag"),
    Binding("n", "note", show=False, id="review.note"),
    Binding("d", "dispute", show=False, id="review.dispute"),
    Binding("y", "copy", show=False, id="review.copy"),
    # While an answer is typed, letters are letters: these do the same then.
    Binding("ctrl+t", "typing('hint')", "hint", id="review.typing_hint"),
    Binding("ctrl+s", "typing('surer')", "how sure", id="review.typing_surer"),
    *[Binding(f"{n}", f"choose({n - 1})", show=False, id=f"review.choose{n}") for n in range(1, 10)],
    *[Binding(x, f"choose({n})", show=False, id=f"review.choose_{x}") for n, x in enumerate("abcdefghi")],
    Binding("j,down", "scroll(2)", show=False, id="review.down"),
    Binding("k,up", "scroll(-2)", show=False, id="review.up"),
    Binding("g,home", "scroll(-9999)", show=False, id="review.top"),
    Binding("G,end", "scroll(9999)", show=False, id="review.bottom"),
    Binding("enter", "typing('reveal')", "reveal", id="review.typing_reveal"),
    Binding("ctrl+z", "typing('undo')", "undo", id="review.typing_undo"),
    Binding("escape", "typing('leave')", "stop typing", id="review.typing_leave"),
    HELP,
    Binding("space", "give_up", show=False, id="review.give_up_too"),
    Binding("escape", "stop_writing", "out", id="review.stop_writing", priority=True),
    Binding("enter", "write('enter')", show=False, id="review.write_too"),
]
