"""`raccolta import`."""

from pathlib import Path
from typing import TYPE_CHECKING

import click

from config.errors import UsageError
from config.settings import Settings
from jobs.cli import ok
from jobs.cli.common import described, json_option, print_json, progress, read_waiting, told, with_settings
from jobs.cli.persons import by_person
from jobs.decide import Person
from jobs.language.words import how_many, retell, tell

if TYPE_CHECKING:
    from jobs.app import App

#: Files that are named one by one.
_NAMED = 20


@click.command("import")
@click.argument("paths", nargs=-1, required=True, type=click.Path(path_type=Path))
@click.option(
    "--replaces", metavar="ID", type=int, help="The one message at PATHS takes the place of this one, which is closed."
)
@by_person
@with_settings
@json_option
def command(paths: tuple[Path, ...], replaces: int | None, by: Person, settings: Settings, as_json: bool) -> None:
    """Take messages in from PATHS (.eml, .emlx, .msg, mbox, Maildir, folders of them) and process them.

    Files that are no mail are named; the exit code is 1 if a path held no mail at all, or a store that has to be
    exported first.
    """
    from jobs.app import open_app
    from jobs.imports import import_paths

    with open_app(settings) as app:
        with progress("taking in") as shown:
            result = import_paths(app, paths, progress=shown)
        if replaces is not None:
            _put_in_place(app, result.stored, replaces, by)
        states = read_waiting(app)
    if as_json:
        left = [{"file": file.source, "reason": file.reason} for file in result.left_out]
        print_json({"stored": list(result.stored), "known": result.known, "not_taken": left, "processed": states})
    else:
        more = tell(", {count} known already", count=result.known) if result.known else ""
        told("{count} new{more}; processed: {states}", count=len(result.stored), more=more, states=described(states))
    for file in result.left_out[:_NAMED]:
        told("not taken: {file}: {reason}", err=True, file=file.source, reason=retell(file.reason))
    if len(result.left_out) > _NAMED:
        unnamed = len(result.left_out) - _NAMED
        more = how_many(unnamed, "more file", "more files")
        told("not taken: … and {count} (--json names all)", err=True, count=more)
    for path in result.bare:
        told("no mail was found in {path}", err=True, path=path)
    ok(result.complete)


def _put_in_place(app: "App", stored: tuple[int, ...], earlier: int, by: Person) -> None:
    from jobs.decide import replaces

    app.queries.sha256(earlier)
    if len(stored) != 1:
        raise UsageError(f"--replaces needs exactly one new message at PATHS, not {len(stored)}")
    for decided in replaces(app, stored[0], earlier, by):
        told("{text} (decision {number})", err=True, text=retell(decided.say), number=decided.number)
