"""The options of the selection language, the same for every command that works on messages."""

import difflib
import functools
from collections.abc import Callable
from typing import Any

import click

from config.vocabulary import MessageKind, MessageState, ProblemCode
from jobs.selection import Wanted


class _Day(click.DateTime):
    """A day as 2015-12-01."""

    def convert(self, value: Any, param: click.Parameter | None, ctx: click.Context | None) -> Any:
        """The moment at which it begins; click names the format as programmers write it."""
        try:
            return super().convert(value, param, ctx)
        except click.BadParameter:
            self.fail(f"{value} is no day; write it as 2015-12-01", param, ctx)


class _Code(click.Choice[str]):
    """One of many words: who mistypes one is told the nearest, not all of them."""

    def convert(self, value: Any, param: click.Parameter | None, ctx: click.Context | None) -> Any:
        """The word that was typed."""
        near = difflib.get_close_matches(str(value), self.choices, n=1)
        if near and value not in self.choices:
            self.fail(f"{value!r} is not one of the words that are known; did you mean {near[0]!r}?", param, ctx)
        return super().convert(value, param, ctx)


_DAY = _Day(["%Y-%m-%d"])
_OPTIONS = (
    click.option(
        "--status", multiple=True, type=click.Choice(list(map(str, MessageState))), help="Messages in this state."
    ),
    click.option(
        "--kind", multiple=True, type=click.Choice(list(map(str, MessageKind))), help="Messages of this kind."
    ),
    click.option(
        "--problem",
        multiple=True,
        type=_Code(list(map(str, ProblemCode))),
        metavar="CODE",
        help="Those with this problem.",
    ),
    click.option("--reason", metavar="TEXT", default="", help="Those whose error or problem says this."),
    click.option(
        "--prefettura", metavar="SIGLA", multiple=True, help="Messages of this office; none: of no known office."
    ),
    click.option("--since", metavar="DATE", type=_DAY, help="Received on this day (UTC) or later."),
    click.option("--until", metavar="DATE", type=_DAY, help="Received on this day (UTC) or earlier."),
    click.option(
        "--search", metavar="WORDS", default="", help="Those with all these words in head, file names or schede."
    ),
    click.option("--outdated", is_flag=True, help="Those that another version has read."),
)
_NAMES = tuple(option for option in Wanted.__dataclass_fields__ if option not in {"names", "most"})


_MOST = click.option("--limit", "most", metavar="N", type=click.IntRange(1), help="At most so many.")
_NUMBERS = click.argument("ids", metavar="[ID]...", nargs=-1)
_MESSAGE = click.option("--message", "ids", metavar="ID", multiple=True, help="This message: its number or Message-ID.")


def selection_options(function: Callable[..., Any]) -> Callable[..., Any]:
    """Adds `[ID]...` and the options; the command gets them as `wanted`. Several conditions hold together, a condition
    that is given twice is an alternative.
    """
    return _with(function, _NUMBERS, _MOST)


def selection_options_without_limit(function: Callable[..., Any]) -> Callable[..., Any]:
    """The same for a command that has its own `--limit`."""
    return _with(function, _NUMBERS)


def of_messages(function: Callable[..., Any]) -> Callable[..., Any]:
    """The same for a group, whose first word names one of its commands: messages are named by `--message`."""
    return _with(function, _MESSAGE, _MOST)


def _with(function: Callable[..., Any], *more: Callable[..., Any]) -> Callable[..., Any]:
    @functools.wraps(function)
    def wrapper(*args: Any, ids: tuple[str, ...], most: int | None = None, **options: Any) -> Any:
        asked = {name: options.pop(name) for name in _NAMES}
        return function(*args, wanted=Wanted(names=ids, most=most, **asked), **options)

    wrapped: Callable[..., Any] = wrapper
    for option in reversed((*_OPTIONS, *more)):
        wrapped = option(wrapped)
    return wrapped
