"""`raccolta reconcile`."""

import sys
from dataclasses import asdict

import click

from config.settings import Settings
from jobs.cli.common import json_option, print_json, print_table, say, with_settings


@click.command("reconcile")
@with_settings
@json_option
def command(settings: Settings, as_json: bool) -> None:
    """Hold the mailbox against the database, message by message; exit code 1 if anything is missing."""
    from jobs.app import open_app, open_mailbox
    from jobs.reconcile import reconcile

    mailbox = open_mailbox(settings)
    with open_app(settings) as app:
        found = reconcile(app, mailbox)
    if as_json:
        print_json(asdict(found))
    else:
        states = ", ".join(f"{count} {state}" for state, count in sorted(found.states.items())) or "none"
        say(found.mailbox)
        say(f"on the server   {found.on_server}")
        say(f"stored          {found.stored} of these, {found.gone} that are no longer there ({states})")
        say(f"not yet polled  {found.new}")
        say(f"missing         {len(found.missing)}")
        if found.missing:
            print_table(("uid", "message", "why"), ((item.uid, item.message, item.reason) for item in found.missing))
    if found.missing:
        sys.exit(1)
