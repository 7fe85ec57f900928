"""The page: complete in itself, safe whatever cards are called, and readable without its charts."""

from __future__ import annotations

import json
import re
from html.parser import HTMLParser

import pytest

from studyapp.charts.page import Subject, script, write_page
from studyapp.insight.figure import Figure, compute
from studyapp.insight.figures import ORDER
from studyapp.insight.spell import spell
from tests.unit.charts.conftest import EVIL, SPAN
from tests.unit.insight.histories import Past

BUNDLE = "window.vegaEmbed = () => undefined;"


class Reader(HTMLParser):
    """What a browser would make of the page: elements with their attributes, and the cells of each table."""

    def __init__(self, text: str) -> None:
        super().__init__()
        self.elements: list[tuple[str, dict[str, str | None]]] = []
        self.tables: dict[str, list[list[str]]] = {}
        self.scripts: list[str] = []
        self.words: list[str] = []
        self.figure = self.open = ""
        self.feed(text)

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        self.elements.append((tag, dict(attrs)))
        self.open = tag
        if tag == "figure":
            self.figure = dict(attrs)["id"] or ""
        elif tag == "tr":
            self.tables.setdefault(self.figure, []).append([])
        elif tag in {"td", "th"}:
            self.tables[self.figure][-1].append("")
        elif tag == "script":
            self.scripts.append("")

    def handle_endtag(self, tag: str) -> None:
        self.open = ""

    def handle_data(self, data: str) -> None:
        self.words.append(data)
        if self.open in {"td", "th"}:
            self.tables[self.figure][-1][-1] += data
        elif self.open == "script":
            self.scripts[-1] += data

    def all(self, tag: str) -> list[dict[str, str | None]]:
        return [attributes for name, attributes in self.elements if name == tag]


@pytest.fixture(scope="module")
def page(figures: dict[str, Figure], subject: Subject) -> Reader:
    return Reader(write_page(figures, subject, BUNDLE))


def test_every_figure_is_there_with_its_definition_its_numbers_and_its_table(
    page: Reader, figures: dict[str, Figure]
) -> None:
    assert sorted(str(figure["id"]) for figure in page.all("figure")) == sorted(ORDER)
    text = " ".join("".join(page.words).split())
    for name, figure in figures.items():
        kind = figure.kind
        assert " ".join(kind.definition.split("\n\n")[0].split()) in text
        _, *rows = page.tables[name]
        cells = [
            [spell(value, column.unit) for value, column in zip(row, kind.columns, strict=True)]
            for row in figure.rows
        ]
        assert rows == (cells[::-1] if kind.is_past else cells), name


def test_a_chart_has_its_place_and_its_words_for_those_who_do_not_see_it(page: Reader) -> None:
    charts = json.loads(page.scripts[0])["charts"]
    places = {str(each.get("id", "")) for each in page.all("div")}
    assert set(charts) == set(ORDER) - {"weak"}
    assert {f"chart-{name}" for name in charts} <= places
    assert charts["weeks"]["description"].startswith("Recall, week by week. recalled ")


def test_tables_are_named_and_their_heads_belong_to_rows_and_columns(page: Reader) -> None:
    assert len(page.all("caption")) == len(page.all("table")) == len(ORDER)
    assert {each["scope"] for each in page.all("th")} == {"col", "row"}
    assert all(each["tabindex"] == "0" for each in page.all("div") if each.get("class") == "scroll")


def test_what_a_deck_is_called_is_text_and_nothing_else(page: Reader) -> None:
    assert page.all("img") == []
    assert len(page.all("script")) == 3
    assert EVIL in "".join(page.words)
    assert EVIL in [row[0] for row in page.tables["decks"]]
    assert EVIL in [row["deck"] for row in json.loads(page.scripts[0])["charts"]["decks"]["data"]["values"]]


def test_nothing_is_loaded_and_nothing_may_be(page: Reader) -> None:
    for _, attributes in page.elements:
        assert not {"src", "href", "srcset", "action", "data"} & attributes.keys()
        assert not any(name.startswith("on") for name in attributes)
    assert not re.search(r"@import|url\(|https?:", "".join(page.words))
    (rules,) = [str(each["content"]) for each in page.all("meta") if "http-equiv" in each]
    assert rules.startswith("default-src 'none'; script-src 'sha256-")
    assert "unsafe-eval" not in rules
    assert rules.count("sha256-") == 2


def test_it_says_whose_figures_they_are_and_whether_one_is_on_track(page: Reader) -> None:
    text = "".join(page.words)
    assert f"{EVIL}, last 90 days" in text
    assert "4 October 2024" in text
    assert "5 cards overdue." in text


def test_without_a_past_it_says_so_and_means_the_same(subject: Subject) -> None:
    nothing = {name: compute(name, Past()) for name in ORDER}
    page = Reader(write_page(nothing, Subject("everything", "all time", SPAN), BUNDLE))
    text = "".join(page.words)
    assert "Everything, all time" in text
    assert text.count("Nothing yet.") == len(ORDER)
    assert page.tables == {}
    assert json.loads(page.scripts[0])["charts"] == {}


def test_one_figure_is_a_page_too(figures: dict[str, Figure], subject: Subject) -> None:
    page = Reader(write_page({"hours": figures["hours"]}, subject, BUNDLE))
    assert [figure["id"] for figure in page.all("figure")] == ["hours"]
    assert "overdue" not in "".join(page.words)


@pytest.mark.parametrize("text", ["'</SCRIPT>'", "<!-- -->"])
def test_a_script_that_would_end_its_element_is_refused(text: str) -> None:
    with pytest.raises(ValueError, match="cannot stand"):
        script(text)
