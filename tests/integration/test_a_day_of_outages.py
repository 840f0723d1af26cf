"""What is away is seen, told once, harms no mail, and is taken up by itself when it is back."""

import resource
import subprocess
from collections.abc import Callable
from contextlib import AbstractContextManager
from pathlib import Path

import pytest

from tests.integration.day import MAILS, ONE, Day, Seen, day, of_office
from tests.integration.test_dovecot_to_postgresql import RACCOLTA
from tests.integration.test_watched_service import ask, until
from tests.services import Dovecot, PostgreSQL, fresh_database

pytestmark = pytest.mark.service


@pytest.mark.timeout(900)
def test_a_day_of_outages(
    own_imap_server: Callable[..., AbstractContextManager[Dovecot]],
    own_server: Callable[[], AbstractContextManager[PostgreSQL]],
    tmp_path: Path,
) -> None:
    with own_imap_server() as server, own_server() as database, fresh_database(database.url, "day") as url:
        settings = server.environment() | {
            "RACCOLTA_DATA_DIR": str(tmp_path / "data"), "RACCOLTA_DATABASE_URL": url, "RACCOLTA_POLL_SECONDS": "1",
            "RACCOLTA_WORKERS": "1", "RACCOLTA_RETRY_BASE_SECONDS": "1", "RACCOLTA_RETRY_MAX_SECONDS": "2",
        }  # fmt: skip
        server.deliver([MAILS[0], MAILS[2]])
        with day(settings) as running:
            running.shows("two mails", Seen(
                status=("health green", "2 done"),
                metrics=('raccolta_messages{state="done"} 2.0', "raccolta_healthy 1.0"),
                logs=({"event": "message processed", "number": 2, "state": "done"},),
            ))  # fmt: skip
            running.ready(200, "ok")
            the_database_goes_away(running, server, database)
            the_disk_is_full(running, server)
    # Every outage is told when it begins, with its reason, and when it is over; not at every try.
    assert running.told("polling goes on")
    begun = running.told("poll failed; the next one tries again") + running.told("processing pauses")
    assert begun
    assert all(line["reason"] for line in begun)


def the_database_goes_away(running: Day, server: Dovecot, database: PostgreSQL) -> None:
    """No command can tell of it; the probe, the figures and the log do."""
    database.stop()
    until(lambda: ask(running.port, "/metrics"), 200, "raccolta_database_up 0.0")
    running.ready(503, "database")
    for command in ("failed", "status"):
        said = subprocess.run(
            [RACCOLTA, command], env=running.machine.environment, capture_output=True, text=True, check=False
        )
        assert (said.returncode, len(said.stderr.strip().splitlines())) == (1, 1), said
    server.deliver([of_office("LO", "corsi", {"scheda.docx": ONE})])
    database.start()
    running.shows("the database again", Seen(
        status=("health green", "3 done"),
        metrics=("raccolta_database_up 1.0", 'raccolta_messages{state="done"} 3.0'),
        logs=({"event": "message processed", "number": 3, "state": "done"},),
    ))  # fmt: skip
    running.ready(200, "ok")


def the_disk_is_full(running: Day, server: Dovecot) -> None:
    """Red at once, the mail stays where it is, and all goes on by itself."""
    soft, hard = resource.prlimit(running.process.pid, resource.RLIMIT_FSIZE, (1024, -1))
    server.deliver([of_office("MN", "orti", {"scheda.docx": ONE})])
    running.shows("a full disk", Seen(
        status=("health RED", "make room", "3 done"),
        metrics=("raccolta_healthy 0.0", 'raccolta_messages{state="done"} 3.0'),
    ))  # fmt: skip
    running.ready(503, "The disk is full or may not be written")
    assert server.count() == 4
    resource.prlimit(running.process.pid, resource.RLIMIT_FSIZE, (soft, hard))
    running.shows("room again", Seen(
        status=("health green", "4 done"),
        metrics=("raccolta_healthy 1.0", 'raccolta_messages{state="done"} 4.0'),
        logs=({"event": "message processed", "number": 4, "state": "done"},),
    ))  # fmt: skip
