"""Opening a package: which of its files is the collection, and that it is one that can be read."""

from __future__ import annotations

import shutil
import sqlite3
import sys
import tempfile
import zlib
from collections.abc import Iterator
from contextlib import closing, contextmanager
from pathlib import Path, PurePosixPath
from typing import IO
from zipfile import BadZipFile, ZipFile

from studyapp.errors import StudyError
from studyapp.exchange.anki import wire

if sys.version_info >= (3, 14):
    from compression import zstd as zstd
else:
    from backports import zstd as zstd

PACKED = "collection.anki21b"  # compressed, and tables instead of JSON
COLLECTIONS = (PACKED, "collection.anki21", "collection.anki2")  # beside a newer one, an older is a stub
NEWEST_PACKAGE, NEWEST_SCHEMA = 3, 18
LARGEST = 4 << 30  # bytes of a collection, unpacked
PIECE = 1 << 20
REPACK = "Export the deck again in Anki, and import that file."
ASK_OLDER = "Export with “Support older Anki versions” ticked, and import that file."


@contextmanager
def open_package(path: Path) -> Iterator[sqlite3.Connection]:
    """Read a package's collection, unpacked into a folder that is gone afterwards.

    Raise StudyError for what is no package of Anki's, is damaged, encrypted, too large, or of a newer Anki.
    """
    with tempfile.TemporaryDirectory(prefix="studyapp-") as folder:
        database = Path(folder) / "collection"
        try:
            with ZipFile(path) as package:
                unpack(package, path, database)
        except (BadZipFile, EOFError, zlib.error, zstd.ZstdError, NotImplementedError) as error:
            raise StudyError(f"this package is damaged: {error}", where=str(path), todo=REPACK) from error
        except OSError as error:
            raise StudyError(f"cannot be read: {error.strerror}", where=str(path)) from error
        with closing(connect(database)) as connection:
            try:
                require_tables(connection, path)
                yield connection
            except sqlite3.DatabaseError as error:
                what = f"the collection in this package is damaged: {error}"
                raise StudyError(what, where=str(path), todo=REPACK) from error


def unpack(package: ZipFile, path: Path, target: Path) -> None:
    names = package.namelist()
    climbing = next((name for name in names if climbs(name)), None)
    if climbing is not None:
        what = f"a file in this package would land outside of it: {climbing!r}"
        raise StudyError(what, where=str(path), todo="No Anki made it; it was not opened.")
    found = next((name for name in COLLECTIONS if name in names), None)
    if found is None:
        what = "there is no collection in this file, so it is no package of Anki's"
        raise StudyError(what, where=str(path), todo="Packages end in .apkg or .colpkg.")
    require_known(package, path, found)
    if package.getinfo(found).flag_bits & 1:
        what = "this package is encrypted"
        raise StudyError(what, where=str(path), todo="Anki exports without a password; export it again.")
    with package.open(found) as packed, target.open("wb") as file:
        copy(zstd.open(packed) if found == PACKED else packed, file, path)


def climbs(name: str) -> bool:
    return name.startswith("/") or ".." in PurePosixPath(name.replace("\\", "/")).parts


def require_known(package: ZipFile, path: Path, found: str) -> None:
    """Raise StudyError for a package of a kind that was made up later."""
    if found != PACKED or "meta" not in package.namelist():
        return
    with package.open("meta") as file:
        content = file.read(PIECE)
    try:
        version = wire.fields(content).get(1, 0)
    except ValueError as error:
        raise StudyError(f"this package is damaged: {error}", where=str(path), todo=REPACK) from error
    if not isinstance(version, int) or version > NEWEST_PACKAGE:
        raise StudyError("this package is of a newer Anki", where=str(path), todo=ASK_OLDER)


def copy(source: IO[bytes] | zstd.ZstdFile, target: IO[bytes], path: Path) -> None:
    """Unpack piece by piece: what a file says of its size is not believed."""
    free = shutil.disk_usage(tempfile.gettempdir()).free
    most, written = min(LARGEST, free - (64 << 20)), 0
    while piece := source.read(PIECE):
        written += len(piece)
        if written > most:
            what = f"the collection is larger than {max(0, most) >> 20} MiB once unpacked"
            raise StudyError(what, where=str(path), todo="Export single decks, or make room.")
        target.write(piece)


def connect(database: Path) -> sqlite3.Connection:
    """Open for reading what a stranger wrote: nothing in it is run, and broken text is shown as such."""
    connection = sqlite3.connect(f"{database.as_uri()}?mode=ro&immutable=1", uri=True)
    connection.execute("PRAGMA trusted_schema = OFF")
    connection.create_collation("unicase", unicase)
    connection.text_factory = lambda raw: raw.decode("utf-8", "replace")
    connection.row_factory = sqlite3.Row
    return connection


def unicase(one: str, other: str) -> int:
    """The order that Anki's own tables are declared with."""
    left, right = one.casefold(), other.casefold()
    return (left > right) - (left < right)


def require_tables(connection: sqlite3.Connection, path: Path) -> None:
    """Raise StudyError where it is no collection, or one of a newer Anki."""
    kinds = dict(connection.execute("SELECT name, type FROM sqlite_master").fetchall())
    if any(kinds.get(name) != "table" for name in ("col", "notes", "cards", "revlog")):
        what = "the collection in this package has not the tables of one"
        raise StudyError(what, where=str(path), todo=REPACK)
    found = connection.execute("SELECT ver FROM col").fetchone()
    if found is None:
        raise StudyError("the collection in this package is empty", where=str(path), todo=REPACK)
    if found["ver"] > NEWEST_SCHEMA:
        raise StudyError("this package is of a newer Anki", where=str(path), todo=ASK_OLDER)
