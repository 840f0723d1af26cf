"""Days on which something changes under an operator: another mailbox, another server, another version."""

import json
import os
import subprocess
from collections.abc import Callable
from contextlib import AbstractContextManager
from functools import partial
from pathlib import Path
from typing import Any

import pytest

from tests.integration.day import MAILS
from tests.integration.test_dovecot_to_postgresql import RACCOLTA
from tests.services import Dovecot
from tests.specimens.older import as_of

pytestmark = pytest.mark.service


@pytest.fixture
def operator(mailbox_server: Dovecot, tmp_path: Path) -> Callable[..., Any]:
    """A shell: what it prints, as JSON where it is asked for; `code` is the exit code to expect, `said` the errors."""
    settings = mailbox_server.environment() | {
        "RACCOLTA_DATA_DIR": str(tmp_path / "data"),
        "RACCOLTA_LIMIT_FILE_BYTES": "500000",
    }
    settings |= {"RACCOLTA_WORKERS": "1"}
    settings.pop("RACCOLTA_IMAP_PASSWORD")
    secret = tmp_path / "password"
    secret.write_text(mailbox_server.password)

    def call(*arguments: str, code: int = 0, **changed: str) -> Any:
        environment = os.environ | settings | {"RACCOLTA_IMAP_PASSWORD_FILE": str(secret)} | changed
        done = subprocess.run(
            [RACCOLTA, *arguments], env=environment, capture_output=True, text=True, check=False, cwd=tmp_path
        )
        assert done.returncode == code, (arguments, done.stdout, done.stderr)
        return json.loads(done.stdout) if "--json" in arguments else done.stdout + done.stderr

    call.secret = secret  # type: ignore[attr-defined]
    call.folder = tmp_path  # type: ignore[attr-defined]
    return call


def test_the_mailbox_moves_and_a_typing_error_is_forgotten(operator: Any, mailbox_server: Dovecot) -> None:
    mailbox_server.deliver(MAILS[:1])
    operator("poll")
    operator("poll", code=1, RACCOLTA_IMAP_FOLDER="INBOZ")
    assert "green" in operator("status", "--health")
    wrong = next(box["key"] for box in operator("mailbox", "list", "--json") if box["key"].endswith("INBOZ"))
    operator("mailbox", "forget", wrong)
    assert [box["watched"] for box in operator("mailbox", "list", "--json")] == [True]
    mailbox_server.deliver(MAILS[2:3], "Nuova")
    operator("poll", RACCOLTA_IMAP_FOLDER="Nuova")
    assert "green" in operator("status", "--health", RACCOLTA_IMAP_FOLDER="Nuova")
    assert len(operator("messages", "--json")) == 2


def unsolved(operator: Any) -> set[int]:
    return {item["id"] for cause in operator("failed", "--json") for item in cause["items"]}


def without_candidates(messages: list[dict[str, Any]]) -> list[dict[str, Any]]:
    """Messages without what a version of last year did not store, and a rerun brings."""
    for message in messages:
        for scheda in message["schede"]:
            scheda.pop("candidates")
    return messages


def test_an_upgrade_keeps_records_and_decisions(
    operator: Callable[..., Any], mailbox_server: Dovecot, database_url: str
) -> None:
    operator = partial(operator, RACCOLTA_DATABASE_URL=database_url)
    mailbox_server.deliver(MAILS[:3])
    operator("poll")
    operator("review", "office", "3", "--prefettura", "BG")
    (scheda,) = operator("show", "1", "--json")["schede"]
    operator("review", "split", str(scheda["id"]), "--at", "Un coro")
    operator("close", "2", "--note", "non si ripara")
    listed = without_candidates(operator("messages", "--json"))
    found = operator("search", "coro", "--json")

    # The data as a version of last year would have left them.
    as_of("0010", database_url)
    mailbox_server.deliver(MAILS[3:])
    said = operator("poll", code=1)
    assert "raccolta db upgrade" in said
    assert len(said.strip().splitlines()) == 1
    assert "raccolta db upgrade" in operator("status", "--health", code=1)
    looked = next(item for item in operator("check", "--json", code=1) if item["name"] == "database")
    assert (looked["ok"], "0010" in looked["found"], "db upgrade" in looked["remedy"]) == (False, True, True)

    operator("db", "upgrade")
    assert without_candidates(operator("messages", "--json")) == listed
    assert operator("search", "coro", "--json") == found
    assert unsolved(operator) == set()
    assert "sound" in operator("db", "check")
    assert "0 of 3 messages would change" in operator("rerun", "--all", "--dry-run")
    operator("poll")
    assert len(operator("messages", "--json")) == 4


def test_the_mailbox_moves_to_another_server_with_all_that_is_in_it(
    operator: Any,
    mailbox_server: Dovecot,
    own_imap_server: Callable[..., AbstractContextManager[Dovecot]],
) -> None:
    mailbox_server.deliver(MAILS[:1])
    operator("poll")
    with own_imap_server() as other:
        other.deliver([MAILS[0], MAILS[2]])
        moved = other.environment()
        del moved["RACCOLTA_IMAP_PASSWORD"]
        assert "never polled" in operator("status", "--health", code=1, **moved)
        operator("poll", **moved)
        assert "green" in operator("status", "--health", **moved)
        assert [box["watched"] for box in operator("mailbox", "list", "--json", **moved)] == [False, True]
        operator("reconcile", **moved)
    # The mail that was there before is known again: nothing of it counts twice.
    assert [link["kind"] for link in operator("show", "2", "--json")["links"]] == ["duplicate"]
    in_force = json.loads("[" + ",".join(operator("export", "schede", "--format", "jsonl").splitlines()) + "]")
    assert sorted(scheda["message_id"] for scheda in in_force) == [1, 3]
