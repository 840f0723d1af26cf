"""`raccolta messages`."""

from dataclasses import asdict
from typing import TYPE_CHECKING

import click

from config.settings import Settings
from config.vocabulary import MessageKind, MessageState, ProblemCode
from jobs.cli.common import json_option, print_json, print_table, with_settings

if TYPE_CHECKING:
    from jobs.app import App


@click.command("messages")
@click.option("--status", type=click.Choice([str(state) for state in MessageState]), help="Only messages in this state.")
@click.option("--kind", type=click.Choice([str(kind) for kind in MessageKind]), help="Only messages of this kind.")
@click.option("--prefettura", metavar="SIGLA", help="Only messages of this office.")
@click.option("--problem", type=click.Choice(list(map(str, ProblemCode))), metavar="CODE", help="Only those with this problem.")
@click.option("--incomplete", is_flag=True, help="What replies lack, by office: a line for each gap.")
@with_settings
@json_option
def command(
    settings: Settings, status: str | None, kind: str | None, prefettura: str | None, problem: str | None, incomplete: bool, as_json: bool
) -> None:
    """List messages in order of arrival."""
    from jobs.app import open_app

    with open_app(settings) as app:
        if incomplete:
            _gaps(app, prefettura.upper() if prefettura else None, as_json=as_json)
            return
        office = prefettura.upper() if prefettura else None
        numbers = app.queries.numbers(status=status, kind=kind, prefettura=office, problem=problem)
        found = list(app.queries.messages(numbers))
    if as_json:
        print_json(found)
        return
    rows = (
        (
            message["id"], message["received_at"][:16].replace("T", " "), message["prefettura"], message["kind"], message["status"],
            " ".join(str(scheda["campo"]) for scheda in message["schede"]), len(message["protocolli"]) or "", len(message["problems"]) or "",
            message["sender"], message["subject"][:60],
        )
        for message in found
    )  # fmt: skip
    print_table(("id", "received", "pref", "kind", "status", "campi", "prot", "problems", "sender", "subject"), rows)


def _gaps(app: "App", prefettura: str | None, *, as_json: bool) -> None:
    """What an office can be asked for; `raccolta letter SIGLA` asks."""
    from store.gaps import gaps

    found = gaps(app.database, prefettura)
    if as_json:
        print_json([asdict(gap) for gap in found])
        return
    rows = (
        (gap.prefettura or "?", gap.message, gap.received_at.date(), gap.code, gap.campo, gap.document, gap.detail[:90]) for gap in found
    )
    print_table(("pref", "message", "received", "lacks", "campo", "document", "detail"), rows)
