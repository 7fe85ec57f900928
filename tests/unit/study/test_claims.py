"""The shipped list of claims."""

from __future__ import annotations

import re

from studyapp.folder import PACKAGE, Folder
from studyapp.study.library.claims import find_claims, read_claims

CLAIMS = read_claims(PACKAGE.parent / "data" / "claims.toml")


def test_claims_are_numbered_by_section_in_order() -> None:
    numbers = [tuple(map(int, claim.id.split("."))) for claim in CLAIMS]
    assert numbers == sorted(numbers)
    assert {number[0] for number in numbers} == set(range(1, 13))


def test_only_where_to_read_on_cannot_be_run() -> None:
    assert [claim.id for claim in CLAIMS if not claim.provable] == ["12"]


def test_a_claim_is_a_short_sentence() -> None:
    for claim in CLAIMS:
        for text in filter(None, (claim.text, claim.correction)):
            assert re.fullmatch(r".{10,130}[.)]", text), claim.id


def test_the_folder_s_own_file_comes_before_the_shipped_one() -> None:
    shipped = Folder(PACKAGE.parent)
    assert find_claims(shipped) == [PACKAGE.parent / "data" / "claims.toml"]
