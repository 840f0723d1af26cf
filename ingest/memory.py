"""A mailbox that lives in memory: the twin of `ingest.imap` for tests and dry runs."""

from collections.abc import Iterator, Sequence

from ingest.model import Arrival, Gap, MailboxSnapshot


class MemoryMailbox:
    """Holds messages by UID. Tests may change every attribute to play a server's moods."""

    def __init__(self, messages: Sequence[bytes] = (), *, key: str = "memory://INBOX", uidvalidity: int = 1) -> None:
        self.key = key
        self.uidvalidity = uidvalidity
        self.messages: dict[int, bytes] = dict(enumerate(messages, 1))
        self.uidnext = len(self.messages) + 1
        self.seen: set[int] = set()
        self.folders: dict[str, list[bytes]] = {}

    def add(self, message: bytes) -> int:
        """Delivers a message and returns its UID."""
        uid = self.uidnext
        self.messages[uid] = message
        self.uidnext += 1
        return uid

    def snapshot(self) -> MailboxSnapshot:
        """The folder as it is now."""
        return MailboxSnapshot(self.uidvalidity, self.uidnext, len(self.messages))

    def fetch(self, snapshot: MailboxSnapshot, after: int, retry: Sequence[int] = ()) -> Iterator[Arrival | Gap]:
        """What `Mailbox.fetch` promises."""
        for uid in [*retry, *sorted(uid for uid in self.messages if after < uid < snapshot.uidnext)]:
            if uid in self.messages:
                source = f"{self.key};uidvalidity={self.uidvalidity};uid={uid}"
                yield Arrival(self.messages[uid], source, uid, self.uidvalidity)
            else:
                yield Gap(uid, "vanished from the server", gone=True)

    def uids(self, snapshot: MailboxSnapshot) -> Iterator[int]:
        """What `Mailbox.uids` promises."""
        yield from sorted(uid for uid in self.messages if uid < snapshot.uidnext)

    def mark_seen(self, uids: Sequence[int]) -> None:
        """What `Mailbox.mark_seen` promises."""
        self.seen.update(uids)

    def prepare(self, folder: str) -> None:
        """What `Mailbox.prepare` promises."""
        self.folders.setdefault(folder, [])

    def move(self, uids: Sequence[int], folder: str) -> None:
        """What `Mailbox.move` promises."""
        moved = [self.messages.pop(uid) for uid in uids if uid in self.messages]
        self.folders.setdefault(folder, []).extend(moved)

    def wait(self, seconds: float) -> bool | None:
        """What `Mailbox.wait` promises; this one cannot tell."""
        return None

    def interrupt(self, reason: str) -> None:
        """No link to break."""

    def close(self) -> None:
        """Nothing to end."""
