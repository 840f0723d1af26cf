"""How the service is doing, and whether a person must look."""

from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from datetime import datetime, timedelta
from typing import Any

from config.counting import counted
from config.settings import Settings
from jobs.app import App, mailbox_key
from jobs.failures import is_of_a_tool, needs_a_person
from jobs.room import lacking_room
from store.queries import parse_moment
from store.stages import recent


@dataclass(frozen=True, slots=True)
class Status:
    """`counts` as `store.queries.Queries.overview` gives them, with `seconds` as `store.stages.recent` does; `red` the
    reasons why health is red, [] when it is not.
    """

    counts: dict[str, Any]
    red: tuple[str, ...]


def status(app: App) -> Status:
    """Counts, last good poll, backlog, and what needs a person. Raises RaccoltaError if the database cannot be
    asked.
    """
    counts = app.queries.overview() | {"seconds": recent(app.database)}
    return Status(counts, tuple(_reasons(app, counts)))


def _reasons(app: App, counts: dict[str, Any]) -> list[str]:
    reasons: list[str] = []
    boxes = watched(app.settings, counts["mailboxes"])
    if not boxes and app.settings.imap_host:
        reasons.append("the mailbox was never polled")
    for box in boxes:
        reasons += _of_mailbox(app, box)
    if counts["not_taken"]:
        lost = counted(counts["not_taken"], "message", "messages")
        reasons.append(f"{lost} on the server could not be taken: {counts['not_taken_reason']}")
    # Nobody mends a missing program or a wrong key by waiting. Other outages end by themselves, or show in the backlog.
    reasons += [
        f"{counted(count, 'message', 'messages')} waiting{' for a tool' * is_of_a_tool(why)}: {why}"
        for why, count in counts["outages"].items()
        if is_of_a_tool(why) or needs_a_person(why)
    ]
    reasons += lacking_room(app.settings)
    oldest = _moment(counts["oldest_waiting"])
    if oldest is not None and app.clock() - oldest > timedelta(seconds=app.settings.backlog_seconds):
        waiting = sum(counts["status"].get(state, 0) for state in ("received", "retry"))
        late = counted(waiting, "message", "messages")
        reasons.append(f"{late} waiting for processing, the first since {oldest:%Y-%m-%d %H:%M} UTC")
    return reasons


def watched(settings: Settings, boxes: Sequence[dict[str, Any]]) -> list[dict[str, Any]]:
    """The mailboxes that count for health: the one of the settings; all that were ever polled if none is set."""
    if not (settings.imap_host and settings.imap_user):
        return list(boxes)
    key = mailbox_key(settings)
    return [box for box in boxes if box["key"] == key]


def _of_mailbox(app: App, box: dict[str, Any]) -> Iterator[str]:
    settings, now = app.settings, app.clock()
    limit = timedelta(seconds=max(settings.poll_seconds * settings.silence_intervals, 60))
    last = _moment(box["last_good_poll_at"])
    # A moment that is still to come was noted before the clock was set back: it says nothing.
    if last is None or not -limit <= now - last <= limit:
        since = (
            f"since {last:%Y-%m-%d %H:%M} UTC"
            if last and last <= now
            else "ever"
            if last is None
            else "since the clock was set back"
        )
        why = f": {box['last_error']}" if box["last_error"] else ""
        yield f"no good poll of {box['key']} {since}{why}"
    elif box["last_error"] and (box["last_poll_at"] == box["last_good_poll_at"] or needs_a_person(box["last_error"])):
        # Or: nobody mends a wrong password by waiting.
        # The mails came in; what was to be done with them on the server was not done.
        yield f"{box['key']}: {box['last_error']}"
    if box["missing"]:
        yield (
            f"{counted(box['missing'], 'message', 'messages')} of {box['key']} on the server and not safely stored on"
            f" {_moment(box['reconciled_at']):%Y-%m-%d %H:%M} UTC: {box['missing_reason']}"
        )


def _moment(text: str | None) -> datetime | None:
    return parse_moment(text) if text else None
