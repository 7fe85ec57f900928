"""Progress in one look: am I on track, where does it go wrong, and every other figure below."""

from __future__ import annotations

from collections.abc import Sequence
from functools import partial
from typing import ClassVar

from textual.app import App, ComposeResult
from textual.binding import Binding, BindingType
from textual.containers import Horizontal, Vertical, VerticalScroll
from textual.geometry import Region
from textual.widgets import Static

from studyapp.errors import StudyError
from studyapp.insight.figure import Figure
from studyapp.insight.figures import ORDER
from studyapp.study.opening import Study
from studyapp.study.progress.progress import Progress, aside
from studyapp.tui.screens.stats.asked import Asked
from studyapp.tui.screens.stats.figure import StatsFigure
from studyapp.tui.screens.stats.frame import COPY_KEY, LEAVE_KEY, PERIOD_KEYS, SCOPE_KEYS, StatsFrame
from studyapp.tui.screens.stats.words import headline, verdict
from studyapp.tui.shown_keys import key_of
from studyapp.tui.widgets.figures.panel import MorePanel, Panel, StrongPanel, WeakPanel
from studyapp.tui.widgets.heads import Flow
from studyapp.tui.widgets.key_bar import KeyBar

HEAD = ("weeks", "due", "reviews", "time", "stability")  # what the first lines are made of
PANELS = ("weeks", "predicted", "calendar", "weak", "stability")
WIDE = 72  # columns from which on there are two side by side


class Stats(StatsFrame):
    """j and k go from figure to figure; Enter shows one large, or reviews a weak card, and a all of them."""

    DEFAULT_CSS = """
    Stats {
        align-horizontal: center;
        & > VerticalScroll { width: 100%; max-width: 116; padding: 1 0 0 1; scrollbar-size-vertical: 1; }
        ScopeLine, #headline { margin: 0 1 0 2; }
        #verdict { height: auto; min-height: 1; margin: 0 1 1 2; }
        #head { height: auto; }
        Horizontal { height: auto; padding-right: 1; }
        #more { padding-right: 1; }
        .column { width: 1fr; height: auto; }
        &.-stacked Horizontal { layout: vertical; }
        &.-stacked .column { width: 100%; }
        #weeks { margin-right: 2; }
        #calendar { margin-right: 2; }
        #weak { margin-bottom: 1; }
    }
    """
    AUTO_FOCUS = ""
    BINDINGS: ClassVar[list[BindingType]] = [
        Binding("enter", "open", "open", id="stats.open", key_display="enter"),
        *PERIOD_KEYS,
        *SCOPE_KEYS,
        COPY_KEY,
        LEAVE_KEY,
        Binding("i", "explain", "meaning", id="stats.explain"),
        Binding("w", "write", "page", id="stats.write"),
        Binding("f", "fit", "fit", show=False, id="stats.fit"),
        Binding("a", "drill_all", show=False, id="stats.drill_all"),  # the panel itself says it
        Binding("j,down,tab", "move(1)", show=False, id="stats.down"),
        Binding("k,up,shift+tab", "move(-1)", show=False, id="stats.up"),
        Binding("g,home", "go(0)", show=False, id="stats.first"),
        Binding("G,end", "go(-1)", show=False, id="stats.last"),
        Binding("t", "leave", show=False, id="stats.leave_too"),
    ]

    def __init__(self, study: Study) -> None:
        super().__init__(study, Asked())
        self.at = 0  # among the stops
        self.weak = WeakPanel("weak", "WHERE IT GOES WRONG")
        self.panels: dict[str, Panel] = {
            "weeks": Panel("weeks", "RECALL, WEEK BY WEEK"),
            "predicted": Panel("predicted", "PREDICTED AND ACTUAL"),
            "calendar": Panel("calendar", "EVERY DAY"),
            "weak": self.weak,
            "stability": StrongPanel("stability", "HOW STRONG", remark="days until 90%"),
        }
        self.more = MorePanel("more", "MORE")

    def compose(self) -> ComposeResult:
        with VerticalScroll(can_focus=False):
            yield self.scope_line
            yield Flow(id="headline")
            yield Static("", id="verdict")
            with Horizontal():
                yield from (self.panels["weeks"], self.panels["predicted"])
            with Horizontal():
                yield self.panels["calendar"]
                with Vertical(classes="column"):
                    yield from (self.panels["weak"], self.panels["stability"])
            yield self.more
        yield KeyBar()

    def on_mount(self) -> None:
        self.panels["calendar"].rows = 7
        self.weak.key = key_of(self.app, "stats.drill_all", "a")
        self.settle()

    def on_resize(self) -> None:
        self.settle()

    def check_action(self, action: str, parameters: tuple[object, ...]) -> bool | None:
        """Offer only what would do something now."""
        return len(self.weak.shown) > 0 if action == "drill_all" else True

    def settle(self) -> None:
        """Fit the drawings to the height, and the columns to the width."""
        tall = self.size.height >= 36
        self.panels["weeks"].rows = self.panels["predicted"].rows = 8 if tall else 5
        self.panels["weak"].rows = 4
        self.set_class(self.size.width < WIDE, "-stacked")
        for panel in self.panels.values():
            panel.redraw()

    def wanted(self) -> Sequence[str]:
        first = dict.fromkeys((*HEAD, *PANELS))
        return (*first, *(name for name in ORDER if name not in first))

    def forget(self) -> None:
        for panel in self.panels.values():
            panel.show(None, self.span())
        self.more.forget()
        self.tell()

    def take(self, figure: Figure) -> None:
        name = figure.kind.name
        if name in self.panels:
            self.panels[name].show(figure, self.span())
        else:
            self.more.add(figure)
        if name in HEAD or name == "calibration":
            self.tell()
        self.point()

    def tell(self) -> None:
        self.query_one("#headline", Flow).show(headline(self.found))
        self.query_one("#verdict", Static).update(verdict(self.found))

    def stops(self) -> list[tuple[Panel, int]]:
        """Every place that the keys can go to, in reading order."""
        return [(panel, row) for panel in (*self.panels.values(), self.more) for row in panel.stops]

    @property
    def current(self) -> tuple[Panel, int]:
        stops = self.stops()
        return stops[min(self.at, len(stops) - 1)]

    def action_move(self, step: int) -> None:
        self.go(self.at + step)

    def action_go(self, place: int) -> None:
        self.go(place % len(self.stops()))

    def go(self, place: int) -> None:
        self.at = max(0, min(place, len(self.stops()) - 1))
        self.point()
        panel, row = self.current
        region = panel.virtual_region
        top = Region(region.x, region.y + row + 1, 1, 1) if row > 0 else region
        scroll = self.query_one(VerticalScroll)
        if self.at == 0:
            scroll.scroll_home(animate=False)
        elif panel is self.more:
            scroll.scroll_to_region(top, animate=False, force=True)

    def point(self) -> None:
        """Mark where the keys are."""
        chosen, row = self.current
        for panel in (*self.panels.values(), self.more):
            panel.point(row if panel is chosen else None)

    def action_open(self) -> None:
        panel, row = self.current
        if panel is self.weak and row >= 0:
            self.drill(self.found["weak"], [row])
        else:
            self.open_figure()

    def action_drill_all(self) -> None:
        """Review every weak card that is listed."""
        self.drill(self.found["weak"], self.weak.shown)

    def action_explain(self) -> None:
        self.open_figure(explained=True)

    def action_fit(self) -> None:
        from studyapp.tui.screens.stats.fitting import Fitting

        self.app.push_screen(Fitting(self.study))  # whatever it changed is asked again when this is back

    def action_write(self) -> None:
        """All figures as a page with charts, for a browser."""
        if self.scope is None:
            self.notify("The figures are not ready yet.")
            return
        self.notify("Writing the page …", timeout=3)
        progress = Progress(self.study, self.scope, self.asked.days)
        work = partial(self.write, self.app, progress, self.asked.period)
        self.run_worker(work, thread=True, group="page", exclusive=True, exit_on_error=False)

    def write(self, app: App[None], progress: Progress, period: str) -> None:
        """In a thread, after the figures of this screen, which may be left meanwhile."""
        from studyapp.study.progress.publishing import export_page

        try:
            with self.computing, aside(self.study) as store:
                progress.store = store
                path = export_page(progress, period)
        except StudyError as error:
            app.call_from_thread(app.notify, str(error), severity="error")
        else:
            app.call_from_thread(app.notify, str(path), title="Written", timeout=10)

    def open_figure(self, *, explained: bool = False) -> None:
        panel, row = self.current
        name = panel.name_of(row) if isinstance(panel, MorePanel) else str(panel.id)
        self.app.push_screen(StatsFigure(self.study, self.asked, name, explained=explained))
