"""Which proofs may run: those of the shipped library, and content that the learner read and trusted.

A decision is kept for one content of one proof. The same text as another proof is asked about again: there
it would speak for other cards, and who puts files into a folder should not choose what a trusted text proves.
"""

from __future__ import annotations

import shlex
from collections.abc import Iterator, Mapping
from difflib import unified_diff
from enum import StrEnum
from pathlib import Path, PurePosixPath

from studyapp.errors import StudyError
from studyapp.folder import Folder
from studyapp.proof.source.catalogue import Entry, table_path
from studyapp.sanitise import visible_line
from studyapp.store.trust import Decision, Say, get, put, remove, trusted
from studyapp.study.opening import Study
from studyapp.study.proofs.sealing import is_sealed, seal

NO_FILE = "/dev/null"  # as diff and patch name the side where there is none
NO_NEWLINE = "\\ No newline at end of file\n"


class Standing(StrEnum):
    """What the learner has said of a proof as it is now."""

    SHIPPED = "shipped"
    TRUSTED = "trusted"
    REFUSED = "never"
    UNKNOWN = "unknown"
    CHANGED = "changed"  # another content of the same proof was trusted


WHAT = {
    Standing.REFUSED: "you said that this content never runs.",
    Standing.UNKNOWN: "you have not said that this proof may run, and it is no part of the shipped library.",
    Standing.CHANGED: "this proof, or a module that it imports, has changed since you trusted it.",
}
TODO = {
    Standing.REFUSED: "Decide again with `{}`.",
    Standing.UNKNOWN: "Read it and decide: `{}`.",
    Standing.CHANGED: "See what changed and decide: `{}`.",
}


class UntrustedError(StudyError):
    """A proof that may not run, for what was decided on it, or was not."""

    def __init__(self, entry: Entry, standing: Standing, missing: Mapping[str, str] | None = None) -> None:
        self.entry, self.standing, self.missing = entry, standing, missing or {}
        what = WHAT[standing]
        todo = TODO[standing].format(visible_line(f"studyapp trust {shlex.quote(entry.id)}"))
        if missing:
            layers = ", ".join(f"{name} ({why})" for name, why in sorted(missing.items()))
            what += f" What would hold it back is missing on this system: {layers}."
            todo += " Trusted content runs here all the same; anything else with `--once --insist`."
        elif standing is not Standing.REFUSED:
            todo += " With `--once` it runs this time."
        super().__init__(what, where=visible_line(entry.path), todo=todo)


def standing(study: Study, entry: Entry) -> Standing:
    """What holds for exactly this content, the modules that it imports included."""
    if is_shipped(study.folder, entry):
        return Standing.SHIPPED
    with study.store.read() as connection:
        decision = get(connection, entry.id, entry.hash)
    if decision is not None and is_own(decision):
        return Standing.TRUSTED if decision.decision is Say.TRUST else Standing.REFUSED
    return Standing.UNKNOWN if last_trusted(study, entry.id) is None else Standing.CHANGED


def is_shipped(folder: Folder, entry: Entry) -> bool:
    """Whether all that would run is in the library: a module of the folder may take the place of its own."""
    library = folder.search_path[-1]
    places = (library / "proofs", library / "data")
    paths = [Path(path) for path in (entry.path, *entry.paths.values())]
    return all(any(path.is_relative_to(place) for place in places) for path in paths)


def is_own(decision: Decision) -> bool:
    """Whether the learner made it, here."""
    return is_sealed(decision.seal, decision.proof, decision.hash, decision.decision, decision.files)


def last_trusted(study: Study, proof: str) -> Decision | None:
    """The learner's last decision to trust a content of this proof."""
    with study.store.read() as connection:
        return next(filter(is_own, trusted(connection, proof)), None)


def require_trusted(
    study: Study,
    entry: Entry,
    *,
    once: bool = False,
    missing: Mapping[str, str] | None = None,
    insist: bool = False,
) -> None:
    """Raise UntrustedError unless the entry may run, its source and modules as they are in it.

    `once` lets through what nothing was said of, this time; where layers of protection are `missing`, only
    with `insist`. What was refused stays so.
    """
    found = standing(study, entry)
    if found in {Standing.SHIPPED, Standing.TRUSTED}:
        return
    if found is Standing.REFUSED or not once:
        raise UntrustedError(entry, found)
    if missing and not insist:
        raise UntrustedError(entry, found, missing)


def trust(study: Study, entry: Entry) -> None:
    """Let this content run from now on: the text in the entry, which the learner has seen."""
    decide(study, entry, Say.TRUST)


def refuse(study: Study, entry: Entry) -> None:
    """Never run this content; another one is asked about again."""
    decide(study, entry, Say.NEVER)


def forget(study: Study, entry: Entry) -> None:
    """Take back all that was ever decided on this proof, on its earlier contents too."""
    remove(study.store, entry.id)


def decide(study: Study, entry: Entry, say: Say) -> None:
    content, files = entry.hash, files_of(entry)
    sealed = seal(entry.id, content, say, files)
    put(study.store, Decision(entry.id, content, say, files, sealed, study.clock.now()))


def files_of(entry: Entry) -> dict[str, str]:
    """All text that runs, by its path below proofs/, the proof itself first."""
    own = PurePosixPath(entry.id.replace(".", "/") + ".py")
    modules = {str(own.with_name(f"{name}.py")): source for name, source in entry.modules.items()}
    tables = {f"../{table_path(name)}": text for name, text in entry.tables.items()}
    return {str(own): entry.source} | modules | tables


def difference(study: Study, entry: Entry) -> str:
    """A unified diff from the content trusted last, or from nothing, to this one; "" where they are equal."""
    earlier = last_trusted(study, entry.id)
    return "".join(compare({} if earlier is None else earlier.files, files_of(entry)))


def compare(before: Mapping[str, str], after: Mapping[str, str]) -> Iterator[str]:
    """The lines of a diff over every file that came, went or changed."""
    for path in sorted(before.keys() | after.keys()):
        old, new = before.get(path), after.get(path)
        names = (NO_FILE if old is None else path, NO_FILE if new is None else path)
        if not old and not new and old != new:  # an empty file came or went: no line of it tells so
            yield f"--- {names[0]}\n+++ {names[1]}\n"
        for line in unified_diff(split(old or ""), split(new or ""), *names):
            yield line if line.endswith("\n") else f"{line}\n{NO_NEWLINE}"


def split(text: str) -> list[str]:
    """Lines as files have them; str.splitlines would end one at characters that Python's grammar does not."""
    lines = text.split("\n")
    return [f"{line}\n" for line in lines[:-1]] + ([lines[-1]] if lines[-1] else [])
