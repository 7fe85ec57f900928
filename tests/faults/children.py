"""What another process does to a database: python -m tests.faults.children WHAT PATH [NUMBER]."""

from __future__ import annotations

import os
import resource
import shutil
import signal
import sqlite3
import sys
from collections.abc import Callable
from datetime import timedelta
from itertools import count
from pathlib import Path

from sqlalchemy import Engine
from sqlalchemy import event as sqlalchemy_event

from studyapp.store import journal, memory, meta, upgrade
from studyapp.store.engine import Store, open_store
from studyapp.store.errors import AlreadyGradedError, StoreError
from studyapp.store.events import Flag
from studyapp.store.statements import SCHEMA
from tests.reviews import standing_reviews
from tests.unit.store.samples import NOW, OFFSET, answer, graded

NOBODY = 65534
NEXT = "migrations"  # folder of migrations that go one further, beside a database


def say(*words: object) -> None:
    print(*words, flush=True)


def wait_for_the_others() -> None:
    say("ready")
    sys.stdin.readline()


def grade_for_ever(path: Path, _: int) -> None:
    """Grade, and undo every seventh; tell of each one once it is saved."""
    with open_store(path) as store:
        for number in count():
            event = answer(store, f"card-{number % 5}", at=NOW + timedelta(seconds=number), answer="x" * 300)
            say("graded", event)
            if number % 7 == 6:
                memory.withdraw(store, event, at=NOW + timedelta(seconds=number), utc_offset=OFFSET)
                say("undone", event)


def count_up(path: Path, times: int) -> None:
    """Read and then write, many times, while another does the same."""
    with open_store(path) as store:
        wait_for_the_others()
        for _ in range(times):
            with store.write() as connection:
                meta.put(connection, "count", str(int(meta.get(connection, "count") or 0) + 1))
                journal.append(store, Flag(card="one", flag=1), at=NOW, utc_offset=OFFSET)


def grade_what_is_shown(path: Path, questions: int) -> None:
    with open_store(path) as store:
        keys = store.connection.exec_driver_sql("SELECT id, card FROM shown ORDER BY id").all()
        wait_for_the_others()
        for key, card in keys[:questions]:
            try:
                memory.record(store, graded(card, shown=key), None, at=NOW, utc_offset=OFFSET)
                say("counted", key)
            except AlreadyGradedError:
                say("refused", key)


def open_at_once(path: Path, _: int) -> None:
    wait_for_the_others()
    with open_store(path) as store:
        say(store.device)


def browse(path: Path, _: int) -> None:
    """Try to write, then to read only, as someone whom the modes of files stop."""
    if os.geteuid() == 0:
        os.setegid(NOBODY)
        os.seteuid(NOBODY)
    for read_only in (False, True):
        try:
            with open_store(path, read_only=read_only) as store:
                say(len(standing_reviews(store.connection)), _try_to_write(store))
        except StoreError as error:
            say(type(error).__name__)


def _try_to_write(store: Store) -> str:
    try:
        answer(store, "one")
    except StoreError as error:
        return type(error).__name__
    return "written"


def write_until_a_file_may_not_grow(path: Path, attempts: int) -> None:
    """Save while a file may grow by a little only, each time by another little; tell of each attempt."""
    with open_store(path) as store:
        wal = path.with_name(path.name + "-wal")
        answer(store, "one")
        full = resource.RLIM_INFINITY
        for number in range(attempts):
            size = wal.stat().st_size + number % 40 * 600
            resource.setrlimit(resource.RLIMIT_FSIZE, (size, full))
            try:
                told = "graded", answer(store, f"card-{number % 5}", answer="x" * 3000)
            except StoreError as error:
                told = type(error).__name__, "not saved" if "not saved" in str(error) else str(error)
            resource.setrlimit(resource.RLIMIT_FSIZE, (full, full))
            say(*told)


def die_at_each_statement(folder: Path, _: int) -> None:
    """Upgrade a copy of the folder's database, or make one where it has none, killed at statement 1, 2, …"""
    for number in count(1):
        path = folder / str(number) / "study.db"
        path.parent.mkdir()
        if (folder / path.name).exists():
            shutil.copy(folder / path.name, path)
        if os.fork() == 0:
            _die_at(number)
            _bring_up(path, folder / NEXT)
            os._exit(0)
        _, status = os.wait()
        if not os.WIFSIGNALED(status):  # there are no more statements
            sys.exit(os.waitstatus_to_exitcode(status))
        say(number)


def _bring_up(path: Path, migrations: Path) -> None:
    if migrations.is_dir():
        upgrade.upgrade(path, migrations, SCHEMA + 1)
    elif path.exists():
        upgrade.upgrade(path)
    else:
        upgrade.create(path)


def _die_at(number: int) -> None:
    statements = count(1)

    def trace(_: str) -> None:
        if next(statements) == number:
            os.kill(os.getpid(), signal.SIGKILL)

    def watch(connection: sqlite3.Connection, _: object) -> None:
        connection.set_trace_callback(trace)

    sqlalchemy_event.listen(Engine, "connect", watch)


WHAT: tuple[Callable[[Path, int], None], ...] = (
    grade_for_ever,
    count_up,
    grade_what_is_shown,
    open_at_once,
    browse,
    write_until_a_file_may_not_grow,
    die_at_each_statement,
)

if __name__ == "__main__":
    what, where, *number = sys.argv[1:]
    {function.__name__: function for function in WHAT}[what](Path(where), int(number[0]) if number else 0)
