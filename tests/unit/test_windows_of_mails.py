"""Mails come in and are claimed window by window; what a window breaks off at loses nothing and doubles nothing."""

from collections.abc import Iterator, Sequence
from dataclasses import replace
from pathlib import Path
from typing import Any

import pytest
import sqlalchemy as sa

from config.errors import DatabaseUnavailableError, MailboxUnavailableError, StorageUnavailableError
from config.settings import load
from ingest.memory import MemoryMailbox
from ingest.model import Arrival, Gap, MailboxSnapshot
from jobs.app import App, assemble
from jobs.imports import import_paths
from jobs.poll import PollResult, poll
from jobs.process import process_due
from jobs.readers import InlineReader
from store import schema
from store.database import Database
from store.model import Delivery, Owner
from store.originals import OriginalsInMemory

MAILS = [b"Subject: %d\r\n\r\ntesto" % number for number in range(1, 8)]
WINDOW = 3


class Moody(MemoryMailbox):
    """Raises `error` in place of the mail `at`; gives a gap in place of each of `gaps`."""

    def __init__(self, mails: Sequence[bytes], at: int = 0, error: BaseException | None = None, gaps: str = "") -> None:
        super().__init__(mails)
        self.at, self.error, self.gaps = at, error, set(map(int, gaps.split()))

    def fetch(self, snapshot: MailboxSnapshot, after: int, retry: Sequence[int] = ()) -> Iterator[Arrival | Gap]:
        for item in super().fetch(snapshot, after, retry):
            if item.uid == self.at and self.error is not None:
                raise self.error
            yield Gap(item.uid, "too large", 9) if item.uid in self.gaps and item.uid is not None else item


class Death(BaseException):
    """The process is gone: no handler runs."""


@pytest.fixture
def small(app: App) -> App:
    """Takes in three mails at a time."""
    return replace(app, settings=app.settings.model_copy(update={"imap_batch_messages": WINDOW}))


@pytest.fixture
def steps(small: App, monkeypatch: pytest.MonkeyPatch) -> list[str]:
    """What was committed of mails, in order."""
    seen: list[str] = []
    arrive, record = small.messages.arrive_all, small.mailboxes.record_gap

    def arrived(deliveries: Sequence[Delivery], *rest: object) -> list[int | None]:
        seen.append(" ".join(str(delivery.uid) for delivery in deliveries))
        return arrive(deliveries, *rest)  # type: ignore[arg-type]

    def recorded(mailbox_id: int, snapshot: MailboxSnapshot, gap: Gap, *rest: object) -> None:
        seen.append(f"gap {gap.uid}")
        record(mailbox_id, snapshot, gap, *rest)  # type: ignore[arg-type]

    monkeypatch.setattr(small.messages, "arrive_all", arrived)
    monkeypatch.setattr(small.mailboxes, "record_gap", recorded)
    return seen


def cursor(app: App) -> int:
    return app.mailboxes.cursor(app.mailboxes.register("memory://INBOX")).last_uid


def subjects(app: App) -> list[str]:
    """Which mails have rows, by their numbers in `MAILS`, in the order of arrival."""
    hashes = [app.queries.sha256(number) for number in app.queries.numbers()]
    return [app.originals.get(sha256).split()[1].decode() for sha256 in hashes]


def test_mails_are_committed_window_by_window(small: App, steps: list[str]) -> None:
    assert poll(small, MemoryMailbox(MAILS)) == PollResult(stored=7)
    assert steps == ["1 2 3", "4 5 6", "7"]
    assert subjects(small) == list("1234567")


@pytest.mark.parametrize(
    ("gaps", "expected"),
    [
        ("2", ["1", "gap 2", "3 4 5", "6 7"]),
        ("1", ["gap 1", "2 3 4", "5 6 7"]),
        ("7", ["1 2 3", "4 5 6", "gap 7"]),
        ("3 4", ["1 2", "gap 3", "gap 4", "5 6 7"]),
        ("4", ["1 2 3", "gap 4", "5 6 7"]),
    ],
)
def test_s10_a_gap_never_moves_the_cursor_past_mails_that_have_no_rows(
    gaps: str, expected: list[str], small: App, steps: list[str]
) -> None:
    result = poll(small, Moody(MAILS, gaps=gaps))
    assert steps == expected
    assert (result.stored, result.gaps) == (7 - len(gaps.split()), len(gaps.split()))


def test_s10_a_gap_is_closed_by_a_later_pass_together_with_new_mails(small: App, steps: list[str]) -> None:
    mailbox = Moody(MAILS, gaps="2 5")
    poll(small, mailbox)
    mailbox.gaps = {5}
    mailbox.add(b"Subject: 8\r\n\r\ntesto")
    steps.clear()
    assert poll(small, mailbox).stored == 2
    assert steps == ["2", "gap 5", "8"]
    assert small.mailboxes.open_gaps(small.mailboxes.register(mailbox.key), 1) == [5]
    assert cursor(small) == 8


@pytest.mark.parametrize("at", range(1, 8))
def test_s02_what_was_fetched_before_a_link_broke_is_kept(at: int, small: App) -> None:
    with pytest.raises(MailboxUnavailableError, match="cut"):
        poll(small, Moody(MAILS, at, MailboxUnavailableError("cut")))
    assert subjects(small) == list("1234567")[: at - 1]
    assert cursor(small) == at - 1
    assert poll(small, MemoryMailbox(MAILS)).stored == 8 - at
    assert subjects(small) == list("1234567")


@pytest.mark.parametrize("at", range(1, 8))
def test_s01_a_process_that_dies_inside_a_window_loses_and_doubles_nothing(at: int, small: App) -> None:
    with pytest.raises(Death):
        poll(small, Moody(MAILS, at, Death()))
    whole = (at - 1) // WINDOW * WINDOW
    assert cursor(small) == len(subjects(small)) == whole
    assert poll(small, MemoryMailbox(MAILS)).stored == 7 - whole
    assert subjects(small) == list("1234567")


def test_s04_a_full_disk_in_the_middle_of_a_window_keeps_what_lies_before(
    small: App, monkeypatch: pytest.MonkeyPatch
) -> None:
    put = small.originals.put

    def full(original: bytes) -> str:
        if original == MAILS[4]:
            raise StorageUnavailableError("no space left")
        return put(original)

    with monkeypatch.context() as broken:
        broken.setattr(small.originals, "put", full)
        with pytest.raises(StorageUnavailableError):
            poll(small, MemoryMailbox(MAILS))
    assert subjects(small) == list("1234")
    assert poll(small, MemoryMailbox(MAILS)).stored == 3


def test_s55_where_the_rows_cannot_be_stored_either_the_first_error_goes_on(
    small: App, monkeypatch: pytest.MonkeyPatch
) -> None:
    def away(*_arguments: object) -> list[int | None]:
        raise DatabaseUnavailableError("gone")

    with monkeypatch.context() as broken:
        broken.setattr(small.messages, "arrive_all", away)
        with pytest.raises(MailboxUnavailableError, match="cut"):
            poll(small, Moody(MAILS, 2, MailboxUnavailableError("cut")))
    assert (subjects(small), cursor(small)) == ([], 0)
    assert poll(small, MemoryMailbox(MAILS)).stored == 7


def test_a_window_ends_at_so_many_bytes(app: App, monkeypatch: pytest.MonkeyPatch) -> None:
    narrow = replace(app, settings=app.settings.model_copy(update={"imap_batch_bytes": 2 * len(MAILS[0])}))
    sizes: list[int] = []
    arrive = narrow.messages.arrive_all

    def arrived(deliveries: Sequence[Delivery], *rest: object) -> list[int | None]:
        sizes.append(len(deliveries))
        return arrive(deliveries, *rest)  # type: ignore[arg-type]

    monkeypatch.setattr(narrow.messages, "arrive_all", arrived)
    poll(narrow, MemoryMailbox(MAILS))
    assert sizes == [2, 2, 2, 1]


def test_the_same_bytes_twice_in_a_window_are_two_deliveries_and_one_import(small: App, tmp_path: Path) -> None:
    assert poll(small, MemoryMailbox([MAILS[0], MAILS[0], MAILS[1]])).stored == 3
    for name in ("a.eml", "b.eml", "c.eml"):
        (tmp_path / name).write_bytes(MAILS[2] if name != "c.eml" else MAILS[3])
    result = import_paths(small, [tmp_path])
    assert (len(result.stored), result.known) == (2, 1)
    assert import_paths(small, [tmp_path]).known == 3


def test_s06_after_a_change_of_uidvalidity_copies_in_one_window_take_one_number_each(small: App) -> None:
    poll(small, MemoryMailbox([MAILS[0], MAILS[0], MAILS[1]]))
    renewed = MemoryMailbox([MAILS[1], MAILS[0], MAILS[0], MAILS[0], MAILS[2]], uidvalidity=2)
    result = poll(small, renewed)
    assert (result.stored, result.known) == (2, 3)
    box = small.mailboxes.register(renewed.key)
    assert {uid: number for uid, (number, _, _) in small.mailboxes.deliveries(box, 2).items()} == {
        1: 3, 2: 1, 3: 2, 4: 4, 5: 5,
    }  # fmt: skip


OTHER = Owner("another machine", 1, "1")


def test_claims_are_taken_in_order_and_never_twice(app: App) -> None:
    poll(app, MemoryMailbox(MAILS))
    first = app.messages.claims(3, app.owner, app.clock(), 60)
    second = app.messages.claims(9, OTHER, app.clock(), 60)
    assert [[claim.message_id for claim in claims] for claims in (first, second)] == [[1, 2, 3], [4, 5, 6, 7]]
    assert app.messages.claims(9, app.owner, app.clock(), 60) == []
    assert len({claim.token for claim in (*first, *second)}) == 7
    assert [app.queries.attempts(number)[0]["outcome"] for number in (1, 7)] == [None, None]


def test_a_rerun_skips_those_that_are_read_elsewhere(app: App) -> None:
    poll(app, MemoryMailbox(MAILS))
    app.messages.claims(4, OTHER, app.clock(), 600)
    tally = process_due(app, InlineReader(app.originals, app.settings.limits), only=[1, 2, 3, 4, 6, 7])
    assert tally.total == 2
    states = [message["status"] for message in app.queries.messages([1, 4, 5, 6, 7])]
    assert states == ["processing", "processing", "received", "ignored", "ignored"]


def test_claiming_looks_at_no_message_that_is_done(tmp_path: Path) -> None:
    database = Database(f"sqlite:///{tmp_path / 'plan.db'}")
    schema.prepare(database)
    app = assemble(load({}, data_dir=tmp_path), database, OriginalsInMemory())
    asked: list[tuple[str, Any]] = []
    sa.event.listen(database.engine, "before_cursor_execute", lambda *seen: asked.append((seen[2], seen[3])))
    app.messages.claims(5, app.owner, app.clock(), 60)
    (question,) = [one for one in asked if "SELECT messages.id" in one[0]]
    with database.read() as connection:
        plan = connection.exec_driver_sql(f"EXPLAIN QUERY PLAN {question[0]}", question[1]).all()
    database.close()
    assert [row[3] for row in plan] == ["SCAN messages USING INDEX ix_messages_under_way"]
