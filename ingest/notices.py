"""Notices that a mail server hands over in place of a message that it has and cannot give.

Nothing of the message is in them, and the server may well give it later: the notice is not the mail.
"""

import re

from ingest.alternatives import is_body
from ingest.mime import MimePart, headers_of, parse_mime, text_of

#: A notice is short, and no server writes a notice of many parts.
_MOST_BYTES = 32 * 1024
_MOST_PARTS = 10
_LOOKED_AT = 1500


def _any(words: str) -> re.Pattern[str]:
    return re.compile("|".join(words.split(", ")), re.IGNORECASE)


_SYSTEM_NAME = _any(
    r"exchange, \bserver\b, system, administrator, amministrator, postmaster, mailer-daemon, \bimap, \bpop3?\b, "
    r"gateway, dovecot, courier,"
    " domino, zimbra, kerio"
)
_SYSTEM_BOX = re.compile(
    r"(?:postmaster|mailer-daemon|root|microsoftexchange\w*|administrator|admin|system|imap|no-?reply|nobody|server)@",
    re.IGNORECASE,
)
#: A sentence of the notice has a word of each: the message, the taking, the failure. Several languages and servers.
_MESSAGE = _any(r"\bmessage\b, \bmail\b, \bitem\b, messaggio, posta, nachricht, courriel")
_TAKING = _any(
    r"retriev, fetch, download, convert, \bopen, \bload, display, render, \bread\b, protocol, available,"
    r" recuper, scaric, convers, \bapri, \blegg, caric, visualizz, disponibil,"
    r" \bfile\b, content, contenut, abruf, abgeruf, konvert, gelesen, geladen, verfügbar, récupér, télécharg"
)
_FAILURE = _any(
    "could not, couldn.t, cannot, can.t, unable, fail, error, unavailable, no longer, not available,"
    " impossibil, non può, non pu., non è, non e', non riuscit, errore, non più, non disponibil,"
    " fehl, nicht, konnte, impossible, échou, erreur,"
    " too (?:large|big), missing, corrupt, damaged, troppo grande, mancante, danneggiat"
)


def stands_for_a_message(raw: bytes) -> str | None:
    """What the notice `raw` says, None if `raw` is a mail. Cheap for whatever was sent: that has a trace (RFC 5321
    4.4).
    """
    head = re.split(rb"\r?\n\r?\n", raw[:_MOST_BYTES], maxsplit=1)[0]
    if len(raw) > _MOST_BYTES or re.search(rb"^received:", head, re.IGNORECASE | re.MULTILINE):
        return None
    return said_by_server(parse_mime(raw, _MOST_PARTS))


def said_by_server(mail: MimePart) -> str | None:
    """As `stands_for_a_message`, for a mail that is parsed: no trace of a journey, written by no person, and it says
    so.
    """
    if mail.header("received") or not _is_from_a_system(mail):
        return None
    leaves = [part for part in mail.walk() if part.content is not None]
    if (
        not leaves
        or not all(is_body(part) for part in leaves)
        or sum(len(part.content or b"") for part in leaves) > _MOST_BYTES
    ):
        return None
    text = "\n".join(text_of(part) for part in leaves)
    subject = headers_of(mail).subject
    sentences = [subject, *re.split(r"[.!?\n]", re.sub(r"<[^<>]*>", " ", text)[:_LOOKED_AT])]
    found = next(
        (one for one in sentences if _MESSAGE.search(one) and _TAKING.search(one) and _FAILURE.search(one)), None
    )
    return " ".join(found.split())[:200] if found is not None else None


def _is_from_a_system(mail: MimePart) -> bool:
    sender = headers_of(mail).sender
    if not sender.address:
        return not mail.header("message-id") or _SYSTEM_NAME.search(sender.name) is not None
    named = _SYSTEM_NAME.search(sender.name) is not None and not mail.header("message-id")
    return named or _SYSTEM_BOX.match(sender.address) is not None
