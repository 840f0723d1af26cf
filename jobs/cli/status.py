"""`raccolta status`."""

from typing import Any

import click

from config.errors import NoDataError
from config.settings import Settings
from config.vocabulary import MessageKind, ProblemCode, Trust
from jobs.cli import ok
from jobs.cli.common import described, json_option, moment, print_json, say_wrapped, told, with_settings
from jobs.language.summary import by_stage, for_a_person
from jobs.language.words import how_many, retell, tell


@click.command("status")
@with_settings
@json_option
@click.option("--health", is_flag=True, help="Exit with 1 if health is red: for health checks.")
def command(settings: Settings, as_json: bool, health: bool) -> None:
    """Show counts per state and kind, the last good poll, the backlog, and what needs a person."""
    from jobs.app import open_existing
    from jobs.failures import operator_text
    from jobs.status import status

    try:
        with open_existing(settings) as app:
            found = status(app)
    except NoDataError as error:
        reason = operator_text(error)
        print_json({"red": [reason]}) if as_json else told("health      RED: {reasons}", reasons=retell(reason))
        ok(not health)
        return
    if as_json:
        print_json(found.counts | {"red": list(found.red)})
    else:
        _print(found.counts, found.red, watched=settings.imap_host is not None or bool(found.counts["mailboxes"]))
    if health:
        ok(not found.red)


def _print(counts: dict[str, Any], red: tuple[str, ...], *, watched: bool) -> None:
    if red:
        _told("health      RED: {reasons}", reasons="\n            ".join(map(retell, red)))
    else:
        unwatched = "no mailbox is set and none was ever polled; nothing else is wrong"
        _told("health      {well}", well=tell("green" if watched else unwatched))
    waiting = [f"{listed}: `{command}`" for listed, command in for_a_person(counts)]
    _told("to do       {waiting}", waiting="\n            ".join(waiting) or tell("nothing"))
    _told("messages    {counts}", counts=described(counts["status"]))
    _told("kinds       {counts}", counts=described(counts["kind"], MessageKind))
    if counts["trust"]:
        _told("senders     {counts}", counts=described(counts["trust"], Trust))
    for name, one, many in (("schede", "scheda", "schede"), ("protocolli", "protocollo", "protocolli")):
        _records(name, how_many(counts[f"{name}_in_force"], one, many), counts)
    for box in counts["mailboxes"]:
        _mailbox(box)
    if seconds := dict(counts["seconds"]):
        readings = seconds.pop("readings")
        count = how_many(readings, "reading", "readings")
        _told("seconds     {stages} (mean of {count})", stages=by_stage(seconds), count=count)
    if counts["problems"]:
        _told("problems    {counts}", counts=described(counts["problems"], ProblemCode))


def _records(name: str, in_force: str, counts: dict[str, Any]) -> None:
    said = "records     {in_force} in force, {nobodys} of them of no known office; {replaced} replaced"
    _told(said, in_force=in_force, nobodys=counts[f"{name}_without_office"], replaced=counts[f"{name}_replaced"])


def _mailbox(box: dict[str, Any]) -> None:
    last = moment(box["last_good_poll_at"]) or tell("never")
    count = "?" if box["server_count"] is None else how_many(box["server_count"], "message", "messages")
    _told("mailbox     {key}: last good poll {last}, {count} on the server", key=box["key"], last=last, count=count)
    if box["last_error"]:
        _told("            last poll failed: {reason}", reason=retell(box["last_error"]))
    if box["reconciled_at"]:
        missing = box["missing"] or tell("none")
        _told("reconciled  {moment}: {missing} missing", moment=moment(box["reconciled_at"]), missing=missing)


def _told(template: str, **facts: Any) -> None:
    say_wrapped(tell(template, **facts), 12)
