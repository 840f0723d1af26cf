"""`raccolta poll`."""

import click

from config.settings import Settings
from jobs.cli.common import described, json_option, print_json, progress, read_waiting, with_settings


@click.command("poll")
@with_settings
@json_option
def command(settings: Settings, as_json: bool) -> None:
    """Take in what is new, process it and whatever is due, then exit."""
    from jobs.app import open_app, open_mailbox
    from jobs.poll import poll

    mailbox = open_mailbox(settings)
    with open_app(settings) as app:
        with progress("taking in") as shown:
            result = poll(app, mailbox, progress=shown)
        states = read_waiting(app)
    if as_json:
        print_json({"stored": result.stored, "not_taken": result.gaps, "filed": result.filed, "busy": result.busy, "processed": states})
    elif result.busy:
        click.echo("another process is polling this mailbox; nothing was done there")
    else:
        not_taken = f", {result.gaps} could not be taken" if result.gaps else ""
        click.echo(f"{result.stored} new{not_taken}; processed: {described(states)}")
