"""`raccolta import`."""

from pathlib import Path

import click

from config.settings import Settings
from jobs.cli.common import described, json_option, print_json, progress, read_waiting, with_settings


@click.command("import")
@click.argument("paths", nargs=-1, required=True, type=click.Path(path_type=Path))
@with_settings
@json_option
def command(paths: tuple[Path, ...], settings: Settings, as_json: bool) -> None:
    """Take messages in from .eml files, folders, mbox or Maildir PATHS, and process them."""
    from jobs.app import open_app
    from jobs.imports import import_paths

    with open_app(settings) as app:
        with progress("taking in") as shown:
            result = import_paths(app, paths, progress=shown)
        states = read_waiting(app)
    if as_json:
        print_json({"stored": list(result.stored), "known": result.known, "processed": states})
    else:
        known = f", {result.known} known already" if result.known else ""
        click.echo(f"{len(result.stored)} new{known}; processed: {described(states)}")
