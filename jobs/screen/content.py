"""What the right side shows of an item: facts about its message, and the lines of its document."""

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from typing import Any

from config.campi import campo
from config.showing import on_one_line, visible
from config.vocabulary import DecisionKind, LinkKind, MessageState, Method, ProblemCode, ProtocolloKind, Trust
from jobs.app import App
from jobs.language.words import retell, tell, word
from jobs.screen.items import Item

Json = Mapping[str, Any]


@dataclass(frozen=True, slots=True)
class Line:
    """A line of a document: what claimed it (`rule`, `schede`), and whether a decision rests on it (`evidence`)."""

    text: str
    claim: str
    schede: tuple[int, ...]
    evidence: bool
    mine: bool


@dataclass(frozen=True, slots=True)
class Content:
    """An item as the right side shows it: `facts` in lines of plain text, the `lines` of its document, the scheda at
    hand (None where the message has none there), the schede, agreements and decisions of the message.
    """

    facts: tuple[str, ...]
    lines: tuple[Line, ...]
    scheda: int | None
    schede: tuple[Json, ...]
    protocolli: tuple[Json, ...]
    decisions: tuple[Json, ...]


def content(app: App, item: Item) -> Content:
    """Reads what belongs to an item. Raises NotFoundError if its message is gone."""
    message = app.queries.message(item.message)
    lines = app.queries.lines(item.message)
    path = item.document or next((line["document_path"] for line in lines), None)
    schede = tuple(scheda for scheda in message["schede"] if item.document in {None, scheda["document_path"]})
    numbers = [scheda["id"] for scheda in schede]
    mine = item.number if item.what == "scheda" else next(iter(numbers), None)
    return Content(
        tuple(_facts(message, item)),
        tuple(_lines(lines, path, schede, mine)),
        mine,
        tuple(message["schede"]),
        tuple(message["protocolli"]),
        tuple(message["decisions"]),
    )


def _facts(message: Json, item: Item) -> Iterator[str]:
    yield _line(
        "message {id}  {sigla}  {status}  {subject}",
        id=message["id"],
        sigla=message["prefettura"] or tell("unknown office"),
        status=word(MessageState, message["status"]),
        subject=message["subject"] or "",
    )
    if item.what != "scheda":
        # In the list most of it is cut off; what else is known of the message may be long.
        yield f"> {item.says}"
    yield _line("from {sender}", sender=message["sender"] or "")
    if message["trust"]:
        reasons = "; ".join(map(retell, message["trust_reasons"]))
        yield _line("trust {trust}: {reasons}", trust=word(Trust, message["trust"]), reasons=reasons)
    for scheda in message["schede"]:
        if item.what != "scheda" or scheda["id"] == item.number:
            yield from _scheda(scheda)
    for act in message["protocolli"]:
        yield _line(
            "protocollo {id}: {kind}, {day}, {parties}",
            id=act["id"],
            kind=word(ProtocolloKind, act["kind"]),
            day=act["signed_on"] or tell("no date"),
            parties="; ".join(act["parties"]),
        )
    for problem in message["problems"]:
        code = word(ProblemCode, problem["code"])
        yield _line("! {code}: {detail}", code=code, detail=retell(problem["detail"]))
    for proposal in message["proposals"]:
        facts = {"message": proposal["message"], "why": retell(proposal["why"])}
        yield _line("proposes {kind} of message {message}: {why}", kind=word(LinkKind, proposal["kind"]), **facts)
    for decision in message["decisions"]:
        yield _line(
            "decision {id} {kind} by {who}{undone}{note}",
            id=decision["id"],
            kind=word(DecisionKind, decision["kind"]),
            who=decision["decided_by"],
            undone=tell(", taken back") if decision["undone_at"] else "",
            note=f": {decision['note']}" if decision["note"] else "",
        )


def _line(template: str, **facts: object) -> str:
    return on_one_line(tell(template, **facts))


def _scheda(scheda: Json) -> Iterator[str]:
    number, declared = scheda["id"], scheda["campo"]
    facts = {"method": word(Method, scheda["method"]), "confidence": f"{scheda['confidence']:.0%}"}
    yield tell("scheda {id}: campo {campo} by {method} ({confidence})", id=number, campo=declared, **facts)
    yield f"  {declared:>2} {campo(declared).title}"
    for other in scheda["candidates"]:
        named = f"{other['campo']:>2} {campo(other['campo']).title}"
        suggested = tell("suggested, ") if other["campo"] == scheda["suggested_campo"] else ""
        said = {"probability": f"{other['probability']:.0%}", "campo": named, "suggested": suggested}
        yield tell("  {suggested}by its words {probability}: {campo}", **said)


def _lines(lines: Sequence[Json], path: str | None, schede: Sequence[Json], mine: int | None) -> Iterator[Line]:
    """The lines of one document, or of all where none is named; evidence is that of the scheda at hand."""
    because = {item["block"] for scheda in schede if scheda["id"] == mine for item in scheda["evidence"]}
    for line in lines:
        if line["document_path"] == path:
            act = f" p{line['protocollo']}" if line["protocollo"] else ""
            numbers = ",".join(map(str, line["schede"]))
            yield Line(
                visible(line["text"]),
                f"{numbers or line['rule'] or '-'}{act}",
                tuple(line["schede"]),
                line["line"] in because,
                mine in line["schede"],
            )
