"""Byte pair encoding joins the pair that was learned first, again and again; any text comes back whole."""

import random
from collections import Counter
from itertools import pairwise

from studyapp.proof import among, check, integers, predict, proof, table


def join(parts, pair):
    """Every such pair becomes one part, from left to right."""
    joined = []
    for part in parts:
        if joined and (joined[-1], part) == pair:
            joined[-1] += part
        else:
            joined.append(part)
    return joined


def learn(text, merges):
    """So many merges, each of the pair that is then the most frequent, and the text as they leave it."""
    parts, learned = split(text), []
    for _ in range(merges):
        learned.append(Counter(pairwise(parts)).most_common(1)[0][0])
        parts = join(parts, learned[-1])
    return learned, parts


def split(text):
    return [bytes([byte]) for byte in text.encode()]


def encode(text, merges):
    """The text's tokens, as bytes: the pair of the lowest rank is joined, as long as there is one."""
    parts = split(text)
    while known := set(pairwise(parts)) & set(merges):
        parts = join(parts, min(known, key=merges.index))
    return parts


def from_the_left(text, merges):
    """The first pair of the text that can be joined, whatever its rank."""
    parts = split(text)
    while known := [pair for pair in pairwise(parts) if pair in merges]:
        parts = join(parts, known[0])
    return parts


def longest_first(text, merges):
    """The longest token that the text goes on with."""
    tokens, rest, parts = {a + b for a, b in merges}, text.encode(), []
    while rest:
        size = max(n for n in range(1, len(rest) + 1) if n == 1 or rest[:n] in tokens)
        parts, rest = [*parts, rest[:size]], rest[size:]
    return parts


def ascii_only(text, merges):
    """What the tokenizer has no letter for becomes an unknown."""
    return encode(text.encode("ascii", "replace").decode(), merges)


def each_once(text, merges):
    """One pass over the merges, and of each only the first place."""
    parts = split(text)
    for pair in merges:
        if pair in (pairs := list(pairwise(parts))):
            at = pairs.index(pair)
            parts[at : at + 2] = [pair[0] + pair[1]]
    return parts


@proof
def byte_pairs(
    order=among("h+e, t+h, th+e", "t+h, h+e, th+e", "h+e, t+he, t+h", "t+h, e+t, th+e"),
    word=among("the", "thethe", "heathe"),
    letters=integers(3, 5),
    encode=encode,
):
    given = [tuple(part.encode() for part in pair.split("+")) for pair in order.split(", ")]
    words = ["".join(random.choices("abcde"[:letters], k=random.randint(2, 5))) for _ in range(30)]
    text = " ".join(random.choices(words, k=120))
    merges, as_learned = learn(text, 40)
    foreign = "".join(chr(random.choice([0x41, 0xE4, 0x3B1, 0x20AC, 0x1F600])) for _ in range(30))

    yield predict(len(encode(word, given)))
    yield check("the text that it learned from: cut as in learning", encode(text, merges), equals=as_learned)
    he_first = encode("the", [(b"h", b"e"), (b"t", b"h"), (b"th", b"e")])
    yield check("h+e before t+h: “the” is t and he", he_first, equals=[b"t", b"he"])
    back = b"".join(encode(foreign, merges)).decode()
    yield check("letters never seen come back", back, equals=foreign)
    yield check("€, never seen: its three bytes", len(encode("€", merges)), equals=3)
    rows = {f"merge {n}": [(a + b).decode()] for n, (a, b) in enumerate(merges[:6], start=1)}
    rows |= {"bytes": [len(text)], "tokens": [len(as_learned)]}
    yield table(rows, title=f"learned from “{text[:30]}…”")


byte_pairs.must_fail("from the left", encode=from_the_left, at="h+e before t+h: “the” is t and he")
byte_pairs.must_fail("longest first", encode=longest_first, at="h+e before t+h: “the” is t and he")
byte_pairs.must_fail("each once", encode=each_once, at="the text that it learned from: cut as in learning")
byte_pairs.must_fail("unknown letters", encode=ascii_only, at="letters never seen come back")
byte_pairs.must_fail("a letter a token", encode=ascii_only, at="€, never seen: its three bytes")

if __name__ == "__main__":
    byte_pairs.main()
