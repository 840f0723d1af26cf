"""`raccolta rerun`."""

from datetime import UTC, datetime
from typing import TYPE_CHECKING

import click

from config.errors import UsageError
from config.settings import Settings
from config.vocabulary import MessageState
from jobs.cli.common import described, json_option, print_json, progress, say, with_settings

if TYPE_CHECKING:
    from jobs.app import App


@click.command("rerun")
@click.argument("ids", metavar="[ID]...", nargs=-1, type=int)
@click.option("--status", type=click.Choice([str(state) for state in MessageState]), help="All messages in this state.")
@click.option("--outdated", is_flag=True, help="All messages that another version has read.")
@click.option("--since", metavar="DATE", type=click.DateTime(["%Y-%m-%d"]), help="All messages received since this day (UTC).")
@click.option("--all", "everything", is_flag=True, help="All messages.")
@click.option("--dry-run", is_flag=True, help="Only print the records that would change.")
@with_settings
@json_option
def command(
    ids: tuple[int, ...], status: str | None, outdated: bool, since: datetime | None, everything: bool, dry_run: bool,
    settings: Settings, as_json: bool,
) -> None:  # fmt: skip
    """Process messages again from their stored originals. Decisions of persons stay."""
    from jobs.app import open_app, open_reader

    if not (ids or status or outdated or since or everything):
        raise UsageError("say which messages: their numbers, --status, --outdated, --since or --all")
    if ids and (status or outdated or since or everything):
        raise UsageError("give either numbers or a condition, not both")
    with open_app(settings) as app:
        numbers = _chosen(app, ids, status, outdated, since)
        if not numbers:
            print_json([]) if as_json else say("no message meets that")
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
    print_json({"processed": tally.states}) if as_json else say(f"processed: {described(tally.states)}")
    if tally.total < len(numbers):
        raise UsageError(f"{len(numbers) - tally.total} messages are being processed elsewhere; try again")


def _chosen(app: "App", ids: tuple[int, ...], status: str | None, outdated: bool, since: datetime | None) -> list[int]:
    from jobs.version import parser_version

    if ids:
        return [app.queries.message(number)["id"] for number in ids]
    return app.queries.numbers(
        status=status,
        since=since.replace(tzinfo=UTC) if since else None,
        other_version_than=parser_version(app.model.name) if outdated else None,
    )


def _print_changes(changes: list, count: int, *, as_json: bool) -> None:  # type: ignore[type-arg]  # of jobs.rerun.Change
    if as_json:
        print_json(
            [{name: getattr(change, name) for name in ("message", "record", "what", "field", "before", "after")} for change in changes]
        )
        return
    for change in changes:
        say(f"message {change.message}  {change.record} {change.what}: {change.field}")
        for sign, value in (("-", change.before), ("+", change.after)):
            if value is not None:
                say(f"  {sign} {_short(value)}")
    changed = len({change.message for change in changes})
    say(f"{changed} of {count} messages would change, {len(changes)} differences; nothing was written")


def _short(value: object) -> str:
    text = str(value).replace("\n", " ⏎ ")
    return text if len(text) <= 300 else f"{text[:300]}… ({len(text)} characters)"
