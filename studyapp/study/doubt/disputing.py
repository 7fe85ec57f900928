"""Disputing a card or its proof: a text file with all that whoever looks into it needs."""

from __future__ import annotations

import platform
from pathlib import Path

from studyapp import __version__
from studyapp.deck.card import Card
from studyapp.errors import StudyError
from studyapp.proof.text import lines
from studyapp.store import runs
from studyapp.store.runs import Run
from studyapp.study import system
from studyapp.study.opening import Study
from studyapp.study.proofs.replaying import read_items

WRONG = "What is wrong, and how you know (a documentation page, a paper's section, a few lines of code):"


def write_dispute(study: Study, card: Card, run: str | None = None) -> Path:
    """Write the file, ready to be completed and sent; return where it is.

    `run` is the stored run that is disputed (default: the proof's newest). Raise StudyError where it cannot
    be written.
    """
    now = study.clock.now()
    path = study.folder.root / "data" / "disputes" / f"{card.id}-{now:%Y%m%d-%H%M%S}.md"
    try:
        path.parent.mkdir(parents=True, exist_ok=True)
        path.write_text(compose(study, card, find_run(study, card, run)), "utf-8")
    except OSError as error:
        raise StudyError(f"the dispute cannot be written: {error.strerror}", where=str(path)) from error
    return path


def find_run(study: Study, card: Card, key: str | None) -> Run | None:
    with study.store.read() as connection:
        if not key and card.proof:
            newest = runs.history(connection, card.proof, 1)
            key = newest[0].id if newest else None
        return runs.get(connection, key) if key else None


def compose(study: Study, card: Card, run: Run | None) -> str:
    """Markdown: a place for what is wrong, then the card, the proof, the run and the versions."""
    entry = study.reading.catalogue.entries.get(card.proof)
    parts = [
        f"# Dispute: {card.id}",
        f"{WRONG}\n\n\n",
        f"## The card\n\n{card.file}:{card.line} · {card.kind.value} · source: {card.source or 'none'}\n",
        quote(card.title, card.question.source, card.answer.source),
    ]
    if entry is not None:
        parts.append(f"## The proof\n\n{entry.id} · {entry.path} · content {entry.hash}\n\n{entry.claim}")
    if run is not None:
        parts.append(describe(run))
    torch = system.find_torch() or "none"
    parts.append(
        f"## Versions\n\nstudyapp {__version__} · torch {torch} · Python {platform.python_version()} · "
        f"{platform.platform()}\n"
    )
    return "\n\n".join(parts)


def quote(*texts: str) -> str:
    return "\n".join(f"    {line}" for text in texts for line in [*text.splitlines(), ""])


def describe(run: Run) -> str:
    """What ran, on what, and what it showed."""
    drawn = ", ".join(f"{name} {value}" for name, value in run.arguments.items()) or "nothing drawn"
    where = f"torch {run.torch or 'none'} · Python {run.python} · {run.device} · {run.world} ranks"
    shown = quote("\n".join(line for item in read_items(run) for line in lines(item)))
    return (
        f"## The run\n\n{run.verdict} · {run.at:%Y-%m-%d %H:%M} UTC · seed {run.seed} · {drawn}\n\n"
        f"{where} · content {run.source_hash}\n\n{shown}"
    )
