"""`raccolta messages`."""

import click

from config.settings import Settings
from config.vocabulary import MessageKind, MessageState
from jobs.cli.common import json_option, print_json, print_table, with_settings


@click.command("messages")
@click.option("--status", type=click.Choice([str(state) for state in MessageState]), help="Only messages in this state.")
@click.option("--kind", type=click.Choice([str(kind) for kind in MessageKind]), help="Only messages of this kind.")
@click.option("--prefettura", metavar="SIGLA", help="Only messages of this office.")
@with_settings
@json_option
def command(settings: Settings, status: str | None, kind: str | None, prefettura: str | None, as_json: bool) -> None:
    """List messages in order of arrival."""
    from jobs.app import open_app

    with open_app(settings) as app:
        numbers = app.queries.numbers(status=status, kind=kind, prefettura=prefettura.upper() if prefettura else None)
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
