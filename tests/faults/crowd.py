"""Several workers over one collection, on one machine or as if on two: they are killed and revived, and what became of
the mails is counted.
"""

import json
import os
import random
import signal
import subprocess
import sys
import time
from collections import Counter
from collections.abc import Callable, Iterator, Mapping
from contextlib import contextmanager
from dataclasses import dataclass
from datetime import UTC, datetime
from hashlib import sha256
from pathlib import Path

import sqlalchemy as sa

from config.limits import Limits
from config.settings import load
from ingest.model import Arrival
from jobs.app import App, open_app
from jobs.demo.build import mail
from jobs.pipeline import read_submission
from jobs.verify import verify

_DATE = datetime(2015, 12, 1, tzinfo=UTC)
_TEXT = """Si trasmette la buona pratica.

Scheda 7 - Interventi e iniziative di accoglienza
Sportello {number}: un mediatore accompagna i nuovi arrivati presso gli uffici del comune e ne segue le pratiche.
"""


def mails(first: int, count: int) -> list[bytes]:
    """So many mails, each with a text of its own, from the number `first` on."""
    return [
        mail("protocollo@example.it", f"Buona pratica {n}", _TEXT.format(number=n), {}, date=_DATE)
        for n in range(first, first + count)
    ]


@dataclass(frozen=True, slots=True)
class Tally:
    """What went in and what became of it."""

    mails: int
    kills: int
    stored: int
    doubled: int
    unsettled: int
    incomplete: int
    unsound: int
    #: How many readings came to their end on each host: together as many as mails, or one was read twice.
    hosts: Mapping[str, int]

    def is_clean(self) -> bool:
        """Nothing lost, nothing twice, nothing left half-way."""
        once = self.stored == sum(self.hosts.values()) == self.mails
        return once and not (self.doubled or self.unsettled or self.incomplete or self.unsound)

    def line(self) -> str:
        """For people."""
        return (
            f"{self.kills} kills: {self.mails} mails in, {self.stored} stored, {self.doubled} doubled, "
            f"{self.unsettled} unsettled, {self.incomplete} with other records than a quiet reading, "
            f"{self.unsound} unsound; read by {dict(self.hosts)}"
        )


class Crowd:
    """Workers over the collection of `environment`. Mails are taken in by this process."""

    def __init__(self, environment: Mapping[str, str], seed: int) -> None:
        self.environment, self.chance = dict(environment), random.Random(seed)
        self.workers: list[int] = []
        self.delivered = self.kills = 0
        self._nursery = subprocess.Popen(
            [sys.executable, "-m", "tests.faults.nursery"], stdin=subprocess.PIPE, stdout=subprocess.PIPE, text=True
        )

    def close(self) -> None:
        """Ends all workers."""
        assert self._nursery.stdin is not None
        assert self._nursery.stdout is not None
        try:
            for pid in self.workers:
                self._kill(pid)
        finally:
            self._nursery.stdin.close()
            self._nursery.wait(60)
            self._nursery.stdout.close()

    def bring_up(self, host: str = "one", **changed: str) -> int:
        """Starts a worker on a machine of that name."""
        assert self._nursery.stdin is not None
        assert self._nursery.stdout is not None
        asked = {"environment": self.environment | changed, "host": host}
        self._nursery.stdin.write(json.dumps(asked) + "\n")
        self._nursery.stdin.flush()
        self.workers.append(int(self._nursery.stdout.readline()))
        return self.workers[-1]

    def kill_one(self) -> None:
        """Kills any of the workers and brings up another in its place."""
        self._kill(self.workers.pop(self.chance.randrange(len(self.workers))))
        self.kills += 1
        self.bring_up()

    def _kill(self, pid: int) -> None:
        """None but our own: the number of one that ended by itself may be another's by now."""
        stat = Path(f"/proc/{pid}/stat").read_text(encoding="ascii", errors="replace")
        assert int(stat.rpartition(")")[2].split()[1]) == self._nursery.pid, "the worker ended by itself"
        os.kill(pid, signal.SIGKILL)

    def deliver(self, app: App, count: int) -> None:
        """Takes in so many mails, each in one durable step as a poll does."""
        for number, original in enumerate(mails(self.delivered, count), self.delivered + 1):
            arrival = Arrival(original, f"{number}.eml", None, None)
            app.messages.arrive(arrival, app.originals.put(original), None, app.clock())
        self.delivered += count

    def tally(self, app: App) -> Tally:
        """Counts. The records of a mail are held against those of a quiet reading, which differ by its number alone."""
        seen = Counter[str]()
        unsettled = incomplete = 0
        numbers = {sha256(original).hexdigest(): n for n, original in enumerate(mails(0, self.delivered))}
        (quiet,) = read_submission(mails(0, 1)[0], Limits()).reading.schede
        for message in app.queries.messages():
            seen[message["sha256"]] += 1
            unsettled += message["status"] != "done"
            expected = quiet.description.replace("Sportello 0", f"Sportello {numbers[message['sha256']]}")
            found = [(scheda["campo"], scheda["description"]) for scheda in message["schede"]]
            incomplete += found != [(quiet.campo, expected)]
        return Tally(
            mails=self.delivered,
            kills=self.kills,
            stored=len(seen),
            doubled=sum(seen.values()) - len(seen),
            unsettled=unsettled,
            incomplete=incomplete,
            unsound=len(list(verify(app))),
            hosts=read_by(app),
        )


@contextmanager
def crowd(environment: Mapping[str, str], seed: int) -> Iterator[tuple[Crowd, App]]:
    """A crowd without workers so far, and the parts by which this process takes in mail."""
    with open_app(load(environment)) as app:
        workers = Crowd(environment, seed)
        try:
            yield workers, app
        finally:
            workers.close()


def wait_until(true: Callable[[], bool], seconds: float) -> None:
    """Waits for a state, which must come about within so many seconds."""
    end = time.monotonic() + seconds
    while not true():
        assert time.monotonic() < end, "it did not come about"
        time.sleep(0.1)


def left(app: App) -> int:
    """How many messages are not read to their end."""
    with app.database.read() as connection:
        return int(connection.execute(sa.text("SELECT COUNT(*) FROM messages WHERE status <> 'done'")).scalar_one())


def read_by(app: App) -> Counter[str]:
    """How many messages each host read to their end."""
    query = "SELECT owner FROM attempts WHERE outcome = 'done'"
    with app.database.read() as connection:
        return Counter(owner.split(":")[0] for owner in connection.execute(sa.text(query)).scalars())
