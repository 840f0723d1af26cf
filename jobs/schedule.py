"""When to poll. APScheduler only triggers; what happens then is `jobs.service`'s."""

import logging
from collections.abc import Callable
from datetime import datetime, timedelta

from apscheduler.events import EVENT_JOB_MAX_INSTANCES, JobExecutionEvent
from apscheduler.schedulers.background import BackgroundScheduler

log = logging.getLogger(__name__)


class Schedule:
    """Calls `poll` now and then every `seconds`, never twice at once; a late call is made up for once."""

    def __init__(self, poll: Callable[[], None], seconds: int, first: datetime) -> None:
        self.skipped = 0
        self._seconds = seconds
        self._scheduler = BackgroundScheduler(timezone="UTC")
        self._scheduler.add_job(
            poll,
            "interval",
            seconds=seconds,
            id="poll",
            max_instances=1,
            coalesce=True,
            misfire_grace_time=None,
            next_run_time=first,
        )
        self._scheduler.add_listener(self._overrun, EVENT_JOB_MAX_INSTANCES)

    def start(self) -> None:
        """Begins to trigger, in a thread of its own."""
        self._scheduler.start()

    def mend(self, now: datetime) -> None:
        """After the wall clock was set back the next call would be as far away as the clock jumped: it comes at once
        instead.
        """
        due = self._scheduler.get_job("poll").next_run_time
        if due is not None and due - now > timedelta(seconds=2 * self._seconds + 1):
            log.warning("the clock was set back; the schedule begins anew", extra={"was_due": due})
            self._scheduler.modify_job("poll", next_run_time=now)

    def stop(self) -> None:
        """Triggers no more; a call under way goes on."""
        self._scheduler.shutdown(wait=False)

    def join(self) -> None:
        """Nothing to wait for: whoever is called ends by itself."""

    def _overrun(self, _event: JobExecutionEvent) -> None:
        self.skipped += 1
        log.warning("the poll before is still running; this one is left out", extra={"left_out": self.skipped})
