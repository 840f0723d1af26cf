"""Sheets that declare more cells than a machine holds: counted before LibreOffice is asked, the mail beside them is
read.
"""

import struct

import pytest

from config.errors import DocumentLimitError
from config.limits import Limits
from parsers import identify
from parsers.readers import cells
from tests.unit.test_hostile_contents import attached, codes, mail, read, zipped

OFFICE = "urn:oasis:names:tc:opendocument:xmlns:"
SPACES = f'xmlns:office="{OFFICE}office:1.0" xmlns:text="{OFFICE}text:1.0" xmlns:table="{OFFICE}table:1.0"'
CELL = (
    '<table:table-cell office:value-type="string" table:number-columns-repeated="{}"><text:p>a</text:p></table:tabl'
    "e-cell>"
)
EMPTY = '<table:table-cell table:number-columns-repeated="{}"/>'


def row(inner: str, times: int = 1) -> str:
    return f'<table:table-row table:number-rows-repeated="{times}">{inner}</table:table-row>'


def table(*rows: str) -> str:
    return f"<table:table>{''.join(rows)}</table:table>"


def ods(*tables: str) -> bytes:
    body = f"<office:body><office:spreadsheet>{''.join(tables)}</office:spreadsheet></office:body>"
    content = f"<office:document-content {SPACES}>{body}</office:document-content>"
    return zipped({"mimetype": b"application/vnd.oasis.opendocument.spreadsheet", "content.xml": content.encode()})


def fods(*tables: str) -> bytes:
    kind = 'office:mimetype="application/vnd.oasis.opendocument.spreadsheet"'
    body = f"<office:body><office:spreadsheet>{''.join(tables)}</office:spreadsheet></office:body>"
    return f'<?xml version="1.0"?><office:document {SPACES} {kind}>{body}</office:document>'.encode()


def xlsx(*sheets: str) -> bytes:
    space = 'xmlns="http://schemas.openxmlformats.org/spreadsheetml/2006/main"'
    parts = {
        f"xl/worksheets/sheet{number}.xml": f"<worksheet {space}><sheetData>{sheet}</sheetData></worksheet>".encode()
        for number, sheet in enumerate(sheets, 1)
    }
    return zipped({"[Content_Types].xml": b"<Types/>", "xl/workbook.xml": f"<workbook {space}/>".encode(), **parts})


def excel_2003(rows: str) -> bytes:
    space = "urn:schemas-microsoft-com:office:spreadsheet"
    head = f'<?xml version="1.0"?><?mso-application progid="Excel.Sheet"?><Workbook xmlns="{space}" xmlns:ss="{space}">'
    return f"{head}<Worksheet><Table>{rows}</Table></Worksheet></Workbook>".encode()


LIST = [
    table(row(CELL.format(1) * 6, 40), row(CELL.format(2) + EMPTY.format(16_000)), row(EMPTY.format(16_384), 1_048_000))
]
FAR = '<row r="1"><c r="A1"><v>1</v></c></row><row r="900000"><c r="AZ900000"><v>1</v></c></row>'
HUGE = {
    "a row a million times": ods(table(row(CELL.format(300), 1_000_000))),
    "one cell far away": ods(
        table(row(CELL.format(1)), row(EMPTY.format(16_384), 1_000_000), row(EMPTY.format(900) + CELL.format(1)))
    ),
    "many tables": ods(*[table(row(CELL.format(1000), 900))] * 20),
    "a formula that fills an area": ods(
        table(
            row(
                '<table:table-cell table:formula="of:=1" table:number-matrix-rows-spanned="90000" '
                'table:number-matrix-columns-spanned="900"/>'
            )
        )
    ),
    "flat": fods(table(row(CELL.format(300), 1_000_000))),
    "an address far away": xlsx(FAR),
    "the second sheet": xlsx("<row><c><v>1</v></c></row>", FAR),
    "an array": xlsx('<row><c r="A1"><f t="array" ref="A1:XFD1048576">1</f></c></row>'),
    "an index far away": excel_2003('<Row ss:Index="900000"><Cell ss:Index="200"><Data>1</Data></Cell></Row>'),
    "an array of 2003": excel_2003('<Row><Cell ss:ArrayRange="RC:R[90000]C[900]" ss:Formula="=1"/></Row>'),
}


@pytest.mark.parametrize("shape", HUGE)
def test_a_sheet_of_too_many_cells_is_not_handed_on(shape: str) -> None:
    content = HUGE[shape]
    with pytest.raises(DocumentLimitError, match="LIMIT_SHEET_CELLS"):
        cells.check(content, identify.identify(content), Limits())
    submission = read(mail(attached("elenco", content)))
    assert "archive_limit" in codes(submission)
    assert submission.verdict == "partial"


def reached(content: bytes) -> int:
    """How many cells are counted: the least limit that lets it pass."""
    try:
        cells.check(content, identify.identify(content), Limits(sheet_cells=0))
    except DocumentLimitError as error:
        return int(str(error).split(" cells")[0].rpartition(" ")[2])
    return 0


@pytest.mark.parametrize(
    ("content", "count"),
    [
        (ods(*LIST), 41 * 6),
        (ods(*LIST * 3), 3 * 41 * 6),
        (fods(*LIST), 41 * 6),
        (ods(table(row(EMPTY.format(16_384), 1_048_576))), 0),
        (xlsx('<row r="2"><c r="B2"><v>1</v></c><c r="XFD2" s="3"/></row><row r="1048576"/>'), 4),
        (xlsx("<row><c><v>1</v></c><c><is/></c></row><row><c/><c/><c><v>2</v></c></row>"), 6),
        (excel_2003("<Row><Cell><Data>1</Data></Cell><Cell ss:MergeAcross='2'/><Cell><Data>1</Data></Cell></Row>"), 5),
        (fods(table(row(CELL.format(1) * 3))).replace(b"</table:table>", b"<<<<<<<<"), 3),
        (b"PK\x03\x04", 0),
    ],
    ids=[
        "list",
        "three lists",
        "flat list",
        "formats only",
        "far formats",
        "no addresses",
        "2003",
        "damaged",
        "no package",
    ],
)
def test_only_what_holds_something_counts(content: bytes, count: int) -> None:
    assert reached(content) == count


def record(kind: int, *values: int, form: str) -> bytes:
    data = struct.pack(form, *values)
    return struct.pack("<HH", kind, len(data)) + data


def test_cells_of_an_old_workbook_are_counted_by_its_records() -> None:
    begin = record(0x0809, 0x0600, 0x10, form="<HH")
    first = begin + record(0x00FD, 9, 3, 0, 7, form="<HHHI") + record(0x0201, 60_000, 200, 0, form="<HHH")
    second = begin + record(0x00BD, 1, 0, 0, 5, 0, 5, 2, form="<HHHIHIH") + record(0x0221, 0, 19, 0, 4, form="<HHBB")
    assert [found.cells for found in cells._records(first + second)] == [0, 10 * 4, 20 * 5]
    assert [found.cells for found in cells._records((first + second)[:-3])] == [0, 10 * 4, 2 * 3]
    assert cells.workbook(b"\xd0\xcf\x11\xe0") == b""
