"""Messages from an IMAP folder, each whole or not at all, whatever a server says of their sizes. Knows no library and
no link.
"""

import logging
from collections.abc import Callable, Iterator, Sequence
from datetime import UTC, datetime
from io import BytesIO
from typing import Any

from config.errors import MailboxUnavailableError
from ingest.login import ImapAccount
from ingest.model import Arrival, Gap
from ingest.notices import stands_for_a_message

log = logging.getLogger(__name__)

#: What a server answered to a FETCH, by UID and item.
Facts = dict[int, dict[bytes, Any]]


class RefusedCommandError(MailboxUnavailableError):
    """The server said NO or BAD to one command; the link itself is sound."""


class Fetcher:
    """Fetches from one folder that is open. `ask` is FETCH, `search` which of some UIDs exist; both may raise
    RefusedCommandError. `source` names the folder.
    """

    def __init__(
        self,
        account: ImapAccount,
        source: str,
        uidvalidity: int,
        ask: Callable[[Sequence[int], Sequence[str]], Facts],
        search: Callable[[str], list[int]],
    ) -> None:
        self._account, self._source, self._uidvalidity = account, source, uidvalidity
        self._ask, self._search = ask, search

    def fetch(self, uids: Sequence[int]) -> Iterator[Arrival | Gap]:
        """The messages with these UIDs, or why one was not taken."""
        facts = self._facts(uids)
        absent = [uid for uid in uids if uid not in facts]
        # A server may forget a message in one answer; only one that it does not list either is gone.
        listed = set(self._search(uid_set(absent))) if absent else set()
        small: list[int] = []
        held = 0
        for uid in uids:
            size = number(facts.get(uid, {}).get(b"RFC822.SIZE"))
            if uid not in facts and uid not in listed:
                yield Gap(uid, "vanished from the server before it could be fetched", gone=True)
            elif uid not in facts:
                yield Gap(uid, "the server lists it and answers nothing about it")
            elif size > self._account.message_bytes:
                yield Gap(uid, f"larger than LIMIT_MESSAGE_BYTES: {size} bytes", size)
            elif size > self._account.chunk_bytes:
                yield self._fetch_large(uid, size, facts[uid])
            else:
                if held + size > self._account.batch_bytes and small:
                    yield from self._fetch_small(small, facts)
                    small, held = [], 0
                small.append(uid)
                held += size
        yield from self._fetch_small(small, facts)

    def _facts(self, uids: Sequence[int]) -> Facts:
        items = ["RFC822.SIZE", "INTERNALDATE"]
        try:
            return self._ask(uids, items)
        except RefusedCommandError:
            # One message of which the server can say nothing must not hold up the others.
            return {} if len(uids) == 1 else {uid: fact for one in uids for uid, fact in self._facts([one]).items()}

    def _fetch_small(self, uids: Sequence[int], facts: Facts) -> Iterator[Arrival | Gap]:
        if not uids:
            return
        try:
            bodies = self._ask(uids, ["BODY.PEEK[]"])
        except RefusedCommandError as error:
            if len(uids) == 1:
                yield Gap(uids[0], f"the server refused to hand it over: {error}")
                return
            # One message that the server cannot give must not hold up the others: ask for each alone.
            for uid in uids:
                yield from self._fetch_small([uid], facts)
            return
        for uid in uids:
            body = bodies.get(uid, {}).get(b"BODY[]")
            if body:
                yield self._taken(uid, body, facts[uid])
            else:
                yield Gap(uid, "the server answered without the message")

    def _fetch_large(self, uid: int, size: int, fact: dict[bytes, Any]) -> Arrival | Gap:
        """In pieces, because imapclient holds a whole literal several times over; else at one go. Whole or not at
        all.
        """
        try:
            body = self._pieces(uid, size)
            if body is None:
                log.info(
                    "the pieces of a message do not make it up; it is fetched at one go",
                    extra={"uid": uid, "size": size},
                )
                body = self._ask([uid], ["BODY.PEEK[]"]).get(uid, {}).get(b"BODY[]")
        except RefusedCommandError as error:
            return Gap(uid, f"the server refused to hand it over: {error}", size)
        if not body:
            return Gap(uid, "the server answered without the message", size)
        return self._taken(uid, body, fact)

    def _pieces(self, uid: int, size: int) -> bytes | None:
        """The message put together; None where its pieces leave a doubt.

        `size` is what the server says, which may be wrong, and of a range it may give less than was asked for: the
        end is where nothing more comes. Only a server that gave as much as it said and then less than was asked for
        has no more.
        """
        step, whole = self._account.chunk_bytes, BytesIO()
        while (offset := whole.tell()) <= self._account.message_bytes:
            try:
                piece = self._piece(uid, offset, step)
            except RefusedCommandError:
                return whole.getvalue() if offset == size else None
            if piece is None or len(piece) > step:
                return None
            length = whole.write(piece)
            # Not to be held while the next one comes.
            del piece
            if not length or (offset + length == size and length < step):
                return whole.getvalue() if whole.tell() >= size else None
        return whole.getvalue()

    def _piece(self, uid: int, offset: int, step: int) -> bytes | None:
        """What the server gives from `offset` on, None where it does not answer that."""
        answer = self._ask([uid], [f"BODY.PEEK[]<{offset}.{step}>"]).get(uid, {})
        key = f"BODY[]<{offset}>".encode()
        return (answer[key] or b"") if key in answer else None

    def _taken(self, uid: int, body: bytes, fact: dict[bytes, Any]) -> Arrival | Gap:
        """A message as it came, unless it is too large after all, or a notice that it could not be had."""
        if len(body) > self._account.message_bytes:
            return Gap(uid, f"larger than LIMIT_MESSAGE_BYTES: at least {len(body)} bytes", len(body))
        if (notice := stands_for_a_message(body)) is not None:
            return Gap(uid, f"the server handed over a notice in its place: {notice}", len(body))
        return Arrival(body, f"{self._source};uid={uid}", uid, self._uidvalidity, _aware(fact.get(b"INTERNALDATE")))


def number(value: Any) -> int:
    """A number in an answer, 0 if it is none."""
    if isinstance(value, list | tuple):
        value = value[0] if value else 0
    try:
        return int(value or 0)
    except (TypeError, ValueError):
        return 0


def uid_set(uids: Sequence[int]) -> str:
    """A sequence set of UIDs (RFC 9051 9)."""
    return ",".join(str(uid) for uid in sorted(uids))


def _aware(value: Any) -> datetime | None:
    # imapclient gives the server's moment as naive local time.
    return value.astimezone(UTC) if isinstance(value, datetime) else None
