"""What the right side shows of an item: facts about its message, and the lines of its document."""

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from typing import Any

from config.campi import campo
from config.showing import on_one_line, visible
from jobs.app import App
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
    office = message["prefettura"] or "unknown office"
    yield f"message {message['id']}  {office}  {message['status']}  {on_one_line(message['subject'] or '')}"
    yield f"from {on_one_line(message['sender'] or '')}"
    if message["trust"]:
        yield on_one_line(f"trust {message['trust']}: {'; '.join(message['trust_reasons'])}")
    for scheda in message["schede"]:
        if item.what != "scheda" or scheda["id"] == item.number:
            yield from _scheda(scheda)
    for act in message["protocolli"]:
        yield on_one_line(
            f"protocollo {act['id']}: {act['kind']}, {act['signed_on'] or 'no date'}, {'; '.join(act['parties'])}"
        )
    for problem in message["problems"]:
        yield on_one_line(f"! {problem['code']}: {problem['detail']}")
    for proposal in message["proposals"]:
        yield on_one_line(f"proposes {proposal['kind']} of message {proposal['message']}: {proposal['why']}")
    for decision in message["decisions"]:
        undone = ", taken back" if decision["undone_at"] else ""
        note = f": {decision['note']}" if decision["note"] else ""
        yield on_one_line(f"decision {decision['id']} {decision['kind']} by {decision['decided_by']}{undone}{note}")


def _scheda(scheda: Json) -> Iterator[str]:
    yield f"scheda {scheda['id']}: campo {scheda['campo']} by {scheda['method']} ({scheda['confidence']:.0%})"
    yield f"  {scheda['campo']:>2} {campo(scheda['campo']).title}"
    for other in scheda["candidates"]:
        number = other["campo"]
        mark = "suggested, " if number == scheda["suggested_campo"] else ""
        yield f"  {mark}by its words {other['probability']:.0%}: {number:>2} {campo(number).title}"


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
