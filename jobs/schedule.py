"""When to poll. APScheduler only triggers; what happens then is `jobs.service`'s."""

import logging
from collections.abc import Callable
from datetime import datetime

from apscheduler.events import EVENT_JOB_MAX_INSTANCES, JobExecutionEvent
from apscheduler.schedulers.background import BackgroundScheduler

log = logging.getLogger(__name__)


class Schedule:
    """Calls `poll` now and then every `seconds`, never twice at once; a late call is made up for once."""

    def __init__(self, poll: Callable[[], None], seconds: int, first: datetime) -> None:
        self.skipped = 0
        self._scheduler = BackgroundScheduler(timezone="UTC")
        self._scheduler.add_job(
            poll, "interval", seconds=seconds, id="poll", max_instances=1, coalesce=True, misfire_grace_time=None, next_run_time=first
        )
        self._scheduler.add_listener(self._overrun, EVENT_JOB_MAX_INSTANCES)

    def start(self) -> None:
        """Begins to trigger, in a thread of its own."""
        self._scheduler.start()

    def stop(self) -> None:
        """Triggers no more; a call under way goes on."""
        self._scheduler.shutdown(wait=False)

    def _overrun(self, _event: JobExecutionEvent) -> None:
        self.skipped += 1
        log.warning("the poll before is still running; this one is left out", extra={"left_out": self.skipped})
