"""The process dies right after each durable step of a pass: the next pass completes it, and nothing is there twice."""

from collections.abc import Callable
from pathlib import Path
from typing import Any

import pytest

from config.errors import DatabaseUnavailableError, MailboxUnavailableError, StorageUnavailableError
from config.settings import load
from ingest.memory import MemoryMailbox
from jobs.app import App, assemble
from jobs.demo.sample import sample_mailbox
from jobs.poll import poll
from jobs.process import process_due
from jobs.readers import InlineReader
from store import schema
from store.database import Database
from store.originals import OriginalsOnDisk

MAILS = sample_mailbox()[:4]


#: Four originals, their rows in two windows, a claim of all and one that finds no more, four results, the mailbox
#: action, its note, the end of the poll.
STEPS = 15


class Death(BaseException):
    """kill -9, as far as the code can see: no handler may swallow it."""


class Fuse:
    """Dies (or raises `error`) after the `limit`-th durable step."""

    def __init__(self, limit: int, error: Callable[[], BaseException], *, before: bool) -> None:
        self.left, self.error, self.before = limit, error, before

    def guard(self, target: Any, *names: str) -> None:
        for name in names:
            object.__setattr__(target, name, self._wrapped(getattr(target, name)))

    def _wrapped(self, function: Callable[..., Any]) -> Callable[..., Any]:
        def call(*args: Any, **options: Any) -> Any:
            self.left -= 1
            if self.left == 0 and self.before:
                raise self.error()
            result = function(*args, **options)
            if self.left == 0:
                raise self.error()
            return result

        return call


def open_app(folder: Path) -> App:
    database = Database(f"sqlite:///{folder / 'test.db'}")
    schema.prepare(database)
    # Two windows of mails come in, and more messages are claimed than one.
    settings = load({}, data_dir=folder, after_store="move:Elaborate", retry_base_seconds=1, imap_batch_messages=3)
    return assemble(settings, database, OriginalsOnDisk(folder / "originals"))


class SeveralInHand(InlineReader):
    """Reads at once what it is given, and is given as much as a pool of workers."""

    capacity = 4


def one_pass(app: App, mailbox: MemoryMailbox) -> None:
    poll(app, mailbox)
    app.messages.release_dead(lambda owner: True, app.clock())
    process_due(app, SeveralInHand(app.originals, app.settings.limits))


def run_with_fuse(folder: Path, mailbox: MemoryMailbox, fuse: Fuse) -> bool:
    """One pass that may die; returns whether it did."""
    app = open_app(folder)
    fuse.guard(app.originals, "put")
    fuse.guard(app.messages, "arrive_all", "claims", "finish")
    fuse.guard(app.mailboxes, "mark_filed", "finish_poll")
    fuse.guard(mailbox, "move")
    try:
        one_pass(app, mailbox)
    except (Death, DatabaseUnavailableError, StorageUnavailableError, MailboxUnavailableError):
        return True
    finally:
        for name in ("move",):
            mailbox.__dict__.pop(name, None)
        # A dead process holds no lease that anybody would respect.
        with app.database.write() as connection:
            connection.exec_driver_sql("UPDATE mailboxes SET lease_owner = NULL")
        app.database.close()
    return False


def assert_exactly_once(folder: Path, mailbox: MemoryMailbox) -> None:
    app = open_app(folder)
    found = list(app.queries.messages())
    assert sorted(message["sha256"] for message in found) == sorted({message["sha256"] for message in found})
    assert len(found) == len(MAILS)
    assert [message["status"] for message in found] == ["done"] * len(MAILS)
    assert mailbox.messages == {}
    assert sorted(mailbox.folders["Elaborate"]) == sorted(MAILS)
    app.database.close()


ERRORS: dict[str, Callable[[], BaseException]] = {
    "death": Death,
    "database away": lambda: DatabaseUnavailableError("gone"),
    "disk full": lambda: StorageUnavailableError("no space left"),
    "mailbox away": lambda: MailboxUnavailableError("reset"),
}


@pytest.mark.parametrize("before", [True, False], ids=["before the step", "after the step"])
@pytest.mark.parametrize("step", range(1, STEPS + 1))
@pytest.mark.parametrize("error", ERRORS)
def test_s01_s02_s04_s05_s25_s55_an_interrupted_pass_is_completed_by_the_next(
    error: str, step: int, before: bool, tmp_path: Path
) -> None:
    mailbox = MemoryMailbox(MAILS)
    run_with_fuse(tmp_path, mailbox, Fuse(step, ERRORS[error], before=before))
    for _ in range(2):
        app = open_app(tmp_path)
        with app.database.write() as connection:
            connection.exec_driver_sql("UPDATE messages SET next_attempt_at = NULL")
        one_pass(app, mailbox)
        app.database.close()
    assert_exactly_once(tmp_path, mailbox)


def test_the_fuse_reaches_every_kind_of_step(tmp_path: Path) -> None:
    """The test above is worth something only if an undisturbed pass has no more steps than it tries."""
    mailbox = MemoryMailbox(MAILS)
    fuse = Fuse(10_000, Death, before=False)
    assert run_with_fuse(tmp_path, mailbox, fuse) is False
    assert 10_000 - fuse.left == STEPS
