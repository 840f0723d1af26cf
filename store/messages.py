"""The life of a message: arrival, claim, result, retry, rerun. Each step is one transaction."""

import time
import uuid
from collections.abc import Callable, Mapping, Sequence
from datetime import datetime, timedelta

import sqlalchemy as sa

from config.vocabulary import MessageState, ProblemCode, Trust
from ingest.model import Arrival
from parsers.model import Mention
from store import decisions, links, records, shortfall
from store.database import Database
from store.mailboxes import advance
from store.model import Claim, Failure, Owner, Retry, Submission
from store.purge import is_purged, known_again
from store.tables import attempts, messages, uid_gaps

_WAITING = (MessageState.RECEIVED, MessageState.RETRY)


class MessageTable:
    """The `messages` and `attempts` tables. Moments are aware; the caller says what time it is."""

    def __init__(self, database: Database, least: Trust = Trust.AUTHENTICATED) -> None:
        """`least` is the trust without which a message replaces nothing of another."""
        self._database, self._least = database, least

    def arrive(self, arrival: Arrival, sha256: str, mailbox_id: int | None, now: datetime) -> int | None:
        """Commits the row of a message whose original is stored, and the cursor with it.

        Returns the new message's number; None if this delivery is known already. After a change of UIDVALIDITY the same
        mails come back under new UIDs: a known original of the same mailbox takes the new UID instead of a second row.
        """
        with self._database.write() as connection:
            known = self._known(connection, arrival, sha256, mailbox_id)
            number = None if known else self._insert(connection, arrival, sha256, mailbox_id, now)
            if mailbox_id is not None and arrival.uid is not None and arrival.uidvalidity is not None:
                advance(connection, mailbox_id, arrival.uidvalidity, arrival.uid)
                connection.execute(
                    sa.update(uid_gaps)
                    .where(
                        uid_gaps.c.mailbox_id == mailbox_id,
                        uid_gaps.c.uidvalidity == arrival.uidvalidity,
                        uid_gaps.c.uid == arrival.uid,
                    )
                    .values(resolved_at=now)
                )
            return number

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
        """Takes the next message that is due (at `due` if given, else now), None if there is none. Two processes never
        get the same one. The claim lapses after `seconds` unless it is renewed.

        `only` restricts the choice to these numbers, whatever their state: that is how a rerun asks. `reason` is kept
        with the attempt.
        """
        with self._database.write() as connection:
            # Who may take over whose work is a matter of one clock for all machines.
            moment = self._database.moment(connection, now)
            if only is None:
                lapsed = (messages.c.status == MessageState.PROCESSING) & (messages.c.claim_until <= moment)
                wanted = _due(due or now) | lapsed
            else:
                free = (messages.c.status != MessageState.PROCESSING) | (messages.c.claim_until <= moment)
                wanted = messages.c.id.in_(only) & free
            query = (
                sa.select(messages.c.id, messages.c.sha256, messages.c.attempts, messages.c.status)
                .where(wanted)
                .order_by(messages.c.id)
                .limit(1)
            )
            row = connection.execute(query.with_for_update(skip_locked=True)).one_or_none()
            if row is None:
                return None
            asked = decisions.terms(decisions.standing(connection, row.id))
            claim = Claim(row.id, row.sha256, row.attempts + 1, uuid.uuid4().hex, asked, row.status, now)
            connection.execute(
                sa.update(messages)
                .where(messages.c.id == row.id)
                .values(
                    status=MessageState.PROCESSING, attempts=claim.attempt, claim_token=claim.token,
                    claim_owner=str(owner),
                    claim_until=moment + timedelta(seconds=seconds),
                )
            )  # fmt: skip
            if row.attempts:
                _close_lost(connection, [row.id], now)
            _begin_attempt(connection, claim, owner, now, reason)
            return claim

    def renew(self, claims: Sequence[Claim], now: datetime, seconds: int) -> None:
        """Lets claims that still hold go on for `seconds` from now."""
        ours = messages.c.claim_token.in_([claim.token for claim in claims])
        with self._database.write() as connection:
            until = self._database.moment(connection, now) + timedelta(seconds=seconds)
            connection.execute(sa.update(messages).where(ours).values(claim_until=until))

    def release_dead(self, is_dead: Callable[[str], bool], now: datetime) -> int:
        """Makes the messages of dead processes due again at once; returns how many."""
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
        with self._database.write() as connection:
            if self._claimed(connection, claim) is None:
                return False
            values = _unclaimed(MessageState.FAILED) | {"error": failure.reason, "parser_version": version}
            connection.execute(sa.update(messages).where(messages.c.id == claim.message_id).values(**values))
            code = ProblemCode.INTERNAL_ERROR if failure.traceback else ProblemCode.PROCESSING_LIMIT
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
                connection.execute(sa.update(messages).where(messages.c.id == claim.message_id).values(**values))
            _end_attempt(connection, claim, MessageState.RETRY, now, error=retry.reason)
            return True

    def note_difference(self, claim: Claim, difference: Sequence[Mapping[str, object]]) -> None:
        """Keeps with an attempt what it changed."""
        mine = (attempts.c.message_id == claim.message_id) & (attempts.c.number == claim.attempt)
        with self._database.write() as connection:
            connection.execute(
                sa.update(attempts).where(mine).values(difference=[dict(change) for change in difference])
            )

    def outages(self, message_id: int) -> int:
        """How many outages in a row befell a message."""
        with self._database.read() as connection:
            return int(
                connection.execute(sa.select(messages.c.outages).where(messages.c.id == message_id)).scalar() or 0
            )

    def is_purged(self, sha256: str) -> bool:
        """Whether a mail of these bytes was removed for good: it is not to be stored again."""
        with self._database.read() as connection:
            return is_purged(connection, sha256)

    def waiting(self, now: datetime) -> int:
        """How many messages are due now."""
        with self._database.read() as connection:
            return int(
                connection.execute(sa.select(sa.func.count()).select_from(messages).where(_due(now))).scalar_one()
            )

    def _known(self, connection: sa.Connection, arrival: Arrival, sha256: str, mailbox_id: int | None) -> bool:
        if known_again(connection, arrival, sha256, mailbox_id):
            return True
        if mailbox_id is None or arrival.uid is None:
            imported = messages.c.mailbox_id.is_(None) & (messages.c.sha256 == sha256)
            return connection.execute(sa.select(messages.c.id).where(imported).limit(1)).scalar() is not None
        ours = messages.c.mailbox_id == mailbox_id
        delivery = ours & (messages.c.uidvalidity == arrival.uidvalidity) & (messages.c.uid == arrival.uid)
        if connection.execute(sa.select(messages.c.id).where(delivery)).scalar() is not None:
            return True
        before = ours & (messages.c.sha256 == sha256) & (messages.c.uidvalidity != arrival.uidvalidity)
        renumbered = connection.execute(
            sa.select(messages.c.id).where(before).order_by(messages.c.id).limit(1)
        ).scalar()
        if renumbered is None:
            return False
        values = {"uidvalidity": arrival.uidvalidity, "uid": arrival.uid, "source": arrival.source}
        connection.execute(sa.update(messages).where(messages.c.id == renumbered).values(**values))
        return True

    @staticmethod
    def _insert(connection: sa.Connection, arrival: Arrival, sha256: str, mailbox_id: int | None, now: datetime) -> int:
        statement = sa.insert(messages).values(
            mailbox_id=mailbox_id,
            uidvalidity=arrival.uidvalidity,
            uid=arrival.uid,
            source=arrival.source,
            sha256=sha256,
            size=len(arrival.original),
            internal_date=arrival.internal_date,
            stored_at=now,
            received_at=arrival.internal_date or now,
            status=MessageState.RECEIVED,
        )
        return int(connection.execute(statement.returning(messages.c.id)).scalar_one())

    @staticmethod
    def _claimed(connection: sa.Connection, claim: Claim) -> sa.Row | None:  # type: ignore[type-arg]  # chosen columns
        columns = (
            messages.c.claim_token,
            messages.c.internal_date,
            messages.c.stored_at,
            messages.c.outages,
            messages.c.parser_version,
            messages.c.kind,
        )
        row = connection.execute(
            sa.select(*columns).where(messages.c.id == claim.message_id).with_for_update()
        ).one_or_none()
        return row if row is not None and row.claim_token == claim.token else None


def shown(author: Mention | None) -> str | None:
    """A name with its address, whichever there is."""
    if author is None:
        return None
    return f"{author.name} <{author.address}>" if author.name and author.address else author.name or author.address


def _due(now: datetime) -> sa.ColumnElement[bool]:
    return messages.c.status.in_(_WAITING) & (
        messages.c.next_attempt_at.is_(None) | (messages.c.next_attempt_at <= now)
    )


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
    first = row.kind is None
    submission = records.replace(connection, claim.message_id, submission, first=first)
    headers, arrived = submission.headers, row.internal_date or submission.arrived
    connection.execute(
        sa.update(messages)
        .where(messages.c.id == claim.message_id)
        .values(
            **values,
            kind=submission.kind,
            message_id=headers.message_id or None,
            subject=headers.subject,
            sender=headers.sender.address or headers.sender.name,
            sent_at=headers.date,
            received_at=arrived or headers.date or row.stored_at,
            arrived_at=arrived,
            trust=submission.trust,
            trust_reasons="\n".join(submission.trust_reasons),
            prefettura=submission.reading.prefettura.sigla,
            origin=shown(submission.reading.origin),
            form_found=submission.reading.marked_campi is not None,
        )
    )
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


def _begin_attempt(connection: sa.Connection, claim: Claim, owner: Owner, now: datetime, reason: str) -> None:
    row = {
        "message_id": claim.message_id,
        "number": claim.attempt,
        "started_at": now,
        "owner": str(owner),
        "reason": reason,
        "limits": dict(claim.terms.limits) or None,
    }
    connection.execute(sa.insert(attempts), row)


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
    spent = None if seconds is None else {name: round(value, 3) for name, value in seconds.items()}
    connection.execute(
        sa.update(attempts)
        .where(attempts.c.message_id == claim.message_id, attempts.c.number == claim.attempt)
        .values(ended_at=now, outcome=outcome, parser_version=version, error=error, traceback=trace, seconds=spent)
    )
