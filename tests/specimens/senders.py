"""Mails whose sender is vouched for, and mails made to look so."""

import base64
from collections.abc import Sequence

from tests.specimens.envelopes import BOX


def made_at_home(true: bytes, false: bytes, data: bytes) -> bytes:
    """An envelope of one's own: a true signed one as its first part, and a false mail and data of a provider beside
    it.
    """
    head, _, body = true.partition(b"\r\n\r\n")
    kind = head[head.index(b"Content-Type:") :]
    parts = [
        kind + b"\r\n\r\n" + body,
        b"Content-Type: application/xml; name=daticert.xml\r\nContent-Transfer-Encoding: base64\r\n"
        b'Content-Disposition: inline; filename="daticert.xml"\r\n\r\n' + base64.encodebytes(data),
        b"Content-Type: message/rfc822; name=postacert.eml\r\nContent-Disposition: inline; "
        b'filename="postacert.eml"\r\n\r\n' + false,
    ]
    return _mixed(parts[::-1])


def _mixed(parts: Sequence[bytes]) -> bytes:
    head = (
        f"From: posta-certificata@pec.gestore.example\r\nTo: {BOX}\r\nSubject: POSTA CERTIFICATA: Schede\r\n"
        "Date: Fri, 04 Dec 2015 10:30:00 +0100\r\nX-Trasporto: posta-certificata\r\nMIME-Version: 1.0\r\n"
        "Content-Type: multipart/mixed; boundary=casa\r\n\r\n"
    )
    return head.encode() + b"".join(b"--casa\r\n" + part + b"\r\n" for part in parts) + b"--casa--\r\n"


def shown_elsewhere(true: bytes, false: bytes) -> bytes:
    """A mail whose signature fits bytes that stand in it, and that shows other ones: the true entity lies before the
    first delimiter that counts.
    """
    head, _, body = true.partition(b"\r\n\r\n")
    mark = head.partition(b'boundary="')[2].partition(b'"')[0]
    entity, _, signature = body.partition(b"--" + mark + b"\r\n")[2].partition(b"\r\n--" + mark + b"\r\n")
    outer = head.replace(b'boundary="' + mark, b'boundary="altro')
    inner = (
        b"Content-Type: message/rfc822; name=postacert.eml\r\nContent-Disposition: inline; "
        b'filename="postacert.eml"\r\n\r\n' + false
    )
    return (
        outer + b"\r\n\r\n--" + mark + b"\r\n" + entity + b"\r\n--" + mark + b"--\r\n--altro\r\n" + inner + b"\r\n--altro\r\n"
        + signature.partition(b"\r\n--" + mark)[0] + b"\r\n--altro--\r\n"
    )  # fmt: skip
