"""Counts in words: the same for all commands and the digest."""

from collections.abc import Iterator, Mapping
from typing import Any

from config.vocabulary import MessageState
from jobs.causes import Cause
from jobs.language.words import how_many, retell, tell, word
from store.shortfall import Shortfall

#: The key in the counts of `store.queries.Queries.overview`, what it counts (one, many, which), and the command that
#: shows it.
_FOR_A_PERSON = {
    "unread": ("message", "messages", "that could not be read, or not wholly", "failed"),
    "not_taken": ("message", "messages", "that could not be taken", "failed"),
    "needs_review": ("scheda", "schede", "to review", "review"),
    "agreements_in_doubt": ("agreement", "agreements", "with a fact in doubt", "review"),
    "needs_a_look": ("message", "messages", "with text or files to look at", "review"),
    "unknown_sender": ("submission", "submissions", "of unknown senders", "review"),
    "proposals": ("link", "links", "between messages to decide", "review"),
    "decisions_without_scheda": ("decision", "decisions", "whose scheda is gone", "review --list"),
}
#: So many messages of one cause are named one by one.
_NAMED = 10


def for_a_person(counts: Mapping[str, Any]) -> Iterator[tuple[str, str]]:
    """What waits, a command after the other: what it shows, by kind with its number, and the command."""
    for name in ("failed", "review", "review --list"):
        kinds = ((key, said) for key, (*said, command) in _FOR_A_PERSON.items() if command == name)
        told = ", ".join(
            how_many(counts[key], f"{one} {which}", f"{many} {which}")
            for key, (one, many, which) in kinds
            if counts[key]
        )
        if told:
            yield told, f"raccolta {name}"


def by_stage(seconds: Mapping[str, float]) -> str:
    """`open 0.1, read 2.0`."""
    return ", ".join(f"{tell(name)} {value:.2f}" for name, value in seconds.items())


def lines_of(cause: Cause, most: int | None = _NAMED) -> Iterator[str]:
    """What could not be read for one cause, and what to do about it. A reason that several share is told once above
    them; of more than `most` the others are counted (None: all are named).
    """
    yield tell("{count} × {cause}", count=len(cause.found), cause=retell(cause.what))
    yield tell("    to do: {remedy}", remedy=retell(cause.to_do))
    alike: dict[str, list[Shortfall]] = {}
    for item in cause.found[:most]:
        alike.setdefault(item.reason, []).append(item)
    for reason, items in alike.items():
        if len(items) > 1:
            yield f"    {retell(reason)}:"
        for item in items:
            yield f"        {_named(item)}" if len(items) > 1 else f"    {_named(item)}: {retell(reason)}"
    if most is not None and len(cause.found) > most:
        yield tell("    … and {count} more (`raccolta failed --all` names them)", count=len(cause.found) - most)


def _named(item: Shortfall) -> str:
    """Which file of which message, of whom."""
    which = tell("not taken") if item.message is None else tell("message {number}", number=item.message)
    where = f" [{item.path}]" if item.path else ""
    return f"{which}  {word(MessageState, item.status)}  {item.prefettura or '?'}  {item.subject[:60]!r}{where}"
