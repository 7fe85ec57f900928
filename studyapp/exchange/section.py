"""A draft → a section of a deck, in the first form that the deck's parser takes as it is meant."""

from __future__ import annotations

import re
from collections.abc import Iterator, Mapping
from dataclasses import dataclass, replace

from studyapp.deck.attributes import quoted
from studyapp.deck.card import DeckFile, Kind
from studyapp.deck.markdown import plain
from studyapp.deck.parse import parse
from studyapp.exchange.draft import CLOSE, NUMBERS, OPEN, Draft, Losses
from studyapp.exchange.escaping import escape, escape_lines
from studyapp.exchange.html import UNFORMATTED

TITLE, QUESTION = 64, 100  # characters of a title made of a longer question; of one that is the question
STARTS_BLOCK = re.compile(r"[-*+>|] |\d+[.)] |`{3}|~{3}|\$\$|[-|:]+$")
GAP = re.compile(rf"{OPEN}(?P<number>.)(?P<text>[^{OPEN}{CLOSE}]*){CLOSE}", re.DOTALL)
MARKS = re.compile(f"{OPEN}.|{CLOSE}", re.DOTALL)
UNGAPPED = "texts whose gaps became questions"
LEFT_OUT = "cards that no form of ours can hold"


@dataclass(frozen=True, slots=True)
class Section:
    """A note as a deck holds it."""

    text: str
    sides: Mapping[str, str]  # the card's id, by side: "", "back", or a gap's, "c1"
    deck: tuple[str, ...]
    kind: Kind = Kind.RECALL

    @property
    def headings(self) -> set[str]:
        """Ids of its headings."""
        return {name.partition("~")[0] for name in self.sides.values()}


def write_section(draft: Draft, losses: Losses) -> Section | None:
    """None, which is counted, where no form of it would be read."""
    for section, loss in forms(draft):
        if is_read(section):
            losses.add(loss, bool(loss))
            return section
    losses.add(LEFT_OUT)
    return None


def forms(draft: Draft) -> Iterator[tuple[Section, str]]:
    """The forms that it can have, the best first, each with what is lost in it."""
    if draft.gaps:
        yield as_gaps(draft), ""
        yield as_questions(draft), UNGAPPED
        yield as_questions(unformatted(draft)), UNFORMATTED
    else:
        yield as_card(draft), ""
        yield as_card(unformatted(draft)), UNFORMATTED


def is_read(section: Section) -> bool:
    """Whether the parser finds exactly these cards in it, of the kind that they are meant to be."""
    read = parse(DeckFile("draft", "draft.md", section.text.encode("utf-8", "replace")), {})
    names = {card.id for card in read.cards}
    kinds = {card.kind for card in read.cards}
    return not read.problems and names == set(section.sides.values()) and kinds == {section.kind}


def as_card(draft: Draft) -> Section:
    sides = {"": draft.id, **({"back": f"{draft.id}~back"} if draft.both else {})}
    title, body = entitled(draft.question)
    text = written(draft, draft.id, title, body, draft.answer)
    return Section(text, sides, draft.deck, Kind.TYPED if draft.typed else Kind.RECALL)


def as_gaps(draft: Draft) -> Section:
    """The text itself, with gaps that the grammar has."""
    sides = {f"c{number}": f"{draft.id}~c{number}" for number in draft.gaps}
    title, _ = entitled(GAP.sub("…", draft.question))
    body = re.sub(r"\n{3,}", "\n\n", GAP.sub(gap, draft.question)).strip()
    hints = [text if len(draft.hints) == 1 else f"{number}: {text}" for number, text in draft.hints.items()]
    text = written(draft, draft.id, plain_title(title), body, draft.answer, hint="; ".join(hints))
    return Section(text, sides, draft.deck, Kind.CLOZE)


def as_questions(draft: Draft) -> Section:
    """Each gap as a card that shows the text without it."""
    sides, texts = {}, []
    for number in draft.gaps:
        name = f"{draft.id}-c{number}"
        hidden: list[str] = []
        asked = blanked(draft.question, number, draft.hints.get(number, ""), hidden)
        answer = "\n\n".join(filter(None, ("; ".join(hidden), draft.answer)))
        title, body = entitled(asked)
        texts.append(written(draft, name, title, body, answer))
        sides[f"c{number}"] = name
    return Section("\n".join(texts), sides, draft.deck)


def unformatted(draft: Draft) -> Draft:
    """Its Markdown as it is written, sign for sign."""
    answer = "\n\n".join(filter(None, (draft.typed, draft.answer)))
    return replace(draft, question=escape_lines(draft.question), answer=escape_lines(answer), typed="")


def gap(match: re.Match[str]) -> str:
    """One gap in our grammar; the white space at its edges stands outside."""
    text = match["text"]
    inside = text.strip()
    before, after = text[: len(text) - len(text.lstrip())], text[len(text.rstrip()) :]
    return f"{before}==c{ord(match['number']) - NUMBERS}:{inside}=={after}"


def blanked(text: str, number: int, hint: str, hidden: list[str]) -> str:
    """The text without one of its gaps, whose content is put into `hidden`; the others are shown."""
    blank = f"[{escape(hint, starts_line=False) if hint else '…'}]"
    pieces, at, depth, start = [], 0, 0, 0
    for mark in MARKS.finditer(text):
        opens = mark[0] != CLOSE
        if depth == 0:
            pieces.append(text[at : mark.start()])
            at = mark.end()
            if opens and ord(mark[0][1]) - NUMBERS == number:
                depth, start = 1, mark.end()
            continue
        depth += 1 if opens else -1
        if depth == 0:
            hidden.append(MARKS.sub("", text[start : mark.start()]).strip())
            pieces.append(blank if text[mark.end() : mark.end() + 1] not in ("(", "[", ":") else rf"\{blank}")
            at = mark.end()
    return "".join([*pieces, text[at:]])


def entitled(question: str) -> tuple[str, str]:
    """A heading, and the text below it: none where the heading is the whole question."""
    lines = question.strip().split("\n")
    if len(lines) == 1 and len(question) <= QUESTION and not STARTS_BLOCK.match(lines[0]):
        return lines[0], ""
    first = next((line for line in lines if re.search(r"\w", line)), lines[0])
    return plain_title(re.sub(r"^(?:[-*+>|]|\d+[.)]) +", "", first)), question


def plain_title(line: str) -> str:
    """A line's words, cut between two of them."""
    words = " ".join(plain(line.removesuffix("\\")).split())
    if len(words) > TITLE:
        words = (words[:TITLE].rpartition(" ")[0] or words[:TITLE]) + " …"
    return escape(words) or "…"


def written(draft: Draft, name: str, title: str, body: str, answer: str, *, hint: str = "") -> str:
    """A heading with its attributes, the question's text, the answer as a quote."""
    said = [f"#{name}", *(["both"] if draft.both else [])]
    said += [f"tags={quoted(','.join(map(tag, draft.tags)))}"] if draft.tags else []
    said += [f"hint={quoted(' '.join(hint.split()))}"] if hint else []
    quote = "\n".join(f"> {line}" if line else ">" for line in answer.split("\n")) if answer else ""
    form = f"= {draft.typed}" if draft.typed else ""
    parts = (f"## {title} {{{' '.join(said)}}}\n{body}".strip(), form, quote)
    return "\n".join(part for part in parts if part) + "\n"


def tag(name: str) -> str:
    return re.sub(r"[\s,]+", "-", name)
