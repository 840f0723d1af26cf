"""A disk that is full, a database that is moved away, damaged or away: red at once, with what to do, and no bug."""

import errno
import os
import shutil
import sqlite3
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from dataclasses import replace
from pathlib import Path

import pytest
from click.testing import Result
from sqlalchemy import exc

from config.errors import DatabaseDamagedError, DatabaseUnavailableError, NoRoomError, StorageUnavailableError
from config.settings import Settings, load
from ingest.memory import MemoryMailbox
from jobs.app import App, assemble
from jobs.checks import check
from jobs.demo.sample import sample_mailbox
from jobs.failures import needs_a_person, operator_text
from jobs.monitoring.board import Life
from jobs.readers import InlineReader
from jobs.service import Service
from jobs.status import status
from store import schema
from store.database import Database, _kind
from store.originals import OriginalsOnDisk

MAILS = sample_mailbox()[:2]
FULL = [errno.ENOSPC, errno.EDQUOT, errno.EFBIG, errno.EROFS, errno.EACCES]


@pytest.fixture
def app(settings: Settings) -> Iterator[App]:
    """All parts on a disk."""
    database = Database(settings.resolved_database_url)
    schema.upgrade(database)
    yield assemble(settings, database, OriginalsOnDisk(settings.data_dir / "originals"))
    database.close()


@contextmanager
def free(monkeypatch: pytest.MonkeyPatch, size: int) -> Iterator[None]:
    """Every disk has so many bytes left."""
    with monkeypatch.context() as patched:
        patched.setattr("jobs.room.shutil.disk_usage", lambda _folder: shutil._ntuple_diskusage(10**9, 10**9, size))
        yield


@pytest.mark.parametrize("number", FULL)
def test_an_original_that_finds_no_room_needs_a_person(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch, number: int
) -> None:
    def full(_handle: int) -> None:
        raise OSError(number, os.strerror(number))

    monkeypatch.setattr("store.originals.os.fsync", full)
    with pytest.raises(NoRoomError) as raised:
        OriginalsOnDisk(tmp_path).put(b"a")
    assert needs_a_person(operator_text(raised.value))
    assert "make room" in operator_text(raised.value)
    assert not [path for path in tmp_path.rglob("*") if path.is_file()]


def test_other_troubles_of_a_disk_are_tried_again(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    def broken(_handle: int) -> None:
        raise OSError(errno.EIO, "Input/output error")

    monkeypatch.setattr("store.originals.os.fsync", broken)
    with pytest.raises(StorageUnavailableError) as raised:
        OriginalsOnDisk(tmp_path).put(b"a")
    assert not needs_a_person(operator_text(raised.value))


class SaidError(Exception):
    """What a driver says."""

    def __init__(self, *, sqlstate: str | None = None, sqlite_errorcode: int = 0) -> None:
        super().__init__("said")
        if sqlstate is not None:
            self.sqlstate = sqlstate
        self.sqlite_errorcode = sqlite_errorcode


@pytest.mark.parametrize(
    ("kind", "said", "meant"),
    [
        (exc.OperationalError, SaidError(sqlite_errorcode=sqlite3.SQLITE_FULL), NoRoomError),
        (exc.OperationalError, SaidError(sqlite_errorcode=sqlite3.SQLITE_READONLY_DIRECTORY), NoRoomError),
        (exc.DatabaseError, SaidError(sqlite_errorcode=sqlite3.SQLITE_NOTADB), DatabaseDamagedError),
        (exc.DatabaseError, SaidError(sqlite_errorcode=sqlite3.SQLITE_CORRUPT_INDEX), DatabaseDamagedError),
        (exc.OperationalError, SaidError(sqlite_errorcode=sqlite3.SQLITE_BUSY), DatabaseUnavailableError),
        (exc.OperationalError, SaidError(sqlstate="53100"), NoRoomError),
        (exc.InternalError, SaidError(sqlstate="XX001"), DatabaseDamagedError),
        (exc.InternalError, SaidError(sqlstate="25P03"), DatabaseUnavailableError),
        (exc.IntegrityError, SaidError(sqlstate="23505"), None),
        (exc.ProgrammingError, SaidError(sqlstate="42601"), None),
    ],
)
def test_what_drivers_say_is_typed_by_what_to_do(
    kind: type[exc.DBAPIError], said: SaidError, meant: type[Exception] | None
) -> None:
    assert _kind(kind("SELECT 1", {}, said)) is meant


def test_a_file_that_is_no_database_is_one_sentence_and_never_a_bug(settings: Settings, command: Callable[..., Result]
) -> None:  # fmt: skip
    settings.data_dir.mkdir()
    (settings.data_dir / "raccolta.db").write_bytes(b"no database at all " * 500)
    for words in (("status",), ("failed",), ("rerun", "1"), ("review", "--list"), ("process",)):
        done = command(*words, "--data-dir", str(settings.data_dir))
        assert isinstance(done.exception, DatabaseDamagedError), words
    looked = next(item for item in check(settings) if item.name == "database")
    assert (looked.ok, "db restore" in looked.found) == (False, True)


def test_a_database_in_which_pages_are_spoilt_is_told_as_damaged(app: App, settings: Settings) -> None:
    # The last link that closes writes all into the file.
    app.database.close()
    file = settings.data_dir / "raccolta.db"
    whole = file.read_bytes()
    file.write_bytes(whole[:4096] + b"\xff" * (len(whole) - 4096))
    with pytest.raises(DatabaseDamagedError):
        app.queries.overview()


def test_a_database_that_is_moved_away_is_an_outage_and_no_empty_one_is_made(app: App, settings: Settings) -> None:
    file, away = settings.data_dir / "raccolta.db", settings.data_dir / "away"
    box = app.mailboxes.register("imap://x@y:993/INBOX")
    for write in (lambda: app.mailboxes.fail_poll(box, "x", app.clock()), lambda: status(app)):
        for end in ("", "-wal", "-shm"):
            Path(f"{file}{end}").rename(f"{away}{end}")
        with pytest.raises(DatabaseUnavailableError, match="was moved or deleted"):
            write()  # type: ignore[no-untyped-call]
        assert not file.exists()
        for end in ("", "-wal", "-shm"):
            Path(f"{away}{end}").rename(f"{file}{end}")
        assert [known["key"] for known in app.mailboxes.known()] == ["imap://x@y:993/INBOX"]


def test_a_database_that_was_put_in_its_place_is_the_one_that_counts(app: App, settings: Settings) -> None:
    copy = settings.data_dir / "copy.db"
    other = Database(f"sqlite:///{copy}")
    schema.upgrade(other)
    assemble(settings, other, app.originals).mailboxes.register("imap://x@other:993/INBOX")
    other.close()
    app.mailboxes.register("imap://x@first:993/INBOX")
    app.database.engine.dispose()
    copy.replace(settings.data_dir / "raccolta.db")
    assert [known["key"] for known in app.mailboxes.known()] == ["imap://x@other:993/INBOX"]


def test_little_room_is_red_before_there_is_none(app: App, settings: Settings, monkeypatch: pytest.MonkeyPatch) -> None:
    with free(monkeypatch, 20 * 1024 * 1024):
        (red,) = status(app).red
        assert "only 20 MiB are free" in red
        assert "make room" in red
        looked = next(item for item in check(settings) if item.name == "disk")
        assert (looked.ok, "only 20 MiB" in looked.found) == (False, True)
        unlooked = replace(app, settings=settings.model_copy(update={"least_free_bytes": 0}))
        assert status(unlooked).red == ()
    with free(monkeypatch, 10**12):
        assert status(app).red == ()


def test_room_is_looked_at_where_the_data_are_and_nothing_is_made(tmp_path: Path) -> None:
    from jobs.room import free_bytes

    nowhere = load({}, data_dir=tmp_path / "nothing")
    assert free_bytes(nowhere) == {}
    assert not (tmp_path / "nothing").exists()
    (tmp_path / "db").mkdir()
    elsewhere = load({}, data_dir=tmp_path / "nothing", database_url=f"sqlite:///{tmp_path}/db/x.db")
    assert list(free_bytes(elsewhere)) == [tmp_path / "db"]


def test_what_could_not_be_noted_on_a_full_disk_is_told_all_the_same(
    app: App, monkeypatch: pytest.MonkeyPatch, caplog: pytest.LogCaptureFixture
) -> None:
    mailbox = MemoryMailbox(MAILS)
    running = Service(app, mailbox, InlineReader(app.originals, app.settings.limits))
    life = Life(app, running._reader, running.watchdog, running.troubles)
    running.poll_once()
    assert life.status().red == ()

    def full(*_: object, **__: object) -> None:
        raise NoRoomError("sqlite:///x: database or disk is full")

    caplog.set_level("INFO")
    with monkeypatch.context() as patched:
        patched.setattr(app.mailboxes, "acquire", full)
        patched.setattr(app.messages, "release_dead", full)
        for _ in range(3):
            running.poll_once()
            running.process_once()
        (red,) = life.status().red
        assert "disk is full" in red
        assert status(app).red == (), "the database knows nothing of it"
    told = [record for record in caplog.records if record.levelname == "ERROR"]
    assert [record.message for record in told] == ["poll failed; the next one tries again", "processing pauses"]
    running.poll_once()
    running.process_once()
    assert life.status().red == ()
    assert {"polling goes on", "processing goes on"} <= {record.message for record in caplog.records}


def test_an_outage_that_mends_itself_is_not_red_at_once(app: App, monkeypatch: pytest.MonkeyPatch) -> None:
    mailbox = MemoryMailbox(MAILS)
    running = Service(app, mailbox, InlineReader(app.originals, app.settings.limits))
    running.poll_once()

    def locked(*_: object, **__: object) -> None:
        raise DatabaseUnavailableError("database is locked")

    monkeypatch.setattr(app.mailboxes, "acquire", locked)
    running.poll_once()
    assert Life(app, running._reader, running.watchdog, running.troubles).status().red == ()


def test_check_tells_a_place_without_data_from_one_that_lost_its_database(app: App, settings: Settings) -> None:
    def database() -> tuple[bool | None, str]:
        found = next(item for item in check(settings) if item.name == "database")
        return found.ok, found.found

    app.database.close()
    (settings.data_dir / "raccolta.db").unlink()
    ok, said = database()
    assert (ok, "the first command makes one" in said) == (True, True)
    app.originals.put(b"a mail")
    ok, said = database()
    assert (ok, "it was moved or lost" in said) == (False, True)
    assert not (settings.data_dir / "raccolta.db").exists(), "a look makes nothing"
