"""Every rule that a deck can break, and what to write instead."""

from __future__ import annotations

from dataclasses import dataclass

MESSAGES = {
    # the file
    "bad-byte": "bytes that are no UTF-8 text, or NUL; save the file as UTF-8, or write this line anew",
    "open-front-matter": "the front matter never ends; write --- on a line of its own after it",
    "front-matter": "%s; the front matter has title: …, source: …, order: 3 and rules: off, each once",
    "title-heading": "a heading with one #; the deck's title belongs in its front matter, as title: …",
    "stray-start": "text before the first card; a card begins with ## Title {#an-id}",
    # the heading
    "empty-heading": "this heading has no text; write what the card is about",
    "missing-id": "this card has no id; write {#an-id} behind its heading, or run studyapp check --fix",
    "bad-id": "the id %s may have a-z, 0-9, dots, - and _, and begins with a letter or a digit",
    "unknown-attribute": "unknown attribute %s; known are #id, proof, predict, write, check, after, "
    "claims, tags, was, hint, source and both",
    "bad-attribute": "%s",
    "duplicate-attribute": "%s stands here twice; keep one",
    "two-proofs": "proof=, predict= and write= each name the card's proof; keep one of them",
    "lone-check": "check= names a check of the card's proof, and the card has none; add proof=",
    "unknown-proof": "there is no proof %s; a proof's id is its path, as in autograd.accumulation",
    "gap-in-heading": "a heading is never hidden; write the gap into the text below it",
    "slot-in-heading": "a draw is filled in a heading only where that is the whole question; write it below",
    # the question
    "no-space": r"## needs a space before a card's title; the signs themselves are \##",
    "unbalanced-gap": r"== without its other half; a gap is ==text==, two equals signs are \== or `==`",
    "empty-gap": "this gap hides nothing; write ==text== or ==name:text==",
    "crossing-gap": "one == of this gap is inside bold, italics or a link and the other is not; "
    "put both on one side, as in ==**text**==",
    "open-fence": "this code block never ends; write %s on a line of its own after it",
    "open-html": "this HTML or comment takes in the cards below it; close it, as in -->",
    "underlined-heading": "a line of %s makes a heading of the text above it; leave a line empty before "
    "a rule, and write a text behind the = of a typed answer",
    # the answer
    "stray-text": "text after the answer; put it above the answer, or into it with > before each line",
    "two-answers": "this is the card's second %s; make two cards, or one of both",
    "no-answer": "this card has no answer%s; write it below the question, with > before each line",
    "gap-in-answer": r"a gap belongs in the question; two equals signs are \== or `==`",
    "empty-typed": "nothing to type; write the answer behind the =",
    "bad-tolerance": "a tolerance is a number, for a number, behind its unit: = 16 GB ± 0.1",
    "mixed-choices": "this line of the choices has no [ ] or [x]; each begins with one",
    "empty-choice": "this choice has no text; write it behind the box",
    "many-choices": "%s choices are more than a learner weighs, or keys 1 to 9 pick; write nine at most",
    "one-choice": "a card with choices needs two or more of them",
    "no-right-choice": "no choice is right; mark one or more with [x]",
    "two-kinds": "this card has %s; make a card of each",
    "both-ways": "only a question with a written answer can be asked both ways, not %s; remove the word both",
    # the library
    "duplicate-id": "%s",
    "duplicate-was": "%s",
    "unknown-after": "after=%s names no card; correct it, or leave it out",
    "after-cycle": "these cards wait for each other: %s; leave out one after=",
}


@dataclass(frozen=True, slots=True)
class Fault:
    """A rule broken on a line of the deck, counted from 0."""

    line: int
    rule: str
    detail: str = ""

    @property
    def message(self) -> str:
        return MESSAGES[self.rule].replace("%s", self.detail)
