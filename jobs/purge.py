"""Removes messages for good, by number, by age, or because they are kept no longer (RETENTION_DAYS)."""

from datetime import datetime, timedelta

from config.counting import counted
from config.errors import UsageError
from jobs.app import App
from jobs.decide import Person
from store import purge as store


def chosen(app: App, numbers: tuple[int, ...], older_than: datetime | None) -> list[int]:
    """The numbers of the messages that are meant. Raises UsageError if nothing is, or both ways are used at once."""
    if bool(numbers) is (older_than is not None):
        raise UsageError("say which messages: --message ID or --older-than DATE")
    return list(numbers) if older_than is None else store.older_than(app.database, older_than)


def retain(app: App) -> store.Purged:
    """Removes what is older than RETENTION_DAYS, and nothing where that is 0. What another message hangs on stays
    until that one is as old. Raises what `purge` raises: UsageError if a message began to be read meanwhile.
    """
    days = app.settings.retention_days
    numbers = store.expired(app.database, app.clock() - timedelta(days=days)) if days else []
    if not numbers:
        return store.Purged(())
    return purge(
        app, numbers, Person("raccolta run", f"received more than {counted(days, 'day', 'days')} ago (RETENTION_DAYS)")
    )


def purge(app: App, numbers: list[int], by: Person) -> store.Purged:
    """Removes them, with what an earlier purge had to leave. Raises NotFoundError, UsageError or an OutageError."""
    return store.purge(app.database, app.originals, numbers, by.name, by.note, app.clock())
