"""A proof with parts to break and knobs to turn, opened after the reveal, for tests.

On the seed that the fixture `same_seed` gives, times is 3 and the unit cm.
"""

from __future__ import annotations

from textual.pilot import Pilot

from studyapp.store import runs
from studyapp.tui.app import StudyApp
from studyapp.tui.screens.proof.comparison import Comparison
from studyapp.tui.screens.proof.variants import Variants
from studyapp.tui.screens.review.screen import Review
from tests.tui.conftest import screen_text, start_at, wait

PROOF = '''"""Doubling n times multiplies by 2 to the n."""

from studyapp.proof import among, check, integers, predict, proof, table


def double(x):
    return 2 * x


def add_two(x):
    """It goes up, but not by as much."""
    return x + 2


@proof
def doubling(times=integers(2, 5), unit=among("cm", "m"), step=double, ahead=0):
    x = 1
    for _ in range(times + ahead):
        x = step(x)
    yield predict(x)
    yield check("it is positive", x, at_least=0)
    yield check("it is 2 to the n", x, equals=2**times)
    yield table({"after all": x}, columns=[unit])


doubling.must_fail("adds two", step=add_two, at="it is 2 to the n")
doubling.must_fail("never steps", step=lambda x: x, at="it is 2 to the n")
'''
ENDLESS = PROOF.replace("    return x + 2\n", "    while True:\n        pass\n")


async def answer(pilot: Pilot[None], said: str = "8") -> Review:
    """Reveal the card with the proof, and wait until it is confirmed."""
    review = await start_at(pilot, "passes")
    await pilot.press(said, "enter")
    await wait(pilot, lambda: review.turn is not None and bool(review.turn.run))
    await pilot.press("b")
    await wait(pilot, lambda: isinstance(pilot.app.screen, Variants))
    return review


async def compared(pilot: Pilot[None], word: str) -> Comparison:
    """Wait for a comparison whose runs are over, and that says this."""
    await wait(pilot, lambda: isinstance(pilot.app.screen, Comparison))
    screen = pilot.app.screen
    assert isinstance(screen, Comparison)
    await wait(pilot, lambda: not screen.live.is_running and word in screen_text(pilot))
    return screen


async def choose(pilot: Pilot[None], *keys: str) -> None:
    """Open the list of changes again, and press these keys in it."""
    await pilot.press("b")
    await wait(pilot, lambda: isinstance(pilot.app.screen, Variants))
    await pilot.press(*keys)


def rows_with(pilot: Pilot[None], text: str) -> list[str]:
    return [row for row in screen_text(pilot).splitlines() if text in row]


def stored(pilot: Pilot[None]) -> list[runs.Outline]:
    """The runs that are kept, newest first."""
    app = pilot.app
    assert isinstance(app, StudyApp)
    assert app.study is not None
    with app.study.store.read() as connection:
        return runs.history(connection, "small.doubling")


def told(pilot: Pilot[None]) -> str:
    """What is on the screen, on one line."""
    return " ".join(screen_text(pilot).replace("▌", " ").split())
