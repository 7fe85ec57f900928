"""The bars above and below a review."""

from __future__ import annotations

import pytest

from studyapp.store.marks import Mark
from studyapp.tui.widgets.grade_bar import GradeBar
from studyapp.tui.widgets.session_bar import SessionBar, spell_marks
from tests.tui.widget_host import NARROW, WIDE, Host, lines, text

INTERVALS = ["1m", "8m", "4d", "11d"]


def fill(bar: SessionBar, title: str = "accumulation") -> None:
    bar.show("autograd", title, new=3, learning=2, due=0, done=6, total=24)


async def test_the_session_bar_spans_its_column() -> None:
    bar = SessionBar()
    async with Host(bar).run_test(size=WIDE) as pilot:
        fill(bar)
        await pilot.pause()
        (line,) = lines(bar)
        assert line.startswith("autograd › accumulation  ")
        assert "3 new · 2 learning · 0 due" in line
        assert line.endswith("━━━━━━──────────────────   6/24")
        assert len(line) == WIDE[0]


async def test_where_it_is_narrow_the_counts_go_before_the_title() -> None:
    bar = SessionBar()
    async with Host(bar).run_test(size=NARROW) as pilot:
        fill(bar, "what zeroing the gradient leaves behind")
        await pilot.pause()
        (line,) = lines(bar)
        assert "what zeroing the gradient leaves behind" in line
        assert "new" not in line
        fill(bar, "what zeroing the gradient leaves behind when two losses share it")
        await pilot.pause()
        (line,) = lines(bar)
        assert "…" in line
        assert line.endswith("6/24")


@pytest.mark.parametrize("width", [40, 60, 80])
async def test_with_every_mark_on_the_card_the_place_and_the_progress_stay(width: int) -> None:
    bar = SessionBar()
    async with Host(bar).run_test(size=(width, 24)) as pilot:
        bar.show("autograd", "what zeroing leaves behind", new=3, learning=2, due=0, done=6, total=24)
        bar.contested = width > 40
        bar.mark(spell_marks(Mark(marked=True, flag=6, note="mind the sign")))
        await pilot.pause()
        (line,) = lines(bar)
        assert line.startswith("autogra")
        assert "✎ " in line
        assert line.endswith("6/24")


async def test_wide_characters_do_not_push_the_progress_out() -> None:
    bar = SessionBar()
    async with Host(bar).run_test(size=NARROW) as pilot:
        fill(bar, "梯度" * 40)
        await pilot.pause()
        assert bar.render_line(0).cell_length == NARROW[0]
        assert lines(bar)[0].endswith("6/24")


async def test_the_progress_stays_in_its_place_from_card_to_card() -> None:
    bar = SessionBar()
    async with Host(bar).run_test(size=WIDE) as pilot:
        places = set()
        for title in ("", "short", "a title that is rather longer than the one before it"):
            fill(bar, title)
            await pilot.pause()
            places.add(lines(bar)[0].index("━"))
        assert len(places) == 1


@pytest.mark.parametrize("width", [50, 60, 80, 120])
async def test_four_grades_fit_on_one_line(width: int) -> None:
    bar = GradeBar()
    async with Host(bar).run_test(size=(width, 24)) as pilot:
        bar.offer(INTERVALS, proposed=3)
        await pilot.pause()
        (line,) = lines(bar)
        assert [word for word in line.split() if word.isalpha()] == ["Again", "Hard", "Good", "Easy"]
        assert "…" not in line


async def test_the_proposal_is_pointed_at() -> None:
    bar = GradeBar()
    async with Host(bar).run_test(size=NARROW) as pilot:
        bar.offer(INTERVALS, proposed=3)
        await pilot.pause()
        assert "▸  3  Good 4d" in text(bar)
        assert text(bar).count("▸") == 1


async def test_the_bar_keeps_its_height_through_the_reveal() -> None:
    bar = GradeBar()
    async with Host(bar).run_test(size=NARROW) as pilot:
        bar.wait("run it and see")
        await pilot.pause()
        before = bar.region
        assert text(bar).strip() == "space  run it and see"
        bar.offer(INTERVALS)
        await pilot.pause()
        assert bar.region == before


async def test_grades_can_be_clicked() -> None:
    bar = GradeBar()
    host = Host(bar)
    async with host.run_test(size=NARROW) as pilot:
        bar.offer(INTERVALS, proposed=3)
        await pilot.pause()
        await pilot.click(bar, offset=(text(bar).index("Hard"), 0))
        await pilot.click(bar, offset=(text(bar).index(" 4 ") + 1, 0))
        await pilot.click(bar, offset=(0, 0))
        assert [message.rating for message in host.heard if isinstance(message, GradeBar.Graded)] == [2, 4]


async def test_the_invitation_can_be_clicked() -> None:
    bar = GradeBar()
    host = Host(bar)
    async with host.run_test(size=NARROW) as pilot:
        bar.wait()
        await pilot.pause()
        await pilot.click(bar, offset=(text(bar).index("show"), 0))
        assert [type(message) for message in host.heard] == [GradeBar.Revealed]
