"""`raccolta mailbox`."""

import click

from config.settings import Settings
from jobs.cli.common import json_option, moment, print_json, print_table, told, with_settings
from jobs.cli.help import HelpGroup
from jobs.language.words import retell, tell


@click.group("mailbox", cls=HelpGroup)
def command() -> None:
    """The mailboxes that were ever polled."""


@command.command("list")
@with_settings
@json_option
def listed(settings: Settings, as_json: bool) -> None:
    """List them; only the one of the settings counts for health."""
    from jobs.app import open_existing
    from jobs.status import watched

    with open_existing(settings) as app:
        boxes = app.mailboxes.known()
    counting = {box["key"] for box in watched(settings, boxes)}
    boxes = [box | {"watched": box["key"] in counting} for box in boxes]
    if as_json:
        print_json(boxes)
        return
    rows = (
        (
            b["key"],
            tell("yes") if b["watched"] else "",
            b["messages"],
            moment(b["last_good_poll_at"]) or tell("never"),
            retell(b["last_error"] or ""),
        )
        for b in boxes
    )
    print_table(("mailbox", "counts", "messages", "last good poll", "last error"), rows)


@command.command("forget")
@click.argument("key")
@with_settings
def forget(key: str, settings: Settings) -> None:
    """Forget the mailbox KEY, from which no message was taken; one that has messages stays, for they came from it."""
    from jobs.app import open_existing

    with open_existing(settings) as app:
        app.mailboxes.forget(key)
    told("{key} is forgotten", key=key)
