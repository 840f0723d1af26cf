"""PEC transport envelopes (busta di trasporto, RFC 6109 2.1.1.2): the mail of the author is one level down."""

from dataclasses import dataclass

from ingest.mime import MimePart

_DATICERT = "daticert.xml"
_INNER = "postacert.eml"


@dataclass(frozen=True, slots=True)
class Envelope:
    """The parts of a transport envelope: the author's mail, and what the provider added around it."""

    inner: MimePart
    added: tuple[MimePart, ...]


def find_envelope(mail: MimePart) -> Envelope | None:
    """The envelope if `mail` is one.

    Known by `X-Trasporto: posta-certificata`; a gateway may have dropped that header, so `daticert.xml` beside one inner
    mail tells as well. Only parts of the envelope itself count: a sender may attach files with such names.
    """
    leaves = [part for part in mail.walk() if part.content is not None]
    inner = [part for part in leaves if part.is_message or part.filename.lower() == _INNER]
    if not inner:
        return None
    named = [part for part in inner if part.filename.lower() == _INNER]
    declared = mail.header("x-trasporto").strip().lower() == "posta-certificata"
    certified = any(part.filename.lower() == _DATICERT for part in leaves)
    if not (declared or (certified and named)):
        return None
    chosen = (named or inner)[0]
    return Envelope(chosen, tuple(part for part in leaves if part is not chosen))
