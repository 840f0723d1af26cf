"""`raccolta replace`."""

from pathlib import Path

import click

from config.settings import Settings
from jobs import decide as verbs
from jobs.cli.common import json_option, with_settings
from jobs.cli.persons import by_person, decide
from jobs.decide import Person


@click.command("replace")
@click.argument("number", metavar="ID", type=int)
@click.argument("document")
@click.argument("file", type=click.Path(path_type=Path, dir_okay=False))
@by_person
@with_settings
@json_option
def command(number: int, document: str, file: Path, by: Person, settings: Settings, as_json: bool) -> None:
    """Read FILE in place of DOCUMENT (its path or name, as `raccolta show ID` says) of message ID. The original stays
    as it is, and `raccolta review undo` takes it back.
    """
    decide(settings, lambda app: verbs.replace(app, number, document, file, by), as_json=as_json)
