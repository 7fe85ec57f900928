"""The screens that pictures are made of: each scene brings the app there by its keys."""

from __future__ import annotations

from collections.abc import Awaitable, Callable

from textual.pilot import Pilot

from studyapp.study.choosing import ChosenSession
from studyapp.tui.app import StudyApp
from studyapp.tui.screens.comparison import Comparison
from studyapp.tui.screens.review import Review
from studyapp.tui.screens.runs import Runs
from studyapp.tui.screens.trust import Trust

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


async def open_card(pilot: Pilot[None], card: str) -> Review:
    """Start a session over this card and those that follow it in the library."""
    app = pilot.app
    assert isinstance(app, StudyApp)
    assert app.study is not None
    if review(pilot) is None:
        cards = list(app.study.reading.library.cards)
        place = cards.index(card)
        app.push_screen(Review(ChosenSession(app.study, chosen=tuple(cards[place : place + 12]))))
    await wait(pilot, lambda: bool((screen := review(pilot)) and screen.presented))
    screen = review(pilot)
    assert screen is not None
    await pilot.pause(0.4)
    return screen


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
    screen = await open_card(pilot, "fsdp-peak-bytes")
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
    await compared(pilot)


async def compared(pilot: Pilot[None]) -> None:
    """Until both sides of a comparison have ended."""
    await wait(pilot, lambda: isinstance(pilot.app.screen, Comparison))
    screen = pilot.app.screen
    await wait(pilot, lambda: isinstance(screen, Comparison) and bool(screen.changed and screen.changed.id))
    await pilot.pause(0.4)


async def turned(pilot: Pilot[None]) -> None:
    await broken(pilot)
    asked = next(screen for screen in pilot.app.screen_stack if isinstance(screen, Review)).presented
    assert asked is not None
    await pilot.press("G", "left" if asked.values["passes"] == 5 else "right", "enter")
    await compared(pilot)


async def marked(pilot: Pilot[None]) -> None:
    await caught(pilot)
    await pilot.press("s", "n")
    await pilot.pause(0.3)


async def source(pilot: Pilot[None]) -> None:
    await answered(pilot, "k-backwards", "3", "enter")
    await pilot.press("s")
    await pilot.pause(0.3)


async def withheld(pilot: Pilot[None]) -> None:
    """A proof that came with the folder, beside its question."""
    await open_card(pilot, "added")
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
    await compared(pilot)
    await pilot.press("escape", "h")
    await wait(pilot, lambda: isinstance(pilot.app.screen, Runs))
    await pilot.pause(0.3)


async def run(pilot: Pilot[None]) -> None:
    await runs(pilot)
    await pilot.press("j", "enter")
    await pilot.pause(0.5)


async def info(pilot: Pilot[None]) -> None:
    await open_card(pilot, "one-filled")
    await pilot.press("i")
    await pilot.pause(0.3)


async def noted(pilot: Pilot[None]) -> None:
    """Marked, flagged, hinted at, and somewhat sure."""
    await open_card(pilot, "one-filled")
    await pilot.press("asterisk", "f")
    await pilot.pause(0.3)
    await pilot.press("3")
    await pilot.pause(0.3)
    await pilot.press("left", "left", "h")
    await pilot.pause(0.3)


async def sittings(pilot: Pilot[None]) -> None:
    await pilot.press("o")
    await pilot.pause(0.3)


async def new(pilot: Pilot[None]) -> None:
    await pilot.press("j", "n")
    await pilot.pause(0.3)


async def keys(pilot: Pilot[None]) -> None:
    await open_card(pilot, "k-backwards")
    await pilot.press("escape", "question_mark")
    await pilot.pause(0.2)


async def stats(pilot: Pilot[None]) -> None:
    await pilot.press("t")
    await pilot.pause(0.2)


async def weak(pilot: Pilot[None]) -> None:
    await stats(pilot)
    await pilot.press("j", "j", "j")
    await wait(pilot, lambda: "drill these" in text_of(pilot))
    await pilot.press("enter")
    await wait(pilot, lambda: "builds on" in text_of(pilot))
    await pilot.press("j", "j")
    await pilot.pause(0.2)


async def stats_query(pilot: Pilot[None]) -> None:
    await stats(pilot)
    await pilot.press("slash", *"prop", "colon", *"lapses", "greater_than_sign", "3")
    await pilot.pause(0.2)


def text_of(pilot: Pilot[None]) -> str:
    return "\n".join(strip.text for strip in pilot.app.screen._compositor.render_strips())


async def browse(pilot: Pilot[None]) -> None:
    await pilot.press("slash", *"zero_grad", "enter")
    await pilot.pause(0.5)
    await pilot.press("j", "space", "j", "space")
    await pilot.pause(0.5)


async def wrong_query(pilot: Pilot[None]) -> None:
    await pilot.press("slash", *"kind", "colon", *"clze", "enter")
    await pilot.pause(0.5)


SCENES: dict[str, Scene] = {
    "home": home,
    "question": question,
    "choice": choice,
    "review": predicted,
    "review-choice": chosen,
    "sharded": sharded,
    "broken": broken,
    "caught": caught,
    "turned": turned,
    "marked": marked,
    "source": source,
    "withheld": withheld,
    "trust": trust,
    "trusted": trusted,
    "changed": changed,
    "difference": difference,
    "runs": runs,
    "run": run,
    "info": info,
    "noted": noted,
    "sittings": sittings,
    "new": new,
    "keys": keys,
    "stats": stats,
    "stats-weak": weak,
    "stats-query": stats_query,
    "browse": browse,
    "wrong-query": wrong_query,
}


OWN = {withheld, trust, trusted, changed, difference, runs, run}  # scenes on a deck that is not shipped
