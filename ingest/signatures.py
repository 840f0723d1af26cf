"""Checks signatures (CMS, RFC 5652) on the exact bytes that were signed.

What is said is who signed, when by their own word, and whether the bytes are those that were signed. The chain of trust
is not checked: certificates of 2015 have lapsed, and nothing is refused for its signature.
"""

import binascii
import hashlib
from collections.abc import Iterable, Iterator, Mapping
from datetime import datetime
from itertools import islice
from typing import Any

from asn1crypto import cms, tsp
from cryptography.exceptions import InvalidSignature, UnsupportedAlgorithm
from cryptography.hazmat.primitives import hashes
from cryptography.hazmat.primitives.asymmetric import dsa, ec, padding, rsa
from cryptography.hazmat.primitives.serialization import load_der_public_key

from config.vocabulary import Integrity, SignatureForm
from ingest.dates import in_utc
from ingest.envelopes.cms import binary
from ingest.model import Signature

#: Signatures of one file that are read; a file with more is not one that anybody signed by hand.
MOST = 50
MORE = f"it bears more than {MOST} signatures, and the others were not looked at"
_BROKEN = (ValueError, TypeError, KeyError, AttributeError, IndexError, binascii.Error)


def signatures_of(
    encoded: bytes, path: str, form: SignatureForm, content: bytes | None = None
) -> tuple[Signature, ...]:
    """Every signature in the CMS `encoded`; `content` is what a detached one signs, None where the content is
    inside.
    """
    try:
        info = cms.ContentInfo.load(binary(encoded), strict=False)
        kind = info["content_type"].native
        if kind == "signed_data":
            return tuple(_signed(info["content"], path, form, content))
        if kind == "timestamped_data":
            return tuple(_time_stamps(info["content"], path))
    except _BROKEN as error:
        return (Signature(path, form, Integrity.NOT_CHECKED, detail=f"the signature is damaged: {error}"),)
    return ()


class Digests:
    """The digests of some files, each worked out once however many signatures lie beside them."""

    def __init__(self, files: Mapping[str, bytes]) -> None:
        self._files = files
        self._by_algorithm: dict[str, dict[str, bytes]] = {}
        self._names: dict[str, dict[bytes, list[str]]] = {}

    def of(self, name: str, algorithm: str) -> bytes:
        """The digest of one file, b"" if nobody knows the algorithm."""
        known = self._by_algorithm.setdefault(algorithm, {})
        if name not in known:
            known[name] = digest_of(algorithm, self._files[name])
        return known[name]

    def having(self, wanted: Iterable[tuple[str, bytes]], but: str = "") -> str | None:
        """The first file, other than `but`, that has one of these digests, given as (algorithm, digest)."""
        found = (name for algorithm, digest in wanted for name in self._named(algorithm).get(digest, ()) if name != but)
        return next(found, None)

    def _named(self, algorithm: str) -> dict[bytes, list[str]]:
        if algorithm not in self._names:
            named = self._names.setdefault(algorithm, {})
            for name in self._files:
                if digest := self.of(name, algorithm):
                    named.setdefault(digest, []).append(name)
        return self._names[algorithm]


def digest_of(algorithm: str, content: bytes) -> bytes:
    """The digest of some bytes, b"" if nobody knows the algorithm or it has no length of its own (SHAKE)."""
    try:
        return hashlib.new(algorithm, content).digest()
    except (ValueError, TypeError):
        return b""


def digests_of(encoded: bytes) -> Iterator[tuple[str, bytes]]:
    """Algorithm and digest of what each signer signed, to find the file that belongs to a detached signature."""
    try:
        signed = cms.ContentInfo.load(binary(encoded), strict=False)["content"]
        for signer in islice(signed["signer_infos"], MOST):
            if (digest := _attributes(signer).get("message_digest")) is not None:
                yield signer["digest_algorithm"]["algorithm"].native, digest
    except _BROKEN:
        return


def certificates_of(encoded: bytes) -> tuple[list[bytes], list[bytes]]:
    """The certificates of the signers, and all that are enclosed, in DER; empty where the CMS is damaged."""
    try:
        signed = cms.ContentInfo.load(binary(encoded), strict=False)["content"]
        enclosed = [choice.chosen for choice in signed["certificates"] or () if choice.name == "certificate"]
        named = [_certificate(signer, enclosed) for signer in islice(signed["signer_infos"], MOST)]
        return [one.dump() for one in named if one is not None], [one.dump() for one in enclosed]
    except _BROKEN:
        return [], []


def _signed(signed: Any, path: str, form: SignatureForm, content: bytes | None) -> Iterator[Signature]:
    inside = signed["encap_content_info"]["content"]
    payload = content if content is not None else _octets(inside)
    certificates = [choice.chosen for choice in signed["certificates"] or () if choice.name == "certificate"]
    digests = Digests({} if payload is None else {path: payload})
    for number, signer in enumerate(signed["signer_infos"]):
        if number == MOST:
            yield Signature(path, form, Integrity.NOT_CHECKED, detail=MORE)
            return
        certificate = _certificate(signer, certificates)
        integrity, detail = _check(signer, certificate, payload, digests, path)
        yield Signature(path, form, integrity, **names_of(certificate), signed_at=_claimed_time(signer), detail=detail)


def _time_stamps(stamped: Any, path: str) -> Iterator[Signature]:
    """RFC 5544: the first token stamps the content; its time counts, whoever signed the content."""
    content = _octets(stamped["content"])
    for evidence in stamped["temporal_evidence"].chosen:
        # RFC 5544 2: a token is a ContentInfo, whatever name the library has for it.
        token = cms.ContentInfo.load(evidence["time_stamp"].dump())["content"]
        stamp = tsp.TSTInfo.load(_octets(token["encap_content_info"]["content"]) or b"")
        imprint = stamp["message_imprint"]
        signature = next(_signed(token, path, SignatureForm.TIMESTAMP, None), None)
        if signature is None:
            continue
        digest = digest_of(imprint["hash_algorithm"]["algorithm"].native, content or b"")
        same = digest == imprint["hashed_message"].native
        yield Signature(
            path,
            SignatureForm.TIMESTAMP,
            signature.integrity if same else Integrity.ALTERED,
            signature.signer,
            signature.signer_serial,
            signature.certificate_serial,
            signature.issuer,
            in_utc(stamp["gen_time"].native),
            signature.detail if same else "the content is not what was stamped",
        )
        return


def _octets(value: Any) -> bytes | None:
    """The bytes of an OCTET STRING, also of one that was written in chunks or holds another structure; None if
    absent.
    """
    return bytes(value) if value.native is not None else None


def _check(signer: Any, certificate: Any, content: bytes | None, digests: Digests, path: str) -> tuple[Integrity, str]:
    if content is None:
        return Integrity.NOT_CHECKED, "what it signs is not there"
    name = signer["digest_algorithm"]["algorithm"].native
    if not (digest := digests.of(path, name)):
        return Integrity.NOT_CHECKED, f"unknown digest {name}"
    attributes = _attributes(signer)
    if attributes and attributes.get("message_digest") != digest:
        return Integrity.ALTERED, "the content is not what was signed"
    if certificate is None:
        return Integrity.NOT_CHECKED, "the signer's certificate is not in it"
    signed = signer["signed_attrs"].untag().dump() if attributes else content
    try:
        _verify(signer, certificate, signed, name)
    except InvalidSignature:
        return Integrity.ALTERED, "the signature does not belong to its content"
    except (UnsupportedAlgorithm, AttributeError, ValueError, TypeError, KeyError) as error:
        return Integrity.NOT_CHECKED, f"the signature cannot be checked: {error}"
    return Integrity.INTACT, ""


def _verify(signer: Any, certificate: Any, signed: bytes, digest: str) -> None:
    """Raises InvalidSignature, or UnsupportedAlgorithm for what nobody can check any more."""
    key = load_der_public_key(certificate.public_key.dump())
    algorithm = signer["signature_algorithm"]
    signature = signer["signature"].native
    kind = algorithm.signature_algo
    try:
        digest = algorithm.hash_algo
    except ValueError:
        pass
    used = getattr(hashes, digest.upper())()
    if isinstance(key, rsa.RSAPublicKey) and kind == "rsassa_pss":
        salt = algorithm["parameters"]["salt_length"].native
        key.verify(signature, signed, padding.PSS(padding.MGF1(used), salt), used)
    elif isinstance(key, rsa.RSAPublicKey):
        key.verify(signature, signed, padding.PKCS1v15(), used)
    elif isinstance(key, ec.EllipticCurvePublicKey):
        key.verify(signature, signed, ec.ECDSA(used))
    elif isinstance(key, dsa.DSAPublicKey):
        key.verify(signature, signed, used)
    else:
        raise UnsupportedAlgorithm(f"keys of the kind {type(key).__name__}")


def _certificate(signer: Any, certificates: list[Any]) -> Any:
    """The certificate that the signer names; None if it is not enclosed."""
    sid = signer["sid"]
    for certificate in certificates:
        if sid.name == "issuer_and_serial_number":
            if (
                certificate.serial_number == sid.chosen["serial_number"].native
                and certificate.issuer == sid.chosen["issuer"]
            ):
                return certificate
        elif certificate.key_identifier == sid.chosen.native:
            return certificate
    return None


def names_of(certificate: Any) -> dict[str, Any]:
    """The names in a certificate as `Signature` has them; {} without one."""
    if certificate is None:
        return {}
    subject, issuer = _flat(certificate.subject.native), _flat(certificate.issuer.native)
    return {
        "signer": subject.get("common_name") or subject.get("organization_name") or "",
        "signer_serial": subject.get("serial_number", ""),
        "certificate_serial": f"{certificate.serial_number:x}",
        "issuer": issuer.get("common_name") or issuer.get("organization_name") or "",
    }


def _flat(name: Mapping[str, Any]) -> dict[str, str]:
    return {key: value if isinstance(value, str) else ", ".join(map(str, value)) for key, value in name.items()}


def _attributes(signer: Any) -> dict[str, Any]:
    return {attribute["type"].native: attribute["values"][0].native for attribute in signer["signed_attrs"] or ()}


def _claimed_time(signer: Any) -> datetime | None:
    return in_utc(_attributes(signer).get("signing_time"))
