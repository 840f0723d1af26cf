"""`raccolta db`."""

from pathlib import Path

import click

from config.errors import NoDataError, UnsoundError
from config.settings import Settings
from jobs.cli.common import with_settings


@click.group("db")
def command() -> None:
    """Migrate and check the database."""


@command.command("upgrade")
@with_settings
def upgrade(settings: Settings) -> None:
    """Bring the database to this version; harmless when it is there already."""
    from jobs.app import open_app
    from store import schema

    with open_app(settings, prepare=False) as app:
        schema.upgrade(app.database)
        click.echo(f"{app.database.shown_url} is at migration {schema.current(app.database)}")


@command.command("current")
@with_settings
def current(settings: Settings) -> None:
    """Print the migration the database is at."""
    from jobs.app import open_existing
    from store import schema

    try:
        with open_existing(settings) as app:
            click.echo(schema.current(app.database))
    except NoDataError:
        click.echo("empty")


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
            click.echo(line)
    if found:
        raise UnsoundError(f"{len(found)} differences")
    click.echo("the database and the originals are sound")


@command.command("backup")
@with_settings
@click.argument("file", type=click.Path(path_type=Path, dir_okay=False))
def backup(settings: Settings, file: Path) -> None:
    """Copy a SQLite database into FILE, also while the service runs (for PostgreSQL use pg_dump)."""
    from jobs.app import open_existing
    from store.soundness import copy_to

    with open_existing(settings) as app:
        copy_to(app.database, file)
    click.echo(f"{file} is a copy of the database; copy {settings.data_dir / 'originals'} after it")


@command.command("roles")
@click.option("--apply", "applied", is_flag=True, help="Make them now, in place of printing.")
@with_settings
def roles(applied: bool, settings: Settings) -> None:
    """Print the statements by which analysts may read what holds no personal data, and readers all views (PostgreSQL)."""
    from store.roles import ANALYSTS, READERS, apply, statements

    if not applied:
        click.echo("".join(f"{statement};\n" for statement in statements()), nl=False)
        return
    from jobs.app import open_existing

    with open_existing(settings) as app:
        apply(app.database)
    click.echo(f"roles {ANALYSTS} (no personal data) and {READERS} (all views) are made; GRANT one to each person")
