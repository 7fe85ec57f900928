"""What Browse is made of: the query's line, the table, the preview; and how they come to show something."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from functools import partial
from threading import Event, Lock

from textual import on
from textual.app import ComposeResult
from textual.containers import Horizontal, Vertical
from textual.content import Content
from textual.screen import Screen
from textual.timer import Timer
from textual.widgets import Input, Static

from studyapp.errors import StudyError
from studyapp.query.errors import QueryError
from studyapp.query.grammar import parse
from studyapp.query.tree import Every, Query
from studyapp.store.search import Order, StoppedError
from studyapp.study.cards.browsing import PAGE, Browser, Preview, Row
from studyapp.study.opening import Study
from studyapp.tui.shown_keys import key_of
from studyapp.tui.widgets.card_preview import CardPreview
from studyapp.tui.widgets.card_table import CardTable
from studyapp.tui.widgets.key_bar import KeyBar
from studyapp.tui.widgets.lines import say
from studyapp.tui.widgets.query_line import Fault, QueryLine
from studyapp.words import plural

REST = 0.06  # seconds on a row before its card is shown beside the table
PATIENCE = 0.2  # seconds that counting waits for the page to be painted
WIDE = 100  # columns from which on there is room for the preview


class BrowseFrame(Screen[None]):
    """Every search runs in a thread; one that is older than the newest is given up, and never shown."""

    DEFAULT_CSS = """
    BrowseFrame {
        & > Vertical { padding: 1 2 0 2; }
        #ask { height: 1; }
        #slash { width: 2; color: $text-accent; text-style: bold; }
        #count { width: 16; text-align: right; color: $text-muted; }
        #found { height: 1fr; }
        CardPreview { display: none; width: 40%; max-width: 84; margin-left: 2; }
        &.-preview CardPreview { display: block; }
        #said { height: auto; max-height: 3; color: $text-muted; }
    }
    """

    def __init__(self, study: Study, query: str = "", *, typing: bool = False) -> None:
        super().__init__()
        self.study, self.typing = study, typing
        self.browser = Browser(study)
        self.query_text = query
        self.wanted: Query = Every()
        self.order = Order.PLACE
        self.newest = 0  # number of the newest search
        self.searching = Lock()
        self.resting: Timer | None = None
        self.said = Content()
        self.error: QueryError | None = None  # of what is written now
        # Made here, since keys and the bar below ask for them before they are on the screen.
        self.line, self.table, self.beside = QueryLine(query), CardTable(), CardPreview()

    def compose(self) -> ComposeResult:
        with Vertical():
            with Horizontal(id="ask"):
                yield Static("/", id="slash")
                yield self.line
                yield Static("", id="count")
            yield Fault()
            with Horizontal(id="found"):
                yield self.table
                yield self.beside
            yield Static("", id="said")
        yield KeyBar()

    def on_mount(self) -> None:
        self.set_focus(self.line if self.typing else self.table)  # at once: keys may wait for it already
        self.ask(self.query_text)

    def on_resize(self) -> None:
        self.set_class(self.size.width >= WIDE, "-preview")
        self.rest()

    def on_unmount(self) -> None:
        self.newest += 1  # what still searches is given up

    @on(Input.Changed)
    def type_query(self, event: Input.Changed) -> None:
        event.stop()
        if event.value != self.query_text:
            self.ask(event.value)

    def ask(self, text: str) -> None:
        """Search for what is written, or say what is wrong with it and keep what there is."""
        self.query_text = text
        try:
            self.wanted = parse(text)
        except QueryError as error:
            self.newest += 1
            self.blame(error)
            return
        self.error = None
        self.query_one(Fault).clear()
        if self.table.selected:
            self.table.select(())
        self.search()
        self.tell()

    def blame(self, error: QueryError) -> None:
        self.error = error
        self.query_one(Fault).show(error, unfinished=self.line.has_focus and error.at >= len(error.query))
        self.query_one("#count", Static).update("", layout=False)
        self.say(error.todo)
        self.table.fade()

    def search(self, *, stay: bool = False) -> None:
        """Find the first page, or `stay` at the cursor's, and count."""
        self.newest += 1
        page = self.table.cursor // PAGE if stay else 0
        work = partial(self.look, self.newest, self.wanted, self.order, page, stay)
        self.run_worker(work, thread=True, group="search", exit_on_error=False)

    def look(self, number: int, query: Query, order: Order, page: int, stay: bool) -> None:
        """In a thread: hand over the page first, and then how many there are."""

        def stop() -> bool:
            return number != self.newest

        with self.searching:
            self.attempt(number, partial(self.look_up, stop, query, order, page, stay))

    def look_up(self, stop: Callable[[], bool], query: Query, order: Order, page: int, stay: bool) -> None:
        if stop():
            return
        rows = self.browser.page(query, order, page * PAGE, stop=stop)
        painted = Event()
        self.hand(stop, lambda: self.found(rows, page, stay))
        self.hand(stop, lambda: self.call_after_refresh(painted.set))
        painted.wait(PATIENCE)
        total = len(rows) if page == 0 and len(rows) < PAGE else self.browser.count(query, stop=stop)
        self.hand(stop, lambda: self.counted(total))

    def attempt(self, number: int, work: Callable[[], None]) -> None:
        """Do it in this thread; what goes wrong is said on the screen."""
        try:
            work()
        except StoppedError:
            return
        except QueryError as error:
            wrong = error
            self.hand(lambda: number != self.newest, lambda: self.blame(wrong))
        except StudyError as error:
            self.app.call_from_thread(self.notify, str(error), severity="error", timeout=15)

    def hand(self, stop: Callable[[], bool], show: Callable[[], object]) -> None:
        """Show something in the app's own thread, unless it is out of date by then."""
        self.app.call_from_thread(lambda: None if stop() else show())

    def found(self, rows: Sequence[Row], page: int, stay: bool) -> None:
        self.table.show(rows, self.order.value, page=page, stay=stay)

    def counted(self, total: int) -> None:
        was_empty, is_empty = not self.table.total, not total
        self.table.count(total)
        self.query_one("#count", Static).update(f"{total:,} {plural(total, 'card')}", layout=False)
        if is_empty:
            self.say(self.spell_nothing())
        if was_empty or is_empty:
            self.refresh_bindings()

    def spell_nothing(self) -> str:
        if not self.query_text.strip():
            return "There is no card yet."
        change, keys = key_of(self.app, "browse.find", "/"), key_of(self.app, "app.keys", "?")
        return f"No card is like that. {change} changes the query, {keys} lists the keys."

    def say(self, text: str | Content) -> None:
        content = say(text) if isinstance(text, str) else text
        if content != self.said:  # a new text lays the whole screen out anew
            self.said = content
            self.query_one("#said", Static).update(content)

    def tell(self) -> None:
        """Say what is selected, and what can be done with it."""
        self.say("")

    @on(CardTable.Wanted)
    def read_page(self, event: CardTable.Wanted) -> None:
        """Read a page that has come into sight."""
        number, page = self.newest, event.page
        query, order = self.wanted, self.order

        def work() -> None:
            rows = self.browser.page(query, order, page * PAGE, stop=lambda: number != self.newest)
            self.hand(lambda: number != self.newest, lambda: self.table.fill(page, rows))

        def in_turn() -> None:
            with self.searching:
                self.attempt(number, work)

        self.run_worker(in_turn, thread=True, group="pages", exit_on_error=False)

    @on(CardTable.Moved)
    def rest(self) -> None:
        """Show the current card beside the table, once the cursor rests on it."""
        if self.resting is not None:
            self.resting.stop()
        if self.has_class("-preview"):
            self.resting = self.set_timer(REST, self.preview)

    def preview(self) -> None:
        row = self.table.current
        name = row.id if row else ""

        def work() -> None:
            preview = self.browser.preview(name) if name else None

            def show() -> None:
                self.run_worker(self.show_preview(name, preview), group="shown", exclusive=True)

            self.app.call_from_thread(show)

        self.run_worker(
            lambda: self.attempt(self.newest, work), thread=True, group="preview", exit_on_error=False
        )

    async def show_preview(self, name: str, preview: Preview | None) -> None:
        row = self.table.current
        if (row.id if row else "") != name:
            return
        if self.beside.is_there:
            await self.beside.show(preview, self.study.clock.now())
        elif self.is_attached:  # it opened this moment
            self.rest()
