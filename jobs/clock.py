"""The only clock of the program."""

from collections.abc import Callable
from datetime import UTC, datetime

#: Gives the moment it is, aware and in UTC.
Clock = Callable[[], datetime]


def now() -> datetime:
    """The moment it is."""
    return datetime.now(UTC)
