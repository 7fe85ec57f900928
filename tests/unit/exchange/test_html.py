"""HTML, gaps and formulas → Markdown that our parser takes, and that shows what was there."""

from __future__ import annotations

from html import escape as as_html

import pytest
from hypothesis import example, given, settings
from hypothesis import strategies as st

from studyapp.deck.card import DeckFile, Kind
from studyapp.deck.markdown import plain
from studyapp.deck.parse import parse
from studyapp.exchange.draft import Draft, Losses, without_marks
from studyapp.exchange.escaping import escape, escape_lines
from studyapp.exchange.gaps import Gaps, mark
from studyapp.exchange.html import plain_text, to_markdown
from studyapp.exchange.section import Section, write_section

CASES = {
    "What is <b>x</b>?<br>line two<br><br>- para": "What is **x**?\\\nline two\n\n\\- para",
    "<ul><li>[ ] one</li><li>two</li></ul>": "- \\[ ] one\n- two",
    "<ol><li>one<ul><li>in it</li></ul></li></ol>": "1. one\n   - in it",
    "a * b_c _d_ `x` $5 &lt;b&gt; #1": r"a * b_c \_d\_ \`x\` \$5 \<b> #1",
    r"5\(y\)6 [$]\frac{a}{b}[/$] \[a<br>&lt; b\]": r"5 $y$ 6 $\frac{a}{b}$ $$a < b$$",
    "<div>one</div><div>two</div><pre>def f():<br>    return 1</pre>": (
        "one\n\ntwo\n\n```\ndef f():\n    return 1\n```"
    ),
    "<img src='loss_a.png'> [sound:p.mp3]": r"\[image: loss_a.png\] \[sound: p.mp3\]",
    "x<sup>2</sup> a<sub>ij</sub> e<sup>i&pi;</sup>": "x² aᵢⱼ e^(iπ)",
    "<b>foo<br><br>bar</b> baz": "foo\n\nbar baz",
    "<table><tr><th>a</th><th>b|c</th></tr><tr><td>1</td><td>2</td></tr></table>": (
        "| a | b\\|c |\n| --- | --- |\n| 1 | 2 |"
    ),
    "<a href='https://x.org/a_(b)'>here</a> <a href='javascript:x'>there</a>": (
        "[here](<https://x.org/a_(b)>) there"
    ),
    "<blockquote>said</blockquote><h2>Head</h2>text<hr>": "said\n\n**Head**\n\ntext",
    "<script>alert(1)</script><style>b {}</style>left": "left",
    "a == b, === c": r"a \=\= b, \=\=\= c",
    "漢<ruby>字<rt>じ</rt></ruby>": "漢字(じ)",
}


@pytest.mark.parametrize("html", CASES)
def test_tags_become_what_a_terminal_shows(html: str) -> None:
    assert to_markdown(html, Losses()) == CASES[html]


def test_what_cannot_be_shown_is_counted() -> None:
    losses = Losses()
    to_markdown("<img src=a><img src=b>[sound:c.mp3]<video src=d></video><script>x</script>", losses)
    assert losses.counts == {"images": 2, "sounds": 1, "films and frames": 1, "scripts": 1}


@pytest.mark.parametrize("html", ["<div>" * 3000 + "words", "<ol start='²'><li>words</ol>"])
def test_of_tags_that_nothing_reads_the_words_are_left(html: str) -> None:
    losses = Losses()
    assert to_markdown(html, losses) == "words"
    assert losses.counts == {"texts that lost their formatting": 1}


def section(text: str, answer: str = "It.", losses: Losses | None = None) -> Section:
    """A text with gaps, or a question, as a section of a deck."""
    losses, gaps = losses or Losses(), Gaps()
    question = to_markdown(mark(text, gaps), losses)
    hints = {number: plain_text(hint) for number, hint in gaps.hints.items()}
    found = write_section(Draft("x", question, answer, hints=hints, gaps=tuple(sorted(gaps.numbers))), losses)
    assert found is not None
    return found


def kinds(found: Section) -> dict[str, Kind]:
    deck = parse(DeckFile("x", "x.md", found.text.encode()), {})
    assert deck.problems == ()
    return {card.id: card.kind for card in deck.cards}


def test_gaps_become_gaps_where_the_grammar_has_them() -> None:
    found = section("The {{c1::order}} of a {{c2::group::what}} is<b>{{c1::so}}</b>{{c1:: known }}.")
    assert "The ==c1:order== of a ==c2:group== is**==c1:so==** ==c1:known== ." in found.text
    assert "hint=what" in found.text
    assert kinds(found) == {"x~c1": Kind.CLOZE, "x~c2": Kind.CLOZE}
    assert "order" not in found.text.partition("{#")[0], "the title gives none away"


@pytest.mark.parametrize(
    ("text", "asked", "hidden"),
    [
        (r"\(x^{{c1::2}}\) is it", "$x^[…]$ is it", "2"),
        ("<pre>x = {{c1::5}}</pre>", "x = […]", "5"),
        ("<ul><li>{{c1::a</li><li>b}}</li></ul>", "[…]", "a"),
    ],
)
def test_gaps_that_cannot_be_become_questions_and_are_counted(text: str, asked: str, hidden: str) -> None:
    losses = Losses()
    found = section(text, losses=losses)
    assert asked in found.text
    assert hidden in found.text.partition("\n>")[2]
    assert kinds(found) == {"x-c1": Kind.RECALL}
    assert losses.counts == {"texts whose gaps became questions": 1}


def test_gaps_within_gaps_are_asked_one_by_one() -> None:
    found = section("{{c1::a {{c2::b::which}}}} c")
    assert "## […] c {#x-c1}\n> a b\n" in found.text
    assert "## a [which] c {#x-c2}\n> b\n" in found.text


def test_braces_that_end_no_gap_stay() -> None:
    assert mark("a }} {{c1::b", Gaps()) == "a }} {{c1::b"
    assert mark("{{c0::b}}", Gaps()) == "{{c0::b}}"


@given(st.text(max_size=60))
@example("a\\")
@example("--- | ---")
@example("1. one")
@example("==a== ====")
@example("__0__")
def test_any_line_of_text_is_shown_as_it_is(text: str) -> None:
    line = " ".join(without_marks(text).replace("\0", "").split())
    assert plain(escape(line)) == line


SIGNS = st.sampled_from("ab 1.)[](){}=-*_#>`$\\|~:&;<\n!+")
TAGS = ("b", "i", "div", "p", "ul", "ol", "li", "pre", "code", "blockquote", "h2", "table", "tr", "td", "sup")
ALONE = ("<br>", "<hr>", "<img src=a.png>", r"\(x_1\)", "[$]a[/$]", "## x {#y}", "> q", "---", "&nbsp;", "")


@st.composite
def html(draw: st.DrawFn, depth: int = 3) -> str:
    """Text, tags within tags, gaps within gaps, and what means something to Markdown."""
    pieces = []
    for _ in range(draw(st.integers(0, 3))):
        what = draw(st.sampled_from(("text", "tag", "gap", "alone") if depth else ("text", "alone")))
        if what == "alone":
            pieces.append(draw(st.sampled_from(ALONE)))
        elif what == "text":
            text = draw(st.text(SIGNS, max_size=12) | st.text(max_size=4))
            pieces.append(as_html(text) if draw(st.booleans()) else text)
        elif what == "tag":
            tag = draw(st.sampled_from(TAGS))
            pieces.append(f"<{tag}>{draw(html(depth=depth - 1))}</{tag}>")
        else:
            pieces.append(f"{{{{c{draw(st.integers(1, 3))}::{draw(html(depth=depth - 1))}}}}}")
    return "".join(pieces)


@given(html(), html())
@settings(max_examples=150, deadline=None)
@example("<b>{{c1::<ul><li>x</li></ul>}}</b>", "")
@example("{{c1::a}}{{c1::b}}{{c2::}}", "- [ ] a")
def test_whatever_a_field_holds_our_parser_takes_it(question: str, answer: str) -> None:
    gaps, losses = Gaps(), Losses()
    asked = to_markdown(mark(without_marks(question), gaps), losses)
    said = to_markdown(without_marks(answer), losses)
    if not asked or not (said or gaps.numbers):
        return
    found = write_section(Draft("x", asked, said, gaps=tuple(sorted(gaps.numbers))), losses)
    if found is not None:
        assert set(kinds(found)) == set(found.sides.values())
    else:
        assert gaps.numbers, "only a gap that hides nothing leaves no card"


def test_lines_keep_their_ends() -> None:
    assert escape_lines(" a\n# b\n\nc ") == "a\\\n\\# b\n\nc"
