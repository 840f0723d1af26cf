"""`raccolta show`."""

import textwrap
from typing import Any

import click

from config.settings import Settings
from jobs.cli.common import json_option, print_json, say, with_settings
from jobs.cli.lines import show_lines


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
    if as_json:
        print_json(message | {"history": attempts} if why else message)
        return
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
        campo = f" campo {problem['campo']}" if problem["campo"] else ""
        document = f" [{problem['document_path']}]" if problem["document_path"] else ""
        _wrapped(f"problem    {problem['code']}{campo}{document}: {problem['detail']}")
    for decision in message["decisions"]:
        _decision(decision)
    for attempt in attempts if why else attempts[-1:]:
        say(
            f"attempt {attempt['number']}  {attempt['started_at'][:19]}  {attempt['outcome']}  "
            f"{attempt['parser_version'] or ''}"
        )
        if attempt["error"]:
            _wrapped(f"           {attempt['error']}")
        if why and attempt["traceback"]:
            say(textwrap.indent(attempt["traceback"], "           "))


def _decision(decision: dict[str, Any]) -> None:
    """What a person decided, who, when, and whether it still stands or fits."""
    value = {
        key: item["number"] if isinstance(item, dict) else item
        for key, item in (decision["value"] | _facts(decision["value"])).items()
        if key not in {"sha256", "facts"}
    }
    said = ", ".join(f"{key} {item}" for key, item in value.items())
    undone = f", taken back by {decision['undone_by']}" if decision["undone_at"] else ""
    unmet = ", FITS NOTHING ANY MORE" if decision["unmet"] and not undone else ""
    note = f": {decision['note']}" if decision["note"] else ""
    who = f"by {decision['decided_by']} on {decision['decided_at'][:10]}"
    _wrapped(f"decision {decision['id']}  {decision['kind']} {said} {who}{undone}{unmet}{note}")


def _facts(value: dict[str, Any]) -> dict[str, Any]:
    """What a decision says of an agreement, its parties by their names."""
    facts = dict(value.get("facts", {}))
    if "parties" in facts:
        facts["parties"] = "; ".join(party["name"] for party in facts["parties"])
    return facts


def _head(message: dict[str, Any]) -> None:
    marked = message["marked_campi"]
    ticked = (
        "no official form"
        if marked is None
        else "nothing ticked"
        if not marked
        else "ticked: " + ", ".join(map(str, marked))
    )
    say(
        f"message {message['id']}  {message['kind'] or '-'}  {message['status']}  prefettura "
        f"{message['prefettura'] or 'unknown'}  ({ticked})"
    )
    say(f"from       {message['sender']}")
    if message["trust"]:
        _wrapped(f"trust      {message['trust']}: {'; '.join(message['trust_reasons'])}")
    say(f"subject    {message['subject']}")
    say(f"received   {message['received_at']}")
    say(f"source     {message['source']}")
    say(f"original   {message['sha256']}")
    if message["error"]:
        _wrapped(f"error      {message['error']}")


def _envelopes(message: dict[str, Any]) -> None:
    """Who certified, signed and registered what, and which messages belong to this one."""
    if message["origin"]:
        say(f"passed on  written by {message['origin']}")
    for item in message["certifications"]:
        when = f" at {item['certified_at'][:19]}" if item["certified_at"] else ""
        _wrapped(
            f"PEC        {item['kind']} by {item['provider'] or 'unknown provider'}{when}, number "
            f"{item['identifier'] or '-'}, signature {_said(item)}"
        )
    for item in message["signatures"]:
        if item["form"] != "pec":
            when = f", {item['signed_at'][:19]}" if item["signed_at"] else ""
            _wrapped(
                f"signature  {item['path'] or 'the mail'}: {item['signer'] or 'unnamed'}{when}, {_said(item)}, chain "
                f"of trust {item['trust']}"
            )
    for item in message["registrations"]:
        if item["kind"] != "stamp":
            _wrapped(
                f"protocol   {item['kind']} {item['number'] or '-'} of {item['registered_on'] or '-'}, "
                f"{item['office'] or item['aoo']}"
            )
    for item in message["links"]:
        _wrapped(f"belongs to message {item['message']}: {item['kind']} ({item['reason']})")
    for item in message["proposals"]:
        _wrapped(
            f"proposes   {item['kind']} of message {item['message']} ({item['reason']}); a person decides: "
            f"{item['why']}"
        )
    for item in message["letters"]:
        by = f", answer by {item['answer_by']}" if item["answer_by"] else ""
        protocol = f", prot. n. {item['protocol']}" if item["protocol"] else ""
        _wrapped(f"letter {item['letter']}   of {item['written_at'][:10]}{protocol}{by}: {item['asked']}")


def _said(item: dict[str, Any]) -> str:
    return str(item["integrity"]).replace("_", " ")


def _document(document: dict[str, Any], *, why: bool) -> None:
    error = f" ({document['error']})" if document["error"] else ""
    say(f"document   {document['path']}: {document['kind']}, {document['status']}{error}")
    if why:
        pages = f", {document['pages']} pages" if document["pages"] else ""
        say(f"           {document['media_type']}, {document['size']} bytes{pages}, {document['blocks']} paragraphs")
        for note in document["notes"]:
            say(f"           note: {note}")
        if document["unclaimed"]:
            say(f"           unexplained paragraphs: {', '.join(map(str, document['unclaimed']))}")


def _scheda(scheda: dict[str, Any], *, why: bool) -> None:
    review = "  NEEDS REVIEW" if scheda["needs_review"] else ""
    suggested = f", the text suggests {scheda['suggested_campo']}" if scheda["suggested_campo"] else ""
    say(
        f"scheda {scheda['id']}   campo {scheda['campo']} by {scheda['method']} "
        f"({scheda['confidence']:.0%}{suggested}){review}"
    )
    if scheda["title"] or scheda["summary"]:
        _wrapped(f"           {scheda['title'] or scheda['summary']}")
    for line in scheda["description"].split("\n"):
        _wrapped(f"           {line}")
    if why:
        _evidence(scheda["evidence"])


def _protocollo(agreement: dict[str, Any], *, why: bool) -> None:
    schede = f", behind scheda {', '.join(map(str, agreement['schede']))}" if agreement["schede"] else ""
    say(f"protocollo {agreement['id']}  {agreement['kind']}, signed {agreement['signed_on'] or 'date unknown'}{schede}")
    _wrapped(f"           {agreement['title']}")
    terms = [
        f"{name} {agreement[key]}"
        for name, key in (("in", "place"), ("for", "duration"), ("number", "number"))
        if agreement[key]
    ]
    if terms:
        _wrapped("           " + ", ".join(terms))
    if agreement["parties"]:
        _wrapped("           between " + "; ".join(agreement["parties"]))
    if agreement["decided_by"]:
        _wrapped(f"           as {agreement['decided_by']} decided on {agreement['decided_at'][:10]}")
    if agreement["doubts"]:
        _wrapped("           NEEDS REVIEW: " + ", ".join(agreement["doubts"]))
    if why:
        _evidence(agreement["evidence"])


def _evidence(evidence: list[dict[str, Any]]) -> None:
    for item in evidence:
        place = f"page {item['page']}, " if item["page"] else ""
        where = f" ({place}paragraph {item['block']})" if item["block"] is not None else ""
        _wrapped(f"           because: “{item['text']}”{where}")


def _wrapped(text: str) -> None:
    say(textwrap.fill(text, width=120, subsequent_indent=" " * 11, break_long_words=False))
