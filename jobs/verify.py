"""Verifies that every message still has its original, unchanged."""

from collections.abc import Iterator

from config.errors import StorageUnavailableError
from jobs.app import App


def verify(app: App) -> Iterator[str]:
    """A sentence for every message whose original is missing or has changed."""
    for number in app.queries.numbers():
        try:
            app.originals.get(app.queries.sha256(number))
        except StorageUnavailableError as error:
            yield f"message {number}: {error}"
