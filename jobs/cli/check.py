"""`raccolta check`."""

import click

from config.settings import Settings
from jobs.cli import ok
from jobs.cli.common import json_option, print_json, told, with_settings
from jobs.language.words import retell

_MARKS = {True: "ok     {name}: {found}", False: "FAILED {name}: {found}", None: "absent {name}: {found}"}


@click.command("check")
@with_settings
@json_option
def command(settings: Settings, as_json: bool) -> None:
    """Test settings, disk, database, mailbox login and tools, and say what to do about each failure."""
    from jobs.checks import check

    results = []
    for result in check(settings):
        results.append(result)
        if not as_json:
            told(_MARKS[result.ok], name=result.name, found=retell(result.found))
            if result.ok is not True:
                told("        to do: {remedy}", remedy=retell(result.remedy))
    if as_json:
        print_json([{"name": r.name, "ok": r.ok, "found": r.found, "remedy": r.remedy} for r in results])
    ok(all(result.ok is not False for result in results))
