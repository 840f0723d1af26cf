"""PDF: text with positions from PDFium, tables from pdfplumber on the pages that have ruled ones, pictures of text from
Tesseract.

PDFium is not thread-safe, not even across documents: worker processes only.
"""

import re
from contextlib import closing
from functools import partial

import pypdfium2 as pdfium
from PIL import Image

from config import account
from config.errors import DocumentError, DocumentLimitError, EncryptedDocumentError
from config.limits import Limits
from parsers.identify import PDF
from parsers.model import Block, Box, DocumentText
from parsers.readers.pdf import tables as pdf_tables
from parsers.readers.pdf.columns import in_reading_order
from parsers.readers.pdf.files import files_in, has_pinned
from parsers.readers.pdf.forms import Laid, laid_upon, stamped
from parsers.readers.pdf.layout import Line, Page, blocks_of
from parsers.readers.pdf.marks import Mark, Shape, beside, insert, marks_among, set_off, shapes_of
from parsers.readers.pdf.objects import Drawn, objects_of
from parsers.readers.pdf.page import Frame, frame_of, is_garbled, shown_text
from parsers.readers.pdf.picture import Drawing, Remarks, disagrees, from_whole, may_lie, with_picture
from parsers.readers.pdf.sight import Words, draw, look_at
from parsers.readers.pdf.weight import heavy_pages, told
from parsers.readers.pdf.xfa import xfa_values
from parsers.readers.plain import clean

#: With so many drawn lines and rectangles a page may hold a ruled table. The library compares all lines that stand with
#: all that lie.
_RULES_OF_A_TABLE = range(6, 1500)


def read(content: bytes, limits: Limits) -> DocumentText:
    """The blocks of a PDF, page by page. What could not be read is named in its gaps.

    Raises EncryptedDocumentError (a password is needed to open it), DocumentLimitError (it holds more than can be
    drawn) or DocumentError (damaged beyond both libraries).
    """
    heavy = heavy_pages(content, limits)
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
        return _read(document, content, limits, heavy)
    except pdfium.PdfiumError as error:
        return _second_opinion(content, limits, error)
    finally:
        document.close()


def _read(document: pdfium.PdfDocument, content: bytes, limits: Limits, heavy: frozenset[int]) -> DocumentText:
    count = len(document)
    remarks = Remarks()
    if count and heavy.issuperset(range(1, count + 1)):
        raise DocumentLimitError(f"its pages hold more orders than can be drawn ({told(limits)})")

    def page(number: int) -> Page | None:
        if number in heavy:
            remarks.gap("no text", f"it holds more orders than can be drawn ({told(limits)})", number)
            return None
        try:
            return _page(document, number - 1, content, limits, remarks)
        except pdfium.PdfiumError as error:
            remarks.gap("no text", f"it is damaged ({error})", number)
            return None

    done, unread, limit = account.as_far_as_time_allows(range(1, min(count, limits.pdf_pages) + 1), page)
    pages = [found for found in done if found is not None]
    if count and not pages and not unread:
        raise pdfium.PdfiumError("no page of it can be opened")
    account.pages_cut_short(unread, count, limits.pdf_pages, limit)
    notes, gaps = remarks.told()
    enclosures, lost = files_in(document, content, limits, pinned=remarks.pinned)
    recognised = any(page.ocr for page in pages)
    return DocumentText(PDF, blocks_of(pages), count, recognised, notes, enclosures, (*gaps, *lost))


def _page(document: pdfium.PdfDocument, number: int, content: bytes, limits: Limits, remarks: Remarks) -> Page:
    """One page: the words that are seen on it, and those of its picture."""
    page = document[number]
    try:
        frame = frame_of(page)
        remarks.pinned = remarks.pinned or has_pinned(page)
        laid = [entry for entry in laid_upon(document, page, frame) if entry.box is not None and frame.shows(entry.box)]
        page = stamped(document, page, number)
        objects = objects_of(page)
        written, layer, drawing, garbled = _seen(page, frame, laid, objects, content, number, remarks)
        said = " ".join(line.text for line in written.lines)
        if garbled or (may_lie(said) and disagrees(written, drawing, limits)):
            return from_whole(written, drawing, limits, remarks)
        inked = drawing.inked if written.lines or written.cells else bool(objects)
        return with_picture(written, layer, drawing, limits, remarks) if layer or inked else written
    finally:
        page.close()


def _seen(
    page: pdfium.PdfPage,
    frame: Frame,
    laid: list[Laid],
    objects: list[Drawn],
    content: bytes,
    number: int,
    remarks: Remarks,
) -> tuple[Page, list[Line], Drawing, bool]:
    """What is seen of a page's words; the layer of words that lies unseen in its pictures; how to draw it; whether its
    fonts are broken.
    """
    words = Words(page, objects)
    shapes = [*shapes_of(objects, frame), *(entry for entry in laid if isinstance(entry, Shape))]
    textpage = page.get_textpage()
    try:
        sight = look_at(words, textpage, frame)
        if sight.hidden or sight.layer:
            textpage.close()
            with words.only(sight.shows):
                textpage = page.get_textpage()
        written = _written(textpage, frame, laid, shapes, number, content)
        garbled = bool(written.lines) and is_garbled(textpage)
    finally:
        textpage.close()
    if sight.hidden:
        remarks.note("words that nobody sees left out", number + 1)
    if len(shapes) >= _RULES_OF_A_TABLE.stop:
        remarks.note("too many rules to look for tables", number + 1)
    layer: list[Line] = []
    if sight.layer:
        with words.only(sight.layer.__contains__), closing(page.get_textpage()) as textpage:
            layer = [] if is_garbled(textpage) else in_reading_order(textpage, frame)[0]
    boxes = [entry.box for entry in laid if isinstance(entry, Mark)] + [
        shape.box for shape in shapes if shape.is_square
    ]
    drawing = Drawing(
        partial(draw, page, frame, with_notes=True), partial(_bare, page, frame, words), boxes, sight.inked
    )
    return written, layer, drawing, garbled


def _bare(page: pdfium.PdfPage, frame: Frame, words: Words, dpi: float) -> Image.Image:
    """The page without its words."""
    with words.only(lambda _: False):
        return draw(page, frame, dpi)


def _written(
    textpage: pdfium.PdfTextPage, frame: Frame, laid: list[Laid], shapes: list[Shape], number: int, content: bytes
) -> Page:
    lines, gutter = in_reading_order(textpage, frame)
    tables = (
        _tables(textpage, frame, number, content)
        if len(shapes) in _RULES_OF_A_TABLE and lines and not frame.rotation
        else ()
    )
    lines = set_off(lines, shapes)
    lines = beside(lines, marks_among(shapes, lines), anywhere=False)
    lines = beside(lines, [entry for entry in laid if isinstance(entry, Mark)], anywhere=True)
    for entry in laid:
        if isinstance(entry, Line):
            lines = insert(lines, entry)
    return Page(number + 1, *frame.size, lines, tables, gutter=gutter)


def _tables(
    textpage: pdfium.PdfTextPage, frame: Frame, number: int, content: bytes
) -> tuple[pdf_tables.TableCell, ...]:
    def text_in(box: Box) -> str:
        return " ".join(shown_text(textpage.get_text_bounded(*frame.back(box))).replace("\u2010\n", "").split())

    return pdf_tables.find(content, number, text_in)


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
    read_pages = [Page(number, 0, 0, [Line(clean(line), None, 0, False) for line in re.split(r"\n",
        text) if line.strip()], ())
                  for number, text in enumerate(pages, 1)]  # fmt: skip
    return DocumentText(
        PDF, blocks_of(read_pages), pages=len(pages), notes=("damaged; read by the more lenient library",)
    )
