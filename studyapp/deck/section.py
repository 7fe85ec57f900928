"""One `## ` section → one card, or several siblings of it."""

from __future__ import annotations

from collections.abc import Collection, Iterator, Mapping
from dataclasses import dataclass, replace

from studyapp.deck.attributes import Attributes, read_heading
from studyapp.deck.card import Card, DeckFile, Kind
from studyapp.deck.faults import Fault
from studyapp.deck.header import Header
from studyapp.deck.markdown import inline_token, offset_of
from studyapp.deck.outline import Section
from studyapp.deck.parts import Parts, read_parts
from studyapp.deck.source import Line, Source
from studyapp.deck.spans import find_spans

FORMS = {
    Kind.WRITE: "a part to write (write=)",
    Kind.PREDICT: "a value to predict (predict=)",
    Kind.CHOICE: "choices",
    Kind.TYPED: "a typed answer (= …)",
    Kind.CLOZE: "gaps (==…==)",
}


@dataclass(frozen=True, slots=True)
class Read:
    """A section taken apart; its cards are to be trusted only where there are no faults."""

    title: str
    line: int  # counted from 0
    attributes: Attributes
    parts: Parts
    kind: Kind
    proof: str
    faults: tuple[Fault, ...]

    @property
    def id(self) -> str:
        return self.attributes.id

    def cards(self, file: DeckFile, header: Header) -> Iterator[Card]:
        """The card, or one sibling for each name of its gaps, or one for each direction."""
        said = self.attributes
        card = Card(
            id=said.id,
            kind=self.kind,
            deck=file.name,
            title=self.title,
            question=self.parts.question,
            answer=self.parts.answer,
            file=file.path,
            line=self.line + 1,
            source=said.source or header.source,
            hint=said.hint,
            choices=self.parts.choices,
            typed=self.parts.typed,
            proof=self.proof,
            part=said.write.partition(":")[2],
            check=said.check,
            after=said.after,
            claims=said.claims,
            tags=said.tags,
            was=said.was,
        )
        if self.kind is Kind.CLOZE:
            names = dict.fromkeys(gap.name for gap in card.question.gaps())
            for place, name in enumerate(names):
                past = card.was if place == 0 or "~" not in card.was else ""
                yield replace(sibling(replace(card, was=past), name), hidden=name)
            return
        yield card
        if said.both:
            yield replace(sibling(card, "back"), question=card.answer, answer=card.question)


def sibling(card: Card, name: str) -> Card:
    """Another card of the same heading; what was one card of another heading goes on in the first one."""
    if not name:
        return card
    was = card.was if not card.was or "~" in card.was else f"{card.was}~{name}"
    return replace(card, id=f"{card.id}~{name}", was=was)


def read_section(section: Section, source: Source, draws: Mapping[str, Collection[str]]) -> Read:
    """Take a section apart, and find everything that is wrong with it."""
    inline = section.heading.tokens[1]
    heading = read_heading(inline.content)
    said = heading.attributes
    proof = said.proof or said.predict or said.write.partition(":")[0]
    names = draws.get(proof, ())
    parts = read_parts(section.blocks, source, names)
    entitle(parts, heading.title, offset_of(inline, 0), source, names)
    forms = forms_of(said, parts)
    kind = forms[0] if forms else Kind.RECALL
    wrong = [*heading.errors, *doubtful_proof(said, proof, draws)]
    if not parts.faults and {rule for rule, _ in wrong} <= {"missing-id"}:
        wrong += contradictions(forms, said, parts)
    faults = [Fault(section.first, rule, detail) for rule, detail in wrong] + parts.faults
    return Read(heading.title, section.first, said, parts, kind, proof, tuple(faults))


def entitle(parts: Parts, title: str, start: int, source: Source, draws: Collection[str]) -> None:
    """The heading is the question where the card has no other text; its title alone is looked at."""
    spans = find_spans([inline_token(title, start)], source, draws)
    parts.faults += spans.faults
    line = source.line_at(start)
    if not title:
        parts.faults.append(Fault(line, "empty-heading"))
    elif spans.gaps:
        parts.faults.append(Fault(line, "gap-in-heading"))
    elif not parts.question:
        parts.question = source.prose([Line(start, start + len(title))], spans.found)
    elif spans.found:
        parts.faults.append(Fault(line, "slot-in-heading"))


def forms_of(said: Attributes, parts: Parts) -> list[Kind]:
    """Every way in which this card would be answered; recall is what remains."""
    held = {
        Kind.WRITE: said.write,
        Kind.PREDICT: said.predict,
        Kind.CHOICE: parts.choices,
        Kind.TYPED: parts.typed,
        Kind.CLOZE: parts.question.gaps(),
    }
    return [kind for kind, form in held.items() if form]


def doubtful_proof(said: Attributes, proof: str, draws: Collection[str]) -> Iterator[tuple[str, str]]:
    if [bool(said.proof), bool(said.predict), bool(said.write)].count(True) > 1:
        yield "two-proofs", ""
    if said.check and not proof:
        yield "lone-check", ""
    if proof and proof not in draws:
        from difflib import get_close_matches  # rarely needed

        close = get_close_matches(proof, draws, 1)
        yield "unknown-proof", f"{proof} (did you mean {close[0]}?)" if close else proof


def contradictions(forms: list[Kind], said: Attributes, parts: Parts) -> Iterator[tuple[str, str]]:
    """What can't be true of one card at once, and what it lacks."""
    if len(forms) > 1:
        yield "two-kinds", " and ".join(FORMS[kind] for kind in forms)
    if said.both and forms:
        yield "both-ways", FORMS[forms[0]]
    if not parts.answer and forms in ([], [Kind.PREDICT]):
        yield "no-answer", " for where its proof can't run" if forms else ""
