"""Bytes to text: charsets as they are declared and as they are, and text whose lines flow (RFC 3676)."""

import codecs
import re

#: Codecs of Python that are no charsets; some of them take time that grows with the square of the length.
_NO_CHARSETS = frozenset({"punycode", "idna", "unicode-escape", "raw-unicode-escape", "undefined", "mbcs", "oem"})
#: What is tried as UTF-8 first. Mails of the time label Windows-1252 as ISO-8859-1, and either may be wrong.
_USUAL = frozenset({"utf-8", "utf-8-sig", "iso8859-1", "cp1252", "ascii"})
_STRAY_BYTES = "windows-1252-for-stray-bytes"
_QUOTE = re.compile(r">*")


def decode_text(content: bytes, charset: str) -> str:
    """Text with its declared charset where that fits, else the usual ones; nothing is refused.

    A few bytes in another charset, as gateways add, are read as Windows-1252 and change nothing around them.
    """
    if (marked := _by_its_mark(content)) is not None:
        return marked
    name = _known(charset)
    wide = name.startswith(("utf-16", "utf-32"))
    if content.count(b"\0") * 4 > len(content):
        return content.decode(name if wide and name[-2:] in {"le", "be"} else _byte_order(content), "replace")
    if not wide and not content.isascii() and _is_utf8(content):
        return content.decode("utf-8")
    if name and name not in _USUAL and not wide:
        try:
            return content.decode(name)
        except (UnicodeDecodeError, ValueError):
            pass
    return content.decode("utf-8", _STRAY_BYTES)


def unflow(text: str, *, delete_space: bool) -> str:
    """Joins the lines that a program broke: one that ends in a blank goes on in the next (RFC 3676 4)."""
    lines = text.replace("\r\n", "\n").split("\n")
    # Programs that put a blank before every line follow the RFC; one that stands before some belongs to the words.
    stuffed = all(line.startswith((" ", ">")) for line in lines if line) or not delete_space
    paragraphs: list[list[str]] = []
    depth, open_ended = 0, False
    for line in lines:
        quote = _QUOTE.match(line)
        level = len(quote[0]) if quote else 0
        words = line[level:]
        if words.startswith(" ") and (stuffed or level or not open_ended or words.startswith(("  ", " >", " From "))):
            words = words[1:]
        if open_ended and level == depth and words != "-- ":
            paragraphs[-1].append(words)
        else:
            paragraphs.append([f"{'>' * level} " if level else "", words])
        depth, open_ended = level, words.endswith(" ") and words != "-- "
        if open_ended and delete_space:
            paragraphs[-1][-1] = words[:-1]
    return "\n".join("".join(pieces) for pieces in paragraphs)


def _known(charset: str) -> str:
    """Python's name of a charset, "" if there is none."""
    try:
        name = codecs.lookup(charset.strip("\"' \t").replace("_", "-")).name
    except (LookupError, ValueError, UnicodeError):
        return ""
    return "" if name.replace("_", "-") in _NO_CHARSETS else name


def _by_its_mark(content: bytes) -> str | None:
    """Text that begins with a byte order mark."""
    if content.startswith(codecs.BOM_UTF8):
        return content[3:].decode("utf-8", _STRAY_BYTES)
    if content.startswith((codecs.BOM_UTF16_LE, codecs.BOM_UTF16_BE)):
        return content.decode("utf-16", "replace")
    return None


def _byte_order(content: bytes) -> str:
    return "utf-16-be" if content[::2].count(b"\0") > content[1::2].count(b"\0") else "utf-16-le"


def _is_utf8(content: bytes) -> bool:
    try:
        content.decode("utf-8")
    except UnicodeDecodeError:
        return False
    return True


def _as_windows(error: UnicodeError) -> tuple[str, int]:
    """Reads the bytes that are no UTF-8 as Windows-1252, the five that it lacks as ISO-8859-1."""
    if not isinstance(error, UnicodeDecodeError):
        raise error
    stray = error.object[error.start : error.end]
    return "".join(bytes([byte]).decode("cp1252", "ignore") or chr(byte) for byte in stray), error.end


codecs.register_error(_STRAY_BYTES, _as_windows)
