"""Dialogs: a question with fields to fill in."""

from collections.abc import Sequence
from dataclasses import dataclass

from rich.text import Text
from textual.app import ComposeResult
from textual.containers import VerticalScroll
from textual.screen import ModalScreen
from textual.widgets import Footer, Input, Label, Static

from jobs.language.words import tell


@dataclass(frozen=True, slots=True)
class Field:
    """A field: its `name`, what stands in it at first."""

    name: str
    value: str = ""


NOTE = Field("note")


class Ask(ModalScreen[dict[str, str] | None]):
    """Asks for some words; answers them by the names of the fields, or None. Enter in any field gives them."""

    def __init__(self, question: str, fields: Sequence[Field], hints: Sequence[str] = ()) -> None:
        super().__init__()
        self._question, self._fields, self._hints = question, fields, hints
        self._bindings.bind("escape", "leave", tell("Leave"))
        self._bindings.bind("tab", "app.focus_next", tell("Next field"))

    def compose(self) -> ComposeResult:
        """The question, the fields, what helps to fill them in, the keys."""
        with VerticalScroll(id="ask"):
            yield Label(Text(self._question))
            for field in self._fields:
                yield Label(Text(f"{tell(field.name)}:"))
                yield Input(field.value, id=f"field-{field.name}", compact=True)
            yield Static(Text("\n".join(self._hints)))
        yield Footer()

    def on_mount(self) -> None:
        """The first field gets the keys, before the dialog is seen."""
        self.set_focus(self.query(Input).first())

    def on_input_submitted(self) -> None:
        """Gives the answer."""
        self.dismiss({field.name: self.query_one(f"#field-{field.name}", Input).value for field in self._fields})

    def action_leave(self) -> None:
        """Leaves without an answer."""
        self.dismiss(None)
