"""What waits for a person, in words: the same for `raccolta status` and the digest."""

from collections.abc import Mapping
from typing import Any

from jobs.language.words import tell

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
