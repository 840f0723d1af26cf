"""`raccolta report`."""

import os
from pathlib import Path

import click

from config.errors import StorageUnavailableError
from config.settings import Settings
from jobs.cli.common import told, with_settings


@click.command("report")
@click.option(
    "-o",
    "--output",
    metavar="FILE",
    type=click.Path(path_type=Path, dir_okay=False),
    default=Path("report.html"),
    show_default=True,
    help="Where to.",
)
@with_settings
def command(output: Path, settings: Settings) -> None:
    """Write one self-contained page: coverage, map, arrivals, what is missing, who has not replied."""
    from jobs.app import open_existing
    from jobs.report import report

    with open_existing(settings) as app:
        page = report(app)
    temporary = output.with_name(output.name + ".part")
    try:
        temporary.write_text(page, encoding="utf-8")
        os.replace(temporary, output)
    except OSError as error:
        temporary.unlink(missing_ok=True)
        raise StorageUnavailableError(f"{output} cannot be written: {error.strerror}") from error
    told("{file} is written", file=output)
