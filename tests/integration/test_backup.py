"""Backup and restore of everything with PostgreSQL, by its own programs."""

import json
from collections.abc import Callable
from pathlib import Path

import pytest
from click.testing import Result

from jobs.backup import backups
from jobs.demo.sample import sample_mailbox
from tests.services import fresh_database

pytestmark = pytest.mark.service


@pytest.fixture
def arrived(tmp_path: Path) -> Path:
    folder = tmp_path / "mails"
    folder.mkdir()
    for number, content in enumerate(sample_mailbox()[:3]):
        (folder / f"{number}.eml").write_bytes(content)
    return folder


def test_a_postgresql_database_comes_back_with_one_command(
    command: Callable[..., Result], postgresql_server: str, arrived: Path, tmp_path: Path
) -> None:
    with (
        fresh_database(postgresql_server, "raccolta_copied") as old,
        fresh_database(postgresql_server, "raccolta_restored") as new,
    ):
        was = ("--database-url", old, "--data-dir", str(tmp_path / "data"))
        now = ("--database-url", new, "--data-dir", str(tmp_path / "new"))
        assert command("import", str(arrived), *was).exit_code == 0
        done = command("db", "backup", "--dir", str(tmp_path / "b"), "--keep", "2", *was)
        assert done.exit_code == 0, done.output
        (name,) = backups(tmp_path / "b")
        assert (tmp_path / "b" / name / "raccolta.dump").stat().st_mode & 0o077 == 0
        restored = command("db", "restore", str(tmp_path / "b"), *now)
        assert restored.exit_code == 0, (restored.output, restored.exception)
        assert "sound" in command("db", "check", *now).output
        assert command("messages", "--json", *now).output == command("messages", "--json", *was).output
        again = command("db", "restore", str(tmp_path / "b"), *now)
        assert again.exit_code != 0
        assert "is not empty" in again.output + str(again.exception)
        # The mails that come next get numbers of their own.
        (arrived / "9.eml").write_bytes(sample_mailbox()[5])
        assert command("import", str(arrived), *now).exit_code == 0
        assert len(json.loads(command("messages", "--json", *now).output)) == 4
