"""Removes messages for good, by number or by age."""

from datetime import datetime

from config.errors import UsageError
from jobs.app import App
from jobs.decide import Person
from store import purge as store


def chosen(app: App, numbers: tuple[int, ...], older_than: datetime | None) -> list[int]:
    """The numbers of the messages that are meant. Raises UsageError if nothing is, or both ways are used at once."""
    if bool(numbers) is (older_than is not None):
        raise UsageError("say which messages: --message ID or --older-than DATE")
    return list(numbers) if older_than is None else store.older_than(app.database, older_than)


def purge(app: App, numbers: list[int], by: Person) -> store.Purged:
    """Removes them, with what an earlier purge had to leave. Raises NotFoundError, UsageError or an OutageError."""
    return store.purge(app.database, app.originals, numbers, by.name, by.note, app.clock())
