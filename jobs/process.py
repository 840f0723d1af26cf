"""Reads the messages that are due and stores what they say."""

import logging
import threading
from collections.abc import Callable, Sequence
from concurrent.futures import FIRST_COMPLETED, Future, wait
from dataclasses import asdict, dataclass, field
from datetime import datetime

from config.errors import OutageError, StopError, ToolOutageError
from jobs.app import App
from jobs.changes import Change, differences
from jobs.failures import decide, operator_text
from jobs.progress import Progress, Silent
from jobs.readers import Reader
from jobs.version import parser_version
from store.model import Claim, Failure, Retry, Submission

log = logging.getLogger(__name__)

#: How often in the life of a claim it is renewed while the reading goes on.
_RENEWALS = 4


@dataclass(frozen=True, slots=True)
class Outcome:
    """What became of one message: its state `before` and `after`, why it is not done (None if it is), and what changed of its
    records; `changes` is empty for a message that was read for the first time.
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
) -> Tally:
    """Processes what is due now (or the messages of `only`) until nothing is left or `stop` is set. Each message is tried once:
    one that must wait is for the next run, so that a run ends also while a tool is away.

    What is under way when `stop` is set is finished. An outage of the database goes through as DatabaseUnavailableError;
    the messages under way then stay claimed and become due again by themselves. `told` hears what became of each; `reason` is
    kept with the attempts.
    """
    progress = progress or Silent()
    tally = Tally()
    under_way: dict[Future[Submission], Claim] = {}
    left = list(only) if only is not None else None
    began = app.clock()
    while True:
        while len(under_way) < reader.capacity and not (stop is not None and stop.is_set()):
            claim = _next(app, left, began, reason)
            if claim is None:
                break
            under_way[reader.submit(claim.sha256, claim.terms)] = claim
        if not under_way:
            return tally
        done, _ = wait(under_way, timeout=app.settings.lease_seconds / _RENEWALS, return_when=FIRST_COMPLETED)
        if not done:
            _renew(app, list(under_way.values()))
            progress.beat()
        for future in done:
            outcome = _settled(app, under_way.pop(future), future)
            tally.add(outcome.after)
            if told is not None:
                told(outcome)
            progress.step(outcome.after)


def _next(app: App, left: list[int] | None, began: datetime, reason: str) -> Claim | None:
    seconds = app.settings.lease_seconds
    if left is None:
        return app.messages.claim(app.owner, app.clock(), seconds, due=began)
    while left:
        claim = app.messages.claim(app.owner, app.clock(), seconds, only=[left.pop(0)], reason=reason)
        if claim is not None:
            return claim
    return None


def _renew(app: App, claims: Sequence[Claim]) -> None:
    """A long reading keeps its claim. If the database is away, the claim may lapse, and storing the result will tell."""
    try:
        app.messages.renew(claims, app.clock(), app.settings.lease_seconds)
    except OutageError as error:
        log.warning("claims could not be renewed", extra={"reason": operator_text(error)})


def _settled(app: App, claim: Claim, future: "Future[Submission]") -> Outcome:
    """Stores the result of one reading, and keeps with the attempt what it changed."""
    before = app.queries.message(claim.message_id) | {"status": claim.before} if claim.attempt > 1 else None
    state = _settle(app, claim, future)
    after = app.queries.message(claim.message_id)
    changes = () if before is None or before["kind"] is None else tuple(differences(claim.message_id, before, after))
    if before is not None:
        app.messages.note_difference(claim, [asdict(change) for change in changes])
    return Outcome(claim.message_id, claim.before, state, after["error"], changes)


def _settle(app: App, claim: Claim, future: "Future[Submission]") -> str:
    """Stores the result of one reading, or decides what its absence means."""
    error = future.exception()
    if error is None:
        submission = future.result()
        try:
            if submission.outage:
                return _wait(app, claim, _decided(app, claim, ToolOutageError(submission.outage)), submission)
            kept = app.messages.finish(claim, submission, parser_version(app.model.name), app.clock())
            return _said(claim, str(submission.verdict), kept)
        except Exception as trouble:
            if not _is_ours(trouble):
                raise
            error = trouble
    return _wait(app, claim, _decided(app, claim, error))


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
        log.error("message failed", extra={"number": claim.message_id, "reason": decision.reason})
        return _said(claim, "failed", app.messages.fail(claim, decision, parser_version(app.model.name), app.clock()))
    log.warning("message waits", extra={"number": claim.message_id, "reason": decision.reason, "until": decision.at})
    return _said(claim, "retry", app.messages.retry(claim, decision, app.clock(), meanwhile))


def _is_ours(error: Exception) -> bool:
    """Whether storing failed for a reason in the message (a bug of ours), and not because the database is away."""
    return not isinstance(error, OutageError | StopError)


def _said(claim: Claim, state: str, kept: bool) -> str:
    if not kept:
        log.warning("another process took the message over", extra={"number": claim.message_id})
        return "taken over"
    log.info("message processed", extra={"number": claim.message_id, "state": state, "attempt": claim.attempt})
    return state
