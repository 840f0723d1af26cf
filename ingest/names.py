"""File names as senders write them, made safe to show, store and compare."""

import re
import unicodedata
from collections.abc import Container

from ingest.fields import decode_words

_LONGEST = 180
_FORBIDDEN = re.compile(r"[\x00-\x1f\x7f<>:\"|?*\u200b-\u200f\u202a-\u202e\ufeff]")


#: Headers of mails go through many hands; more than this is none.
_LONGEST_HEAD = 256 * 1024
#: The name of the first field of a header, whose colon may stand on a folded line.
_FIRST_FIELD = re.compile(rb"[!-9;-~]+(?:[ \t]|\r?\n[ \t])*:")
_WRITERS = frozenset({b"from", b"sender", b"return-path"})
#: What programs write into the header of a mail and nobody into a letter.
_OF_PROGRAMS = frozenset(
    {
        b"date",
        b"message-id",
        b"received",
        b"mime-version",
        b"return-path",
        b"content-type",
        b"delivered-to",
        b"x-mailer",
    }
)

_SUFFIXES = {
    "application/pdf": ".pdf",
    "application/msword": ".doc",
    "application/vnd.openxmlformats-officedocument.wordprocessingml.document": ".docx",
    "application/rtf": ".rtf",
    "application/zip": ".zip",
    "application/ms-tnef": ".dat",
    "application/pkcs7-mime": ".p7m",
    "application/x-pkcs7-mime": ".p7m",
    "application/pkcs7-signature": ".p7s",
    "application/x-pkcs7-signature": ".p7s",
    "application/vnd.ms-outlook": ".msg",
    "application/xml": ".xml",
    "text/plain": ".txt",
    "text/html": ".html",
    "text/calendar": ".ics",
    "image/jpeg": ".jpg",
    "image/png": ".png",
    "image/tiff": ".tif",
    "message/rfc822": ".eml",
}


def suffix_of(media_type: str) -> str:
    """The usual suffix of a type, for files that came without a name."""
    return _SUFFIXES.get(media_type, ".bin")


def looks_like_mail(content: bytes) -> bool:
    """Whether bytes begin like the header of a mail."""
    return re.match(rb"\s*[\w-]+:[^\n]*\n", content) is not None


def is_mail(content: bytes) -> bool:
    """Whether bytes are a mail whatever their name: a header of nothing but fields (RFC 5322 2.2), with who wrote it
    and at least one more field that mails have and letters do not.
    """
    begun = content[:_LONGEST_HEAD].lstrip(b"\xef\xbb\xbf \t\r\n")
    if not _FIRST_FIELD.match(begun):
        return False
    head = re.split(rb"\r?\n[ \t]*\r?\n", begun, maxsplit=1)[0]
    lines = re.sub(rb"\r?\n[ \t]+", b" ", head).splitlines()
    fields = {name.lower() for name, colon, _ in (line.partition(b":") for line in lines) if colon}
    if not all(re.match(rb"[!-9;-~]+[ \t]*:", line) for line in lines):
        return False
    return bool(fields & _WRITERS) and bool((fields & _OF_PROGRAMS) - {b"return-path"})


def safe_filename(name: str, fallback: str) -> str:
    """The last part of `name` without paths, control characters or direction marks; `fallback` if nothing is left.

    Encoded words inside a parameter break RFC 2047 5 but are what several webmails send, so they are decoded.
    """
    if "=?" in name:
        name = decode_words(name)
    # A lone surrogate is what a parser leaves of raw bytes it could not decode.
    name = unicodedata.normalize("NFC", name.encode("utf-8", "replace").decode("utf-8")).replace("\\", "/")
    name = _FORBIDDEN.sub("", name.rsplit("/", 1)[-1])
    name = re.sub(r"\s+", " ", name).strip(" .")
    if len(name) > _LONGEST:
        stem, dot, suffix = name.rpartition(".")
        name = stem[: _LONGEST - len(suffix) - 1] + dot + suffix if dot and len(suffix) <= 10 else name[:_LONGEST]
    return name or fallback


def unique_path(path: str, numbers: dict[str, int], *taken: Container[str]) -> str:
    """`path`, or `path` with a number before its suffix if one of `taken` holds it already.

    `numbers` says with which number to begin for each path and is kept up to date: of a thousand files of one name
    none is looked for among all the others.
    """
    if not _is_taken(path, taken):
        return path
    folder, slash, name = path.rpartition("/")
    stem, dot, suffix = name.rpartition(".")
    if not dot:
        stem, suffix = name, ""
    number = numbers.get(path, 2)
    while _is_taken(candidate := f"{folder}{slash}{stem} ({number}){dot}{suffix}", taken):
        number += 1
    numbers[path] = number + 1
    return candidate


def _is_taken(path: str, taken: tuple[Container[str], ...]) -> bool:
    return any(path in one for one in taken)
