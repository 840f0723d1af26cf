"""`raccolta export`."""

import io
import os
import sys
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import TYPE_CHECKING

import click

from config.errors import StorageUnavailableError, UsageError
from config.settings import Settings
from jobs.cli.common import with_settings
from jobs.cli.selecting import selection_options
from jobs.selection import Wanted, selection
from store.export import BINARY, FORMATS, SUBJECTS, export, export_file
from store.geopackage import write_map

if TYPE_CHECKING:
    from jobs.app import App
    from store.database import Database
    from store.selection import Selection


#: Word for every subject at once.
_ALL = "all"
#: The format of maps, and what lies somewhere.
_MAP, _ON_A_MAP = "gpkg", "offices"


@click.command("export")
@click.argument("subject", type=click.Choice((*SUBJECTS, _ALL)))
@selection_options
@click.option(
    "--format", "style", type=click.Choice((*FORMATS, _MAP)), default="csv", show_default=True, help="File format."
)
@click.option(
    "-o",
    "--output",
    metavar="FILE",
    type=click.Path(path_type=Path),
    help="Where to; default: standard output. For all: a folder.",
)
@click.option(
    "--all", "replaced", is_flag=True, help="With the schede and protocolli that a duplicate or correction replaces."
)
@with_settings
def command(subject: str, style: str, output: Path | None, replaced: bool, wanted: Wanted, settings: Settings) -> None:
    """Export SUBJECT for analysts, one row or JSON object each: all of it, or that of the messages that are selected.

    `all` writes every subject into the folder of -o, with a datapackage.json that describes each file and column.
    `offices` can be a map too (gpkg, for QGIS): the offices as points, the regions as areas, with their counts.
    """
    from jobs.app import open_existing

    _refuse_unfit(subject, style, output)
    with open_existing(settings) as app:
        only = selection(app, wanted) if wanted or wanted.most else None
        if subject == _ALL:
            _write_folder(app, style, output, replaced=replaced, only=only)
        elif style == _MAP:
            _write_map(app, output, only=only)
        elif output is None:
            stream = io.TextIOWrapper(sys.stdout.buffer, encoding="utf-8", newline="", write_through=True)
            export(app.database, subject, style, stream, replaced=replaced, only=only)
            stream.detach()
        else:
            _write_file(app.database, subject, style, output, replaced=replaced, only=only)


def _refuse_unfit(subject: str, style: str, output: Path | None) -> None:
    """Raises UsageError for a format or place that does not fit what is to be written."""
    if style == _MAP and subject != _ON_A_MAP:
        raise UsageError(f"--format {_MAP} is for {_ON_A_MAP} alone: nothing else lies somewhere")
    if subject == _ALL:
        if output is None or output.is_file():
            raise UsageError("export all needs a folder: add -o FOLDER")
    elif output is None and style in {*BINARY, _MAP}:
        raise UsageError(f"--format {style} needs a file: add -o FILE.{style}")
    elif output is not None and output.is_dir():
        raise UsageError(f"{output} is a folder; name a file in it")


def _write_folder(app: "App", style: str, output: "Path | None", *, replaced: bool, only: "Selection | None") -> None:
    from store.package import DESCRIPTOR, export_all

    assert output is not None
    if only is not None:
        raise UsageError("export all is of all messages; export one subject to select")
    counts = export_all(app.database, style, output, app.clock(), replaced=replaced)
    click.echo(f"{sum(counts.values())} rows in {len(counts)} files, described in {output / DESCRIPTOR}", err=True)


def _write_map(app: "App", output: "Path | None", *, only: "Selection | None") -> None:
    assert output is not None
    if only is not None:
        raise UsageError("a map is of all messages; leave the selection out")
    with _whole(output) as temporary:
        count = write_map(app.database, temporary, app.clock())
    click.echo(f"{count} offices in {output}", err=True)


def _write_file(
    database: "Database", subject: str, style: str, output: Path, *, replaced: bool, only: "Selection | None"
) -> None:
    with _whole(output) as temporary:
        count = _write(database, subject, style, temporary, replaced=replaced, only=only)
    click.echo(f"{count} rows in {output}", err=True)


@contextmanager
def _whole(output: Path) -> Iterator[Path]:
    """A file to write to, which becomes `output` at the end: a half-written export must not be mistaken for a whole
    one.
    """
    temporary = output.with_name(output.name + ".part")
    try:
        yield temporary
        os.replace(temporary, output)
    except OSError as error:
        temporary.unlink(missing_ok=True)
        raise StorageUnavailableError(f"{output} cannot be written: {error.strerror or error}") from error


def _write(
    database: "Database", subject: str, style: str, file: Path, *, replaced: bool, only: "Selection | None"
) -> int:
    if style in BINARY:
        return export_file(database, subject, style, file, replaced=replaced, only=only)
    with file.open("w", encoding="utf-8-sig" if style == "csv" else "utf-8", newline="") as out:
        return export(database, subject, style, out, replaced=replaced, only=only)
