"""Counts in words: the same for all commands and the digest."""

from collections.abc import Iterator, Mapping
from typing import Any

from config.vocabulary import MessageState
from jobs.causes import Cause
from jobs.language.words import retell, tell, word

#: The key in the counts of `store.queries.Queries.overview`, and how it is told.
_FOR_A_PERSON = {
    "needs_review": "{count} schede to review",
    "needs_a_look": "{count} messages with text or files to look at",
    "proposals": "{count} links between messages to decide",
    "decisions_without_scheda": "{count} decisions whose scheda is gone",
    "unknown_sender": "{count} submissions of unknown senders",
    "not_taken": "{count} messages that could not be taken",
    "failed_open": "{count} failed messages",
}


def for_a_person(counts: Mapping[str, Any]) -> str:
    """What waits, by kind, with its number; "" if nothing does."""
    return ", ".join(tell(said, count=counts[key]) for key, said in _FOR_A_PERSON.items() if counts[key])


def by_stage(seconds: Mapping[str, float]) -> str:
    """`open 0.1, read 2.0`."""
    return ", ".join(f"{tell(name)} {value:.2f}" for name, value in seconds.items())


def lines_of(cause: Cause) -> Iterator[str]:
    """What could not be read for one cause, and what to do about it."""
    yield tell("{count} × {cause}", count=len(cause.found), cause=retell(cause.what))
    yield tell("    to do: {remedy}", remedy=retell(cause.to_do))
    for item in cause.found:
        where = f" [{item.path}]" if item.path else ""
        number = tell("not taken") if item.message is None else tell("message {number}", number=item.message)
        what = f"{item.subject[:60]!r}{where}: {retell(item.reason)}"
        yield f"    {number}  {word(MessageState, item.status)}  {item.prefettura or '?'}  {what}"
