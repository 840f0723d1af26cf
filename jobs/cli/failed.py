"""`raccolta failed`."""

from typing import TYPE_CHECKING, Any

import click

from config.settings import Settings
from jobs.cli.common import json_option, print_json, say, say_wrapped, told, with_settings
from jobs.cli.selecting import selection_options
from jobs.language.summary import lines_of
from jobs.language.words import how_many
from jobs.selection import Wanted, selection

if TYPE_CHECKING:
    from jobs.causes import Cause


@click.command("failed")
@selection_options
@click.option("--all", "everything", is_flag=True, help="Name every message of a cause; without, the first ten.")
@with_settings
@json_option
def command(settings: Settings, wanted: Wanted, everything: bool, as_json: bool) -> None:
    """Show what failed, is partial or waits, grouped by cause: message, office, file, reason, and what to do."""
    from jobs.app import open_existing
    from jobs.causes import causes
    from store.shortfall import not_taken, shortfalls

    with open_existing(settings) as app:
        found = shortfalls(app.database, selection(app, wanted))
        found += [] if wanted else not_taken(app.database)
    grouped = causes(dict.fromkeys(found), settings)
    if as_json:
        print_json([_json(cause) for cause in grouped])
    elif not grouped:
        told("nothing failed and nothing is left unread")
    else:
        _print(grouped, everything=everything)


def _json(cause: "Cause") -> dict[str, Any]:
    return {
        "cause": cause.what,
        "count": len(cause.found),
        "what_to_do": cause.to_do,
        "items": [
            {
                "id": item.message, "status": item.status, "prefettura": item.prefettura, "subject": item.subject,
                "received_at": item.received_at.isoformat() if item.received_at else None, "file": item.path,
                "code": item.code, "problem": item.problem,
                "reason": item.reason,
            }
            for item in cause.found
        ],
    }  # fmt: skip


def _print(grouped: "list[Cause]", *, everything: bool) -> None:
    for cause in grouped:
        for line in lines_of(cause, None) if everything else lines_of(cause):
            say_wrapped(line, 12)
        click.echo()
    messages = {item.message or item.subject for cause in grouped for item in cause.found}
    say(f"{how_many(len(messages), 'message', 'messages')}, {how_many(len(grouped), 'cause', 'causes')}")
