"""From a key press in Browse to the table it changes, over a hundred thousand cards; and the start of it all.

The bar: a page of cards within 100 ms of the key that asks for it.
"""

from __future__ import annotations

import random
import sqlite3
import statistics
import tempfile
import time
from contextlib import closing
from pathlib import Path

from benchmarks.timing import percentile, seconds_until, spell
from studyapp.clock import Clock
from studyapp.folder import Folder
from studyapp.query.grammar import parse
from studyapp.store.search import Order
from studyapp.study.cards.browsing import Browser
from studyapp.study.opening import Study, open_study
from tests.terminal import STUDYAPP, Terminal

CARDS, DECKS = 100_000, 200
WORDS = ("grad", "backward", "zero_grad", "tensor", "optimizer", "adam", "shard", "rank", "loss", "stride")
RARE = 20_000  # further words, each in a few cards
ROUNDS = 10
EVERY = " 100,"  # begins the number of all cards, those of the shipped library among them
CLEAR = "\x1b"  # Esc, at the query's line
# What is typed, and what it finds; the last key is the one that is timed.
TYPED = (
    "grad",
    "zero_grad",
    "is:due",
    "deck:part/d42",
    "prop:lapses>5",
    "prop:r<0.8",
    "rare00042",
    "kind:choice",
)
QUERIES = (
    "", "g", "grad", "zero_grad", "z_ro", "rare000*", "grad -loss", "deck:part/d42", "tag:basics", "is:due",
    "is:new", "is:review", "-is:suspended", "prop:lapses>5", "prop:s>99", "prop:r<0.8", "prop:due=3 grad",
    "rated:7", "card:*-42", r"re:\brare0+42\b",
)  # fmt: skip

MEMORY = """
INSERT INTO memory
SELECT id, CASE number % 20 WHEN 1 THEN 'learning' ELSE 'review' END, 0,
       abs(random() % 1000) / 10.0 + 0.1, 5.0,
       CASE number % 20 WHEN 1 THEN :now + number * 1000 END,
       CASE number % 20 WHEN 1 THEN NULL ELSE :today - 100 + abs(random() % 400) END,
       :today - 500, :now, :today - 100 + abs(random() % 90), 5, abs(random() % 9), 'e'
FROM card WHERE number % 5
"""
EVENT = "INSERT INTO event VALUES ('e', 'flag', 'none', 'here', 1, 1, 0, '{}')"
MARKS = "INSERT INTO mark (card, suspended, flag) SELECT id, 1, 1 FROM card WHERE number % 10 = 0"


def write_cards(root: Path) -> None:
    """Write the decks; every card has ten words, two of them frequent ones."""
    draw = random.Random(1)
    (root / "cards" / "part").mkdir(parents=True)
    (root / "studyapp.toml").write_text("[proofs]\nwarm = false\n")
    each = CARDS // DECKS
    for deck in range(DECKS):
        lines = [f"---\ntitle: Deck {deck}\nsource: none\n---\n"]
        for number in range(deck * each, (deck + 1) * each):
            rare = [f"rare{draw.randrange(RARE):05}" for _ in range(8)]
            words = [*draw.sample(WORDS, 2), *rare]
            lines.append(
                f"## About {words[0]} {number} {{#c-{number} tags={'basics' if number % 3 else 'more'}}}"
            )
            lines.append(f"What of `{words[1]}` and {' '.join(words[2:7])}?\n> {' '.join(words[7:])}\n")
        (root / "cards" / "part" / f"d{deck}.md").write_text("\n".join(lines))


def fill(study: Study) -> None:
    """Give four of five cards a memory, and every tenth a mark."""
    values = {"now": int(study.moment().at.timestamp() * 1e6), "today": study.moment().day}
    with closing(sqlite3.connect(study.folder.database)) as connection, connection:
        connection.execute(EVENT)
        connection.execute(MEMORY, values)
        connection.execute(MARKS)


def time_opening(root: Path, what: str) -> Study:
    begin = time.perf_counter()
    study = open_study(Folder(root), Clock())
    print(f"  {what:<32}{1000 * (time.perf_counter() - begin):9.0f} ms")
    return study


def time_searches(study: Study) -> None:
    print("  a page of 500 rows, and the count that follows it (ms, medians)")
    browser = Browser(study)
    for text in QUERIES:
        query = parse(text)
        pages, counts = [], []
        for _ in range(5):
            begin = time.perf_counter()
            browser.page(query, Order.PLACE)
            middle = time.perf_counter()
            total = browser.count(query)
            pages.append(middle - begin)
            counts.append(time.perf_counter() - middle)
        page, count = (1000 * statistics.median(times) for times in (pages, counts))
        print(f"    {text or '(all)':<18} page {page:7.1f}   count {count:7.1f}   {total:7} cards")
    for order in Order:
        begin = time.perf_counter()
        browser.page(parse(""), order)
        print(f"    sorted by {order.value:<8} page {1000 * (time.perf_counter() - begin):7.1f}")


def time_keys(root: Path) -> None:
    """In the real app, in a terminal: the key that completes a query, and j."""
    environment = {"STUDYAPP_FOLDER": str(root), "XDG_CONFIG_HOME": f"{root}/config"}
    with Terminal(STUDYAPP, env=environment, size=(90, 30)) as terminal:
        terminal.wait_for("b browse", seconds=300)
        terminal.send("/")
        terminal.wait_for(EVERY)
        every = []
        for text in TYPED:
            times = [time_last_key(terminal, text) for _ in range(ROUNDS)]
            every += times
            print(f"  {text:<32}{spell(times)}   p99 {1000 * percentile(times, 0.99):.1f} ms")
        print(
            f"  all of them                     {spell(every)}   p99 {1000 * percentile(every, 0.99):.1f} ms"
        )


def time_last_key(terminal: Terminal, text: str) -> float:
    """From the last key of a query to the first row that it finds."""
    for letter in text[:-1]:
        terminal.send(letter)
        time.sleep(0.02)
    settle(terminal)
    begin = time.monotonic()
    terminal.send(text[-1])
    (took,) = seconds_until(terminal, "▌", since=begin)
    settle(terminal)
    terminal.send(CLEAR)
    terminal.wait_for(EVERY)
    settle(terminal)
    return took


def settle(terminal: Terminal) -> None:
    while terminal.pump(0.25):
        pass


def main() -> None:
    print(f"Browse, over {CARDS:,} cards (bar: 100 ms)")
    with tempfile.TemporaryDirectory() as folder:
        root = Path(folder)
        write_cards(root)
        study = time_opening(root, "opened the first time")
        fill(study)
        study.close()
        study = time_opening(root, "opened again, nothing changed")
        time_searches(study)
        study.close()
        time_keys(root)
