"""The pane of a document's text. Lines are wrapped for the width once, and only those in sight are drawn."""

import textwrap
from collections.abc import Sequence
from typing import ClassVar

from rich.segment import Segment
from rich.style import Style
from textual.binding import Binding, BindingType
from textual.events import Resize
from textual.geometry import Region, Size
from textual.scroll_view import ScrollView
from textual.strip import Strip

from jobs.screen.content import Line

#: Before each line: the cursor, the mark of evidence, what claimed it.
_CLAIM = 9
_HEAD = _CLAIM + 4
_NARROWEST = 10


class TextPane(ScrollView, can_focus=True):
    """The text of a document: `>` is the chosen line, `*` evidence, `|` the scheda at hand."""

    BINDINGS: ClassVar[list[BindingType]] = [
        Binding("up", "step(-1)", "Line up", show=False),
        Binding("down", "step(1)", "Line down", show=False),
        Binding("pageup", "step(-10)", "Page up", show=False),
        Binding("pagedown", "step(10)", "Page down", show=False),
        Binding("home", "step(-1000000000)", "First line", show=False),
        Binding("end", "step(1000000000)", "Last line", show=False),
    ]

    def __init__(self) -> None:
        super().__init__(id="text")
        self._lines: Sequence[Line] = ()
        self._rows: list[tuple[int, str, bool]] = []
        self._first_rows: list[int] = []
        self._chosen = 0

    @property
    def chosen(self) -> Line | None:
        """The line that the cursor is at."""
        return self._lines[self._chosen] if self._lines else None

    def show(self, lines: Sequence[Line]) -> None:
        """Shows other lines; the cursor goes to the first one of the scheda at hand."""
        self._lines = lines
        self._chosen = next((number for number, line in enumerate(lines) if line.mine), 0)
        self._wrap()

    def on_resize(self, event: Resize) -> None:
        """Wraps anew for another width."""
        self._wrap()

    def on_focus(self) -> None:
        """The cursor is stronger where the keys go."""
        self.refresh()

    def action_step(self, count: int) -> None:
        """Moves the cursor by so many lines."""
        self._chosen = min(max(self._chosen + count, 0), max(len(self._lines) - 1, 0))
        self._to_cursor()

    def render_line(self, y: int) -> Strip:
        """One row of the window."""
        row = y + self.scroll_offset.y
        if row >= len(self._rows):
            return Strip.blank(self.size.width, self.rich_style)
        number, text, first = self._rows[row]
        line = self._lines[number]
        cursor = ">" if number == self._chosen and first else " "
        marks = f"{cursor}{'*' if line.evidence else ' '}{line.claim if first else '':<{_CLAIM}.{_CLAIM}}"
        head = f"{marks}{'|' if line.mine else ' '} "
        style = self.rich_style + Style(
            bold=line.mine, underline=line.evidence or None, reverse=number == self._chosen and self.has_focus
        )
        segments = [Segment(head, self.rich_style + Style(dim=not first)), Segment(text, style)]
        return Strip(segments).adjust_cell_length(self.size.width, self.rich_style)

    def _wrap(self) -> None:
        # Beside the bar on the right, which is there always: what stands below it nobody sees.
        shown = self.scrollable_content_region.width
        width = max(shown - _HEAD, _NARROWEST)
        self._rows, self._first_rows = [], []
        for number, line in enumerate(self._lines):
            self._first_rows.append(len(self._rows))
            pieces = [piece for part in line.text.split("\n") for piece in textwrap.wrap(part, width) or [""]]
            self._rows += [(number, piece, place == 0) for place, piece in enumerate(pieces)]
        self.virtual_size = Size(shown, len(self._rows))
        self._to_cursor()

    def _to_cursor(self) -> None:
        if self._first_rows:
            self.scroll_to_region(Region(0, self._first_rows[self._chosen], 1, 3), animate=False)
        self.refresh()
