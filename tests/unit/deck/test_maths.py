"""Formulas as Unicode text."""

from __future__ import annotations

import sys

import pytest
from hypothesis import given
from hypothesis import strategies as st

from studyapp.deck.formula import to_text
from studyapp.deck.maths import to_unicode


@pytest.mark.parametrize(
    ("latex", "text"),
    [
        (r"\alpha \beta_1 \Psi", "α β₁ Ψ"),
        (r"x_{t+1} = x_t - \eta g_t", "xₜ₊₁ = xₜ − ηgₜ"),
        (r"\frac{1}{N}\sum_{i=1}^{N} x_i^2", "1/N∑ᵢ₌₁ᴺ xᵢ²"),
        (r"\frac{\partial L}{\partial w}", "∂L/∂w"),
        (r"\frac{a+b}{2\sigma^2}", "(a+b)/(2σ²)"),
        (r"\frac12", "1/2"),
        (r"4\Psi + \frac{12\Psi}{N_d}", "4Ψ + 12Ψ/N_d"),
        (r"\sqrt{x^2+1} \sqrt[3]{x} \sqrt[n]2", "√(x²+1) ∛x ⁿ√2"),
        (r"\mathbb{E}[X] \in \mathbb{R}^{n \times d}", "𝔼[X] ∈ ℝ^(n×d)"),
        (r"\mathcal{L}(\theta)", "ℒ(θ)"),
        (r"W^\top x + b'", "Wᵀ x + b′"),
        (r"\hat{y} = \bar x", "ŷ = x̄"),
        (r"\text{softmax}\left(\frac{QK^T}{\sqrt{d_k}}\right)V", "softmax(QKᵀ/√dₖ)V"),
        (r"\operatorname*{argmax}_i \log p(x)", "argmaxᵢ log p(x)"),
        (r"\begin{pmatrix} 1 & 2 \\ 3 & 4 \end{pmatrix}", "(1 2; 3 4)"),
        (r"\begin{cases} 1 & x > 0 \\ 0 & \text{otherwise} \end{cases}", "{ 1 x > 0; 0 otherwise"),
        (r"\begin{aligned} a &= b \\ c &= d \end{aligned}", "a = b\nc = d"),
        (r"a \bmod{n}, b \pmod{n}", r"a \bmod{n}, b (mod n)"),
        (r"\|x\|_2 \le 1\,\mathrm{GB}\%", "‖x‖₂ ≤ 1 GB%"),
        (r"10^{-3} 2^{x^2} e_{ij,k}", "10⁻³ 2^(x²) e_(ij,k)"),
        (r"\unknown{x}{y} + \other", r"\unknown{x}{y} + \other"),
        (r"a}b^", "a}b"),
    ],
)
def test_a_formula(latex: str, text: str) -> None:
    assert to_text(latex) == text


def test_braces_without_end_are_shown_as_written() -> None:
    assert to_text("{" * 5000) == "{" * 5000


def test_maths_in_markdown_becomes_text() -> None:
    assert to_unicode(r"So $x_i^2$, **$\alpha$** and $$\frac{a}{b}$$.") == "So xᵢ², **α** and a/b."


def test_what_is_markup_in_the_result_is_escaped() -> None:
    assert to_unicode("$a*b_Q*c$\n$+ 1$") == "a\\*b\\_Q\\*c\n\\+ 1"


def test_code_dollars_and_escapes_stay() -> None:
    for text in ("`$x$`", "```\n$x$\n```", "costs $5 or $6", r"\$x$", "$ x $", "a$", "$$"):
        assert to_unicode(text) == text


def test_a_block_of_maths_keeps_its_place() -> None:
    assert to_unicode("a\n\n$$\n\\frac{a}{b}\n$$\n\nb") == "a\n\na/b\n\nb"
    lines = "- $$\\begin{aligned} a &= b \\\\ c &= d\\end{aligned}$$\n\n> $$\n> x\\\\y\n> $$"
    assert to_unicode(lines) == "- a \\= b\\\n  c \\= d\n\n> x\\\n> y"


def test_text_without_maths_does_not_load_the_formulas() -> None:
    saved = sys.modules.pop("studyapp.deck.formula", None)
    try:
        assert to_unicode("no maths") == "no maths"
        assert "studyapp.deck.formula" not in sys.modules
    finally:
        if saved:
            sys.modules["studyapp.deck.formula"] = saved


PIECES = [*"\\{}[]^_&$ ab1-'\n", "\\frac", "\\sqrt", "\\begin{cases}", "\\end{cases}", "\\text", "\\left"]


@given(st.lists(st.sampled_from(PIECES)).map("".join))
def test_any_formula_can_be_shown(latex: str) -> None:
    assert isinstance(to_text(latex), str)
    assert isinstance(to_unicode(f"$${latex}$$ and ${latex}$"), str)
