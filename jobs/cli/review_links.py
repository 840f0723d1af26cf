"""`raccolta review link`: what one message proposes about another."""

import click

from config.settings import Settings
from jobs import decide as verbs
from jobs.cli.common import json_option, print_json, retold, with_settings
from jobs.cli.persons import by_person
from jobs.decide import Answer, Person


@click.command("link")
@click.argument("message", type=int)
@click.argument("other", type=int)
@click.option("--accept", "answer", flag_value="accept", help="Let MESSAGE say what it proposes.")
@click.option("--refuse", "answer", flag_value="refuse", help="Never let it.")
@click.option("--undo", "answer", flag_value="undo", help="Take the decision back.")
@by_person
@with_settings
@json_option
def command(message: int, other: int, answer: Answer | None, by: Person, settings: Settings, as_json: bool) -> None:
    """Decide what MESSAGE proposes about the earlier message OTHER: that it corrects, repeats, continues or withdraws
    it. A rerun keeps the decision.
    """
    from jobs.app import open_existing

    if answer is None:
        raise click.UsageError("say --accept, --refuse or --undo")
    with open_existing(settings) as app:
        linked = verbs.link(app, message, other, answer, by)
    if as_json:
        print_json({"message": message, "other": other, "kind": linked.kind, "outcome": linked.outcome})
        return
    retold(linked.say)
