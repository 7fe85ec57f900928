"""What is done to a card line by line besides answering it: hints, confidence, marks, putting it off."""

from __future__ import annotations

from dataclasses import dataclass

from studyapp.cli.spoken import say
from studyapp.deck.card import Card
from studyapp.errors import StudyError, UsageError
from studyapp.study.cards import marking
from studyapp.study.cards.card_info import inform
from studyapp.study.cards.flags import FLAGS
from studyapp.study.doubt.disputing import write_dispute
from studyapp.study.opening import Study
from studyapp.study.review.lapses import Lapse
from studyapp.study.review.turn import Turn

HINT = (
    "hint, sure 80, info, bury, suspend, mark, flag 2, note TEXT and dispute do something with the card;"
    " where you type an answer, with a colon before: :hint."
)


class PutAwayError(Exception):
    """The card was buried or suspended: the next one comes."""


@dataclass(slots=True)
class Acts:
    """Everything said of one question besides its answer."""

    turn: Turn

    @property
    def study(self) -> Study:
        return self.turn.session.study

    @property
    def card(self) -> Card:
        return self.turn.presented.card

    def obey(self, line: str, *, colon: bool = False) -> bool:
        """Do what a line asks for; False where it asks for nothing of this kind.

        With `colon` only what begins with one is a command. Raise PutAwayError where the card is gone.
        """
        if colon and not line.startswith(":"):
            return False
        word, _, rest = line.removeprefix(":").partition(" ")
        try:
            return self.do(word, rest.strip())
        except StudyError as error:
            say(str(error))
            return True

    def do(self, word: str, rest: str) -> bool:
        study, card = self.study, self.card.id
        match word:
            case "hint":
                self.hint()
            case "sure":
                self.turn.confidence = read_confidence(rest)
                say(f"{self.turn.confidence:.0%} sure")
            case "info":
                self.tell_info()
            case "mark":
                say("starred" if marking.mark(study, [card]) else "no longer starred")
            case "flag":
                number = read_flag(rest)
                marking.flag(study, [card], number)
                say(f"flag: {FLAGS[number]}")
            case "note":
                self.note(rest)
            case "dispute":
                say(f"written, ready to be completed and sent: {write_dispute(study, self.card)}")
            case "bury" | "suspend":
                self.put_away(word)
            case _:
                return False
        return True

    def put_away(self, word: str) -> None:
        act = marking.put_off if word == "bury" else marking.put_out
        for card in act(self.study, self.card):
            self.turn.session.leave_out(card)
        say(
            "buried until tomorrow; undo brings it back"
            if word == "bury"
            else "suspended; undo brings it back"
        )
        raise PutAwayError

    def note(self, text: str) -> None:
        """Keep a note; raise UsageError where there are no words for one."""
        if not text:
            raise UsageError("a note needs words", todo="As in: note read the paper. `note -` takes it away.")
        marking.note(self.study, self.card.id, "" if text == "-" else text)
        say("note taken away" if text == "-" else "note kept")

    def hint(self) -> None:
        if not (hint := self.turn.hint()):
            say("There is no hint for this one.")
            return
        say(f"hint {self.turn.hints} of {len(self.turn.known_hints)}: {hint}")

    def tell_info(self) -> None:
        info = inform(self.study, self.card)
        if info.memory is not None and info.recall is not None:
            memory = info.memory
            say(
                f"due {info.due}, recalled today with {info.recall:.0%}, stability {memory.stability:.3g}"
                f" days, {memory.reps} reviews, {memory.lapses} lapses"
            )
        say(info.why)
        for known in info.after:
            say(f"comes after {known.card.title}: recalled today with {known.recall:.0%}")

    def tell_note(self) -> None:
        if text := marking.mark_of(self.study, self.card.id).note:
            say(f"your note: {text}")


def tell_lapse(lapse: Lapse | None) -> None:
    """What a lapse builds on and is weakest; and of a leech, what may help."""
    if lapse is None:
        return
    say(lapse.spell())
    if lapse.is_leech:
        say(
            f"{lapse.card.id} was forgotten {lapse.lapses} times: a leech. Rewrite it"
            f" ({lapse.card.file}:{lapse.card.line}), or `studyapp mark suspend {lapse.card.id}`,"
            f" or `studyapp mark reset {lapse.card.id}`."
        )


def read_confidence(text: str) -> float:
    """50 to 99, per cent; raise UsageError for anything else."""
    number = text.removesuffix("%").strip()
    if not number.isdecimal() or not 50 <= int(number) <= 99:
        raise UsageError("how sure you are is a number from 50 to 99", todo="As in: sure 80.")
    return int(number) / 100


def read_flag(text: str) -> int:
    """A flag's number or colour; raise UsageError for anything else."""
    if text in FLAGS:
        return FLAGS.index(text)
    if text.isdecimal() and int(text) < len(FLAGS):
        return int(text)
    known = ", ".join(f"{number} {name}" for number, name in enumerate(FLAGS))
    raise UsageError(f"there is no flag {text!r}", todo=f"There are: {known}.")
