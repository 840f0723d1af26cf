"""What a file is, by its content alone: names and declared types are often wrong (paperless#865)."""

import re
import zipfile
from io import BytesIO

import olefile

PDF = "application/pdf"
DOCX = "application/vnd.openxmlformats-officedocument.wordprocessingml.document"
XLSX = "application/vnd.openxmlformats-officedocument.spreadsheetml.sheet"
PPTX = "application/vnd.openxmlformats-officedocument.presentationml.presentation"
ODT = "application/vnd.oasis.opendocument.text"
ODS = "application/vnd.oasis.opendocument.spreadsheet"
ODP = "application/vnd.oasis.opendocument.presentation"
XLS = "application/vnd.ms-excel"
PPT = "application/vnd.ms-powerpoint"
WORD_XML = "application/vnd.ms-word+xml"
ENCRYPTED_OFFICE = "application/x-encrypted-office"
OLE = "application/x-ole-storage"
DOC = "application/msword"
RTF = "application/rtf"
HTML = "text/html"
TEXT = "text/plain"
XML = "application/xml"
CALENDAR = "text/calendar"
VCARD = "text/vcard"
ZIP = "application/zip"
CMS = "application/pkcs7-mime"
UNKNOWN = "application/octet-stream"

_MAGIC: tuple[tuple[bytes, str], ...] = (
    (b"{\\rtf", RTF),
    (b"\xff\xd8\xff", "image/jpeg"),
    (b"\x89PNG\r\n\x1a\n", "image/png"),
    (b"II*\x00", "image/tiff"),
    (b"MM\x00*", "image/tiff"),
    (b"GIF8", "image/gif"),
    (b"BM", "image/bmp"),
    (b"Rar!\x1a\x07", "application/vnd.rar"),
    (b"7z\xbc\xaf\x27\x1c", "application/x-7z-compressed"),
    (b"\x1f\x8b", "application/gzip"),
    (b"\x78\x9f\x3e\x22", "application/ms-tnef"),
    (b"BEGIN:VCALENDAR", CALENDAR),
    (b"BEGIN:VCARD", VCARD),
    (b"-----BEGIN PKCS7-----", CMS),
    (b"-----BEGIN CMS-----", CMS),
)

#: Streams at the root of an OLE file that tell which program wrote it.
_OLE_STREAMS: tuple[tuple[str, str], ...] = (
    ("EncryptedPackage", ENCRYPTED_OFFICE),
    ("WordDocument", DOC),
    ("Workbook", XLS),
    ("Book", XLS),
    ("PowerPoint Document", PPT),
    ("__properties_version1.0", "application/vnd.ms-outlook"),
)


def identify(content: bytes) -> str:
    """The media type of these bytes; `application/octet-stream` when nothing is recognised."""
    head = content[:4096]
    if not content:
        return "application/x-empty"
    if b"%PDF-" in head[:1024]:
        return PDF
    if head.startswith((b"PK\x03\x04", b"PK\x05\x06")):
        return _package(content)
    if head.startswith(b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1"):
        return _ole(content)
    stripped = head.lstrip(b"\xef\xbb\xbf \t\r\n")
    for magic, kind in _MAGIC:
        if stripped.startswith(magic) and (kind != "image/bmp" or head[6:10] == b"\0\0\0\0"):
            return kind
    if head[:1] == b"\x30" and len(head) > 1 and head[1] in (0x80, 0x81, 0x82, 0x83, 0x84):
        return CMS
    return _text(head, stripped)


def _ole(content: bytes) -> str:
    """Which program wrote an OLE file; a damaged one is told by the names in its directory, UTF-16 there ([MS-CFB] 2.6.1)."""
    try:
        with olefile.OleFileIO(BytesIO(content)) as storage:
            present = {entry[0] for entry in storage.listdir()}
    except (OSError, ValueError, IndexError, RecursionError):
        present = {name for name, _ in _OLE_STREAMS if name.encode("utf-16-le") in content}
    return next((kind for name, kind in _OLE_STREAMS if name in present), OLE)


def _package(content: bytes) -> str:
    """Which kind of package a zip is; a damaged one is told by the names that are still readable in it."""
    try:
        with zipfile.ZipFile(BytesIO(content)) as archive:
            names = set(archive.namelist())
            if "mimetype" in names and archive.getinfo("mimetype").file_size < 200:
                kind = archive.read("mimetype").decode("ascii", "replace").strip()
                # A template (`.ott`) is a text like any other.
                return next((known for known in (ODT, ODS, ODP) if kind.startswith(known)), kind)
    except (zipfile.BadZipFile, ValueError, NotImplementedError, OSError, RuntimeError):
        names = {match.decode() for match in re.findall(rb"word/document\.xml|xl/workbook\.xml|ppt/presentation\.xml", content)}
    for name in names:
        if re.fullmatch(r"word/document\d*\.xml", name):
            return DOCX
    if "xl/workbook.xml" in names:
        return XLSX
    if "ppt/presentation.xml" in names:
        return PPTX
    return ZIP


def _text(head: bytes, stripped: bytes) -> str:
    lower = stripped[:1024].lower()
    if re.search(rb'progid="word.document"|<w:worddocument|<pkg:package', lower):
        return WORD_XML
    if lower.startswith((b"<!doctype html", b"<html")) or re.search(rb"<(html|body|table|p|div)[\s>]", lower):
        return HTML
    if lower.startswith(b"<?xml") or re.match(rb"<[a-z][\w:.-]*[\s>/]", lower):
        return XML
    if head.startswith((b"\xff\xfe", b"\xfe\xff")):
        return TEXT
    control = sum(byte < 9 or 13 < byte < 32 for byte in head)
    return TEXT if control == 0 else UNKNOWN
