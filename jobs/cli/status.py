"""`raccolta status`."""

from typing import Any

import click

from config.errors import NoDataError
from config.settings import Settings
from jobs.cli import ok
from jobs.cli.common import described, json_option, print_json, say, with_settings


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
        print_json({"red": [reason]}) if as_json else say(f"health      RED: {reason}")
        ok(not health)
        return
    if as_json:
        print_json(found.counts | {"red": list(found.red)})
    else:
        _print(found.counts, found.red, watched=settings.imap_host is not None or bool(found.counts["mailboxes"]))
    if health:
        ok(not found.red)


def _print(counts: dict[str, Any], red: tuple[str, ...], *, watched: bool) -> None:
    well = "green" if watched else "no mailbox is set and none was ever polled; nothing else is wrong"
    say(f"health      {'RED: ' + '; '.join(red) if red else well}")
    say(f"messages    {described(counts['status'])}")
    say(f"kinds       {described(counts['kind'])}")
    if counts["trust"]:
        say(f"senders     {described(counts['trust'])}")
    say(f"records     {counts['schede']} schede, {counts['protocolli']} protocolli")
    for box in counts["mailboxes"]:
        last = box["last_good_poll_at"] or "never"
        say(f"mailbox     {box['key']}: last good poll {last}, {box['server_count']} messages on the server")
        if box["last_error"]:
            say(f"            last poll failed: {box['last_error']}")
        if box["reconciled_at"]:
            say(f"reconciled  {box['reconciled_at']}: {box['missing'] or 'none'} missing")
    person = {
        "schede to review": counts["needs_review"],
        "messages with text or files to look at": counts["needs_a_look"],
        "links between messages to decide": counts["proposals"],
        "decisions whose scheda is gone": counts["decisions_without_scheda"],
        "submissions of unknown senders": counts["unknown_sender"],
        "messages that could not be taken": counts["not_taken"],
        "failed messages": counts["failed_open"],
    }
    say("for a person " + (", ".join(f"{count} {what}" for what, count in person.items() if count) or "nothing"))
    if counts["problems"]:
        say(f"problems    {described(counts['problems'])}")
