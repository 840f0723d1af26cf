"""Holds the mailbox against the database: nothing that the server lists may be neither stored nor explained."""

from collections import Counter
from collections.abc import Callable
from dataclasses import dataclass, field

from config.errors import OriginalUnreadableError
from ingest.mailbox import Mailbox
from ingest.model import Gap, MailboxSnapshot
from jobs.app import App


@dataclass(frozen=True, slots=True)
class Missing:
    """A message that the server lists and that is not safely stored, with the reason and, if it has one, its number."""

    uid: int
    reason: str
    message: int | None = None


@dataclass(frozen=True, slots=True)
class Reconciliation:
    """The two sides of one mailbox. `new` counts what came after the last poll, `states` the stored messages by state,
    `gone` those stored whose mail the server no longer lists (moved, deleted): no loss.
    """

    mailbox: str
    on_server: int
    stored: int
    new: int
    gone: int
    states: dict[str, int] = field(default_factory=dict)
    missing: tuple[Missing, ...] = ()


def reconcile(app: App, mailbox: Mailbox, beat: Callable[[], None] = lambda: None) -> Reconciliation:
    """Compares UID by UID. A message that is missing without a reason is noted as a gap, so that the next poll takes it
    in.

    `beat` is called as the work goes on. Raises OutageError or StopError if the mailbox or database cannot be asked.
    """
    try:
        snapshot = mailbox.snapshot()
        listed = list(mailbox.uids(snapshot))
    finally:
        mailbox.close()
    mailbox_id = app.mailboxes.register(mailbox.key)
    cursor = app.mailboxes.cursor(mailbox_id)
    known = app.mailboxes.deliveries(mailbox_id, snapshot.uidvalidity)
    purged = app.mailboxes.purged(mailbox_id, snapshot.uidvalidity)
    reasons = app.mailboxes.gap_reasons(mailbox_id, snapshot.uidvalidity)
    taken = cursor.last_uid if cursor.uidvalidity == snapshot.uidvalidity else 0
    missing: list[Missing] = []
    new = 0
    for uid in listed:
        beat()
        if uid in known:
            number, _, sha256 = known[uid]
            if (trouble := _lost(app, sha256)) is not None:
                missing.append(Missing(uid, trouble, number))
        elif uid in purged:
            continue
        elif uid in reasons:
            missing.append(Missing(uid, reasons[uid]))
        elif uid > taken:
            new += 1
        else:
            missing.append(Missing(uid, "listed by the server and not stored; the next poll takes it in"))
            _note(app, mailbox_id, snapshot, uid)
    present = set(listed)
    app.mailboxes.record_reconciliation(mailbox_id, len(missing), missing[0].reason if missing else None, app.clock())
    return Reconciliation(
        mailbox=mailbox.key,
        on_server=len(listed),
        stored=sum(1 for uid in listed if uid in known),
        new=new,
        gone=sum(1 for uid in known if uid not in present),
        states=dict(Counter(state for _, state, _ in known.values())),
        missing=tuple(missing),
    )


def _lost(app: App, sha256: str) -> str | None:
    """Why the original of a stored message is not what it should be, None if it is sound."""
    try:
        app.originals.get(sha256)
    except OriginalUnreadableError as error:
        return str(error)
    return None


def _note(app: App, mailbox_id: int, snapshot: MailboxSnapshot, uid: int) -> None:
    app.mailboxes.record_gap(mailbox_id, snapshot, Gap(uid, "listed by the server and not stored"), app.clock())
