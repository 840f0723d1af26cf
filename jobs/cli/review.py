"""`raccolta review`."""

import getpass

import click

from config.settings import Settings
from jobs.cli import review_links
from jobs.cli.common import json_option, print_json, print_table, with_settings


@click.group("review", invoke_without_command=True)
@click.pass_context
@with_settings
@json_option
def command(ctx: click.Context, settings: Settings, as_json: bool) -> None:
    """List what waits for a person: schede in doubt, messages with text that is in no record, and what messages say about
    earlier ones without being sure enough of their sender. `set` and `accept` decide the campo of a scheda, `link` what
    one message does to another, for good: a rerun keeps the decision.
    """
    from jobs.app import open_app

    if ctx.invoked_subcommand is not None:
        return
    with open_app(settings) as app:
        schede, doubts, proposals = app.reviews.waiting(), app.reviews.doubts(), app.proposals.waiting()
    if as_json:
        listed = (("scheda", schede), ("problem", doubts), ("proposal", proposals))
        print_json([{"what": what} | item for what, items in listed for item in items])
        return
    if not (schede or doubts or proposals):
        click.echo("nothing waits for a person")
    if schede:
        rows = ((w["scheda_id"], w["message_id"], w["prefettura"], w["declared_campo"], w["suggested_campo"], w["method"], f"{w['confidence']:.0%}", w["title"][:50] or w["description"][:50]) for w in schede)  # fmt: skip
        print_table(("scheda", "message", "pref", "campo", "text says", "method", "sure", "title"), rows)
    if doubts:
        found = ((d["message_id"], d["prefettura"], d["status"], d["code"], d["document_path"], d["detail"]) for d in doubts)
        print_table(("message", "pref", "status", "problem", "document", "detail"), found)
    if proposals:
        links = ((p["message_id"], p["other_id"], p["kind"], p["prefettura"], p["trust"], p["sender"], f"{p['reason']}; {p['why']}") for p in proposals)  # fmt: skip
        print_table(("message", "about", "would be", "pref", "trust", "sender", "why a person decides"), links)


command.add_command(review_links.command)


@command.command("set")
@click.argument("scheda", type=int)
@click.option("--campo", required=True, type=click.IntRange(1, 11), help="The right campo.")
@with_settings
def set_campo(scheda: int, campo: int, settings: Settings) -> None:
    """Decide the campo of SCHEDA."""
    _decide(settings, scheda, campo)


@command.command("accept")
@click.argument("scheda", type=int)
@with_settings
def accept(scheda: int, settings: Settings) -> None:
    """Accept the campo that SCHEDA has."""
    _decide(settings, scheda, None)


def _decide(settings: Settings, scheda: int, campo: int | None) -> None:
    from jobs.app import open_app

    with open_app(settings) as app:
        decided = app.reviews.decide(scheda, campo, getpass.getuser(), app.clock())
    click.echo(f"scheda {scheda}: campo {decided}")
