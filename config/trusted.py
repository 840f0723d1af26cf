"""Whom we believe about the sender of a message."""

from dataclasses import dataclass


@dataclass(frozen=True, slots=True)
class Trusted:
    """`servers` are the names that our own mail server has in `Authentication-Results` (RFC 8601 2.5), in lower case.
    `authorities` is a PEM text of those that vouch for providers of certified mail, b"" for none.
    """

    servers: tuple[str, ...] = ()
    authorities: bytes = b""


NOBODY = Trusted()
