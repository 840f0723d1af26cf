"""How the service is doing, and whether a person must look."""

from dataclasses import dataclass
from datetime import datetime, timedelta
from typing import Any

from jobs.app import App
from store.queries import parse_moment

#: Longer than this a stored message should not wait for processing, in seconds.
_OLDEST_WAITING_SECONDS = 3600


@dataclass(frozen=True, slots=True)
class Status:
    """`counts` as `store.queries.Queries.overview` gives them; `red` the reasons why health is red, [] when it is not."""

    counts: dict[str, Any]
    red: tuple[str, ...]


def status(app: App) -> Status:
    """Counts, last good poll, backlog, and what needs a person. Raises RaccoltaError if the database cannot be asked."""
    counts = app.queries.overview()
    return Status(counts, tuple(_reasons(app, counts)))


def _reasons(app: App, counts: dict[str, Any]) -> list[str]:
    settings, now = app.settings, app.clock()
    reasons: list[str] = []
    limit = timedelta(seconds=max(settings.poll_seconds * settings.silence_intervals, 60))
    boxes = counts["mailboxes"]
    if not boxes and settings.imap_host:
        reasons.append("the mailbox was never polled")
    for box in boxes:
        last = _moment(box["last_good_poll_at"])
        if last is None or now - last > limit:
            since = f"since {last:%Y-%m-%d %H:%M} UTC" if last else "ever"
            why = f": {box['last_error']}" if box["last_error"] else ""
            reasons.append(f"no good poll of {box['key']} {since}{why}")
    oldest = _moment(counts["oldest_waiting"])
    if oldest is not None and now - oldest > timedelta(seconds=_OLDEST_WAITING_SECONDS):
        reasons.append(f"a message has been waiting for processing since {oldest:%Y-%m-%d %H:%M} UTC")
    return reasons


def _moment(text: str | None) -> datetime | None:
    return parse_moment(text) if text else None
