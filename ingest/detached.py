"""Signatures that lie beside the file they sign (`.p7s`)."""

import hashlib
from collections.abc import Mapping

from config.vocabulary import Integrity, SignatureForm
from ingest.model import Signature
from ingest.signatures import digests_of, signatures_of


def check(path: str, files: Mapping[str, bytes]) -> tuple[Signature, ...]:
    """The signatures in the file at `path`, checked on the one of `files` that they sign.

    That is the file with the digest the signature holds, wherever it lies; failing that the one it is named after,
    which then was altered.
    """
    encoded = files[path]
    for algorithm, digest in digests_of(encoded):
        for other, content in files.items():
            if other != path and _digest(algorithm, content) == digest:
                return signatures_of(encoded, other, SignatureForm.DETACHED, content)
    named = path.rpartition(".")[0]
    beside = next((other for other in files if other != path and other in {named, f"{named}.pdf"}), None)
    if beside is not None:
        return signatures_of(encoded, beside, SignatureForm.DETACHED, files[beside])
    found = signatures_of(encoded, path, SignatureForm.DETACHED)
    return found or (
        Signature(path, SignatureForm.DETACHED, Integrity.NOT_CHECKED, detail="the signature cannot be read"),
    )


def _digest(algorithm: str, content: bytes) -> bytes:
    try:
        return hashlib.new(algorithm, content).digest()
    except ValueError:
        return b""
