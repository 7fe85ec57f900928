"""The catalogue: what the proof files say about themselves, read with ast and never imported."""

from __future__ import annotations

import ast
import hashlib
from collections.abc import Iterable, Mapping
from dataclasses import dataclass, field
from difflib import get_close_matches
from functools import lru_cache
from pathlib import PurePath

from studyapp.errors import UsageError
from studyapp.proof.draws import Draw, Knob, Value
from studyapp.proof.source.checks import read_yields
from studyapp.proof.source.imports import Module, follow, outside, read_imports, read_module
from studyapp.proof.source.signature import read_signature
from studyapp.proof.source.syntax import FaultError, parse
from studyapp.proof.source.tables import read_tables
from studyapp.proof.source.variants import BrokenVariant, read_variants


@dataclass(frozen=True, slots=True)
class ProofFile:
    """One file below a proofs/ folder, already read."""

    id: str  # "autograd.accumulation" for proofs/autograd/accumulation.py
    path: str
    content: bytes


@dataclass(frozen=True, slots=True)
class Entry:
    """Everything about a proof that can be known without running it."""

    id: str
    path: str
    source: str
    claim: str  # the first line of the docstring
    function: str
    draws: Mapping[str, Draw]  # arguments taken from the seed
    knobs: Mapping[str, Value]  # arguments with a plain default
    parts: tuple[str, ...]  # arguments that are functions
    ranks: tuple[int, ...] = (1,)
    needs: str = ""
    seconds: float = 60.0
    variants: tuple[BrokenVariant, ...] = ()
    modules: Mapping[str, str] = field(default_factory=dict)  # name to source, of those beside it
    paths: Mapping[str, str] = field(default_factory=dict)  # name to file, of the same and the tables
    tables: Mapping[str, str] = field(default_factory=dict)  # name to text, of data/NAME.toml
    imports: Mapping[str, int] = field(default_factory=dict)  # other modules, to the line of the import
    line: int = 1  # of its function
    checks: tuple[str, ...] = ()  # their names, in the order of the file
    tells_all: bool = True  # no check has a name that only a run could tell
    predictable: bool = False  # it measures what a learner can predict
    hash: str = field(init=False)  # SHA-256 of all that runs: the file, each module and each table

    def __post_init__(self) -> None:
        beside = [*sorted(self.modules.items()), *sorted((table_path(n), t) for n, t in self.tables.items())]
        object.__setattr__(
            self, "hash", hash_texts([self.source, *(text for pair in beside for text in pair)])
        )

    @property
    def adjustable(self) -> dict[str, Draw | Knob]:
        """What a learner can set: draws within their range, and knobs."""
        return {**self.draws, **{name: Knob(value) for name, value in self.knobs.items()}}

    def variant(self, name: str) -> BrokenVariant:
        """Raise UsageError where no broken variant has this name."""
        for variant in self.variants:
            if variant.name == name:
                return variant
        known = "\n".join(f"  {variant.name}" for variant in self.variants) or "  none"
        raise UsageError(f"{self.id} has no broken variant {name!r}", todo=f"Its variants:\n{known}")


@dataclass(frozen=True, slots=True)
class Fault:
    """What is wrong in a file; where there is no entry of its id, it cannot be used."""

    id: str  # of the proof, or of the module
    file: str
    line: int
    message: str


@dataclass(slots=True)
class Catalogue:
    """All proofs by id, and what is wrong in their files."""

    entries: dict[str, Entry] = field(default_factory=dict)
    faults: list[Fault] = field(default_factory=list)

    def __getitem__(self, id: str) -> Entry:  # noqa: A002  (the word of the format)
        """Raise UsageError with near matches where there is no such proof."""
        if id in self.entries:
            return self.entries[id]
        for fault in self.faults:
            if fault.id == id:
                where = f"{fault.file}:{fault.line}"
                raise UsageError(fault.message, where=where, todo="Mend it, and run it again.")
        raise UsageError(f"there is no proof {id!r}", todo=self.propose(id))

    def propose(self, id: str) -> str:  # noqa: A002  (as above)
        """What may have been meant: a topic's proofs, one like it, else what topics there are."""
        if topic := [known for known in self.entries if known.startswith(f"{id}.")]:
            return "\n".join([f"In {id} there are:", *(f"  {known}" for known in topic)])
        near = get_close_matches(id, self.entries, n=1) or [
            known for known in self.entries if known.endswith(f".{id.rpartition('.')[2]}")
        ]
        if near:
            return f"Did you mean {near[0]}?"
        topics = dict.fromkeys(known.partition(".")[0] for known in self.entries)
        return f"Name a topic to see its proofs: {', '.join(topics)}." if topics else "This folder has none."

    @property
    def draws(self) -> dict[str, Mapping[str, Draw]]:
        return {name: entry.draws for name, entry in self.entries.items()}


def read_catalogue(
    files: Iterable[ProofFile], modules: Iterable[ProofFile] = (), tables: Iterable[ProofFile] = ()
) -> Catalogue:
    """Read proofs, the modules that proofs of the same folder import, and the published tables they use."""
    known = tuple(tables)
    catalogue = Catalogue()
    beside: dict[str, dict[str, Module]] = {}
    for file in modules:
        topic, _, name = file.id.rpartition(".")
        module = beside.setdefault(topic, {})[name] = read_module(name, file.path, file.content)
        if (fault := module.fault) is not None:
            catalogue.faults.append(Fault(file.id, file.path, fault.line, str(fault)))
    for file in files:
        try:
            entry = read_again(file, tuple(beside.get(file.id.rpartition(".")[0], {}).values()), known)
            catalogue.entries[file.id] = entry
            doubts = [(variant.line, variant.doubt) for variant in entry.variants if variant.doubt]
            catalogue.faults += [Fault(file.id, file.path, *doubt) for doubt in doubts]
        except (MemoryError, RecursionError):
            catalogue.faults.append(Fault(file.id, file.path, 1, "nested too deeply to be read"))
        except FaultError as error:
            catalogue.faults.append(Fault(file.id, file.path, error.line, str(error)))
    return catalogue


@lru_cache(maxsize=1024)
def read_again(file: ProofFile, beside: tuple[Module, ...], tables: tuple[ProofFile, ...]) -> Entry:
    """Do what `read_entry` does, once for the same content: a folder is read again when one file changes."""
    return read_entry(file, {module.name: module for module in beside}, {table.id: table for table in tables})


def read_entry(
    file: ProofFile,
    beside: Mapping[str, Module] | None = None,
    tables: Mapping[str, ProofFile] | None = None,
) -> Entry:
    """Raise FaultError where the file is no proof.

    beside: the modules that it can import, by name; tables: those in data/, by name.
    """
    source, tree = parse(file.content, file.path)
    claim = (ast.get_docstring(tree) or "").partition("\n")[0].strip()
    if not claim:
        raise FaultError(1, "no claim: start the file with a docstring that says what the proof shows")
    signature = read_signature(tree)
    imports, yields = read_imports(tree), read_yields(tree, signature.function)
    modules = follow(imports, beside or {})
    published = read_tables(
        source, tree, {name: (file.path, file.content) for name, file in (tables or {}).items()}
    )
    return Entry(
        file.id,
        file.path,
        source,
        claim,
        signature.function.name,
        signature.draws,
        signature.knobs,
        signature.parts,
        ranks=signature.ranks,
        needs=signature.needs,
        seconds=signature.seconds,
        variants=read_variants(tree, signature, yields),
        modules={name: module.source for name, module in modules.items()},
        paths={name: module.path for name, module in modules.items()}
        | {table_path(name): path for name, (path, _) in published.items()},
        tables={name: text for name, (_, text) in published.items()},
        imports=outside(imports, modules),
        line=signature.function.lineno,
        checks=tuple(dict.fromkeys(yields.checks.values())),
        tells_all=yields.tells_all,
        predictable=yields.predicts or not yields.tells_all,
    )


def hash_texts(texts: Iterable[str]) -> str:
    whole = hashlib.sha256()
    for data in (text.encode() for text in texts):
        whole.update(len(data).to_bytes(8, "big"))  # so that no text can pass for the end of another
        whole.update(data)
    return whole.hexdigest()


def table_path(name: str) -> str:
    """Where a table is in a study folder."""
    return f"data/{name}.toml"


def proof_id(path: PurePath) -> str:
    """Of a path below proofs/: autograd/accumulation.py is autograd.accumulation."""
    return ".".join(path.with_suffix("").parts)
