"""`raccolta export`."""

import io
import os
import sys
from pathlib import Path
from typing import TYPE_CHECKING

import click

from config.errors import StorageUnavailableError, UsageError
from config.settings import Settings
from jobs.cli.common import with_settings
from jobs.cli.selecting import selection_options
from jobs.selection import Wanted, selection
from store.export import BINARY, FORMATS, SUBJECTS, export, export_file

if TYPE_CHECKING:
    from store.database import Database
    from store.selection import Selection


@click.command("export")
@click.argument("subject", type=click.Choice(SUBJECTS))
@selection_options
@click.option("--format", "style", type=click.Choice(FORMATS), default="csv", show_default=True, help="File format.")
@click.option("-o", "--output", metavar="FILE", type=click.Path(path_type=Path, dir_okay=False), help="Where to; default: standard output.")
@click.option("--all", "replaced", is_flag=True, help="With the schede and protocolli that a duplicate or correction replaces.")
@with_settings
def command(subject: str, style: str, output: Path | None, replaced: bool, wanted: Wanted, settings: Settings) -> None:
    """Export SUBJECT for analysts, one row or JSON object each: all of it, or that of the messages that are selected."""
    from jobs.app import open_existing

    if output is None and style in BINARY:
        raise UsageError(f"--format {style} needs a file: add -o FILE.{style}")
    with open_existing(settings) as app:
        only = selection(app, wanted) if wanted or wanted.most else None
        if output is None:
            stream = io.TextIOWrapper(sys.stdout.buffer, encoding="utf-8", newline="", write_through=True)
            export(app.database, subject, style, stream, replaced=replaced, only=only)
            stream.detach()
            return
        # A half-written export must not be mistaken for a whole one.
        temporary = output.with_name(output.name + ".part")
        try:
            count = _write(app.database, subject, style, temporary, replaced=replaced, only=only)
            os.replace(temporary, output)
        except OSError as error:
            temporary.unlink(missing_ok=True)
            raise StorageUnavailableError(f"{output} cannot be written: {error.strerror or error}") from error
    click.echo(f"{count} rows in {output}", err=True)


def _write(database: "Database", subject: str, style: str, file: Path, *, replaced: bool, only: "Selection | None") -> int:
    if style in BINARY:
        return export_file(database, subject, style, file, replaced=replaced, only=only)
    with file.open("w", encoding="utf-8-sig" if style == "csv" else "utf-8", newline="") as out:
        return export(database, subject, style, out, replaced=replaced, only=only)
