"""Servers that go away and come back, settings that change, a disk that is full: by the service as it is installed."""

import json
import resource
import signal
import subprocess
import time
from collections.abc import Callable, Iterator
from contextlib import AbstractContextManager
from pathlib import Path

import pytest

from jobs.demo.sample import sample_mailbox
from tests.integration.test_dovecot_to_postgresql import RACCOLTA, Machine, finished, wait_until
from tests.services import Dovecot, PostgreSQL, dovecot, fresh_database

pytestmark = pytest.mark.service

MAILS = sample_mailbox()


def machine_at(server: Dovecot, folder: Path, **settings: str) -> Machine:
    names = {f"RACCOLTA_{name.upper()}": value for name, value in settings.items()}
    return Machine(
        server.environment() | {"RACCOLTA_DATA_DIR": str(folder / "data"), "RACCOLTA_POLL_SECONDS": "1"} | names
    )


def lines(service: subprocess.Popen[str]) -> list[dict[str, object]]:
    assert service.stderr is not None
    return [json.loads(line) for line in service.stderr if line.startswith("{")]


def until_it_says(service: subprocess.Popen[str], words: str) -> None:
    """Reads what a service logs until it says something; it fails if the service ends before."""
    assert service.stderr is not None
    assert any(words in line for line in service.stderr), f"it ended and never said: {words}"


def ended(service: subprocess.Popen[str]) -> list[dict[str, object]]:
    """Ends the service as an operator does; what it logged."""
    service.send_signal(signal.SIGTERM)
    assert service.wait(40) == 0
    return lines(service)


def test_s15_the_mail_server_is_away_for_a_while(imap_server: Dovecot, tmp_path: Path) -> None:
    with dovecot() as server:
        server.deliver(MAILS[:2])
        machine = machine_at(server, tmp_path)
        service = machine.service()
        wait_until(lambda: finished(machine, 2))
        server.stop()
        wait_until(lambda: "refused" in str(json.loads(machine("status", "--json"))["mailboxes"][0]["last_error"]))
        server.start()
        server.deliver(MAILS[2:4])
        wait_until(lambda: finished(machine, 4))
        assert json.loads(machine("status", "--json"))["red"] == []
        assert any("poll failed" in str(line["event"]) for line in ended(service))


@pytest.fixture
def own_postgresql(own_server: Callable[[], AbstractContextManager[PostgreSQL]]) -> Iterator[PostgreSQL]:
    with own_server() as server:
        yield server


def test_s04_the_database_server_is_away_for_a_while(
    mailbox_server: Dovecot, own_postgresql: PostgreSQL, tmp_path: Path
) -> None:
    with fresh_database(own_postgresql.url, "raccolta_outage") as url:
        machine = machine_at(
            mailbox_server, tmp_path, database_url=url, after_store="move:Elaborate", retry_base_seconds="1"
        )
        mailbox_server.deliver(MAILS[:2])
        service = machine.service()
        wait_until(lambda: finished(machine, 2))
        own_postgresql.stop()
        mailbox_server.deliver(MAILS[2:5])
        time.sleep(4)
        assert service.poll() is None
        assert mailbox_server.count() == 3, "nothing is filed that is not stored"
        own_postgresql.start()
        wait_until(lambda: finished(machine, 5))
        wait_until(lambda: mailbox_server.count() == 0)
        assert {message["status"] for message in machine.messages()} <= {"done", "ignored"}
        ended(service)


def test_the_service_waits_for_a_database_that_comes_up_after_it(
    mailbox_server: Dovecot, own_postgresql: PostgreSQL, tmp_path: Path
) -> None:
    with fresh_database(own_postgresql.url, "raccolta_late") as url:
        machine = machine_at(mailbox_server, tmp_path, database_url=url)
        mailbox_server.deliver(MAILS[:1])
        own_postgresql.stop()
        service = machine.service()
        until_it_says(service, "cannot start yet")
        assert service.poll() is None
        own_postgresql.start()
        wait_until(lambda: finished(machine, 1))
        ended(service)


def test_new_mail_is_heard_of_long_before_the_next_poll(mailbox_server: Dovecot, tmp_path: Path) -> None:
    machine = machine_at(mailbox_server, tmp_path, poll_seconds="600")
    service = machine.service()
    wait_until(lambda: json.loads(machine("status", "--json")).get("mailboxes"))
    time.sleep(2)
    for number in range(3):
        mailbox_server.deliver(MAILS[number : number + 1])
        wait_until(lambda count=number + 1: finished(machine, count), 20)
        time.sleep(1.5)
    # What comes while a poll is under way is heard of too.
    for start in range(3, 15, 3):
        mailbox_server.deliver(MAILS[start : start + 3])
        time.sleep(0.1)
    wait_until(lambda: len(machine.messages()) == 15, 20)
    ended(service)


def test_sighup_reads_the_settings_again(mailbox_server: Dovecot, tmp_path: Path) -> None:
    settings = tmp_path / "raccolta.toml"
    settings.write_text('after_store = "leave"\npoll_seconds = 1\n')
    machine = machine_at(mailbox_server, tmp_path, config_file=str(settings))
    del machine.environment["RACCOLTA_POLL_SECONDS"]
    mailbox_server.deliver(MAILS[:2])
    service = machine.service()
    wait_until(lambda: finished(machine, 2))
    assert mailbox_server.count() == 2
    settings.write_text('after_store = "nowhere"\n')
    service.send_signal(signal.SIGHUP)
    until_it_says(service, "the new settings are wrong; those in force stay")
    assert service.poll() is None, "wrong settings do not end a service that works"
    settings.write_text('after_store = "move:Elaborate"\npoll_seconds = 1\n')
    service.send_signal(signal.SIGHUP)
    wait_until(lambda: mailbox_server.count() == 0)
    assert mailbox_server.count("Elaborate") == 2
    assert "settings read again" in [str(line["event"]) for line in ended(service)]


def test_s25_sigterm_in_the_middle_of_a_large_batch_ends_cleanly_and_soon(
    mailbox_server: Dovecot, tmp_path: Path
) -> None:
    machine = machine_at(mailbox_server, tmp_path)
    mailbox_server.deliver(MAILS * 4)
    service = machine.service()
    wait_until(lambda: finished(machine, 5))
    began = time.monotonic()
    ended(service)
    assert time.monotonic() - began < 30
    found = machine.messages()
    assert 0 < len(found) <= len(MAILS) * 4
    assert {message["status"] for message in found} <= {"received", "done", "ignored", "partial"}, (
        "nothing is left half-way"
    )
    assert "sound" in machine("db", "check")
    machine("poll")
    assert len(machine.messages()) == len(MAILS) * 4


def limited(machine: Machine, size: int, *arguments: str) -> subprocess.CompletedProcess[str]:
    """A command that may write no file beyond `size` bytes: what a full disk is to it."""

    def full_disk() -> None:
        resource.setrlimit(resource.RLIMIT_FSIZE, (size, size))

    return subprocess.run(
        [RACCOLTA, *arguments],
        env=machine.environment,
        capture_output=True,
        text=True,
        check=False,
        preexec_fn=full_disk,
    )


def test_s04_a_full_disk_leaves_the_mail_where_it_is(
    mailbox_server: Dovecot, database_url: str, tmp_path: Path
) -> None:
    machine = machine_at(mailbox_server, tmp_path, database_url=database_url, after_store="move:Elaborate")
    machine("db", "upgrade")
    mailbox_server.deliver(MAILS[:3])
    done = limited(machine, 1024, "poll")
    assert done.returncode == 1
    assert len(done.stderr.strip().splitlines()) == 1
    assert mailbox_server.count() == 3
    assert machine.messages() == []
    assert not list((tmp_path / "data").rglob(".incoming-*")), "nothing half-written is left behind"
    machine("poll")
    assert [message["status"] for message in machine.messages()] == ["done"] * 3
    assert mailbox_server.count() == 0


def test_s04_a_disk_that_may_only_be_read_leaves_the_mail_where_it_is(mailbox_server: Dovecot, tmp_path: Path) -> None:
    machine = machine_at(mailbox_server, tmp_path, after_store="move:Elaborate")
    mailbox_server.deliver(MAILS[:3])
    machine("db", "upgrade")
    file = tmp_path / "data" / "raccolta.db"
    readonly = Machine(machine.environment | {"RACCOLTA_DATABASE_URL": f"sqlite:///file:{file}?mode=ro&uri=true"})
    done = subprocess.run([RACCOLTA, "poll"], env=readonly.environment, capture_output=True, text=True, check=False)
    assert done.returncode == 1
    assert "readonly database" in done.stderr
    assert len(done.stderr.strip().splitlines()) == 1
    assert mailbox_server.count() == 3
    machine("poll")
    assert mailbox_server.count("Elaborate") == 3


def test_s23_two_services_on_one_mailbox_share_the_work_and_double_nothing(
    mailbox_server: Dovecot, database_url: str, tmp_path: Path
) -> None:
    machine = machine_at(mailbox_server, tmp_path, database_url=database_url, after_store="move:Elaborate")
    machine("db", "upgrade")
    services = [machine.service(), machine.service()]
    for start in range(0, len(MAILS), 6):
        mailbox_server.deliver(MAILS[start : start + 6])
        time.sleep(1)
    settled = {"done", "ignored", "partial"}
    wait_until(lambda: [m["status"] in settled for m in machine.messages()] == [True] * len(MAILS), 90)
    wait_until(lambda: mailbox_server.count() == 0, 30)
    for service in services:
        ended(service)
    assert mailbox_server.count("Elaborate") == len(MAILS)


def test_s23_another_machine_takes_over_when_the_lease_of_a_dead_one_lapses(
    mailbox_server: Dovecot, database_url: str, tmp_path: Path
) -> None:
    """The owner of another machine cannot be looked up: its lease counts, by the one clock of the database."""
    from config.settings import load
    from ingest.memory import MemoryMailbox
    from jobs.app import open_app
    from jobs.poll import poll
    from store.model import Owner

    with open_app(load({}, data_dir=tmp_path / "data", database_url=database_url, lease_seconds=10)) as app:
        mailbox = MemoryMailbox(MAILS[:2])
        mailbox_id = app.mailboxes.register(mailbox.key)
        other = Owner("another machine", 4711, "1")
        assert app.mailboxes.acquire(mailbox_id, other, app.clock(), 60, lambda owner: False)
        assert poll(app, mailbox).busy
        assert app.mailboxes.acquire(mailbox_id, other, app.clock(), 3, lambda owner: False), "its owner renews it"
        time.sleep(3.2)
        assert poll(app, mailbox).stored == 2
        # The late owner has lost it while somebody else works.
        assert app.mailboxes.acquire(mailbox_id, app.owner, app.clock(), 60, lambda owner: False)
        assert not app.mailboxes.acquire(mailbox_id, other, app.clock(), 3, lambda owner: False)


def test_a_postgresql_backup_is_restored(mailbox_server: Dovecot, postgresql_server: str, tmp_path: Path) -> None:
    tools = sorted(Path("/usr/lib/postgresql").glob("*/bin"))[-1]
    with (
        fresh_database(postgresql_server, "raccolta_before") as url,
        fresh_database(postgresql_server, "raccolta_after") as other,
    ):
        machine = machine_at(mailbox_server, tmp_path, database_url=url)
        mailbox_server.deliver(MAILS[:4])
        machine("poll")
        subprocess.run([tools / "pg_dump", "--format=custom", f"--file={tmp_path / 'dump'}", url], check=True)
        subprocess.run(["cp", "-a", tmp_path / "data", tmp_path / "restored"], check=True)
        subprocess.run(
            [tools / "pg_restore", "--no-owner", "--exit-on-error", f"--dbname={other}", tmp_path / "dump"], check=True
        )
        restored = Machine(
            machine.environment | {"RACCOLTA_DATABASE_URL": other, "RACCOLTA_DATA_DIR": str(tmp_path / "restored")}
        )
        assert "sound" in restored("db", "check")
        assert restored.messages() == machine.messages()
        assert json.loads(restored("poll", "--json"))["stored"] == 0


def test_a_sqlite_backup_is_restored(mailbox_server: Dovecot, tmp_path: Path) -> None:
    machine = machine_at(mailbox_server, tmp_path)
    mailbox_server.deliver(MAILS[:4])
    machine("poll")
    restored = tmp_path / "restored"
    assert "is a copy" in machine("db", "backup", str(restored / "raccolta.db"))
    subprocess.run(["cp", "-a", tmp_path / "data" / "originals", restored / "originals"], check=True)
    other = Machine(machine.environment | {"RACCOLTA_DATA_DIR": str(restored)})
    assert "sound" in other("db", "check")
    assert other.messages() == machine.messages()
    assert json.loads(other("poll", "--json"))["stored"] == 0
