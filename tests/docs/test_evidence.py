"""The page on evidence: every kind, every field and every cap."""

from __future__ import annotations

import json
import re
from collections.abc import Iterator
from typing import Any, get_args

import pytest

from studyapp.folder import PACKAGE
from studyapp.proof import caps
from studyapp.proof.evidence import ITEM, Evidence, Kinds, Row, Span

PAGE = (PACKAGE.parent / "docs" / "evidence.md").read_text("utf-8")
MODELS: tuple[type[Evidence], ...] = get_args(Kinds)
PARTS: dict[str, tuple[str, type[Evidence]]] = {"table": ("rows[].", Row), "timeline": ("spans[].", Span)}
CAPS = {"maxLength", "maxItems"}


def kind_of(model: type[Evidence]) -> str:
    return str(model.model_fields["kind"].default)


def section(kind: str) -> str:
    found = re.search(rf"## `{kind}`\n(.*?)(?=\n## |\Z)", PAGE, re.DOTALL)
    assert found is not None, kind
    return found[1]


def sizes(schema: Any) -> Iterator[int]:
    """Every cap in a JSON schema."""
    if isinstance(schema, dict):
        yield from (schema[name] for name in CAPS & schema.keys())
        yield from (size for part in schema.values() for size in sizes(part))
    elif isinstance(schema, list):
        yield from (size for part in schema for size in sizes(part))


@pytest.mark.parametrize("model", MODELS, ids=kind_of)
def test_every_field_of_a_kind_is_documented(model: type[Evidence]) -> None:
    kind = kind_of(model)
    fields = [name for name in model.model_fields if name != "kind"]
    if kind in PARTS:
        prefix, part = PARTS[kind]
        fields += [prefix + name for name in part.model_fields]
    documented = re.findall(r"^\| `([^`]+)` \|", section(kind), re.MULTILINE)
    assert documented == fields or sorted(documented) == sorted(fields)


@pytest.mark.parametrize("model", MODELS, ids=kind_of)
def test_every_cap_of_a_kind_is_documented(model: type[Evidence]) -> None:
    text = section(kind_of(model))
    assert [size for size in sizes(model.model_json_schema()) if f"{size:,}" not in text] == []


@pytest.mark.parametrize("model", MODELS, ids=kind_of)
def test_the_example_of_a_kind_is_evidence_with_all_its_fields(model: type[Evidence]) -> None:
    (example,) = re.findall(r"```json\n(.*?)```", section(kind_of(model)), re.DOTALL)
    item = ITEM.validate_python(json.loads(example))
    assert isinstance(item, model)
    assert item.as_json() == json.loads(example)


def test_the_caps_of_a_proof_s_own_evidence_are_documented() -> None:
    assert f"cut to {caps.ROWS} on each rank" in section("table")
    assert f"thinned to {caps.POINTS} points" in section("plot")
    assert f"cut to {caps.SPANS} on each rank" in section("timeline")
