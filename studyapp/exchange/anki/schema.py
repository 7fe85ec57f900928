"""The tables of schema 11, which every Anki reads, and what its table `col` says in JSON.

Source: rslib/src/storage/schema11.sql and rslib/src/notetype/schema11.rs in Anki's repository.
"""

from __future__ import annotations

import hashlib
from typing import Any

from studyapp.exchange.anki.collection import NoteType

VERSION = 11
DEFAULT = 1  # number of the deck, and of the preset, that each collection has
LATEX = (
    "\\documentclass[12pt]{article}\n\\special{papersize=3in,5in}\n\\usepackage{amssymb,amsmath}\n"
    "\\pagestyle{empty}\n\\setlength{\\parindent}{0in}\n\\begin{document}\n",
    "\\end{document}",
)
FIELD = {"sticky": False, "rtl": False, "font": "Arial", "size": 20, "media": []}
INTEGERS = {
    "col": "id crt mod scm ver dty usn ls",
    "notes": "id mid mod usn sfld csum flags",
    "cards": "id nid did ord mod usn type queue due ivl factor reps lapses left odue odid flags",
    "revlog": "id cid usn ease ivl lastIvl factor time type",
    "graves": "usn oid type",
}
TEXTS = {"col": "conf models decks dconf tags", "notes": "guid tags flds data", "cards": "data"}
ORDERS = {  # of columns, where it is not numbers first
    "notes": "id guid mid mod usn tags flds sfld csum flags data",
}
INDEXES = {
    "ix_notes_usn": "notes (usn)",
    "ix_cards_usn": "cards (usn)",
    "ix_revlog_usn": "revlog (usn)",
    "ix_cards_nid": "cards (nid)",
    "ix_cards_sched": "cards (did, queue, due)",
    "ix_revlog_cid": "revlog (cid)",
    "ix_notes_csum": "notes (csum)",
}


def statements() -> list[str]:
    made = []
    for table, integers in INTEGERS.items():
        texts = TEXTS.get(table, "").split()
        names = ORDERS.get(table, f"{integers} {' '.join(texts)}").split()
        columns = [f"{name} {'text' if name in texts else 'integer'}" for name in names]
        made.append(f"CREATE TABLE {table} ({', '.join(map(column, columns))})")
    return made + [f"CREATE INDEX {name} ON {place}" for name, place in INDEXES.items()]


def column(declared: str) -> str:
    return "id integer PRIMARY KEY" if declared == "id integer" else f"{declared} NOT NULL"


def number_of(name: str, start: int = 1_500_000_000_000) -> int:
    """A number that is always the same for a name, as Anki numbers things: milliseconds since 1970."""
    return start + int.from_bytes(hashlib.sha256(name.encode()).digest()[:5]) % 10**11


def model(kind: NoteType, modified: int) -> dict[str, Any]:
    return {
        "id": number_of(kind.name),
        "name": kind.name,
        "type": int(kind.is_cloze),
        "mod": modified,
        "usn": -1,
        "sortf": 0,
        "did": DEFAULT,
        "tmpls": [
            {
                "name": one.name,
                "ord": place,
                "qfmt": one.question,
                "afmt": one.answer,
                "bqfmt": "",
                "bafmt": "",
                "did": None,
                "bfont": "",
                "bsize": 0,
            }
            for place, one in enumerate(kind.templates)
        ],
        "flds": [FIELD | {"name": name, "ord": place} for place, name in enumerate(kind.fields)],
        "css": kind.css,
        "latexPre": LATEX[0],
        "latexPost": LATEX[1],
        "latexsvg": False,
        "req": [] if kind.is_cloze else [[place, "any", [0]] for place in range(len(kind.templates))],
        "tags": [],
        "vers": [],
    }


def deck(number: int, name: str, modified: int) -> dict[str, Any]:
    return {
        "id": number,
        "name": name,
        "mod": modified,
        "usn": -1,
        "lrnToday": [0, 0],
        "revToday": [0, 0],
        "newToday": [0, 0],
        "timeToday": [0, 0],
        "collapsed": False,
        "browserCollapsed": False,
        "desc": "",
        "dyn": 0,
        "conf": DEFAULT,
        "extendNew": 0,
        "extendRev": 0,
    }


def preset() -> dict[str, Any]:
    """Anki's own defaults."""
    return {
        "id": DEFAULT,
        "mod": 0,
        "name": "Default",
        "usn": 0,
        "maxTaken": 60,
        "autoplay": True,
        "timer": 0,
        "replayq": True,
        "dyn": False,
        "new": {
            "bury": False,
            "delays": [1.0, 10.0],
            "initialFactor": 2500,
            "ints": [1, 4, 0],
            "order": 1,
            "perDay": 20,
        },
        "rev": {
            "bury": False,
            "ease4": 1.3,
            "ivlFct": 1.0,
            "maxIvl": 36500,
            "perDay": 200,
            "hardFactor": 1.2,
        },
        "lapse": {"delays": [10.0], "leechAction": 1, "leechFails": 8, "minInt": 1, "mult": 0.0},
    }
