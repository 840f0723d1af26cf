"""Claims, results, outages, failures, reruns and reviews."""

import logging
from concurrent.futures import Future
from dataclasses import replace
from datetime import timedelta

import pytest

from config.errors import DatabaseUnavailableError, NotFoundError, StorageUnavailableError
from config.limits import Limits
from ingest.memory import MemoryMailbox
from jobs import decide as verbs
from jobs.app import App
from jobs.decide import Person
from jobs.demo.sample import sample_mailbox
from jobs.failures import decide
from jobs.pipeline import read_submission
from jobs.poll import poll
from jobs.process import process_due
from jobs.readers import InlineReader
from jobs.rerun import dry_run, rerun
from parsers.campo.policy import Policy
from parsers.practices.partition import _Name
from store.model import AS_USUAL, Failure, Retry, Submission, Terms
from store.selection import Selection

MAILS = sample_mailbox()


class FailingReader(InlineReader):
    """Fails with `error` as often as told, then reads."""

    def __init__(self, app: App, error: BaseException, times: int) -> None:
        super().__init__(app.originals, app.settings.limits)
        self.error, self.times = error, times

    def submit(self, sha256: str, terms: Terms = AS_USUAL) -> "Future[Submission]":
        if self.times > 0:
            self.times -= 1
            future: Future[Submission] = Future()
            future.set_exception(self.error)
            return future
        return super().submit(sha256, terms)


def reader(app: App) -> InlineReader:
    return InlineReader(app.originals, app.settings.limits)


@pytest.fixture
def taken(app: App) -> App:
    """The first eight sample mails, not yet processed."""
    poll(app, MemoryMailbox(MAILS[:8]))
    return app


def later(app: App, **delta: float) -> App:
    moment = app.clock() + timedelta(**delta)
    return replace(app, clock=lambda: moment)


def test_everything_due_is_processed_once(taken: App) -> None:
    assert process_due(taken, reader(taken)).states == {"done": 7, "ignored": 1}
    assert process_due(taken, reader(taken)).total == 0


def test_s55_an_outage_waits_and_ends_as_success(taken: App) -> None:
    failing = FailingReader(taken, StorageUnavailableError("disk away"), 1)
    assert process_due(taken, failing).states["retry"] == 1
    message = taken.queries.message(1)
    assert (message["status"], "disk away" in message["error"]) == ("retry", True)
    assert process_due(later(taken, hours=2), reader(taken)).states == {"done": 1}
    assert [attempt["outcome"] for attempt in taken.queries.attempts(1)] == ["retry", "done"]


def test_s57_the_delay_grows_with_outages_in_a_row_and_is_bounded(app: App) -> None:
    delays = []
    for outages in (0, 1, 2, 20):
        decision = decide(
            StorageUnavailableError("x"), attempt=1, outages=outages, now=app.clock(), base_seconds=30, max_seconds=3600
        )
        assert isinstance(decision, Retry)
        delays.append((decision.at - app.clock()).total_seconds())
    assert 20 < delays[0] <= 30 < delays[1] <= 60 < delays[2] <= 120
    assert 2600 < delays[3] <= 3600


def test_s56_a_bug_of_ours_fails_with_traceback_and_a_rerun_succeeds(
    taken: App, caplog: pytest.LogCaptureFixture
) -> None:
    caplog.set_level(logging.CRITICAL)
    process_due(taken, FailingReader(taken, ZeroDivisionError("bug"), 1))
    message = taken.queries.message(1)
    assert message["status"] == "failed"
    assert [problem["code"] for problem in message["problems"]] == ["internal_error"]
    assert "ZeroDivisionError" in taken.queries.attempts(1)[0]["traceback"]
    rerun(taken, reader(taken), [1])
    assert taken.queries.message(1)["status"] == "done"
    assert taken.queries.message(1)["problems"] == []


@pytest.mark.parametrize("error", [TimeoutError(), MemoryError()])
def test_s50_what_takes_too_long_or_too_much_is_the_messages_own_defect(error: BaseException, app: App) -> None:
    decision = decide(error, attempt=1, outages=0, now=app.clock(), base_seconds=30, max_seconds=3600)
    assert isinstance(decision, Failure)
    assert "LIMIT_" in decision.reason


def test_s59_a_lapsed_claim_is_taken_over_and_the_late_result_is_refused(taken: App) -> None:
    claim = taken.messages.claim(taken.owner, taken.clock(), 60)
    assert claim is not None
    after = later(taken, minutes=5)
    again = after.messages.claim(after.owner, after.clock(), 60)
    assert again is not None
    assert (again.message_id, again.attempt) == (claim.message_id, 2)
    submission = read_submission(taken.originals.get(claim.sha256), Limits())
    assert taken.messages.finish(claim, submission, "v", taken.clock()) is False
    assert taken.messages.finish(again, submission, "v", taken.clock()) is True
    assert [attempt["outcome"] for attempt in taken.queries.attempts(1)] == ["lost", "done"]


def test_s58_bad_mails_in_a_row_keep_intake_open(app: App) -> None:
    mailbox = MemoryMailbox(
        [b"\x00\xff" * 10, b"", b"Content-Type: multipart/mixed; boundary=x\r\n\r\n--x", *MAILS[:1]]
    )
    poll(app, mailbox)
    process_due(app, reader(app))
    assert [message["status"] for message in app.queries.messages()][-1] == "done"


def test_s60_a_rerun_gives_the_same_records_under_the_same_numbers(taken: App) -> None:
    process_due(taken, reader(taken))
    before = list(taken.queries.messages())
    rerun(taken, reader(taken), taken.queries.numbers())
    after = list(taken.queries.messages())
    for message in (*before, *after):
        message.pop("attempts")
    assert after == before
    assert len(taken.queries.attempts(1)) == 2


def test_a_dry_run_shows_each_record_that_a_changed_parser_would_change_and_writes_nothing(
    taken: App, monkeypatch: pytest.MonkeyPatch
) -> None:
    process_due(taken, reader(taken))
    assert list(dry_run(taken, reader(taken), taken.queries.numbers())) == []
    before = list(taken.queries.messages())
    monkeypatch.setattr("parsers.campo.decide.POLICY", Policy(review_below=0.995))
    monkeypatch.setattr("parsers.practices.partition._name", lambda *_: _Name("altro titolo", 0, 0, 0))
    changes = list(dry_run(taken, reader(taken), taken.queries.numbers()))
    assert {(change.record, change.what, change.field) for change in changes} >= {("schede", "changed", "title")}
    assert all(change.after == "altro titolo" for change in changes if change.field == "title")
    assert list(taken.queries.messages()) == before


def test_outdated_messages_are_those_of_another_version(taken: App) -> None:
    from jobs.version import parser_version

    process_due(taken, reader(taken))
    assert taken.queries.numbers(Selection(other_version_than=parser_version())) == []
    assert taken.queries.numbers(Selection(other_version_than="other")) == taken.queries.numbers()


def test_a_persons_decision_survives_a_rerun_and_is_kept_apart(taken: App) -> None:
    process_due(taken, reader(taken))
    (waiting,) = taken.reviews.waiting()
    assert (waiting["message_id"], waiting["declared_campo"]) == (8, 6)
    verbs.campo(taken, waiting["scheda_id"], 2, Person("anna"))
    rerun(taken, reader(taken), [8])
    (scheda,) = taken.queries.message(8)["schede"]
    assert (scheda["campo"], scheda["declared_campo"], scheda["method"], scheda["needs_review"]) == (
        2,
        6,
        "operator",
        False,
    )
    assert taken.reviews.waiting() == []


def test_an_unknown_number_is_one_clear_error(app: App) -> None:
    with pytest.raises(NotFoundError, match="there is no message 7"):
        app.queries.message(7)


def test_s04_an_outage_of_the_database_gives_no_verdict(taken: App, monkeypatch: pytest.MonkeyPatch) -> None:
    def away(*_: object, **__: object) -> None:
        raise DatabaseUnavailableError("gone")

    finish = taken.messages.finish
    monkeypatch.setattr(taken.messages, "finish", away)
    with pytest.raises(DatabaseUnavailableError):
        process_due(taken, reader(taken))
    monkeypatch.setattr(taken.messages, "finish", finish)
    assert {message["status"] for message in taken.queries.messages()} <= {"received", "processing"}
    taken.messages.release_dead(lambda owner: True, taken.clock())
    assert process_due(taken, reader(taken)).states == {"done": 7, "ignored": 1}
