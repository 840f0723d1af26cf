"""Whether the certificates behind a signature lead to an authority that we know (RFC 5280 6.1, as far as needed)."""

from collections.abc import Sequence
from datetime import datetime

from cryptography import x509
from cryptography.exceptions import InvalidSignature, UnsupportedAlgorithm

from config.vocabulary import Chain

#: Certificates of authorities between a provider and the root.
_LONGEST_CHAIN = 6
#: Certificates that came with a signature and are looked at.
_MOST = 50


def count_of(authorities: bytes) -> int:
    """How many certificates a PEM text holds, 0 if it is damaged."""
    try:
        return len(x509.load_pem_x509_certificates(authorities))
    except ValueError:
        return 0


def chain_of(signers: Sequence[bytes], enclosed: Sequence[bytes], authorities: bytes, moment: datetime | None) -> Chain:
    """Whether every signer leads to the `authorities` (PEM; b"" for none set), with certificates valid at `moment`.

    `signers` and `enclosed` are certificates in DER. A certificate that stands among the authorities is known itself.
    """
    if not authorities:
        return Chain.NOT_CHECKED
    try:
        known = x509.load_pem_x509_certificates(authorities)
        others = [x509.load_der_x509_certificate(one) for one in enclosed[:_MOST]]
        leaves = [x509.load_der_x509_certificate(one) for one in signers]
    except ValueError:
        return Chain.UNKNOWN
    led = bool(leaves) and all(_leads(leaf, others, known, moment, _LONGEST_CHAIN) for leaf in leaves)
    return Chain.KNOWN if led else Chain.UNKNOWN


def addresses_of(certificate: bytes) -> frozenset[str]:
    """The e-mail addresses that a certificate in DER is for, in lower case."""
    try:
        loaded = x509.load_der_x509_certificate(certificate)
        named = [str(one.value) for one in loaded.subject.get_attributes_for_oid(x509.NameOID.EMAIL_ADDRESS)]
        others = loaded.extensions.get_extension_for_class(x509.SubjectAlternativeName).value
        named += others.get_values_for_type(x509.RFC822Name)
    except x509.ExtensionNotFound:
        pass
    except ValueError:
        return frozenset()
    return frozenset(name.lower() for name in named)


def _leads(
    certificate: x509.Certificate,
    others: Sequence[x509.Certificate],
    known: Sequence[x509.Certificate],
    moment: datetime | None,
    left: int,
) -> bool:
    if moment is not None and not certificate.not_valid_before_utc <= moment <= certificate.not_valid_after_utc:
        return False
    if certificate in known or any(_issued(certificate, authority) for authority in known):
        return True
    above = [other for other in others if other != certificate and _issued(certificate, other)] if left else []
    # Several certificates of one authority differ in their days alone; a few are tried.
    return any(_leads(other, others, known, moment, left - 1) for other in above[:2])


def _issued(certificate: x509.Certificate, authority: x509.Certificate) -> bool:
    """Whether the `authority` may issue certificates and issued this one."""
    if certificate.issuer != authority.subject or not _may_issue(authority):
        return False
    try:
        certificate.verify_directly_issued_by(authority)
    except (ValueError, TypeError, InvalidSignature, UnsupportedAlgorithm):
        return False
    return True


def _may_issue(certificate: x509.Certificate) -> bool:
    try:
        return certificate.extensions.get_extension_for_class(x509.BasicConstraints).value.ca
    except (x509.ExtensionNotFound, ValueError):
        return False
