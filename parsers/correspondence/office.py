"""Which office wrote: addresses first, then letterhead, subject and text. Names of provinces are dangerous words.

A name counts only as part of a prefettura's, told by the one recogniser of bodies; an addressee is not a sender.
"""

import re
from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass
from functools import cache
from itertools import zip_longest

from config.prefetture import by_sigla
from config.vocabulary import Problem, ProblemCode
from parsers.bodies.bodies import find_bodies
from parsers.italian.places import provinces
from parsers.italian.text import close_letterspacing, fold
from parsers.model import Block, Correspondence, Evidence, Mention, Registration, SenderDecision

#: The Ministry's domain, certified or not; what stands before it may be a department.
_MINISTRY = re.compile(r"@(?:[a-z]+\.)*interno\.it$")
#: No address is longer (RFC 5321 4.5.3.1): a name of 64 characters at a domain of 255.
_LONGEST_ADDRESS = 320
#: What says in an address that an office follows: `prefna`, `pref.na`, `prefettura_napoli`, `comgovbz`.
_MARKER = re.compile(r"(?:prefettura|prefetto|pref|utg|comgov)")
_AOSTA = re.compile(r"(?:@|\.)regione\.vda\.it$")

#: Without one of these no prefettura is named, letterspaced or not.
_CALLED = re.compile(r"p *r *e *f *e *t *t|u\.? ?t\.? ?g|governo|presiden|pr[eé]siden|kommissariat", re.IGNORECASE)
_ADDRESSED = re.compile(r"(?:al|alla|all'|ai|alle|agli|spett\.?(?:le)?|p\.? ?c\.?|e,? ?p\.? ?c\.?)\b")


@dataclass(frozen=True, slots=True)
class _Witness:
    """One piece of evidence: which office, how much it is trusted (the lower the more), where it was read."""

    sigla: str
    rank: int
    evidence: Evidence


def decide_sender(
    correspondence: Correspondence,
    letterheads: Sequence[Sequence[Block]],
    bodies: Sequence[Sequence[Block]],
    registrations: Sequence[Registration] = (),
    origin: Mention | None = None,
) -> tuple[SenderDecision, tuple[Problem, ...]]:
    """The office behind a message, and the problems of telling so.

    Evidence by falling trust: address (of the outermost mail first: an office that passes something on is the sender),
    display name and the author of a text passed on, letterhead and signature of documents, Segnatura, those of the
    body, subject.
    """
    witnesses = [*_from_addresses(correspondence.senders, correspondence.own_address)]
    witnesses += [*_from_names((*correspondence.senders, *([origin] if origin is not None else [])))]
    if origin is not None and (sigla := from_address(origin.address)):
        witnesses.append(_Witness(sigla, 1, Evidence(f"passed on from: {origin.address}")))
    for blocks in letterheads:
        witnesses += _from_blocks(blocks, 2)
    witnesses += [*_from_registrations(registrations)]
    for blocks in bodies:
        witnesses += _from_blocks(blocks, 4)
    witnesses += [
        _Witness(sigla, 5, Evidence(f"subject: {correspondence.subject}"))
        for sigla in named_offices(correspondence.subject)
    ]
    if not witnesses:
        return SenderDecision(None), (Problem(ProblemCode.UNKNOWN_SENDER, _nobody(correspondence)),)
    best = min(witness.rank for witness in witnesses)
    trusted = {witness.sigla for witness in witnesses if witness.rank == best}
    if len(trusted) > 1:
        counts = {sigla: sum(1 for witness in witnesses if witness.sigla == sigla) for sigla in trusted}
        ranked = sorted(counts, key=lambda sigla: -counts[sigla])
        if counts[ranked[0]] == counts[ranked[1]]:
            return SenderDecision(None, _evidence(witnesses)), (_conflict(witnesses, sorted(trusted)),)
        trusted = {ranked[0]}
    sigla = trusted.pop()
    against = sorted({witness.sigla for witness in witnesses if witness.sigla != sigla and witness.rank <= 2})
    problems = (_conflict(witnesses, [sigla, *against]),) if against else ()
    return SenderDecision(sigla, _evidence([witness for witness in witnesses if witness.sigla == sigla])), problems


def from_address(address: str) -> str | None:
    """The office that an e-mail address belongs to by the patterns of the Ministry, None if it tells none."""
    address = address.lower().strip()
    if len(address) > _LONGEST_ADDRESS:
        return None
    if _AOSTA.search(address):
        return "AO"
    if not _MINISTRY.search(address):
        return None
    parts = re.split(r"[._-]+", address.rpartition("@")[0])
    found = {sigla for place, part in enumerate(parts) if (sigla := _marked(parts, place, part))}
    return found.pop() if len(found) == 1 else None


def _marked(parts: Sequence[str], place: int, part: str) -> str | None:
    """The office that the part of an address at a place says, joined to its marker or in the parts behind it:
    `gabinetto.prefvc`, `prefettura.reggio.calabria.urp`; else in those before it: `immigrazione.vercelli.prefettura`.
    """
    if (marker := _MARKER.match(part)) is None:
        return None
    rest = part[marker.end() :]
    behind = [rest, *parts[place + 1 :]] if rest else parts[place + 1 :]
    runs = ["".join(behind[:count]) for count in range(len(behind), 0, -1)]
    if sigla := next((sigla for run in runs if (sigla := _of_compact(run))), None):
        return sigla
    # Two letters before a marker are too little to be a sigla.
    before = ["".join(parts[start:place]) for start in range(place)]
    return None if rest else next((sigla for run in before if (sigla := _by_compact_name().get(run))), None)


def _of_compact(text: str) -> str | None:
    """The office of a sigla or of a name without blanks."""
    return _by_compact_name().get(text) or (text.upper() if text.upper() in by_sigla() else None)


def named_offices(text: str) -> list[str]:
    """The offices that a text names as prefettura (not as a mere place), in order, each once. Of several that are named
    in one breath (`le Prefetture di Bari e Lecce`) none is the office.
    """
    if _CALLED.search(text) is None:
        return []  # most lines name none, and looking closer takes a hundred times as long
    named = (body for body in find_bodies(close_letterspacing(text)) if body.kind == "prefettura" and body.lead < 0)
    return list(dict.fromkeys(body.place.province for body in named if body.place.province and not body.place.comune))


def _from_addresses(senders: Iterable[Mention], own: str) -> Iterator[_Witness]:
    rank = 0
    for mention in senders:
        if mention.address != own and (sigla := from_address(mention.address)):
            yield _Witness(sigla, rank, Evidence(f"sender: {mention.address}"))
            rank = 1


def _from_registrations(registrations: Iterable[Registration]) -> Iterator[_Witness]:
    for registration in registrations:
        named = [from_address(registration.address), *named_offices(registration.office)]
        if match := re.search(
            r"\bpref[_ ]?([a-z]{2})\b|\bpref([a-z]{2})\b",
            registration.aoo.lower().replace("aoo", " ").replace("_", " "),
        ):
            sigla = (match[1] or match[2]).upper()
            named.append(sigla if sigla in by_sigla() else None)
        for sigla in dict.fromkeys(filter(None, named)):
            yield _Witness(
                sigla, 3, Evidence(f"Segnatura: {registration.office or registration.address or registration.aoo}")
            )


def _from_names(senders: Iterable[Mention]) -> Iterator[_Witness]:
    for mention in senders:
        for sigla in named_offices(mention.name):
            yield _Witness(sigla, 1, Evidence(f"sender: {mention.name}"))


def _from_blocks(blocks: Sequence[Block], rank: int) -> Iterator[_Witness]:
    """Letterhead and signature: short lines at the top and bottom that do not address somebody."""
    shown = [*blocks[:12], *blocks[-10:]] if len(blocks) > 22 else list(blocks)
    joined = zip_longest(shown, shown[1:])
    addressed = False
    for block, following in joined:
        folded = fold(block.text)
        if len(folded) > 200:
            addressed = False
            continue
        addressed = bool(_ADDRESSED.match(folded)) or (
            addressed and len(folded) < 60 and not folded.startswith(("prefettura", "il prefetto"))
        )
        if addressed or re.match(r"oggetto", folded):
            continue
        text = block.text
        if (
            following is not None
            and re.search(r"(?:governo|prefettura|u\.?t\.?g\.?|di|della|per la|[-–])$", folded)
            and len(following.text) < 40
        ):
            text = f"{text} {following.text}"
        for sigla in named_offices(text):
            yield _Witness(sigla, rank, Evidence(text[:200], block.page, block.index))


@cache
def _by_compact_name() -> dict[str, str]:
    return {re.sub(r"[^a-z]", "", form): sigla for form, sigla in provinces().items()}


def _evidence(witnesses: Sequence[_Witness]) -> tuple[Evidence, ...]:
    return tuple(dict.fromkeys(witness.evidence for witness in sorted(witnesses, key=lambda witness: witness.rank)))[:4]


def _conflict(witnesses: Sequence[_Witness], siglas: Sequence[str]) -> Problem:
    said = "; ".join(
        f"{sigla}: {next(w.evidence.text for w in witnesses if w.sigla == sigla)[:80]}" for sigla in siglas
    )
    return Problem(ProblemCode.PREFETTURA_CONFLICT, f"the evidence names several offices ({said})")


def _nobody(correspondence: Correspondence) -> str:
    senders = ", ".join(mention.address or mention.name for mention in correspondence.senders) or "nobody"
    return f"no address, letterhead or signature names an office; sent by {senders}"
