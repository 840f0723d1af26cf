"""What bytes plainly are, whatever stands beside them: a file of a known kind, a mail, readable text."""

import re

#: How the files begin that offices send; the readers look closer, this only tells a file from a text.
_BEGINNINGS = (
    b"%PDF-",
    b"PK\x03\x04",
    b"PK\x05\x06",
    b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1",
    b"{\\rtf",
    b"\xff\xd8\xff",
    b"\x89PNG\r\n\x1a\n",
    b"II*\x00",
    b"MM\x00*",
    b"GIF8",
    b"Rar!\x1a\x07",
    b"7z\xbc\xaf\x27\x1c",
    b"\x1f\x8b\x08",
    b"BZh",
    b"\xfd7zXZ\x00",
    b"MSCF",
    b"\x78\x9f\x3e\x22",
)
_CMS = (b"\x30\x80", b"\x30\x81", b"\x30\x82", b"\x30\x83", b"\x30\x84")
_HTML = re.compile(rb"\s*(?:<!--.{0,500}?-->\s*)?<(?:!doctype\s+html|html|head|body)\b", re.IGNORECASE | re.DOTALL)
_TAG = re.compile(rb"<[a-zA-Z!/]")
_CONTROL = re.compile(rb"[\x00-\x08\x0e-\x1a\x1c-\x1f\x7f]")
_SAMPLE = 65_536


def is_file(content: bytes) -> bool:
    """Whether `content` begins like a file of a kind that no text begins like."""
    return content.startswith(_BEGINNINGS)


def is_cms(content: bytes) -> bool:
    """Whether `content` begins like an encoded signature or signed file (ASN.1 SEQUENCE)."""
    return content.startswith(_CMS)


def is_html(content: bytes) -> bool:
    """Whether `content` begins like a web page."""
    return _HTML.match(content[:4096]) is not None


def has_tags(content: bytes) -> bool:
    """Whether there is any tag in `content`."""
    return _TAG.search(content) is not None


def is_readable(content: bytes) -> bool:
    """Whether `content` is text in UTF-8 or a charset of one byte: no control characters, mostly letters."""
    sample = content[:_SAMPLE]
    if not sample.strip() or _CONTROL.search(sample):
        return False
    try:
        sample.decode("utf-8")
    except UnicodeDecodeError as error:
        high = sum(byte >= 0x80 for byte in sample)
        # The sample may end inside a character; else a text of one byte a character is mostly ASCII.
        return (len(content) > _SAMPLE and error.start >= _SAMPLE - 3) or high * 4 < len(sample)
    return True
