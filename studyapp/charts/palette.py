"""The colours of charts: those of the themes ink and paper, and names for them that a page's style fills in.

Parts of a stack are a blue and an orange, each strong and soft, so that they differ in hue and in lightness
for every kind of colour vision; shades of the calendar differ in lightness alone.
"""

from __future__ import annotations

from dataclasses import asdict, dataclass, fields


@dataclass(frozen=True, slots=True)
class Palette:
    background: str
    surface: str
    text: str
    muted: str
    grid: str
    main: str
    soft: str
    second: str
    third: str
    good: str
    warning: str
    bad: str
    empty: str  # a day without a review
    little: str
    some: str
    much: str
    most: str

    @property
    def stack(self) -> tuple[str, ...]:
        """Parts of a bar, from the bottom."""
        return self.main, self.soft, self.second, self.third

    @property
    def curves(self) -> tuple[str, ...]:
        return self.main, self.second, self.third

    @property
    def shades(self) -> tuple[str, ...]:
        """From nothing to the most."""
        return self.empty, self.little, self.some, self.much, self.most

    def style(self) -> str:
        """As CSS declarations, which NAMED refers to."""
        return " ".join(f"--{name}: {value};" for name, value in asdict(self).items())


INK = Palette(
    background="#12141c",
    surface="#181b26",
    text="#c8d0e7",
    muted="#8e95ab",
    grid="#2a3042",
    main="#7aa2f7",
    soft="#48619b",
    second="#e0af68",
    third="#8f6a34",
    good="#9ece6a",
    warning="#e0af68",
    bad="#f7768e",
    empty="#232838",
    little="#33502c",
    some="#4f7a3c",
    much="#75a450",
    most="#9ece6a",
)

PAPER = Palette(
    background="#f7f4ec",
    surface="#fdfbf5",
    text="#26272b",
    muted="#6b6961",
    grid="#ddd6c6",
    main="#2f5f8f",
    soft="#86add2",
    second="#a25a00",
    third="#d6a45a",
    good="#38701a",
    warning="#955200",
    bad="#b3283f",
    empty="#ece6d8",
    little="#c3dbad",
    some="#8fba6d",
    much="#5d9439",
    most="#356a18",
)

THEMES = {"ink": INK, "paper": PAPER}

NAMED = Palette(**{field.name: f"var(--{field.name})" for field in fields(Palette)})
