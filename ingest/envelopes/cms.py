"""Signed files (CMS, RFC 5652): `.p7m` in every shape that arrives, and time-stamped data (`.tsd`, RFC 5544).

Only the content is taken out. Whether a signature holds is another question, and never a reason to refuse.
"""

import base64
import binascii
import re

from asn1crypto import cms

from config.errors import DocumentError, EncryptedDocumentError

_SUFFIX = re.compile(r"(?:\.(?:p7m|tsd|p7s))+$", re.IGNORECASE)
_PEM = re.compile(rb"-----BEGIN (?:PKCS7|CMS|PKCS #7 SIGNED DATA)-----((?:[^-]|-(?!----BEGIN))*?)-----END")
#: How an encoded CMS begins: a SEQUENCE whose length has more than one byte.
_DER_STARTS = (b"\x30\x80", b"\x30\x81", b"\x30\x82", b"\x30\x83", b"\x30\x84")
_BASE64 = re.compile(rb"MI[A-Z][A-Za-z0-9+/]{20}")
#: The arc of all content types of CMS, 1.2.840.113549.1.7, as it is encoded.
_OID_ARC = b"\x2a\x86\x48\x86\xf7\x0d\x01\x07"


def is_cms(content: bytes, name: str) -> bool:
    """Whether a file is CMS: by its first bytes, if those are base64 text by what they stand for. S/MIME text is taken
    for it only if it is named so, because any signed mail looks like that.
    """
    head = content[:256].lstrip()
    if head.startswith(_DER_STARTS):
        return _is_content_info(content)
    if head.startswith(b"-----BEGIN") and _PEM.search(content):
        return True
    if _BASE64.match(head):
        digits = re.sub(rb"[^A-Za-z0-9+/]", b"", head)[:64]
        return _OID_ARC in base64.b64decode(digits[: len(digits) // 4 * 4])
    return _SUFFIX.search(name) is not None and b"base64" in content[:2048].lower()


def content_of(content: bytes) -> bytes:
    """The bytes that were signed or stamped. Raises EncryptedDocumentError, or DocumentError when there is no content
    in it.
    """
    try:
        info = cms.ContentInfo.load(binary(content), strict=False)
        kind = info["content_type"].native
        if kind == "signed_data":
            inner = info["content"]["encap_content_info"]["content"].native
        elif kind == "timestamped_data":
            inner = info["content"]["content"].native
        else:
            inner = None
    except (ValueError, TypeError, KeyError, AttributeError, binascii.Error) as error:
        raise DocumentError(f"the signed file is damaged: {error}") from error
    if kind in {"enveloped_data", "encrypted_data", "authenticated_enveloped_data"}:
        raise EncryptedDocumentError("the file is encrypted for another key")
    if not isinstance(inner, bytes) or not inner:
        raise DocumentError("the file holds a signature without the document that was signed")
    return inner


def is_detached(content: bytes) -> bool:
    """Whether it is a signature that lies beside what it signs; false for what cannot be told."""
    try:
        info = cms.ContentInfo.load(binary(content), strict=False)
        return bool(
            info["content_type"].native == "signed_data"
            and info["content"]["encap_content_info"]["content"].native is None
        )
    except (ValueError, TypeError, KeyError, AttributeError, binascii.Error):
        return False


def inner_name(name: str) -> str:
    """`scheda.pdf.p7m` as `scheda.pdf`; also after a client put a wrong suffix behind (`scheda.p7m.pdf`)."""
    bare = _SUFFIX.sub("", name)
    return re.sub(r"\.p7m(?=\.\w{3,4}$)", "", bare, flags=re.IGNORECASE) or name


def _is_content_info(content: bytes) -> bool:
    """Whether a SEQUENCE is CMS and not a certificate or anything else in DER."""
    try:
        return str(cms.ContentInfo.load(content, strict=False)["content_type"].native) in {
            "signed_data", "enveloped_data", "encrypted_data", "authenticated_enveloped_data", "timestamped_data",
        }  # fmt: skip
    except (ValueError, TypeError, KeyError):
        # Damaged, but of a shape that nothing else has: worth a problem of its own.
        return _OID_ARC in content[:64]


def binary(content: bytes) -> bytes:
    """DER or BER as it is; PEM, bare base64 and S/MIME text decoded first."""
    head = content[:256].lstrip()
    if head.startswith(_DER_STARTS):
        return content
    if pem := _PEM.search(content):
        return base64.b64decode(pem[1])
    if not _BASE64.match(head):
        # S/MIME: headers, an empty line, base64.
        content = re.split(rb"\r?\n\r?\n", content, maxsplit=1)[-1]
    return base64.b64decode(re.sub(rb"[^A-Za-z0-9+/=]", b"", content))
