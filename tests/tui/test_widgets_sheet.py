"""Sheets: Markdown on a surface, nothing cut off, nothing hidden."""

from __future__ import annotations

import pytest
from textual.containers import VerticalScroll
from textual.widgets.markdown import MarkdownBlock

from studyapp.tui.widgets.inline import inline
from studyapp.tui.widgets.sheet import Answer, Fence, Page, Question
from tests.tui.widget_host import NARROW, SIZES, Host, lines


def painted(sheet: Question | Answer) -> str:
    """The text of the blocks, joined: how a reader would read it."""
    blocks = [
        block for block in sheet.query("MarkdownBlock, Label, MarkdownTableCellContents") if block.display
    ]
    return " ".join(" ".join(lines(block)) for block in blocks)


@pytest.mark.parametrize("size", SIZES)
async def test_a_question_fits_without_a_scrollbar(size: tuple[int, int]) -> None:
    sheet = Question()
    async with Host(sheet).run_test(size=size) as pilot:
        await sheet.show(
            "You call `backward()` twice.\n\n```python\ny.sum().backward()\n```\n\nWhat is in `.grad`?"
        )
        await pilot.pause()
        page = pilot.app.query_one("#page", VerticalScroll)
        assert not page.show_vertical_scrollbar
        assert not page.show_horizontal_scrollbar
        assert "What is in .grad?" in painted(sheet)


async def test_a_long_line_of_code_wraps() -> None:
    sheet = Answer()
    code = " + ".join(f"weight_{number}" for number in range(30))
    async with Host(sheet).run_test(size=NARROW) as pilot:
        await sheet.show(f"```python\n{code}\n```")
        await pilot.pause()
        (label,) = sheet.query_one(Fence).children
        words = " ".join(" ".join(lines(label)).split())
        assert words == code


async def test_what_looks_like_html_is_text() -> None:
    sheet = Answer()
    async with Host(sheet).run_test(size=NARROW) as pilot:
        await sheet.show("A `Tensor` is no List<int>, and a < b.\n\n<b>bold</b>")
        await pilot.pause()
        assert "List<int>, and a < b." in painted(sheet)
        assert "<b>bold</b>" in painted(sheet)


async def test_an_entity_cannot_smuggle_in_a_bidirectional_control() -> None:
    sheet = Answer()
    async with Host(sheet).run_test(size=NARROW) as pilot:
        await sheet.show("left &#x202e; right `\x1b[31m`")
        await pilot.pause()
        assert "\u202e" not in painted(sheet)
        assert "\x1b" not in painted(sheet)
        assert "‹U+202E›" in painted(sheet)


async def test_a_method_is_no_link() -> None:
    sheet = Answer()
    async with Host(sheet).run_test(size=NARROW) as pilot:
        await sheet.show("call model.to on it")
        await pilot.pause()
        block = sheet.query(MarkdownBlock).first()
        assert "@click" not in str(block.render_line(0))
        assert "model.to" in painted(sheet)


async def test_no_blank_line_follows_the_last_block() -> None:
    sheet = Answer()
    async with Host(sheet).run_test(size=NARROW) as pilot:
        await sheet.show("One paragraph.")
        await pilot.pause()
        assert sheet.size.height == 1


async def test_the_next_card_replaces_the_last_one() -> None:
    sheet = Question()
    async with Host(sheet).run_test(size=NARROW) as pilot:
        await sheet.show("Story.\n\nFirst?")
        await sheet.show("Other story.\n\nSecond?")
        await pilot.pause()
        assert "First?" not in painted(sheet)
        assert "Other story." in painted(sheet)


@pytest.mark.parametrize("theme", ["ink", "paper", "ansi-dark", "ansi-light", "textual-light"])
async def test_every_kind_of_python_token_has_a_style_on_every_kind_of_theme(theme: str) -> None:
    sheet = Answer()
    source = '@decorate\nclass A:\n    """Doc."""\n    def __init__(self, x=1): self.s = "s" or None  # why\n'
    async with Host(sheet, theme=theme).run_test(size=NARROW) as pilot:
        await sheet.show(f"```python\n{source}```")
        await pilot.pause()
        (label,) = sheet.query_one(Fence).children
        assert any("def __init__" in line for line in lines(label))


async def test_the_page_holds_a_table_without_boxes() -> None:
    sheet = Answer()
    async with Host(sheet).run_test(size=NARROW) as pilot:
        await sheet.show("| dtype | bits |\n|---|---|\n| float32 | 32 |")
        await pilot.pause()
        assert "float32" in painted(sheet)
        assert not any("─" in line or "│" in line for line in lines(sheet.query_one(Page)))


def test_inline_markdown_keeps_code_and_emphasis() -> None:
    content = inline("call `x.to()` **twice**")
    assert content.plain == "call x.to() twice"
    assert [content.plain[span.start : span.end] for span in content.spans] == ["x.to()", "twice"]


def test_inline_markup_of_textual_is_text() -> None:
    assert inline("a [bold]b[/bold] [@click=app.quit]c[/]").plain == "a [bold]b[/bold] [@click=app.quit]c[/]"
