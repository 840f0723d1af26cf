"""`raccolta refit`."""

from dataclasses import asdict

import click

from config.settings import Settings
from jobs.cli.common import json_option, print_json, print_table, with_settings


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
    click.echo(
        f"learned {len(found.model.weights)} words from {found.decisions} decisions (model "
        f"{found.model.name or 'empty'})"
    )
    click.echo("right from the words alone, with the model in use -> refitted:")
    click.echo(
        f"  decisions, each unseen by its model   {found.decisions_right[0]} -> {found.decisions_right[1]} of "
        f"{found.decisions}"
    )
    click.echo(
        f"  declared schede, never shown          {found.declared_right[0]} -> {found.declared_right[1]} of "
        f"{found.declared}"
    )
    for name, differences in (("gained", found.gained), ("lost", found.lost)):
        rows = [(d.scheda, d.right, d.before, d.after, d.title[:70]) for d in differences]
        if rows:
            print_table(("scheda", "right", "before", "after", "title"), rows, title=name)
        else:
            click.echo(f"{name}: nothing")
    click.echo("adopted" if adopted else "not adopted: `raccolta refit --adopt` uses it")
