"""Dynamic XFA forms in PDF files: pages that only ask for another program, and the data that somebody typed."""

import ctypes

import pypdfium2 as pdfium
import pypdfium2.raw as raw
from lxml import etree

from parsers.readers.plain import clean


def xfa_values(document: pdfium.PdfDocument) -> list[str] | None:
    """What was typed into a dynamic XFA form, whose pages only ask for another program; None if it is no such form."""
    if raw.FPDF_GetFormType(document) != raw.FORMTYPE_XFA_FULL:
        return None
    for index in range(raw.FPDF_GetXFAPacketCount(document)):
        if _packet_name(document, index) != "datasets":
            continue
        size = ctypes.c_ulong()
        raw.FPDF_GetXFAPacketContent(document, index, None, 0, size)
        buffer = ctypes.create_string_buffer(size.value)
        raw.FPDF_GetXFAPacketContent(document, index, buffer, size.value, size)
        parser = etree.XMLParser(resolve_entities=False, no_network=True, recover=True)
        root = etree.fromstring(buffer.raw, parser)
        return [clean(text).strip() for text in map(str, root.itertext()) if text.strip()] if root is not None else []
    return []


def _packet_name(document: pdfium.PdfDocument, index: int) -> str:
    size = raw.FPDF_GetXFAPacketName(document, index, None, 0)
    buffer = ctypes.create_string_buffer(size)
    raw.FPDF_GetXFAPacketName(document, index, buffer, size)
    return buffer.value.decode("utf-8", "replace")
