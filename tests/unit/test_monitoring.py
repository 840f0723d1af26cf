"""What the service tells over HTTP and to its supervisor."""

import socket
import urllib.error
import urllib.request
from collections.abc import Callable, Iterator
from dataclasses import replace
from datetime import timedelta
from pathlib import Path
from typing import Any

import pytest
from prometheus_client.parser import text_string_to_metric_families

from config.errors import DatabaseUnavailableError, SettingsError
from config.settings import Supervision, load, supervision
from ingest.memory import MemoryMailbox
from jobs.app import App
from jobs.demo.sample import sample_mailbox
from jobs.monitoring.board import Board, Life
from jobs.monitoring.http import Probes
from jobs.monitoring.supervisor import Supervisor
from jobs.poll import poll
from jobs.process import process_due
from jobs.readers import InlineReader
from jobs.watchdog import Watchdog

MAILS = sample_mailbox()[:3]


@pytest.fixture
def probes() -> Iterator[Probes]:
    opened = Probes(Board())
    yield opened
    opened.close()


def listening(probes: Probes, **changed: Any) -> Probes:
    probes.follow(load({}).model_copy(update={"http_port": 0} | changed))
    return probes


def life(app: App, watchdog: Watchdog | None = None) -> Life:
    return Life(app, InlineReader(app.originals, app.settings.limits), watchdog or Watchdog(lambda reason: None))


def ask(probes: Probes, path: str, *, method: str = "GET") -> tuple[int, str]:
    question = urllib.request.Request(f"http://127.0.0.1:{probes.port}{path}", method=method)
    try:
        with urllib.request.urlopen(question, timeout=10) as answer:
            return answer.status, answer.read().decode()
    except urllib.error.HTTPError as error:
        return error.code, error.read().decode()


def figures(probes: Probes) -> dict[tuple[str, str], float]:
    """Every figure by its name and the value of its label."""
    state, text = ask(probes, "/metrics")
    assert state == 200
    samples = [sample for family in text_string_to_metric_families(text) for sample in family.samples]
    return {(sample.name, "".join(sample.labels.values())): sample.value for sample in samples}


def board_of(probes: Probes) -> Board:
    return probes._board


def test_no_port_is_opened_unless_one_is_set(probes: Probes) -> None:
    probes.follow(load({}))
    assert probes.port is None


def test_only_this_machine_is_answered_unless_a_host_is_named(probes: Probes) -> None:
    assert load({"RACCOLTA_HTTP_PORT": "8080"}).http_host == "127.0.0.1"
    listening(probes)
    assert probes._server is not None
    assert probes._server.server_address[0] == "127.0.0.1"


def test_a_service_that_waits_is_alive_and_not_ready(probes: Probes) -> None:
    board_of(probes).end("the database is away")
    listening(probes)
    assert ask(probes, "/healthz") == (200, "ok\n")
    assert ask(probes, "/readyz") == (503, "the database is away\n")
    assert figures(probes)["raccolta_database_up", ""] == 0


def test_ready_is_what_status_calls_green(app: App, probes: Probes) -> None:
    board_of(probes).begin(life(app))
    listening(probes)
    assert ask(probes, "/readyz") == (200, "ok\n")
    number = app.mailboxes.register("imap://x@y:993/INBOX")
    app.mailboxes.fail_poll(number, "connection refused", app.clock())
    state, said = ask(probes, "/readyz")
    assert state == 503
    assert "no good poll of imap://x@y:993/INBOX" in said
    assert figures(probes)["raccolta_healthy", ""] == 0


def test_work_that_hangs_is_no_sign_of_life(app: App, probes: Probes) -> None:
    seconds = [0.0]
    watchdog = Watchdog(lambda reason: None, give_up=lambda: None, clock=lambda: seconds[0])
    board_of(probes).begin(life(app, watchdog))
    listening(probes)
    with watchdog.watching("poll", 60):
        seconds[0] = 59
        assert ask(probes, "/healthz")[0] == 200
        seconds[0] = 61
        assert ask(probes, "/healthz") == (503, "poll makes no progress\n")
        watchdog.look()  # its links are broken, which is no progress yet
        assert ask(probes, "/healthz")[0] == 503
        assert figures(probes)["raccolta_work_hanging", ""] == 1
        watchdog.beat("poll")
        assert ask(probes, "/healthz")[0] == 200


def test_the_figures_are_those_of_the_database(app: App, probes: Probes) -> None:
    mailbox = MemoryMailbox([*MAILS, b"Subject: x\r\n\r\n"])
    poll(app, mailbox)
    process_due(app, InlineReader(app.originals, app.settings.limits))
    board_of(probes).begin(life(app))
    found = figures(listening(probes))
    counts = app.queries.overview()
    assert sum(value for (name, _), value in found.items() if name == "raccolta_messages") == 4
    assert found["raccolta_messages", "done"] == counts["status"]["done"] >= 3
    assert found["raccolta_messages", "failed"] == counts["status"].get("failed", 0)
    assert found["raccolta_messages_by_kind", "submission"] == counts["kind"]["submission"]
    assert found["raccolta_schede", ""] == counts["schede"] > 0
    assert found["raccolta_mailbox_messages", mailbox.key] == 4
    (box,) = counts["mailboxes"]
    assert abs(found["raccolta_last_good_poll_timestamp_seconds", mailbox.key] - app.clock().timestamp()) < 600
    assert box["last_good_poll_at"]


def test_a_message_that_waits_has_an_age(app: App, probes: Probes) -> None:
    poll(app, MemoryMailbox(MAILS))
    board_of(probes).begin(life(app))
    assert figures(listening(probes))["raccolta_backlog", ""] == 3
    board_of(probes).begin(life(replace(app, clock=_later(app, timedelta(hours=2)))))
    assert 7200 <= figures(probes)["raccolta_oldest_unprocessed_seconds", ""] < 7800


def _later(app: App, by: timedelta) -> Callable[[], Any]:
    return lambda: app.clock() + by


def test_a_database_that_is_away_is_told_and_nothing_is_made_up(
    app: App, probes: Probes, monkeypatch: pytest.MonkeyPatch
) -> None:
    def away() -> None:
        raise DatabaseUnavailableError("the server is gone")

    monkeypatch.setattr(app.queries, "overview", away)
    board_of(probes).begin(life(app))
    found = figures(listening(probes))
    assert found["raccolta_database_up", ""] == 0
    assert not [name for name, _ in found if name.startswith("raccolta_messages")]
    state, said = ask(probes, "/readyz")
    assert state == 503
    assert "the server is gone" in said


def test_nothing_can_be_changed_and_unknown_paths_are_told_what_there_is(probes: Probes) -> None:
    listening(probes)
    assert ask(probes, "/metrics?x=1")[0] == 200
    assert ask(probes, "/healthz", method="HEAD") == (200, "")
    state, said = ask(probes, "/../etc/passwd")
    assert state == 404
    assert "/readyz" in said
    assert ask(probes, "/healthz", method="POST")[0] == 501


def test_a_port_that_is_taken_is_one_sentence_and_what_was_there_stays(probes: Probes) -> None:
    listening(probes)
    with socket.create_server(("127.0.0.1", 0)) as other:
        with pytest.raises(SettingsError, match=r"HTTP_PORT \d+ cannot be listened on"):
            listening(probes, http_port=other.getsockname()[1])
        assert ask(probes, "/healthz")[0] == 200
    with pytest.raises(SettingsError, match="HTTP_HOST"):
        listening(probes, http_host="no.such.host.invalid")
    probes.follow(load({}))
    assert probes.port is None


def test_a_crowd_is_turned_away_and_the_next_one_answered(probes: Probes) -> None:
    listening(probes)
    port = probes.port
    assert port is not None
    silent = [socket.create_connection(("127.0.0.1", port), timeout=10) for _ in range(12)]
    turned_away = [link for link in silent[8:] if link.recv(1) == b""]
    assert len(turned_away) == 4
    for link in silent:
        link.close()
    for _ in range(50):
        try:
            assert ask(probes, "/healthz")[0] == 200
            return
        except OSError:
            continue
    pytest.fail("the places of those who left are never given back")


def test_a_worker_that_dies_is_counted(tmp_path: Path) -> None:
    from pebble import ProcessExpired

    from jobs import readers

    ended = []

    class Ended:
        def cancelled(self) -> bool:
            return False

        def exception(self) -> Exception:
            return ProcessExpired("killed", code=-9)

    class Place:
        document, slept = "", False

    pool = readers.WorkerPool.__new__(readers.WorkerPool)
    pool.killed, pool._limits = 0, load({}).limits
    pool._places = type("Places", (), {"end": lambda self, place: ended.append(place)})()  # type: ignore[assignment]
    task = readers._Task("0" * 64, readers.Future(), readers.AS_USUAL)
    pool._ended(task, Place(), Ended())  # type: ignore[arg-type]
    assert pool.killed == 1
    assert len(ended) == 1
    assert isinstance(task.answer.exception(), ProcessExpired)


@pytest.fixture
def heard(tmp_path: Path) -> Iterator[socket.socket]:
    with socket.socket(socket.AF_UNIX, socket.SOCK_DGRAM) as ear:
        ear.bind(str(tmp_path / "notify"))
        ear.settimeout(10)
        yield ear


def test_the_supervisor_hears_of_start_life_and_end(heard: socket.socket) -> None:
    supervisor = Supervisor(Board(), Supervision(heard.getsockname(), 0.02))
    supervisor.start()
    assert [heard.recv(100) for _ in range(2)] == [b"READY=1", b"WATCHDOG=1"]
    supervisor.stop()
    while (word := heard.recv(100)) == b"WATCHDOG=1":
        pass
    assert word == b"STOPPING=1"


def test_the_supervisor_hears_nothing_while_work_hangs(heard: socket.socket, monkeypatch: pytest.MonkeyPatch) -> None:
    board = Board()
    monkeypatch.setattr(board, "hanging", lambda: ["poll"])
    supervisor = Supervisor(board, Supervision(heard.getsockname(), 0.02))
    supervisor.start()
    supervisor._over.wait(0.2)
    supervisor.stop()
    assert [heard.recv(100) for _ in range(2)] == [b"READY=1", b"STOPPING=1"]


@pytest.mark.parametrize("where", ["", "/nowhere/notify", "@raccolta-nobody"])
def test_without_somebody_who_listens_nothing_happens(where: str) -> None:
    supervisor = Supervisor(Board(), Supervision(where, 0))
    supervisor.start()
    supervisor.stop()


def test_what_systemd_says_to_another_process_is_not_for_us() -> None:
    told = {"NOTIFY_SOCKET": "/run/n", "WATCHDOG_USEC": "120000000"}
    assert supervision({}) == Supervision()
    assert supervision(told) == Supervision("/run/n", 120)
    assert supervision(told | {"WATCHDOG_PID": "1"}) == Supervision("/run/n", 0)
