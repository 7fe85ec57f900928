"""What `import` and `export` print with `--json`."""

from __future__ import annotations

from collections.abc import Mapping

from studyapp.cli.output import Output


class TakenIn(Output):
    """`studyapp import FILE --json`: what was taken in, or with --dry-run would be."""

    dry: bool  # nothing was written
    decks: Mapping[str, int]  # cards added, by deck
    cards: int  # added in all
    known: int  # cards that were here already; their text stays as it is here
    reviews: int  # that were not here before, as are the three below
    suspended: int
    flagged: int
    starred: int
    losses: Mapping[str, int]  # how many of what could not be brought over as it was, in words
    backup: str | None  # the database as it was before


class GivenOut(Output):
    """`studyapp export FILE --json`."""

    file: str
    cards: int
    reviews: int  # that went with them
