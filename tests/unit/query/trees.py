"""Any query that can be written."""

from __future__ import annotations

from decimal import Decimal

from hypothesis import strategies as st

from studyapp.query import terms, tree

LETTERS = "ab_*éß漢/.=<>!:-'"
SIGNS = ("=", "!=", "<", "<=", ">", ">=")
escaped = st.sampled_from(["\\*", "\\_", '\\"', "\\\\", "\\:", "\\(", "\\-"])
bare_pieces = st.one_of(st.sampled_from("ab_*éß漢/.=<>!-'"), escaped, st.just("()"))
bare = st.lists(bare_pieces, min_size=1, max_size=6).map("".join)
quoted = st.lists(st.one_of(st.sampled_from(LETTERS + " ()"), escaped), min_size=1, max_size=6).map("".join)


def is_plain(text: str) -> bool:
    return not text.startswith(("-", "(")) and text.lower() not in {"or", "and", terms.CONTESTED}


words = st.one_of(
    bare.filter(is_plain).map(tree.Text),
    quoted.filter(lambda text: bool(text.strip())).map(lambda text: tree.Text(text, exact=True)),
)
free_names = [name for name in terms.NAMES if name not in terms.ONE_OF]
fields = st.one_of(
    st.builds(tree.Field, st.sampled_from(free_names), quoted.filter(lambda text: bool(text.strip()))),
    st.builds(tree.Field, st.just("kind"), st.sampled_from([*terms.KINDS, "c*"])),
    st.builds(tree.Field, st.just("verdict"), st.sampled_from([*terms.VERDICTS, "*ed"])),
)
whole = st.integers(-999, 9999).map(Decimal)
measured = st.decimals(-10, 10**6, places=3)
properties = st.one_of(
    st.builds(tree.Property, st.sampled_from(terms.WHOLE), st.sampled_from(SIGNS), whole),
    st.builds(tree.Property, st.sampled_from(["s", "d", "r"]), st.sampled_from(SIGNS), measured),
)
lately = st.one_of(
    st.builds(tree.Lately, st.sampled_from(terms.DAYS), st.integers(1, 400)),
    st.builds(tree.Lately, st.just("rated"), st.integers(1, 400), st.integers(1, 4)),
)
regexes = st.sampled_from(["a", r"\bgrad\b", 'a"b', "a b", "(x|y) z", r"\\\"", "[^)]+", "x{2,3}"]).map(
    lambda text: tree.Regex(text.replace('\\"', '"'))
)
states = st.sampled_from(terms.STATES).map(tree.State)
leaves = st.one_of(words, fields, properties, lately, regexes, states, st.integers(0, 7).map(tree.Flagged))


def joined(parts: st.SearchStrategy[tree.Query]) -> st.SearchStrategy[tree.Query]:
    several = st.lists(parts, min_size=2, max_size=3).map(tuple)
    return st.one_of(several.map(tree.Every), several.map(tree.Either), parts.map(tree.Not))


queries: st.SearchStrategy[tree.Query] = st.recursive(leaves, joined, max_leaves=8)
