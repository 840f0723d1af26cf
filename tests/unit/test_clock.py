"""A wall clock that jumps harms nothing: not the schedule, not the lease, not what waits, not health."""

import time
from dataclasses import replace
from datetime import UTC, datetime, timedelta

from ingest.memory import MemoryMailbox
from jobs.app import App
from jobs.failures import delay
from jobs.poll import poll
from jobs.schedule import Schedule
from jobs.status import status
from store.model import Owner, Retry

A = b"Subject: a\r\n\r\nuno"


def at(app: App, **shift: float) -> App:
    return replace(app, clock=lambda: datetime.now(UTC) + timedelta(**shift))


def test_after_the_clock_was_set_back_the_schedule_goes_on() -> None:
    calls: list[float] = []
    schedule = Schedule(lambda: calls.append(time.monotonic()), 60, datetime.now(UTC))
    schedule.start()
    time.sleep(0.3)
    assert len(calls) == 1
    schedule.mend(datetime.now(UTC))
    time.sleep(0.2)
    assert len(calls) == 1, "nothing to mend"
    # Seen from an hour ago the next call is an hour and a minute away.
    before = datetime.now(UTC) - timedelta(hours=1)
    schedule.mend(before)
    time.sleep(0.5)
    schedule.stop()
    assert len(calls) == 2


def test_a_lease_from_the_future_is_none(app: App) -> None:
    mailbox = MemoryMailbox([A])
    mailbox_id = app.mailboxes.register(mailbox.key)
    far = Owner("another machine", 1, "1")
    assert app.mailboxes.acquire(mailbox_id, far, app.clock() + timedelta(days=30), 300, lambda owner: False)
    assert poll(app, mailbox).stored == 1


def test_a_retry_from_the_future_is_brought_forward(app: App) -> None:
    poll(app, MemoryMailbox([A]))
    claim = app.messages.claim(app.owner, app.clock(), 60)
    assert claim is not None
    longest = app.settings.retry_max_seconds
    app.messages.retry(claim, Retry(app.clock() + timedelta(days=30) + delay(20, 30, longest), "outage"), app.clock())
    assert app.messages.claim(app.owner, app.clock(), 60) is None
    assert app.messages.bring_forward(app.clock(), 2 * longest) == 1
    assert app.messages.claim(app.owner, app.clock(), 60) is not None


def test_a_retry_in_time_is_left_where_it_is(app: App) -> None:
    poll(app, MemoryMailbox([A]))
    claim = app.messages.claim(app.owner, app.clock(), 60)
    assert claim is not None
    app.messages.retry(claim, Retry(app.clock() + timedelta(seconds=3000), "outage"), app.clock())
    assert app.messages.bring_forward(app.clock(), 7200) == 0


def test_a_good_poll_from_the_future_does_not_keep_health_green(app: App) -> None:
    poll(at(app, hours=5), MemoryMailbox([A]))
    (reason,) = status(app).red
    assert "since the clock was set back" in reason


def test_a_poll_while_the_clock_jumps_takes_everything_once(app: App) -> None:
    mailbox = MemoryMailbox([b"Subject: %d\r\n\r\nx" % number for number in range(50)])
    jumps = iter([timedelta(hours=h) for h in (0, 9, -9, 100, -100)] * 100)
    poll(replace(app, clock=lambda: datetime.now(UTC) + next(jumps)), mailbox)
    assert len(app.queries.numbers()) == 50
    assert poll(app, mailbox).stored == 0
