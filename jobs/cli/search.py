"""`raccolta search`."""

from dataclasses import asdict
from typing import TYPE_CHECKING

import click

from config.settings import Settings
from jobs.cli.common import json_option, print_json, print_table, told, with_settings

if TYPE_CHECKING:
    from collections.abc import Sequence

    from store.search import Hit


@click.command("search")
@click.argument("words", nargs=-1, required=True)
@click.option("--campo", type=click.IntRange(1, 11), help="Only schede of this campo and the agreements behind them.")
@click.option("--region", metavar="NAME", help="Only offices of this region.")
@click.option("--prefettura", metavar="SIGLA", help="Only this office.")
@click.option("--limit", type=click.IntRange(1), default=20, show_default=True, help="Most results.")
@with_settings
@json_option
def command(
    words: tuple[str, ...],
    campo: int | None,
    region: str | None,
    prefettura: str | None,
    limit: int,
    settings: Settings,
    as_json: bool,
) -> None:
    """Find schede and agreements in force that hold WORDS, the best first.

    All words must occur; case, accents and endings do not count. "Words in quotes" stand together; after `--`, -word
    leaves out texts with that word.
    """
    from jobs.app import open_existing
    from store.search import Narrow, search

    narrow = Narrow(campo, region, prefettura.upper() if prefettura else None)
    # A shell takes the quotes away: an argument of several words was quoted.
    query = (
        words[0]
        if len(words) == 1
        else " ".join(f'"{word}"' if " " in word and '"' not in word else word for word in words)
    )
    with open_existing(settings) as app:
        show(search(app.database, query, narrow, limit), as_json=as_json)


def show(hits: "Sequence[Hit]", *, as_json: bool) -> None:
    """Prints what was found."""
    if as_json:
        print_json([asdict(hit) for hit in hits])
        return
    if not hits:
        told("nothing was found")
        return
    rows = ((hit.what, hit.number, hit.message, hit.prefettura, hit.campo, hit.title[:50], hit.snippet) for hit in hits)
    print_table(("what", "number", "message", "pref", "campo", "title", "words"), rows)
