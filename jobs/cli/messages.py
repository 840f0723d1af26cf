"""`raccolta messages`."""

from dataclasses import asdict
from typing import TYPE_CHECKING

import click

from config.settings import Settings
from config.vocabulary import MessageKind, MessageState, ProblemCode
from jobs.cli.common import json_option, print_json, print_table, told, with_settings
from jobs.cli.selecting import selection_options
from jobs.language.words import retell, word
from jobs.selection import Wanted, numbers

if TYPE_CHECKING:
    from jobs.app import App


@click.command("messages")
@selection_options
@click.option("--incomplete", is_flag=True, help="What replies lack, by office: a line for each gap.")
@with_settings
@json_option
def command(settings: Settings, wanted: Wanted, incomplete: bool, as_json: bool) -> None:
    """List messages in order of arrival, all or those that meet every condition."""
    from jobs.app import open_existing

    with open_existing(settings) as app:
        chosen = numbers(app, wanted)
        if incomplete:
            _gaps(app, set(chosen), as_json=as_json)
            return
        found = list(app.queries.messages(chosen))
    if as_json:
        print_json(found)
        return
    if not found:
        told("no message meets that")
        return
    rows = (
        (
            message["id"], message["received_at"][:10], message["prefettura"],
            word(MessageKind, message["kind"]), word(MessageState, message["status"]),
            " ".join(str(scheda["campo"]) for scheda in message["schede"]), len(message["protocolli"]) or "",
            len(message["problems"]) or "",
            message["sender"], message["subject"][:60],
        )
        for message in found
    )  # fmt: skip
    print_table(
        ("id", "received", "pref", "kind", "status", "campi", "prot", "problems", "sender", "subject"),
        rows,
        spare=("sender", "prot", "problems", "kind"),
        cut=("sender", "subject"),
    )


def _gaps(app: "App", chosen: set[int], *, as_json: bool) -> None:
    """What an office can be asked for; `raccolta letter SIGLA` asks."""
    from store.gaps import gaps

    found = [gap for gap in gaps(app.database) if gap.message in chosen]
    if as_json:
        print_json([asdict(gap) for gap in found])
        return
    rows = (
        (
            gap.prefettura or "?",
            gap.message,
            gap.received_at.date(),
            word(ProblemCode, gap.code),
            gap.campo,
            gap.document,
            retell(gap.detail)[:90],
        )
        for gap in found
    )
    print_table(("pref", "message", "received", "lacks", "campo", "document", "detail"), rows)
