"""Several workers over one collection, on one machine or as if on two, which are killed and revived."""

import json
import os
import random
import signal
import subprocess
import sys
from collections.abc import Callable, Iterator, Mapping
from contextlib import contextmanager
from pathlib import Path

from config.settings import load
from jobs.app import App, open_app
from tests.faults.post import Post, wait_until


class Crowd:
    """Workers over the collection of `environment`."""

    def __init__(self, environment: Mapping[str, str], seed: int) -> None:
        self.environment, self.chance = dict(environment), random.Random(seed)
        self.workers: list[int] = []
        self.kills = 0
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


@contextmanager
def crowd(environment: Mapping[str, str], seed: int) -> Iterator[tuple[Crowd, App]]:
    """A crowd without workers so far, and the parts by which this process takes in mail and counts."""
    with open_app(load(environment)) as app:
        workers = Crowd(environment, seed)
        try:
            yield workers, app
        finally:
            workers.close()


def settings(url: str, folder: Path, queue: str) -> dict[str, str]:
    """Claims and pauses are short, so that what the dead leave behind is soon taken up."""
    return {
        "RACCOLTA_DATABASE_URL": url,
        "RACCOLTA_DATA_DIR": str(folder / "data"),
        "RACCOLTA_QUEUE": queue,
        "RACCOLTA_LEASE_SECONDS": "10",
        "RACCOLTA_RETRY_BASE_SECONDS": "1",
        "RACCOLTA_RETRY_MAX_SECONDS": "2",
    }


def kill_and_revive(
    workers: Crowd, post: Post, mails: int, kills: int, patience: float, told: Callable[[], None] = lambda: None
) -> None:
    """Three workers read so many mails while one of them is killed now and then and another comes in its place. `told`
    is called after each kill, `patience` are the seconds that one step may take.
    """
    for _ in range(3):
        workers.bring_up()
    for _ in range(kills):
        post.deliver(mails // kills)
        # Whoever is killed has work: the kills are spread over the mails, not over time.
        behind = 1 + workers.chance.randrange(mails // kills)
        wait_until(lambda behind=behind: post.left() <= behind, patience)
        workers.kill_one()
        told()
    wait_until(lambda: post.left() == 0, patience)
