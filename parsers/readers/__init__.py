"""One module per format family, and the table that chooses among them by content."""

from collections.abc import Callable
from importlib import import_module

from config.limits import Limits
from parsers import identify
from parsers.model import DocumentText

Reader = Callable[[bytes, Limits], DocumentText]


#: The module of each media type; it is loaded at first use, for most mails need one or two.
_MODULES = {
    identify.DOCX: "docx",
    identify.DOC: "doc",
    identify.RTF: "rtf",
    identify.ODT: "odt",
    identify.PDF: "pdf",
    identify.FODT: "odt_flat",
    identify.SXW: "odt",
    identify.HTML: "html",
    identify.MHTML: "mhtml",
    identify.XML: "markup",
    identify.SVG: "markup",
    identify.JSON: "json_text",
    identify.TEXT: "plain",
    identify.WORD_XML: "word_xml",
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
    "image/jpeg": "scan",
    "image/png": "scan",
    "image/tiff": "scan",
    "image/bmp": "scan",
    "image/gif": "scan",
}


def reader_for(media_type: str) -> Reader | None:
    """The reader of a media type, None if there is none."""
    if (name := _MODULES.get(media_type)) is None:
        return None
    reader: Reader = import_module(f"parsers.readers.{name}").read
    return reader
