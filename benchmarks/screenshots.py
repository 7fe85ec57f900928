"""Pictures of every screen, made by the real app: `make screenshots`.

docs/review.svg is the README's; the others go to screenshots/, as PNG where cairosvg is installed.
"""

from __future__ import annotations

import asyncio
import atexit
import os
import re
import shutil
import sys
import tempfile
from functools import cache
from pathlib import Path

from benchmarks.scenes import OWN, SCENES, Scene, predicted, wait
from studyapp.cli.demo import fill
from studyapp.folder import Folder
from studyapp.tui.app import StudyApp

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


@cache
def history() -> Path:
    """A study folder with a year of reviews, made once and never drawn itself."""
    root = Path(tempfile.mkdtemp(prefix="studyapp-history-"))
    atexit.register(shutil.rmtree, root)
    fill(root)
    return root


async def draw(scene: Scene, theme: str, size: tuple[int, int]) -> str:
    """The SVG of a scene, in a study folder of its own."""
    with tempfile.TemporaryDirectory() as folder:
        shutil.copytree(history(), folder, dirs_exist_ok=True)
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
        (folder / name).parent.mkdir(parents=True, exist_ok=True)
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
