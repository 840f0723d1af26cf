"""Jobs of Procrastinate for messages, in the database of the messages: what is stored and who is to read it are one
transaction. PostgreSQL only.
"""

from collections.abc import Sequence
from datetime import datetime

import sqlalchemy as sa
from sqlalchemy.dialects.postgresql import ARRAY

from config.vocabulary import MessageState
from store.database import Database
from store.tables import messages

#: Names of the queue and of its task.
READ = "read"
#: Jobs that one look for messages without a job makes; the next look makes more.
_AT_ONCE = 10_000
#: Any number, the same in all processes: two of them must not look at once.
_LOOK_LOCK = 5973_2016

# One job at a time for a message (`lock`), and one that waits (`queueing_lock`).
_PUT = """
SELECT procrastinate_defer_jobs_v1(ARRAY(
    SELECT ROW(:name, :name, 0, 'message ' || n, 'message ' || n, jsonb_build_object('message', n), NULL)
        ::procrastinate_job_to_defer_v1
    FROM unnest(:numbers) AS n))
"""
_DUE = """
    ((m.status IN ('received', 'retry') AND (m.next_attempt_at IS NULL OR m.next_attempt_at <= :now))
     OR (m.status = 'processing' AND m.claim_until <= clock_timestamp()))
"""
_BRING_FORWARD = f"""
UPDATE procrastinate_jobs j SET scheduled_at = NULL FROM messages m
WHERE j.status = 'todo' AND j.queue_name = :name AND j.scheduled_at > now() AND m.id = (j.args->>'message')::bigint
  AND {_DUE}
"""
# Of a message that is due, and to which nothing happened for a while: the worker that has it could not say what became
# of it, and may live on. That of a reading under way is not due.
_LEFT = f"""
SELECT procrastinate_retry_job_v2(j.id, NULL, NULL, NULL, NULL)
FROM procrastinate_jobs j JOIN messages m ON m.id = (j.args->>'message')::bigint
WHERE j.status = 'doing' AND j.queue_name = :name AND {_DUE}
  AND NOT EXISTS (SELECT 1 FROM procrastinate_events e
                  WHERE e.job_id = j.id AND e.at > clock_timestamp() - make_interval(secs => :seconds))
"""
_FORGOTTEN = f"""
SELECT m.id FROM messages m
WHERE {_DUE}
  AND NOT EXISTS (SELECT 1 FROM procrastinate_jobs j WHERE j.status = 'todo' AND j.queueing_lock = 'message ' || m.id)
  AND NOT EXISTS (SELECT 1 FROM procrastinate_jobs j WHERE j.status = 'doing' AND j.lock = 'message ' || m.id)
ORDER BY m.id LIMIT :most
"""
_COUNTS = """
SELECT (SELECT COUNT(*) FROM procrastinate_jobs WHERE queue_name = :name AND status = 'todo') AS jobs,
       (SELECT COUNT(*) FROM procrastinate_workers WHERE last_heartbeat > now() - make_interval(secs => :seconds))
           AS workers
"""


def is_outage(error: BaseException) -> bool:
    """Whether the driver says that the database does not answer."""
    import psycopg

    return isinstance(error, psycopg.OperationalError | psycopg.InterfaceError | OSError)


class JobTable:
    """The jobs that say which message is to be read. The states and claims of messages stay what counts: a job that is
    lost is made again, one too many finds nothing to do.
    """

    def __init__(self, database: Database) -> None:
        self._database = database

    def put(self, connection: sa.Connection, numbers: Sequence[int]) -> None:
        """Makes jobs for new messages, in the transaction that stores them."""
        bound = sa.bindparam("numbers", list(numbers), type_=ARRAY(sa.BigInteger))
        connection.execute(sa.text(_PUT).bindparams(bound, name=READ))

    def put_forgotten(self, now: datetime, seconds: float) -> int:
        """Makes jobs for messages that are due and have none: of the time before this queue was in use, left behind by
        a command that ended, of a worker that died. A job that waits for a later hour than its message comes now, and
        one that was begun and to which nothing happened for so many `seconds` comes again. Returns how many were made.
        """
        with self._database.write() as connection:
            connection.execute(sa.text("SELECT pg_advisory_xact_lock(:lock)"), {"lock": _LOOK_LOCK})
            connection.execute(sa.text(_BRING_FORWARD), {"now": now, "name": READ})
            connection.execute(sa.text(_LEFT), {"now": now, "name": READ, "seconds": seconds})
            numbers = list(connection.execute(sa.text(_FORGOTTEN), {"now": now, "most": _AT_ONCE}).scalars())
            if numbers:
                self.put(connection, numbers)
        return len(numbers)

    def due(self, number: int, now: datetime) -> datetime | None:
        """From when on a message may be read, `now` if at once; None if there is nothing to read (any more)."""
        query = sa.select(messages.c.status, messages.c.next_attempt_at, messages.c.claim_until)
        with self._database.read() as connection:
            row = connection.execute(query.where(messages.c.id == number)).one_or_none()
            moment = self._database.moment(connection, now)
        if row is None or row.status not in {MessageState.RECEIVED, MessageState.RETRY, MessageState.PROCESSING}:
            return None
        if row.status == MessageState.PROCESSING:
            # Claims go by the server's clock.
            left = row.claim_until - moment if row.claim_until is not None else moment - moment
            return max(now, now + left)
        return max(now, row.next_attempt_at or now)

    def counts(self, seconds: float) -> tuple[int, int]:
        """How many jobs wait, and how many workers gave a sign of life within so many seconds."""
        with self._database.read() as connection:
            row = connection.execute(sa.text(_COUNTS), {"name": READ, "seconds": seconds}).one()
        return int(row.jobs), int(row.workers)
