"""The background service: polls on its schedule, processes what is due, ends gracefully on SIGTERM."""

import logging
import signal
import threading
import time
from types import FrameType

from config.errors import RaccoltaError, StopError
from config.settings import Settings
from ingest.mailbox import Mailbox
from jobs.app import App, open_app, open_mailbox, open_reader
from jobs.failures import operator_text
from jobs.poll import poll
from jobs.process import process_due
from jobs.processes import is_dead
from jobs.readers import Reader
from jobs.schedule import Schedule

log = logging.getLogger(__name__)

#: How long the service sleeps between two looks for messages whose retry is due, in seconds.
_LOOK_SECONDS = 1.0
#: A refused login is not repeated at every poll: servers lock accounts for that.
_POLLS_LEFT_OUT_AFTER_STOP = 5


class Service:
    """One running service. `stop` may be called from any thread or signal handler."""

    def __init__(self, app: App, mailbox: Mailbox, reader: Reader) -> None:
        self._app, self._mailbox, self._reader = app, mailbox, reader
        self._stopping = threading.Event()
        self._arrived = threading.Event()
        self._polling = threading.Lock()
        self._leave_out = 0

    def stop(self) -> None:
        """Begins to end: what is under way is finished, nothing new begins."""
        self._stopping.set()
        self._arrived.set()

    def run(self) -> None:
        """Works until `stop`. Raises nothing that the next round could mend."""
        schedule = Schedule(self.poll_once, self._app.settings.poll_seconds, self._app.clock())
        schedule.start()
        log.info("service started", extra={"mailbox": self._mailbox.key, "every_seconds": self._app.settings.poll_seconds})
        try:
            while not self._stopping.is_set():
                self.process_once()
                self._arrived.wait(_LOOK_SECONDS)
                self._arrived.clear()
        finally:
            schedule.stop()
            # A poll under way ends after its current message; it must not find the database closed.
            with self._polling:
                log.info("service stopped")

    def poll_once(self) -> None:
        """One poll; errors are logged and noted, and the next poll tries again."""
        with self._polling:
            if self._stopping.is_set():
                return
            if self._leave_out > 0:
                self._leave_out -= 1
                return
            self._poll()
        self._arrived.set()

    def _poll(self) -> None:
        began = time.monotonic()
        try:
            result = poll(self._app, self._mailbox, stop=self._stopping)
        except StopError as error:
            self._leave_out = _POLLS_LEFT_OUT_AFTER_STOP
            log.error("poll needs a person", extra={"reason": operator_text(error)})
        except RaccoltaError as error:
            log.warning("poll failed; the next one tries again", extra={"reason": operator_text(error)})
        except Exception:
            log.exception("poll failed by a bug; the next one tries again")
        else:
            level = logging.INFO if result.stored or result.gaps else logging.DEBUG
            seconds = round(time.monotonic() - began, 2)
            log.log(level, "polled", extra={"stored": result.stored, "gaps": result.gaps, "filed": result.filed, "seconds": seconds})

    def process_once(self) -> None:
        """Processes what is due; errors are logged, and the next round tries again."""
        try:
            # Nothing of ours is under way between two rounds: a claim of ours is one that an outage left behind.
            self._app.messages.release_dead(self._is_left_behind, self._app.clock())
            process_due(self._app, self._reader, stop=self._stopping)
        except RaccoltaError as error:
            log.warning("processing pauses", extra={"reason": operator_text(error)})
        except Exception:
            log.exception("processing pauses after a bug")

    def _is_left_behind(self, owner: str) -> bool:
        return owner == str(self._app.owner) or is_dead(owner)


def serve(settings: Settings) -> None:
    """Runs the service of the settings until SIGTERM or SIGINT."""
    mailbox = open_mailbox(settings)
    with open_app(settings) as app, open_reader(settings) as reader:
        service = Service(app, mailbox, reader)

        def end(number: int, _frame: FrameType | None) -> None:
            log.info("ending", extra={"signal": signal.Signals(number).name})
            service.stop()

        for number in (signal.SIGTERM, signal.SIGINT):
            signal.signal(number, end)
        service.run()
