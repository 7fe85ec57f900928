"""LaTeX formulas → Unicode text: Greek letters, operators, scripts, fractions, roots, accents, matrices."""

from __future__ import annotations

import re
from collections.abc import Callable
from string import ascii_uppercase
from unicodedata import normalize

from studyapp.deck import symbols

DEEPEST = 40  # braces within braces; what nests deeper is shown as written
WORD = re.compile(r"[A-Za-z]+")
SCRIPTS = "⁰¹²³⁴-⁹⁺⁻⁼⁽⁾ⁿⁱ₀-ₜᴬ-ᶿⱼⱽᵢ-ᵪ′*\u0300-\u036f\u20d7"
ATOM = re.compile(rf"[∂∇√]?(?:\d+(?:\.\d+)?|\w)[{SCRIPTS}]*(?:[_^]\w)?|\([^()]*\)|√?\([^()]*\)[{SCRIPTS}]*")
APART = re.compile(r" +(?=[A-Za-z0-9])")
GROUP = re.compile(r"\s*\{([^{}]*)\}")
OPERATOR = re.compile(r"[\s+−/=±<>,]")
SIZE = re.compile(r"(?:left|right|middle|[bB]igg?[lrm]?)$")
TEXT = re.compile(r"text(?:rm|bf|it|tt)?|math(?:rm|it|bf|sf|tt)|operatorname|bm|boldsymbol")
ENVIRONMENTS = {"matrix": ("", ""), "pmatrix": ("(", ")"), "bmatrix": ("[", "]"), "cases": ("{ ", "")}


class TooDeepError(ValueError):
    """Braces within braces without end."""


def to_text(latex: str) -> str:
    r"""A formula as text, one line or several; what it doesn't know it shows as written.

    >>> to_text(r"\frac{1}{N} \sum_{i=1}^{N} x_i^2")
    '1/N ∑ᵢ₌₁ᴺ xᵢ²'
    """
    try:
        shown = Formula(latex).row("")
    except TooDeepError:
        return latex
    return "\n".join(" ".join(line.split()) for line in shown.strip().split("\n"))


class Formula:
    """A formula being read from left to right."""

    def __init__(self, latex: str) -> None:
        self.latex = latex
        self.at = 0
        self.depth = 0

    def row(self, end: str) -> str:
        """Everything up to a closing sign, which is read too, or to the end."""
        self.depth += 1
        if self.depth > DEEPEST:
            raise TooDeepError(self.latex)
        shown: list[str] = []
        while self.at < len(self.latex) and not (end and self.latex.startswith(end, self.at)):
            shown.append(self.piece())
        self.at += len(end)
        self.depth -= 1
        return "".join(shown)

    def piece(self) -> str:
        """A letter, a group, a script or a command."""
        sign = self.latex[self.at]
        self.at += 1
        match sign:
            case "{":
                return self.row("}")
            case "^":
                return script(self.argument(), symbols.RAISED, "^")
            case "_":
                return script(self.argument(), symbols.LOWERED, "_")
            case "\\":
                return self.command()
            case _:
                return {"-": "−", "'": "′", "~": " ", "&": " ", "\n": " "}.get(sign, sign)

    def argument(self) -> str:
        """What a script or a command takes: a group, or the next letter or command."""
        while self.latex[self.at : self.at + 1].isspace():
            self.at += 1
        return self.piece() if self.at < len(self.latex) else ""

    def skip(self, pattern: re.Pattern[str]) -> None:
        match = pattern.match(self.latex, self.at)
        self.at = match.end() if match else self.at

    def command(self) -> str:
        word = WORD.match(self.latex, self.at)
        name = word[0] if word else self.latex[self.at : self.at + 1]
        self.at += len(name)
        if name == "\\":
            return "\n"
        if name in symbols.SPACES:
            return symbols.SPACES[name]
        if SIZE.match(name):
            self.at += self.latex.startswith(".", self.at)
            return ""
        return self.structure(name)

    def structure(self, name: str) -> str:
        """A command that may take arguments."""
        if name in symbols.ACCENTS:
            return normalize("NFC", "".join(letter + symbols.ACCENTS[name] for letter in self.argument()))
        if TEXT.fullmatch(name):
            return self.words()
        reads = STRUCTURES.get(name)
        if reads:
            return reads(self)
        if name in symbols.SIGNS:
            sign = symbols.SIGNS[name]
            if sign.isalpha() or sign in "∂∇":
                self.skip(APART)
            return sign
        return name if symbols.FUNCTIONS.fullmatch(name) else self.unknown(name)

    def unknown(self, name: str) -> str:
        """A command that no table knows, with its arguments, as written."""
        start = self.at
        while group := GROUP.match(self.latex, self.at):
            self.at = group.end()
        return f"\\{name}{self.latex[start : self.at]}"

    def words(self) -> str:
        r"""The argument of \text and its like, as written."""
        self.at += self.latex.startswith("*", self.at)
        group = GROUP.match(self.latex, self.at)
        if group is None:
            return self.argument()
        self.at = group.end()
        return group[1]

    def fraction(self) -> str:
        over, under = self.argument(), self.argument()
        return f"{grouped(over) if OPERATOR.search(over) else over}/{grouped(under)}"

    def root(self) -> str:
        degree = ""
        if self.latex.startswith("[", self.at):
            self.at += 1
            degree = self.row("]")
        sign = {"": "√", "2": "√", "3": "∛", "4": "∜"}.get(degree) or script(degree, symbols.RAISED, "") + "√"
        return sign + grouped(self.argument())

    def double(self) -> str:
        return styled(self.argument(), symbols.DOUBLE, 0x1D538)

    def script(self) -> str:
        return styled(self.argument(), symbols.SCRIPT, 0x1D49C)

    def modulo(self) -> str:
        return f" (mod {self.argument()})"

    def environment(self) -> str:
        """A matrix in one line, its rows with semicolons between; of others each row on its own line."""
        name = self.words()
        body = Formula(self.latex)
        body.at, body.depth = self.at, self.depth
        rows = body.row(f"\\end{{{name}}}")
        self.at = body.at
        if name.rstrip("*") not in ENVIRONMENTS:
            return "\n" + rows + "\n"
        left, right = ENVIRONMENTS[name.rstrip("*")]
        inner = "; ".join(" ".join(row.split()) for row in rows.split("\n") if row.strip())
        return f"{left}{inner}{right}"


STRUCTURES: dict[str, Callable[[Formula], str]] = {
    "frac": Formula.fraction,
    "dfrac": Formula.fraction,
    "tfrac": Formula.fraction,
    "sqrt": Formula.root,
    "mathbb": Formula.double,
    "mathcal": Formula.script,
    "pmod": Formula.modulo,
    "begin": Formula.environment,
}


def script(text: str, letters: dict[int, int], sign: str) -> str:
    """Raised or lowered text, where every character of it can be; else behind the sign."""
    text = "".join(text.split())
    if all(ord(letter) in letters for letter in text):
        return text.translate(letters)
    return f"{sign}{text}" if len(text) == 1 else f"{sign}({text})"


def grouped(text: str) -> str:
    """What stands under a fraction or a root, in parentheses unless it can't be misread."""
    text = text.strip()
    return text if ATOM.fullmatch(text) else f"({text})"


def styled(text: str, letters: dict[str, str], first: int) -> str:
    """Capitals in another style; those that Unicode encoded earlier have their own place."""
    capitals = {letter: chr(first + ord(letter) - ord("A")) for letter in ascii_uppercase}
    return "".join((capitals | letters).get(letter, letter) for letter in text)
