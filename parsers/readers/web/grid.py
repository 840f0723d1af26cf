"""Where an item stands in its list and a cell in its table, counted once as the page is walked: each place is asked of
no sibling.
"""

from dataclasses import dataclass, field

from lxml import html

from parsers.model import Cell

_CELLS = frozenset({"td", "th"})
#: A number that a page claims for an item; nobody counts further.
_LONGEST_NUMBER = 6


@dataclass(slots=True)
class Places:
    """The places seen so far. Elements must be handed over in the order of the page."""

    _items: dict[html.HtmlElement, int] = field(default_factory=dict)
    _rows: dict[html.HtmlElement, int] = field(default_factory=dict)
    #: For each row its number and how many cells came so far; no entry where a row has one cell and only lays out the
    #: page.
    _cells: dict[html.HtmlElement, tuple[int, int]] = field(default_factory=dict)

    def item(self, element: html.HtmlElement) -> str:
        """The number or dash before a list item."""
        parent = element.getparent()
        if parent is None or parent.tag != "ol":
            return "- "
        place = self._items.get(parent, 0)
        self._items[parent] = place + 1
        if stated := _number(element.get("value")):
            return f"{stated}) "
        return f"{int(_number(parent.get('start')) or 1) + place}) "

    def row(self, element: html.HtmlElement) -> None:
        """Notes a row of a table."""
        parent = element.getparent()
        number = self._rows.get(parent, 0)
        self._rows[parent] = number + 1
        if sum(child.tag in _CELLS for child in element) > 1:
            self._cells[element] = (number, 0)

    def cell(self, element: html.HtmlElement, table: int) -> Cell | None:
        """The place of a cell; None in rows of one cell, which only lay out the page."""
        row = element.getparent()
        if row is None or row not in self._cells:
            return None
        number, column = self._cells[row]
        self._cells[row] = (number, column + 1)
        return Cell(table, number, column)


def _number(stated: str | None) -> str:
    """A number that the page states, "" if it states none that makes sense."""
    stated = stated or ""
    return stated if stated.isdecimal() and stated.isascii() and len(stated) <= _LONGEST_NUMBER else ""
