"""`raccolta browse`."""

import click

from config.settings import Settings
from jobs.cli.common import told, with_settings
from jobs.language.words import how_many


@click.command("browse")
@click.option("--full", is_flag=True, help="With the texts as they came, and all views: shows personal data.")
@click.option("--host", default="127.0.0.1", show_default=True, help="Address to listen at.")
@click.option(
    "--port", type=click.IntRange(0, 65535), default=8001, show_default=True, help="Port; 0 takes a free one."
)
@click.option(
    "--seconds", type=click.IntRange(1, 3600), default=10, show_default=True, help="How long one question may last."
)
@with_settings
def command(full: bool, host: str, port: int, seconds: int, settings: Settings) -> None:
    """Look through the data in a browser: filter, count, search, ask (Datasette; extra `browse`).

    Shows a copy of the data as they are now, without personal data, to this machine only. Ctrl-C ends it.
    """
    from jobs.app import open_existing
    from jobs.browse.serve import browse

    def ready(address: str, counts: dict[str, int]) -> None:
        rows, tables = how_many(sum(counts.values()), "row", "rows"), how_many(len(counts), "table", "tables")
        told("{count} in {tables}: open {address} (Ctrl-C ends)", count=rows, tables=tables, address=address)

    with open_existing(settings) as app:
        browse(app, host, port, full=full, seconds=seconds, ready=ready)
