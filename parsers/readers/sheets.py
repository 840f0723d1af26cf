"""The names of a workbook's sheets, as headings over their tables: an office may say the campo there (`Campo 3`).

LibreOffice writes several sheets as `<h1>Sheet 2: <em>Campo 3</em></h1>` below a list of all names, and one sheet
without its name.
"""

import re
import struct
from html import escape

from lxml import etree

from config.errors import DocumentError
from config.limits import Limits
from parsers import identify
from parsers.readers.cells import workbook
from parsers.readers.shared.package import Package, parsed

_OVERVIEW = re.compile(r"(<body[^>]*>)\s*<hr>.{0,200}?<h1>Overview</h1>.*?<hr>", re.DOTALL | re.IGNORECASE)
_HEAD = re.compile(r"<h1>Sheet \d+: <em>([^<]*)</em></h1>", re.IGNORECASE)
_BODY = re.compile(r"<body[^>]*>", re.IGNORECASE)
#: The names that programs give say nothing.
_GIVEN = re.compile(r"(?:foglio|sheet|tabelle|feuille?|feuil|hoja)[ _]?\d*", re.IGNORECASE)
#: BOUNDSHEET8 [MS-XLS 2.4.28]: six bytes, then the length of the name, whether it is in UTF-16, and the name.
_BOUND_SHEET = 0x0085


def named(page: bytes, content: bytes, media_type: str, limits: Limits) -> bytes:
    """The page that LibreOffice made of a workbook, with the name of each sheet, and nothing else, over its table."""
    text = page.decode("utf-8", "replace")
    if _HEAD.search(text) is None:
        names = _names(content, media_type, limits)
        heading = _heading(escape(names[0])) if len(names) == 1 else ""
        return _BODY.sub(lambda body: body[0] + heading, text, count=1).encode()
    text = _OVERVIEW.sub(lambda match: match[1], text, count=1)
    return _HEAD.sub(lambda match: _heading(match[1]), text).encode()


def _heading(name: str) -> str:
    return "" if _GIVEN.fullmatch(name.strip()) else f"<h1>{name}</h1>"


def _names(content: bytes, media_type: str, limits: Limits) -> list[str]:
    """The names of the sheets as the file itself gives them, [] where it does not say."""
    if media_type == identify.XLS:
        return _names_in_records(workbook(content))
    part = {identify.XLSX: "xl/workbook.xml", identify.ODS: "content.xml"}.get(media_type)
    if part is None:
        root, _ = parsed(content) if media_type in {identify.FODS, identify.EXCEL_XML} else (None, "")
    else:
        try:
            root = Package.from_zip(content, limits).xml(part)
        except DocumentError:
            root = None
    return [] if root is None else _named_elements(root)


def _named_elements(root: etree._Element) -> list[str]:
    found = []
    for element in root.iter("{*}sheet", "{*}table", "{*}Worksheet"):
        names = [str(value) for key, value in element.attrib.items() if str(key).rpartition("}")[2].lower() == "name"]
        found += names[:1]
    return found


def _names_in_records(stream: bytes) -> list[str]:
    names, place = [], 0
    while place + 4 <= len(stream):
        kind, length = struct.unpack_from("<HH", stream, place)
        data = stream[place + 4 : place + 4 + length]
        if kind == _BOUND_SHEET and len(data) > 8:
            wide = data[7] & 1
            raw = data[8 : 8 + data[6] * (2 if wide else 1)]
            names.append(raw.decode("utf-16-le" if wide else "latin-1", "replace"))
        elif kind == 0x000A:
            break
        place += 4 + length
    return names
