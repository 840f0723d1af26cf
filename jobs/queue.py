"""Takes jobs from the queue and reads the messages that they name: the only door to Procrastinate, which hands each job
to one worker on any machine, runs it again when it is due, and calls for polls.
"""

import asyncio
import logging
import threading
from collections.abc import Callable
from concurrent.futures import Future, ThreadPoolExecutor
from contextlib import suppress
from datetime import datetime
from typing import Any

from procrastinate import App as Engine
from procrastinate import BaseRetryStrategy, JobContext, PsycopgConnector, RetryDecision
from procrastinate.exceptions import ConnectorException
from procrastinate.jobs import Job

from config.errors import RaccoltaError
from config.hiding import hide
from jobs.app import App
from jobs.failures import delay, operator_text
from jobs.process import process_due
from jobs.processes import is_dead
from jobs.readers import Reader
from jobs.trouble import Trouble
from jobs.watchdog import Watchdog
from store.database import secrets
from store.model import AS_USUAL, Submission, Terms
from store.queue import READ, is_outage

log = logging.getLogger(__name__)

_MAILBOX, _TIDY = "mailbox", "tidy"
#: A worker without a sign of life for so many seconds is dead (less if claims lapse sooner), as others see it.
_DEAD_AFTER = 30.0
#: Seconds between two looks of the watchdog.
_LOOK_SECONDS = 1.0
#: Jobs that are neither readings nor wait for one: a poll, and the tidying.
_BESIDES = 2


class Again(Exception):  # noqa: N818 - no error, but when the job is to run again
    """The message cannot be read before `at`."""

    def __init__(self, at: datetime) -> None:
        super().__init__(f"again at {at}")
        self.at = at


class QueueWorker:
    """Reads what the queue names, until `stop`; with `poll`, the queue calls for that too. It has the ways of
    `jobs.schedule.Schedule`.
    """

    def __init__(self, app: App, reader: Reader, poll: Callable[[], None] | None = None) -> None:
        self._app, self._reader, self._poll = app, _Shared(reader), poll
        assert app.queue is not None, "QUEUE=procrastinate is what brings here"
        self._jobs = app.queue
        self._stopping = threading.Event()
        self._loop: asyncio.AbstractEventLoop | None = None
        self._work: asyncio.Task[None] | None = None
        self._thread = threading.Thread(target=self._work_until_stopped, name="queue", daemon=True)
        self._dead_after = min(_DEAD_AFTER, float(app.settings.lease_seconds))
        #: Watches the end alone: readings have their own bounds, and other workers take up what this one leaves.
        self.watchdog = Watchdog(lambda _reason: app.database.interrupt())
        self.troubles: tuple[Trouble, ...] = ()

    def start(self) -> None:
        """Begins to work, in a thread of its own."""
        self._thread.start()

    def mend(self, now: datetime) -> None:
        """Nothing hangs on the wall clock of this machine."""

    def stop(self) -> None:
        """Begins to end: what is being read is waited for no longer than STOP_SECONDS. From any thread or signal
        handler.
        """
        self._stopping.set()
        loop, work = self._loop, self._work
        if loop is not None and work is not None:
            with suppress(RuntimeError):
                # The loop may have ended meanwhile.
                loop.call_soon_threadsafe(work.cancel)

    def join(self) -> None:
        """Waits for the end."""
        if self._thread.ident is not None:
            self._thread.join()

    def run(self) -> None:
        """Works until `stop`, through outages of the database. The end is bounded as that of the service is."""
        threading.Thread(target=self.watchdog.run, args=(_LOOK_SECONDS,), name="watchdog", daemon=True).start()
        try:
            with self.watchdog.bounding_end(self._stopping, self._app.settings.stop_seconds):
                self._work_until_stopped()
        finally:
            self.watchdog.stop()

    def _work_until_stopped(self) -> None:
        failures = 0
        while not self._stopping.is_set():
            try:
                asyncio.run(self._life())
                failures = 0
                # One of its parts failed, and it said so.
                self._stopping.wait(1)
            except Exception as error:  # noqa: BLE001 - told apart and logged below
                self._pause(failures, error)
                failures += 1

    def _pause(self, failures: int, error: Exception) -> None:
        seconds = delay(failures, 1, self._app.settings.retry_max_seconds).total_seconds()
        if is_outage(error.__cause__ or error):
            reason = hide(str(error.__cause__ or error).split("\n")[0], secrets(self._app.database.engine.url))
            log.warning("the queue does not answer", extra={"reason": reason, "seconds": round(seconds, 1)})
        else:
            log.error("the queue ended by a bug; it begins anew", exc_info=error)
        self._stopping.wait(seconds)

    async def _life(self) -> None:
        """One life of Procrastinate's worker; it ends when its database does not answer."""
        self._loop = asyncio.get_running_loop()
        concurrency = self._reader.capacity + _BESIDES
        self._loop.set_default_executor(ThreadPoolExecutor(concurrency, thread_name_prefix="job"))
        engine = self._engine()
        queues = [READ, _TIDY] + ([_MAILBOX] if self._poll is not None else [])
        async with engine.open_async():
            self._work = asyncio.create_task(
                engine.run_worker_async(
                    queues=queues,
                    concurrency=concurrency,
                    install_signal_handlers=False,
                    delete_jobs="always",
                    update_heartbeat_interval=self._dead_after / 3,
                    stalled_worker_timeout=self._dead_after,
                )
            )
            if self._stopping.is_set():
                self._work.cancel()
            with suppress(asyncio.CancelledError):
                await self._work

    def _engine(self) -> Engine:
        logging.getLogger("procrastinate").setLevel(logging.WARNING)
        database = self._app.database

        async def set_up(link: Any) -> None:
            await link.execute(database.set_up)
            await link.commit()

        bounds: dict[str, Any] = {"min_size": 1, "max_size": 4, "timeout": 30, "configure": set_up}
        connector = PsycopgConnector(conninfo=database.conninfo, kwargs=database.link_options, **bounds)
        engine = Engine(connector=connector)
        engine.task(name=READ, queue=READ, retry=_Retrying(self._app))(self._read)
        tidy = engine.task(name=_TIDY, queue=_TIDY, queueing_lock=_TIDY, pass_context=True)(self._tidy)
        engine.periodic(cron=_every(self._dead_after / 3))(tidy)
        if self._poll is not None:
            # The lock: a first pass may take hours.
            poll = engine.task(name=_MAILBOX, queue=_MAILBOX, lock=_MAILBOX, queueing_lock=_MAILBOX)(self._poll_now)
            engine.periodic(cron=_every(self._app.settings.poll_seconds))(poll)
        return engine

    def _read(self, message: int) -> None:
        """Reads a message if it is due; it is not when another worker was quicker. Raises Again."""
        app, now = self._app, self._app.clock()
        at = self._jobs.due(message, now)
        if at is not None and at <= now:
            # Another worker may finish it between the two.
            process_due(app, self._reader, only=[message], stop=self._stopping, if_due=True)
            at = self._jobs.due(message, app.clock())
        if at is not None:
            raise Again(at)

    def _poll_now(self, timestamp: int) -> None:
        if self._poll is not None:
            self._poll()

    async def _tidy(self, context: JobContext, timestamp: int) -> None:
        """Takes up what dead workers left, and what has no job."""
        manager = context.app.job_manager
        for job in await manager.get_stalled_jobs(seconds_since_heartbeat=self._dead_after):
            with suppress(ConnectorException):
                # Another worker was quicker.
                await manager.retry_job(job)
        await asyncio.to_thread(self._take_up)

    def _take_up(self) -> None:
        app, now = self._app, self._app.clock()
        try:
            app.messages.release_dead(is_dead, now)
            app.messages.bring_forward(now, 2 * app.settings.retry_max_seconds)
            if found := self._jobs.put_forgotten(now, self._dead_after):
                log.info("messages without a job were put into the queue", extra={"messages": found})
        except RaccoltaError as error:
            log.warning("the queue could not be tidied", extra={"reason": operator_text(error)})


class _Retrying(BaseRetryStrategy):
    """A job ends when its message needs no more reading; until then it comes again."""

    def __init__(self, app: App) -> None:
        self._settings, self._clock = app.settings, app.clock

    def get_retry_decision(self, *, exception: BaseException, job: Job) -> RetryDecision:
        """When the job runs again."""
        if isinstance(exception, Again):
            return RetryDecision(retry_at=exception.at)
        facts = {"number": job.task_kwargs.get("message")}
        if isinstance(exception, RaccoltaError):
            log.warning("processing pauses", extra=facts | {"reason": operator_text(exception)})
        else:
            log.error("processing pauses after a bug", extra=facts, exc_info=exception)
        pause = delay(job.attempts, self._settings.retry_base_seconds, self._settings.retry_max_seconds)
        return RetryDecision(retry_at=self._clock() + pause)


class _Shared:
    """A reader that many threads hand messages to."""

    def __init__(self, reader: Reader) -> None:
        self._reader, self._lock = reader, threading.Lock()

    @property
    def capacity(self) -> int:
        return self._reader.capacity

    @property
    def killed(self) -> int:
        return self._reader.killed

    def submit(self, sha256: str, terms: Terms = AS_USUAL) -> "Future[Submission]":
        with self._lock:
            return self._reader.submit(sha256, terms)

    def close(self, *, at_once: bool = False) -> None:
        with self._lock:
            self._reader.close(at_once=at_once)


def _every(seconds: float) -> str:
    """A cron expression, its sixth field seconds, that comes about as often: never seldomer, up to once an hour."""
    if seconds < 60:
        return f"* * * * * */{max(1, int(seconds))}"
    minutes = int(seconds) // 60
    return f"*/{minutes} * * * *" if minutes < 60 else "0 * * * *"
