"""Signatures that lie beside the file they sign (`.p7s`)."""

from collections.abc import Mapping

from config.vocabulary import Integrity, SignatureForm
from ingest.model import Signature
from ingest.signatures import Digests, digests_of, signatures_of


def check(path: str, files: Mapping[str, bytes], digests: Digests) -> tuple[Signature, ...]:
    """The signatures in the file at `path`, checked on the one of `files`, whose `digests` these are, that they sign.

    That is the file with the digest the signature holds, wherever it lies; failing that the one it is named after,
    which then was altered.
    """
    encoded = files[path]
    if (signed := digests.having(digests_of(encoded), but=path)) is not None:
        return signatures_of(encoded, signed, SignatureForm.DETACHED, files[signed])
    named = path.rpartition(".")[0]
    beside = next((other for other in (named, f"{named}.pdf") if other != path and other in files), None)
    if beside is not None:
        return signatures_of(encoded, beside, SignatureForm.DETACHED, files[beside])
    found = signatures_of(encoded, path, SignatureForm.DETACHED)
    return found or (
        Signature(path, SignatureForm.DETACHED, Integrity.NOT_CHECKED, detail="the signature cannot be read"),
    )
