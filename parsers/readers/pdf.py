"""PDF: text with positions from PDFium, tables from pdfplumber on the pages that have ruled ones.

PDFium is not thread-safe, not even across documents: worker processes only.
"""

import ctypes
from collections.abc import Iterator
from dataclasses import replace

import pypdfium2 as pdfium
import pypdfium2.raw as raw

from config.errors import DocumentError, EncryptedDocumentError
from config.limits import Limits
from parsers.identify import PDF
from parsers.model import EMPTY, TICKED, Box, DocumentText
from parsers.readers import pdf_tables
from parsers.readers.pdf_layout import Line, Page, blocks_of
from parsers.readers.plain import clean

#: From so many drawn lines and rectangles on, a page may hold a ruled table.
_RULES_OF_A_TABLE = 6
_BOLD_WEIGHT = 600


def read(content: bytes, limits: Limits) -> DocumentText:
    """The blocks of a PDF, page by page. Pages without text are named in the notes: they need character recognition.

    Raises EncryptedDocumentError (a password is needed to open it) or DocumentError (damaged beyond both libraries).
    """
    try:
        document = pdfium.PdfDocument(content)
    except pdfium.PdfiumError as error:
        if "password" in str(error).lower():
            raise EncryptedDocumentError("the PDF needs a password to be opened") from error
        return _second_opinion(content, limits, error)
    try:
        document.init_forms()
        count = len(document)
        pages = [_read_page(document, number, content) for number in range(min(count, limits.pdf_pages))]
        pages, missing = _recognised(document, pages, limits)
    except pdfium.PdfiumError as error:
        return _second_opinion(content, limits, error)
    finally:
        document.close()
    notes = []
    if count > limits.pdf_pages:
        notes.append(f"only the first {limits.pdf_pages} of {count} pages were read (LIMIT_PDF_PAGES)")
    if silent := [page.number for page in pages if not page.lines and not page.cells and page.number in missing]:
        notes.append("no text on page " + ", ".join(map(str, silent)) + f": {missing[silent[0]]}")
    return DocumentText(PDF, blocks_of(pages), pages=count, ocr=any(page.ocr for page in pages), notes=tuple(notes))


def _recognised(document: pdfium.PdfDocument, pages: list[Page], limits: Limits) -> tuple[list[Page], dict[int, str]]:
    """Pages without text by character recognition, and why those that stay without it do. Blank pages lack nothing."""
    missing: dict[int, str] = {}
    result: list[Page] = []
    for page in pages:
        if page.lines or page.cells or not _has_picture(document, page.number):
            result.append(page)
            continue
        try:
            scanned = _scanned(document, page.number, limits)
        except DocumentError as error:
            missing[page.number] = str(error)
            result.append(page)
            continue
        if not scanned.lines:
            missing[page.number] = "character recognition found none"
        result.append(scanned)
    return result, missing


def _scanned(document: pdfium.PdfDocument, number: int, limits: Limits) -> Page:
    from parsers.readers import scan

    picture = document[number - 1].render(scale=scan.DPI / 72, grayscale=True).to_pil()
    picture.info["dpi"] = (scan.DPI, scan.DPI)
    return replace(scan.recognise(picture, number, limits), ocr=True)


def _has_picture(document: pdfium.PdfDocument, number: int) -> bool:
    """Whether anything is drawn on a page."""
    return next(iter(document[number - 1].get_objects(max_depth=3)), None) is not None


def _read_page(document: pdfium.PdfDocument, number: int, content: bytes) -> Page:
    page = document[number]
    width, height = page.get_size()
    textpage = page.get_textpage()
    try:
        lines = [*_lines(textpage, height)]
        lines = _with_fields(lines, [*_fields(document, page, height)])
        tables = pdf_tables.find(content, number) if _rules(page) >= _RULES_OF_A_TABLE and lines else ()
    finally:
        textpage.close()
        page.close()
    return Page(number + 1, width, height, lines, tables)


def _lines(textpage: pdfium.PdfTextPage, height: float) -> Iterator[Line]:
    """The lines as PDFium breaks them, each with the box and font of its characters.

    Only the first and last character of a line are measured: asking for every box costs several times the text itself.
    """
    text = textpage.get_text_range()
    offset = 0
    same_count = len(text) == textpage.count_chars()
    for stretch in text.split("\n"):
        start, length = offset, len(stretch)
        offset += length + 1
        written = stretch.rstrip("\r")
        if not written.strip():
            continue
        lead = len(written) - len(written.lstrip())
        first, last = start + lead, start + len(written.rstrip()) - 1
        box = _line_box(textpage, first, last, height) if same_count else None
        size, bold = _font(textpage, first) if same_count else (0.0, False)
        # A line-end hyphen comes as U+FFFE; the layout joins the two halves of the word.
        shown = clean(written.replace("\ufffe", "\u2010")).strip()
        if shown:
            yield Line(shown, box, size, bold)


def _line_box(textpage: pdfium.PdfTextPage, first: int, last: int, height: float) -> Box | None:
    try:
        left, bottom, _, top = textpage.get_charbox(first, loose=True)
        _, bottom2, right, top2 = textpage.get_charbox(last, loose=True)
    except pdfium.PdfiumError:
        return None
    return Box(left, height - max(top, top2), right, height - min(bottom, bottom2))


def _font(textpage: pdfium.PdfTextPage, index: int) -> tuple[float, bool]:
    size = raw.FPDFText_GetFontSize(textpage, index)
    weight = raw.FPDFText_GetFontWeight(textpage, index)
    if weight >= _BOLD_WEIGHT:
        return size, True
    buffer = ctypes.create_string_buffer(128)
    flags = ctypes.c_int()
    raw.FPDFText_GetFontInfo(textpage, index, buffer, len(buffer), flags)
    name = buffer.value.lower()
    return size, b"bold" in name or b"black" in name


def _rules(page: pdfium.PdfPage) -> int:
    return sum(1 for _ in page.get_objects(filter=(raw.FPDF_PAGEOBJ_PATH,), max_depth=2))


def _fields(document: pdfium.PdfDocument, page: pdfium.PdfPage, height: float) -> Iterator[Line]:
    """The values of AcroForm fields as lines where they stand: any on-name of a box counts as ticked."""
    if document.formenv is None:
        return
    for index in range(raw.FPDFPage_GetAnnotCount(page)):
        annotation = raw.FPDFPage_GetAnnot(page, index)
        try:
            kind = raw.FPDFAnnot_GetFormFieldType(document.formenv, annotation)
            if kind in {raw.FPDF_FORMFIELD_CHECKBOX, raw.FPDF_FORMFIELD_RADIOBUTTON}:
                text = TICKED if raw.FPDFAnnot_IsChecked(document.formenv, annotation) else EMPTY
            elif kind in {raw.FPDF_FORMFIELD_TEXTFIELD, raw.FPDF_FORMFIELD_COMBOBOX, raw.FPDF_FORMFIELD_LISTBOX}:
                text = _field_value(document, annotation)
            else:
                continue
            rectangle = raw.FS_RECTF()
            if text.strip() and raw.FPDFAnnot_GetRect(annotation, rectangle):
                box = Box(rectangle.left, height - rectangle.top, rectangle.right, height - rectangle.bottom)
                for row, line in enumerate(clean(text).split("\n")):
                    if line.strip():
                        yield Line(line.strip(), Box(box.left, box.top + row * 0.1, box.right, box.bottom), 0.0, False, True)
        finally:
            raw.FPDFPage_CloseAnnot(annotation)


def _field_value(document: pdfium.PdfDocument, annotation: raw.FPDF_ANNOTATION) -> str:
    size = raw.FPDFAnnot_GetFormFieldValue(document.formenv, annotation, None, 0)
    if size <= 2:
        return ""
    buffer = ctypes.create_string_buffer(size)
    raw.FPDFAnnot_GetFormFieldValue(document.formenv, annotation, ctypes.cast(buffer, ctypes.POINTER(ctypes.c_ushort)), size)
    return buffer.raw[: size - 2].decode("utf-16-le", "replace")


def _with_fields(lines: list[Line], fields: list[Line]) -> list[Line]:
    """Puts a tick before the line it stands beside, and a typed value below the line that is printed above it."""
    for entry in fields:
        assert entry.box is not None
        middle = (entry.box.top + entry.box.bottom) / 2
        beside = [
            (abs(line.box.left - entry.box.right), index)
            for index, line in enumerate(lines)
            if line.box is not None and not line.field and line.box.top - 3 <= middle <= line.box.bottom + 3
        ]
        if entry.text in {TICKED, EMPTY} and beside:
            index = min(beside)[1]
            line = lines[index]
            lines[index] = Line(f"{entry.text} {line.text}", line.box, line.size, line.bold)
            continue
        above = [index for index, line in enumerate(lines) if line.box is not None and line.box.top <= entry.box.top + 2]
        lines.insert(max(above) + 1 if above else len(lines), entry)
    return lines


def _second_opinion(content: bytes, limits: Limits, first: Exception) -> DocumentText:
    """pdfplumber reads some files that PDFium refuses."""
    pages = pdf_tables.read_text(content, limits)
    if pages is None:
        raise DocumentError(f"the PDF is damaged: {first}") from first
    read_pages = [Page(number, 0, 0, [Line(clean(line), None, 0, False) for line in text.split("\n") if line.strip()], ())
                  for number, text in enumerate(pages, 1)]  # fmt: skip
    return DocumentText(PDF, blocks_of(read_pages), pages=len(pages), notes=("damaged; read by the more lenient library",))
