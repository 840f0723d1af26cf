"""`raccolta original`."""

import sys
from pathlib import Path

import click

from config.settings import Settings
from jobs.cli.common import say, whole_file, with_settings
from jobs.language.words import how_many


@click.command("original")
@click.argument("number", metavar="ID", type=int)
@click.option(
    "-o",
    "--output",
    metavar="FILE",
    type=click.Path(path_type=Path, dir_okay=False),
    help="Where to; default: standard output.",
)
@with_settings
def command(number: int, output: Path | None, settings: Settings) -> None:
    """Write message ID as it came, byte for byte."""
    from jobs.app import open_existing

    with open_existing(settings) as app:
        content = app.originals.get(app.queries.sha256(number))
    if output is None:
        sys.stdout.buffer.write(content)
        return
    whole_file(output, content)
    say(f"{output}: {how_many(len(content), 'byte', 'bytes')}", err=True)
