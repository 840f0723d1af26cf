"""`raccolta status`."""

from typing import Any

import click

from config.errors import NoDataError
from config.settings import Settings
from config.vocabulary import MessageKind, ProblemCode, Trust
from jobs.cli import ok
from jobs.cli.common import described, json_option, moment, print_json, say_wrapped, told, with_settings
from jobs.language.summary import by_stage, for_a_person
from jobs.language.words import retell, tell


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
    _told("records     {schede} schede, {protocolli} protocolli", **counts)
    for box in counts["mailboxes"]:
        _mailbox(box)
    if seconds := dict(counts["seconds"]):
        readings = seconds.pop("readings")
        _told("seconds     {stages} (the last {count} readings)", stages=by_stage(seconds), count=readings)
    if counts["problems"]:
        _told("problems    {counts}", counts=described(counts["problems"], ProblemCode))


def _mailbox(box: dict[str, Any]) -> None:
    last = moment(box["last_good_poll_at"]) or tell("never")
    said = "mailbox     {key}: last good poll {last}, {count} messages on the server"
    _told(said, key=box["key"], last=last, count=box["server_count"])
    if box["last_error"]:
        _told("            last poll failed: {reason}", reason=retell(box["last_error"]))
    if box["reconciled_at"]:
        missing = box["missing"] or tell("none")
        _told("reconciled  {moment}: {missing} missing", moment=moment(box["reconciled_at"]), missing=missing)


def _told(template: str, **facts: Any) -> None:
    say_wrapped(tell(template, **facts), 12)
