"""Choices: picked by key or mouse, and told right from wrong without colour."""

from __future__ import annotations

from studyapp.tui.widgets.choices import Choices
from tests.tui.widget_host import NARROW, Host, lines, text

OPTIONS = ["only the second", "the mean", "the `sum` of both", "it raises"]


async def test_a_pick_is_marked_and_another_takes_its_place() -> None:
    choices = Choices()
    async with Host(choices).run_test(size=NARROW) as pilot:
        choices.show(OPTIONS, right=[2])
        choices.pick(1)
        choices.pick(2)
        await pilot.pause()
        assert [line[0] if line else " " for line in lines(choices)] == [" ", " ", "▌", " "]
        assert lines(choices)[2] == "▌  c  the sum of both"
        assert choices.picked == {2}


async def test_several_picks_are_put_and_taken_back_where_several_are_right() -> None:
    choices = Choices()
    async with Host(choices).run_test(size=NARROW):
        choices.show(OPTIONS, right=[0, 2], multiple=True)
        for index in (0, 1, 2, 1):
            choices.pick(index)
        assert choices.picked == {0, 2}


async def test_after_the_reveal_each_stays_in_place_with_its_mark() -> None:
    choices = Choices()
    async with Host(choices).run_test(size=NARROW) as pilot:
        choices.show(OPTIONS, right=[2])
        choices.pick(1)
        choices.reveal()
        await pilot.pause()
        assert lines(choices) == [
            "   a  only the second",
            " ✗ b  the mean",
            " ✓ c  the sum of both",
            "   d  it raises",
        ]


async def test_a_right_option_that_was_not_picked_among_several_is_missed() -> None:
    choices = Choices()
    async with Host(choices).run_test(size=NARROW) as pilot:
        choices.show(OPTIONS, right=[0, 2], multiple=True)
        choices.pick(0)
        choices.reveal()
        await pilot.pause()
        assert lines(choices)[2] == " ✓ c  the sum of both   missed"


async def test_nothing_can_be_picked_after_the_reveal_or_beyond_the_last() -> None:
    choices = Choices()
    async with Host(choices).run_test(size=NARROW) as pilot:
        choices.show(OPTIONS, right=[2])
        choices.pick(7)
        choices.reveal()
        choices.pick(0)
        await pilot.click(choices, offset=(8, 1))
        assert choices.picked == frozenset()


async def test_a_click_picks_the_option_under_the_mouse_even_below_a_wrapped_one() -> None:
    choices = Choices()
    async with Host(choices).run_test(size=NARROW) as pilot:
        choices.show(["word " * 30, "short"], right=[0])
        await pilot.pause()
        await pilot.click(choices, offset=(8, 1))
        assert choices.picked == {0}
        await pilot.click(choices, offset=(8, choices.size.height - 1))
        assert choices.picked == {1}


async def test_a_wrapped_option_hangs_under_its_text() -> None:
    choices = Choices()
    async with Host(choices).run_test(size=NARROW) as pilot:
        choices.show(["梯度" * 60], right=[0])
        await pilot.pause()
        assert choices.size.height == 4
        assert all(line.startswith("      ") for line in lines(choices)[1:])
        assert "".join(text(choices).split()).count("梯度") == 60
