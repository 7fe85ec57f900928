"""`demo`: the app on a copy with a year of sample history, which is gone afterwards."""

from __future__ import annotations

import shlex
import shutil
import tempfile
from contextlib import closing
from pathlib import Path
from typing import Annotated

import typer

from studyapp.clock import read_clock
from studyapp.errors import UsageError
from studyapp.folder import Folder
from studyapp.study.opening import open_study
from studyapp.study.sampling import Sample

app = typer.Typer(rich_markup_mode=None)


@app.command("demo", short_help="Open a copy with a year of sample history.")
def open_demo(
    keep: Annotated[Path | None, typer.Option(help="Make it in this new folder, and keep it.")] = None,
) -> None:
    """Open a copy of the library with a year of sample history; it is gone afterwards."""
    if keep is not None:
        if keep.exists():
            raise UsageError("a demo is made in a new folder", where=str(keep), todo="Name another one.")
        keep.mkdir(parents=True)
        (keep / "studyapp.toml").touch()  # found from inside, as any study folder
        fill(keep)
        print(f"Later: studyapp --folder {shlex.quote(str(keep))}")
        raise typer.Exit(open_on(keep))
    root = Path(tempfile.mkdtemp(prefix="studyapp-demo-"))
    try:
        fill(root)
        raise typer.Exit(open_on(root))
    finally:
        shutil.rmtree(root)
        print("The demo and its history are gone. Your own cards: studyapp")


def fill(root: Path) -> None:
    for name in ("cards", "proofs"):
        (root / name).mkdir()
    print("Making a year of reviews …", end=" ", flush=True)
    with closing(open_study(Folder(root), read_clock())) as study:
        print(f"{Sample(study).write()} of them.")


def open_on(root: Path) -> int:
    from studyapp.tui.launch import open_app

    return open_app(root)
