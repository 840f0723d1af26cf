"""Messages that are removed for good: nothing of them is left but a row that says so."""

from collections.abc import Callable
from dataclasses import replace
from datetime import UTC, datetime, timedelta
from pathlib import Path

import pytest
import sqlalchemy as sa
from click.testing import Result

from config.errors import NotFoundError, StorageUnavailableError, UsageError
from config.settings import load
from config.vocabulary import LinkKind
from ingest.memory import MemoryMailbox
from jobs import purge as verbs
from jobs.app import App, open_app
from jobs.decide import Person
from jobs.demo.build import mail
from jobs.imports import import_paths
from jobs.poll import poll
from jobs.process import process_due
from jobs.readers import InlineReader
from jobs.reconcile import reconcile
from jobs.service import Service
from jobs.verify import verify
from store.originals import OriginalsInMemory
from store.search import search
from store.tables import message_links, messages, metadata
from tests.specimens.whole_replies import DATE

_BY = Person("Anna", "chiesto dall'interessata")


def _reply(sigla: str, text: str, campo: int = 6) -> bytes:
    return mail(
        f"protocollo.pref{sigla}@pec.interno.it", "Buone pratiche", f"Scheda {campo}\n\nSartoria\n\n{text}", date=DATE
    )


_TAILOR = (
    "Zerfinaz insegna sartoria a trenta persone accolte nel comune, due pomeriggi alla settimana, in un "
    "laboratorio con dieci macchine."
)
_COOK = (
    "La scuola di cucina del quartiere accoglie venti apprendisti stranieri, che servono poi i pranzi della mensa "
    "per gli anziani."
)


def _read(app: App) -> None:
    process_due(app, InlineReader(app.originals, app.settings.limits))


@pytest.fixture
def mailbox() -> MemoryMailbox:
    return MemoryMailbox([_reply("cr", _TAILOR), _reply("lo", _COOK, 5)])


@pytest.fixture
def full(app: App, mailbox: MemoryMailbox) -> App:
    poll(app, mailbox)
    _read(app)
    return app


def _rows(app: App) -> dict[str, int]:
    with app.database.read() as connection:
        return {
            name: connection.execute(sa.select(sa.func.count()).select_from(table)).scalar_one()
            for name, table in metadata.tables.items()
        }


def test_original_and_records_go_and_a_row_without_words_stays(full: App) -> None:
    before = full.queries.sha256(1)
    done = verbs.purge(full, [1], _BY)
    assert (done.messages, done.schede, done.files) == ((1,), 1, 1)
    with pytest.raises(StorageUnavailableError):
        full.originals.get(before)
    assert search(full.database, "Zerfinaz") == []
    assert [hit.prefettura for hit in search(full.database, "cucina")] == ["LO"]
    with full.database.read() as connection:
        (row,) = connection.execute(sa.text("SELECT * FROM purged")).mappings().all()
    assert (row["message_id"], row["sha256"], row["prefettura"], row["purged_by"], row["note"]) == (
        1,
        before,
        "CR",
        "Anna",
        _BY.note,
    )
    assert row["files_gone_at"] is not None
    assert "artoria" not in str(dict(row))
    assert list(verify(full)) == []
    counts = _rows(full)
    assert (counts["messages"], counts["schede"], counts["search_texts"], counts["public_texts"]) == (1, 1, 1, 1)


def test_a_purged_mail_that_is_still_in_the_mailbox_is_neither_missing_nor_taken_again(
    full: App, mailbox: MemoryMailbox
) -> None:
    verbs.purge(full, [1], _BY)
    assert reconcile(full, mailbox).missing == ()
    assert poll(full, mailbox).stored == 0
    assert len(list(full.originals.hashes())) == 1


def test_a_purged_mail_is_known_under_another_uidvalidity(full: App, mailbox: MemoryMailbox) -> None:
    verbs.purge(full, [1], _BY)
    renumbered = MemoryMailbox([_reply("lo", _COOK, 5), _reply("cr", _TAILOR)], uidvalidity=77)
    assert poll(full, renumbered).stored == 0
    assert reconcile(full, renumbered).missing == ()
    assert len(list(full.originals.hashes())) == 1


def test_a_purged_mail_is_not_imported_again(full: App, tmp_path: Path) -> None:
    verbs.purge(full, [1], _BY)
    (tmp_path / "1.eml").write_bytes(_reply("cr", _TAILOR))
    assert import_paths(full, [tmp_path / "1.eml"]).stored == ()
    assert len(list(full.originals.hashes())) == 1


def test_a_duplicate_would_count_again_so_it_has_to_go_too(app: App) -> None:
    twice = _reply("cr", _TAILOR), _reply("cr", _TAILOR).replace(b"Buone pratiche", b"Ancora buone pratiche")
    poll(app, MemoryMailbox(list(twice)))
    _read(app)
    with app.database.read() as connection:
        current, replaced = connection.execute(sa.text("SELECT current_id, replaced_id FROM message_links")).one()
    with pytest.raises(UsageError, match=f"message {current} stands in the place of {replaced}"):
        verbs.purge(app, [current], _BY)
    assert _rows(app)["messages"] == 2, "all or nothing"
    assert verbs.purge(app, [replaced, current], _BY).messages == (1, 2)


def test_a_file_that_another_message_came_with_stays(app: App, tmp_path: Path) -> None:
    content = _reply("cr", _TAILOR)
    poll(app, MemoryMailbox([content]))
    (tmp_path / "1.eml").write_bytes(content)
    import_paths(app, [tmp_path / "1.eml"])
    assert _rows(app)["messages"] == 2
    assert verbs.purge(app, [1], _BY).files == 0
    assert app.originals.get(app.queries.sha256(2)) == content


@pytest.mark.parametrize("older_than", ["2000-01-01", "2100-01-01"])
def test_by_age(older_than: str, full: App) -> None:
    day = datetime.fromisoformat(older_than).replace(tzinfo=UTC)
    assert verbs.chosen(full, (), day) == ([] if older_than.startswith("2000") else [1, 2])


def test_nothing_goes_by_mistake(full: App) -> None:
    for numbers, day in (((), None), ((1,), datetime(2016, 1, 1, tzinfo=UTC))):
        with pytest.raises(UsageError, match="say which messages"):
            verbs.chosen(full, numbers, day)
    with pytest.raises(NotFoundError):
        verbs.purge(full, [1, 99], _BY)
    with full.database.write() as connection:
        connection.execute(sa.text("UPDATE messages SET status = 'processing' WHERE id = 2"))
    with pytest.raises(UsageError, match="being read"):
        verbs.purge(full, [1, 2], _BY)
    assert _rows(full)["messages"] == 2


def test_files_that_a_crash_left_go_with_the_next_purge(full: App, monkeypatch: pytest.MonkeyPatch) -> None:
    def fail(*_: object) -> bool:
        raise StorageUnavailableError("the disk went away")

    with monkeypatch.context() as patch:
        patch.setattr(OriginalsInMemory, "remove", fail)
        with pytest.raises(StorageUnavailableError):
            verbs.purge(full, [1], _BY)
    assert len(list(full.originals.hashes())) == 2
    assert verbs.purge(full, [], _BY).files == 1
    assert len(list(full.originals.hashes())) == 1


def test_no_byte_of_it_is_left_on_disk(command: Callable[..., Result], tmp_path: Path) -> None:
    (tmp_path / "posta").mkdir()
    for number, content in enumerate((_reply("cr", _TAILOR), _reply("lo", _COOK, 5))):
        (tmp_path / "posta" / f"{number}.eml").write_bytes(content)
    data = tmp_path / "data"
    with open_app(load({}, data_dir=data)) as app:
        import_paths(app, [tmp_path / "posta"])
        _read(app)
    assert _with(data, b"erfinaz"), "it was there"
    options = ("purge", "--message", "1", "--data-dir", str(data))
    assert "Nothing is removed without --yes" in str(command(*options).exception)
    assert "say why" in str(command(*options, "--yes").exception)
    assert _with(data, b"erfinaz")
    assert command(*options, "--yes", "--note", "chiesto").output.startswith(
        "removed: 1 message, 1 scheda, 0 protocolli, 1 file"
    )
    assert _with(data, b"erfinaz") == []
    assert _with(data, b"cucina"), "the other stays"


def _with(folder: Path, word: bytes) -> list[str]:
    return [path.name for path in folder.rglob("*") if path.is_file() and word in path.read_bytes()]


def _aged(app: App, days: dict[int, int], **settings: object) -> App:
    """The same, its messages received so many days ago; with other settings."""
    with app.database.write() as connection:
        for number, age in days.items():
            received = app.clock() - timedelta(days=age)
            connection.execute(sa.update(messages).where(messages.c.id == number).values(received_at=received))
    return replace(app, settings=app.settings.model_copy(update=settings))


def test_nothing_is_removed_by_age_unless_it_is_asked_for(full: App) -> None:
    assert verbs.retain(_aged(full, {1: 4000, 2: 4000})).messages == ()


def test_what_is_older_than_the_days_of_retention_goes_with_a_row_that_says_why(full: App) -> None:
    assert verbs.retain(_aged(full, {1: 31, 2: 29}, retention_days=30)).messages == (1,)
    with full.database.read() as connection:
        (row,) = connection.execute(sa.text("SELECT * FROM purged")).mappings().all()
    assert (row["message_id"], row["purged_by"]) == (1, "raccolta run")
    assert "RETENTION_DAYS" in row["note"]
    assert verbs.retain(_aged(full, {2: 29}, retention_days=30)).messages == ()


def test_what_is_being_read_or_hidden_by_a_younger_one_is_removed_in_its_time(full: App) -> None:
    aged = _aged(full, {1: 31, 2: 29}, retention_days=30)
    with aged.database.write() as connection:
        connection.execute(sa.update(messages).where(messages.c.id == 1).values(status="processing"))
    assert verbs.retain(aged).messages == ()
    with aged.database.write() as connection:
        connection.execute(sa.update(messages).where(messages.c.id == 1).values(status="done"))
    link = {"message_id": 2, "other_id": 1, "kind": LinkKind.DUPLICATE, "reason": "prova"}
    with aged.database.write() as connection:
        connection.execute(sa.insert(message_links).values(**link, current_id=1, replaced_id=2))
    assert verbs.retain(aged).messages == ()
    assert verbs.retain(_aged(full, {1: 33, 2: 31}, retention_days=30)).messages == (1, 2)


def test_the_service_looks_once_a_day(full: App, mailbox: MemoryMailbox, monkeypatch: pytest.MonkeyPatch) -> None:
    aged = _aged(full, {1: 31, 2: 29}, retention_days=30)
    moment = [0.0]
    monkeypatch.setattr("jobs.service.time.monotonic", lambda: moment[0])
    running = Service(aged, mailbox, InlineReader(aged.originals, aged.settings.limits))
    running.retain_if_due()
    assert _rows(full)["messages"] == 1
    _aged(full, {2: 31})
    moment[0] += 3600
    running.retain_if_due()
    assert _rows(full)["messages"] == 1
    moment[0] += 86_400
    running.retain_if_due()
    assert _rows(full)["messages"] == 0
