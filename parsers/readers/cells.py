"""How many cells the tables of a sheet reach over, counted before LibreOffice opens it: a line may declare millions.

A table reaches from its first cell to the last that holds something, be those between written down, declared as
repeated, filled by a formula or left out.
"""

import re
import struct
from collections.abc import Iterator
from dataclasses import dataclass
from io import BytesIO

from lxml import etree

from config import account
from config.compound import Compound
from config.errors import DocumentError, DocumentLimitError
from config.limits import Limits, over
from parsers import identify
from parsers.readers.shared.package import Package

_ADDRESS = re.compile(r"\$?([A-Z]{1,3})\$?(\d{1,7})")
_SHEET = re.compile(r"xl/worksheets/[^/]+\.xml")
#: Records of one cell, of cells in a row, and of a formula that fills an area (MS-XLS 2.3).
_CELL = frozenset({0x0006, 0x00FD, 0x0203, 0x0204, 0x0205, 0x027E, 0x00D6})
_CELLS, _AREA, _BEGIN = 0x00BD, 0x0221, 0x0809
_LOOK_AT_TIME_EVERY = 10_000


@dataclass(slots=True)
class _Table:
    """How far a table reaches, counted from 1, and where the walk over it stands."""

    rows: int = 0
    columns: int = 0
    row: int = 0
    column: int = 0

    def reach(self, row: int, column: int) -> None:
        self.rows, self.columns = max(self.rows, row), max(self.columns, column)

    @property
    def cells(self) -> int:
        return self.rows * self.columns


def check(content: bytes, media_type: str, limits: Limits) -> None:
    """Raises DocumentLimitError if the tables of a sheet reach over more than LIMIT_SHEET_CELLS cells, or its parts are
    too large.
    """
    count = 0
    for number, table in enumerate(_tables(content, media_type, limits)):
        if number % _LOOK_AT_TIME_EVERY == 0:
            account.check()
        count += table.cells
    if count > limits.sheet_cells:
        raise DocumentLimitError(
            f"its tables reach over {count} cells ({over('sheet_cells', limits.sheet_cells, count)})"
        )


def _tables(content: bytes, media_type: str, limits: Limits) -> Iterator[_Table]:
    if media_type == identify.FODS:
        yield from _opendocument(content)
    elif media_type == identify.EXCEL_XML:
        yield from _excel_2003(content)
    elif media_type == identify.ODS:
        yield from _opendocument(*_parts(content, re.compile(r"content\.xml"), limits))
    elif media_type == identify.XLSX:
        for part in _parts(content, _SHEET, limits):
            yield _excel(part)
    elif media_type == identify.XLS:
        yield from _records(workbook(content))


def _parts(content: bytes, names: re.Pattern[str], limits: Limits) -> list[bytes]:
    """The parts of a package. Raises DocumentLimitError if one is too large; a package that is damaged has none."""
    try:
        package = Package.from_zip(content, limits)
    except DocumentLimitError:
        raise
    except DocumentError:
        return []
    found = [name for name in package.names() if names.fullmatch(name)]
    parts = {name: package.read(name) for name in found}
    if empty := [name for name, part in parts.items() if not part]:
        told = next((gap for gap in package.gaps if empty[0] in gap), "")
        if told:
            raise DocumentLimitError(told)
    return list(parts.values())


def _elements(content: bytes) -> Iterator[tuple[str, str, etree._Element]]:
    """Beginnings and ends of elements with their bare names, each forgotten at its end, as far as the XML is sound."""
    walk = etree.iterparse(
        BytesIO(content), events=("start", "end"), resolve_entities=False, no_network=True, huge_tree=False
    )
    try:
        for number, (event, element) in enumerate(walk):
            if number % _LOOK_AT_TIME_EVERY == 0:
                account.check()
            if isinstance(element.tag, str):
                yield event, element.tag.rpartition("}")[2], element
            if event == "end":
                element.clear(keep_tail=False)
                while (parent := element.getparent()) is not None and element.getprevious() is not None:
                    del parent[0]
    except etree.XMLSyntaxError:
        # LibreOffice stops there too.
        return


def _number(element: etree._Element, name: str, default: int = 1) -> int:
    """A number among the attributes of an element, whatever their name space."""
    for key, value in element.attrib.items():
        if str(key).rpartition("}")[2] == name and (text := str(value).strip())[:12].isdecimal():
            return int(text[:12])
    return default


def _holds(element: etree._Element) -> bool:
    """Whether a cell holds something: a text, a value, a formula."""
    return len(element) > 0 or any(
        str(key).rpartition("}")[2] in {"value-type", "formula", "Formula"} for key in element.attrib
    )


def _opendocument(*contents: bytes) -> Iterator[_Table]:
    """ODF 1.2 part 1, 9.1: rows and cells that are repeated, formulas that fill an area."""
    for content in contents:
        open_: list[_Table] = []
        for event, name, element in _elements(content):
            if name == "table":
                if event == "start":
                    open_.append(_Table())
                elif open_:
                    yield open_.pop()
            elif open_ and name == "table-row":
                _row_of(open_[-1], event, element)
            elif open_ and event == "end" and name in {"table-cell", "covered-table-cell"}:
                _cell_of(open_[-1], element)
        yield from open_


def _row_of(table: _Table, event: str, element: etree._Element) -> None:
    if event == "start":
        table.column = 0
    else:
        table.row += _number(element, "number-rows-repeated")


def _cell_of(table: _Table, element: etree._Element) -> None:
    """The row of the cell is still open: what repeats it stands at its head."""
    times = _number(element, "number-columns-repeated")
    if _holds(element):
        row = element.getparent()
        repeated = _number(row, "number-rows-repeated") if row is not None else 1
        table.reach(
            table.row + max(repeated, _number(element, "number-matrix-rows-spanned")),
            table.column + max(times, _number(element, "number-matrix-columns-spanned")),
        )
    table.column += times


def _excel(content: bytes) -> _Table:
    """ECMA-376 part 1, 18.3.1: cells with their addresses, or one after another."""
    table = _Table()
    for event, name, element in _elements(content):
        if name == "row" and event == "start":
            table.row, table.column = _number(element, "r", table.row + 1), 0
        elif name == "f" and event == "end":
            _reach_address(table, str(element.get("ref", "")).rpartition(":")[2])
        elif name == "c" and event == "end":
            table.column += 1
            if not _reach_address(table, str(element.get("r", "")), only_if=len(element) > 0) and len(element):
                table.reach(table.row, table.column)
    return table


def _reach_address(table: _Table, address: str, *, only_if: bool = True) -> bool:
    """Lets a table reach to an address such as `AB12`, and says whether it is one."""
    match = _ADDRESS.fullmatch(address.upper())
    if match is None:
        return False
    if only_if:
        column = 0
        for letter in match[1]:
            column = column * 26 + ord(letter) - ord("A") + 1
        table.reach(int(match[2]), column)
    return True


def _excel_2003(content: bytes) -> Iterator[_Table]:
    """Rows and cells that may say their number, a formula for an area relative to its cell."""
    table = _Table()
    for event, name, element in _elements(content):
        if name == "Table" and event == "start":
            table = _Table()
        elif name == "Table":
            yield table
        elif name == "Row" and event == "start":
            table.row, table.column = _number(element, "Index", table.row + 1), 0
        elif name == "Row":
            table.row += _number(element, "Span", 0)
        elif name == "Cell" and event == "end":
            table.column = _number(element, "Index", table.column + 1)
            if _holds(element):
                table.reach(table.row, table.column)
                down, right = _filled(element)
                table.reach(table.row + down, table.column + right)
            table.column += _number(element, "MergeAcross", 0)


def _filled(cell: etree._Element) -> tuple[int, int]:
    """How far the formula of a cell fills others: `RC:R[9]C[2]`."""
    ranges = [str(value) for key, value in cell.attrib.items() if str(key).rpartition("}")[2] == "ArrayRange"]
    match = re.search(r":R(?:\[(\d{1,8})\])?C(?:\[(\d{1,8})\])?$", ranges[0][:200]) if ranges else None
    return (int(match[1] or 0), int(match[2] or 0)) if match is not None else (0, 0)


def workbook(content: bytes) -> bytes:
    """The records of a workbook of Excel 97, b"" if there are none."""
    try:
        package = Compound(content)
        return next(filter(None, (package.stream((name,)) for name in ("Workbook", "Book"))), b"")
    except Exception:  # noqa: BLE001 - olefile raises many types on damaged files; LibreOffice is asked all the same
        return b""


def _records(stream: bytes) -> Iterator[_Table]:
    """MS-XLS 2.1.4: record by record, a table from each beginning to the next."""
    table = _Table()
    at = 0
    while at + 4 <= len(stream):
        kind, size = struct.unpack_from("<HH", stream, at)
        data = stream[at + 4 : at + 4 + size]
        if kind == _BEGIN:
            yield table
            table = _Table()
        elif kind in _CELL and len(data) >= 4:
            row, column = struct.unpack_from("<HH", data)
            table.reach(row + 1, column + 1)
        elif kind == _CELLS and len(data) >= 6:
            table.reach(struct.unpack_from("<H", data)[0] + 1, struct.unpack_from("<H", data, len(data) - 2)[0] + 1)
        elif kind == _AREA and len(data) >= 6:
            _, last_row, _, last_column = struct.unpack_from("<HHBB", data)
            table.reach(last_row + 1, last_column + 1)
        at += 4 + size
    yield table
