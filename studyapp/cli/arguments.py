"""Options and arguments that several commands take, or that need many words."""

from __future__ import annotations

import re
from typing import TYPE_CHECKING, Annotated

import typer
from typer.core import TyperCommand

from studyapp.errors import UsageError

if TYPE_CHECKING:
    from typer._click.core import Context  # the Click that Typer carries

Json = Annotated[bool, typer.Option("--json", help="Print one JSON document instead of text.")]
Once = Annotated[bool, typer.Option("--once", help="Run what is not trusted yet, this time.")]
Insist = Annotated[bool, typer.Option("--insist", help="With --once: even where protections are missing.")]
Record = Annotated[
    bool, typer.Option("--record", help="With --proofs: write what is confirmed below data/verified/.")
]
Coverage = Annotated[
    bool, typer.Option("--coverage", help="Print each claim of data/claims.toml with its cards and proofs.")
]
Settings = Annotated[
    list[str] | None,
    typer.Option("--set", metavar="NAME=VALUE", help="Set a draw or a knob, within its range."),
]
Device = Annotated[str, typer.Option(help="cpu or cuda (default: what the proof needs).")]
Launch = Annotated[
    str, typer.Option(metavar="COMMAND", help="Hand the run to torchrun, ray, or 'srun -N2 …'.")
]
Parts = Annotated[
    list[str] | None,
    typer.Option("--part", metavar="NAME=FILE", help="Put your own function in a part's place."),
]
Wish = Annotated[
    str, typer.Argument(metavar="[QUERY]", help="A deck, a folder of decks, or a query; all where left out.")
]
CardId = Annotated[str, typer.Argument(metavar="ID", help="A card, as `list` names it.")]
Edit = Annotated[bool, typer.Option("--edit", help="Open it in $EDITOR.")]
Html = Annotated[
    str,
    typer.Option("--html", metavar="FILE", help="Write a page with charts, complete in itself; - prints it."),
]
Svg = Annotated[str, typer.Option("--svg", metavar="FILE", help="Write the chart of --figure as a picture.")]
Png = Annotated[str, typer.Option("--png", metavar="FILE", help="The same as pixels.")]
Theme = Annotated[str, typer.Option("--theme", metavar="NAME", help="Of a picture: paper (light) or ink.")]

LEFT_OUT = re.compile(r"-\(*[a-z]+:")  # a term such as -is:new, which is no option


def read_device(text: str) -> str:
    if text not in {"", "cpu", "cuda"}:
        raise UsageError(f"--device {text}: no such device", todo="It is cpu or cuda.")
    return text


class Searching(TyperCommand):
    """A command whose query may begin with what is left out: `studyapp list -is:new`."""

    def parse_args(self, ctx: Context, args: list[str]) -> list[str]:
        terms = [word for word in args if LEFT_OUT.match(word)]
        if not terms or "--" in args:
            return super().parse_args(ctx, args)
        options = [word for word in args if word not in terms]
        return super().parse_args(ctx, [*options, "--", *terms])
