"""Files that systems and programs leave beside those of a person: nobody wrote them, and nobody misses them.

A name alone proves nothing: a Word file that somebody called `._scheda.docx` is a Word file.
"""

import re

_APPLE_DOUBLE = b"\x00\x05\x16\x07"
_OLE = b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1"
#: How the formats of documents begin that somebody may have given the name of a dropping.
_DOCUMENTS = (
    b"PK\x03\x04",
    b"%PDF",
    b"{\\rtf",
    b"\xff\xd8\xff",
    b"\x89PNG",
    b"II*\x00",
    b"MM\x00*",
    b"<html",
    b"<!DOCTYPE",
    b"Rar!",
    b"7z\xbc\xaf",
)
_WORD_STREAM = "WordDocument".encode("utf-16-le")
#: What droppings hold is short: owner files have 162 or 165 bytes, lock files one line.
_SHORT = 16 * 1024

_NAMES: tuple[tuple[str, str], ...] = (
    (r"\.DS_Store", "the view of a folder on macOS"),
    (r"\._.*", "the side file of macOS"),
    (r"(?:eh)?thumbs(?:_vista)?\.db", "the thumbnails of Windows"),
    (r"desktop\.ini|folder\.ini", "the view of a folder on Windows"),
    (r"~\$.*", "the owner file of Microsoft Office"),
    (r"\.~lock\..*#", "the lock file of LibreOffice"),
    (r"~wr[a-z]\d*\.tmp|~df[0-9a-f]*\.tmp", "a temporary file of Word"),
    (r"\.directory|\.localized|\.dropbox(?:\.attr)?|icon\r?|\.com\.apple\..*", "the view of a folder"),
)
_PATTERNS = tuple((re.compile(pattern, re.IGNORECASE | re.DOTALL), what) for pattern, what in _NAMES)
_EXCHANGE = re.compile(r"att\d{3,}\.(?:txt|html?)", re.IGNORECASE)
#: Markup without words; a picture is more than that.
_TAGS = re.compile(rb"<(?!img\b)[^<>]*>|&nbsp;|\xef\xbb\xbf|\xa0|\xc2", re.IGNORECASE)
_FOLDERS = frozenset(
    {"__macosx", ".spotlight-v100", ".trashes", ".fseventsd", ".temporaryitems", "system volume information"}
)


def dropping(name: str, content: bytes) -> str | None:
    """What a file is if a system left it; None if somebody may have meant it. `name` is its path as it stands in the
    archive.
    """
    if content.startswith(_APPLE_DOUBLE):
        # RFC 1740: the resource fork and icons of a file that lies beside it.
        return "the side file of macOS"
    *folders, last = re.split(r"[/\\]", name)
    if _EXCHANGE.fullmatch(last) and len(content) <= _SHORT and not _TAGS.sub(b"", content).strip(b"\0 \t\r\n"):
        return "an empty text between two attachments that Exchange made a file of"
    if _is_document(content):
        return None
    if any(folder.lower() in _FOLDERS for folder in folders):
        return "a file that macOS or Windows keeps for itself"
    if len(content) > _SHORT and not content.startswith(_OLE):
        return None
    return next((what for pattern, what in _PATTERNS if pattern.fullmatch(last)), None)


def companion(name: str, content: bytes) -> str | None:
    """The file that a side file of macOS belongs to, None if it is no such file or belongs to a folder."""
    last = re.split(r"[/\\]", name)[-1].removeprefix("._")
    return last if content.startswith(_APPLE_DOUBLE) and re.search(r"\.\w{2,5}$", last) else None


def _is_document(content: bytes) -> bool:
    return content.lstrip().startswith(_DOCUMENTS) or (content.startswith(_OLE) and _WORD_STREAM in content)
