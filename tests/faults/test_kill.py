"""kill -9 of the service at random moments: every mail ends up stored exactly once.

`make test` runs a short seeded part on both engines, `make faults` (FAULTS=long) a long one.
"""

import os
import random
import signal
import time
from pathlib import Path

import pytest

from jobs.demo.sample import sample_mailbox
from tests.integration.test_dovecot_to_postgresql import Machine, wait_until
from tests.services import Dovecot

pytestmark = pytest.mark.service

LONG = os.environ.get("FAULTS") == "long"
ROUNDS, KILLS = (4, 50) if LONG else (1, 12)


@pytest.mark.timeout(3600 if LONG else 240)
@pytest.mark.parametrize("seed", range(ROUNDS))
def test_s01_s02_s59_killed_at_random_moments_stores_every_mail_exactly_once(
    seed: int, mailbox_server: Dovecot, database_url: str, tmp_path: Path
) -> None:
    chance = random.Random(seed)
    mails = sample_mailbox()
    machine = Machine(
        mailbox_server.environment()
        | {
            "RACCOLTA_DATA_DIR": str(tmp_path / "data"),
            "RACCOLTA_DATABASE_URL": database_url,
            "RACCOLTA_POLL_SECONDS": "1",
            "RACCOLTA_AFTER_STORE": "move:Elaborate",
            "RACCOLTA_IMAP_BATCH_MESSAGES": "3",
        }
    )
    machine("db", "upgrade")
    delivered = 0
    for kill in range(KILLS):
        upto = len(mails) * (kill + 1) // KILLS
        mailbox_server.deliver(mails[delivered:upto])
        delivered = upto
        service = machine.service()
        # Starting takes most of a second; the work on a few mails about as long.
        time.sleep(chance.uniform(0.4, 2.2))
        service.send_signal(signal.SIGKILL)
        service.wait()
        assert service.stderr
        service.stderr.close()
    service = machine.service()
    settled = {"done", "ignored", "partial"}
    try:
        wait_until(lambda: [m["status"] in settled for m in machine.messages()] == [True] * len(mails), 90)
        wait_until(lambda: mailbox_server.count() == 0, 30)
    finally:
        service.send_signal(signal.SIGTERM)
        assert service.wait(30) == 0
    stored = [message["sha256"] for message in machine.messages()]
    tally = {
        "mails in": len(mails),
        "stored": len(set(stored)),
        "duplicated": len(stored) - len(set(stored)),
        "lost": len(mails) - len(set(stored)),
    }
    print(f"seed {seed}: {KILLS} kills, {tally}")
    assert (tally["lost"], tally["duplicated"]) == (0, 0)
    assert mailbox_server.count("Elaborate") == len(mails)
    assert "sound" in machine("db", "check")
