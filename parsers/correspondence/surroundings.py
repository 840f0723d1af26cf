"""What surrounds the documents of a message: protocol offices, who wrote what was passed on, earlier messages."""

import re
from collections.abc import Iterator, Sequence

from config.vocabulary import Problem, ProblemCode, RelationKind
from parsers.correspondence.forwarding import author_of
from parsers.correspondence.relation import relations_of
from parsers.correspondence.segnatura import read_segnatura, stamps
from parsers.model import Block, Correspondence, Mention, Registration, Relation
from parsers.work import Work

_FORWARDED = re.compile(r"\s*(?:(?:posta certificata|\[?spam\]?) ?:? ?)*(?:i|fw|fwd|inoltr\w*|wg)\s*:", re.IGNORECASE)


_REPLY = re.compile(
    r"\s*(?:(?:posta certificata|\[?spam\]?) ?:? ?)*"
    r"(?:re?|rif|ris(?:posta)?(?: automatica)?|aw|sv|antw|automatic reply)\s*:",
    re.IGNORECASE,
)


def quotes_earlier_mail(correspondence: Correspondence, quoted: Sequence[Block]) -> bool:
    """Whether headers or the quoted text itself show that the unmarked text below a mail was written before it: it is a
    reply, it quotes us, or it is a forward, of which only the headers are set apart.
    """
    if correspondence.answers or _REPLY.match(correspondence.subject) or is_forward(correspondence):
        return True
    head = " ".join(block.text for block in quoted[:6]).lower()
    return bool(correspondence.own_address) and correspondence.own_address in head


def is_forward(correspondence: Correspondence) -> bool:
    """Whether the subject says that something is passed on."""
    return _FORWARDED.match(correspondence.subject) is not None


def registrations(documents: Sequence[Work]) -> Iterator[Registration]:
    """What protocol offices say: files of theirs, and the numbers printed on letters."""
    for document in documents:
        source = document.draft.source
        if document.draft.metadata and not source.body:
            if (found := read_segnatura(source)) is not None:
                yield found
        elif document.agreement is None:
            yield from stamps(source.path, document.blocks)


def withdrawals(registrations: Sequence[Registration]) -> Iterator[Problem]:
    """What the sender's protocol office takes back: reported, never carried out."""
    for registration in registrations:
        if registration.kind == "annullamento":
            number = (
                f"protocol {registration.number}" if registration.number else "a protocol whose number cannot be read"
            )
            day = f" of {registration.registered_on}" if registration.registered_on else ""
            yield Problem(
                ProblemCode.WITHDRAWAL, f"the sender's office withdraws {number}{day}", document=registration.document
            )


def origin(documents: Sequence[Work], correspondence: Correspondence) -> Mention | None:
    """Who wrote what the sender passed on: the innermost mail's author, else the one a forwarded text names."""
    others = [
        m
        for m in correspondence.senders[1:]
        if m.address != correspondence.own_address and m != correspondence.senders[0]
    ]
    if others:
        return others[-1]
    for document in documents:
        if (
            document.draft.source.body
            and (author := author_of(document.quoted))
            and _forwards(document, correspondence)
        ):
            known = correspondence.senders[0].address if correspondence.senders else ""
            return author if author.address not in {known, correspondence.own_address} or not author.address else None
    return None


def _forwards(document: Work, correspondence: Correspondence) -> bool:
    """Whether the set-apart lines head a forwarded text, and not a quoted one."""
    last = max((block.index for block in document.quoted), default=-1)
    return is_forward(correspondence) or any(block.index > last for block in document.blocks)


def relations(letters: Sequence[str], correspondence: Correspondence) -> Iterator[Relation]:
    """What subject, `letters` and headers say about earlier messages."""
    yield from relations_of(correspondence.subject, letters)
    for identifier in correspondence.answers:
        yield Relation(RelationKind.REPLY, identifier, "In-Reply-To or References")
