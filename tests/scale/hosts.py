"""`python -m tests.scale.hosts [MAILS] [CUTS]` runs `raccolta worker` on two hosts, each with a network and a name of
its own, over PostgreSQL and S3-compatible storage on a third. Workers are killed and revived, and one host is cut off
now and then. It prints what became of the mails, and ends with 1 if any was lost or doubled.

It makes namespaces of Linux, for which it has to be root: `unshare`, `nsenter` and `ip` do it. What the workers said is
left in build/hosts.
"""

import os
import random
import subprocess
import sys
import tempfile
from collections.abc import Iterator, Mapping
from contextlib import ExitStack, contextmanager
from pathlib import Path

from config.settings import load
from jobs.app import App, open_app
from tests.faults.crowd import settings
from tests.faults.post import Post, read_by, under_way, wait_until
from tests.scale.gate import gate
from tests.services import fresh_database, postgresql, storage

SEED = 5973
_NETWORK, _CENTRE, _NEAR, _FAR = "10.59.73.0/24", "10.59.73.1", "10.59.73.11", "10.59.73.12"
_LOGS = Path("build") / "hosts"
#: Seconds that one step may take.
_PATIENCE = 3600
_WORKERS = 2


class Host:
    """A machine: a network and a host name of its own, and workers in it. It hangs on the switch `lan` by a cable."""

    def __init__(self, name: str, address: str, environment: Mapping[str, str]) -> None:
        self.name, self._environment = name, dict(environment)
        self.workers: list[subprocess.Popen[bytes]] = []
        naming = ["sh", "-c", f"hostname {name} && echo up && exec sleep infinity"]
        self._holder = subprocess.Popen(["unshare", "--net", "--uts", *naming], stdout=subprocess.PIPE, text=True)
        assert self._holder.stdout is not None
        assert self._holder.stdout.readline() == "up\n", "the host did not come up"
        self._inside = ["nsenter", "--target", str(self._holder.pid), "--net", "--uts"]
        _ip("link", "add", name, "type", "veth", "peer", "name", "eth0", "netns", str(self._holder.pid))
        _ip("link", "set", name, "master", "lan", "up")
        for step in ("link set lo up", f"addr add {address}/24 dev eth0", "link set eth0 up"):
            subprocess.run([*self._inside, "ip", *step.split()], check=True)

    def bring_up(self) -> None:
        """Starts a worker, a program of its own."""
        with (_LOGS / f"{self.name}.log").open("ab") as log:
            command = [*self._inside, str(Path(sys.executable).with_name("raccolta")), "worker"]
            self.workers.append(subprocess.Popen(command, env=os.environ | self._environment, stdout=log, stderr=log))

    def kill_one(self, chance: random.Random) -> None:
        """Kills one of the workers and brings up another in its place."""
        self._kill(self.workers.pop(chance.randrange(len(self.workers))))
        self.bring_up()

    def _kill(self, worker: subprocess.Popen[bytes]) -> None:
        assert worker.poll() is None, f"a worker of {self.name} ended by itself"
        worker.kill()
        worker.wait()

    def cut_off(self) -> None:
        """Pulls the cable."""
        _ip("link", "set", self.name, "down")

    def heal(self) -> None:
        """Puts it in again; what was connected still is."""
        _ip("link", "set", self.name, "up")

    def close(self) -> None:
        """Ends the workers and the machine."""
        try:
            for worker in self.workers:
                self._kill(worker)
        finally:
            self._holder.kill()
            self._holder.wait()


def _ip(*words: str) -> None:
    subprocess.run(["ip", *words], check=True)


@contextmanager
def _host(name: str, address: str, environment: Mapping[str, str]) -> Iterator[Host]:
    host = Host(name, address, environment)
    try:
        for _ in range(_WORKERS):
            host.bring_up()
        yield host
    finally:
        host.close()


def main(mails: int = 2_000, cuts: int = 10) -> int:
    """Everything, in a network that nothing else is in."""
    _LOGS.mkdir(parents=True, exist_ok=True)
    for step in ("link set lo up", "link add lan type bridge", f"addr add {_CENTRE}/24 dev lan", "link set lan up"):
        _ip(*step.split())
    with ExitStack() as parts:
        folder = Path(parts.enter_context(tempfile.TemporaryDirectory()))
        objects = parts.enter_context(storage())
        endpoint, authority = parts.enter_context(gate(_CENTRE, objects.port, folder))
        server = parts.enter_context(postgresql(_CENTRE, _NETWORK))
        url = parts.enter_context(fresh_database(server.url, "raccolta_hosts"))
        common = settings(url, folder, "procrastinate") | objects.environment(objects.bucket())
        common |= {"RACCOLTA_ORIGINALS_ENDPOINT": endpoint, "RACCOLTA_ORIGINALS_CA_FILE": str(authority)}
        app = parts.enter_context(open_app(load(common)))
        near = parts.enter_context(_host("near", _NEAR, common | {"RACCOLTA_DATA_DIR": str(folder / "near")}))
        far = parts.enter_context(_host("far", _FAR, common | {"RACCOLTA_DATA_DIR": str(folder / "far")}))
        post = Post(app)
        _rounds(app, post, near, far, mails, cuts)
        tally = post.tally()
        print(f"seed {SEED}, one of two hosts cut off {cuts} times, {cuts} workers killed: {tally.line()}")
        return not tally.is_clean()


def _rounds(app: App, post: Post, near: Host, far: Host, mails: int, cuts: int) -> None:
    chance = random.Random(SEED)
    _wait_for_both(app, post)
    for cut in range(1, cuts + 1):
        post.deliver(max(1, mails * cut // cuts - post.delivered))
        wait_until(lambda: under_way(app, far.name) > 0 or post.left() == 0, _PATIENCE)
        far.cut_off()
        # Every other time until what it had in hand lapsed and the other host read it; else its links may hold.
        behind = 0 if cut % 2 else chance.randrange(1, mails // cuts)
        wait_until(lambda behind=behind: post.left() <= behind, _PATIENCE)
        chance.choice((near, far)).kill_one(chance)
        far.heal()
        print(f"{cut} cuts, {post.delivered} mails, read by {dict(read_by(app))}", flush=True)
    wait_until(lambda: post.left() == 0, _PATIENCE)


def _wait_for_both(app: App, post: Post) -> None:
    """Until both hosts read; the quicker one may read all there is, then there is more."""

    def both_read() -> bool:
        if post.left() == 0:
            post.deliver(10)
        return len(read_by(app)) == 2

    wait_until(both_read, _PATIENCE)


if __name__ == "__main__":
    if sys.argv[1:2] != ["inside"]:
        again = [sys.executable, "-m", "tests.scale.hosts", "inside", *sys.argv[1:]]
        os.execvp("unshare", ["unshare", "--net", *again])
    sys.exit(main(*map(int, sys.argv[2:])))
