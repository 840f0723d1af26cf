"""`raccolta reconcile`."""

import sys
from dataclasses import asdict
from typing import TYPE_CHECKING

import click

from config.settings import Settings
from jobs.cli.common import described, json_option, print_json, print_table, say, told, with_settings
from jobs.language.words import retell

if TYPE_CHECKING:
    from jobs.reconcile import Reconciliation


@click.command("reconcile")
@with_settings
@json_option
def command(settings: Settings, as_json: bool) -> None:
    """Hold the mailbox against the database, message by message; exit code 1 if anything is missing."""
    from jobs.app import open_existing, open_mailbox
    from jobs.reconcile import reconcile

    mailbox = open_mailbox(settings)
    with open_existing(settings) as app:
        found = reconcile(app, mailbox)
    if as_json:
        print_json(asdict(found))
    else:
        _print(found)
    if found.missing:
        sys.exit(1)


def _print(found: "Reconciliation") -> None:
    say(found.mailbox)
    told("on the server   {count}", count=found.on_server)
    said = "stored          {stored} of these, {gone} that are no longer there ({states})"
    told(said, stored=found.stored, gone=found.gone, states=described(found.states))
    told("not yet polled  {count}", count=found.new)
    told("missing         {count}", count=len(found.missing))
    if found.missing:
        rows = ((item.uid, item.message, retell(item.reason)) for item in found.missing)
        print_table(("uid", "message", "why"), rows)
