"""The page on records: every field, and an example that is one."""

from __future__ import annotations

import re

import pytest

from studyapp.folder import PACKAGE
from studyapp.study.checking.records import CheckRecord, Model, ProofRecord, Verified
from studyapp.study.proofs.briefs import MOST

PAGE = (PACKAGE.parent / "docs" / "records.md").read_text("utf-8")


@pytest.mark.parametrize("model", [Verified, ProofRecord, CheckRecord])
def test_every_field_is_documented(model: type[Model]) -> None:
    section = re.search(rf"### `{model.__name__}`.*?\n(.*?)(?=\n##|\Z)", PAGE, re.DOTALL)
    assert section is not None
    assert re.findall(r"^\| `([^`]+)` \|", section[1], re.MULTILINE) == list(model.model_fields)


def test_the_example_is_a_record() -> None:
    (example,) = re.findall(r"```json\n(.*?)```", PAGE, re.DOTALL)
    assert Verified.model_validate_json(example).proofs["autograd.accumulation"].seeds == 20


def test_the_length_of_a_value_is_documented() -> None:
    assert f"at most {MOST} characters" in PAGE
