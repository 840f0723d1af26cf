"""A reading as persons decided it: schede rejected, split and merged, agreements put right, the office given. Pure; the
reading itself stays as it is.
"""

import hashlib
from collections.abc import Callable, Mapping, Sequence
from dataclasses import replace
from datetime import date

from config.vocabulary import DecisionKind, LinkReason, ProblemCode, ProtocolloKind, Trust
from parsers.model import Evidence, PartyFacts, Protocollo, Reading, Scheda, SenderDecision
from store.decisions import Decision, Json
from store.matching import Item, same_records
from store.model import Submission

_OF_OFFICE = frozenset({ProblemCode.UNKNOWN_SENDER, ProblemCode.PREFETTURA_CONFLICT})


def applied(submission: Submission, found: Sequence[Decision]) -> tuple[Submission, tuple[int, ...]]:
    """The submission with all decisions in force, and the numbers of those that nothing in it fits (any more)."""
    reading, unmet = submission.reading, []
    for decision in found:
        if decision.kind in _WAYS:
            after = _WAYS[decision.kind](reading, decision.value)
            if after is None:
                unmet.append(decision.id)
            reading = after or reading
    decided = any(decision.kind is DecisionKind.OFFICE for decision in found)
    return (_attributed(submission, reading) if decided else replace(submission, reading=reading)), tuple(unmet)


def part_key(key: str, at: str) -> str:
    """The key of what was split off the scheda `key` where the line `at` begins: the same after every rerun."""
    return hashlib.sha256(f"{key}/{at}".encode("utf-8", "replace")).hexdigest()[:16]


def line_of(description: str, at: str) -> int | None:
    """The line, from 0, that begins with the words `at`; None if there is none, or only the first."""
    lines = description.split("\n")
    return next((number for number, line in enumerate(lines) if number and line.startswith(at)), None)


def as_item(kept: Json) -> Item:
    """A scheda as a decision keeps it, to be known again."""
    return Item(kept["key"], kept["document"], kept["campo"], f"{kept['title']}\n{kept['description']}")


def _found(reading: Reading, kept: Json) -> Scheda | None:
    items = [Item(s.key, s.document, s.campo, f"{s.title}\n{s.description}") for s in reading.schede]
    pairs = same_records([as_item(kept)], items)
    return next((scheda for scheda in reading.schede if scheda.key in pairs), None)


def _rejected(reading: Reading, value: Json) -> Reading | None:
    scheda = _found(reading, value["scheda"])
    return None if scheda is None else replace(reading, schede=tuple(s for s in reading.schede if s is not scheda))


def _split(reading: Reading, value: Json) -> Reading | None:
    scheda = _found(reading, value["scheda"])
    place = None if scheda is None else line_of(scheda.description, value["at"])
    if scheda is None or place is None:
        return None
    lines = scheda.description.split("\n")
    first = replace(scheda, description="\n".join(lines[:place]).rstrip())
    second = replace(scheda, key=part_key(scheda.key, value["at"]), title="", description="\n".join(lines[place:]))
    schede = [part for s in reading.schede for part in ((first, second) if s is scheda else (s,))]
    return replace(reading, schede=tuple(schede))


def _merged(reading: Reading, value: Json) -> Reading | None:
    one, other = _found(reading, value["scheda"]), _found(reading, value["other"])
    if one is None or other is None or one is other:
        return None
    text = f"{one.description}\n{other.description}"
    whole = replace(one, title=one.title or other.title, description=text, evidence=(*one.evidence, *other.evidence))
    schede = tuple(whole if s is one else s for s in reading.schede if s is not other)
    keys = {other.key: one.key}
    agreements = tuple(_behind(agreement, keys) for agreement in reading.protocolli)
    return replace(reading, schede=schede, protocolli=agreements)


def _behind(agreement: Protocollo, keys: Mapping[str, str]) -> Protocollo:
    """The agreement behind the schede that its own became; the first reason stays where two became one."""
    links: dict[str, LinkReason] = {}
    for key, reason in zip(agreement.schede, agreement.reasons, strict=True):
        links.setdefault(keys.get(key, key), reason)
    return replace(agreement, schede=tuple(links), reasons=tuple(links.values()))


def _of_office(reading: Reading, value: Json) -> Reading | None:
    sigla = value["prefettura"]
    return replace(
        reading,
        prefettura=SenderDecision(sigla, (Evidence("decided by a person"),)),
        schede=tuple(replace(scheda, prefettura=sigla) for scheda in reading.schede),
        problems=tuple(problem for problem in reading.problems if problem.code not in _OF_OFFICE),
    )


def act_as_item(kept: Json) -> Item:
    """An agreement as a decision keeps it, to be known again."""
    return Item(kept["key"], kept["document"], None, kept["title"])


def _about_agreement(reading: Reading, value: Json) -> Reading | None:
    """The agreement with the facts that a person gave, or without it."""
    items = [Item(a.key, a.document, None, a.title) for a in reading.protocolli]
    pairs = same_records([act_as_item(value["protocollo"])], items)
    mine = next((a for a in reading.protocolli if a.key in pairs), None)
    if mine is None:
        return None
    right = () if value["rejected"] else (_put_right(mine, value["facts"]),)
    kept = tuple(a for one in reading.protocolli for a in (right if one is mine else (one,)))
    return replace(reading, protocolli=kept)


def _put_right(agreement: Protocollo, facts: Json) -> Protocollo:
    """The agreement with the `facts` that a person set; of these nobody need doubt any more."""
    day = agreement.signed_on
    if "date" in facts:
        day = date.fromisoformat(facts["date"]) if facts["date"] else None
    agreement = replace(
        agreement,
        kind=ProtocolloKind(facts.get("kind", agreement.kind)),
        title=facts.get("title", agreement.title),
        signed_on=day,
        doubts=tuple(doubt for doubt in agreement.doubts if doubt not in facts),
        evidence=(*agreement.evidence, Evidence(f"decided by a person: {', '.join(sorted(facts))}")),
    )
    return _with_parties(agreement, facts["parties"]) if "parties" in facts else agreement


def _with_parties(agreement: Protocollo, parties: Sequence[Json]) -> Protocollo:
    return replace(
        agreement,
        parties=tuple(party["name"] for party in parties),
        canonical=tuple(party["canonical"] for party in parties),
        party_facts=tuple(
            PartyFacts(
                party["kind"],
                party["comune"],
                party["province"],
                party["region"],
                1.0,
                (Evidence("decided by a person"),),
            )
            for party in parties
        ),
    )


def _attributed(submission: Submission, reading: Reading) -> Submission:
    """The submission with a `reading` whose office a person gave: nobody need look who sent it.

    What was found out about the sender speaks for the office that was found while reading, and for no other.
    """
    sigla, trust = reading.prefettura.sigla, submission.trust
    reasons: tuple[str, ...] = (f"a person said that {sigla} sent it",)
    if sigla == submission.reading.prefettura.sigla:
        reasons = (*reasons, *submission.trust_reasons)
    else:
        trust = Trust.CLAIMED
    problems = tuple(problem for problem in submission.problems if problem.code is not ProblemCode.UNTRUSTED_SENDER)
    return replace(submission, reading=reading, trust=trust, trust_reasons=reasons, problems=problems)


_WAYS: dict[DecisionKind, Callable[[Reading, Json], Reading | None]] = {
    DecisionKind.REJECT: _rejected,
    DecisionKind.SPLIT: _split,
    DecisionKind.MERGE: _merged,
    DecisionKind.OFFICE: _of_office,
    DecisionKind.AGREEMENT: _about_agreement,
}
