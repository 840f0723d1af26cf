"""`raccolta export`."""

import io
import os
import sys
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from pathlib import Path
from typing import TYPE_CHECKING, TextIO

import click

from config.errors import StorageUnavailableError, UsageError
from config.settings import Settings
from jobs.cli.common import told, with_settings
from jobs.cli.selecting import selection_options
from jobs.language.words import how_many
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
#: Formats that people read, whose columns can be headed in Italian.
_HEADED = ("csv", "xlsx")


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
@click.option("--italian", is_flag=True, help="Columns of csv and xlsx are headed in Italian.")
@with_settings
def command(
    subject: str, style: str, output: Path | None, replaced: bool, italian: bool, wanted: Wanted, settings: Settings
) -> None:
    """Export SUBJECT for analysts, one row or JSON object each: all of it, or that of the messages that are selected.

    `all` writes every subject into the folder of -o, with a datapackage.json that describes each file and column.
    `offices` can be a map too (gpkg, for QGIS): the offices as points, the regions as areas, with their counts.
    """
    from jobs.app import open_existing

    _refuse_unfit(subject, style, output, italian=italian)
    with open_existing(settings) as app:
        only = selection(app, wanted) if wanted or wanted.most else None
        asked = _Asked(app.database, subject, style, replaced, only, italian)
        if subject == _ALL:
            _write_folder(app, asked, output)
        elif style == _MAP:
            _write_map(app, asked, output)
        elif output is None:
            stream = io.TextIOWrapper(sys.stdout.buffer, encoding="utf-8", newline="", write_through=True)
            asked.to_stream(stream)
            stream.detach()
        else:
            with _whole(output) as temporary:
                count = asked.to_file(temporary)
            told("{count} in {output}", err=True, count=how_many(count, "row", "rows"), output=output)


@dataclass(frozen=True, slots=True)
class _Asked:
    """What is to be exported, and how."""

    database: "Database"
    subject: str
    style: str
    replaced: bool
    only: "Selection | None"
    italian: bool

    def to_stream(self, out: TextIO) -> int:
        """Writes it as text."""
        how = {"replaced": self.replaced, "italian": self.italian}
        return export(self.database, self.subject, self.style, out, only=self.only, **how)

    def to_file(self, file: Path) -> int:
        """Writes it as a file."""
        if self.style in BINARY:
            how = {"replaced": self.replaced, "italian": self.italian}
            return export_file(self.database, self.subject, self.style, file, only=self.only, **how)
        with file.open("w", encoding="utf-8-sig" if self.style == "csv" else "utf-8", newline="") as out:
            return self.to_stream(out)


def _refuse_unfit(subject: str, style: str, output: Path | None, *, italian: bool) -> None:
    """Raises UsageError for a format or place that does not fit what is to be written."""
    if style == _MAP and subject != _ON_A_MAP:
        raise UsageError(f"--format {_MAP} is for {_ON_A_MAP} alone: nothing else lies somewhere")
    if italian and (style not in _HEADED or subject == _ALL):
        raise UsageError(f"--italian is for one subject as {' or '.join(_HEADED)}: programs go by the names of columns")
    if subject == _ALL:
        if output is None or output.is_file():
            raise UsageError("export all needs a folder: add -o FOLDER")
    elif output is None and style in {*BINARY, _MAP}:
        raise UsageError(f"--format {style} needs a file: add -o FILE.{style}")
    elif output is not None and output.is_dir():
        raise UsageError(f"{output} is a folder; name a file in it")


def _write_folder(app: "App", asked: _Asked, output: "Path | None") -> None:
    from store.package import DESCRIPTOR, export_all

    assert output is not None
    if asked.only is not None:
        raise UsageError("export all is of all messages; export one subject to select")
    counts = export_all(app.database, asked.style, output, app.clock(), replaced=asked.replaced)
    rows, files = how_many(sum(counts.values()), "row", "rows"), how_many(len(counts), "file", "files")
    said = "{count} in {files}, described in {descriptor}"
    told(said, err=True, count=rows, files=files, descriptor=output / DESCRIPTOR)


def _write_map(app: "App", asked: _Asked, output: "Path | None") -> None:
    assert output is not None
    if asked.only is not None:
        raise UsageError("a map is of all messages; leave the selection out")
    with _whole(output) as temporary:
        count = write_map(app.database, temporary, app.clock())
    told("{count} in {output}", err=True, count=how_many(count, "office", "offices"), output=output)


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
