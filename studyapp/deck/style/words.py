"""Words of English that say something, in one form each; and the names in code."""

from __future__ import annotations

import re
from collections.abc import Iterable

from studyapp.deck.style.text import Text

LETTERS = re.compile(r"[^\W\d_]+(?:[-'’][^\W\d_]+)*")
TOKEN = re.compile(r"[^\W_]+(?:[.,:'’-][^\W_]+)*")
IDENTIFIER = re.compile(r"[^\W\d]\w*|\d+(?:\.\d+)?")
STOP = frozenset(
    re.findall(
        r"\w+",
        """
    a about above after again all also although always am an and another any are as at be because been before
    being below between both but by can cannot could did do does doing down during each either else ever every
    few first for from further get gets give given gives had has have having he her here him his how however i
    if in instead into is it its itself just know last let like made make makes many may me might more most
    much must my neither never no none nor not nothing now of off often on once one only onto or other others
    our out over own per rather same she should since so some such take takes than that the their them then
    there these they this those though through to too two under until up upon us use used uses using very was
    we were what when where whereas whether which while who whole whom whose why will with within without
    would yes yet you your
    """,
    )
)
DECIDES = frozenset(  # too common to tell, and yet a whole answer may hang on one of them
    re.findall(
        r"\w+",
        """
        no not none never nothing nobody neither nor all every each only both first last before after once
        twice always more most less least fewer same other another half above below over under up down
        without until own one two three four
        """,
    )
)
NO_PLURAL = ("ss", "us", "is")
ENDINGS = ("ing", "ied", "ed", "ie", "ion", "e", "y")
SHORTEST = 3  # letters that are left of a word without its ending


def stem(word: str) -> str:
    """A word without its ending, roughly: two forms of a word are one.

    >>> [stem(word) for word in ("adds", "copied", "summing", "accumulation", "accumulates")]
    ['ad', 'cop', 'sum', 'accumulat', 'accumulat']
    """
    word = word.casefold().replace("’", "'").removesuffix("'s")
    if len(word) > SHORTEST and word.endswith("s") and not word.endswith(NO_PLURAL):
        word = word[:-1]
    for ending in ENDINGS:
        if word.endswith(ending) and len(word) - len(ending) >= SHORTEST:
            word = word[: -len(ending)]
            break
    return word[:-1] if len(word) > 1 and word[-1] == word[-2] else word


def content(prose: str) -> list[str]:
    """The stems of the words that say something, in order."""
    words = (word.casefold() for word in LETTERS.findall(prose))
    return [stem(word) for word in words if len(word) > 1 and word not in STOP]


def decisive(prose: str) -> set[str]:
    """Small words on which an answer may hang, and numbers."""
    words = {word.casefold() for word in TOKEN.findall(prose)}
    return {word for word in words if word in DECIDES or word[0].isdigit()}


def names(code: Iterable[str]) -> set[str]:
    """Identifiers and numbers in code."""
    return {name for text in code for name in IDENTIFIER.findall(text)}


def tokens(text: Text) -> frozenset[str]:
    """Every word, number and name: what two questions are compared by."""
    return frozenset(stem(word) for word in TOKEN.findall(text.prose)) | names(text.code)
