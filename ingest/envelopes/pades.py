"""Signatures inside a PDF (PAdES, ISO 32000-1 12.8): the document stays what it is, only who signed it is read."""

import re
from collections.abc import Iterator
from itertools import islice

from config.vocabulary import Integrity, SignatureForm
from ingest.model import Signature
from ingest.signatures import MORE, MOST, signatures_of

#: No file is so large that twelve digits would not do.
_BYTE_RANGE = re.compile(
    rb"/ByteRange\s{0,20}\[\s{0,20}(\d{1,12})\s{1,20}(\d{1,12})\s{1,20}(\d{1,12})\s{1,20}(\d{1,12})\s{0,20}\]"
)


def signatures_in(content: bytes, path: str) -> Iterator[Signature]:
    """The signatures of a PDF, each checked over the bytes it covers. What stands behind the last one was added
    later.
    """
    found = list(islice(_BYTE_RANGE.finditer(content), MOST + 1))
    for match in found[:MOST]:
        start, length, resumed, rest = (int(number) for number in match.groups())
        end = resumed + rest
        encoded = bytes.fromhex(_hexadecimal(content[start + length : resumed]))
        if start or not encoded or end > len(content):
            yield Signature(
                path, SignatureForm.PADES, Integrity.NOT_CHECKED, detail="the signature does not say what it covers"
            )
            continue
        covered = content[:length] + content[resumed:end]
        yield from signatures_of(encoded, path, SignatureForm.PADES, covered)
    if len(found) > MOST:
        yield Signature(path, SignatureForm.PADES, Integrity.NOT_CHECKED, detail=MORE)


def _hexadecimal(gap: bytes) -> str:
    """The hexadecimal digits between `<` and `>`, without the zeros that fill the reserved place."""
    digits = re.sub(rb"[^0-9A-Fa-f]", b"", gap).decode()
    return digits[: len(digits) // 2 * 2]
