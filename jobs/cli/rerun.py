"""`raccolta rerun`."""

import click

from config.errors import UsageError
from config.settings import Settings
from jobs.cli.common import described, json_option, print_json, progress, with_settings
from jobs.cli.selecting import selection_options
from jobs.selection import Wanted
from jobs.selection import numbers as chosen


@click.command("rerun")
@selection_options
@click.option("--all", "everything", is_flag=True, help="All messages.")
@click.option("--dry-run", is_flag=True, help="Only print the records that would change.")
@with_settings
@json_option
def command(wanted: Wanted, everything: bool, dry_run: bool, settings: Settings, as_json: bool) -> None:
    """Process messages again from their stored originals. Decisions of persons stay."""
    from jobs.app import open_app, open_reader

    if not (wanted or everything):
        raise UsageError("say which messages: their numbers, a condition such as --status failed, or --all")
    if wanted and everything:
        raise UsageError("give either numbers or a condition, or --all, not both")
    with open_app(settings) as app:
        numbers = chosen(app, wanted)
        if not numbers:
            print_json([]) if as_json else click.echo("no message meets that")
            return
        with open_reader(settings) as reader:
            from jobs.rerun import dry_run as preview
            from jobs.rerun import rerun

            if dry_run:
                _print_changes(list(preview(app, reader, numbers)), len(numbers), as_json=as_json)
                return
            with progress("reading") as shown:
                shown.total(len(numbers))
                tally = rerun(app, reader, numbers, progress=shown)
    print_json({"processed": tally.states}) if as_json else click.echo(f"processed: {described(tally.states)}")
    if tally.total < len(numbers):
        raise UsageError(f"{len(numbers) - tally.total} messages are being processed elsewhere; try again")


def _print_changes(changes: list, count: int, *, as_json: bool) -> None:  # type: ignore[type-arg]  # of jobs.rerun.Change
    if as_json:
        print_json(
            [{name: getattr(change, name) for name in ("message", "record", "what", "field", "before", "after")} for change in changes]
        )
        return
    for change in changes:
        click.echo(f"message {change.message}  {change.record} {change.what}: {change.field}")
        for sign, value in (("-", change.before), ("+", change.after)):
            if value is not None:
                click.echo(f"  {sign} {_short(value)}")
    changed = len({change.message for change in changes})
    click.echo(f"{changed} of {count} messages would change, {len(changes)} differences; nothing was written")


def _short(value: object) -> str:
    text = str(value).replace("\n", " ⏎ ")
    return text if len(text) <= 300 else f"{text[:300]}… ({len(text)} characters)"
