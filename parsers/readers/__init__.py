"""A folder or module per format family, and the table that chooses among them by content."""

from collections.abc import Callable
from importlib import import_module

from config.limits import Limits
from parsers import identify
from parsers.model import DocumentText

Reader = Callable[[bytes, Limits], DocumentText]


#: The module of each media type; it is loaded at first use, for most mails need one or two.
_MODULES = {
    identify.DOCX: "docx.document",
    identify.DOC: "word97.document",
    identify.RTF: "rtf.document",
    identify.ODT: "odt.document",
    identify.PDF: "pdf.document",
    identify.FODT: "odt.flat",
    identify.SXW: "odt.document",
    identify.HTML: "web.html",
    identify.MHTML: "web.mhtml",
    identify.XML: "markup",
    identify.SVG: "markup",
    identify.JSON: "json_text",
    identify.TEXT: "plain",
    identify.WORD_XML: "docx.flat",
    identify.IWORK: "iwork",
    identify.WORKS: "office",
    identify.WRITE: "office",
    identify.WORDPERFECT: "office",
    identify.OLD_WORD: "office",
    identify.XLS: "office",
    identify.XLSB: "office",
    identify.EXCEL_XML: "office",
    identify.FODS: "office",
    identify.FODP: "office",
    identify.XLSX: "office",
    identify.ODS: "office",
    identify.PPT: "office",
    identify.PPTX: "office",
    identify.ODP: "office",
    identify.ENCRYPTED_OFFICE: "office",
    "image/jpeg": "scan.document",
    "image/png": "scan.document",
    "image/tiff": "scan.document",
    "image/bmp": "scan.document",
    "image/gif": "scan.document",
}


def reader_for(media_type: str) -> Reader | None:
    """The reader of a media type, None if there is none."""
    if (name := _MODULES.get(media_type)) is None:
        return None
    reader: Reader = import_module(f"parsers.readers.{name}").read
    return reader
