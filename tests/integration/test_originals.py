"""Originals in a folder and in S3-compatible storage: one set of promises."""

import hashlib
import shutil
from collections.abc import Iterator
from pathlib import Path

import pytest

from config.errors import (
    OriginalDamagedError,
    OriginalUnreadableError,
    SettingsError,
    StorageRefusedError,
    StorageUnavailableError,
)
from config.settings import Settings, load
from ingest.memory import MemoryMailbox
from jobs.app import App, assemble, open_originals, open_reader
from jobs.backup import backup, restore
from jobs.causes import causes
from jobs.checks import check
from jobs.demo.sample import sample_mailbox
from jobs.failures import needs_a_person
from jobs.poll import poll
from jobs.process import process_due
from jobs.status import status
from jobs.verify import verify
from store import purge as store_purge
from store import schema
from store.database import Database
from store.originals import Originals, OriginalsOnDisk
from store.selection import ALL
from store.shortfall import shortfalls
from tests.services import Storage, free_port

pytestmark = pytest.mark.service

MAILS = sample_mailbox()[:3]
TEXT = b"From: a@b.example\r\n\r\nBuona pratica: \xe0\r\n"


class Place:
    """Where originals are kept, and a way to spoil them from outside."""

    def __init__(self, folder: Path, server: Storage | None, empty: Path) -> None:
        """`empty` is a database with all tables."""
        self._folder, self._server = folder, server
        (folder / "data").mkdir()
        shutil.copyfile(empty, folder / "data" / "raccolta.db")
        self.bucket = server.bucket() if server else ""
        self.environment = server.environment(self.bucket) if server else {}

    def settings(self, **changed: str) -> Settings:
        return load(self.environment | changed, data_dir=self._folder / "data")

    def spoil(self, originals: Originals, sha256: str, content: bytes | None) -> None:
        """Puts other bytes in the place of an original, or takes it away."""
        if isinstance(originals, OriginalsOnDisk):
            path = originals.path(sha256)
            path.unlink() if content is None else path.write_bytes(content)
            return
        assert self._server is not None
        key = originals.where(sha256).removeprefix(f"s3://{self.bucket}/")
        client = self._server.client()
        if content is None:
            client.delete_object(Bucket=self.bucket, Key=key)
        else:
            client.put_object(Bucket=self.bucket, Key=key, Body=content)


@pytest.fixture(scope="module")
def empty(tmp_path_factory: pytest.TempPathFactory) -> Path:
    file = tmp_path_factory.mktemp("empty") / "raccolta.db"
    database = Database(f"sqlite:///{file}")
    schema.prepare(database)
    database.close()
    return file


@pytest.fixture(params=["folder", "bucket"])
def place(request: pytest.FixtureRequest, tmp_path: Path, empty: Path) -> Place:
    return Place(tmp_path, request.getfixturevalue("storage_server") if request.param == "bucket" else None, empty)


@pytest.fixture
def in_bucket(storage_server: Storage, tmp_path: Path, empty: Path) -> Place:
    return Place(tmp_path, storage_server, empty)


@pytest.fixture
def app(place: Place) -> Iterator[App]:
    yield from app_of(place.settings())


def app_of(settings: Settings) -> Iterator[App]:
    database = Database(settings.resolved_database_url)
    yield assemble(settings, database, open_originals(settings))
    database.close()


def read(app: App) -> dict[str, int]:
    with open_reader(app.settings) as reader:
        return process_due(app, reader).states


# The promises of `Originals`


def test_what_was_put_is_got_listed_and_removed(place: Place) -> None:
    originals = open_originals(place.settings())
    assert list(originals.hashes()) == []
    names = [originals.put(content) for content in (TEXT, b"", b"\x00" * 6_000_000)]
    assert names == [hashlib.sha256(content).hexdigest() for content in (TEXT, b"", b"\x00" * 6_000_000)]
    assert originals.put(TEXT) == names[0]
    assert list(originals.hashes()) == sorted(names)
    assert [originals.get(name) for name in names] == [TEXT, b"", b"\x00" * 6_000_000]
    assert originals.where(names[0]).startswith(originals.place)
    assert [originals.remove(name) for name in (names[0], names[0], names[1])] == [True, False, True]
    assert list(originals.hashes()) == [names[2]]


def test_what_lies_beside_the_originals_is_none_of_them(in_bucket: Place) -> None:
    originals = open_originals(in_bucket.settings())
    name = originals.put(TEXT)
    for other in (f"{'0' * 62}zz", name.upper(), "nota"):
        in_bucket.spoil(originals, other, b"none of ours")
    assert list(originals.hashes()) == [name]


@pytest.mark.parametrize("content", [b"", TEXT[:-1], TEXT + b"x", TEXT.replace(b"p", b"q")], ids=str)
def test_bytes_that_are_not_what_they_were_are_told_and_not_given(place: Place, content: bytes) -> None:
    originals = open_originals(place.settings())
    name = originals.put(TEXT)
    place.spoil(originals, name, content)
    with pytest.raises(OriginalDamagedError, match=name):
        originals.get(name)


def test_an_original_that_is_missing_is_told_by_its_name(place: Place) -> None:
    originals = open_originals(place.settings())
    name = originals.put(TEXT)
    place.spoil(originals, name, None)
    with pytest.raises(OriginalUnreadableError, match=name):
        originals.get(name)


# What the rest of the program makes of them


def test_mails_are_taken_in_and_read_and_nothing_of_them_stays_behind(place: Place, app: App) -> None:
    poll(app, MemoryMailbox(MAILS))
    assert read(app) == {"done": 3}
    assert [app.originals.get(app.queries.sha256(number)) for number in (1, 2, 3)] == MAILS
    assert list(verify(app)) == []
    assert place.bucket == "" or list(app.settings.data_dir.rglob("*.eml")) == []


def test_a_damaged_original_is_a_recorded_problem_and_reads_again_when_it_is_back(place: Place, app: App) -> None:
    poll(app, MemoryMailbox(MAILS))
    name = app.queries.sha256(2)
    place.spoil(app.originals, name, b"other")
    assert read(app) == {"done": 2, "failed": 1}
    (problem,) = app.queries.message(2)["problems"]
    assert problem["code"] == "unreadable_document"
    assert "restore it from a backup" in problem["detail"]
    (line,) = verify(app)
    assert line.startswith("message 2: ")
    (cause,) = causes(shortfalls(app.database, ALL), app.settings)
    assert "from a backup" in cause.to_do
    place.spoil(app.originals, name, MAILS[1])
    with open_reader(app.settings) as reader:
        assert process_due(app, reader, only=[2]).states == {"done": 1}
    assert app.queries.message(2)["problems"] == []


def test_a_missing_original_waits(place: Place, app: App) -> None:
    poll(app, MemoryMailbox(MAILS))
    place.spoil(app.originals, app.queries.sha256(1), None)
    assert read(app) == {"done": 2, "retry": 1}
    assert "cannot be read" in app.queries.message(1)["error"]


def test_purging_removes_originals(app: App) -> None:
    poll(app, MemoryMailbox(MAILS))
    read(app)
    done = store_purge.purge(app.database, app.originals, [2], "Anna", "", app.clock())
    assert done.files == 1
    assert len(list(app.originals.hashes())) == 2
    assert list(verify(app)) == []


def test_a_backup_holds_the_originals_and_brings_them_back(place: Place, app: App, tmp_path: Path) -> None:
    poll(app, MemoryMailbox(MAILS))
    read(app)
    assert backup(app, tmp_path / "b").originals == 3
    # Back to another place of the same kind.
    there = place.settings(RACCOLTA_ORIGINALS_URL=f"s3://{place.bucket}/altrove" if place.bucket else "")
    settings = there.model_copy(update={"data_dir": tmp_path / "back"})
    done = restore(settings, tmp_path / "b")
    assert (done.originals, done.lacking, done.unknown) == (3, (), ())
    assert sorted(open_originals(settings).hashes()) == sorted(app.originals.hashes())


def test_the_check_tries_where_originals_are_kept(place: Place) -> None:
    found = next(one for one in check(place.settings()) if one.name == "originals")
    assert found.ok is True
    assert place.bucket in found.found


# What only storage has: outages, refusals, versions


def test_storage_that_is_away_is_an_outage_and_the_mailbox_is_left_as_it_is(in_bucket: Place) -> None:
    away = {"RACCOLTA_ORIGINALS_ENDPOINT": f"http://127.0.0.1:{free_port()}"}
    settings = in_bucket.settings(**away, RACCOLTA_AFTER_STORE="seen")
    for app in app_of(settings):
        mailbox = MemoryMailbox(MAILS)
        with pytest.raises(StorageUnavailableError):
            poll(app, mailbox)
        assert (app.queries.numbers(), mailbox.seen) == ([], set())
        assert status(app).red != ()
    for app in app_of(in_bucket.settings(RACCOLTA_AFTER_STORE="seen")):
        poll(app, mailbox)
        assert read(app) == {"done": 3}


def test_mail_waits_for_storage_that_goes_away_before_it_is_read(in_bucket: Place) -> None:
    for app in app_of(in_bucket.settings()):
        poll(app, MemoryMailbox(MAILS))
    for app in app_of(in_bucket.settings(RACCOLTA_ORIGINALS_ENDPOINT=f"http://127.0.0.1:{free_port()}")):
        assert read(app) == {"retry": 3}
        assert {attempt["outcome"] for attempt in app.queries.attempts(1)} == {"retry"}


@pytest.mark.parametrize(
    ("changed", "said"),
    [
        ({"RACCOLTA_ORIGINALS_KEY": "AKIAOFNOBODY"}, "InvalidAccessKeyId"),
        ({"RACCOLTA_ORIGINALS_SECRET": "wrong"}, "SignatureDoesNotMatch"),
        ({"RACCOLTA_ORIGINALS_URL": "s3://never-made/x"}, "NoSuchBucket"),
    ],
    ids=["unknown key", "wrong secret", "missing bucket"],
)
def test_a_refusal_is_red_at_once_and_costs_no_mail(in_bucket: Place, changed: dict[str, str], said: str) -> None:
    # Refused at taking in ...
    for app in app_of(in_bucket.settings(**changed)):
        with pytest.raises(StorageRefusedError, match=said):
            poll(app, MemoryMailbox(MAILS))
        assert app.queries.numbers() == []
        (reason,) = status(app).red
        assert said in reason
        assert needs_a_person(reason)
    found = next(one for one in check(in_bucket.settings(**changed)) if one.name == "originals")
    assert (found.ok, said in found.found) == (False, True)
    # ... and at reading what was taken in before, which waits and is not failed.
    for app in app_of(in_bucket.settings()):
        poll(app, MemoryMailbox(MAILS))
    for app in app_of(in_bucket.settings(**changed)):
        assert read(app) == {"retry": 3}
        (reason,) = status(app).red
        assert reason.startswith("3 messages waiting: ")
        assert said in reason
        with pytest.raises(StorageRefusedError):
            list(verify(app))
        with pytest.raises(StorageRefusedError):
            app.originals.remove(app.queries.sha256(1))


def test_the_check_tells_of_a_bucket_that_keeps_what_is_removed(in_bucket: Place, storage_server: Storage) -> None:
    kept = {"Status": "Enabled"}
    storage_server.client().put_bucket_versioning(Bucket=in_bucket.bucket, VersioningConfiguration=kept)
    found = next(one for one in check(in_bucket.settings()) if one.name == "originals")
    assert found.ok is None
    assert "older version" in found.found


def test_readings_of_the_same_original_do_not_take_it_from_each_other(in_bucket: Place) -> None:
    for app in app_of(in_bucket.settings()):
        name = app.originals.put(MAILS[0])
        with open_reader(app.settings) as reader:
            futures = [reader.submit(name) for _ in range(8)]
            assert {future.result(120).verdict for future in futures} == {"done"}
            assert list(app.settings.data_dir.rglob("*.eml")) == []


@pytest.mark.parametrize(
    "wrong",
    [
        {"RACCOLTA_ORIGINALS_URL": "s3://"},
        {"RACCOLTA_ORIGINALS_URL": "ftp://somewhere/x"},
        {"RACCOLTA_ORIGINALS_URL": "s3://b/x", "RACCOLTA_ORIGINALS_ENDPOINT": "http://storage.example"},
        {"RACCOLTA_ORIGINALS_URL": "s3://b/x", "RACCOLTA_ORIGINALS_KEY": "k"},
        {"RACCOLTA_QUEUE": "procrastinate"},
    ],
    ids=str,
)
def test_settings_that_cannot_be_are_refused(wrong: dict[str, str], tmp_path: Path) -> None:
    with pytest.raises(SettingsError):
        load(wrong, data_dir=tmp_path)
