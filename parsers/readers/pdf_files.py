"""Files inside a PDF."""

import pypdfium2 as pdfium

from config.limits import Limits
from parsers.model import Enclosure


def files_in(document: pdfium.PdfDocument, content: bytes, limits: Limits) -> tuple[tuple[Enclosure, ...], tuple[str, ...]]:
    """Files embedded in the PDF: a portfolio is nothing but these."""
    found = []
    for index in range(min(document.count_attachments(), limits.archive_entries)):
        attachment = document.get_attachment(index)
        try:
            found.append(Enclosure(attachment.get_name(), bytes(attachment.get_data())))
        except pdfium.PdfiumError:
            continue
    return tuple(found), ()
