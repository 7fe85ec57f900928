"""`studyapp serve` in a real Chromium: a session by keys, as in a terminal, and saved as there."""

from __future__ import annotations

import json
import os
import socket
import subprocess
import sys
import time
from collections.abc import Iterator
from pathlib import Path
from typing import TYPE_CHECKING
from urllib.error import URLError
from urllib.request import urlopen

import pyte
import pytest

from tests.cli.conftest import approve
from tests.tui.conftest import DECK, NOW, write_proof

if TYPE_CHECKING:
    from playwright.sync_api import Page

pytestmark = pytest.mark.browser
CHROMIUM = os.environ.get("CHROMIUM", "/usr/bin/chromium")
SIZE = (150, 50)  # cells that a terminal has in a window of 1200 × 800 at this size of type


class Tab:
    """A page of a browser, and what was sent to be drawn in it: xterm.js draws on a canvas, without text."""

    def __init__(self, page: Page) -> None:
        self.page = page
        self.screen = pyte.Screen(*SIZE)
        self.stream = pyte.ByteStream(self.screen)
        page.on("websocket", lambda socket: socket.on("framereceived", self.feed))

    def feed(self, frame: str | bytes) -> None:
        if isinstance(frame, bytes):
            self.stream.feed(frame)

    def press(self, key: str, until: str) -> None:
        """Press a key, and wait for what it brings on the screen."""
        self.page.keyboard.press(key)
        self.wait_for(until)

    def wait_for(self, text: str, seconds: float = 60) -> None:
        deadline = time.monotonic() + seconds
        while text not in "\n".join(self.screen.display):
            if time.monotonic() > deadline:
                raise AssertionError(f"no {text!r} on the screen:\n" + "\n".join(self.screen.display))
            self.page.wait_for_timeout(50)


@pytest.fixture
def url(tmp_path: Path) -> Iterator[str]:
    (tmp_path / "cards").mkdir()
    (tmp_path / "cards" / "aaa.md").write_text(DECK)
    write_proof(tmp_path)
    (tmp_path / "studyapp.toml").write_text("[proofs]\nwarm = false\n")
    approve(tmp_path)
    with socket.socket() as probe:
        probe.bind(("localhost", 0))
        port = probe.getsockname()[1]
    command = [sys.executable, "-m", "studyapp", "--folder", str(tmp_path), "serve", "--port", str(port)]
    environment = {**os.environ, "STUDYAPP_NOW": NOW}
    with subprocess.Popen(command, env=environment, stdout=subprocess.DEVNULL) as server:
        try:
            wait_for_server(f"http://localhost:{port}")
            yield f"http://localhost:{port}"
        finally:
            server.terminate()


def wait_for_server(url: str, seconds: float = 30) -> None:
    deadline = time.monotonic() + seconds
    while True:
        try:
            urlopen(url).close()
            return
        except URLError:
            if time.monotonic() > deadline:
                raise
            time.sleep(0.1)


def test_a_session_by_keys_is_saved(url: str, tmp_path: Path) -> None:
    from playwright.sync_api import sync_playwright

    with sync_playwright() as play:
        browser = play.chromium.launch(executable_path=CHROMIUM, args=["--no-sandbox"])
        tab = Tab(browser.new_page(viewport={"width": 1200, "height": 800}))
        tab.page.goto(f"{url}/?fontsize=14")
        tab.wait_for("to review")
        tab.page.mouse.click(1000, 700)  # the keys go to the terminal from here on
        tab.press("Enter", "What is two and two?")
        tab.press("Space", "Four.")
        tab.press("4", "Which is even?")
        assert tab.page.locator("canvas").count()
        tab.press("e", "no terminal for an editor")  # said, and nothing else happens
        browser.close()
    environment = {**os.environ, "STUDYAPP_FOLDER": str(tmp_path), "STUDYAPP_NOW": NOW}
    command = [sys.executable, "-m", "studyapp", "show", "sum", "--json"]
    shown = subprocess.run(command, env=environment, capture_output=True, text=True, check=True)
    assert [review["rating"] for review in json.loads(shown.stdout)["reviews"]] == [4]
