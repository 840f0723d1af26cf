"""`raccolta review link`: what one message proposes about another."""

import getpass

import click

from config.settings import Settings
from jobs.cli.common import with_settings


@click.command("link")
@click.argument("message", type=int)
@click.argument("other", type=int)
@click.option("--accept", "answer", flag_value="accept", help="Let MESSAGE say what it proposes.")
@click.option("--refuse", "answer", flag_value="refuse", help="Never let it.")
@click.option("--undo", "answer", flag_value="undo", help="Take the decision back.")
@click.option("--note", default="", help="Why; kept with the decision.")
@with_settings
def command(message: int, other: int, answer: str | None, note: str, settings: Settings) -> None:
    """Decide what MESSAGE proposes about the earlier message OTHER: that it corrects, repeats, continues or withdraws it.
    A rerun keeps the decision.
    """
    from jobs.app import open_app

    if answer is None:
        raise click.UsageError("say --accept, --refuse or --undo")
    with open_app(settings) as app:
        if answer == "undo":
            app.proposals.undo(message, other)
            click.echo(f"messages {message} and {other}: undecided again")
            return
        accepted = answer == "accept"
        kind = app.proposals.decide(message, other, accepted=accepted, who=getpass.getuser(), now=app.clock(), note=note)
    click.echo(f"messages {message} and {other}: {kind} {'holds' if accepted else 'refused'}")
