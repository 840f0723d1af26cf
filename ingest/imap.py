"""The mailbox over IMAP (RFC 9051, RFC 3501). The only module that knows imapclient."""

import logging
import re
import socket
import ssl
from collections.abc import Callable, Iterator, Sequence
from dataclasses import dataclass
from datetime import UTC, datetime
from pathlib import Path
from typing import Any, TypeVar
from urllib.parse import quote

from imapclient import SEEN, IMAPClient
from imapclient.exceptions import IMAPClientAbortError, IMAPClientError, LoginError

from config.errors import MailboxRefusedError, MailboxUnavailableError
from ingest.model import Arrival, Gap, MailboxSnapshot

log = logging.getLogger(__name__)

Answer = TypeVar("Answer")

#: Width of one SEARCH in UIDs: the answer stays below imaplib's line limit of one megabyte.
SEARCH_WINDOW = 20_000

#: Response codes by which a server says "not now" to a login (RFC 5530).
_NOT_NOW = ("[UNAVAILABLE]", "[INUSE]", "[LIMIT]", "[SERVERBUG]", "[CONTACTADMIN]", "try again", "temporar", "throttl", "too many")


@dataclass(frozen=True, slots=True)
class ImapAccount:
    """Where and how to log in. `tls` is `implicit`, `starttls` or `none`; sizes in bytes, times in seconds."""

    host: str
    port: int
    user: str
    password: str
    folder: str = "INBOX"
    tls: str = "implicit"
    ca_file: Path | None = None
    timeout: int = 60
    batch_messages: int = 50
    batch_bytes: int = 32 * 1024 * 1024
    chunk_bytes: int = 8 * 1024 * 1024
    message_bytes: int = 150 * 1024 * 1024

    def __repr__(self) -> str:
        """The account without its password, so that no log or traceback shows it."""
        return f"ImapAccount({self.user}@{self.host}:{self.port}/{self.folder}, tls={self.tls})"


class ImapMailbox:
    """One folder over one connection, made at first use and again after a break."""

    def __init__(self, account: ImapAccount) -> None:
        self._account = account
        self._client: IMAPClient | None = None

    @property
    def key(self) -> str:
        """An RFC 5092 URL of the folder."""
        account = self._account
        return f"imap://{quote(account.user, safe='')}@{account.host}:{account.port}/{quote(account.folder)}"

    def snapshot(self) -> MailboxSnapshot:
        """Opens the folder read-only and reads its numbers."""

        def look(client: IMAPClient) -> MailboxSnapshot:
            answer = client.select_folder(self._account.folder, readonly=True)
            if not (uidvalidity := _number(answer.get(b"UIDVALIDITY"))):
                raise MailboxUnavailableError(f"{self.key} did not say its UIDVALIDITY; nothing was taken")
            uidnext = _number(answer.get(b"UIDNEXT")) or self._highest_uid(client) + 1
            return MailboxSnapshot(uidvalidity, uidnext, _number(answer.get(b"EXISTS")))

        return self._do(look)

    def fetch(self, snapshot: MailboxSnapshot, after: int, retry: Sequence[int] = ()) -> Iterator[Arrival | Gap]:
        """What `Mailbox.fetch` promises: bounded windows, whole messages, nothing marked as read."""
        self._do(lambda client: self._reopen(client, snapshot))
        for uids in _batches(retry, self._account.batch_messages):
            yield from self._fetch_batch(uids, snapshot)
        for window in self._windows(after + 1, snapshot.uidnext - 1):
            for uids in _batches(window, self._account.batch_messages):
                yield from self._fetch_batch(uids, snapshot)

    def uids(self, snapshot: MailboxSnapshot) -> Iterator[int]:
        """What `Mailbox.uids` promises, in bounded windows."""
        self._do(lambda client: self._reopen(client, snapshot))
        for window in self._windows(1, snapshot.uidnext - 1):
            yield from window

    def mark_seen(self, uids: Sequence[int]) -> None:
        """Sets the Seen flag."""
        if uids:
            self._do(lambda client: (client.select_folder(self._account.folder), client.add_flags(list(uids), [SEEN])))

    def move(self, uids: Sequence[int], folder: str) -> None:
        """MOVE (RFC 6851), else COPY and an EXPUNGE of these UIDs alone (RFC 4315), else COPY and a Deleted flag."""
        if not uids:
            return

        def carry(client: IMAPClient) -> None:
            if not client.folder_exists(folder):
                client.create_folder(folder)
            client.select_folder(self._account.folder)
            present = sorted(set(client.search(["UID", _uid_set(uids)])) & set(uids))
            if not present:
                return
            if client.has_capability("MOVE"):
                client.move(present, folder)
                return
            client.copy(present, folder)
            client.delete_messages(present, silent=True)
            if client.has_capability("UIDPLUS"):
                client.uid_expunge(present)

        self._do(carry)

    def close(self) -> None:
        """Logs out; a link that is broken already does not matter."""
        client, self._client = self._client, None
        if client is not None:
            try:
                client.logout()
            except (OSError, IMAPClientError):
                log.debug("the mailbox did not answer the logout")

    def _windows(self, first: int, last: int) -> Iterator[list[int]]:
        """The UIDs that exist from `first` to `last`, a bounded stretch at a time.

        UIDs may have gaps of millions, so an empty stretch doubles the width of the next one.
        """
        width = SEARCH_WINDOW
        while first <= last:
            end = min(last, first + width - 1)
            found = sorted(uid for uid in self._search(f"{first}:{end}") if first <= uid <= end)
            if found:
                yield found
            width = SEARCH_WINDOW if found else width * 2
            first = end + 1

    def _fetch_batch(self, uids: Sequence[int], snapshot: MailboxSnapshot) -> Iterator[Arrival | Gap]:
        facts = self._do(lambda client: client.fetch(list(uids), ["RFC822.SIZE", "INTERNALDATE"]))
        small: list[int] = []
        held = 0
        for uid in uids:
            size = _number(facts.get(uid, {}).get(b"RFC822.SIZE"))
            if uid not in facts:
                yield Gap(uid, "vanished from the server before it could be fetched")
            elif size > self._account.message_bytes:
                yield Gap(uid, f"larger than LIMIT_MESSAGE_BYTES: {size} bytes", size)
            elif size > self._account.chunk_bytes:
                yield self._fetch_large(uid, size, facts[uid], snapshot)
            else:
                if held + size > self._account.batch_bytes and small:
                    yield from self._fetch_small(small, facts, snapshot)
                    small, held = [], 0
                small.append(uid)
                held += size
        yield from self._fetch_small(small, facts, snapshot)

    def _fetch_small(self, uids: Sequence[int], facts: dict[int, dict[bytes, Any]], snapshot: MailboxSnapshot) -> Iterator[Arrival | Gap]:
        if not uids:
            return
        try:
            bodies = self._do(lambda client: client.fetch(list(uids), ["BODY.PEEK[]"]))
        except _RefusedCommandError as error:
            if len(uids) == 1:
                yield Gap(uids[0], f"the server refused to hand it over: {error}")
                return
            # One message that the server cannot give must not hold up the others: ask for each alone.
            for uid in uids:
                yield from self._fetch_small([uid], facts, snapshot)
            return
        for uid in uids:
            body = bodies.get(uid, {}).get(b"BODY[]")
            if body:
                yield self._arrival(uid, body, facts[uid], snapshot)
            else:
                yield Gap(uid, "the server answered without the message")

    def _fetch_large(self, uid: int, size: int, fact: dict[bytes, Any], snapshot: MailboxSnapshot) -> Arrival | Gap:
        """In pieces: imapclient holds a whole literal several times over."""
        step = self._account.chunk_bytes
        pieces: list[bytes] = []
        for offset in range(0, size, step):
            answer = self._fetch_items(uid, f"BODY.PEEK[]<{offset}.{step}>")
            piece = answer.get(f"BODY[]<{offset}>".encode())
            if piece is None:
                return Gap(uid, f"the server answered without bytes {offset} to {offset + step}", size)
            pieces.append(piece)
            if len(piece) < step:
                break
        return self._arrival(uid, b"".join(pieces), fact, snapshot)

    def _arrival(self, uid: int, body: bytes, fact: dict[bytes, Any], snapshot: MailboxSnapshot) -> Arrival:
        source = f"{self.key};uidvalidity={snapshot.uidvalidity};uid={uid}"
        return Arrival(body, source, uid, snapshot.uidvalidity, _aware(fact.get(b"INTERNALDATE")))

    def _search(self, uids: str) -> list[int]:
        return self._do(lambda client: list(client.search(["UID", uids])))

    def _fetch_items(self, uid: int, item: str) -> dict[bytes, Any]:
        return self._do(lambda client: dict(client.fetch([uid], [item]).get(uid, {})))

    def _highest_uid(self, client: IMAPClient) -> int:
        """For servers that do not say UIDNEXT: `*` is the last message."""
        return max(client.search(["UID", "*"]), default=0)

    def _reopen(self, client: IMAPClient, snapshot: MailboxSnapshot) -> None:
        answer = client.select_folder(self._account.folder, readonly=True)
        if _number(answer.get(b"UIDVALIDITY")) != snapshot.uidvalidity:
            raise MailboxUnavailableError(f"{self.key} changed its UIDVALIDITY during the poll; the next one starts anew")

    def _do(self, action: Callable[[IMAPClient], Answer]) -> Answer:
        """Runs one exchange and types what goes wrong by what to do next."""
        try:
            if self._client is None:
                self._client = self._connect()
            return action(self._client)
        except (IMAPClientAbortError, OSError, EOFError) as error:
            self._drop()
            raise MailboxUnavailableError(f"{self.key}: {error or type(error).__name__}") from error
        except IMAPClientError as error:
            raise _RefusedCommandError(f"{self.key}: {error}") from error

    def _drop(self) -> None:
        client, self._client = self._client, None
        if client is not None:
            try:
                client.shutdown()
            except OSError:
                log.debug("the broken link to the mailbox was gone already")

    def _connect(self) -> IMAPClient:
        account = self._account
        try:
            context = ssl.create_default_context(cafile=str(account.ca_file) if account.ca_file else None)
        except OSError as error:
            raise MailboxRefusedError(f"IMAP_CA_FILE {account.ca_file} cannot be used: {error}") from error
        implicit = account.tls == "implicit"
        try:
            client = IMAPClient(
                account.host,
                port=account.port,
                ssl=implicit,
                ssl_context=context if implicit else None,
                timeout=account.timeout,
            )
            # imapclient sets 5, at which imaplib formats every mail body for a log that nobody reads.
            client._imap.debug = 0
            if account.tls == "starttls":
                client.starttls(context)
        except ssl.SSLCertVerificationError as error:
            raise MailboxRefusedError(f"the certificate of {account.host} is not trusted: {error.verify_message}") from error
        except socket.gaierror as error:
            raise MailboxUnavailableError(f"the host {account.host} is not known just now: {error}") from error
        self._login(client)
        return client

    def _login(self, client: IMAPClient) -> None:
        account = self._account
        try:
            client.login(account.user, account.password)
        except LoginError as error:
            client.shutdown()
            if any(word.lower() in str(error).lower() for word in _NOT_NOW):
                raise MailboxUnavailableError(f"{account.host} takes no login just now: {_said(error)}") from error
            raise MailboxRefusedError(f"{account.host} refused the login of {account.user}: {_said(error)}") from error


class _RefusedCommandError(MailboxUnavailableError):
    """The server said NO or BAD to one command; the link itself is sound."""


def _said(error: Exception) -> str:
    """The server's words; imapclient hands on the representation of bytes."""
    return re.sub(r"^b(['\"])(.*)\1$", r"\2", str(error)).strip()


def _number(value: Any) -> int:
    if isinstance(value, list | tuple):
        value = value[0] if value else 0
    try:
        return int(value or 0)
    except (TypeError, ValueError):
        return 0


def _aware(value: Any) -> datetime | None:
    # imapclient gives the server's moment as naive local time.
    return value.astimezone(UTC) if isinstance(value, datetime) else None


def _batches(uids: Sequence[int], count: int) -> Iterator[Sequence[int]]:
    for start in range(0, len(uids), count):
        yield uids[start : start + count]


def _uid_set(uids: Sequence[int]) -> str:
    return ",".join(str(uid) for uid in sorted(uids))
