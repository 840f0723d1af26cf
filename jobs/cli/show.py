"""`raccolta show`."""

import textwrap
from typing import Any

import click

from config.settings import Settings
from config.vocabulary import (
    DecisionKind,
    DocumentKind,
    DocumentStatus,
    LinkKind,
    MessageKind,
    MessageState,
    Method,
    ProblemCode,
    ProtocolloKind,
    Trust,
)
from jobs.cli.common import json_option, moment, print_json, say, say_wrapped, told, with_settings
from jobs.cli.decisions_told import in_place, in_words
from jobs.cli.lines import show_lines
from jobs.language.summary import by_stage
from jobs.language.words import how_many, retell, tell, word


@click.command("show")
@click.argument("number", metavar="ID", type=int)
@click.option("--why", is_flag=True, help="Add the evidence of every decision, all attempts and unexplained text.")
@click.option(
    "--text",
    "document",
    metavar="[DOCUMENT]",
    is_flag=False,
    flag_value="",
    help="Show every line that was read, of all documents or of this one, with the rule that claimed it.",
)
@with_settings
@json_option
def command(number: int, why: bool, document: str | None, settings: Settings, as_json: bool) -> None:
    """Show message ID: documents, schede, protocolli, problems, attempts."""
    from jobs.app import open_existing

    with open_existing(settings) as app:
        if document is not None:
            show_lines(app.queries.message(number), app.queries.lines(number, document), document, as_json=as_json)
            return
        message = app.queries.message(number)
        attempts = app.queries.attempts(number)
        numbers = app.queries.problem_numbers(number)
    if as_json:
        print_json(message | {"history": attempts} if why else message)
        return
    for problem in message["problems"]:
        # Of a message that is read again at this moment none is known.
        known = numbers.get((problem["code"], problem["campo"], problem["detail"]))
        problem["id"] = known.pop(0) if known else "-"
    _show(message, attempts, why=why)


def _show(message: dict[str, Any], attempts: list[dict[str, Any]], *, why: bool) -> None:
    _head(message)
    _envelopes(message)
    for document in message["documents"]:
        _document(document, why=why)
    for scheda in message["schede"]:
        _scheda(scheda, why=why)
    for agreement in message["protocolli"]:
        _protocollo(agreement, why=why)
    for problem in message["problems"]:
        _line(
            "problem {id}  {code}{campo}{document}: {detail}{settled}",
            id=problem["id"],
            settled=tell(" (settled)") if problem["settled"] else "",
            code=word(ProblemCode, problem["code"]),
            campo=f" campo {problem['campo']}" if problem["campo"] else "",
            document=f" [{problem['document_path']}]" if problem["document_path"] else "",
            detail=retell(problem["detail"]),
        )
    later = in_place(message["decisions"])
    for decision in message["decisions"]:
        _decision(decision, later.get(decision["id"]))
    for attempt in attempts if why else attempts[-1:]:
        # What still holds of the message is told above.
        _attempt(attempt, why=why, told_above=message["error"])


def _attempt(attempt: dict[str, Any], *, why: bool, told_above: str | None) -> None:
    """One reading: when, what came of it, by which version; with `why` where its time went."""
    _line(
        "attempt {number}  {moment}  {outcome}  {version}",
        number=attempt["number"],
        moment=moment(attempt["started_at"]),
        outcome=word(MessageState, attempt["outcome"]),
        version=attempt["parser_version"] or "",
    )
    if attempt["error"] and attempt["error"] != told_above:
        _wrapped(f"           {retell(attempt['error'])}")
    if why and attempt["seconds"]:
        _line("           seconds: {stages}", stages=by_stage(attempt["seconds"]))
    if why and attempt["traceback"]:
        say(textwrap.indent(attempt["traceback"], "           "))


def _decision(decision: dict[str, Any], later: int | None) -> None:
    """What a person decided, who, when, and whether it still stands or fits; `later` took its place."""
    said = in_words(decision)
    undone = tell(", taken back by {who}", who=decision["undone_by"]) if decision["undone_at"] else ""
    _line(
        "decision {id}  {kind}{said} by {who} on {day}{undone}{unmet}{later}{note}",
        id=decision["id"],
        kind=word(DecisionKind, decision["kind"]),
        said=f" ({said})" if said else "",
        who=decision["decided_by"],
        day=decision["decided_at"][:10],
        undone=undone,
        unmet=tell(", FITS NOTHING ANY MORE") if decision["unmet"] and not undone else "",
        later=tell(", decision {number} counts in its place", number=later) if later else "",
        note=f": {decision['note']}" if decision["note"] else "",
    )


def _head(message: dict[str, Any]) -> None:
    marked = message["marked_campi"]
    ticked = tell("ticked: {campi}", campi=", ".join(map(str, marked))) if marked else tell("nothing ticked")
    _line(
        "message {id}  {kind}  {status}  prefettura {sigla}  ({ticked})",
        id=message["id"],
        kind=word(MessageKind, message["kind"]) or "-",
        status=word(MessageState, message["status"]),
        sigla=message["prefettura"] or tell("unknown"),
        ticked=tell("no official form") if marked is None else ticked,
    )
    _line("from       {value}", value=message["sender"])
    if message["trust"]:
        reasons = "; ".join(map(retell, message["trust_reasons"]))
        _line("trust      {trust}: {reasons}", trust=word(Trust, message["trust"]), reasons=reasons)
    _line("subject    {value}", value=message["subject"])
    _line("received   {value}", value=moment(message["received_at"]))
    _line("source     {value}", value=message["source"])
    _line("original   {value}", value=message["sha256"])
    if message["error"]:
        _line("error      {value}", value=retell(message["error"]))


def _envelopes(message: dict[str, Any]) -> None:
    """Who certified, signed and registered what, and which messages belong to this one."""
    if message["origin"]:
        told("passed on  written by {origin}", origin=message["origin"])
    for item in message["certifications"]:
        _certification(item)
    for item in message["signatures"]:
        if item["form"] != "pec":
            _signature(item)
    for item in message["registrations"]:
        if item["kind"] != "stamp":
            _line(
                "protocol   {kind} {number} of {day}, {office}",
                kind=item["kind"],
                number=item["number"] or "-",
                day=item["registered_on"] or "-",
                office=item["office"] or item["aoo"],
            )
    for item in message["links"]:
        _link(item)
    for item in message["proposals"]:
        said = {"message": item["message"], "kind": _kind_of_link(item["kind"]), "reason": retell(item["reason"])}
        _line(
            "proposes   {kind} of message {message} ({reason}); a person decides: {why}",
            why=retell(item["why"]),
            **said,
        )
    for item in message["letters"]:
        _letter(item)
    if message["answers"]:
        numbers = ", ".join(map(str, message["answers"]))
        told("answers    letter {letters} (`raccolta letter --list`)", letters=numbers)


def _link(item: dict[str, Any]) -> None:
    """A message that belongs to this one, how, and which of the two gives way."""
    if item["replaced"] is None:
        force = ""
    elif item["replaced"] == item["message"]:
        force = tell("; this one is in force")
    else:
        force = tell("; message {number} is in force", number=item["message"])
    said = {"message": item["message"], "kind": _kind_of_link(item["kind"]), "reason": retell(item["reason"])}
    _line("belongs to message {message}: {kind} ({reason}){force}", force=force, **said)


def _kind_of_link(kind: str) -> str:
    """`duplicate`, or with who says so behind it."""
    first, sign, rest = kind.partition(" ")
    return word(LinkKind, first) + sign + retell(rest)


def _certification(item: dict[str, Any]) -> None:
    _line(
        "PEC        {kind} by {provider}{when}, number {identifier}, signature {integrity}",
        kind=item["kind"],
        provider=item["provider"] or tell("unknown provider"),
        when=tell(" at {moment}", moment=item["certified_at"][:19]) if item["certified_at"] else "",
        identifier=item["identifier"] or "-",
        integrity=_said(item),
    )


def _signature(item: dict[str, Any]) -> None:
    _line(
        "signature  {path}: {signer}{when}, {integrity}, chain of trust {chain}",
        path=item["path"] or tell("the mail"),
        signer=item["signer"] or tell("unnamed"),
        when=f", {item['signed_at'][:19]}" if item["signed_at"] else "",
        integrity=_said(item),
        chain=retell(item["trust"]),
    )


def _letter(item: dict[str, Any]) -> None:
    _line(
        "letter {letter}   of {day}{protocol}{by}: {asked}",
        letter=item["letter"],
        day=item["written_at"][:10],
        protocol=tell(", prot. n. {protocol}", protocol=item["protocol"]) if item["protocol"] else "",
        by=tell(", answer by {day}", day=item["answer_by"]) if item["answer_by"] else "",
        asked=item["asked"],
    )


def _said(item: dict[str, Any]) -> str:
    return retell(str(item["integrity"]).replace("_", " "))


def _document(document: dict[str, Any], *, why: bool) -> None:
    _line(
        "document   {path}: {kind}, {status}{error}",
        path=document["path"],
        kind=word(DocumentKind, document["kind"]),
        status=word(DocumentStatus, document["status"]),
        error=f" ({retell(document['error'])})" if document["error"] else "",
    )
    if why:
        _line(
            "           {type}, {size}{pages}, {blocks}",
            type=document["media_type"],
            size=how_many(document["size"], "byte", "bytes"),
            pages=f", {how_many(document['pages'], 'page', 'pages')}" if document["pages"] else "",
            blocks=how_many(document["blocks"], "paragraph", "paragraphs"),
        )
        for note in document["notes"]:
            _line("           note: {note}", note=retell(note))
        if document["unclaimed"]:
            _line("           unexplained paragraphs: {numbers}", numbers=", ".join(map(str, document["unclaimed"])))


def _scheda(scheda: dict[str, Any], *, why: bool) -> None:
    suggested = scheda["suggested_campo"]
    _line(
        "scheda {id}   campo {campo} by {method} ({confidence}{suggested}){review}",
        id=scheda["id"],
        campo=scheda["campo"],
        method=word(Method, scheda["method"]),
        confidence=f"{scheda['confidence']:.0%}",
        suggested=tell(", the text suggests {campo}", campo=suggested) if suggested else "",
        review=tell("  NEEDS REVIEW") if scheda["needs_review"] else "",
    )
    if (title := scheda["title"] or scheda["summary"]) and not scheda["description"].startswith(title.rstrip("…")):
        _wrapped(f"           {title}")
    for line in scheda["description"].split("\n"):
        _wrapped(f"           {line}")
    if why:
        _evidence(scheda["evidence"])


def _protocollo(agreement: dict[str, Any], *, why: bool) -> None:
    schede = ", ".join(map(str, agreement["schede"]))
    _line(
        "protocollo {id}  {kind}, signed {day}{schede}",
        id=agreement["id"],
        kind=word(ProtocolloKind, agreement["kind"]),
        day=agreement["signed_on"] or tell("date unknown"),
        schede=tell(", behind scheda {schede}", schede=schede) if schede else "",
    )
    _wrapped(f"           {agreement['title']}")
    terms = [
        tell(said, value=agreement[key])
        for said, key in (("in {value}", "place"), ("duration {value}", "duration"), ("number {value}", "number"))
        if agreement[key]
    ]
    if terms:
        _wrapped("           " + ", ".join(terms))
    if agreement["parties"]:
        _line("           between {parties}", parties="; ".join(agreement["parties"]))
    if agreement["decided_by"]:
        day = agreement["decided_at"][:10]
        _line("           as {who} decided on {day}", who=agreement["decided_by"], day=day)
    if agreement["doubts"]:
        _line("           NEEDS REVIEW: {doubts}", doubts=", ".join(map(tell, agreement["doubts"])))
    if why:
        _evidence(agreement["evidence"])


def _evidence(evidence: list[dict[str, Any]]) -> None:
    for item in evidence:
        place = tell("page {page}, ", page=item["page"]) if item["page"] else ""
        where = tell(" ({place}paragraph {block})", place=place, block=item["block"])
        _line(
            "           because: “{text}”{where}", text=item["text"], where=where if item["block"] is not None else ""
        )


def _line(template: str, **facts: Any) -> None:
    """A sentence in the language of the settings, wrapped."""
    _wrapped(tell(template, **facts))


def _wrapped(text: str) -> None:
    say_wrapped(text, 11, in_a_pipe=120)
