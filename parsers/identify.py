"""What a file is, by its content alone: names and declared types are often wrong (paperless#865)."""

import re
import zipfile
import zlib
from io import BytesIO

from config.compound import Compound
from config.directory import is_crowded

PDF = "application/pdf"
DOCX = "application/vnd.openxmlformats-officedocument.wordprocessingml.document"
XLSX = "application/vnd.openxmlformats-officedocument.spreadsheetml.sheet"
PPTX = "application/vnd.openxmlformats-officedocument.presentationml.presentation"
ODT = "application/vnd.oasis.opendocument.text"
ODS = "application/vnd.oasis.opendocument.spreadsheet"
ODP = "application/vnd.oasis.opendocument.presentation"
FODT = "application/vnd.oasis.opendocument.text-flat-xml"
FODS = "application/vnd.oasis.opendocument.spreadsheet-flat-xml"
FODP = "application/vnd.oasis.opendocument.presentation-flat-xml"
SXW = "application/vnd.sun.xml.writer"
XLSB = "application/vnd.ms-excel.sheet.binary.macroenabled.12"
XLS = "application/vnd.ms-excel"
PPT = "application/vnd.ms-powerpoint"
WORD_XML = "application/vnd.ms-word+xml"
ENCRYPTED_OFFICE = "application/x-encrypted-office"
OLE = "application/x-ole-storage"
DOC = "application/msword"
RTF = "application/rtf"
HTML = "text/html"
MHTML = "multipart/related"
TEXT = "text/plain"
XML = "application/xml"
EXCEL_XML = "application/vnd.ms-excel+xml"
SVG = "image/svg+xml"
JSON = "application/json"
IWORK = "application/vnd.apple.iwork"
WORKS = "application/vnd.ms-works"
WRITE = "application/x-mswrite"
WORDPERFECT = "application/vnd.wordperfect"
OLD_WORD = "application/x-msword-2"
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
    (b"\xff\x57\x50\x43", WORDPERFECT),
    (b"\x31\xbe\x00\x00\x00\xab", WRITE),
    (b"\x32\xbe\x00\x00\x00\xab", WRITE),
    (b"\xdb\xa5\x2d\x00", OLD_WORD),
    (b"\xe4\x52\x5c\x7b\x8c\xd8\xa7\x4d", "application/onenote"),
    (b"WordPro", "application/vnd.lotus-wordpro"),
    (b"%!PS", "application/postscript"),
    (b"\xc5\xd0\xd3\xc6", "application/postscript"),
    (b"\xd7\xcd\xc6\x9a", "image/wmf"),
    (b"\\documentclass", "application/x-tex"),
    (b"\\documentstyle", "application/x-tex"),
    (b"-----BEGIN PKCS7-----", CMS),
    (b"-----BEGIN CMS-----", CMS),
)

#: Streams at the root of an OLE file that tell which program wrote it; some programs write their names in another case.
_OLE_STREAMS: tuple[tuple[str, str], ...] = (
    ("EncryptedPackage", ENCRYPTED_OFFICE),
    ("WordDocument", DOC),
    ("Workbook", XLS),
    ("Book", XLS),
    ("PowerPoint Document", PPT),
    ("__properties_version1.0", "application/vnd.ms-outlook"),
    ("Quill", "application/x-mspublisher"),
    ("VisioDocument", "application/vnd.visio"),
    ("StarWriterDocument", "application/vnd.stardivision.writer"),
    ("HwpSummaryInformation", "application/x-hwp"),
    ("MatOST", WORKS),
    ("MN0", WORKS),
)
#: Parts that tell which program wrote a zip, where they are not those of Word, Excel or PowerPoint.
_ZIP_PARTS: tuple[tuple[str, str], ...] = (
    ("xl/workbook.xml", XLSX),
    ("xl/workbook.bin", XLSB),
    ("ppt/presentation.xml", PPTX),
    ("visio/document.xml", "application/vnd.ms-visio.drawing"),
    ("FixedDocSeq.fdseq", "application/oxps"),
    ("FixedDocumentSequence.fdseq", "application/oxps"),
    ("Index/Document.iwa", IWORK),
    ("index.xml.gz", IWORK),
    ("index.apxl.gz", IWORK),
    ("QuickLook/Preview.pdf", IWORK),
)
_WORD_PART = re.compile(r"(?:[^/]+/)?document\d*\.xml")
_ODF_TYPE = re.compile(rb"office:mimetype\s*=\s*[\"']application/vnd\.oasis\.opendocument\.(\w+)")
_FLAT_ODF = {b"text": FODT, b"spreadsheet": FODS, b"presentation": FODP}
_HEADER_FIELDS = re.compile(rb"(?:[A-Za-z][\w-]*:[^\r\n]*\r?\n(?:[ \t][^\r\n]*\r?\n)*)+")
_WEB_ARCHIVE = re.compile(rb"^content-type:\s*(?:multipart/(?:related|mixed|alternative)|text/html)", re.I | re.M)
_MIME_VERSION = re.compile(rb"^mime-version:", re.I | re.M)
_PARTS_SEEN = re.compile(rb"(?:word/document\d*|xl/workbook|ppt/presentation|content)\.xml")
_EXCEL_ROOT = re.compile(rb"<workbook[^>]*urn:schemas-microsoft-com:office:spreadsheet")
#: The root of a flat OpenDocument file comes after some thousand characters of namespaces.
_HEAD = 16_384
#: Texts of old programs hold an end mark or a bell; among random bytes one in nine is such a character.
_MOST_CONTROLS = 0.02


def identify(content: bytes) -> str:
    """The media type of these bytes; `application/octet-stream` when nothing is recognised."""
    head = content[:_HEAD]
    if not content:
        return "application/x-empty"
    if b"%PDF-" in head[:1024]:
        return PDF
    stripped = head.lstrip(b"\xef\xbb\xbf \t\r\n")
    if stripped.startswith((b"PK\x03\x04", b"PK\x05\x06")):
        return _package(content)
    if head.startswith(b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1"):
        return _ole(content)
    for magic, kind in _MAGIC:
        if stripped.startswith(magic) and (kind != "image/bmp" or head[6:10] == b"\0\0\0\0"):
            return kind
    if (picture := _picture(head)) is not None:
        return picture
    if head[:1] == b"\x30" and len(head) > 1 and head[1] in (0x80, 0x81, 0x82, 0x83, 0x84):
        return CMS
    return _text(head)


def _picture(head: bytes) -> str | None:
    """Kinds of picture whose mark does not stand at their beginning."""
    if head[:4] == b"RIFF" and head[8:12] == b"WEBP":
        return "image/webp"
    if head[4:8] == b"ftyp" and head[8:12] in {b"heic", b"heix", b"mif1", b"msf1"}:
        return "image/heic"
    return "image/emf" if head[:4] == b"\1\0\0\0" and head[40:44] == b" EMF" else None


def _ole(content: bytes) -> str:
    """Which program wrote an OLE file; a damaged one is told by the names in its directory, UTF-16 there ([MS-CFB]
    2.6.1).
    """
    try:
        present = {path[0].lower() for path in Compound(content).streams()}
    except (OSError, ValueError, IndexError, RecursionError):
        present = {name.lower() for name, _ in _OLE_STREAMS if name.encode("utf-16-le") in content}
    if "contents" in present and b"CHNKWKS" in content:
        return WORKS
    return next((kind for name, kind in _OLE_STREAMS if name.lower() in present), OLE)


def _package(content: bytes) -> str:
    """Which kind of package a zip is; a damaged one is told by the names that are still readable in it."""
    if is_crowded(content):
        return ZIP
    try:
        with zipfile.ZipFile(BytesIO(content)) as archive:
            names = {name.lstrip("/").replace("\\", "/") for name in archive.namelist()}
            stated_in_it = "mimetype" in names and archive.getinfo("mimetype").file_size < 200
            kind = archive.read("mimetype").decode("ascii", "replace").strip() if stated_in_it else ""
    except (zipfile.BadZipFile, ValueError, NotImplementedError, OSError, RuntimeError, KeyError, zlib.error, EOFError):
        names = {match.decode() for match in _PARTS_SEEN.findall(content)}
        stated = re.search(rb"mimetype(?:UT.{8,28})?(application/[\w.+-]+)", content[:200], re.DOTALL)
        kind = stated[1].removesuffix(b"PK").decode() if stated else ODT if "content.xml" in names else ""
    if kind:
        # A template (`.ott`) is a text like any other.
        return next((known for known in (ODT, ODS, ODP) if kind.startswith(known)), kind)
    if any(_WORD_PART.fullmatch(name) and not name.startswith("visio/") for name in names):
        return DOCX
    if "content.xml" in names and ("META-INF/manifest.xml" in names or "styles.xml" in names):
        return ODT
    return next((kind for name, kind in _ZIP_PARTS if name in names), ZIP)


def _text(head: bytes) -> str:
    """Kinds that are written in characters; those of UTF-16 are read as such, with a byte order mark or without."""
    wide = _as_narrow(head)
    narrow = (wide if wide is not None else head).lstrip(b"\xef\xbb\xbf \t\r\n")
    controls = sum(byte < 9 or 13 < byte < 32 for byte in narrow)
    if b"\0" in narrow or controls > _MOST_CONTROLS * len(narrow) + (len(narrow) < 100):
        return UNKNOWN
    if narrow.startswith(b"{\\rtf"):
        return RTF
    return _notation(narrow) or _markup(narrow) or TEXT


def _as_narrow(head: bytes) -> bytes | None:
    """The characters of UTF-16 as UTF-8; None if it is not UTF-16."""
    even = head[: len(head) // 2 * 2]
    if head.startswith((b"\xff\xfe", b"\xfe\xff")):
        return even.decode("utf-16", "replace").encode("utf-8", "replace")
    for zeros, name in ((even[1::2], "utf-16-le"), (even[0::2], "utf-16-be")):
        if len(even) > 8 and zeros.count(0) > 0.8 * len(zeros):
            return even.decode(name, "replace").encode("utf-8", "replace")
    return None


def _markup(narrow: bytes) -> str | None:
    lower = narrow.lower()
    start = lower[:4096]
    if re.search(rb'progid="word.document"|<(?:\w+:)?worddocument\b|<pkg:package', start):
        return WORD_XML
    if (office := _ODF_TYPE.search(narrow)) is not None and office[1] in _FLAT_ODF:
        return _FLAT_ODF[office[1]]
    if b'progid="excel.sheet"' in start or _EXCEL_ROOT.search(start):
        return EXCEL_XML
    if re.match(rb"(?:<\?xml[^>]*>\s*)?(?:<!--.*?-->\s*)*(?:<!doctype svg[^>]*>\s*)?<svg[\s>]", start, re.DOTALL):
        return SVG
    if start.startswith((b"<!doctype html", b"<html")) or re.search(rb"<(html|body|table|p|div)[\s>]", start[:1024]):
        return HTML
    if start.startswith((b"<?xml", b"<!doctype")) or re.match(rb"<[a-z][\w:.-]*[\s>/]", start):
        return XML
    return None


def _notation(narrow: bytes) -> str | None:
    if narrow[:13].lower() == b"mime-version:":
        # Nobody begins a letter so: cut in its head, it is a web archive all the same.
        return MHTML
    fields = _HEADER_FIELDS.match(narrow)
    if fields is not None and _WEB_ARCHIVE.search(fields[0]) and _MIME_VERSION.search(fields[0]):
        return MHTML
    if re.match(rb'\{\s*"[^"]*"\s*:|\[\s*\{\s*"[^"]*"\s*:', narrow):
        return JSON
    return None
