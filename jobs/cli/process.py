"""`raccolta process`."""

import click

from config.settings import Settings
from jobs.cli.common import described, json_option, print_json, read_waiting, told, with_settings


@click.command("process")
@with_settings
@json_option
def command(settings: Settings, as_json: bool) -> None:
    """Process what is due now, without asking a mailbox for more: after an outage, or beside a service that only
    polls.
    """
    from jobs.app import open_existing

    with open_existing(settings) as app:
        states = read_waiting(app)
    print_json({"processed": states}) if as_json else told("processed: {states}", states=described(states))
