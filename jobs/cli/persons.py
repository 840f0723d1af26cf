"""Who decides: `--by` and `--note`, and what is printed of a decision."""

import functools
import getpass
from collections.abc import Callable
from typing import Any

import click

from config.settings import Settings
from jobs.cli.common import print_json, told
from jobs.decide import Decided, Person
from jobs.language.words import retell


def by_person(function: Callable[..., Any]) -> Callable[..., Any]:
    """Adds `--by` and `--note`; the command gets the person as `by`."""

    @click.option("--by", "name", metavar="NAME", help="Who decides; default: the user of the system.")
    @click.option("--note", default="", metavar="TEXT", help="Why, for those who read it later.")
    @functools.wraps(function)
    def wrapper(*args: Any, name: str | None, note: str, **options: Any) -> Any:
        return function(*args, by=Person((name or _user())[:120], note), **options)

    return wrapper


def _user() -> str:
    try:
        return getpass.getuser()
    except (KeyError, OSError):
        # A container may run under a number that has no name.
        return "unknown"


def decide(settings: Settings, make: Callable[[Any], Decided], *, as_json: bool = False) -> None:
    """Makes a decision, reads its message again if that is how it takes effect, and says both."""
    from jobs.app import open_existing
    from jobs.cli.outcomes import as_values, reread

    with open_existing(settings) as app:
        decided = make(app)
        if not as_json:
            told("{text} (decision {number})", text=retell(decided.say), number=decided.number)
        outcomes = reread(app, [decided.message], reason="decision", as_json=as_json) if decided.reread else []
    if as_json:
        told_as = {"decision": decided.number, "message": decided.message, "new": decided.is_new}
        print_json(told_as | {"read_again": as_values(outcomes)})
