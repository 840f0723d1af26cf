"""`raccolta db`."""

from pathlib import Path
from typing import TYPE_CHECKING

import click

from config.counting import counted
from config.errors import NoDataError, UnsoundError, UsageError
from config.settings import Settings
from jobs.cli.common import retold, told, with_settings
from jobs.cli.help import HelpGroup
from jobs.language.words import how_many

if TYPE_CHECKING:
    from jobs.app import App


@click.group("db", cls=HelpGroup)
def command() -> None:
    """Migrate, check, back up and restore the database."""


@command.command("upgrade")
@with_settings
def upgrade(settings: Settings) -> None:
    """Bring the database to this version; harmless when it is there already."""
    from jobs.app import open_app
    from store import queue_schema, schema

    with open_app(settings, prepare=False) as app:
        schema.upgrade(app.database)
        if app.queue is not None:
            queue_schema.upgrade(app.database)
        url, migration = app.database.shown_url, schema.current(app.database)
        told("{url} is at migration {migration}", url=url, migration=migration)


@command.command("current")
@with_settings
def current(settings: Settings) -> None:
    """Print the migration the database is at."""
    from jobs.app import open_existing
    from store import schema

    try:
        # Whoever asks which migration it is at has reason to think that it is another one.
        with open_existing(settings, of_any_version=True) as app:
            click.echo(schema.current(app.database))
    except NoDataError:
        told("empty")


@command.command("check")
@with_settings
def check(settings: Settings) -> None:
    """Compare tables and views with this version, verify every reference and every original's hash."""
    from jobs.app import open_existing
    from jobs.verify import verify
    from store import schema

    with open_existing(settings) as app:
        found = [*schema.differences(app.database)]
        if not found:
            found += verify(app)
        for line in found:
            retold(line)
    if found:
        raise UnsoundError(counted(len(found), "difference", "differences"))
    told("the database and the originals are sound")


@command.command("backup")
@with_settings
@click.argument("file", required=False, type=click.Path(path_type=Path, dir_okay=False))
@click.option(
    "--dir",
    "folder",
    metavar="FOLDER",
    type=click.Path(path_type=Path, file_okay=False),
    help="Copy everything below it.",
)
@click.option("--keep", metavar="N", type=click.IntRange(min=1), help="Then delete all but the newest N backups there.")
def backup(settings: Settings, file: Path | None, folder: Path | None, keep: int | None) -> None:
    """Copy everything below --dir (database, originals, what was learned), or only a SQLite database into FILE.

    The service may run meanwhile. `raccolta db restore` brings it back.
    """
    from jobs.app import open_existing
    from store.soundness import copy_to

    if (file is None) == (folder is None) or (keep is not None and folder is None):
        raise UsageError("name either FILE or --dir FOLDER, the latter with --keep N if older backups are to go")
    # A backup before an upgrade is one of another version.
    with open_existing(settings, of_any_version=True) as app:
        if file is not None:
            copy_to(app.database, file)
            told("{file} is a copy of the database; copy {place} after it", file=file, place=app.originals.place)
        elif folder is not None:
            _back_up(app, folder, keep)


def _back_up(app: "App", folder: Path, keep: int | None) -> None:
    from jobs.backup import backup as back_up

    done = back_up(app, folder, keep)
    said, count = "{folder} is a backup of everything; new below {place}: {count}", done.originals
    told(said, folder=done.folder, count=how_many(count, "original", "originals"), place=folder / "originals")
    for name in done.deleted:
        told("deleted the backup {name}", name=name)
    for line in done.lacking:
        retold(line)
    if done.lacking:
        lacking = counted(len(done.lacking), "original", "originals")
        raise UnsoundError(f"{lacking} could not be copied; no older backup was deleted")


@command.command("restore")
@with_settings
@click.argument("folder", type=click.Path(path_type=Path, file_okay=False, exists=True))
@click.option(
    "--at", "name", metavar="NAME", default="", help="The backup to take, as it is named in FOLDER; else the newest."
)
def restore(settings: Settings, folder: Path, name: str) -> None:
    """Bring a backup of `raccolta db backup --dir` back into an empty database and data folder, and verify it."""
    from jobs.backup import restore as bring_back

    done = bring_back(settings, folder, name)
    said = "restored {folder}: the database and {count}"
    told(said, folder=done.folder, count=how_many(done.originals, "original", "originals"))
    for line in done.lacking + done.unknown:
        retold(line)
    if done.unknown:
        said = "{count} arrived after the copy of the database; nothing of it is lost"
        told(said, count=how_many(len(done.unknown), "original", "originals"))
    if done.lacking:
        raise UnsoundError(counted(len(done.lacking), "difference", "differences"))
    if done.old_migration:
        said = "the database is at migration {migration}: run `raccolta db upgrade`, then `raccolta db check`"
        told(said, migration=done.old_migration)
    else:
        told("the database and its originals are sound; `raccolta poll` takes in what came since")


@command.command("roles")
@click.option("--apply", "applied", is_flag=True, help="Make them now, in place of printing.")
@with_settings
def roles(applied: bool, settings: Settings) -> None:
    """Print the statements by which analysts may read what holds no personal data, and readers all views
    (PostgreSQL).
    """
    from store.roles import ANALYSTS, READERS, apply, statements

    if not applied:
        click.echo("".join(f"{statement};\n" for statement in statements()), nl=False)
        return
    from jobs.app import open_existing

    with open_existing(settings) as app:
        apply(app.database)
    said = "roles {analysts} (no personal data) and {readers} (all views) are made; GRANT one to each person"
    told(said, analysts=ANALYSTS, readers=READERS)
