"""Faults at random instants: whatever happens, every mail ends up stored exactly once, wholly read, and filed.

`make test` runs a short seeded part; `make faults` (FAULTS=long) at least a thousand kills an engine and five hundred
runs over faulty links, and prints the tally.
"""

import os
import sys
from pathlib import Path

import pytest

from tests.faults.proxy import proxy
from tests.faults.rig import Rig
from tests.services import Dovecot

pytestmark = pytest.mark.service

LONG = os.environ.get("FAULTS") == "long"
KILLS, RUNS = (1100, 500) if LONG else (40, 12)
SEED = int(os.environ.get("FAULTS_SEED", "5973"))


def told(rig: Rig, what: str) -> None:
    print(f"\n{what}, seed {SEED}: {rig.tally.line()}", file=sys.stderr, flush=True)


@pytest.mark.timeout(7200 if LONG else 280)
def test_s01_s02_s03_s05_s59_a_process_killed_at_any_instant_loses_and_doubles_nothing(
    mailbox_server: Dovecot, database_url: str, tmp_path: Path
) -> None:
    rig = Rig(mailbox_server, tmp_path, database_url, SEED)
    for _ in range(KILLS):
        rig.deliver(rig.chance.randint(1, 3))
        rig.kill_one(0.5)
    rig.settle()
    told(rig, f"kill -9 on {database_url.partition(':')[0]}")
    assert rig.tally.is_clean(), rig.tally.line()
    assert rig.tally.faults == KILLS
    met = {stage for stage, count in rig.tally.stages.items() if count}
    assert {"ingest", "parse"} <= met, "the kills met nothing worth killing"


@pytest.mark.timeout(7200 if LONG else 280)
def test_s02_s04_s10_s13_s15_s55_faulty_links_lose_and_double_nothing(
    mailbox_server: Dovecot, database_url: str, tmp_path: Path
) -> None:
    with proxy(mailbox_server.tls_port) as to_mailbox, proxy(_port(database_url)) as to_database:
        rig = Rig(
            mailbox_server, tmp_path, _through(database_url, to_database.port), SEED,
            imap_port=str(to_mailbox.port), imap_timeout_seconds="1", poll_stall_seconds="1", limit_message_seconds="5",
        )  # fmt: skip
        for run in range(RUNS):
            rig.deliver(rig.chance.randint(1, 3))
            to_mailbox.mischief(SEED * 100_003 + run)
            # Half of the time the database is the faulty one, half of the time it is sound: a pass must get somewhere.
            to_database.mischief(SEED * 100_019 + run) if run % 2 else to_database.honest()
            rig.let_one_struggle(60)
            to_mailbox.drop()
            to_database.drop()
        to_mailbox.honest()
        to_database.honest()
        rig.settle()
        rig.tally.stages.update({f"mailbox {fault}": count for fault, count in to_mailbox.drawn.items()})
        rig.tally.stages.update({f"database {fault}": count for fault, count in to_database.drawn.items()})
    told(rig, f"faulty links to Dovecot and {database_url.partition(':')[0]}")
    assert rig.tally.is_clean(), rig.tally.line()
    assert rig.tally.faults == RUNS
    assert all(to_mailbox.drawn[fault] for fault in ("cut", "stall", "delay", "halve", "corrupt"))


def _port(database_url: str) -> int:
    """The port of the database server; SQLite has none, and nothing ever connects to this one."""
    return int(database_url.rpartition(":")[2].partition("/")[0]) if database_url.startswith("postgresql") else 9


def _through(database_url: str, port: int) -> str:
    """By way of the proxy, with TLS: without it a corrupted byte of a row would go unnoticed by everybody."""
    if not database_url.startswith("postgresql"):
        return database_url
    name = database_url.rpartition("/")[2]
    return f"postgresql://raccolta@127.0.0.1:{port}/{name}?sslmode=require"
