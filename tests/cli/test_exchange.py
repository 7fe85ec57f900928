"""`import`: cards and their history come in once, whole or not at all."""

from __future__ import annotations

from dataclasses import replace
from pathlib import Path
from typing import Any

from studyapp.exchange.anki.collection import Answer, Template
from studyapp.exchange.anki.notes import id_of
from studyapp.exchange.text import LONGEST
from tests.cli.conftest import Command, read
from tests.terminal import STUDYAPP, Terminal
from tests.unit.exchange.made import (
    BASIC,
    BOTH,
    CLOZE,
    TYPE_IN,
    at,
    learned,
    learned_card,
    new_card,
    note,
    write_legacy,
)

WHAT = id_of("what")
RESET = Answer(at(20), 0, 0, 0, 0, 0, 4)
GAPS = "A {{c2::gap::hint}} in {{c1::text}}"


def show(studyapp: Command, card: str) -> Any:
    return read(studyapp("show", card, "--json"))


def test_cards_come_with_their_history_and_when_anki_would_ask_them(
    studyapp: Command, package: Path, root: Path
) -> None:
    said = studyapp("import", str(package))
    assert said.returncode == 0, said.stderr
    assert "imported/a/b  1 card" in said.stdout
    assert "With them 3 reviews, 1 flagged." in said.stdout
    card = show(studyapp, WHAT)
    assert (card["deck"], card["state"], card["flag"]) == ("imported/a/b", "review", 2)
    assert card["due"] == "2024-10-18", "fourteen days after Anki began to count"
    assert [line["rating"] for line in card["reviews"]] == [3, 3, 3]
    assert [line["interval"] for line in card["reviews"]] == [0, 0, 3]
    assert [line["seconds"] for line in card["reviews"]] == [4, 3, 300], "a walk to the kitchen is cut"
    assert card["reviews"][0]["stability"] < card["stability"]
    assert studyapp("doctor").returncode == 0
    assert studyapp("check", str(root / "cards" / "imported")).stdout.endswith("no problems\n")


def test_on_a_terminal_it_says_what_it_is_doing_and_leaves_only_the_report(root: Path, package: Path) -> None:
    command = [*STUDYAPP, "--folder", str(root), "import", str(package)]
    painted = b""
    with Terminal(command) as terminal:
        while terminal.process.isalive():
            painted += terminal.pump(0.1)
        while more := terminal.pump(0.1):
            painted += more
        assert terminal.text.lstrip().startswith("imported/a/b  1 card")
    assert b"1 card: writing them and 4 events" in painted


def test_twice_is_once_and_what_was_reviewed_since_is_added(
    studyapp: Command, package: Path, tmp_path: Path
) -> None:
    first = read(studyapp("import", str(package), "--json"))
    assert (first["cards"], first["reviews"]) == (1, 3)
    assert Path(first["backup"]).is_file()
    again = read(studyapp("import", str(package), "--json"))
    assert (again["cards"], again["known"], again["reviews"], again["backup"]) == (0, 1, 0, None)
    card = learned_card(flag=2)
    later = replace(card, due=40, answers=(*card.answers, Answer(at(15), 4, 25, 10, 0, 0, 1)))
    newer = write_legacy(tmp_path / "newer.apkg", note(BASIC, "What?", "That.", guid="what", cards=[later]))
    assert read(studyapp("import", str(newer), "--json"))["reviews"] == 1
    assert show(studyapp, WHAT)["due"] == "2024-11-13"


def test_a_text_that_was_changed_here_stays_as_it_is_here(
    studyapp: Command, package: Path, root: Path, tmp_path: Path
) -> None:
    studyapp("import", str(package))
    deck = root / "cards" / "imported" / "a" / "b.md"
    deck.write_text(deck.read_text().replace("> That.", "> Mine."))
    more = write_legacy(tmp_path / "more.apkg", learned(), note(BASIC, "Else?", "Other."))
    assert read(studyapp("import", str(more), "--json"))["decks"] == {"imported/a/b": 1}
    assert "> Mine." in deck.read_text()
    assert "> Other." in deck.read_text()


def test_what_was_done_to_cards_comes_along(studyapp: Command, tmp_path: Path) -> None:
    forgotten, practised = learned_card(), learned_card()
    notes = [
        replace(learned(queue=-1), tags=("marked", "kept")),
        note(BASIC, "forgotten", "x", guid="f", cards=[
            replace(forgotten, kind=0, queue=0, answers=(*forgotten.answers, RESET))
        ]),
        note(BASIC, "again", "x", guid="g", cards=[
            replace(forgotten, due=30, answers=(*forgotten.answers, RESET, Answer(at(21), 4, 9, 0, 0, 0, 0)))
        ]),
        note(BASIC, "practised", "x", guid="p", cards=[
            replace(practised, answers=(*practised.answers, Answer(at(6), 1, 0, 10, 0, 0, 3)))
        ]),
        note(BASIC, "step", "x", guid="s", cards=[
            new_card(kind=1, queue=1, due=at(1, 9.5) // 1000, answers=(Answer(at(1), 1, -1800, 0, 0, 0, 0),))
        ]),
        note(BASIC, "no log", "x", guid="u", cards=[new_card(kind=2, queue=2, due=9, interval=5)]),
    ]  # fmt: skip
    found = read(studyapp("import", str(write_legacy(tmp_path / "acts.apkg", *notes)), "--json"))
    assert (found["suspended"], found["starred"], found["reviews"]) == (1, 1, 3 + 3 + 4 + 4 + 1)
    assert found["losses"] == {"cards with a due date that no review led to: they begin as new ones": 1}
    listed = {card["id"]: card for card in read(studyapp("list", "deck:imported", "--json"))["cards"]}
    assert listed[WHAT]["suspended"]
    assert listed[WHAT]["marked"]
    assert listed[WHAT]["tags"] == ["kept"]
    assert listed[id_of("f")]["state"] == "new"
    again = show(studyapp, id_of("g"))
    assert (again["due"], len(again["reviews"])) == ("2024-11-03", 1), "what was before counts no more"
    assert listed[id_of("p")]["due"] == "2024-10-18", "practice moves nothing"
    assert (listed[id_of("s")]["state"], listed[id_of("s")]["due"]) == (
        "learning",
        "2024-10-05T09:30:00+00:00",
    )
    assert listed[id_of("u")]["state"] == "new"


def test_every_kind_of_note_finds_its_form(studyapp: Command, root: Path, tmp_path: Path) -> None:
    odd = replace(BASIC, name="Odd", templates=(
        Template("Card 1", "{{#Front}}Say {{Front}}{{/Front}}{{^Back}}no{{/Back}}", "{{magic:Back}}{{Gone}}"),
    ))  # fmt: skip
    notes = [
        note(BOTH, "front", "back", guid="b"),
        note(
            CLOZE, "A {{c2::gap::hint}} in {{c1::text}}", "more", guid="c", cards=[new_card(0), new_card(1)]
        ),
        note(TYPE_IN, "6 × 7?", "42", guid="n"),
        note(TYPE_IN, "Who?", "Somebody", guid="w"),
        note(odd, "this", "that<img src='x.png'>", guid="o"),
        note(BASIC, "", "nothing asked", guid="e"),
        note(CLOZE, "{{c1::image-occlusion:rect:left=.1:top=.2}}", "", guid="i"),
        note(BASIC, "nothing said", "", guid="a"),
    ]
    found = read(studyapp("import", str(write_legacy(tmp_path / "kinds.apkg", *notes)), "--json"))
    kinds = {card["id"]: card["kind"] for card in read(studyapp("list", "deck:imported", "--json"))["cards"]}
    assert kinds == {
        id_of("b"): "recall",
        f"{id_of('b')}~back": "recall",
        f"{id_of('c')}~c1": "cloze",
        f"{id_of('c')}~c2": "cloze",
        id_of("n"): "typed",
        id_of("w"): "recall",
        id_of("o"): "recall",
        id_of("a"): "recall",
    }
    assert found["losses"] == {
        "images": 1,
        "template filters that are not known": 1,
        "fields that their note type lacks": 1,
        "cards without a question": 1,
        "cards without an answer": 1,
        "cards that hide a part of an image": 1,
    }
    assert "## Say this {#" in (root / "cards" / "imported" / "a" / "b.md").read_text()


def test_cards_alone_come_as_new_ones(studyapp: Command, package: Path) -> None:
    assert read(studyapp("import", str(package), "--no-history", "--json"))["reviews"] == 0
    assert show(studyapp, WHAT)["state"] == "new"


def test_a_dry_run_writes_nothing(studyapp: Command, package: Path, root: Path) -> None:
    said = studyapp("import", str(package), "--dry-run").stdout
    assert "1 card would be taken in.\nWith them 3 reviews" in said
    assert "Nothing was written." in said
    assert not (root / "cards" / "imported").exists()
    assert studyapp("doctor").stdout.splitlines()[0].endswith("0 events")


def test_into_names_a_deck_or_a_folder_of_decks(shipped: Command, package: Path, tmp_path: Path) -> None:
    assert read(shipped("import", str(package), "--into", "mine/all", "--json"))["decks"] == {"mine/all": 1}
    other = write_legacy(tmp_path / "other.apkg", note(BASIC, "Else?", "Other."))
    assert read(shipped("import", str(other), "--into", "mine/", "--json"))["decks"] == {"mine/a/b": 1}
    for wrong in ("../out", "Autograd!", "autograd/gradients"):
        refused = shipped("import", str(other), "--into", wrong)
        assert refused.returncode == 2, wrong


def test_decks_of_one_name_do_not_mix(studyapp: Command, root: Path, tmp_path: Path) -> None:
    notes = [note(BASIC, name, "x", cards=[new_card(deck=name)]) for name in ("C", "C++", "数学")]
    decks = read(studyapp("import", str(write_legacy(tmp_path / "c.apkg", *notes)), "--json"))["decks"]
    assert list(decks)[:2] == ["imported/c", "imported/c-2"]
    assert list(decks)[2].startswith("imported/deck-")
    assert "title: C++" in (root / "cards" / "imported" / "c-2.md").read_text()


def test_where_a_deck_cannot_be_written_nothing_is(studyapp: Command, package: Path, root: Path) -> None:
    (root / "cards" / "imported").write_text("no folder")
    refused = studyapp("import", str(package))
    assert refused.returncode == 1
    assert "cannot be written" in refused.stderr
    (root / "cards" / "imported").unlink()
    assert studyapp("doctor").stdout.splitlines()[0].endswith("0 events")
    assert read(studyapp("import", str(package), "--json"))["reviews"] == 3


def test_what_cannot_be_imported_says_so(studyapp: Command, tmp_path: Path) -> None:
    (tmp_path / "latin.csv").write_bytes("é,b".encode("latin-1"))
    (tmp_path / "deck.md").write_text("## Ours {#ours}\n> It.\n")
    (tmp_path / "half.md").write_text("Q: one\nA: two\n\nQ: three\n")
    (tmp_path / "empty.csv").write_text("")
    (tmp_path / "a.pdf").write_text("x")
    (tmp_path / "folder").mkdir()
    (tmp_path / "open.csv").write_text('a,b\n"c,d\ne,f\n')
    (tmp_path / "long.csv").write_text(f"a,b\nc,{'d' * (LONGEST + 1)}\n")
    said = {
        "folder": (2, "a folder, not a file"),
        "open.csv": (1, "open.csv:2: the quote that opens here is never closed"),
        "long.csv": (1, "long.csv:2: "),
        "nowhere.apkg": (2, "no such file"),
        "a.pdf": (2, "cannot be imported"),
        "latin.csv": (1, "not in UTF-8"),
        "deck.md": (2, "no deck of hashcards"),
        "half.md": (1, "half.md:4: this question has no answer"),
        "empty.csv": (1, "no card in it"),
    }
    for name, (status, words) in said.items():
        refused = studyapp("import", str(tmp_path / name))
        assert (refused.returncode, words in refused.stderr) == (status, True), name


def test_anki_text_and_tables_come_in(studyapp: Command, root: Path, tmp_path: Path) -> None:
    (tmp_path / "notes.txt").write_text(
        "#separator:tab\n#html:true\n#guid column:1\n#notetype column:2\n#deck column:3\n#tags column:6\n"
        'what\tBasic\tA::B\tWhat <b>is</b>?\t"That,\nand more"\tx y\n'
        "gaps\tCloze\tA::B\tA {{c1::gap}}.\t\t\n"
    )
    (tmp_path / "table.csv").write_text('front,back\nwhat?,"a, b"\n# x,*y*\n')
    (tmp_path / "semi.csv").write_text("one;two;tag\n")
    files = [str(tmp_path / name) for name in ("notes.txt", "table.csv", "semi.csv")]
    found = read(studyapp("import", *files, "--json"))
    assert found["decks"] == {"imported/a/b": 2, "imported/table": 2, "imported/semi": 1}
    anki = (root / "cards" / "imported" / "a" / "b.md").read_text()
    assert f"## What **is**? {{#{WHAT} tags=x,y}}\n> That, and more\n" in anki
    assert "A ==c1:gap==." in anki
    table = (root / "cards" / "imported" / "table.md").read_text()
    assert "> a, b\n" in table
    assert "## \\# x {#" in table
    assert r"> \*y\*" in table


def test_one_question_with_two_answers_is_two_cards(studyapp: Command, root: Path, tmp_path: Path) -> None:
    table = tmp_path / "table.csv"
    table.write_text("bank,a shore\nbank,a house of money\nbank,a shore\n")
    assert studyapp("import", str(table), "--json").returncode == 0
    deck = (root / "cards" / "imported" / "table.md").read_text()
    assert "> a shore\n" in deck
    assert "> a house of money\n" in deck
    assert deck.count("## bank") == 2
    assert read(studyapp("import", str(table), "--json"))["cards"] == 0


def test_hashcards_come_in(studyapp: Command, root: Path, tmp_path: Path) -> None:
    (tmp_path / "h.md").write_text(
        '---\nname = "Groups"\n---\nIntro.\n\nQ: What is its order?\nA: The size\nof its set.\n\n'
        "C: The [order] is\n[its size].\n\nQ: ![d](i/d.png)\nA: a == b\n"
    )
    found = read(studyapp("import", str(tmp_path / "h.md"), "--json"))
    assert (found["decks"], found["losses"]) == ({"imported/groups": 4}, {"images": 1})
    deck = (root / "cards" / "imported" / "groups.md").read_text()
    assert "The ==c1:order== is\n==c2:its size==.\n" in deck
    assert "> The size\n> of its set.\n" in deck
    assert studyapp("check", str(root / "cards" / "imported")).stdout.endswith("no problems\n")
