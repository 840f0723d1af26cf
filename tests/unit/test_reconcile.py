"""The mailbox against the database: what is neither stored nor explained is named, and taken in by the next poll."""

import pytest
import sqlalchemy as sa

from config.errors import OriginalDamagedError
from ingest.memory import MemoryMailbox
from jobs.app import App
from jobs.demo.sample import sample_mailbox
from jobs.poll import poll
from jobs.reconcile import reconcile
from store.tables import messages

MAILS = sample_mailbox()[:6]


@pytest.fixture
def box(app: App) -> MemoryMailbox:
    mailbox = MemoryMailbox(MAILS)
    poll(app, mailbox)
    return mailbox


def test_nothing_is_missing_after_a_poll(app: App, box: MemoryMailbox) -> None:
    found = reconcile(app, box)
    assert (found.on_server, found.stored, found.new, found.gone, found.missing) == (6, 6, 0, 0, ())
    assert found.states == {"received": 6}


def test_what_came_since_is_new_and_not_missing(app: App, box: MemoryMailbox) -> None:
    box.add(MAILS[0])
    assert (reconcile(app, box).new, reconcile(app, box).missing) == (1, ())


def test_mails_that_left_the_server_are_no_loss(app: App, box: MemoryMailbox) -> None:
    del box.messages[2]
    found = reconcile(app, box)
    assert (found.on_server, found.stored, found.gone, found.missing) == (5, 5, 1, ())


def test_a_row_that_is_missing_is_named_and_taken_in_by_the_next_poll(app: App, box: MemoryMailbox) -> None:
    with app.database.write() as connection:
        connection.execute(sa.delete(messages).where(messages.c.uid == 3))
    assert [(item.uid, item.message) for item in reconcile(app, box).missing] == [(3, None)]
    assert poll(app, box).stored == 1
    assert reconcile(app, box).missing == ()


def test_an_original_that_is_lost_is_named(app: App, box: MemoryMailbox, monkeypatch: pytest.MonkeyPatch) -> None:
    get = app.originals.get
    lost = app.queries.sha256(4)

    def read(sha256: str) -> bytes:
        if sha256 == lost:
            raise OriginalDamagedError("the original has changed on disk; restore it from a backup")
        return get(sha256)

    monkeypatch.setattr(app.originals, "get", read)
    (item,) = reconcile(app, box).missing
    assert (item.uid, item.message) == (4, 4)
    assert "restore it from a backup" in item.reason


def test_s62_a_message_that_was_refused_is_counted_with_its_reason(app: App) -> None:
    from ingest.model import Gap

    box = MemoryMailbox(MAILS)
    poll(app, box)
    snapshot = box.snapshot()
    box.add(b"x")
    later = box.snapshot()
    app.mailboxes.record_gap(
        app.mailboxes.register(box.key), later, Gap(snapshot.uidnext, "larger than LIMIT_MESSAGE_BYTES"), app.clock()
    )
    assert [(item.uid, item.reason) for item in reconcile(app, box).missing] == [(7, "larger than LIMIT_MESSAGE_BYTES")]


def test_a_new_uidvalidity_makes_everything_new(app: App, box: MemoryMailbox) -> None:
    box.uidvalidity = 2
    found = reconcile(app, box)
    assert (found.new, found.missing) == (6, ())
