"""A real server whose folders live below INBOX (b21), with a password outside ASCII (b22)."""

from collections.abc import Callable
from contextlib import AbstractContextManager
from dataclasses import replace
from pathlib import Path

import pytest

from config.settings import load
from jobs.app import App, open_mailbox
from jobs.checks import check
from jobs.poll import poll
from jobs.status import status
from tests.services import Dovecot

pytestmark = pytest.mark.service

PASSWORD = "perché-no-àèì"
BELOW_INBOX = "namespace inbox {\n inbox = yes\n prefix = INBOX.\n separator = .\n}\n"
MAIL = b"Subject: Schede\r\nFrom: prefettura.belluno@interno.it\r\n\r\nIn allegato.\r\n"


def test_b21_b22_the_mail_is_taken_and_one_state_says_what_to_set(
    app: App, own_imap_server: Callable[..., AbstractContextManager[Dovecot]], tmp_path: Path
) -> None:
    with own_imap_server(PASSWORD, BELOW_INBOX) as server:
        server.deliver([MAIL])
        wrong, right = (
            load(server.environment() | {"RACCOLTA_AFTER_STORE": action}, data_dir=tmp_path)
            for action in ("move:Acquisite", "move:INBOX.Acquisite")
        )
        assert {one.name: one.ok for one in check(wrong)}["mailbox"] is False
        refusing = replace(app, settings=wrong)
        result = poll(refusing, open_mailbox(wrong))
        assert (result.stored, result.filed) == (1, 0)
        assert any("AFTER_STORE=move:INBOX.Acquisite" in reason for reason in status(refusing).red)
        assert {one.name: one.ok for one in check(right)}["mailbox"] is True
        mended = replace(app, settings=right)
        assert poll(mended, open_mailbox(right)).filed == 1
        assert status(mended).red == ()
        assert (server.count(), server.count("INBOX.Acquisite")) == (0, 1)


def test_check_tries_the_folders_of_both_actions(
    own_imap_server: Callable[..., AbstractContextManager[Dovecot]], tmp_path: Path
) -> None:
    with own_imap_server(PASSWORD, BELOW_INBOX) as server:
        for folder, good in (("INBOX.Fallite", True), ("Fallite", False)):
            named = {"RACCOLTA_AFTER_STORE": "move:INBOX.Elaborate", "RACCOLTA_AFTER_FAILURE": f"move:{folder}"}
            found = {one.name: one for one in check(load(server.environment() | named, data_dir=tmp_path))}["mailbox"]
            assert found.ok is good
            assert "folder INBOX.Elaborate is there" in found.found
            assert ("AFTER_FAILURE=move:INBOX.Fallite" in found.found) is not good
        assert server.count("INBOX.Fallite") == 0
        with server.client() as client:
            assert client.folder_exists("INBOX.Fallite")
