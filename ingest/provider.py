"""Whether a PEC provider vouches for an envelope, or somebody made it at home (RFC 6109 2.2.2, 4.1)."""

from collections.abc import Iterator, Sequence
from dataclasses import replace

from config.trusted import Trusted
from config.vocabulary import Chain, Integrity, SignatureForm
from ingest.authorities import addresses_of, chain_of
from ingest.envelopes import smime
from ingest.envelopes.pec import TRANSPORT, certification_of
from ingest.mime import MimePart, headers_of, parse_mime
from ingest.model import Certification
from ingest.signatures import certificates_of, signatures_of


def vouched(
    certification: Certification,
    mail: MimePart,
    raws: Sequence[bytes],
    trusted: Trusted,
    most_parts: int,
) -> Certification:
    """The certification of the envelope `mail` with `doubt` and `chain` filled in.

    `raws` are the bytes of the mail and of those around it. Everything in the mail has to be what the provider signed:
    a genuine signature beside other parts vouches for nothing.
    """
    if certification.integrity is not Integrity.INTACT:
        said = str(certification.integrity).replace("_", " ")
        return replace(certification, doubt=f"the signature of its provider is {said}")
    if mail.content_type != "multipart/signed" or len(mail.children) != 2:
        return replace(certification, doubt="the signature of its provider does not cover all of it")
    shown, signature = mail.children
    encoded = signature.content or b""
    signed = next((content for content in smime.signed_bytes(mail, raws) if _is_intact(encoded, content)), None)
    # The bytes that were checked are read once more: what a mail shows may lie elsewhere in it.
    if signed is None or list(_leaves(parse_mime(signed, most_parts))) != list(_leaves(shown)):
        return replace(certification, doubt="what its provider signed is not what it shows")
    if certification_of(shown) is None:
        return replace(certification, doubt="the data of its provider (daticert.xml) is not in it")
    signers, enclosed = certificates_of(encoded)
    named = frozenset().union(*map(addresses_of, signers))
    if named and headers_of(mail).sender.address not in named:
        return replace(certification, doubt=f"it is signed by {', '.join(sorted(named))}, who is not its sender")
    if certification.kind != TRANSPORT:
        return replace(certification, doubt=f"its provider calls it {certification.kind or 'nothing'}")
    chain = chain_of(signers, enclosed, trusted.authorities, certification.certified_at)
    doubt = "its provider is none that we know (PEC_CA_FILE)" if chain is Chain.UNKNOWN else ""
    return replace(certification, chain=chain, doubt=doubt)


def _is_intact(encoded: bytes, content: bytes) -> bool:
    found = signatures_of(encoded, "", SignatureForm.PEC, content)
    return bool(found) and all(one.integrity is Integrity.INTACT for one in found)


def _leaves(mail: MimePart) -> Iterator[tuple[str, str, bytes]]:
    return ((part.content_type, part.filename, part.content) for part in mail.walk() if part.content is not None)
