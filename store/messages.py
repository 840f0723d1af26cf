"""The life of a message: arrival, claim, result, retry, rerun. Each step is one transaction."""

import time
import uuid
from collections.abc import Callable, Mapping, Sequence
from datetime import datetime, timedelta
from typing import TYPE_CHECKING

import sqlalchemy as sa

from config.vocabulary import MessageState, ProblemCode, Trust
from store import arrivals, decisions, shortfall
from store.columns import UtcDateTime
from store.database import Database
from store.model import Claim, Delivery, Failure, Owner, Retry, Submission
from store.purge import is_purged
from store.queue import JobTable
from store.tables import UNDER_WAY, attempts, messages

if TYPE_CHECKING:
    from ingest.model import Arrival
    from parsers.model import Mention

# Built once: making a statement costs more than sending it.
_NOW = messages.c.next_attempt_at.is_(None) | (messages.c.next_attempt_at <= sa.bindparam("due", type_=UtcDateTime))
_LAPSED = messages.c.claim_until <= sa.bindparam("moment", type_=UtcDateTime)
_TO_CLAIM = (
    sa.select(messages.c.id, messages.c.sha256, messages.c.attempts, messages.c.status)
    .order_by(messages.c.id)
    .with_for_update(skip_locked=True)
)
_FREE = sa.case((messages.c.status == MessageState.PROCESSING, _LAPSED), else_=_NOW)
_DUE = _TO_CLAIM.where(UNDER_WAY, _FREE)
_CHOSEN = _TO_CLAIM.where(
    messages.c.id.in_(sa.bindparam("numbers", expanding=True)),
    (messages.c.status != MessageState.PROCESSING) | _LAPSED,
)
#: Of these numbers those that are due.
_DUE_OF = _DUE.where(messages.c.id.in_(sa.bindparam("numbers", expanding=True)))
_CLAIM = (
    sa.update(messages)
    .where(messages.c.id == sa.bindparam("number"))
    .values(
        status=MessageState.PROCESSING,
        attempts=sa.bindparam("attempt"),
        claim_token=sa.bindparam("token"),
        claim_owner=sa.bindparam("owner"),
        claim_until=sa.bindparam("until"),
    )
)
_BEGIN = sa.insert(attempts)
_CLAIMED = (
    sa.select(
        messages.c.claim_token,
        messages.c.internal_date,
        messages.c.stored_at,
        messages.c.outages,
        messages.c.parser_version,
        messages.c.kind,
    )
    .where(messages.c.id == sa.bindparam("number"))
    .with_for_update()
)
_CHANGE = sa.update(messages).where(messages.c.id == sa.bindparam("its_number"))
_OUTAGES = sa.select(messages.c.outages).where(messages.c.id == sa.bindparam("number"))
_WAITING = (
    sa.select(sa.func.count())
    .select_from(messages)
    .where(UNDER_WAY, messages.c.status != MessageState.PROCESSING, _NOW)
)
_AT_ITS_END = ("ended_at", "outcome", "parser_version", "error", "traceback", "seconds")
_THIS_ATTEMPT = sa.update(attempts).where(
    attempts.c.message_id == sa.bindparam("message"), attempts.c.number == sa.bindparam("attempt")
)
_END = _THIS_ATTEMPT.values({name: sa.bindparam(name) for name in _AT_ITS_END})
_DIFFER = _THIS_ATTEMPT.values(difference=sa.bindparam("found"))


class MessageTable:
    """The `messages` and `attempts` tables. Moments are aware; the caller says what time it is."""

    def __init__(self, database: Database, least: Trust = Trust.AUTHENTICATED, queue: JobTable | None = None) -> None:
        """`least` is the trust without which a message replaces nothing of another; a `queue` is told of new ones."""
        self._database, self._least, self._queue = database, least, queue

    def arrive(self, arrival: "Arrival", sha256: str, mailbox_id: int | None, now: datetime) -> int | None:
        """`arrive_all` for one message."""
        a = arrival
        delivery = Delivery(sha256, len(a.original), a.source, a.uid, a.uidvalidity, a.internal_date)
        return self.arrive_all([delivery], mailbox_id, now)[0]

    def arrive_all(self, deliveries: Sequence[Delivery], mailbox_id: int | None, now: datetime) -> list[int | None]:
        """Commits the rows of messages whose originals are stored, and the cursor with them, in one step; all are of
        one UIDVALIDITY.

        Gives for each the new message's number; None if the delivery is known already. After a change of UIDVALIDITY
        the same mails come back under new UIDs: a known original of the same mailbox takes the new UID instead of a
        second row.
        """
        with self._database.write() as connection:
            numbers = arrivals.take_in(connection, deliveries, mailbox_id, now)
            if self._queue is not None:
                self._queue.put(connection, [number for number in numbers if number is not None])
            return numbers

    def claim(
        self,
        owner: Owner,
        now: datetime,
        seconds: int,
        only: Sequence[int] | None = None,
        *,
        due: datetime | None = None,
        reason: str = "due",
    ) -> Claim | None:
        """`claims` for one message, None if there is none."""
        return next(iter(self.claims(1, owner, now, seconds, only, due=due, reason=reason)), None)

    def claims(
        self,
        most: int,
        owner: Owner,
        now: datetime,
        seconds: int,
        only: Sequence[int] | None = None,
        *,
        due: datetime | None = None,
        reason: str = "due",
    ) -> list[Claim]:
        """Takes the next messages that are due (at `due` if given, else now), at most so many, in one step. Two
        processes never get the same one. A claim lapses after `seconds` unless it is renewed.

        `only` restricts the choice to these numbers, whatever their state: that is how a rerun asks. With both `only`
        and `due` it is those of the numbers that are due: another process may have read them a moment ago. `reason` is
        kept with the attempts.
        """
        with self._database.write() as connection:
            # Who may take over whose work is a matter of one clock for all machines.
            moment = self._database.moment(connection, now)
            wanted = _DUE if only is None else _CHOSEN if due is None else _DUE_OF
            asked_for: dict[str, object] = {} if only is None else {"numbers": list(only)}
            if wanted is not _CHOSEN:
                asked_for["due"] = due or now
            rows = connection.execute(wanted.limit(most), {"moment": moment, **asked_for}).all()
            if not rows:
                return []
            asked = decisions.terms_of(connection, [row.id for row in rows])
            found = [
                Claim(row.id, row.sha256, row.attempts + 1, uuid.uuid4().hex, asked[row.id], row.status, now)
                for row in rows
            ]
            until = moment + timedelta(seconds=seconds)
            connection.execute(_CLAIM, [_claim_row(claim, owner, until) for claim in found])
            if again := [row.id for row in rows if row.attempts]:
                _close_lost(connection, again, now)
            connection.execute(_BEGIN, [_attempt_row(claim, owner, now, reason) for claim in found])
            return found

    def renew(self, claims: Sequence[Claim], now: datetime, seconds: int) -> None:
        """Lets claims that still hold go on for `seconds` from now."""
        ours = messages.c.claim_token.in_([claim.token for claim in claims])
        with self._database.write() as connection:
            until = self._database.moment(connection, now) + timedelta(seconds=seconds)
            connection.execute(sa.update(messages).where(ours).values(claim_until=until))

    def release_dead(self, is_dead: Callable[[str], bool], now: datetime) -> int:
        """Makes the messages of dead processes due again at once; returns how many. Before that it ends the
        transactions of those that were cut off: they may hold rows of messages that are due.
        """
        self._database.end_standing()
        with self._database.write() as connection:
            rows = connection.execute(
                sa.select(messages.c.id, messages.c.claim_owner)
                .where(messages.c.status == MessageState.PROCESSING)
                .with_for_update(skip_locked=True)
            ).all()
            dead = [row.id for row in rows if row.claim_owner is None or is_dead(row.claim_owner)]
            if dead:
                connection.execute(
                    sa.update(messages).where(messages.c.id.in_(dead)).values(**_unclaimed(MessageState.RECEIVED))
                )
                _close_lost(connection, dead, now)
            return len(dead)

    def bring_forward(self, now: datetime, longest: int) -> int:
        """Makes due what waits longer than the `longest` delay in seconds: a clock was set back meanwhile. Returns how
        many.
        """
        stray = (messages.c.status == MessageState.RETRY) & (
            messages.c.next_attempt_at > now + timedelta(seconds=longest)
        )
        with self._database.write() as connection:
            return connection.execute(sa.update(messages).where(stray).values(next_attempt_at=now)).rowcount

    def finish(self, claim: Claim, submission: Submission, version: str, now: datetime) -> bool:
        """Replaces the records of a message by what was read; False if the claim was lost meanwhile (nothing is
        changed).
        """
        began = time.monotonic()
        with self._database.write() as connection:
            row = self._claimed(connection, claim)
            if row is None:
                return False
            values = _unclaimed(submission.verdict) | {
                "parser_version": version,
                "error": shortfall.sentence(submission),
                "outages": 0,
            }
            _store(connection, claim, row, submission, values, self._least)
            _end_attempt(
                connection,
                claim,
                submission.verdict,
                now,
                version=version,
                error=shortfall.sentence(submission),
                seconds={**submission.seconds, "store": time.monotonic() - began},
            )
            return True

    def fail(self, claim: Claim, failure: Failure, version: str, now: datetime) -> bool:
        """No result: the message is `failed` with its reason, what was stored before stays; False if the claim was
        lost.
        """
        from store import records

        with self._database.write() as connection:
            if self._claimed(connection, claim) is None:
                return False
            values = _unclaimed(MessageState.FAILED) | {"error": failure.reason, "parser_version": version}
            connection.execute(_CHANGE, values | {"its_number": claim.message_id})
            code = ProblemCode.INTERNAL_ERROR if failure.traceback else failure.code
            records.note_failure(connection, claim.message_id, code, failure.reason)
            _end_attempt(
                connection,
                claim,
                MessageState.FAILED,
                now,
                version=version,
                error=failure.reason,
                trace=failure.traceback,
            )
            return True

    def retry(self, claim: Claim, retry: Retry, now: datetime, meanwhile: Submission | None = None) -> bool:
        """An outage: the message waits until `retry.at`; False if the claim was lost.

        `meanwhile` is what could be read all the same. It is stored, not as final, unless an earlier reading came to
        its end: that one is the fuller.
        """
        with self._database.write() as connection:
            row = self._claimed(connection, claim)
            if row is None:
                return False
            values = _unclaimed(MessageState.RETRY) | {
                "error": retry.reason,
                "next_attempt_at": retry.at,
                "outages": row.outages + 1,
            }
            if meanwhile is not None and row.parser_version is None:
                _store(connection, claim, row, meanwhile, values, self._least)
            else:
                connection.execute(_CHANGE, values | {"its_number": claim.message_id})
            _end_attempt(connection, claim, MessageState.RETRY, now, error=retry.reason)
            return True

    def note_difference(self, claim: Claim, difference: Sequence[Mapping[str, object]]) -> None:
        """Keeps with an attempt what it changed."""
        row = {"message": claim.message_id, "attempt": claim.attempt, "found": [dict(change) for change in difference]}
        with self._database.write() as connection:
            connection.execute(_DIFFER, row)

    def outages(self, message_id: int) -> int:
        """How many outages in a row befell a message."""
        with self._database.read() as connection:
            return int(connection.execute(_OUTAGES, {"number": message_id}).scalar() or 0)

    def is_purged(self, sha256: str) -> bool:
        """Whether a mail of these bytes was removed for good: it is not to be stored again."""
        with self._database.read() as connection:
            return is_purged(connection, sha256)

    def waiting(self, now: datetime) -> int:
        """How many messages are due now."""
        with self._database.read() as connection:
            return int(connection.execute(_WAITING, {"due": now}).scalar_one())

    @staticmethod
    def _claimed(connection: sa.Connection, claim: Claim) -> sa.Row | None:  # type: ignore[type-arg]  # chosen columns
        row = connection.execute(_CLAIMED, {"number": claim.message_id}).one_or_none()
        return row if row is not None and row.claim_token == claim.token else None


def shown(author: "Mention | None") -> str | None:
    """A name with its address, whichever there is."""
    if author is None:
        return None
    return f"{author.name} <{author.address}>" if author.name and author.address else author.name or author.address


def _store(
    connection: sa.Connection,
    claim: Claim,
    row: sa.Row,  # type: ignore[type-arg]  # as above
    submission: Submission,
    values: Mapping[str, object],
    least: Trust,
) -> None:
    """Replaces the records of a message and what its row says of it; `values` are the columns of its state, `least` is
    the trust without which it replaces nothing of another.
    """
    # What stores and compares records is loaded where a result is stored: most commands store none.
    from store import links, records

    first = row.kind is None
    submission = records.replace(connection, claim.message_id, submission, first=first)
    headers, arrived = submission.headers, row.internal_date or submission.arrived
    row_of_it = {
        **values,
        "kind": submission.kind,
        "message_id": headers.message_id or None,
        "subject": headers.subject,
        "sender": headers.sender.address or headers.sender.name,
        "sent_at": headers.date,
        "received_at": arrived or headers.date or row.stored_at,
        "arrived_at": arrived,
        "trust": submission.trust,
        "trust_reasons": "\n".join(submission.trust_reasons),
        "prefettura": submission.reading.prefettura.sigla,
        "origin": shown(submission.reading.origin),
        "form_found": submission.reading.marked_campi is not None,
    }
    connection.execute(_CHANGE, row_of_it | {"its_number": claim.message_id})
    links.relink(connection, claim.message_id, least, first=first)


def _unclaimed(state: MessageState) -> dict[str, object]:
    return {"status": state, "claim_token": None, "claim_owner": None, "claim_until": None, "next_attempt_at": None}


def _close_lost(connection: sa.Connection, message_ids: Sequence[int], now: datetime) -> None:
    """Attempts whose process died are part of the history too."""
    open_ones = attempts.c.message_id.in_(message_ids) & attempts.c.ended_at.is_(None)
    connection.execute(
        sa.update(attempts)
        .where(open_ones)
        .values(ended_at=now, outcome="lost", error="the process ended before the result")
    )


def _claim_row(claim: Claim, owner: Owner, until: datetime) -> dict[str, object]:
    return {
        "number": claim.message_id,
        "attempt": claim.attempt,
        "token": claim.token,
        "owner": str(owner),
        "until": until,
    }


def _attempt_row(claim: Claim, owner: Owner, now: datetime, reason: str) -> dict[str, object]:
    return {
        "message_id": claim.message_id,
        "number": claim.attempt,
        "started_at": now,
        "owner": str(owner),
        "reason": reason,
        "limits": dict(claim.terms.limits) or None,
    }


def _end_attempt(
    connection: sa.Connection,
    claim: Claim,
    outcome: MessageState,
    now: datetime,
    *,
    version: str | None = None,
    error: str | None = None,
    trace: str | None = None,
    seconds: Mapping[str, float] | None = None,
) -> None:
    row = {"ended_at": now, "outcome": outcome, "parser_version": version, "error": error, "traceback": trace}
    row["seconds"] = None if seconds is None else {name: round(value, 3) for name, value in seconds.items()}
    connection.execute(_END, row | {"message": claim.message_id, "attempt": claim.attempt})
