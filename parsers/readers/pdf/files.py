"""Files inside a PDF, wherever they hang: in its list of files, pinned to a page, belonging to a part of it, played on
it.

Whatever holds one is a file specification with an /EF entry (ISO 32000-1 7.11.4), so these are looked for, not the
places.
"""

import re
import zlib
from collections.abc import Iterator
from io import BytesIO

import pypdfium2 as pdfium
import pypdfium2.raw as raw

from config.limits import Limits
from parsers.model import Enclosure

#: What stands in the plain bytes of a PDF with a file inside; the stream of such a file is never packed into another.
_SIGNS = re.compile(rb"/EmbeddedFile|/EF\b|/FileAttachment|/RichMedia|/AF\b|/Params\b")
_PINNED = frozenset({raw.FPDF_ANNOT_FILEATTACHMENT, raw.FPDF_ANNOT_RICHMEDIA, raw.FPDF_ANNOT_SCREEN})
#: Dictionaries within dictionaries are followed so far.
_DEPTH = 12

Found = tuple[tuple[Enclosure, ...], tuple[str, ...]]


def files_in(document: pdfium.PdfDocument, content: bytes, limits: Limits, *, pinned: bool) -> Found:
    """The files inside, and sentences about those that could not be taken out; `pinned` if a page has one."""
    listed = document.count_attachments()
    if not (pinned or listed or _SIGNS.search(content)):
        return (), ()
    found, lost = _specified(content, limits)
    if found is None:
        found, lost = _listed(document, listed)
    if pinned and not found and not lost:
        lost = ["a file is pinned to a page and could not be taken out"]
    if len(found) > limits.archive_entries:
        lost.append(
            f"only {limits.archive_entries} of {len(found)} files inside were taken out (LIMIT_ARCHIVE_ENTRIES)"
        )
    return tuple(found[: limits.archive_entries]), tuple(lost)


def has_pinned(page: pdfium.PdfPage) -> bool:
    """Whether a file is pinned to a page or played on it."""
    return any(_kind(page, index) in _PINNED for index in range(raw.FPDFPage_GetAnnotCount(page)))


def _kind(page: pdfium.PdfPage, index: int) -> int:
    annotation = raw.FPDFPage_GetAnnot(page, index)
    try:
        return int(raw.FPDFAnnot_GetSubtype(annotation))
    finally:
        raw.FPDFPage_CloseAnnot(annotation)


def _listed(document: pdfium.PdfDocument, count: int) -> tuple[list[Enclosure], list[str]]:
    """The files of the list, as PDFium gives them: it reads damaged PDFs too."""
    found: list[Enclosure] = []
    lost: list[str] = []
    for index in range(count):
        try:
            attachment = document.get_attachment(index)
            found.append(Enclosure(attachment.get_name(), bytes(attachment.get_data())))
        except pdfium.PdfiumError as error:
            lost.append(f"file {index + 1} of {count} inside could not be taken out: {error}")
    return found, lost


def _specified(content: bytes, limits: Limits) -> tuple[list[Enclosure] | None, list[str]]:
    """The files of all file specifications, each content once; None if this library cannot open the PDF."""
    # Loading it takes longer than reading most files, and few PDFs have files inside.
    from pdfminer.pdfdocument import PDFDocument
    from pdfminer.pdfparser import PDFParser

    found: dict[tuple[str, bytes], Enclosure] = {}
    lost: list[str] = []
    try:
        document = PDFDocument(PDFParser(BytesIO(content)))
        numbers = sorted({number for xref in document.xrefs for number in xref.get_objids()})
    except Exception:  # noqa: BLE001 - pdfminer raises many types on damaged files, and PDFium reads most of them
        return None, []
    for number in numbers:
        try:
            specifications = list(_specifications(document.getobj(number), 0))
        except Exception:  # noqa: BLE001, S112 - an object that is damaged is no file specification
            continue
        for specification in specifications:
            name = _name(specification) or f"file-{number}"
            try:
                data = _data(specification, limits)
            except Exception as error:  # noqa: BLE001 - as above; what cannot be taken out is named
                lost.append(f"{name} inside could not be taken out: {error}")
                continue
            found.setdefault((name, data), Enclosure(name, data))
    return list(found.values()), lost


def _specifications(value: object, depth: int) -> Iterator[dict[str, object]]:
    """The file specifications within an object, references not followed: what they lead to is an object of its own."""
    from pdfminer.pdftypes import PDFStream

    if depth > _DEPTH:
        return
    if isinstance(value, PDFStream):
        value = value.attrs
    if isinstance(value, dict):
        if "EF" in value:
            yield value
        for entry in value.values():
            yield from _specifications(entry, depth + 1)
    elif isinstance(value, list):
        for entry in value:
            yield from _specifications(entry, depth + 1)


def _name(specification: dict[str, object]) -> str:
    from pdfminer.pdftypes import resolve1
    from pdfminer.utils import decode_text

    for key in ("UF", "F", "Desc"):
        name = resolve1(specification.get(key))
        if isinstance(name, bytes) and name:
            return decode_text(name)
    return ""


def _data(specification: dict[str, object], limits: Limits) -> bytes:
    """The content of an embedded file. Raises ValueError if it is none or too large, or what the library raises on
    damage.
    """
    from pdfminer.pdftypes import PDFStream, resolve1

    embedded = resolve1(specification["EF"])
    streams = [resolve1(embedded.get(key)) for key in ("UF", "F", "DOS", "Mac", "Unix") if key in embedded]
    stream = next((stream for stream in streams if isinstance(stream, PDFStream)), None)
    if stream is None:
        raise ValueError("its content is not in the PDF")
    filters = [getattr(name, "name", str(name)) for name, _ in stream.get_filters()]
    if filters not in (["FlateDecode"], ["Fl"]) or stream.decipher is not None:
        data = bytes(stream.get_data())
    else:
        data = zlib.decompressobj().decompress(stream.get_rawdata() or b"", limits.file_bytes + 1)
    if len(data) > limits.file_bytes:
        raise ValueError(f"larger than LIMIT_FILE_BYTES ({limits.file_bytes})")
    return data
