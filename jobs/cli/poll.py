"""`raccolta poll`."""

from typing import TYPE_CHECKING

import click

from config.errors import RaccoltaError
from config.settings import Settings
from jobs.cli import ok
from jobs.cli.common import described, json_option, print_json, progress, read_waiting, retold, told, with_settings
from jobs.language.words import tell

if TYPE_CHECKING:
    from jobs.poll import PollResult


@click.command("poll")
@with_settings
@json_option
def command(settings: Settings, as_json: bool) -> None:
    """Take in what is new, process it and whatever is due, then exit."""
    from jobs.app import open_app, open_mailbox
    from jobs.poll import PollResult, poll

    mailbox = open_mailbox(settings)
    result, failure = PollResult(), None
    with open_app(settings) as app:
        try:
            with progress("taking in") as shown:
                result = poll(app, mailbox, progress=shown)
        except RaccoltaError as error:
            failure = error
        # What was stored is read, whatever ails the mailbox.
        states = read_waiting(app)
    if failure is not None:
        if states:
            told("processed: {states}", err=as_json, states=described(states))
        raise failure
    _tell(result, states, as_json=as_json)
    if result.refused:
        retold(result.refused, err=True)
    ok(not result.refused)


def _tell(result: "PollResult", states: dict[str, int], *, as_json: bool) -> None:
    if as_json:
        found = {"stored": result.stored, "not_taken": result.gaps, "filed": result.filed, "busy": result.busy}
        print_json(found | {"refused": result.refused or None, "processed": states})
    elif result.busy:
        told("another process is polling this mailbox; nothing was done there")
    else:
        more = tell(", {count} could not be taken", count=result.gaps) if result.gaps else ""
        told("{count} new{more}; processed: {states}", count=result.stored, more=more, states=described(states))
