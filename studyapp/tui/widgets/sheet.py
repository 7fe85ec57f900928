"""Sheets of Markdown: a question, and its answer."""

from __future__ import annotations

from pygments.token import Token  # type: ignore[import-untyped]
from textual.app import ComposeResult
from textual.await_complete import AwaitComplete
from textual.content import Content
from textual.highlight import HighlightTheme, highlight
from textual.widgets import Markdown
from textual.widgets.markdown import MarkdownFence

from studyapp.tui.widgets.inline import parser
from studyapp.tui.widgets.surface import Surface


class Shades(HighlightTheme):
    """Few colours, the same variables on every theme, ANSI ones too."""

    STYLES = {  # noqa: RUF012  (declared as an instance's in the base class)
        Token.Comment: "dim italic",
        Token.Keyword: "$text-secondary",
        Token.Keyword.Constant: "$text-warning",
        Token.Literal.Number: "$text-warning",
        Token.Literal.String: "$text-success",
        Token.Name.Builtin: "$text-primary",
        Token.Name.Builtin.Pseudo: "italic",
        Token.Name.Class: "bold",
        Token.Name.Decorator: "$text-primary",
        Token.Name.Function: "$text-primary",
        Token.Operator.Word: "$text-secondary",
    }


class Fence(MarkdownFence):
    """A block of code; long lines wrap, so that nothing is cut off."""

    SCOPED_CSS = False
    DEFAULT_CSS = """
    Fence {
        margin: 0 0 1 0;
        overflow: hidden;
        color: $text;
        background: $panel;
        &:light { background: $panel; }
        & > Label { width: 1fr; padding: 1 2; }
        &:ansi { background: transparent; & > Label { padding: 0 2; } }
    }
    .-short Fence > Label { padding: 0 2; }
    """

    @classmethod
    def highlight(cls, code: str, language: str, ansi: bool = False, dark: bool = False) -> Content:
        return highlight(code, language=language or "text", theme=Shades, tab_size=4)


class Page(Markdown):
    """Textual's Markdown, streamlined."""

    DEFAULT_CSS = """
    Page {
        padding: 0;
        color: $text;
        MarkdownBlock > .code_inline, MarkdownBlock:dark > .code_inline, MarkdownBlock:light > .code_inline {
            color: $text-warning;
            background: $foreground 8%;
        }
        MarkdownHeader { margin: 0 0 1 0; color: $text; text-style: bold; content-align: left top; }
        MarkdownTable { width: auto; &:light { background: transparent; } }
        MarkdownTableContent {
            keyline: none;
            grid-gutter: 0 3;
            & > .cell { padding: 0; }
            & > .header { padding: 0; color: $text; text-style: bold; }
        }
        & > MarkdownBlock:last-child { margin-bottom: 0; }
    }
    """
    BLOCKS = {**Markdown.BLOCKS, "fence": Fence, "code_block": Fence}  # noqa: RUF012  (as above)


class Sheet(Surface):
    """Markdown on a surface with a coloured edge."""

    def compose(self) -> ComposeResult:
        yield Page(parser_factory=parser)

    @property
    def is_there(self) -> bool:
        """Whether it can show anything: not while its screen is being left."""
        return self.is_attached and bool(self.query(Page))

    def show(self, markdown: str) -> AwaitComplete:
        """Replace what the sheet holds; await it to know that it is on the screen."""
        return self.query_one(Page).update(markdown)


class Question(Sheet):
    """The sheet on top."""


class Answer(Sheet):
    """The sheet that comes with the reveal."""

    DEFAULT_CSS = """
    Answer { border-left: outer $success; }
    """
