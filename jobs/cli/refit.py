"""`raccolta refit`."""

from dataclasses import asdict
from typing import TYPE_CHECKING

import click

from config.settings import Settings
from jobs.cli.common import json_option, print_json, print_table, told, with_settings
from jobs.language.words import how_many, tell

if TYPE_CHECKING:
    from jobs.refit import Refit


@click.command("refit")
@click.option(
    "--adopt",
    "adopted",
    is_flag=True,
    help="Use the refitted model from now on (`raccolta rerun --outdated` reads again with it).",
)
@with_settings
@json_option
def command(settings: Settings, adopted: bool, as_json: bool) -> None:
    """Learn from persons' decisions (`raccolta review`) how texts speak of each campo; shows gains and losses first."""
    from jobs.app import open_existing
    from jobs.refit import adopt, refit

    with open_existing(settings) as app:
        found = refit(app)
        if adopted:
            adopt(app, found.model)
    if as_json:
        print_json(
            {key: value for key, value in asdict(found).items() if key != "model"}
            | {"model": found.model.name, "adopted": adopted}
        )
        return
    _print(found)
    told("adopted" if adopted else "not adopted: `raccolta refit --adopt` uses it")


def _print(found: "Refit") -> None:
    told(
        "learned {words} from {decisions} (model {model})",
        words=how_many(len(found.model.weights), "word", "words"),
        decisions=how_many(found.decisions, "decision", "decisions"),
        model=found.model.name or tell("empty"),
    )
    told("right from the words alone, with the model in use -> refitted:")
    before, after = found.decisions_right
    said = "  decisions, each unseen by its model   {before} -> {after} of {count}"
    told(said, before=before, after=after, count=found.decisions)
    before, after = found.declared_right
    said = "  declared schede, never shown          {before} -> {after} of {count}"
    told(said, before=before, after=after, count=found.declared)
    for name, differences in ((tell("gained"), found.gained), (tell("lost"), found.lost)):
        rows = [(d.scheda, d.right, d.before, d.after, d.title[:70]) for d in differences]
        if rows:
            print_table(("scheda", "right", "before", "after", "title"), rows, title=name)
        else:
            told("{name}: nothing", name=name)
