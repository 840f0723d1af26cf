"""`raccolta db backup --dir` and `raccolta db restore`: everything goes there and comes back, with one command each."""

import json
import re
from collections.abc import Callable, Iterator
from datetime import timedelta
from pathlib import Path

import pytest
from click.testing import Result

from config.errors import UsageError
from config.settings import load
from jobs.app import App, open_app
from jobs.backup import backup, backups, restore
from jobs.demo.sample import sample_mailbox
from store import dump
from store.database import Database
from store.schema import HEAD
from tests.specimens.older import as_of

MAILS = sample_mailbox()[:4]
NAME = re.compile(r"\d{4}-\d\d-\d\dT\d{6}Z")


@pytest.fixture
def run(command: Callable[..., Result], tmp_path: Path) -> Iterator[Callable[..., str]]:
    """A shell with a database of four mails, one of which somebody decided about."""
    arrived = tmp_path / "mails"
    arrived.mkdir()
    for number, content in enumerate(MAILS):
        (arrived / f"{number}.eml").write_bytes(content)

    def call(*arguments: object, code: int = 0, data: str = "data") -> str:
        done = command(*map(str, arguments), "--data-dir", str(tmp_path / data))
        said = done.output + (
            str(done.exception) if done.exception and not isinstance(done.exception, SystemExit) else ""
        )
        assert (done.exit_code == 0) == (code == 0), said
        return said

    call("import", arrived)
    call("review", "note", "1", "--note", "telefonato", "--by", "Anna")
    yield call


def test_everything_comes_back_with_one_command(run: Callable[..., str], tmp_path: Path) -> None:
    (tmp_path / "data" / "oauth_token.json").write_text('{"refresh_token": "segreto"}')
    assert "originals: 4 originals" in run("db", "backup", "--dir", tmp_path / "b")
    said = run("db", "restore", tmp_path / "b", data="new")
    assert "4 originals" in said
    assert "sound" in said
    assert "sound" in run("db", "check", data="new")
    assert run("messages", "--json", data="new") == run("messages", "--json")
    assert run("show", "1", "--json", data="new") == run("show", "1", "--json")
    assert "telefonato" in run("show", "1", "--json", data="new")
    assert (tmp_path / "new" / "oauth_token.json").read_text() == '{"refresh_token": "segreto"}'
    assert (tmp_path / "new" / "oauth_token.json").stat().st_mode & 0o077 == 0


def test_only_new_originals_are_copied_and_old_backups_go(
    run: Callable[..., str], tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    with open_app(load({}, data_dir=tmp_path / "data")) as app:
        copied = []
        for day in range(5):
            moved = _at(app, day)
            if day == 2:
                app.originals.put(b"Subject: nuovo\r\n\r\n")
            copied.append(backup(moved, tmp_path / "b", keep=3).originals)
    assert copied == [4, 0, 1, 0, 0]
    assert len(backups(tmp_path / "b")) == 3
    (tmp_path / "b" / "appunti").mkdir()
    (tmp_path / "b" / "2026-01-01T000000Z.part").mkdir()
    assert len(backups(tmp_path / "b")) == 3


def _at(app: App, day: int) -> App:
    from dataclasses import replace

    return replace(app, clock=lambda: app.clock() + timedelta(days=day))


def test_an_older_backup_is_named_and_what_came_later_is_told(run: Callable[..., str], tmp_path: Path) -> None:
    run("db", "backup", "--dir", tmp_path / "b")
    (first,) = backups(tmp_path / "b")
    assert NAME.fullmatch(first)
    with open_app(load({}, data_dir=tmp_path / "data")) as app:
        app.originals.put(sample_mailbox()[5])
        backup(_at(app, 1), tmp_path / "b")
    said = run("db", "restore", tmp_path / "b", "--at", first, data="new")
    assert "5 originals" in said
    assert "belongs to no message" in said
    assert "1 original arrived after" in said
    assert "holds no backup 2001" in run("db", "restore", tmp_path / "b", "--at", "2001", code=1, data="other")


def test_nothing_is_overwritten(run: Callable[..., str], tmp_path: Path) -> None:
    run("db", "backup", "--dir", tmp_path / "b")
    before = run("messages", "--json")
    assert "exists already" in run("db", "restore", tmp_path / "b", code=1)
    assert run("messages", "--json") == before


def test_a_damaged_original_is_named_keeps_no_other_back_and_deletes_nothing(
    run: Callable[..., str], tmp_path: Path
) -> None:
    run("db", "backup", "--dir", tmp_path / "b")
    (first,) = backups(tmp_path / "b")
    with open_app(load({}, data_dir=tmp_path / "data")) as app:
        new = [app.originals.put(b"Subject: %d\r\n\r\n" % number) for number in range(2)]
        app.originals.path(new[0]).write_bytes(b"altro")
        done = backup(_at(app, 1), tmp_path / "b", keep=1)
    assert done.originals == 1
    assert new[0] in "".join(done.lacking)
    assert first in backups(tmp_path / "b")
    damaged = next((tmp_path / "b" / "originals").glob("??/*.eml"))
    damaged.write_bytes(b"altro")
    assert damaged.stem in run("db", "restore", tmp_path / "b", code=1, data="new")


def test_a_backup_that_breaks_off_counts_for_nothing(
    run: Callable[..., str], tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    def full(*_: object) -> None:
        raise OSError(28, "No space left on device")

    with monkeypatch.context() as patched:
        patched.setattr(dump, "copy_to", full)
        assert "No space left" in run("db", "backup", "--dir", tmp_path / "b", code=1)
    assert list((tmp_path / "b").iterdir()) == []
    assert "holds no backup" in run("db", "restore", tmp_path / "b", code=1, data="new")
    assert "no database" in run("db", "backup", "--dir", tmp_path / "b", code=1, data="nothing")


@pytest.mark.parametrize("words", [(), ("a.db", "--dir", "b"), ("a.db", "--keep", "3")])
def test_what_is_to_be_copied_where_must_be_clear(run: Callable[..., str], words: tuple[str, ...]) -> None:
    assert "name either FILE or --dir FOLDER" in run("db", "backup", *words, code=1)


def test_a_copy_of_another_engine_is_refused(run: Callable[..., str], tmp_path: Path) -> None:
    run("db", "backup", "--dir", tmp_path / "b")
    (name,) = backups(tmp_path / "b")
    (tmp_path / "b" / name / "raccolta.db").rename(tmp_path / "b" / name / "raccolta.dump")
    with pytest.raises(UsageError, match="another kind of database"):
        restore(load({}, data_dir=tmp_path / "new"), tmp_path / "b")


@pytest.mark.parametrize("password", ["segreta", "a:b\\c@d/e", ""])
def test_no_program_is_given_a_password_that_others_can_see(
    password: str, monkeypatch: pytest.MonkeyPatch, tmp_path: Path
) -> None:
    from urllib.parse import quote

    seen: list[str] = []
    kept: list[str] = []

    def ran(words: list[str], **_: object) -> object:
        seen.extend(words)
        if found := re.search(r"passfile=([^&]+)", words[-1]):
            from urllib.parse import unquote

            file = Path(unquote(found[1]))
            kept.append(file.read_text())
            assert file.stat().st_mode & 0o077 == 0
        return type("Done", (), {"returncode": 1, "stderr": f"server said {password}"})()

    monkeypatch.setattr(dump.subprocess, "run", ran)
    database = Database(
        f"postgresql://raccolta{':' + quote(password, safe='') if password else ''}@localhost/raccolta?sslmode=disable"
    )
    with pytest.raises(UsageError, match="pg_dump: server said") as caught:
        dump.write(database, tmp_path)
    if password:
        assert password not in str(caught.value)
        assert quote(password, safe="") not in " ".join(seen)
        assert kept == ["*:*:*:*:" + password.replace("\\", "\\\\").replace(":", "\\:") + "\n"]
    else:
        assert kept == []
    assert "sslmode=disable" in seen[-1]


@pytest.mark.parametrize("migration", ["0012", "0020", "0026"])
def test_an_older_database_is_copied_brought_back_and_upgraded(
    run: Callable[..., str], tmp_path: Path, migration: str
) -> None:
    before = run("messages", "--json")
    as_of(migration, f"sqlite:///{tmp_path / 'data' / 'raccolta.db'}")
    assert run("db", "current").strip() == migration
    assert f"at migration {migration}, this version needs {HEAD}" in run("messages", code=1)
    run("db", "backup", "--dir", tmp_path / "b")
    assert f"at migration {migration}: run `raccolta db upgrade`" in run("db", "restore", tmp_path / "b", data="new")
    for data in ("data", "new"):
        run("db", "upgrade", data=data)
        assert run("db", "current", data=data).strip() == HEAD
        assert "sound" in run("db", "check", data=data)
        assert len(json.loads(run("messages", "--json", data=data))) == len(json.loads(before))
        assert "telefonato" in run("show", "1", data=data)


def test_tables_that_no_migration_left_so_are_told(run: Callable[..., str], tmp_path: Path) -> None:
    url = f"sqlite:///{tmp_path / 'data' / 'raccolta.db'}"
    as_of("0012", url)
    database = Database(url)
    with database.write() as connection:
        connection.exec_driver_sql("DROP TABLE link_proposals")
    database.close()
    assert "link_proposals is not as its migration made it" in run("db", "upgrade", code=1)
    assert run("db", "current").strip() == "0012"
