"""What may run: exactly what was read and trusted, and nothing that changed since."""

from __future__ import annotations

import shutil
from collections.abc import Callable
from dataclasses import replace
from pathlib import Path

import pytest

from studyapp.clock import Clock
from studyapp.folder import Folder
from studyapp.proof.source.catalogue import Entry
from studyapp.store.errors import ReadOnlyError
from studyapp.study.library.editing import take_up
from studyapp.study.library.reading import read_folder
from studyapp.study.opening import Study, open_study
from studyapp.study.proofs.trusting import (
    Standing,
    UntrustedError,
    difference,
    forget,
    refuse,
    require_trusted,
    standing,
    trust,
)
from tests.unit.study.conftest import PROOF, write


def entry_of(study: Study, proof: str = "maths.four") -> Entry:
    """The proof as its file is now."""
    study.reading = read_folder(study.folder)
    return study.reading.catalogue[proof]


def test_what_came_with_the_folder_is_unknown_until_it_is_trusted(study: Study) -> None:
    entry = entry_of(study)
    assert standing(study, entry) is Standing.UNKNOWN
    trust(study, entry)
    assert standing(study, entry_of(study)) is Standing.TRUSTED


def test_the_library_needs_no_trust(study: Study, library: Path) -> None:
    assert standing(study, entry_of(study, "shipped.five")) is Standing.SHIPPED
    write(library, "shipped/five.py", PROOF.format(more="# mended\n"))
    assert standing(study, entry_of(study, "shipped.five")) is Standing.SHIPPED


def test_a_folder_that_is_the_library_needs_no_trust(root: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr("studyapp.folder.find_shipped", lambda: root)
    study = open_study(Folder(root), Clock())
    assert standing(study, study.reading.catalogue["maths.four"]) is Standing.SHIPPED
    study.close()


def test_a_proof_in_front_of_a_shipped_one_is_asked_about(study: Study, root: Path) -> None:
    write(root, "shipped/five.py", PROOF.format(more="# not the library's\n"))
    assert standing(study, entry_of(study, "shipped.five")) is Standing.UNKNOWN


def test_a_module_in_front_of_a_shipped_one_is_asked_about(study: Study, root: Path) -> None:
    write(root, "shipped/_helper.py", "import os; os.system('true')\n")
    entry = entry_of(study, "shipped.five")
    assert Path(entry.path).is_relative_to(study.folder.search_path[-1])
    assert standing(study, entry) is Standing.UNKNOWN
    with pytest.raises(UntrustedError):
        require_trusted(study, entry)


@pytest.mark.parametrize(
    ("relative", "change"),
    [
        ("maths/four.py", lambda text: text + " "),
        ("maths/four.py", lambda text: text.replace("\n", "\r\n")),
        ("maths/four.py", lambda text: text.removesuffix("\n")),
        ("maths/_near.py", lambda text: text + "# \u200b\n"),
        ("maths/_far.py", lambda text: text.replace("2", "3")),
    ],
    ids=["a space", "ends of lines", "the last newline", "an invisible character", "a module of a module"],
)
def test_any_changed_byte_asks_again_and_is_shown(
    study: Study, root: Path, relative: str, change: Callable[[str], str]
) -> None:
    trust(study, entry_of(study))
    path = root / "proofs" / relative
    before = path.read_bytes()
    write(root, relative, change(before.decode()))
    entry = entry_of(study)
    assert standing(study, entry) is Standing.CHANGED
    assert difference(study, entry).startswith(f"--- {relative}\n+++ {relative}\n@@ ")
    path.write_bytes(before)
    assert standing(study, entry_of(study)) is Standing.TRUSTED


def test_a_module_that_nothing_imports_may_change(study: Study, root: Path) -> None:
    trust(study, entry_of(study))
    write(root, "maths/_apart.py", "three = 4\n")
    assert standing(study, entry_of(study)) is Standing.TRUSTED


def test_what_was_edited_after_approval_neither_runs_nor_is_trusted(study: Study, root: Path) -> None:
    seen = entry_of(study)
    write(root, "maths/four.py", PROOF.format(more="import os  # swapped while it was read\n"))
    write(root, "maths/_far.py", "two = 22\n")
    trust(study, seen)
    require_trusted(study, seen)
    assert seen.source == PROOF.format(more="import _near\n"), "and this is what runs"
    assert seen.modules["_far"] == "two = 2\n"
    assert take_up(study)
    assert standing(study, study.reading.catalogue["maths.four"]) is Standing.CHANGED


def test_a_text_cannot_move_from_one_file_into_another_under_the_same_trust(study: Study) -> None:
    entry = entry_of(study)
    trust(study, entry)
    swapped = replace(entry, modules={"_near": entry.modules["_far"], "_far": entry.modules["_near"]})
    assert standing(study, swapped) is Standing.CHANGED


def test_the_same_content_as_another_proof_is_asked_about(study: Study, root: Path) -> None:
    trust(study, entry_of(study))
    shutil.copy(root / "proofs/maths/four.py", root / "proofs/maths/two.py")
    copy = entry_of(study, "maths.two")
    assert copy.hash == entry_of(study).hash
    assert standing(study, copy) is Standing.UNKNOWN


def test_never_holds_for_one_content(study: Study, root: Path) -> None:
    entry = entry_of(study)
    refuse(study, entry)
    assert standing(study, entry) is Standing.REFUSED
    write(root, "maths/_far.py", "two = 1 + 1\n")
    assert standing(study, entry_of(study)) is Standing.UNKNOWN


def test_what_changed_is_told_from_the_content_trusted_last(study: Study, root: Path) -> None:
    trust(study, entry_of(study))
    write(root, "maths/_far.py", "two = 1 + 1\n")
    trust(study, entry_of(study))
    write(root, "maths/_far.py", "two = 4 - 2\n")
    refuse(study, entry_of(study))
    write(root, "maths/_far.py", "two = 6 - 4\n")
    entry = entry_of(study)
    assert standing(study, entry) is Standing.CHANGED
    assert difference(study, entry).endswith("@@ -1 +1 @@\n-two = 1 + 1\n+two = 6 - 4\n")


def test_the_difference_covers_files_that_came_and_went(study: Study, root: Path) -> None:
    trust(study, entry_of(study))
    write(root, "maths/_near.py", "import _apart, _empty")
    write(root, "maths/_empty.py", "")
    assert difference(study, entry_of(study)) == (
        "--- /dev/null\n+++ maths/_apart.py\n@@ -0,0 +1 @@\n+three = 3\n"
        "--- /dev/null\n+++ maths/_empty.py\n"
        "--- maths/_far.py\n+++ /dev/null\n@@ -1 +0,0 @@\n-two = 2\n"
        "--- maths/_near.py\n+++ maths/_near.py\n@@ -1 +1 @@\n-from _far import two\n+import _apart, _empty\n"
        "\\ No newline at end of file\n"
    )


def test_without_earlier_trust_all_is_new_and_with_it_nothing_is(study: Study) -> None:
    entry = entry_of(study)
    assert difference(study, entry).count("--- /dev/null\n") == 3
    trust(study, entry)
    assert difference(study, entry) == ""


def test_forgetting_takes_back_trust_in_earlier_contents_too(study: Study, root: Path) -> None:
    trust(study, entry_of(study))
    write(root, "maths/_far.py", "two = 1 + 1\n")
    forget(study, entry_of(study))
    assert standing(study, entry_of(study)) is Standing.UNKNOWN
    write(root, "maths/_far.py", "two = 2\n")
    assert standing(study, entry_of(study)) is Standing.UNKNOWN


def test_decisions_are_kept_and_count_only_where_they_were_made(
    study: Study, root: Path, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    trust(study, entry_of(study))
    study.close()
    again = open_study(Folder(root), Clock())
    assert standing(again, again.reading.catalogue["maths.four"]) is Standing.TRUSTED
    monkeypatch.setenv("XDG_CONFIG_HOME", str(tmp_path / "of another user"))
    assert standing(again, again.reading.catalogue["maths.four"]) is Standing.UNKNOWN
    write(root, "maths/_apart.py", PROOF.format(more=""))
    trust(again, replace(again.reading.catalogue["maths.four"], id="maths.another"))
    assert standing(again, again.reading.catalogue["maths.four"]) is Standing.UNKNOWN
    again.close()


def test_a_decision_written_into_the_database_by_hand_counts_for_nothing(study: Study) -> None:
    entry = entry_of(study)
    refuse(study, entry)
    with study.store.write() as connection:
        connection.exec_driver_sql("UPDATE trust SET decision = 'trust'")
    assert standing(study, entry) is Standing.UNKNOWN
    trust(study, entry)
    with study.store.write() as connection:
        connection.exec_driver_sql("UPDATE trust SET files = '{}', hash = 'another'")
    assert standing(study, entry) is Standing.UNKNOWN, "and nothing can be hidden from the difference"


def test_where_nothing_can_be_saved_nothing_is_trusted(study: Study) -> None:
    entry = entry_of(study)
    study.close()
    looking = open_study(study.folder, Clock())
    looking.store.read_only = True
    with pytest.raises(ReadOnlyError):
        trust(looking, entry)
    assert standing(looking, entry) is Standing.UNKNOWN
    looking.close()


def test_once_lets_the_unknown_through_and_keeps_nothing(study: Study) -> None:
    entry = entry_of(study)
    with pytest.raises(UntrustedError) as told:
        require_trusted(study, entry)
    assert told.value.standing is Standing.UNKNOWN
    assert str(told.value).startswith(f"{entry.path}: you have not said that this proof may run")
    assert told.value.todo.startswith("Read it and decide: `studyapp trust maths.four`.")
    require_trusted(study, entry, once=True)
    assert standing(study, entry) is Standing.UNKNOWN


def test_what_never_runs_does_not_run_once(study: Study) -> None:
    entry = entry_of(study)
    refuse(study, entry)
    for insist in (False, True):
        with pytest.raises(UntrustedError, match="you said that this content never runs") as told:
            require_trusted(study, entry, once=True, insist=insist)
        assert told.value.standing is Standing.REFUSED


LACKING = {"network": "none", "files": "old"}


def test_where_a_layer_is_missing_once_is_not_enough(study: Study, root: Path) -> None:
    trust(study, entry_of(study))
    write(root, "maths/_far.py", "two = 1 + 1\n")
    entry = entry_of(study)
    with pytest.raises(UntrustedError, match=r"system: files \(old\), network \(none\)") as told:
        require_trusted(study, entry, once=True, missing=LACKING)
    assert told.value.standing is Standing.CHANGED
    assert told.value.missing == LACKING
    require_trusted(study, entry, once=True, missing=LACKING, insist=True)
    with pytest.raises(UntrustedError):
        require_trusted(study, entry, insist=True)


def test_what_is_shipped_or_trusted_runs_where_a_layer_is_missing(study: Study) -> None:
    trust(study, entry_of(study))
    for proof in ("maths.four", "shipped.five"):
        require_trusted(study, entry_of(study, proof), missing={"files": "old"})


def test_the_command_to_type_cannot_be_a_strangers(study: Study, root: Path) -> None:
    entry = replace(entry_of(study), id="a;rm -rf ~\n\x1b[2J")
    with pytest.raises(UntrustedError) as told:
        require_trusted(study, entry)
    assert "`studyapp trust 'a;rm -rf ~␊␛[2J'`" in told.value.todo
