"""The command line: what stands before a command, and the file of each."""

from __future__ import annotations

import sys
from collections.abc import Iterator, Mapping, Sequence
from copy import copy
from importlib import import_module
from pathlib import Path
from typing import TYPE_CHECKING, Annotated, Any

import typer
from typer.core import TyperGroup
from typer.main import get_group

from studyapp import __version__
from studyapp.cli.boundary import guarded, stop_writing
from studyapp.cli.context import Context

if TYPE_CHECKING:
    from typer._click.core import Command, Parameter
    from typer._click.core import Context as Called

EVERYWHERE = ("folder", "debug")  # options of the program that each command takes too

FILES = {  # each command's file beside this one, in the order of the help
    "review": "review",
    "prove": "proofs",
    "check": "checks",
    "next": "queue",
    "grade": "queue",
    "undo": "queue",
    "list": "reports",
    "stats": "stats",
    "fit": "fit",
    "simulate": "simulate",
    "trust": "trust",
    "runs": "runs",
    "where": "places",
    "keys": "places",
    "demo": "demo",
    "serve": "serve",
    "mark": "marks",
    "show": "marks",
    "dispute": "marks",
    "pause": "marks",
    "edit": "new",
    "new": "new",
    "backup": "data",
    "restore": "data",
    "merge": "data",
    "sync": "data",
    "doctor": "data",
    "import": "exchange",
    "export": "exchange",
}


class Commands(Mapping[str, "Command"]):
    """Every command by name; its file is imported when it is asked for, and no other."""

    def __getitem__(self, name: str) -> Command:
        return get_group(import_module(f"studyapp.cli.{FILES[name]}").app).commands[name]

    def __iter__(self) -> Iterator[str]:
        return iter(FILES)

    def __len__(self) -> int:
        return len(FILES)


class Lazy(TyperGroup):
    """Has those commands; what may stand before any of them may stand behind it too."""

    def __init__(self, **given: Any) -> None:
        super().__init__(**{**given, "commands": Commands()})

    def get_command(self, ctx: Any, cmd_name: str) -> Command | None:
        command = super().get_command(ctx, cmd_name)
        if command is not None:
            accept(command, [option for option in self.params if option.name in EVERYWHERE])
        return command

    def invoke(self, ctx: Any) -> Any:
        from typer._click.exceptions import BadParameter

        try:
            return super().invoke(ctx)
        except BadParameter as error:
            from studyapp.settings import spell_wanted

            if error.message.startswith("Input should be a valid "):
                error.message = f"write {spell_wanted(error.message)}"
            raise
        except BrokenPipeError:
            raise SystemExit(stop_writing()) from None  # before Typer takes it for a failure


def accept(command: Command, options: Sequence[Parameter]) -> None:
    """Let a command, and each below it, take these options."""
    for below in getattr(command, "commands", {}).values():
        accept(below, options)
    for option in map(copy, options):
        option.expose_value, option.callback = False, keep
        command.params.append(option)


def keep(context: Called, option: Parameter, value: Any) -> None:
    """Of two folders the one named last counts."""
    if option.name == "folder" and value is not None:
        context.obj.folder = value


app = typer.Typer(
    cls=Lazy,
    add_completion=False,
    rich_markup_mode=None,
    pretty_exceptions_enable=False,
    context_settings={"help_option_names": ["-h", "--help"]},
    help="Spaced repetition in the terminal, with proofs that run. Without a command, the app opens.",
)


def run() -> int:
    """Do what the command line says; return the exit status."""
    return guarded(lambda: app(obj=Context(), prog_name="studyapp"), debug="--debug" in sys.argv)


@app.callback(invoke_without_command=True)
def options(
    context: typer.Context,
    folder: Annotated[Path | None, typer.Option(help="The study folder (default: see `where`).")] = None,
    debug: Annotated[bool, typer.Option("--debug", help="Show the traceback of an error.")] = False,
    version: Annotated[bool, typer.Option("--version", help="Print the version.")] = False,
) -> None:
    context.obj.folder = folder
    if version:
        print(f"studyapp {__version__}")
        raise typer.Exit
    if context.invoked_subcommand is None:
        from studyapp.tui.launch import open_app

        raise typer.Exit(open_app(folder))
