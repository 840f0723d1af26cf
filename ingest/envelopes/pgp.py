"""OpenPGP (RFC 4880, RFC 3156): encrypted text and files are told as such, clear text with a signature is freed of
it.
"""

import re
from collections.abc import Iterator

from config.limits import Limits
from ingest.envelopes.entry import Entry

_ARMOUR = re.compile(
    r"-----BEGIN PGP MESSAGE(?:, PART [^-]*)?-----.*?(?:-----END PGP MESSAGE(?:, PART [^-]*)?-----|\Z)", re.DOTALL
)
_CLEAR = re.compile(
    r"-----BEGIN PGP SIGNED MESSAGE-----[ \t]*\n(?:\S[^\n]*\n)*[ \t]*\n(.*?)\n-----BEGIN PGP SIGNATURE-----.*?"
    r"(?:-----END PGP SIGNATURE-----[ \t]*\n?|\Z)",
    re.DOTALL,
)
#: A text with more was made to keep a reader busy.
_MOST_BLOCKS = 100
_KEYS_AND_SIGNATURES = re.compile(rb"\s*-----BEGIN PGP (?:SIGNATURE|PUBLIC KEY BLOCK)-----")
#: Packets that only the holder of a key or passphrase can open (RFC 4880 4.3).
_SESSION_KEYS, _ENCRYPTED = {1: b"\x03\x06", 3: b"\x04\x05\x06"}, frozenset({9, 18, 20})
_ALGORITHMS = frozenset(bytes([number]) for number in (1, 2, 3, 16, 18, 20, 21, 22, 25, 26))


def is_encrypted(content: bytes) -> bool:
    """Whether a file is an OpenPGP message, in letters or binary. What is signed and packed without a key counts too:
    who has no OpenPGP program reads neither.
    """
    head = content[:4096].lstrip(b"\xef\xbb\xbf\r\n\t ")
    if head.startswith(b"-----BEGIN PGP MESSAGE"):
        return True
    return _begins_with_session_key(content)


def goes_with_mail(content: bytes, declared: str) -> bool:
    """Whether a file is only a signature, a key or the mark of an encrypted mail (RFC 3156 4), and says nothing."""
    return declared == "application/pgp-encrypted" or _KEYS_AND_SIGNATURES.match(content[:256]) is not None


def is_signed_text(content: bytes) -> bool:
    """Whether a file is a text in clear with a signature around it."""
    return content[:256].lstrip(b"\xef\xbb\xbf\r\n\t ").startswith(b"-----BEGIN PGP SIGNED MESSAGE-----")


def read_signed_text(content: bytes, name: str, limits: Limits, budget: int) -> Iterator[Entry]:
    """The text alone, under its own name; as `zip.read_archive`."""
    bare = re.sub(r"\.(?:asc|pgp|gpg|sig)$", "", name, flags=re.IGNORECASE)
    # Every byte has a place in Latin-1, so the text comes out in the encoding it had.
    yield Entry(bare if "." in bare else f"{bare}.txt", take_out(content.decode("latin-1"))[0].encode("latin-1"))


def take_out(text: str) -> tuple[str, list[bytes]]:
    """A text in clear: without the dress of clear-text signatures, and without encrypted blocks, which are given
    beside it.
    """
    if not 0 < text.count("-----BEGIN PGP") <= _MOST_BLOCKS:
        return text, []
    text = text.replace("\r\n", "\n")
    # RFC 4880 7.1: a line that began with a dash was given another one.
    text = _CLEAR.sub(lambda match: re.sub(r"^- ", "", match[1], flags=re.MULTILINE) + "\n", text)
    blocks = [match[0].encode("utf-8", "replace") for match in _ARMOUR.finditer(text)]
    return _ARMOUR.sub("", text), blocks


def _begins_with_session_key(content: bytes) -> bool:
    """The first packet is an encrypted session key and another packet that belongs to it follows (RFC 4880 11.3)."""
    first = _packet(content, 0)
    if first is None:
        return False
    tag, body, after = first
    if tag not in _SESSION_KEYS or content[body : body + 1] not in [bytes([version]) for version in _SESSION_KEYS[tag]]:
        return False
    if tag == 1 and content[body : body + 1] == b"\x03" and content[body + 9 : body + 10] not in _ALGORITHMS:
        return False
    second = _packet(content, after)
    return second is not None and (second[0] in _SESSION_KEYS or second[0] in _ENCRYPTED)


def _packet(content: bytes, at: int) -> tuple[int, int, int] | None:
    """Tag of the packet at `at`, where its body begins and where the next packet does; None if there is none (RFC
    4880 4.2).
    """
    head = content[at : at + 6]
    if len(head) < 6 or not head[0] & 0x80:
        return None
    if head[0] & 0x40:
        tag, size = head[0] & 0x3F, head[1]
        if size < 192:
            return tag, at + 2, at + 2 + size
        if size < 224:
            return tag, at + 3, at + 3 + ((size - 192) << 8) + head[2] + 192
        if size < 255:
            return tag, at + 2, len(content)
        return tag, at + 6, at + 6 + int.from_bytes(head[2:6], "big")
    tag, width = (head[0] >> 2) & 0x0F, (1, 2, 4, 0)[head[0] & 3]
    size = int.from_bytes(head[1 : 1 + width], "big") if width else len(content)
    return tag, at + 1 + width, at + 1 + width + size
