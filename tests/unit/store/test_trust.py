"""Decisions on the contents of proofs, kept by proof and by content."""

from __future__ import annotations

from datetime import timedelta

import pytest
from sqlalchemy.exc import IntegrityError

from studyapp.store import trust
from studyapp.store.engine import Store
from studyapp.store.trust import Decision, Say
from tests.unit.store.samples import NOW


def said(content: str, decision: Say = Say.TRUST, *, proof: str = "a.b", minutes: int = 0) -> Decision:
    return Decision(proof, content, decision, {"a/b.py": content}, "seal", NOW + timedelta(minutes=minutes))


def test_a_decision_is_read_back_as_it_was_kept(store: Store) -> None:
    hostile = '"""\x1b]52;c;\u202e\U000e0041 \x00 ∑ and \r\n no newline at the end'
    files = {"a/b.py": hostile, "a/_model.py": ""}
    decision = Decision("a.b", "one", Say.TRUST, files, "seal", NOW)
    trust.put(store, decision)
    assert trust.get(store.connection, "a.b", "one") == decision
    assert trust.get(store.connection, "a.b", "two") is None
    assert trust.get(store.connection, "a.c", "one") is None


def test_a_later_word_on_the_same_content_takes_the_place_of_the_earlier(store: Store) -> None:
    trust.put(store, said("one"))
    trust.put(store, said("one", Say.NEVER))
    assert trust.get(store.connection, "a.b", "one") == said("one", Say.NEVER)
    assert list(trust.trusted(store.connection, "a.b")) == []


def test_of_trusted_contents_the_one_stored_last_comes_first_whatever_the_clock_said(store: Store) -> None:
    trust.put(store, said("one", minutes=5))
    trust.put(store, said("two", minutes=3))
    trust.put(store, said("three", Say.NEVER, minutes=9))
    trust.put(store, said("other", proof="a.c", minutes=9))
    one, two = said("one", minutes=1), said("two", minutes=3)
    assert list(trust.trusted(store.connection, "a.b")) == [two, said("one", minutes=5)]
    trust.put(store, one)
    assert list(trust.trusted(store.connection, "a.b")) == [one, two]


def test_removing_forgets_every_content_of_that_proof_alone(store: Store) -> None:
    for decision in (said("one"), said("two", Say.NEVER), said("one", proof="a.c")):
        trust.put(store, decision)
    trust.remove(store, "a.b")
    assert trust.get(store.connection, "a.b", "one") is None
    assert trust.get(store.connection, "a.b", "two") is None
    assert trust.get(store.connection, "a.c", "one") == said("one", proof="a.c")


def test_the_database_takes_no_third_decision(store: Store) -> None:
    with pytest.raises(IntegrityError, match="trust_decision"), store.write() as connection:
        connection.exec_driver_sql("INSERT INTO trust VALUES ('a.b', 'one', 'perhaps', '{}', '', 0)")
