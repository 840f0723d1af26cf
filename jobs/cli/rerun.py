"""`raccolta rerun`."""

import sys
from collections import Counter
from dataclasses import replace
from typing import TYPE_CHECKING

import click

from config.counting import counted
from config.errors import UsageError
from config.settings import Settings
from jobs.cli.common import described, json_option, print_json, told, with_settings
from jobs.cli.outcomes import UNSOLVED, as_values, print_changes, reread
from jobs.cli.persons import by_person
from jobs.cli.selecting import selection_options_without_limit
from jobs.decide import Person
from jobs.language.words import how_many
from jobs.selection import Wanted
from jobs.selection import numbers as chosen

if TYPE_CHECKING:
    from jobs.app import App


@click.command("rerun")
@selection_options_without_limit
@click.option(
    "--limit",
    "limits",
    metavar="N|NAME=VALUE",
    multiple=True,
    help="At most N messages; or a limit of theirs, kept for good.",
)
@click.option("--all", "everything", is_flag=True, help="All messages.")
@click.option("--dry-run", is_flag=True, help="Only print the records that would change.")
@by_person
@with_settings
@json_option
def command(
    wanted: Wanted,
    limits: tuple[str, ...],
    everything: bool,
    dry_run: bool,
    by: Person,
    settings: Settings,
    as_json: bool,
) -> None:
    """Process messages again from their stored originals, and say what each became and what changed. Decisions of
    persons stay. Exit code 1 if a message still has no result.
    """
    from jobs.app import open_existing

    if not (wanted or everything):
        raise UsageError("say which messages: their numbers, a condition such as --status failed, or --all")
    if wanted and everything:
        raise UsageError("give either numbers or a condition, or --all, not both")
    own = [limit for limit in limits if "=" in limit]
    with open_existing(settings) as app:
        numbers = chosen(app, replace(wanted, most=_most(limits)))
        if not numbers:
            print_json([]) if as_json else told("no message meets that")
        elif dry_run:
            _preview(app, numbers, as_json=as_json)
        else:
            _run(app, numbers, own, by, as_json=as_json)


def _most(limits: tuple[str, ...]) -> int | None:
    counts = [limit for limit in limits if "=" not in limit]
    if any(not count.isdecimal() or int(count) < 1 for count in counts):
        raise UsageError("--limit takes a number of messages, or NAME=VALUE as file_bytes=200000000")
    return int(counts[-1]) if counts else None


def _run(app: "App", numbers: list[int], limits: list[str], by: Person, *, as_json: bool) -> None:
    from jobs.decide import limit

    for message in numbers:
        for assignment in limits:
            limit(app, message, assignment, by)
    outcomes = reread(app, numbers, reason="rerun", as_json=as_json)
    states = dict(Counter(outcome.after for outcome in outcomes))
    elsewhere = len(numbers) - len(outcomes)
    if as_json:
        print_json({"processed": states, "messages": as_values(outcomes)})
    else:
        changed = sum(1 for outcome in outcomes if outcome.changes)
        told(
            "processed: {states}; {changed} with other records",
            states=described(states),
            changed=how_many(changed, "message", "messages"),
        )
    if elsewhere:
        raise UsageError(f"{counted(elsewhere, 'message', 'messages')} being processed elsewhere; try again")
    if any(outcome.after in UNSOLVED for outcome in outcomes):
        sys.exit(1)


def _preview(app: "App", numbers: list[int], *, as_json: bool) -> None:
    from jobs.app import open_reader
    from jobs.rerun import dry_run

    with open_reader(app.settings) as reader:
        changes = list(dry_run(app, reader, numbers))
    if as_json:
        names = ("message", "record", "what", "field", "before", "after", "name")
        print_json([{name: getattr(change, name) for name in names} for change in changes])
        return
    for message in dict.fromkeys(change.message for change in changes):
        told("message {number}", number=message)
        print_changes([change for change in changes if change.message == message])
    changed = len({change.message for change in changes})
    said = "{changed} of {count} would change, {differences}; nothing was written"
    of, found = how_many(len(numbers), "message", "messages"), how_many(len(changes), "difference", "differences")
    told(said, changed=changed, count=of, differences=found)
