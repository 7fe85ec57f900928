"""A query means what its writer means, and what is printed is read again as the same."""

from __future__ import annotations

from decimal import Decimal

import pytest
from hypothesis import example, given
from hypothesis import strategies as st

from studyapp.deck.card import Kind
from studyapp.proof.verdict import Verdict
from studyapp.query.errors import QueryError
from studyapp.query.grammar import parse
from studyapp.query.terms import KINDS, NOT_RUN, VERDICTS
from studyapp.query.tree import (
    Either,
    Every,
    Field,
    Flagged,
    Lately,
    Not,
    Property,
    Query,
    Regex,
    State,
    Text,
)
from tests.unit.query.trees import queries

A, B, C = Text("a"), Text("b"), Text("c")


@pytest.mark.parametrize(
    ("text", "tree"),
    [
        ("", Every()),
        ("  ", Every()),
        ("a", A),
        ("a b", Every((A, B))),
        ("a and b", Every((A, B))),
        ("a or b", Either((A, B))),
        ("a b or c", Either((Every((A, B)), C))),
        ("a (b or c)", Every((A, Either((B, C))))),
        ("((a))", A),
        ("-a b", Every((Not(A), B))),
        ("-(a OR b)", Not(Either((A, B)))),
        ("--a", Not(Not(A))),
        ("a-b", Text("a-b")),
        ('"a b"', Text("a b", exact=True)),
        ('"or"', Text("or", exact=True)),
        (r'"say \"so\""', Text(r"say \"so\"", exact=True)),
        ("zero_grad", Text("zero_grad")),
        ("backward()", Text("backward()")),
        ("aten::add", Text("aten::add")),
        ("gr*d", Text("gr*d")),
        ("tag:basics", Field("tag", "basics")),
        ('DECK:"two words"', Field("deck", "two words")),
        ("verdict:refuted", Field("verdict", "refuted")),
        ("is:Due", State("due")),
        ("contested", State("contested")),
        ("flag:0", Flagged(0)),
        ("prop:ivl>=10", Property("ivl", ">=", Decimal(10))),
        ("prop:due=-1", Property("due", "=", Decimal(-1))),
        ("prop:r<0.90", Property("r", "<", Decimal("0.9"))),
        ("rated:7:1", Lately("rated", 7, 1)),
        ("introduced:3", Lately("introduced", 3)),
        (r"re:\bgrad\b", Regex(r"\bgrad\b")),
        ("(re:(a|b)c)", Regex("(a|b)c")),
        ('re:"a b"', Regex("a b")),
    ],
)
def test_a_query_means(text: str, tree: Query) -> None:
    assert parse(text) == tree


@given(queries)
def test_what_is_printed_is_read_again_as_the_same(tree: Query) -> None:
    assert parse(str(tree)) == tree


@given(st.text(st.sampled_from('ab -()"\\:*_<>=or retag:isprop:19.\n\u3000漢')))
@example("(" * 500)
@example("-" * 500)
@example("a " * 500)
@example("\ud800")
@example("re:" + "(" * 90)
def test_no_text_does_more_than_be_wrong(text: str) -> None:
    read = attempt(text)
    if isinstance(read, QueryError):
        assert 0 <= read.at <= len(text)
    else:
        assert parse(str(read)) == read


@given(st.text())
def test_nor_does_any_character(text: str) -> None:
    assert str(attempt(text)) or not text.strip()


def attempt(text: str) -> Query | QueryError:
    try:
        return parse(text)
    except QueryError as error:
        return error


def test_kinds_and_verdicts_are_those_of_cards_and_proofs() -> None:
    assert set(KINDS) == {kind.value for kind in Kind}
    assert set(VERDICTS) == {verdict.value for verdict in Verdict} | {NOT_RUN}
