"""What is laid upon a PDF page: the fields of an AcroForm, the annotations of whoever filled it in, stamps and
signatures.
"""

import ctypes
from collections.abc import Iterator

import pypdfium2 as pdfium
import pypdfium2.raw as raw

from parsers.model import EMPTY, TICKED, Box
from parsers.readers.pdf.layout import Line
from parsers.readers.pdf.marks import Mark, Shape
from parsers.readers.pdf.page import Frame
from parsers.readers.plain import clean

_BOXES = frozenset({raw.FPDF_FORMFIELD_CHECKBOX, raw.FPDF_FORMFIELD_RADIOBUTTON})
_VALUES = frozenset({raw.FPDF_FORMFIELD_TEXTFIELD, raw.FPDF_FORMFIELD_COMBOBOX, raw.FPDF_FORMFIELD_LISTBOX})
_DRAWN = frozenset(
    {
        raw.FPDF_ANNOT_INK,
        raw.FPDF_ANNOT_CIRCLE,
        raw.FPDF_ANNOT_SQUARE,
        raw.FPDF_ANNOT_LINE,
        raw.FPDF_ANNOT_POLYGON,
        raw.FPDF_ANNOT_POLYLINE,
        raw.FPDF_ANNOT_STAMP,
    }
)
_UNDERLINES = frozenset({raw.FPDF_ANNOT_UNDERLINE, raw.FPDF_ANNOT_SQUIGGLY})
#: What people type with the typewriter tool of a PDF program where a box should be ticked.
_TYPED_TICKS = frozenset({"x", "xx", "v", "✓", "✔", "✗", "✘", "☒", "☑", "•", "●", "*", "si", "sì"})


#: What one annotation gives: a typed value, a tick box, something drawn.
Laid = Line | Mark | Shape


def laid_upon(document: pdfium.PdfDocument, page: pdfium.PdfPage, frame: Frame) -> Iterator[Laid]:
    """Typed values as lines, boxes and typed ticks as marks, what is drawn or highlighted as shapes."""
    for index in range(raw.FPDFPage_GetAnnotCount(page)):
        annotation = raw.FPDFPage_GetAnnot(page, index)
        try:
            rectangle = raw.FS_RECTF()
            if annotation and raw.FPDFAnnot_GetRect(annotation, rectangle):
                low, high = sorted((rectangle.bottom, rectangle.top))
                yield from _annotation(document, annotation, frame.box(rectangle.left, low, rectangle.right, high))
        finally:
            raw.FPDFPage_CloseAnnot(annotation)


def _annotation(document: pdfium.PdfDocument, annotation: raw.FPDF_ANNOTATION, box: Box) -> Iterator[Laid]:
    kind = raw.FPDFAnnot_GetSubtype(annotation)
    if raw.FPDFAnnot_GetFlags(annotation) & raw.FPDF_ANNOT_FLAG_HIDDEN:
        return
    if kind == raw.FPDF_ANNOT_WIDGET and document.formenv is not None:
        field = raw.FPDFAnnot_GetFormFieldType(document.formenv, annotation)
        if field in _BOXES:
            # Any on-name counts as ticked (Yes, On, Sì, 1).
            yield Mark(box, TICKED if raw.FPDFAnnot_IsChecked(document.formenv, annotation) else EMPTY)
        elif field in _VALUES:
            yield from _filled_in(_field_value(document, annotation), box)
    elif kind == raw.FPDF_ANNOT_FREETEXT:
        yield from _filled_in(_contents(annotation), box)
    elif kind in _DRAWN:
        yield Shape(box, stroked=True, round=kind == raw.FPDF_ANNOT_CIRCLE, drawn=True)
    elif kind == raw.FPDF_ANNOT_HIGHLIGHT:
        yield Shape(box, tinted=True)
    elif kind in _UNDERLINES:
        yield Shape(Box(box.left, box.bottom - 1, box.right, box.bottom), stroked=True)
    elif kind == raw.FPDF_ANNOT_STRIKEOUT:
        middle = (box.top + box.bottom) / 2
        yield Shape(Box(box.left, middle - 0.5, box.right, middle + 0.5), stroked=True)


def _filled_in(text: str, box: Box) -> Iterator[Line | Mark]:
    """What somebody typed at this place: a tick, or lines of text."""
    if text.strip().lower() in _TYPED_TICKS:
        yield Mark(box, TICKED)
        return
    for row, line in enumerate(clean(text).split("\n")):
        if line.strip():
            yield Line(line.strip(), Box(box.left, box.top + row * 0.1, box.right, box.bottom), 0.0, False, field=True)


def _field_value(document: pdfium.PdfDocument, annotation: raw.FPDF_ANNOTATION) -> str:
    size = raw.FPDFAnnot_GetFormFieldValue(document.formenv, annotation, None, 0)
    if size <= 2:
        return ""
    buffer = ctypes.create_string_buffer(size)
    raw.FPDFAnnot_GetFormFieldValue(
        document.formenv, annotation, ctypes.cast(buffer, ctypes.POINTER(ctypes.c_ushort)), size
    )
    return buffer.raw[: size - 2].decode("utf-16-le", "replace")


def _contents(annotation: raw.FPDF_ANNOTATION) -> str:
    size = raw.FPDFAnnot_GetStringValue(annotation, b"Contents", None, 0)
    if size <= 2:
        return ""
    buffer = ctypes.create_string_buffer(size)
    raw.FPDFAnnot_GetStringValue(annotation, b"Contents", ctypes.cast(buffer, ctypes.POINTER(ctypes.c_ushort)), size)
    return buffer.raw[: size - 2].decode("utf-16-le", "replace")


def stamped(document: pdfium.PdfDocument, page: pdfium.PdfPage, number: int) -> pdfium.PdfPage:
    """The page with its stamps and visible signatures made part of its content, where their words are text like any
    other.

    Whatever else is laid upon the page must have been read before: it is taken off, so that it is not read twice.
    `page` is closed if another is returned.
    """
    count = raw.FPDFPage_GetAnnotCount(page)
    stamps = {index for index in range(count) if _is_stamp(document, page, index)}
    if not stamps:
        return page
    for index in reversed(range(count)):
        if index not in stamps:
            raw.FPDFPage_RemoveAnnot(page, index)
    # The library takes boxes that the page inherits for a letter-sized sheet.
    box = page.get_bbox()
    page.set_mediabox(*box)
    page.set_cropbox(*box)
    raw.FPDFPage_Flatten(page, raw.FLAT_NORMALDISPLAY)
    page.close()
    return document[number]


def _is_stamp(document: pdfium.PdfDocument, page: pdfium.PdfPage, index: int) -> bool:
    annotation = raw.FPDFPage_GetAnnot(page, index)
    try:
        kind = raw.FPDFAnnot_GetSubtype(annotation)
        if kind != raw.FPDF_ANNOT_WIDGET or document.formenv is None:
            return bool(kind == raw.FPDF_ANNOT_STAMP)
        return bool(raw.FPDFAnnot_GetFormFieldType(document.formenv, annotation) == raw.FPDF_FORMFIELD_SIGNATURE)
    finally:
        raw.FPDFPage_CloseAnnot(annotation)
