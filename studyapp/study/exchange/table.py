"""Cards as a table: CSV with a header, or text that Anki imports."""

from __future__ import annotations

import csv
import io
from collections.abc import Callable, Sequence

from studyapp.deck.card import Card
from studyapp.exchange.render import to_html
from studyapp.study.cards.browsing import write_answer, write_question

COLUMNS = ("question", "answer", "deck", "tags", "id")
HEADERS = "#separator:tab\n#html:true\n#deck column:3\n#tags column:4\n#guid column:5\n"


def make_csv(cards: Sequence[Card]) -> str:
    """Markdown, and the deck's path."""
    file = io.StringIO()
    writer = csv.writer(file)
    writer.writerow(COLUMNS)
    for card in cards:
        writer.writerow([write_question(card), write_answer(card), card.deck, ",".join(card.tags), card.id])
    return file.getvalue()


def make_text(cards: Sequence[Card], name_deck: Callable[[str], str]) -> str:
    """HTML, and the deck as Anki names it."""
    file = io.StringIO()
    file.write(HEADERS)
    writer = csv.writer(file, "excel-tab", lineterminator="\n")
    for card in cards:
        sides = (to_html(write_question(card)), to_html(write_answer(card)))
        writer.writerow([*sides, name_deck(card.deck), " ".join(card.tags), card.id])
    return file.getvalue()
