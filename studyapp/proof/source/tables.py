"""Published tables that a proof compares with, data/NAME.toml: read with ast, so that they travel along."""

from __future__ import annotations

import ast
import re
import tomllib
from collections.abc import Mapping

from studyapp.proof.source.syntax import FaultError, literal

READER = "published"
NAME = re.compile(r"[a-z0-9][a-z0-9_-]*")


def read_tables(
    source: str, tree: ast.Module, known: Mapping[str, tuple[str, bytes]]
) -> dict[str, tuple[str, str]]:
    """The tables that the file asks for by `published("name")`: path and text of each, by name.

    known: path and content of the tables there are. Raise FaultError, at the call, where one cannot be used.
    """
    found: dict[str, tuple[str, str]] = {}
    for node in ast.walk(tree) if READER in source else ():
        if not (isinstance(node, ast.Call) and getattr(node.func, "id", "") == READER):
            continue
        name = literal(node.args[0]) if len(node.args) == 1 and not node.keywords else None
        if not isinstance(name, str) or not NAME.fullmatch(name):
            raise FaultError(node.lineno, 'write published("name") for data/name.toml, with a plain name')
        if name not in known:
            raise FaultError(node.lineno, f"there is no data/{name}.toml: write that file, or mend the name")
        path, content = known[name]
        found[name] = path, decode(content, name, node.lineno)
    return dict(sorted(found.items()))


def decode(content: bytes, name: str, line: int) -> str:
    try:
        text = content.decode("utf-8")
        tomllib.loads(text)
    except (UnicodeDecodeError, tomllib.TOMLDecodeError) as error:
        raise FaultError(line, f"data/{name}.toml cannot be read: {error}") from error
    return text
