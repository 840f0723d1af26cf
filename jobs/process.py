"""Reads the messages that are due and stores what they say."""

import logging
import threading
import time
from collections.abc import Callable, Mapping, Sequence
from concurrent.futures import FIRST_COMPLETED, Future, wait
from dataclasses import asdict, dataclass, field
from datetime import datetime
from typing import Any

from config.errors import OutageError, StopError, ToolOutageError
from config.stages import measured, stage
from jobs.app import App
from jobs.changes import Change, differences
from jobs.failures import decide, operator_text
from jobs.progress import Progress, Silent
from jobs.readers import Reader
from jobs.version import parser_version
from store.model import Claim, Ending, Failure, Retry, Submission

log = logging.getLogger(__name__)

#: How often in the life of a claim it is renewed while the reading goes on.
_RENEWALS = 4
#: Seconds between two looks at whether to stop.
_LOOK = 0.5


@dataclass(frozen=True, slots=True)
class Outcome:
    """What became of one message: its state `before` and `after`, why it is not done (None if it is), and what changed
    of its records; `changes` is empty for a message that was read for the first time.
    """

    message: int
    before: str
    after: str
    reason: str | None
    changes: tuple[Change, ...]


@dataclass(slots=True)
class Tally:
    """What became of the messages of one run, by state; `retry` counts outages."""

    states: dict[str, int] = field(default_factory=dict)

    def add(self, state: str) -> None:
        """Counts one message."""
        self.states[state] = self.states.get(state, 0) + 1

    @property
    def total(self) -> int:
        """All of them."""
        return sum(self.states.values())


def process_due(
    app: App,
    reader: Reader,
    *,
    only: Sequence[int] | None = None,
    progress: Progress | None = None,
    stop: threading.Event | None = None,
    told: Callable[[Outcome], None] | None = None,
    reason: str = "due",
    if_due: bool = False,
) -> Tally:
    """Processes what is due now (or the messages of `only`, with `if_due` those of them that are due) until nothing is
    left or `stop` is set. Each message is tried once: one that must wait is for the next run, so that a run ends also
    while a tool is away.

    What is under way when `stop` is set is finished if that takes no longer than STOP_SECONDS; else the `reader` is
    closed, and what it was reading is due again. An outage of the database goes through as DatabaseUnavailableError;
    the messages under way then stay claimed and become due again by themselves. `told` hears what became of each;
    `reason` is kept with the attempts.
    """
    progress = progress or Silent()
    tally = Tally()
    under_way: dict[Future[Submission], Claim] = {}
    left = list(only) if only is not None else None
    began = app.clock()
    patience = _Patience(app.settings.stop_seconds, app.settings.lease_seconds / _RENEWALS)
    while True:
        # In one step for several, while as many as the workers can begin with are still in hand.
        if 2 * len(under_way) <= reader.capacity and not _is_set(stop):
            for claim in _next(app, reader.capacity - len(under_way), left, began, reason, if_due=if_due):
                under_way[reader.submit(claim.sha256, claim.terms)] = claim
        if not under_way:
            return tally
        done, _ = wait(under_way, timeout=_LOOK, return_when=FIRST_COMPLETED)
        if patience.is_renewal_due():
            _renew(app, list(under_way.values()))
            progress.beat()
        for future in done:
            outcome = _settled(app, under_way.pop(future), future)
            tally.add(outcome.after)
            if told is not None:
                told(outcome)
            progress.step(outcome.after)
        if under_way and _is_set(stop) and patience.is_over():
            _give_up(app, reader, list(under_way.values()))
            return tally


class _Patience:
    """How long is waited for what is under way once the work is to stop, and when claims are to be renewed
    meanwhile.
    """

    def __init__(self, seconds: float, renewal_seconds: float) -> None:
        self._seconds, self._renewal_seconds = seconds, renewal_seconds
        self._until: float | None = None
        self._renewed = time.monotonic()

    def is_renewal_due(self) -> bool:
        """True once in so many seconds."""
        if time.monotonic() - self._renewed < self._renewal_seconds:
            return False
        self._renewed = time.monotonic()
        return True

    def is_over(self) -> bool:
        """Whether so many seconds have passed since this was first asked."""
        if self._until is None:
            self._until = time.monotonic() + self._seconds
        return time.monotonic() >= self._until


def _is_set(stop: threading.Event | None) -> bool:
    return stop is not None and stop.is_set()


def _give_up(app: App, reader: Reader, claims: Sequence[Claim]) -> None:
    """Ends the reading of messages that take too long to be waited for; they are read by whoever comes next."""
    log.warning("reading is given up to stop in time", extra={"numbers": [claim.message_id for claim in claims]})
    reader.close(at_once=True)
    app.messages.release_dead(str(app.owner).__eq__, app.clock())


def _next(app: App, most: int, left: list[int] | None, began: datetime, reason: str, *, if_due: bool) -> list[Claim]:
    """Claims at most so many of those that are due, or of those that are `left`."""
    seconds = app.settings.lease_seconds
    if left is None:
        return app.messages.claims(most, app.owner, app.clock(), seconds, due=began)
    found: list[Claim] = []
    while left and not found:
        # Some may be under way elsewhere.
        wanted, left[:most] = left[:most], []
        due = began if if_due else None
        found = app.messages.claims(most, app.owner, app.clock(), seconds, wanted, due=due, reason=reason)
    return found


def _renew(app: App, claims: Sequence[Claim]) -> None:
    """A long reading keeps its claim. If the database is away, the claim may lapse, and storing the result will
    tell.
    """
    try:
        app.messages.renew(claims, app.clock(), app.settings.lease_seconds)
    except OutageError as error:
        log.warning("claims could not be renewed", extra={"reason": operator_text(error)})


def _settled(app: App, claim: Claim, future: "Future[Submission]") -> Outcome:
    """Stores the result of one reading, and keeps with the attempt what it changed."""
    before = app.queries.read(claim.message_id) | {"status": claim.before} if claim.attempt > 1 else None
    spent: dict[str, float] = {}
    state = _settle(app, claim, future, spent)
    changes = () if before is None else _changes(app, claim, before)
    after = app.queries.ending(claim.message_id)
    _tell(app, claim, state, after, spent)
    return Outcome(claim.message_id, claim.before, state, after.error, changes)


def _changes(app: App, claim: Claim, before: dict[str, Any]) -> tuple[Change, ...]:
    """What one more reading changed, which is kept with its attempt."""
    after = app.queries.read(claim.message_id)
    changes = () if before["kind"] is None else tuple(differences(claim.message_id, before, after))
    app.messages.note_difference(claim, [asdict(change) for change in changes])
    return changes


def _tell(app: App, claim: Claim, state: str, message: Ending, spent: Mapping[str, float]) -> None:
    """One line for each message that was read, with all that is needed to find it again."""
    facts = {
        "number": claim.message_id, "state": state, "attempt": claim.attempt, "message_id": message.message_id,
        "source": message.source,
        "sha256": claim.sha256, "seconds": round((app.clock() - claim.began).total_seconds(),
            2) if claim.began else None,
        "reason": message.error, "stages": {name: round(seconds, 3) for name, seconds in spent.items()} or None,
    }  # fmt: skip
    level = logging.WARNING if state in {"failed", "retry"} else logging.INFO
    log.log(level, "message processed", extra={key: value for key, value in facts.items() if value is not None})


def _settle(app: App, claim: Claim, future: "Future[Submission]", spent: dict[str, float]) -> str:
    """Stores the result of one reading, or decides what its absence means. `spent` takes the seconds by stage."""
    error = future.exception()
    if error is None:
        submission = future.result()
        try:
            if submission.outage:
                return _wait(app, claim, _decided(app, claim, ToolOutageError(submission.outage)), submission)
            return _stored(app, claim, submission, spent)
        except Exception as trouble:
            if not _is_ours(trouble):
                raise
            error = trouble
    return _wait(app, claim, _decided(app, claim, error))


def _stored(app: App, claim: Claim, submission: Submission, spent: dict[str, float]) -> str:
    """Stores what was read, and counts where the time went."""
    with measured() as storing, stage("store"):
        kept = app.messages.finish(claim, submission, parser_version(app.model.name), app.clock())
    spent |= {**submission.seconds, **storing}
    app.spent.add(spent)
    return _said(claim, str(submission.verdict), kept)


def _decided(app: App, claim: Claim, error: BaseException) -> Retry | Failure:
    settings = app.settings
    return decide(
        error,
        attempt=claim.attempt,
        outages=app.messages.outages(claim.message_id),
        now=app.clock(),
        base_seconds=settings.retry_base_seconds,
        max_seconds=settings.retry_max_seconds,
    )


def _wait(app: App, claim: Claim, decision: Retry | Failure, meanwhile: Submission | None = None) -> str:
    """Notes that there is no final result; `meanwhile` is what could be read without the tool that is away."""
    if isinstance(decision, Failure):
        return _said(claim, "failed", app.messages.fail(claim, decision, parser_version(app.model.name), app.clock()))
    return _said(claim, "retry", app.messages.retry(claim, decision, app.clock(), meanwhile))


def _is_ours(error: Exception) -> bool:
    """Whether storing failed for a reason in the message (a bug of ours), and not because the database is away."""
    return not isinstance(error, OutageError | StopError)


def _said(claim: Claim, state: str, kept: bool) -> str:
    if not kept:
        log.warning("another process took the message over", extra={"number": claim.message_id})
        return "taken over"
    return state
