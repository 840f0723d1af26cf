"""Keeps what comes in: the bytes of each mail at once, the rows of a window of mails in one step."""

import hashlib
import logging
from types import TracebackType
from typing import Self

from config.errors import OutageError
from ingest.model import Arrival, Gap, MailboxSnapshot
from jobs.app import App
from store.model import Delivery

log = logging.getLogger(__name__)


def keep(app: App, original: bytes) -> str:
    """Stores an original and returns its hash; one that was removed for good is not stored again."""
    sha256 = hashlib.sha256(original).hexdigest()
    return sha256 if app.messages.is_purged(sha256) else app.originals.put(original)


class Intake:
    """Takes in the mails of one source, of a mailbox or of files (`mailbox_id` None).

    An original is durable when `add` returns, its row at the latest when the context ends: also by an error, unless
    the rows are what cannot be stored. A process that dies in between leaves originals without rows; the cursor has
    not passed them, and they come again. `stored` are the numbers of new messages; `known` counts those stored before,
    `gaps` those left out.
    """

    def __init__(self, app: App, mailbox_id: int | None = None) -> None:
        """The settings say how many mails and bytes make a window."""
        self._app, self._source = app, mailbox_id
        self._held: list[Delivery] = []
        self._bytes = 0
        self.stored: list[int] = []
        self.known = self.gaps = 0

    @property
    def mailbox_id(self) -> int:
        """The mailbox that is taken in; files have none."""
        assert self._source is not None
        return self._source

    def __enter__(self) -> Self:
        return self

    def __exit__(
        self, kind: type[BaseException] | None, error: BaseException | None, trace: TracebackType | None
    ) -> None:
        if kind is None:
            self.flush()
        elif issubclass(kind, Exception):
            self._flush_after(kind.__name__)

    def add(self, arrival: Arrival) -> None:
        """Stores one mail."""
        a, settings = arrival, self._app.settings
        sha256, size = keep(self._app, a.original), len(a.original)
        self._held.append(Delivery(sha256, size, a.source, a.uid, a.uidvalidity, a.internal_date))
        self._bytes += size
        if len(self._held) >= settings.imap_batch_messages or self._bytes >= settings.imap_batch_bytes:
            self.flush()

    def leave_out(self, gap: Gap, snapshot: MailboxSnapshot) -> None:
        """Remembers a mail of a mailbox that could not be taken. That moves the cursor, which must not pass mails whose
        rows are not committed.
        """
        self.flush()
        self.gaps += 1
        self._app.mailboxes.record_gap(self.mailbox_id, snapshot, gap, self._app.clock())
        log.warning("message not taken", extra={"uid": gap.uid, "reason": gap.reason})

    def flush(self) -> None:
        """Commits the rows of what was added; nothing is tried twice."""
        held, self._held, self._bytes = self._held, [], 0
        if not held:
            return
        numbers = self._app.messages.arrive_all(held, self._source, self._app.clock())
        for delivery, number in zip(held, numbers, strict=True):
            if number is None:
                self.known += 1
                continue
            self.stored.append(number)
            facts = {"uid": delivery.uid, "number": number, "sha256": delivery.sha256, "bytes": delivery.size}
            log.info("message stored", extra=facts)

    def _flush_after(self, what: str) -> None:
        """The error that ended the pass is the one to hand on."""
        try:
            self.flush()
        except OutageError:
            log.warning("mails taken in before an error are taken in again", extra={"reason": what})
