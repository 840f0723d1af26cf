"""What a page is drawn of: its text, paths, pictures and forms, gone through once for all who ask."""

from collections.abc import Iterator
from typing import Any, NamedTuple

import pypdfium2 as pdfium
import pypdfium2.raw as raw

#: Forms within forms are followed so far.
_DEPTH = 15


class Drawn(NamedTuple):
    """An object of a page: how PDFium knows it, of which kind it is (`FPDF_PAGEOBJ_…`), and in how many forms it
    stands.
    """

    handle: Any
    kind: int
    depth: int


def objects_of(page: pdfium.PdfPage) -> list[Drawn]:
    """The objects of a page in the order of drawing, a form before what it holds. Raises PdfiumError on damage."""
    return [*_within(page.raw, raw.FPDFPage_CountObjects, raw.FPDFPage_GetObject, 0)]


def _within(holder: Any, count: Any, at: Any, depth: int) -> Iterator[Drawn]:
    number = count(holder)
    if number < 0:
        raise pdfium.PdfiumError("what a page is drawn of cannot be told")
    for index in range(number):
        handle = at(holder, index)
        kind = raw.FPDFPageObj_GetType(handle) if handle else raw.FPDF_PAGEOBJ_UNKNOWN
        if kind == raw.FPDF_PAGEOBJ_UNKNOWN:
            raise pdfium.PdfiumError("an object of a page cannot be told")
        yield Drawn(handle, kind, depth)
        if kind == raw.FPDF_PAGEOBJ_FORM and depth < _DEPTH - 1:
            yield from _within(handle, raw.FPDFFormObj_CountObjects, raw.FPDFFormObj_GetObject, depth + 1)
