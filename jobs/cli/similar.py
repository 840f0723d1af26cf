"""`raccolta similar`."""

import click

from config.settings import Settings
from jobs.cli.common import json_option, with_settings
from jobs.cli.search import show


@click.command("similar")
@click.argument("scheda", type=int)
@click.option("--limit", type=click.IntRange(1), default=10, show_default=True, help="Most results.")
@with_settings
@json_option
def command(scheda: int, limit: int, settings: Settings, as_json: bool) -> None:
    """Find practices that speak of the same things as SCHEDA, the likest first."""
    from jobs.app import open_existing
    from store.search import similar

    with open_existing(settings) as app:
        show(similar(app.database, scheda, limit), as_json=as_json)
