"""The page of statistics in a real Chromium: on a phone and on a desk, light and dark, without a network."""

from __future__ import annotations

import os
from collections.abc import Iterator
from contextlib import closing
from pathlib import Path
from typing import TYPE_CHECKING

import pytest

from studyapp.clock import read_clock
from studyapp.folder import Folder
from studyapp.insight.figures import ORDER
from studyapp.study.opening import open_study
from studyapp.study.progress.progress import PERIODS, Progress
from studyapp.study.progress.publishing import make_page, subject
from studyapp.study.sampling import Sample
from tests.tui.conftest import NOW

if TYPE_CHECKING:
    from playwright.sync_api import Browser, Page, Route

pytestmark = pytest.mark.browser
CHROMIUM = os.environ.get("CHROMIUM", "/usr/bin/chromium")
PHONE, DESK = (390, 844), (1280, 900)
DRAWN = "document.querySelectorAll('.chart svg').length === document.querySelectorAll('.chart').length"
BACKGROUND = "getComputedStyle(document.documentElement).backgroundColor"
LIGHT, DARK = "rgb(247, 244, 236)", "rgb(18, 20, 28)"


@pytest.fixture(scope="module", params=list(PERIODS))
def address(request: pytest.FixtureRequest, tmp_path_factory: pytest.TempPathFactory) -> str:
    """The page on a year of sample reviews of the shipped library, for each period."""
    root, period = tmp_path_factory.mktemp("study"), str(request.param)
    for name in ("cards", "proofs"):
        (root / name).mkdir()
    with closing(open_study(Folder(root), read_clock(NOW))) as study:
        Sample(study).write()
        progress = Progress(study, days=PERIODS[period])
        content = make_page(progress.figures(), subject(progress, period))
    path = root / "page.html"
    path.write_bytes(content)
    return path.as_uri()


@pytest.fixture(scope="module")
def browser() -> Iterator[Browser]:
    from playwright.sync_api import sync_playwright

    with sync_playwright() as play:
        browser = play.chromium.launch(executable_path=CHROMIUM, args=["--no-sandbox"])
        yield browser
        browser.close()


class Visit:
    """The page as one reader has it, and all that the browser complained of or asked for meanwhile."""

    def __init__(self, browser: Browser, address: str, size: tuple[int, int], scheme: str) -> None:
        self.complaints: list[str] = []
        self.requests: list[str] = []
        self.page: Page = browser.new_page(
            viewport={"width": size[0], "height": size[1]},
            color_scheme="dark" if scheme == "dark" else "light",
        )
        self.page.on("console", lambda message: self.complaints.append(message.text))
        self.page.on("pageerror", lambda error: self.complaints.append(str(error)))
        self.page.route("**/*", self.watch)
        self.page.goto(address)
        self.page.wait_for_function(DRAWN)

    def watch(self, route: Route) -> None:
        self.requests.append(route.request.url)
        if route.request.url.startswith("file:"):
            route.continue_()
        else:
            route.abort()


@pytest.mark.parametrize("size", [PHONE, DESK])
@pytest.mark.parametrize("scheme", ["light", "dark"])
def test_every_chart_is_drawn_in_its_place(
    browser: Browser, address: str, size: tuple[int, int], scheme: str
) -> None:
    visit = Visit(browser, address, size, scheme)
    page = visit.page
    assert visit.complaints == []
    assert visit.requests == [address]
    assert page.evaluate(BACKGROUND) == (DARK if scheme == "dark" else LIGHT)
    assert page.evaluate("document.documentElement.scrollWidth <= innerWidth")
    assert page.locator(".chart").count() >= len(ORDER) - 2  # one is a table, and nothing was done today yet
    for chart in page.locator(".chart").all():
        name = chart.get_attribute("id")
        place, drawing = chart.bounding_box(), chart.locator("svg").bounding_box()
        assert place is not None, name
        assert drawing is not None, name
        assert drawing["width"] <= place["width"] + 1, name
        assert drawing["width"] >= 0.9 * place["width"], name
        assert drawing["height"] >= 20, name
        assert marks(chart.locator("svg").inner_html()), name
    page.close()


def marks(drawing: str) -> bool:
    """Whether any mark has a shape, and none a coordinate that is no number."""
    return "<path" in drawing and "NaN" not in drawing and "Infinity" not in drawing


def test_tables_open_and_scroll_in_their_own_place(browser: Browser, address: str) -> None:
    page = Visit(browser, address, PHONE, "light").page
    for details in page.locator("details").all():
        if details.get_attribute("open") is None:
            details.locator("summary").click()
    assert page.locator("table:visible").count() == page.locator("table").count() >= len(ORDER) - 1
    assert page.evaluate("document.documentElement.scrollWidth <= innerWidth")
    page.close()


def test_pointing_at_a_bar_tells_its_numbers(browser: Browser, address: str) -> None:
    page = Visit(browser, address, DESK, "dark").page
    page.locator("#chart-difficulty .mark-rect path").first.hover()
    tooltip = page.locator("#vg-tooltip-element.visible")
    tooltip.wait_for()
    assert "difficulty" in tooltip.inner_text()
    page.close()


def test_the_button_turns_light_into_dark_and_back(browser: Browser, address: str) -> None:
    page = Visit(browser, address, DESK, "dark").page
    for background in (LIGHT, DARK):
        page.get_by_role("button").click()
        assert page.evaluate(BACKGROUND) == background
    page.emulate_media(media="print")
    assert page.evaluate(BACKGROUND) == "rgb(255, 255, 255)"
    page.close()


def test_no_script_of_a_stranger_runs(browser: Browser, address: str, tmp_path: Path) -> None:
    text = Path(address.removeprefix("file://")).read_text("utf-8")
    path = tmp_path / "page.html"
    path.write_text(text.replace("<main>", "<main><script>window.stranger = true</script>"), "utf-8")
    visit = Visit(browser, path.as_uri(), DESK, "light")
    assert visit.page.evaluate("window.stranger") is None
    assert any("Content Security Policy" in complaint for complaint in visit.complaints)
    visit.page.close()
