"""`raccolta close`."""

import click

from config.errors import UsageError
from config.settings import Settings
from jobs import decide as verbs
from jobs.cli.common import json_option, with_settings
from jobs.cli.persons import by_person, decide
from jobs.decide import Person


@click.command("close")
@click.argument("number", metavar="ID", type=int)
@by_person
@with_settings
@json_option
def command(number: int, by: Person, settings: Settings, as_json: bool) -> None:
    """Settle message ID as it is, with the reason in --note: `raccolta failed` lists it no more."""
    if not by.note:
        raise UsageError("say why with --note")
    decide(settings, lambda app: verbs.close(app, number, by), as_json=as_json)
