"""The running service as those see it who watch over it: systemd, a probe, Prometheus."""

import os
import signal
import socket
import subprocess
import threading
import time
import urllib.error
import urllib.request
from collections.abc import Callable, Iterator
from pathlib import Path

import pytest

from jobs.demo.sample import sample_mailbox
from tests.integration.test_dovecot_to_postgresql import RACCOLTA
from tests.services import Dovecot, free_port

pytestmark = pytest.mark.service


def ask(port: int, path: str) -> tuple[int, str]:
    """The answer; state 0 if nobody listens."""
    try:
        with urllib.request.urlopen(f"http://127.0.0.1:{port}{path}", timeout=10) as answer:
            return answer.status, answer.read().decode()
    except urllib.error.HTTPError as error:
        return error.code, error.read().decode()
    except OSError as error:
        return 0, str(error)


def until(answer: Callable[[], tuple[int, str]], state: int, words: str) -> str:
    for _ in range(600):
        got = answer()
        if got[0] == state and words in got[1]:
            return got[1]
        time.sleep(0.2)
    pytest.fail(f"not {state} with {words!r} but {got}")


@pytest.fixture
def heard(tmp_path: Path) -> Iterator[tuple[str, list[str]]]:
    """A supervisor: where it listens, and what it heard. It reads all the time: a full ear would take no more words."""
    words: list[str] = []
    with socket.socket(socket.AF_UNIX, socket.SOCK_DGRAM) as ear:
        ear.bind(str(tmp_path / "notify"))

        def listen() -> None:
            while words[-1:] != ["over"]:
                words.append(ear.recv(100).decode())

        listener = threading.Thread(target=listen)
        listener.start()
        yield str(tmp_path / "notify"), words
        with socket.socket(socket.AF_UNIX, socket.SOCK_DGRAM) as mouth:
            mouth.sendto(b"over", str(tmp_path / "notify"))
        listener.join(10)


def test_from_start_to_end(mailbox_server: Dovecot, tmp_path: Path, heard: tuple[str, list[str]]) -> None:
    mailbox_server.deliver(sample_mailbox()[:2])
    first, second = free_port(), free_port()
    toml = tmp_path / "raccolta.toml"
    # The password is wrong at first: red, and the service lives.
    (tmp_path / "password").write_text("sbagliata")
    text = 'imap_password_file = "password"\npoll_seconds = 1\nworkers = 1\nhttp_port = '
    toml.write_text(f"{text}{first}\n")
    environment = mailbox_server.environment() | {
        "RACCOLTA_DATA_DIR": str(tmp_path / "data"),
        "RACCOLTA_CONFIG_FILE": str(toml),
    }
    del environment["RACCOLTA_IMAP_PASSWORD"]
    told = {"NOTIFY_SOCKET": heard[0], "WATCHDOG_USEC": "400000"}
    service = subprocess.Popen(
        [RACCOLTA, "run"], env=os.environ | environment | told, stderr=subprocess.PIPE, text=True
    )
    try:
        until(lambda: ask(first, "/readyz"), 503, "refused the user name")
        assert ask(first, "/healthz") == (200, "ok\n")
        (tmp_path / "password").write_text(mailbox_server.password)
        # A refused login is tried again only at every sixth poll; begun anew, at once. The port is another one then.
        toml.write_text(f"{text}{second}\n")
        service.send_signal(signal.SIGHUP)
        until(lambda: ask(second, "/readyz"), 200, "ok")
        assert ask(first, "/healthz")[0] == 0
        figures = until(lambda: ask(second, "/metrics"), 200, 'raccolta_messages{state="done"} 2.0')
        assert "raccolta_healthy 1.0" in figures
        assert "raccolta_workers_killed_total 0.0" in figures
    finally:
        service.send_signal(signal.SIGTERM)
        _, said = service.communicate(timeout=60)
    assert service.returncode == 0, said
    words = heard[1]
    assert (words[0], words[-1]) == ("READY=1", "STOPPING=1")
    assert set(words[1:-1]) == {"WATCHDOG=1"}
