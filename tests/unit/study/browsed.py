"""A small folder to browse: two decks of its own, and one that is shipped."""

from __future__ import annotations

from collections.abc import Iterator
from contextlib import contextmanager
from datetime import timedelta
from pathlib import Path

from studyapp.clock import Clock
from studyapp.folder import Folder
from studyapp.study.opening import Study, open_study

FIRST = """---
title: First
source: a book
---

## What is two and two? {#sum}
> Four.

## The rule {#rule tags=basics}
`backward()` ==a:adds== into `.grad`; `zero_grad()` ==b:clears== it.

## Which is even? {#even}
- [ ] three
- [x] four
"""

SECOND = """---
title: Second
source: another book
---

## A half {#half}
What is one half, in decimals?
= 0.5 ± 1e-9
"""

SHIPPED = """---
title: Shipped
source: the library
---

## Far away {#far}
> It came along.

## Near {#near}
> It stays.
"""


def write_decks(root: Path, library: Path) -> None:
    for folder, name, text in (
        (root, "first", FIRST),
        (root, "more/second", SECOND),
        (library, "shipped", SHIPPED),
    ):
        path = folder / "cards" / f"{name}.md"
        path.parent.mkdir(parents=True, exist_ok=True)
        path.write_text(text)


@contextmanager
def opened(root: Path, days: int = 0) -> Iterator[Study]:
    """The folder, so many days later."""
    study = open_study(Folder(root), Clock(timedelta(days=days)))
    try:
        yield study
    finally:
        study.close()
