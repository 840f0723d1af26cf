"""PDF: text with positions from PDFium, tables from pdfplumber on the pages that have ruled ones, scans from Tesseract.

PDFium is not thread-safe, not even across documents: worker processes only.
"""

import re
from collections.abc import Iterator
from dataclasses import replace

import pypdfium2 as pdfium
import pypdfium2.raw as raw

from config import account
from config.errors import DocumentError, EncryptedDocumentError
from config.limits import Limits
from parsers.identify import PDF
from parsers.model import Block, Box, DocumentText, Enclosure, not_reached
from parsers.readers import pdf_tables
from parsers.readers.pdf_columns import in_reading_order
from parsers.readers.pdf_forms import laid_upon, xfa_values
from parsers.readers.pdf_layout import Line, Page, blocks_of
from parsers.readers.pdf_marks import Mark, beside, insert, marks_among, set_off, shapes_of
from parsers.readers.pdf_page import Frame, frame_of, is_garbled, lines_of, shown_text
from parsers.readers.plain import clean

#: From so many drawn lines and rectangles on, a page may hold a ruled table.
_RULES_OF_A_TABLE = 6
#: A picture that covers so much of a page is a scan of it, and text of fewer letters beside it is a stamp.
_SCAN_SHARE, _STAMP_LETTERS = 0.5, 200


def read(content: bytes, limits: Limits) -> DocumentText:
    """The blocks of a PDF, page by page. Pages that could not be read are named in the notes.

    Raises EncryptedDocumentError (a password is needed to open it) or DocumentError (damaged beyond both libraries).
    """
    try:
        document = pdfium.PdfDocument(content)
    except pdfium.PdfiumError as error:
        if "password" in str(error).lower():
            raise EncryptedDocumentError("the PDF needs a password to be opened") from error
        return _second_opinion(content, limits, error)
    try:
        if (values := xfa_values(document)) is not None:
            return _form_data(values)
        document.init_forms()
        return _read(document, content, limits)
    except pdfium.PdfiumError as error:
        return _second_opinion(content, limits, error)
    finally:
        document.close()


def _read(document: pdfium.PdfDocument, content: bytes, limits: Limits) -> DocumentText:
    count = len(document)
    missing: dict[int, str] = {}
    wanted = range(min(count, limits.pdf_pages))
    pages, unread, limit = account.as_far_as_time_allows(wanted, lambda number: _page(document, number, content, limits, missing))
    notes = [not_reached(unread[0] + 1, unread[-1] + 1, limit)] if unread else []
    if count > limits.pdf_pages:
        notes.append(f"only the first {limits.pdf_pages} of {count} pages were read (LIMIT_PDF_PAGES)")
    if missing:
        notes.append("no text on page " + ", ".join(map(str, sorted(missing))) + f": {missing[min(missing)]}")
    enclosures = tuple(_attachments(document, limits))
    return DocumentText(PDF, blocks_of(pages), count, any(page.ocr for page in pages), tuple(notes), enclosures)


def _attachments(document: pdfium.PdfDocument, limits: Limits) -> Iterator[Enclosure]:
    """Files embedded in the PDF: a portfolio is nothing but these."""
    for index in range(min(document.count_attachments(), limits.archive_entries)):
        attachment = document.get_attachment(index)
        try:
            yield Enclosure(attachment.get_name(), bytes(attachment.get_data()))
        except pdfium.PdfiumError:
            continue


def _page(document: pdfium.PdfDocument, number: int, content: bytes, limits: Limits, missing: dict[int, str]) -> Page:
    """One page: its own text, or that of its picture where it has none that can be read."""
    page = document[number]
    try:
        textpage = page.get_textpage()
        try:
            written = _written(document, page, textpage, number, content)
            garbled = bool(written.lines) and is_garbled(textpage)
        finally:
            textpage.close()
        scan = _is_scan(page, written)
        if not garbled and not scan and (written.lines or written.cells or not _has_content(page)):
            return written
        return _from_picture(page, written, limits, missing, garbled=garbled)
    finally:
        page.close()


def _written(document: pdfium.PdfDocument, page: pdfium.PdfPage, textpage: pdfium.PdfTextPage, number: int, content: bytes) -> Page:
    frame = frame_of(page)
    shapes = shapes_of(page, frame)
    marks: list[Mark] = []
    fields: list[Line] = []
    for entry in laid_upon(document, page, frame):
        (marks if isinstance(entry, Mark) else fields if isinstance(entry, Line) else shapes).append(entry)  # type: ignore[arg-type]
    lines, gutter = in_reading_order([*lines_of(textpage, frame)], textpage, frame)
    tables = _tables(textpage, frame, number, content) if len(shapes) >= _RULES_OF_A_TABLE and lines and not frame.rotation else ()
    lines = set_off(lines, shapes)
    lines = beside(lines, marks_among(shapes, lines), anywhere=False)
    lines = beside(lines, marks, anywhere=True)
    for field in fields:
        lines = insert(lines, field)
    return Page(number + 1, *frame.size, lines, tables, gutter=gutter)


def _tables(textpage: pdfium.PdfTextPage, frame: Frame, number: int, content: bytes) -> tuple[pdf_tables.TableCell, ...]:
    def text_in(box: Box) -> str:
        return " ".join(shown_text(textpage.get_text_bounded(*frame.back(box))).replace("\u2010\n", "").split())

    return pdf_tables.find(content, number, text_in)


def _is_scan(page: pdfium.PdfPage, written: Page) -> bool:
    """Whether a picture covers the page and the text is only a stamp on it, or the invisible reading of another program."""
    area = written.width * written.height
    pictures = [item.get_bounds() for item in page.get_objects(filter=(raw.FPDF_PAGEOBJ_IMAGE,), max_depth=3)]
    if not any((right - left) * (top - bottom) >= _SCAN_SHARE * area for left, bottom, right, top in pictures):
        return False
    if sum(len(line.text) for line in written.lines) < _STAMP_LETTERS:
        return True
    modes = [raw.FPDFTextObj_GetTextRenderMode(item) for item in page.get_objects(filter=(raw.FPDF_PAGEOBJ_TEXT,), max_depth=3)]
    return modes.count(raw.FPDF_TEXTRENDERMODE_INVISIBLE) > len(modes) * 0.8


def _from_picture(page: pdfium.PdfPage, written: Page, limits: Limits, missing: dict[int, str], *, garbled: bool) -> Page:
    """A page by character recognition. Where that is not possible, another program's reading of it is better than none."""
    from parsers.readers import scan

    try:
        scanned = scan.recognise_page(lambda dpi: page.render(scale=dpi / 72, grayscale=True).to_pil(), written.number, limits)
    except DocumentError as error:
        if garbled or not written.lines:
            missing[written.number] = str(error)
            return replace(written, lines=[], cells=())
        return replace(written, ocr=True)
    if not scanned.lines and not written.lines:
        missing[written.number] = "character recognition found none"
    if len(written.lines) > 3 and not garbled and sum(len(line.text) for line in scanned.lines) < _STAMP_LETTERS:
        return replace(written, ocr=True)
    return replace(scanned, ocr=True)


def _has_content(page: pdfium.PdfPage) -> bool:
    """Whether anything is drawn on a page."""
    return next(iter(page.get_objects(max_depth=3)), None) is not None


def _form_data(values: list[str]) -> DocumentText:
    """A dynamic XFA form, which has no pages of its own."""
    if not values:
        raise DocumentError("a dynamic XFA form without data; ask for it printed as an ordinary PDF")
    blocks = tuple(Block(index, value) for index, value in enumerate(values))
    return DocumentText(PDF, blocks, notes=("dynamic XFA form: only what was typed into it was read",))


def _second_opinion(content: bytes, limits: Limits, first: Exception) -> DocumentText:
    """pdfplumber reads some files that PDFium refuses."""
    pages = pdf_tables.read_text(content, limits)
    if pages is None:
        raise DocumentError(f"the PDF is damaged: {first}") from first
    read_pages = [Page(number, 0, 0, [Line(clean(line), None, 0, False) for line in re.split(r"\n", text) if line.strip()], ())
                  for number, text in enumerate(pages, 1)]  # fmt: skip
    return DocumentText(PDF, blocks_of(read_pages), pages=len(pages), notes=("damaged; read by the more lenient library",))
