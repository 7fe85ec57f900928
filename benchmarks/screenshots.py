"""Pictures of every screen, made by the real app: `make screenshots`.

They go to screenshots/, as PNG; `make screenshots SCENES="note flags"` draws only these.
docs/review.svg is the README's: since seeds and times differ with every run, it is drawn anew only where the
scene `review` is named.
"""

from __future__ import annotations

import asyncio
import atexit
import os
import re
import shutil
import sys
import tempfile
from collections.abc import Iterable, Iterator, Mapping, Sequence
from contextlib import contextmanager
from difflib import get_close_matches
from functools import cache
from pathlib import Path
from unittest.mock import patch

from benchmarks.scenes import SCENES
from benchmarks.scenes.stage import NOW, Scene, opened
from studyapp.cli.demo import fill
from studyapp.folder import Folder
from studyapp.proof.confinement import ALL
from studyapp.proof.run.engine import Engine, choose_layers, find_readable
from studyapp.proof.run.warm import MOST_PATIENCE, WarmServer
from studyapp.tui.app import StudyApp

ROOT = Path(__file__).parent.parent
OUT = ROOT / "screenshots"
SIZES = ((80, 24), (120, 40))
README = ROOT / "docs" / "review.svg"
README_SIZE = (100, 40)
THEMES = ("ink", "paper")
CELL = 12.2  # width of a cell in Textual's SVG
DEJAVU = 0.602  # width of DejaVu Sans Mono's letters, as a share of the font's size


class Guest(Engine):
    """Runs proofs on a server that is there for all pictures, and stays."""

    def close(self) -> None:
        self.server = None


@contextmanager
def one_server() -> Iterator[None]:
    """Start torch once, and not for each picture."""
    with tempfile.TemporaryDirectory() as private:
        server = WarmServer(ALL, find_readable(Path(private).parent), [1, 2], MOST_PATIENCE)

    def make_engine(folder: Folder) -> Engine:
        engine = Guest(choose_layers(), find_readable(folder.root))
        engine.server = server if engine.layers == ALL else None
        return engine

    server.start()
    try:
        with patch("studyapp.study.opening.make_engine", make_engine):
            yield
    finally:
        server.stop()


@cache
def history() -> Path:
    """A study folder with a year of reviews, made once and never drawn itself."""
    root = Path(tempfile.mkdtemp(prefix="studyapp-history-"))
    atexit.register(shutil.rmtree, root)
    fill(root)
    return root


async def draw(scene: Scene, size: tuple[int, int], themes: Sequence[str] = THEMES) -> dict[str, str]:
    """The SVG of a scene in each theme, in a study folder of its own."""
    with tempfile.TemporaryDirectory() as folder:
        root = Path(folder)
        shutil.copytree(history(), root, dirs_exist_ok=True)
        (root / "data" / "theme").write_text(themes[0])
        scene.prepare(root)
        os.environ["STUDYAPP_NOW"] = scene.now
        app, drawn = StudyApp(Folder(root)), {}
        async with app.run_test(size=size) as pilot:
            await opened(pilot)
            await scene.play(pilot)
            for theme in themes:
                app.theme = theme
                await pilot.pause(0.2)
                drawn[theme] = app.export_screenshot(title="studyapp")
        return drawn


def without_fonts(svg: str) -> str:
    """Without the fonts that the picture would fetch from elsewhere; the reader's own monospace serves."""
    return re.sub(r"@font-face\s*\{.*?\}", "", svg, flags=re.DOTALL)


def to_png(svg: str, path: Path) -> None:
    import cairosvg

    plain = without_fonts(svg).replace("Fira Code", "DejaVu Sans Mono")
    plain = plain.replace("font-size: 20px", f"font-size: {CELL / DEJAVU}px")
    # At a whole number of pixels a cell, letters stay in their columns: cairo rounds how far each one goes.
    cairosvg.svg2png(bytestring=plain.encode(), write_to=str(path), scale=15 / CELL)


def choose(names: Sequence[str]) -> Mapping[str, Scene]:
    """The scenes of these names, or all; leave with a word on one that there is not."""
    for name in names:
        if name not in SCENES:
            near = get_close_matches(name, SCENES, 3) or sorted(SCENES)
            sys.exit(f"There is no scene {name!r}. There are: {', '.join(near)}.")
    return {name: SCENES[name] for name in names} or SCENES


def draw_all(scenes: Mapping[str, Scene]) -> Iterable[Path]:
    """Draw them in each size and theme; the pictures' files."""
    for name, scene in scenes.items():
        for size in SIZES:
            print(f"{name} {size[0]}×{size[1]}", flush=True)
            for themes in zip(THEMES) if scene.apart else (THEMES,):
                for theme, svg in asyncio.run(draw(scene, size, themes)).items():
                    path = OUT / f"{name}-{theme}-{size[0]}x{size[1]}.png"
                    to_png(svg, path)
                    yield path


def main(names: Sequence[str]) -> None:
    scenes = choose(names)
    OUT.mkdir(exist_ok=True)
    os.environ["STUDYAPP_NOW"] = NOW
    with tempfile.TemporaryDirectory() as settings, one_server():
        os.environ["XDG_CONFIG_HOME"] = settings  # what is trusted here is for these pictures only
        drawn = set(draw_all(scenes))
        if "review" in names:
            README.write_text(without_fonts(asyncio.run(draw(SCENES["review"], README_SIZE, ["ink"]))["ink"]))
    if not names:
        for stale in set(OUT.glob("*.png")) - drawn:
            stale.unlink()


if __name__ == "__main__":
    main(sys.argv[1:])
