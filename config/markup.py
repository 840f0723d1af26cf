"""What broken XML does to a parser that mends what it can: names that are none, and bytes that are no text."""

import re

#: Halves of surrogate pairs written as if they were characters (CESU-8): libxml2 takes them, and Python cannot.
_HALVES = re.compile(rb"\xed[\xa0-\xbf][\x80-\xbf]")
#: The replacement character, as many bytes long.
_NO_CHARACTER = "\ufffd".encode()


def readable(content: bytes) -> bytes:
    """XML without the bytes that are characters for the parser and none for us; in UTF-16 they may be others."""
    if content[:2] in {b"\xff\xfe", b"\xfe\xff"} or b"\x00" in content[:4]:
        return content
    return _HALVES.sub(_NO_CHARACTER, content)


def local_name(tag: object) -> str:
    """The name of an element without its namespace, "" for a comment or an instruction. Mended XML has names that no
    element may have (`a:b:`).
    """
    return tag.rpartition("}")[2] if isinstance(tag, str) else ""
