"""How much a page of a PDF makes the library draw, counted before it is asked: orders are unpacked, and forms hold
forms.

PDFium builds an object for every order of a page, and does so anew for each time that a form (ISO 32000-1 8.10) is
drawn. Twenty-six forms that each draw the next twenty times are a file of ten kilobytes, and more objects than any
machine has room for.

Most files are settled by one walk over their bytes: the largest stream, drawn as often as all references and forms
together could draw it, is little. Only of the others the pages are taken apart.
"""

import re
from collections.abc import Iterator
from dataclasses import dataclass

from config.errors import DocumentLimitError
from config.limits import Limits, over
from parsers.readers.pdf.unpack import PACKING, unpacked

_STREAM = re.compile(rb"(?<!end)stream\r?\n")
_FILTERS = re.compile(rb"/(?:Filter|F)\s*(\[[^\]]*\]|/[^\s/<>\[\]()]+|\d+\s+\d+\s+R)")
_NAME = re.compile(rb"/([^\s/<>\[\]()]+)")
_LENGTH = re.compile(rb"/Length\s+(\d{1,10})(?!\s+\d+\s+R)")
#: A letter of a name written by its number (ISO 32000-1 7.3.5).
ESCAPE = re.compile(rb"#([0-9A-Fa-f]{2})")
#: Streams that are large by their nature and unpacked row by row, or by other bounds. They are no orders, unless they
#: lie.
_LARGE = re.compile(rb"/(?:Image|EmbeddedFile)\b")
#: The order that draws a form or picture.
DRAW = re.compile(rb"(?<![A-Za-z0-9])Do(?![A-Za-z0-9])")
#: No dictionary of a stream is longer, in bytes.
_LONGEST_DICTIONARY = 16_384
#: What drawing a form costs beside its orders, in bytes of orders.
FORM = 64


@dataclass(slots=True)
class _Sum:
    """What the walk found: the largest stream, the references in plain sight and packed, how often forms may draw each
    other.
    """

    largest: int = 0
    references: int = 0
    repeats: int = 1
    total: int = 0


def heavy_pages(content: bytes, limits: Limits) -> frozenset[int]:
    """The pages, counted from 1, that are not to be opened: their orders, forms written out, are more than
    LIMIT_PDF_PAGE_BYTES.

    Raises DocumentLimitError if a stream of the file unpacks to more than LIMIT_FILE_BYTES, or if there may be such
    pages and the file is so damaged that nobody can say which.
    """
    found = _walked(content, limits)
    is_light = found.largest * max(found.references, 1) * found.repeats <= limits.pdf_page_bytes
    if is_light and b"/Encrypt" not in content:
        return frozenset()
    # Loading it takes longer than reading most files.
    from parsers.readers.pdf.forms_in_forms import weighed

    heavy = weighed(content, limits.pdf_page_bytes)
    if heavy is None and not is_light:
        raise DocumentLimitError(f"it may hold more than can be drawn, and is too damaged to count ({told(limits)})")
    return heavy or frozenset()


def told(limits: Limits) -> str:
    """How the limit of a page is told."""
    return over("pdf_page_bytes", limits.pdf_page_bytes)


def _walked(content: bytes, limits: Limits) -> _Sum:
    found = _Sum(references=content.count(b" R"))
    for dictionary, data in _streams(content):
        filters = _filters(dictionary)
        is_large = _LARGE.search(dictionary) is not None
        packed = sum(name in PACKING for name in filters)
        most = limits.pdf_page_bytes if is_large and packed < 2 else limits.file_bytes
        plain = unpacked(data, filters, most)
        if plain is None and most == limits.file_bytes:
            raise DocumentLimitError(f"a stream of it unpacks to more than {most} bytes ({over('file_bytes', most)})")
        found.total += len(plain) if plain is not None else most
        if found.total > 4 * limits.inflated_bytes:
            raise DocumentLimitError(
                f"its streams unpack to too much ({over('inflated_bytes', limits.inflated_bytes)})"
            )
        found.largest = max(found.largest, FORM + (len(plain) if plain is not None else most + 1))
        if plain is not None and not is_large:
            found.references += plain.count(b" R") if b"/ObjStm" in dictionary else 0
            if found.repeats <= limits.pdf_page_bytes:
                found.repeats *= max(1, sum(1 for _ in DRAW.finditer(plain)))
    return found


def _streams(content: bytes) -> Iterator[tuple[bytes, bytes]]:
    """The dictionary of each stream, escapes of names resolved, and its bytes as they lie in the file."""
    before = 0
    for match in _STREAM.finditer(content):
        start = max(before, match.start() - _LONGEST_DICTIONARY)
        # `obj` also ends an object: the last one before the stream begins it.
        start = max(start, content.rfind(b"obj", start, match.start()))
        dictionary = ESCAPE.sub(lambda escape: bytes([int(escape[1], 16)]), content[start : match.start()])
        end = content.find(b"endstream", match.end())
        end = len(content) if end < 0 else end
        if (length := _LENGTH.search(dictionary)) is not None:
            end = max(end, min(match.end() + int(length[1]), len(content)))
        yield dictionary, content[match.end() : end]
        before = match.end()


def _filters(dictionary: bytes) -> list[str]:
    """The names of the filters. What lies elsewhere in the file is taken for the worst."""
    match = _FILTERS.search(dictionary)
    if match is None:
        return []
    if match[1][:1].isdigit():
        return ["FlateDecode", "FlateDecode"]
    return [name.decode("latin-1") for name in _NAME.findall(match[1])]
