"""What `status` says of mailboxes and of places without data, and what a look never does."""

import json
from datetime import timedelta
from pathlib import Path
from typing import Any

import pytest
from click.testing import CliRunner

from config.errors import MailboxRefusedError, NotFoundError, UsageError
from config.settings import load
from ingest.login import ImapAccount
from ingest.model import MailboxSnapshot
from jobs.app import assemble, mailbox_key
from jobs.cli import cli
from jobs.failures import needs_a_person, operator_text
from jobs.status import status
from store import schema
from store.database import Database
from store.originals import OriginalsInMemory

BOX = {"imap_host": "imap.example.it", "imap_user": "raccolta@example.it", "imap_password": "x"}


@pytest.fixture
def app(tmp_path: Path) -> Any:
    database = Database("sqlite://")
    schema.upgrade(database)
    yield assemble(load({}, data_dir=tmp_path, **BOX), database, OriginalsInMemory())
    database.close()


def polled(app: Any, key: str, **ago: float) -> int:
    number = app.mailboxes.register(key)
    app.mailboxes.finish_poll(number, MailboxSnapshot(1, 1, 0), app.clock() - timedelta(**ago))
    return int(number)


def test_only_the_mailbox_of_the_settings_counts(app: Any) -> None:
    polled(app, "imap://raccolta%40example.it@imap.exmaple.it:993/INBOX", days=3)
    assert status(app).red == ("the mailbox was never polled",)
    polled(app, mailbox_key(app.settings), seconds=5)
    assert status(app).red == ()


def test_a_typing_error_is_forgotten_and_a_mailbox_with_mails_is_not(app: Any) -> None:
    polled(app, "imap://x@nowhere.it:993/INBOX")
    app.mailboxes.forget("imap://x@nowhere.it:993/INBOX")
    assert app.mailboxes.known() == []
    with pytest.raises(NotFoundError):
        app.mailboxes.forget("imap://x@nowhere.it:993/INBOX")
    from ingest.model import Arrival

    number = polled(app, "imap://x@old.it:993/INBOX")
    app.messages.arrive(Arrival(b"a", "imap", 1, 1), app.originals.put(b"a"), number, app.clock())
    with pytest.raises(UsageError, match="1 message came from"):
        app.mailboxes.forget("imap://x@old.it:993/INBOX")


def test_what_a_person_must_mend_is_red_at_once(app: Any) -> None:
    number = polled(app, mailbox_key(app.settings), seconds=5)
    app.mailboxes.fail_poll(
        number,
        "connection reset. The mailbox could not be reached or broke off; the next poll tries again.",
        app.clock(),
    )
    assert status(app).red == ()
    reason = operator_text(MailboxRefusedError("the server refused the password"))
    app.mailboxes.fail_poll(number, reason, app.clock())
    (red,) = status(app).red
    assert "refused the password" in red
    assert needs_a_person(reason)


def test_a_changed_password_counts_at_the_next_login(tmp_path: Path) -> None:
    file = tmp_path / "secret"
    file.write_text("vecchia\n")
    settings = load({"RACCOLTA_IMAP_PASSWORD_FILE": str(file)})
    account = ImapAccount("h", 993, "u", "vecchia", password_file=settings.secret_files["imap_password"])
    assert account.current_password() == "vecchia"
    file.write_text("nuova\n")
    assert account.current_password() == "nuova"
    file.unlink()
    assert account.current_password() == "vecchia"


@pytest.mark.parametrize(
    "words",
    [("messages",), ("failed",), ("show", "1"), ("review",), ("export", "schede"), ("rerun", "--all"), ("original",
        "1"), ("mailbox", "list"), ("report",), ("letter", "CR"), ("close", "1", "--note", "x"), ("db", "check")],
    ids=" ".join,
)  # fmt: skip
def test_a_look_creates_nothing(tmp_path: Path, words: tuple[str, ...]) -> None:
    folder = tmp_path / "nothing" / "here"
    done = CliRunner().invoke(cli, [*words, "--data-dir", str(folder)])
    assert "there is no database" in str(done.exception)
    assert not folder.exists()
    assert not (tmp_path / "nothing").exists()


def test_status_without_data_is_red_and_creates_nothing(tmp_path: Path) -> None:
    folder = tmp_path / "nothing"
    done = CliRunner().invoke(cli, ["status", "--health", "--data-dir", str(folder)])
    assert (done.exit_code, "RED" in done.stdout, folder.exists()) == (1, True, False)
    done = CliRunner().invoke(cli, ["status", "--json", "--data-dir", str(folder)])
    assert "Nothing was taken in" in json.loads(done.stdout)["red"][0]


def test_a_data_dir_does_not_join_another_database(tmp_path: Path) -> None:
    other = {"RACCOLTA_DATABASE_URL": f"sqlite:///{tmp_path / 'x.db'}"}
    done = CliRunner(env=other).invoke(cli, ["status", "--data-dir", str(tmp_path)])
    assert "--database-url too" in str(done.exception)
    assert operator_text(UsageError("so")) == "so"
