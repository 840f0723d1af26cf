"""Verifies that nothing of what was taken in is missing: every message has its original, every original its message."""

from collections.abc import Collection, Iterator

from config.errors import OriginalUnreadableError
from jobs.app import App
from store.soundness import defects


def verify(app: App) -> Iterator[str]:
    """A sentence for every reference that leads nowhere, every original that is missing, has changed, or belongs to no
    message.
    """
    # Originals first: one that is written just now has its row a moment later.
    kept = set(app.originals.hashes())
    yield from missing(app)
    yield from strays(app, kept)


def missing(app: App) -> Iterator[str]:
    """A sentence for every reference that leads nowhere, every original that is missing or has changed."""
    kept = set(app.originals.hashes())
    yield from defects(app.database)
    for sha256 in sorted(app.decisions.replacements() - kept):
        yield f"the replacement {sha256} is missing; restore it from a backup or give it again with `raccolta replace`"
    for number in app.queries.numbers():
        try:
            app.originals.get(app.queries.sha256(number))
        except OriginalUnreadableError as error:
            yield f"message {number}: {error}"


def strays(app: App, kept: Collection[str] | None = None) -> Iterator[str]:
    """A sentence for every original (of those in `kept`) that belongs to no message."""
    kept = set(app.originals.hashes() if kept is None else kept)
    wanted = {app.queries.sha256(number) for number in app.queries.numbers()}
    for sha256 in sorted(kept - wanted - app.decisions.replacements()):
        yield (
            f"the original {app.originals.where(sha256)} belongs to no message; `raccolta poll`, and if it is still "
            f"named `raccolta import` it"
        )
