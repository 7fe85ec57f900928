"""Breaking a proof and turning its knobs line by line: `b`, `b 2`, `set passes=4`."""

from __future__ import annotations

import asyncio
import shlex
from collections.abc import Iterator, Mapping
from contextlib import aclosing
from dataclasses import dataclass
from itertools import zip_longest

from studyapp.cli.spoken import kept, say
from studyapp.errors import StudyError, UsageError
from studyapp.proof.draws import Value
from studyapp.proof.source.catalogue import Entry
from studyapp.proof.source.excerpts import read_replacements
from studyapp.proof.text import glyph, lines
from studyapp.study.proofs.briefs import Brief
from studyapp.study.proofs.comparing import pair_checks, spell_outcome, tell_side
from studyapp.study.proofs.keeping import name_variant, spell_variant
from studyapp.study.proofs.proving import Proving, make_request
from studyapp.study.proofs.turning import Change, complete, spell_turn, turn
from studyapp.study.review.turn import Turn

PATIENCE = 10.0  # seconds between two lines that say that it still runs
HINT = "After an answer whose proof has run, b lists ways to break it and knobs to turn."


@dataclass(slots=True)
class Changes:
    """What is done to the proof of one question after its answer."""

    turn: Turn
    standing: Proving | None = None  # the proof as it is, or as it was turned last

    @property
    def values(self) -> Mapping[str, Value]:
        """Where draws and knobs stand now."""
        return self.standing.request.arguments if self.standing else self.turn.presented.values

    def obey(self, line: str) -> bool:
        """Do what a line asks for; False where it asks for nothing of the proof."""
        entry = self.turn.presented.entry
        word, _, rest = line.partition(" ")
        if entry is None or word not in {"b", "set"}:
            return False
        try:
            if word == "set":
                self.run(Change(turn(entry, self.values, read_settings(rest))))
            elif rest:
                self.run(Change(self.values, choose_variant(entry, rest)))
            else:
                say("\n".join(list_changes(entry, self.values)))
        except StudyError as error:
            say(str(error))
        return True

    def run(self, change: Change) -> None:
        """Run it changed, and say what that did; the proof as it is first, where it has not run yet."""
        standing = self.standing or self.prove(Change(self.values))
        if standing is None:
            return
        self.standing = standing
        if change.variant:
            say("\n".join(tell_code(standing.request.entry, change.variant)))
        if (changed := self.prove(change)) is None:
            return
        say("\n".join(tell_changes(standing, changed)))
        if not change.variant:
            say(spell_turn(changed.request.entry, standing.request.arguments, changed.request.arguments))
        say(spell_outcome(standing, changed))
        if not change.variant:
            self.standing = changed

    def prove(self, change: Change) -> Proving | None:
        """A run that has ended; None where control-C ended it. Raise StudyError where it may not run."""
        study, presented = self.turn.session.study, self.turn.presented
        assert presented.entry is not None
        request = make_request(study, presented.entry, presented.seed, change.values, variant=change.variant)
        proving = Proving(study, request)
        how = spell_variant(name_variant(request)) or "as it is"
        say(f"running {request.entry.id}, {how}; control-C ends it")
        try:
            asyncio.run(follow(proving))
        except KeyboardInterrupt:
            say("cancelled")
            return None
        return proving if proving.finished else None


async def follow(proving: Proving) -> None:
    """Run it to its end, and say from time to time that it goes on."""
    reminder = asyncio.create_task(remind())
    try:
        async with aclosing(kept(proving)) as events:
            async for _ in events:
                pass
    finally:
        reminder.cancel()


async def remind() -> None:
    seconds = 0.0
    while True:
        await asyncio.sleep(PATIENCE)
        seconds += PATIENCE
        say(f"still running, {seconds:g} seconds")


def read_settings(text: str) -> dict[str, str]:
    """The value of each name in `passes=4 mode="a b"`; raise UsageError where one has none."""
    try:
        pairs = [word.partition("=") for word in shlex.split(text)]
    except ValueError as error:
        raise UsageError(f"set {text}: {error}", todo="Write set NAME=VALUE.") from None
    if not pairs or not all(equals for _, equals, _ in pairs):
        raise UsageError("set: no value", todo="Write set NAME=VALUE.")
    return {name: value for name, _, value in pairs}


def choose_variant(entry: Entry, text: str) -> str:
    """The name of the variant with this number, from 1; raise UsageError where there is none."""
    count = len(entry.variants)
    if not text.isdecimal() or not 1 <= int(text) <= count:
        known = f"There are {count}: b lists them." if count else "There is none to break."
        raise UsageError(f"b {text}: no such broken variant", todo=known)
    return entry.variants[int(text) - 1].name


def list_changes(entry: Entry, values: Mapping[str, Value]) -> Iterator[str]:
    """What can be broken, numbered, and what can be turned, with its value and its range."""
    for number, variant in enumerate(entry.variants, 1):
        yield f"b {number}: {variant.name}, falls at “{variant.at}”"
    for name, value in complete(entry, values).items():
        yield f"set {name}={value}: {entry.adjustable[name]}"
    if not entry.variants and not entry.adjustable:
        yield "This proof has nothing to break or to turn."


def tell_code(entry: Entry, variant: str) -> Iterator[str]:
    """What is put in place, as it stands in the source."""
    for replacement in read_replacements(entry, variant):
        yield f"{replacement.argument}, in place of {replacement.before}:"
        for excerpt in replacement.excerpts:
            yield from (f"    {line}" for line in excerpt.text.split("\n"))


def tell_changes(before: Proving, after: Proving) -> Iterator[str]:
    """Each check and each other value before and after; values that stay are passed over."""
    old, new = tell_side(before), tell_side(after)
    for was, now in pair_checks(old.checks, new.checks):
        yield next(check.name for check in (was, now) if check is not None)
        yield f"    before: {tell_check(was)}"
        yield f"    now: {tell_check(now)}"
    for was_item, now_item in zip_longest(old.items, new.items):
        told = [lines(item) if item is not None else ["nothing"] for item in (was_item, now_item)]
        if told[0] != told[1]:
            for word, texts in zip(("before", "now"), told, strict=True):
                yield from (f"{word}: {text}" for text in texts)


def tell_check(check: Brief | None) -> str:
    return f"{glyph(check.passed)} got {check.got}, expected {check.expected}" if check else "it did not run"
