"""Pictures of every screen, made by the real app: `make screenshots`.

docs/review.svg is the README's; the others go to screenshots/, as PNG where cairosvg is installed.
"""

from __future__ import annotations

import asyncio
import os
import re
import sys
import tempfile
from collections.abc import Awaitable, Callable
from functools import partial
from pathlib import Path

from textual.pilot import Pilot

from studyapp.folder import Folder
from studyapp.schedule.fsrs import Rating
from studyapp.tui.app import StudyApp
from studyapp.tui.screens.review import Review
from studyapp.tui.screens.runs import Runs
from studyapp.tui.screens.trust import Trust

ROOT = Path(__file__).parent.parent
OUT = ROOT / "screenshots"
SIZES = ((80, 24), (120, 40))
THEMES = ("ink", "paper")
NOW = "2026-03-02T09:00:00+00:00"

OWN_DECK = """---
title: From a colleague
source: a colleague
---

## Gradients add {#added predict=mine.accumulation}
You call `backward()` {passes} times and never clear `.grad`. How many times larger is it than after one call?
> As many times: each call adds the same gradient into `.grad`.
"""

Scene = Callable[[Pilot[None]], Awaitable[None]]


async def wait(pilot: Pilot[None], ready: Callable[[], bool], seconds: float = 60) -> None:
    for _ in range(int(seconds / 0.05)):
        await pilot.pause(0.05)
        if ready():
            return
    raise TimeoutError("the screen did not get ready")


def review(pilot: Pilot[None]) -> Review | None:
    screen = pilot.app.screen
    return screen if isinstance(screen, Review) else None


async def open_card(pilot: Pilot[None], card: str, *keys: str) -> Review:
    """Start a session, on the deck that the keys lead to, and go through new cards up to this one."""
    if review(pilot) is None:
        await pilot.press(*keys, "enter")
    await wait(pilot, lambda: bool((screen := review(pilot)) and screen.presented))
    screen = review(pilot)
    assert screen is not None
    await pilot.pause(0.2)
    while screen.presented and screen.presented.card.id != card:
        before = screen.presented.id
        screen.action_reveal()
        await screen.action_grade(Rating.EASY)
        await wait(pilot, partial(is_another, screen, before))
    await pilot.pause(0.2)
    return screen


def is_another(screen: Review, before: str) -> bool:
    return screen.presented is not None and screen.presented.id != before


async def answered(pilot: Pilot[None], card: str, *keys: str) -> None:
    screen = await open_card(pilot, card)
    await pilot.press(*keys)
    await wait(pilot, lambda: bool(screen.proof and screen.proof.proving and not screen.proof.is_running))
    await pilot.pause(0.4)


async def home(pilot: Pilot[None]) -> None:
    await pilot.pause(0.2)


async def question(pilot: Pilot[None]) -> None:
    await open_card(pilot, "k-backwards")


async def choice(pilot: Pilot[None]) -> None:
    screen = await open_card(pilot, "one-filled")
    await pilot.press("b")
    assert screen.presented


async def predicted(pilot: Pilot[None]) -> None:
    await pilot.pause(8)  # as after a look at Home: the processes for the first run wait by now
    screen = await open_card(pilot, "k-backwards")
    assert screen.presented
    await answered(pilot, "k-backwards", str(screen.presented.values["passes"]), "enter")


async def chosen(pilot: Pilot[None]) -> None:
    await answered(pilot, "one-filled", "b", "space")


async def sharded(pilot: Pilot[None]) -> None:
    screen = await open_card(pilot, "fsdp-peak-bytes", "j", "j")
    await pilot.press("1", "enter")
    await wait(pilot, lambda: bool(screen.proof and screen.proof.proving and not screen.proof.is_running))
    await pilot.pause(0.4)
    await pilot.press("G")
    await pilot.pause(0.3)


async def broken(pilot: Pilot[None]) -> None:
    await answered(pilot, "k-backwards", "3", "enter")
    await pilot.press("b")
    await pilot.pause(0.3)


async def caught(pilot: Pilot[None]) -> None:
    await broken(pilot)
    await pilot.press("enter")
    screen = review(pilot)
    await wait(pilot, lambda: bool(screen and screen.proof and screen.proof.is_broken))
    await wait(pilot, lambda: bool(screen and screen.proof and not screen.proof.is_running))
    await pilot.pause(0.4)


async def source(pilot: Pilot[None]) -> None:
    await answered(pilot, "k-backwards", "3", "enter")
    await pilot.press("s")
    await pilot.pause(0.3)


async def withheld(pilot: Pilot[None]) -> None:
    """A proof that came with the folder, beside its question."""
    await open_card(pilot, "added", "j")
    await pilot.press("3", "enter")
    await pilot.pause(1)


async def trust(pilot: Pilot[None]) -> None:
    await withheld(pilot)
    await pilot.press("t")
    await wait(pilot, lambda: isinstance(pilot.app.screen, Trust))
    await pilot.pause(0.3)


async def trusted(pilot: Pilot[None]) -> None:
    await trust(pilot)
    await pilot.press("t")
    await ended(pilot)


async def ended(pilot: Pilot[None]) -> None:
    await wait(pilot, lambda: bool((screen := review(pilot)) and screen.proof and screen.proof.run_id))
    await pilot.pause(0.4)


async def changed(pilot: Pilot[None]) -> None:
    """It was trusted, and is another one since."""
    await trusted(pilot)
    assert isinstance(pilot.app, StudyApp)
    path = pilot.app.folder.root / "proofs" / "mine" / "accumulation.py"
    path.write_text(path.read_text().replace("weight.grad /= 2", "weight.grad *= 0.5"))
    await pilot.press("r")
    await pilot.pause(0.3)


async def difference(pilot: Pilot[None]) -> None:
    await changed(pilot)
    await pilot.press("t")
    await wait(pilot, lambda: isinstance(pilot.app.screen, Trust))
    await pilot.pause(0.3)


async def runs(pilot: Pilot[None]) -> None:
    await trusted(pilot)
    await pilot.press("r")
    await pilot.pause(0.3)
    await ended(pilot)
    await pilot.press("b")
    await pilot.pause(0.3)
    await pilot.press("enter")
    screen = review(pilot)
    await wait(pilot, lambda: bool(screen and screen.proof and screen.proof.is_broken))
    await wait(
        pilot, lambda: bool(screen and screen.proof and screen.proof.proving and screen.proof.proving.id)
    )
    await pilot.press("h")
    await wait(pilot, lambda: isinstance(pilot.app.screen, Runs))
    await pilot.pause(0.3)


async def run(pilot: Pilot[None]) -> None:
    await runs(pilot)
    await pilot.press("j", "enter")
    await pilot.pause(0.5)


async def finished(pilot: Pilot[None]) -> None:
    await open_card(pilot, "one-filled")
    await pilot.press("q")
    await pilot.pause(0.5)


async def keys(pilot: Pilot[None]) -> None:
    await open_card(pilot, "k-backwards")
    await pilot.press("escape", "question_mark")
    await pilot.pause(0.2)


async def stats(pilot: Pilot[None]) -> None:
    await pilot.press("t")
    await pilot.pause(0.2)


SCENES: dict[str, Scene] = {
    "home": home,
    "question": question,
    "choice": choice,
    "review": predicted,
    "review-choice": chosen,
    "sharded": sharded,
    "broken": broken,
    "caught": caught,
    "source": source,
    "withheld": withheld,
    "trust": trust,
    "trusted": trusted,
    "changed": changed,
    "difference": difference,
    "runs": runs,
    "run": run,
    "home-later": finished,
    "keys": keys,
    "stats": stats,
}


OWN = {withheld, trust, trusted, changed, difference, runs, run}  # scenes on a deck that is not shipped


async def draw(scene: Scene, theme: str, size: tuple[int, int]) -> str:
    """The SVG of a scene, in a fresh study folder."""
    with tempfile.TemporaryDirectory() as folder:
        (Path(folder) / "data").mkdir()
        (Path(folder) / "data" / "theme").write_text(theme)
        if scene in OWN:
            write_own(Path(folder))
        app = StudyApp(Folder(Path(folder)))
        async with app.run_test(size=size) as pilot:
            await wait(
                pilot,
                lambda: (
                    app.study is not None and "reading" not in str(app.screen.query("#todo").first().render())
                ),
            )
            await scene(pilot)
            return app.export_screenshot(title="studyapp")


def write_own(folder: Path) -> None:
    """A deck and a proof that came from elsewhere."""
    for name, text in (
        ("cards/a-colleague.md", OWN_DECK),
        ("proofs/mine/accumulation.py", (ROOT / "proofs" / "autograd" / "accumulation.py").read_text()),
    ):
        (folder / name).parent.mkdir(parents=True)
        (folder / name).write_text(text)


def without_fonts(svg: str) -> str:
    """Without the fonts that the picture would fetch from elsewhere; the reader's own monospace serves."""
    return re.sub(r"@font-face\s*\{.*?\}", "", svg, flags=re.DOTALL)


def to_png(svg: str, path: Path) -> None:
    import cairosvg

    plain = without_fonts(svg).replace("Fira Code", "DejaVu Sans Mono")
    cairosvg.svg2png(bytestring=plain.encode(), write_to=str(path), scale=1.2)


def main() -> None:
    os.environ["STUDYAPP_NOW"] = NOW
    OUT.mkdir(exist_ok=True)
    with tempfile.TemporaryDirectory() as settings:
        os.environ["XDG_CONFIG_HOME"] = settings  # what is trusted here is for these pictures only
        draw_all()
    (ROOT / "docs").mkdir(exist_ok=True)
    (ROOT / "docs" / "review.svg").write_text(without_fonts(asyncio.run(draw(predicted, "ink", (100, 40)))))


def draw_all() -> None:
    """Every scene, or those that the command line names."""
    for name, scene in SCENES.items():
        if sys.argv[1:] and name not in sys.argv[1:]:
            continue
        for theme in THEMES:
            for size in SIZES:
                svg = asyncio.run(draw(scene, theme, size))
                to_png(svg, OUT / f"{name}-{theme}-{size[0]}x{size[1]}.png")
                print(f"{name} {theme} {size[0]}×{size[1]}", flush=True)


if __name__ == "__main__":
    main()
