"""What `raccolta db check` finds, and backups that can be restored."""

import shutil
from collections.abc import Iterator
from dataclasses import replace
from pathlib import Path
from typing import Any

import pytest

from config.errors import UsageError
from ingest.memory import MemoryMailbox
from jobs.app import App, assemble
from jobs.demo.sample import sample_mailbox
from jobs.poll import poll
from jobs.process import process_due
from jobs.readers import InlineReader
from jobs.verify import verify
from store import schema
from store.database import Database
from store.originals import OriginalsOnDisk
from store.soundness import copy_to

MAILS = sample_mailbox()[:4]


def open_at(settings, folder: Path) -> App:  # type: ignore[no-untyped-def]
    database = Database(f"sqlite:///{folder / 'raccolta.db'}")
    schema.prepare(database)
    return assemble(settings, database, OriginalsOnDisk(folder / "originals"))


@pytest.fixture
def full(app: App, tmp_path: Path) -> Iterator[App]:
    on_disk = open_at(app.settings, tmp_path)
    poll(on_disk, MemoryMailbox(MAILS))
    process_due(on_disk, InlineReader(on_disk.originals, on_disk.settings.limits))
    yield on_disk
    on_disk.database.close()


def test_what_was_taken_in_is_sound(full: App) -> None:
    assert list(verify(full)) == []


def test_a_row_that_refers_to_nothing_is_found(full: App) -> None:
    with full.database.engine.connect() as connection:
        connection.exec_driver_sql("COMMIT")
        connection.exec_driver_sql("PRAGMA foreign_keys=OFF")
        connection.exec_driver_sql("BEGIN")
        connection.exec_driver_sql("DELETE FROM messages WHERE id = 1")
        connection.exec_driver_sql("COMMIT")
    found = list(verify(full))
    assert any("rows of documents without the row of messages that message_id names" in line for line in found)
    assert any("belongs to no message" in line for line in found)


def test_an_original_without_a_message_is_found(full: App) -> None:
    full.originals.put(b"Subject: nessuno\r\n\r\n")
    (line,) = verify(full)
    assert "belongs to no message" in line
    assert "raccolta import" in line


def test_a_backup_taken_while_mail_comes_in_is_restored_and_completed(full: App, tmp_path: Path) -> None:
    mailbox = MemoryMailbox(sample_mailbox())
    backup = tmp_path / "backup"
    arrive_all, done = full.messages.arrive_all, []

    def in_the_middle(*arguments: Any) -> list[int | None]:
        numbers = arrive_all(*arguments)
        done.extend(numbers)
        if len(done) == 9:
            copy_to(full.database, backup / "raccolta.db")
        return numbers

    windows = full.settings.model_copy(update={"imap_batch_messages": 3})
    poll(replace(full, settings=windows, messages=_With(full.messages, in_the_middle)), mailbox)  # type: ignore[arg-type]
    shutil.copytree(tmp_path / "originals", backup / "originals")
    restored = open_at(full.settings, backup)
    # The copy of the originals is younger: what it has and the database lacks is named, and the next poll takes it in.
    assert {"belongs to no message" in line for line in verify(restored)} == {True}
    poll(restored, mailbox)
    assert list(verify(restored)) == []
    stored = sorted(message["sha256"] for message in restored.queries.messages())
    assert stored == sorted(message["sha256"] for message in full.queries.messages())
    restored.database.close()


class _With:
    def __init__(self, table: object, arrive_all: object) -> None:
        self._table, self.arrive_all = table, arrive_all

    def __getattr__(self, name: str) -> object:
        return getattr(self._table, name)


def test_a_backup_overwrites_nothing(full: App, tmp_path: Path) -> None:
    copy_to(full.database, tmp_path / "copy.db")
    with pytest.raises(UsageError, match="exists already"):
        copy_to(full.database, tmp_path / "copy.db")
