"""The screen itself: the open list, the text beside it, the keys."""

from collections.abc import Callable, Collection
from contextlib import AbstractContextManager, ExitStack
from dataclasses import replace
from pathlib import Path

from rich.text import Text
from textual.app import App as TextualApp
from textual.app import ComposeResult
from textual.containers import Horizontal, Vertical, VerticalScroll
from textual.widgets import Footer, Input, OptionList, Static
from textual.widgets.option_list import Option

from config.errors import NotFoundError, RaccoltaError
from config.showing import visible
from config.vocabulary import MessageState
from jobs.app import App, open_reader
from jobs.decide import Decided, Linked, Person
from jobs.failures import operator_text
from jobs.language.words import retell, tell, word
from jobs.process import Outcome
from jobs.readers import Reader
from jobs.rerun import rerun
from jobs.screen.actions import ACTIONS, Action, Answers, At, undone
from jobs.screen.content import content
from jobs.screen.dialogs import Ask, Field
from jobs.screen.items import Item, filtered, waiting
from jobs.screen.text import TextPane

_BY_KEY = {action.key: action for action in ACTIONS}


class ReviewScreen(TextualApp[None]):
    """What waits for a person, decided with keys. `only` are the messages shown (None: all); `reader` opens what reads
    a message again after a decision.
    """

    TITLE = "raccolta review"
    ENABLE_COMMAND_PALETTE = False
    CSS_PATH = Path(__file__).with_name("screen.tcss")

    def __init__(
        self,
        app: App,
        by: Person,
        only: Collection[int] | None = None,
        reader: Callable[[], AbstractContextManager[Reader]] | None = None,
    ) -> None:
        super().__init__()
        for action in ACTIONS:
            self.bind(action.key, f"decide('{action.key}')", description=tell(action.label))
        self.bind("slash", "filter", description=tell("Filter"), key_display="/")
        self.bind("tab", "app.focus_next", description=tell("List/text"))
        self.bind("q", "quit", description=tell("Quit"))
        self._app, self._by, self._only = app, by, only
        self._open_reader = reader or (lambda: open_reader(app.settings))
        self._stack = ExitStack()
        self._reader: Reader | None = None
        self._items: list[Item] = []
        self._at: At | None = None
        self._last = ""
        self.busy = False

    def compose(self) -> ComposeResult:
        """The list on the left, facts and text on the right, the keys below."""
        with Horizontal():
            with Vertical(id="left"):
                yield Static(id="count")
                yield Input(placeholder=tell("filter: words, CR, m12"), id="filter", compact=True)
                yield OptionList(id="list", markup=False)
            with Vertical(id="right"):
                with VerticalScroll(id="about"):
                    yield Static(id="facts", markup=False)
                yield TextPane()
        yield Footer(compact=True)

    def on_mount(self) -> None:
        """Shows what waits."""
        self.refill()
        self.query_one(OptionList).focus()

    def on_unmount(self) -> None:
        """Ends the workers, if any were started."""
        self._stack.close()

    def refill(self) -> None:
        """Asks anew what waits; the place in the list stays."""
        shown = self.query_one("#list", OptionList)
        place = shown.highlighted or 0
        every = waiting(self._app, self._only)
        self._items = filtered(every, self.query_one("#filter", Input).value)
        shown.set_options([Option(Text(item.line, no_wrap=True, overflow="ellipsis")) for item in self._items])
        self.query_one("#count", Static).update(
            tell("waiting: {shown} of {count}", shown=len(self._items), count=len(every))
        )
        shown.highlighted = min(place, len(self._items) - 1) if self._items else None
        self._show(self._items[shown.highlighted] if shown.highlighted is not None else None)

    def on_input_changed(self, event: Input.Changed) -> None:
        """Filters while one types."""
        if event.input.id == "filter":
            self.refill()

    def on_input_submitted(self, event: Input.Submitted) -> None:
        """Goes from the filter to the list."""
        if event.input.id == "filter":
            self.query_one("#list").focus()

    def on_option_list_option_highlighted(self, event: OptionList.OptionHighlighted) -> None:
        """Shows the item that the list is at."""
        if event.option_index < len(self._items):
            self._show(self._items[event.option_index])

    def check_action(self, action: str, parameters: tuple[object, ...]) -> bool | None:
        """Keys that do not fit the item are not shown."""
        if action != "decide":
            return True
        wanted = _BY_KEY[str(parameters[0])]
        if self._at is None:
            return wanted.key == "u"
        return not wanted.only or self._at.item.what in wanted.only

    def action_filter(self) -> None:
        """Goes to the filter."""
        self.query_one("#filter").focus()

    def action_decide(self, key: str) -> None:
        """Asks what the key needs to know, and decides."""
        if self.busy:
            self.notify(tell("a message is being read again; wait a moment"), severity="warning")
            return
        action, at = _BY_KEY[key], self._here()
        try:
            question = self._question(action, at)
        except RaccoltaError as error:
            self._refused(error)
            return
        if question is None:
            self._carry_out(action, at, {})
            return
        self.push_screen(Ask(*question), lambda said: None if said is None else self._carry_out(action, at, said))

    def _question(self, action: Action, at: At | None) -> tuple[str, list[Field], list[str]] | None:
        """The dialog of an action; undo offers what was decided last on this screen."""
        if action.key == "u" and (self._last or at is None):
            question = tell("take back {decision}", decision=self._last or tell("decision"))
            return question, [Field("decision", self._last)], []
        return None if action.ask is None or at is None else action.ask(at)

    def _here(self) -> At | None:
        return None if self._at is None else replace(self._at, line=self.query_one(TextPane).chosen)

    def _show(self, item: Item | None) -> None:
        """Shows one item on the right, or nothing."""
        if item is None:
            self._at = None
            self.query_one("#facts", Static).update(tell("nothing waits for a person"))
            self.query_one(TextPane).show(())
        elif self._at is None or self._at.item != item:
            try:
                found = content(self._app, item)
            except NotFoundError as error:
                # Purged by somebody else meanwhile: the list anew holds it no more.
                self._refused(error)
                return
            self._at = At(item, found, None)
            self.query_one("#facts", Static).update(Text("\n".join(found.facts)))
            self.query_one(TextPane).show(found.lines)
        self.refresh_bindings()

    def _carry_out(self, action: Action, at: At | None, said: Answers) -> None:
        """Decides, and has the message read again where that is how the decision takes effect."""
        by = Person(self._by.name, said.get("note", "").strip() or self._by.note)
        try:
            made = undone(self._app, said, by) if at is None else action.make(self._app, at, said, by)
        except RaccoltaError as error:
            self._refused(error)
            return
        if action.key == "u":
            self._last = ""
        elif made.is_new:
            self._last = self._named(made, at)
        self.notify(visible(retell(made.say)), markup=False)
        if isinstance(made, Decided) and made.reread:
            self.busy = True
            self.run_worker(lambda: self._reread(made.message), thread=True)
        else:
            self._decided()

    @staticmethod
    def _named(made: Decided | Linked, at: At | None) -> str:
        """How a decision is named to take it back."""
        if isinstance(made, Decided):
            return str(made.number)
        return f"{at.item.message} {at.item.number}" if at is not None else ""

    def _reread(self, message: int) -> None:
        """In a thread: reads a message again and says what became of it."""
        try:
            if self._reader is None:
                self._reader = self._stack.enter_context(self._open_reader())
            outcomes: list[str] = []
            rerun(
                self._app,
                self._reader,
                [message],
                told=lambda one: outcomes.append(_told(one)),
                reason="decision",
            )
            if not outcomes:
                said = "message {number} could not be read again now; `raccolta rerun {number}` does it"
                outcomes.append(tell(said, number=message))
            self.call_from_thread(self._decided, *outcomes)
        except RaccoltaError as error:
            self.call_from_thread(self._refused, error)
            self.call_from_thread(self._decided)

    def _decided(self, *said: str) -> None:
        """After a decision: the list anew."""
        self.busy, self._at = False, None
        for text in said:
            self.notify(visible(text), markup=False)
        self.refill()

    def tell(self, text: str) -> None:
        """Shows a line of the log; may be called from any thread."""
        self.notify(visible(text), severity="warning", markup=False)

    def _refused(self, error: RaccoltaError) -> None:
        """Says why not; where somebody else was first, what waits is asked for anew."""
        self.notify(visible(retell(operator_text(error))), severity="error", markup=False)
        if isinstance(error, NotFoundError):
            self._decided()


def _told(outcome: Outcome) -> str:
    after, reason = word(MessageState, outcome.after), retell(outcome.reason or "")
    return tell("message {number}: {state} {reason}", number=outcome.message, state=after, reason=reason)
