"""The door to a mailbox. `ingest.imap` is the real one, `ingest.memory` its twin without a server."""

from collections.abc import Iterator, Sequence
from typing import Protocol

from ingest.model import Arrival, Gap, MailboxSnapshot


class Mailbox(Protocol):
    """One folder of one account.

    Every method may raise MailboxUnavailableError (try again later) or MailboxRefusedError (a person must act); those
    that change the folder also MailboxActionRefusedError, which says nothing against what was taken from it.
    """

    @property
    def key(self) -> str:
        """Account and folder as one name, without the password: UIDs mean something only within it."""

    def snapshot(self) -> MailboxSnapshot:
        """Looks at the folder without changing it."""

    def fetch(self, snapshot: MailboxSnapshot, after: int, retry: Sequence[int] = ()) -> Iterator[Arrival | Gap]:
        """All messages with `after` < UID < `snapshot.uidnext` in UID order, preceded by those of `retry`. Marks
        nothing.
        """

    def uids(self, snapshot: MailboxSnapshot) -> Iterator[int]:
        """The UIDs of all messages below `snapshot.uidnext`, ascending. Fetches and marks nothing."""

    def mark_seen(self, uids: Sequence[int]) -> None:
        """Flags messages as read."""

    def prepare(self, folder: str) -> None:
        """Makes the folder that messages are to be moved to, if it is missing. Raises MailboxActionRefusedError."""

    def move(self, uids: Sequence[int], folder: str) -> None:
        """Moves messages to another folder, made if missing. UIDs that are gone already do not matter."""

    def wait(self, seconds: float) -> bool | None:
        """Waits until something changes in the folder (True) or `seconds` are over (False); None if the server cannot
        tell.

        The first call after a link was made returns at once: whatever came while nobody listened is news too.
        """

    def interrupt(self, reason: str) -> None:
        """Breaks the link under whichever thread uses it, which then gets a MailboxUnavailableError. Never raises."""

    def close(self) -> None:
        """Ends the session; never raises."""
