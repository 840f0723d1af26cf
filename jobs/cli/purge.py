"""`raccolta purge`."""

from datetime import UTC, datetime

import click

from config.errors import UsageError
from config.settings import Settings
from jobs.cli.common import json_option, print_json, told, with_settings
from jobs.cli.persons import by_person
from jobs.decide import Person
from jobs.language.words import how_many


@click.command("purge")
@click.option("--message", "numbers", metavar="ID", type=int, multiple=True, help="This message; may be given again.")
@click.option(
    "--older-than",
    metavar="DATE",
    type=click.DateTime(["%Y-%m-%d"]),
    help="All that were received before this day (UTC).",
)
@click.option("--yes", is_flag=True, help="Do it; without, only say what would go.")
@by_person
@with_settings
@json_option
def command(
    numbers: tuple[int, ...], older_than: datetime | None, yes: bool, by: Person, settings: Settings, as_json: bool
) -> None:
    """Remove messages for good: the original and all that was read from it. A row without any of its words stays, with
    who and why (--note). The mail is not taken in again; mailbox and backups are not touched.
    """
    from jobs.app import open_existing
    from jobs.purge import chosen, purge

    with open_existing(settings) as app:
        meant = chosen(app, numbers, older_than.replace(tzinfo=UTC) if older_than else None)
        if not yes:
            named = ", ".join(map(str, meant)) or "none"
            raise UsageError(f"messages to be removed for good: {named}. Nothing is removed without --yes")
        if not by.note:
            raise UsageError("say why with --note")
        done = purge(app, meant, by)
    if as_json:
        print_json(
            {"messages": done.messages, "schede": done.schede, "protocolli": done.protocolli, "files": done.files}
        )
        return
    told(
        "removed: {messages}, {schede}, {protocolli}, {files}",
        messages=how_many(len(done.messages), "message", "messages"),
        schede=how_many(done.schede, "scheda", "schede"),
        protocolli=how_many(done.protocolli, "protocollo", "protocolli"),
        files=how_many(done.files, "file", "files"),
    )
