"""What broken XML does to a parser that mends what it can: names that are none, and bytes that are no text."""

import re

#: Halves of surrogate pairs written as if they were characters (CESU-8): libxml2 takes them, and Python cannot.
_HALVES = re.compile(rb"\xed[\xa0-\xbf][\x80-\xbf]")
#: The same as numbers: `&#xD800;`, `&#55296;`.
_NUMBERED = re.compile(r"&#(?:x[0-9a-fA-F]{1,12}|[0-9]{1,12});")
_FIRST_HALF, _LAST_HALF = 0xD800, 0xDFFF
_NO_CHARACTER = "\ufffd"


def readable(content: bytes) -> bytes:
    """XML without the bytes and numbers that are characters for the parser and none for us."""
    if wide := _wide(content):
        # What is no character in UTF-16 is replaced as it is decoded.
        return _whole(content.decode(wide, "replace")).encode(wide)
    halved = _HALVES.sub(_NO_CHARACTER.encode(), content)
    return _whole(halved.decode("latin-1")).encode("latin-1") if b"&#" in halved else halved


def _wide(content: bytes) -> str:
    """The encoding of two bytes for each character in which it is written, "" if it is in another."""
    if content[:2] in {b"\xff\xfe", b"\xfe\xff"}:
        return "utf-16-le" if content[:1] == b"\xff" else "utf-16-be"
    if b"\x00" in content[:2]:
        return "utf-16-be" if content[:1] == b"\x00" else "utf-16-le"
    return ""


def _whole(text: str) -> str:
    """The text without numbers that name half a character."""

    def one(found: re.Match[str]) -> str:
        digits = found[0][2:-1]
        value = int(digits[1:], 16) if digits[0] == "x" else int(digits)
        return f"&#{ord(_NO_CHARACTER)};" if _FIRST_HALF <= value <= _LAST_HALF else found[0]

    return _NUMBERED.sub(one, text)


def local_name(tag: object) -> str:
    """The name of an element without its namespace, "" for a comment or an instruction. Mended XML has names that no
    element may have (`a:b:`).
    """
    return tag.rpartition("}")[2] if isinstance(tag, str) else ""
