"""One module per format family, and the table that chooses among them by content."""

from collections.abc import Callable

from config.limits import Limits
from parsers import identify
from parsers.model import DocumentText

Reader = Callable[[bytes, Limits], DocumentText]


def reader_for(media_type: str) -> Reader | None:
    """The reader of a media type, None if there is none. Modules are loaded at first use: most mails need one or two."""
    if media_type == identify.DOCX:
        from parsers.readers import docx

        return docx.read
    if media_type == identify.PDF:
        from parsers.readers import pdf

        return pdf.read
    if media_type == identify.HTML:
        from parsers.readers import html

        return html.read
    if media_type == identify.TEXT:
        from parsers.readers import plain

        return plain.read
    if media_type in {identify.DOC, identify.RTF, identify.ODT}:
        from parsers.readers import office

        return office.read
    if media_type in {"image/jpeg", "image/png", "image/tiff", "image/bmp", "image/gif"}:
        from parsers.readers import scan

        return scan.read
    return None
