"""The background service: polls on its schedule and when the server tells of mail, processes what is due, notices when
either stands still, ends gracefully on SIGTERM and begins anew with fresh settings on SIGHUP.
"""

import logging
import signal
import threading
import time
from collections.abc import Callable, Iterator
from contextlib import ExitStack, contextmanager
from types import FrameType
from typing import TYPE_CHECKING

from config.errors import MailboxBusyError, OutageError, RaccoltaError, SettingsError, StopError
from config.settings import Settings, supervision
from ingest.mailbox import Mailbox
from jobs.app import App, open_app, open_mailbox, open_reader
from jobs.digest.sender import keep_sending
from jobs.failures import delay, operator_text
from jobs.language.words import use
from jobs.listen import listen
from jobs.monitoring.board import Board, Life
from jobs.monitoring.http import Probes
from jobs.monitoring.supervisor import Supervisor
from jobs.poll import PollResult, poll
from jobs.process import process_due
from jobs.processes import is_dead
from jobs.purge import retain
from jobs.readers import Reader
from jobs.reconcile import reconcile
from jobs.schedule import Schedule
from jobs.trouble import Trouble
from jobs.watchdog import Watchdog

if TYPE_CHECKING:
    from jobs.queue import QueueWorker

log = logging.getLogger(__name__)

#: How long the service sleeps between two looks for messages whose retry is due, in seconds.
_LOOK_SECONDS = 1.0
#: A refused login is not repeated at every poll: servers lock accounts for that.
_POLLS_LEFT_OUT_AFTER_STOP = 5
#: How often a pass over a large mailbox tells how far it is, in messages.
_TOLD_EVERY = 500
#: Seconds between two looks for messages that are kept no longer.
_RETENTION_LOOK = 86_400.0


class Service:
    """One running service. `stop` may be called from any thread or signal handler. `ears`, a second link to the same
    folder, listens for new mail.
    """

    def __init__(self, app: App, mailbox: Mailbox, reader: Reader, ears: Mailbox | None = None) -> None:
        self._app, self._mailbox, self._reader, self._ears = app, mailbox, reader, ears
        self._stopping = threading.Event()
        self._arrived = threading.Event()
        self._polling = threading.Lock()
        self._quiet_until = 0.0
        self._busy_in_a_row = 0
        self._reconciled: float | None = None
        self._polls = Trouble("poll failed; the next one tries again", "polling goes on")
        self._work = Trouble("processing pauses", "processing goes on")
        self._retained: float | None = None
        self.watchdog = Watchdog(self._break_links)

    @property
    def troubles(self) -> tuple[Trouble, ...]:
        """What fails just now, or does not."""
        return self._polls, self._work

    def stop(self) -> None:
        """Begins to end: what is under way is finished, nothing new begins."""
        self._stopping.set()
        self._arrived.set()
        if self._ears is not None:
            self._ears.interrupt("the service ends")

    def run(self) -> None:
        """Works until `stop`. Raises nothing that the next round could mend."""
        settings = self._app.settings
        schedule = self._schedule()
        schedule.start()
        # News polls in the thread that heard it: the schedule would leave it out while a poll is under way.
        helpers = self._start_helpers(self.poll_once)
        log.info("service started", extra={"mailbox": self._mailbox.key, "every_seconds": settings.poll_seconds})
        try:
            with self.watchdog.bounding_end(self._stopping, settings.stop_seconds):
                self._work_until_stopped(schedule)
        finally:
            for helper in helpers:
                helper.join(settings.imap_timeout_seconds)
            log.info("service stopped")

    def _work_until_stopped(self, schedule: "Schedule | QueueWorker") -> None:
        try:
            while not self._stopping.is_set():
                if self._app.queue is None:
                    self.process_once()
                self.retain_if_due()
                schedule.mend(self._app.clock())
                self._arrived.wait(_LOOK_SECONDS)
                self._arrived.clear()
        finally:
            schedule.stop()
            schedule.join()
            # A poll under way ends after its current message; it must not find the database closed.
            with self._polling:
                self.watchdog.stop()

    def _schedule(self) -> "Schedule | QueueWorker":
        if self._app.queue is None:
            return Schedule(self.poll_once, self._app.settings.poll_seconds, self._app.clock())
        from jobs.queue import QueueWorker

        return QueueWorker(self._app, self._reader, self.poll_once)

    def _start_helpers(self, news: Callable[[], None]) -> list[threading.Thread]:
        settings = self._app.settings
        looks_every = min(5.0, settings.poll_stall_seconds / 4)
        helpers = [threading.Thread(target=self.watchdog.run, args=(looks_every,), name="watchdog", daemon=True)]
        if (ears := self._ears) is not None:
            bounds = {
                "seconds": settings.imap_idle_seconds,
                "base_seconds": 1,
                "max_seconds": settings.retry_max_seconds,
            }
            helpers.append(
                threading.Thread(
                    target=listen, args=(ears, news, self._stopping), kwargs=bounds, name="listen", daemon=True
                )
            )
        if settings.digest != "off":
            sending = threading.Thread(
                target=keep_sending, args=(self._app, self._stopping), name="digest", daemon=True
            )
            helpers.append(sending)
        for helper in helpers:
            helper.start()
        return helpers

    def poll_once(self) -> None:
        """One poll; errors are logged and noted, and the next poll tries again."""
        with self._polling:
            if self._stopping.is_set() or time.monotonic() < self._quiet_until:
                return
            with self.watchdog.watching("poll", self._app.settings.poll_stall_seconds):
                self._poll()
        self._arrived.set()

    def _poll(self) -> None:
        began = time.monotonic()
        try:
            result = poll(self._app, self._mailbox, progress=_Steps(self.watchdog), stop=self._stopping)
            if not result.busy and not self._stopping.is_set():
                self._reconcile_if_due()
        except StopError as error:
            self._be_quiet(_POLLS_LEFT_OUT_AFTER_STOP * self._app.settings.poll_seconds)
            log.error("poll needs a person", extra={"reason": operator_text(error)})
            self._polls.remember(operator_text(error))
        except MailboxBusyError as error:
            self._back_off(error)
        except RaccoltaError as error:
            self._polls.begins(operator_text(error))
        except Exception:
            log.exception("poll failed by a bug; the next one tries again")
        else:
            self._busy_in_a_row = 0
            self._polls.is_over()
            _tell(result, time.monotonic() - began)

    def _be_quiet(self, seconds: float) -> None:
        # Half an interval less, so that the poll that is due then is not left out by a hair.
        self._quiet_until = time.monotonic() + seconds + self._app.settings.poll_seconds / 2

    def _back_off(self, error: MailboxBusyError) -> None:
        """As long as the server asked, else longer each time."""
        settings = self._app.settings
        pause = (
            error.seconds
            or delay(self._busy_in_a_row, settings.poll_seconds, settings.retry_max_seconds).total_seconds()
        )
        self._busy_in_a_row += 1
        self._quiet_until = time.monotonic() + pause
        log.warning(
            "the mailbox is busy; polling pauses", extra={"reason": operator_text(error), "seconds": round(pause)}
        )

    def _reconcile_if_due(self) -> None:
        now = time.monotonic()
        if self._reconciled is not None and now - self._reconciled < self._app.settings.reconcile_seconds:
            return
        found = reconcile(self._app, self._mailbox, beat=lambda: self.watchdog.beat("poll"))
        self._reconciled = now
        for item in found.missing:
            log.error(
                "message not safely stored", extra={"uid": item.uid, "number": item.message, "reason": item.reason}
            )
        log.info(
            "reconciled", extra={"on_server": found.on_server, "stored": found.stored, "missing": len(found.missing)}
        )

    def process_once(self) -> None:
        """Processes what is due; errors are logged, and the next round tries again."""
        settings = self._app.settings
        bound = settings.lease_seconds + settings.poll_stall_seconds
        try:
            with self.watchdog.watching("processing", bound):
                now = self._app.clock()
                # Nothing of ours is under way between two rounds: a claim of ours is one that an outage left behind.
                self._app.messages.release_dead(self._is_left_behind, now)
                self._app.messages.bring_forward(now, 2 * settings.retry_max_seconds)
                process_due(self._app, self._reader, progress=_Steps(self.watchdog, "processing"), stop=self._stopping)
            self._work.is_over()
        except RaccoltaError as error:
            self._work.begins(operator_text(error))
        except Exception:
            log.exception("processing pauses after a bug")

    def retain_if_due(self) -> None:
        """Once a day removes the messages that are kept no longer; after an error the next round tries again."""
        now = time.monotonic()
        if self._retained is not None and now - self._retained < _RETENTION_LOOK:
            return
        try:
            done = retain(self._app)
        except RaccoltaError as error:
            log.warning("what is kept no longer could not be removed", extra={"reason": operator_text(error)})
            return
        except Exception:
            log.exception("what is kept no longer could not be removed, by a bug; tomorrow it is tried again")
        else:
            if done.messages:
                log.info("removed what is kept no longer", extra={"messages": len(done.messages), "files": done.files})
        self._retained = now

    def _break_links(self, reason: str) -> None:
        self._mailbox.interrupt(reason)
        self._app.database.interrupt()

    def _is_left_behind(self, owner: str) -> bool:
        return owner == str(self._app.owner) or is_dead(owner)


class _Steps:
    """The progress of a piece of work: a sign of life for the watchdog, and a line in the log now and then."""

    def __init__(self, watchdog: Watchdog, name: str = "poll") -> None:
        self._watchdog, self._name = watchdog, name
        self._expected = self._done = 0

    def total(self, count: int) -> None:
        self._expected += count

    def beat(self) -> None:
        self._watchdog.beat(self._name)

    def step(self, what: str = "") -> None:
        self.beat()
        self._done += 1
        if self._name == "poll" and self._done % _TOLD_EVERY == 0:
            log.info("taking in", extra={"done": self._done, "of_at_most": self._expected})


def _tell(result: PollResult, seconds: float) -> None:
    level = logging.INFO if result.stored or result.gaps else logging.DEBUG
    facts = {"stored": result.stored, "gaps": result.gaps, "filed": result.filed, "seconds": round(seconds, 2)}
    log.log(level, "polled", extra=facts)
    if result.refused:
        log.error("the mailbox action was refused", extra={"reason": result.refused})


class _Signals:
    """What the operator asked for: to end (SIGTERM, SIGINT) or to begin anew (SIGHUP)."""

    def __init__(self) -> None:
        self.end = threading.Event()
        self.reload = threading.Event()
        self.service: Service | QueueWorker | None = None
        for number in (signal.SIGTERM, signal.SIGINT, signal.SIGHUP):
            signal.signal(number, self._receive)

    def _receive(self, number: int, _frame: FrameType | None) -> None:
        log.info("ending" if number != signal.SIGHUP else "reloading", extra={"signal": signal.Signals(number).name})
        (self.reload if number == signal.SIGHUP else self.end).set()
        if self.service is not None:
            self.service.stop()


def serve(settings: Settings, again: Callable[[], Settings] | None = None, *, polls: bool = True) -> None:
    """Runs the service of the settings until SIGTERM or SIGINT; without `polls` a worker, which takes its work from the
    queue and knows no mailbox (SettingsError if there is no queue). SIGHUP finishes what is under way and goes on with
    the settings that `again` reads; if those are wrong, with the ones in force. What is away when the service starts is
    waited for.
    """
    signals, board = _Signals(), Board()
    with _watched(settings, board) as probes:
        failures = 0
        while not signals.end.is_set():
            try:
                _serve_once(settings, signals, board, polls=polls)
                failures = 0
            except OutageError as error:
                pause = delay(failures, 1, settings.retry_max_seconds).total_seconds()
                failures += 1
                reason = operator_text(error)
                board.end(reason)
                log.warning("the service cannot start yet", extra={"reason": reason, "seconds": round(pause, 1)})
                signals.end.wait(pause)
            if signals.reload.is_set():
                signals.reload.clear()
                settings = _fresh(settings, again, probes)


@contextmanager
def _watched(settings: Settings, board: Board) -> Iterator[Probes]:
    """Whoever watches over the service can ask for it from the start, also while it waits for its database."""
    probes, supervisor = Probes(board), Supervisor(board, supervision())
    probes.follow(settings)
    supervisor.start()
    try:
        yield probes
    finally:
        supervisor.stop()
        probes.close()


def _serve_once(settings: Settings, signals: _Signals, board: Board, *, polls: bool) -> None:
    """One life of the service."""
    life = _polling(settings) if polls else _working(settings)
    with ExitStack() as parts:
        with _bounded_start(settings, signals.end):
            app = parts.enter_context(open_app(settings))
            reader = parts.enter_context(open_reader(settings))
        # What is still being read when the work has ended was given up: nobody waits for it.
        parts.callback(reader.close, at_once=True)
        signals.service = life(app, reader)
        board.begin(Life(app, reader, signals.service.watchdog, signals.service.troubles))
        # Nothing is asked of a database that is being closed.
        parts.callback(board.end, "the service is ending or starting anew")
        if not (signals.end.is_set() or signals.reload.is_set()):
            signals.service.run()
    signals.service = None


def _polling(settings: Settings) -> "Callable[[App, Reader], Service]":
    mailbox = open_mailbox(settings)
    ears = open_mailbox(settings) if settings.imap_idle else None
    return lambda app, reader: Service(app, mailbox, reader, ears)


def _working(settings: Settings) -> "Callable[[App, Reader], QueueWorker]":
    if settings.queue != "procrastinate":
        raise SettingsError("a worker takes its work from the queue; set RACCOLTA_QUEUE=procrastinate")
    from jobs.queue import QueueWorker

    return QueueWorker


@contextmanager
def _bounded_start(settings: Settings, stopping: threading.Event) -> Iterator[None]:
    """A database that takes the connection and never answers must not hold up the start without a word, nor the end:
    the process ends.
    """
    watchdog, seconds = Watchdog(lambda reason: None), settings.poll_stall_seconds
    threading.Thread(target=watchdog.run, args=(min(5.0, seconds / 4),), name="start", daemon=True).start()
    try:
        with watchdog.watching("start", seconds / 2), watchdog.bounding_end(stopping, settings.stop_seconds):
            yield
    finally:
        watchdog.stop()


def _fresh(settings: Settings, again: Callable[[], Settings] | None, probes: Probes) -> Settings:
    try:
        fresh = again() if again is not None else settings
        probes.follow(fresh)
        settings = fresh
        use(settings.language)
        log.info("settings read again")
    except SettingsError as error:
        log.error("the new settings are wrong; those in force stay", extra={"reason": operator_text(error)})
    return settings
