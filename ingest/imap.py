"""The mailbox over IMAP (RFC 9051, RFC 3501). The only module that knows imapclient."""

import logging
import socket
import ssl
from collections.abc import Callable, Iterator, Sequence
from dataclasses import dataclass
from datetime import UTC, date, datetime
from pathlib import Path
from typing import Any, TypeVar
from urllib.parse import quote

from imapclient import SEEN, IMAPClient
from imapclient.exceptions import IMAPClientAbortError, IMAPClientError, LoginError, ProtocolError

from config.errors import MailboxRefusedError, MailboxUnavailableError
from ingest.model import Arrival, Gap, MailboxSnapshot
from ingest.oauth import AccessTokens
from ingest.server_words import ended_session, lacks_folder, refused_login, said

log = logging.getLogger(__name__)

Answer = TypeVar("Answer")

#: Width of one SEARCH in UIDs: the answer stays below imaplib's line limit of one megabyte.
SEARCH_WINDOW = 20_000

#: What imapclient and imaplib raise on an answer that is no IMAP: the link is worth nothing any more.
_GARBLED = (ProtocolError, ValueError, LookupError, TypeError, AttributeError)


@dataclass(frozen=True, slots=True)
class ImapAccount:
    """Where and how to log in. `tls` is `implicit`, `starttls` or `none`; sizes in bytes, times in seconds. Mail that the server
    took in before `since` is none of ours.
    """

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
    since: date | None = None

    def __repr__(self) -> str:
        """The account without its password, so that no log or traceback shows it."""
        return f"ImapAccount({self.user}@{self.host}:{self.port}/{self.folder}, tls={self.tls})"


class ImapMailbox:
    """One folder over one connection, made at first use and again after a break."""

    def __init__(self, account: ImapAccount, tokens: AccessTokens | None = None) -> None:
        """With `tokens` the login is OAuth 2.0, without by password."""
        self._account, self._tokens = account, tokens
        self._client: IMAPClient | None = None
        self._interrupted = ""
        self._settling = False

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

        try:
            return self._do(look)
        except _RefusedCommandError as error:
            if lacks_folder(str(error)):
                raise MailboxRefusedError(str(error)) from error
            raise

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
            # What carries the flag already was copied by a pass that ended before it could expunge.
            if fresh := sorted(set(client.search(["UID", _uid_set(present), "UNDELETED"])) & set(present)):
                client.copy(fresh, folder)
                client.delete_messages(fresh, silent=True)
            if client.has_capability("UIDPLUS"):
                client.uid_expunge(present)

        self._do(carry)

    def wait(self, seconds: float) -> bool | None:
        """What `Mailbox.wait` promises, by IDLE (RFC 2177). A link that is dead is found when IDLE is renewed."""

        def idle(client: IMAPClient) -> bool | None:
            if not client.has_capability("IDLE"):
                return None
            client.idle()
            # News that came with the answer to IDLE lies in a buffer that `idle_check` does not look at; DONE brings it out.
            changes = client.idle_check(timeout=min(seconds, 1) if self._settling else seconds)
            # On a closed link `idle_check` returns at once and without a word; the answer to DONE is what tells.
            changes += client.idle_done()[1]
            return any(len(change) > 1 and change[1] in {b"EXISTS", b"RECENT", "EXISTS", "RECENT"} for change in changes)

        if self._client is None:
            # Whatever came while nobody listened is news too.
            self._do(lambda client: client.select_folder(self._account.folder, readonly=True))
            self._settling = True
            return True
        try:
            changed = self._do(idle)
        except _RefusedCommandError:
            # Nobody knows whether the server is in IDLE now.
            self._drop()
            raise
        self._settling = changed is True
        return changed

    def interrupt(self, reason: str) -> None:
        """What `Mailbox.interrupt` promises."""
        client = self._client
        if client is not None:
            self._interrupted = reason
            try:
                # The plain socket's: that of a TLS socket would change it under the thread that reads.
                socket.socket.shutdown(client.socket(), socket.SHUT_RDWR)
            except OSError:
                log.debug("the link to be broken was broken already")

    def close(self) -> None:
        """Logs out; a link that is broken already does not matter."""
        client, self._client = self._client, None
        if client is not None:
            try:
                client.logout()
            except (OSError, IMAPClientError, *_GARBLED):
                log.debug("the mailbox did not answer the logout")

    def _windows(self, first: int, last: int) -> Iterator[list[int]]:
        """The UIDs that exist from `first` to `last`, a bounded stretch at a time.

        UIDs may have gaps of millions, so an empty stretch doubles the width of the next one.
        """
        width = SEARCH_WINDOW
        while first <= last:
            end = min(last, first + width - 1)
            found = sorted(uid for uid in self._search(f"{first}:{end}", self._account.since) if first <= uid <= end)
            if found:
                yield found
            width = SEARCH_WINDOW if found else width * 2
            first = end + 1

    def _fetch_batch(self, uids: Sequence[int], snapshot: MailboxSnapshot) -> Iterator[Arrival | Gap]:
        facts = self._facts(uids)
        absent = [uid for uid in uids if uid not in facts]
        # A server may forget a message in one answer; only one that it does not list either is gone.
        listed = set(self._search(_uid_set(absent))) if absent else set()
        small: list[int] = []
        held = 0
        for uid in uids:
            size = _number(facts.get(uid, {}).get(b"RFC822.SIZE"))
            if uid not in facts and uid not in listed:
                yield Gap(uid, "vanished from the server before it could be fetched", gone=True)
            elif uid not in facts:
                yield Gap(uid, "the server lists it and answers nothing about it")
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

    def _facts(self, uids: Sequence[int]) -> dict[int, dict[bytes, Any]]:
        items = ["RFC822.SIZE", "INTERNALDATE"]
        try:
            return self._do(lambda client: dict(client.fetch(list(uids), items)))
        except _RefusedCommandError:
            # One message of which the server can say nothing must not hold up the others.
            return {} if len(uids) == 1 else {uid: fact for one in uids for uid, fact in self._facts([one]).items()}

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
            try:
                answer = self._fetch_items(uid, f"BODY.PEEK[]<{offset}.{step}>")
            except _RefusedCommandError as error:
                return Gap(uid, f"the server refused to hand it over: {error}", size)
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

    def _search(self, uids: str, since: date | None = None) -> list[int]:
        criteria: list[object] = ["UID", uids] if since is None else ["UID", uids, "SINCE", since]
        return self._do(lambda client: list(client.search(criteria)))

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
                self._interrupted = ""
                self._client = self._connect()
            return action(self._client)
        except (IMAPClientAbortError, OSError, EOFError, *_GARBLED) as error:
            self._drop()
            why = self._interrupted or said(error) or type(error).__name__
            raise MailboxUnavailableError(f"{self.key}: {why}") from error
        except IMAPClientError as error:
            if (over := ended_session(said(error), self.key)) is not None:
                self._drop()
                raise over from error
            raise _RefusedCommandError(f"{self.key}: {said(error)}") from error

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
        try:
            try:
                self._authenticate(client)
            except LoginError as error:
                account = f"{self._account.user} at {self._account.host}"
                if self._tokens is None or isinstance(refused_login(said(error), account), MailboxUnavailableError):
                    raise
                # A token may be revoked before its time; a fresh one tells that from an account that is closed.
                self._tokens.forget()
                self._authenticate(client)
        except LoginError as error:
            client.shutdown()
            if self._tokens is not None:
                self._tokens.forget()
            raise refused_login(said(error), f"{self._account.user} at {self._account.host}") from error
        except BaseException:
            client.shutdown()
            raise

    def _authenticate(self, client: IMAPClient) -> None:
        user = self._account.user
        if self._tokens is None:
            client.login(user, self._account.password)
        elif client.has_capability("AUTH=OAUTHBEARER"):
            client.oauthbearer_login(user, self._tokens.get())
        else:
            client.oauth2_login(user, self._tokens.get())


class _RefusedCommandError(MailboxUnavailableError):
    """The server said NO or BAD to one command; the link itself is sound."""


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
