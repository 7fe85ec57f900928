"""Questions that are nearly the same, and have different answers: one is soon taken for the other.

Two sets of words are alike by the share of all their words that are in both (Jaccard). All pairs at or above
a share are found without comparing each with each: sorted from rare to common, two such sets share one of
their first words, and enough of the words behind it (Xiao et al., "Efficient similarity joins for near
duplicate detection", 2008).
"""

from __future__ import annotations

import math
from collections import Counter
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from itertools import islice

from studyapp.deck.card import Kind
from studyapp.deck.style.note import Note
from studyapp.deck.style.text import Text, read_text
from studyapp.deck.style.words import names, tokens

Begun = tuple[int, int, int]  # a set's place, its size, and how many of its words are left from this one on

SIGNS = ".,;:?!()[]'\"‘’“”„«»"
QUOTES = "'\"‘“„«"
FEWEST = 4  # words of a question that can be compared
MOST = 100  # earlier questions that one is held against: where more are near, all are of one pattern
TINY = 1e-9  # so that no rounded product is above a whole number


@dataclass(frozen=True, slots=True)
class Asked:
    """A question by its words, and by the names and numbers among them."""

    words: frozenset[str]
    names: frozenset[str]


def read_asked(note: Note) -> Asked:
    """The question, with the choices that belong to it and without what its gaps hide."""
    text = note.question
    if note.kind is Kind.CLOZE:
        text = read_text(note.card.question.render(hide=note.card.hidden))
    choices = [read_text(choice.text.render()) for choice in note.card.choices]
    words = frozenset().union(tokens(text), *map(tokens, choices))
    return Asked(words, frozenset().union(*map(special, (text, *choices))))


def special(text: Text) -> set[str]:
    """What sets two questions apart that are alike otherwise: code, numbers, names, and words in quotes."""
    found = names(text.code)
    for sentence in text.sentences:
        for place, word in enumerate(sentence.split()):
            bare = word.strip(SIGNS)
            capital = any(letter.isupper() for letter in (bare if place else bare[1:]))
            if capital or word[0] in QUOTES or any(letter.isdigit() for letter in bare):
                found.add(bare)
    return found


def alike(a: Asked, b: Asked, share: float) -> bool:
    """Whether two questions share so many words, and no name or number sets each apart from the other."""
    both = len(a.words & b.words)
    apart = a.names - b.names and b.names - a.names
    return not apart and both >= share * (len(a.words) + len(b.words) - both)


def pairs(every: Sequence[Asked], share: float) -> Iterator[tuple[int, int]]:
    """For each question one before it that is alike, where there is any, as their places."""
    count = Counter(word for asked in every for word in asked.words)
    begun: dict[str, list[Begun]] = {}
    for place, asked in enumerate(every):
        size = len(asked.words)
        if size < FEWEST:
            continue
        rare_first = sorted(asked.words, key=lambda word: (count[word], word))
        firsts = rare_first[: size - math.ceil(share * size - TINY) + 1]
        near = islice(candidates(firsts, size, begun, share), MOST)
        found = next((other for other in near if alike(asked, every[other], share)), None)
        if found is not None:
            yield found, place
        for left, word in zip(range(size, 0, -1), firsts, strict=False):
            begun.setdefault(word, []).append((place, size, left))


def candidates(
    firsts: Sequence[str], size: int, begun: Mapping[str, Sequence[Begun]], share: float
) -> Iterator[int]:
    """Earlier sets with one of these first words, where enough words are left of both from it on."""
    part = share / (1 + share)  # of both sizes together: what two sets that are alike have in common
    for left, word in zip(range(size, 0, -1), firsts, strict=False):
        for other, other_size, other_left in begun.get(word, ()):
            if min(left, other_left) >= part * (size + other_size) - TINY:
                yield other
