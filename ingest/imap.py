"""The mailbox over IMAP (RFC 9051, RFC 3501). The only module that knows imapclient."""

import logging
import socket
import ssl
from collections.abc import Callable, Iterator, Sequence
from datetime import date
from typing import TypeVar

from imapclient import SEEN, IMAPClient
from imapclient.exceptions import (
    IMAPClientAbortError,
    IMAPClientError,
    IMAPClientReadOnlyError,
    LoginError,
    ProtocolError,
)

from config.errors import MailboxActionRefusedError, MailboxRefusedError, MailboxUnavailableError
from config.hiding import hide
from ingest.fetching import Facts, Fetcher, RefusedCommandError, number, uid_set
from ingest.login import ImapAccount
from ingest.model import Arrival, Gap, MailboxSnapshot
from ingest.oauth import AccessTokens
from ingest.server_words import ended_session, folder_advice, lacks_folder, refused_login, said

log = logging.getLogger(__name__)

Answer = TypeVar("Answer")

#: Width of one SEARCH in UIDs: the answer stays below imaplib's line limit of one megabyte.
SEARCH_WINDOW = 20_000

#: What imapclient and imaplib raise on an answer that is no IMAP: the link is worth nothing any more.
_GARBLED = (ProtocolError, ValueError, LookupError, TypeError, AttributeError)


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
        return self._account.key

    def snapshot(self) -> MailboxSnapshot:
        """Opens the folder read-only and reads its numbers."""

        def look(client: IMAPClient) -> MailboxSnapshot:
            answer = client.select_folder(self._account.folder, readonly=True)
            if not (uidvalidity := number(answer.get(b"UIDVALIDITY"))):
                raise MailboxUnavailableError(f"{self.key} did not say its UIDVALIDITY; nothing was taken")
            uidnext = number(answer.get(b"UIDNEXT")) or self._highest_uid(client) + 1
            return MailboxSnapshot(uidvalidity, uidnext, number(answer.get(b"EXISTS")))

        try:
            return self._do(look)
        except RefusedCommandError as error:
            if lacks_folder(str(error)):
                raise MailboxRefusedError(str(error)) from error
            raise

    def fetch(self, snapshot: MailboxSnapshot, after: int, retry: Sequence[int] = ()) -> Iterator[Arrival | Gap]:
        """What `Mailbox.fetch` promises: bounded windows, whole messages, nothing marked as read."""
        if after + 1 >= snapshot.uidnext and not retry:
            # To open the folder once more costs a server of many mails as much as all the rest of an idle poll.
            return
        self._do(lambda client: self._reopen(client, snapshot))
        fetcher = self._fetcher(snapshot)
        for uids in _batches(retry, self._account.batch_messages):
            yield from fetcher.fetch(uids)
        for window in self._windows(after + 1, snapshot.uidnext - 1):
            for uids in _batches(window, self._account.batch_messages):
                yield from fetcher.fetch(uids)

    def uids(self, snapshot: MailboxSnapshot) -> Iterator[int]:
        """What `Mailbox.uids` promises, in bounded windows."""
        self._do(lambda client: self._reopen(client, snapshot))
        for window in self._windows(1, snapshot.uidnext - 1):
            yield from window

    def mark_seen(self, uids: Sequence[int]) -> None:
        """Sets the Seen flag."""
        if uids:
            self._act(lambda client: (client.select_folder(self._account.folder), client.add_flags(list(uids), [SEEN])))

    def prepare(self, folder: str) -> None:
        """What `Mailbox.prepare` promises."""
        self._act(lambda client: self._make(client, folder))

    def move(self, uids: Sequence[int], folder: str) -> None:
        """MOVE (RFC 6851), else COPY and an EXPUNGE of these UIDs alone (RFC 4315), else COPY and a Deleted flag."""
        if not uids:
            return

        def carry(client: IMAPClient) -> None:
            self._make(client, folder)
            client.select_folder(self._account.folder)
            present = sorted(set(client.search(["UID", uid_set(uids)])) & set(uids))
            if not present:
                return
            if client.has_capability("MOVE"):
                client.move(present, folder)
                return
            # What carries the flag already was copied by a pass that ended before it could expunge.
            if fresh := sorted(set(client.search(["UID", uid_set(present), "UNDELETED"])) & set(present)):
                client.copy(fresh, folder)
                client.delete_messages(fresh, silent=True)
            if client.has_capability("UIDPLUS"):
                client.uid_expunge(present)

        self._act(carry)

    def _make(self, client: IMAPClient, folder: str) -> None:
        if client.folder_exists(folder):
            return
        try:
            client.create_folder(folder)
        except IMAPClientAbortError:
            raise
        except IMAPClientError as error:
            words = self._said(error)
            raise ended_session(words, self.key) or MailboxActionRefusedError(
                f"the folder {folder} cannot be made on {self._account.host}: {words}; "
                f"{folder_advice(words, _prefix(client), folder)}"
            ) from error

    def _act(self, action: Callable[[IMAPClient], object]) -> None:
        """An exchange that changes the mailbox. What the server refuses there says nothing against what was stored."""
        try:
            self._do(action)
        except RefusedCommandError as error:
            raise MailboxActionRefusedError(str(error)) from error

    def wait(self, seconds: float) -> bool | None:
        """What `Mailbox.wait` promises, by IDLE (RFC 2177). A link that is dead is found when IDLE is renewed."""

        def idle(client: IMAPClient) -> bool | None:
            if not client.has_capability("IDLE"):
                return None
            client.idle()
            # News that came with the answer to IDLE lies in a buffer that `idle_check` does not look at; DONE brings it
            # out.
            changes = client.idle_check(timeout=min(seconds, 1) if self._settling else seconds)
            # On a closed link `idle_check` returns at once and without a word; the answer to DONE is what tells.
            changes += client.idle_done()[1]
            return any(
                len(change) > 1 and change[1] in {b"EXISTS", b"RECENT", "EXISTS", "RECENT"} for change in changes
            )

        if self._client is None:
            # Whatever came while nobody listened is news too.
            self._do(lambda client: client.select_folder(self._account.folder, readonly=True))
            self._settling = True
            return True
        try:
            changed = self._do(idle)
        except RefusedCommandError:
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

    def _fetcher(self, snapshot: MailboxSnapshot) -> Fetcher:
        return Fetcher(
            self._account,
            f"{self.key};uidvalidity={snapshot.uidvalidity}",
            snapshot.uidvalidity,
            self._ask,
            self._search,
        )

    def _search(self, uids: str, since: date | None = None) -> list[int]:
        criteria: list[object] = ["UID", uids] if since is None else ["UID", uids, "SINCE", since]
        return self._do(lambda client: list(client.search(criteria)))

    def _ask(self, uids: Sequence[int], items: Sequence[str]) -> Facts:
        return self._do(lambda client: dict(client.fetch(list(uids), list(items))))

    def _highest_uid(self, client: IMAPClient) -> int:
        """For servers that do not say UIDNEXT: `*` is the last message."""
        return max(client.search(["UID", "*"]), default=0)

    def _reopen(self, client: IMAPClient, snapshot: MailboxSnapshot) -> None:
        answer = client.select_folder(self._account.folder, readonly=True)
        if number(answer.get(b"UIDVALIDITY")) != snapshot.uidvalidity:
            raise MailboxUnavailableError(
                f"{self.key} changed its UIDVALIDITY during the poll; the next one starts anew"
            )

    def _do(self, action: Callable[[IMAPClient], Answer]) -> Answer:
        """Runs one exchange and types what goes wrong by what to do next."""
        try:
            if self._client is None:
                self._interrupted = ""
                self._client = self._connect()
            return action(self._client)
        except IMAPClientReadOnlyError as error:
            self._drop()
            raise MailboxActionRefusedError(f"{self.key} may only be read, not changed") from error
        except (IMAPClientAbortError, OSError, EOFError, *_GARBLED) as error:
            self._drop()
            why = self._interrupted or self._said(error) or type(error).__name__
            raise MailboxUnavailableError(f"{self.key}: {why}") from error
        except IMAPClientError as error:
            if (over := ended_session(self._said(error), self.key)) is not None:
                self._drop()
                raise over from error
            raise RefusedCommandError(f"{self.key}: {self._said(error)}") from error

    def _said(self, error: BaseException) -> str:
        """What a server or library said, without what must not be shown: some servers repeat the command they
        refuse.
        """
        if isinstance(error, UnicodeError):
            return "a command could not be written in the characters of IMAP"
        account = self._account
        password = account.current_password()
        by_plain = f"\0{account.user}\0{password}"
        return hide(
            said(error),
            (account.password, password, by_plain, *(self._tokens.secrets if self._tokens is not None else ())),
        )

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
            raise MailboxRefusedError(
                f"the certificate of {account.host} is not trusted: {error.verify_message}"
            ) from error
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
                if self._tokens is None or isinstance(
                    refused_login(self._said(error), account), MailboxUnavailableError
                ):
                    raise
                # A token may be revoked before its time; a fresh one tells that from an account that is closed.
                self._tokens.forget()
                self._authenticate(client)
        except LoginError as error:
            client.shutdown()
            if self._tokens is not None:
                self._tokens.forget()
            raise refused_login(self._said(error), f"{self._account.user} at {self._account.host}") from error
        except BaseException:
            client.shutdown()
            raise

    def _authenticate(self, client: IMAPClient) -> None:
        user = self._account.user
        if self._tokens is None:
            self._log_in(client, user, self._account.current_password())
        elif client.has_capability("AUTH=OAUTHBEARER"):
            client.oauthbearer_login(user, self._tokens.get())
        else:
            client.oauth2_login(user, self._tokens.get())

    def _log_in(self, client: IMAPClient, user: str, password: str) -> None:
        """LOGIN knows only printable ASCII (RFC 3501 9); anything else goes by SASL PLAIN in UTF-8 (RFC 4616)."""
        plain = client.has_capability("AUTH=PLAIN")
        simple = all(" " <= character <= "~" for character in user + password)
        if simple and not (plain and client.has_capability("LOGINDISABLED")):
            client.login(user, password)
        elif plain and "\0" not in user + password:
            client.plain_login(user, password)
        else:
            raise MailboxRefusedError(
                f"the user name or password of {user} at {self._account.host} has characters that LOGIN cannot carry, "
                f"and the server"
                " offers no AUTHENTICATE PLAIN; set a password of ASCII letters, digits and signs there and in "
                "IMAP_PASSWORD"
            )


def _batches(uids: Sequence[int], count: int) -> Iterator[Sequence[int]]:
    for start in range(0, len(uids), count):
        yield uids[start : start + count]


def _prefix(client: IMAPClient) -> str:
    """What the names of this account's own folders begin with (RFC 2342), "" if nothing or not told."""
    try:
        personal = client.namespace().personal or ()
    except IMAPClientError:
        return ""
    return str(personal[0][0]) if personal else ""
