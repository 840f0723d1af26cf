"""A TCP proxy that cuts, stalls, delays, halves and corrupts what goes through it, as a seed says."""

import contextlib
import random
import selectors
import socket
import threading
import time
from collections import Counter
from collections.abc import Iterator
from contextlib import contextmanager

FAULTS = ("none", "refuse", "cut", "stall", "delay", "halve", "corrupt")


class Proxy:
    """Forwards `port` to `target`, both on loopback. Every connection draws its fault; `drawn` counts them."""

    def __init__(self, target: int) -> None:
        self._target = target
        self._listener = socket.create_server(("127.0.0.1", 0), backlog=50)
        self.port: int = self._listener.getsockname()[1]
        self.drawn: Counter[str] = Counter()
        self._chance = random.Random(0)
        self._honest = True
        self._links: list[socket.socket] = []
        self._passable = threading.Event()
        self._passable.set()
        threading.Thread(target=self._accept, daemon=True).start()

    def mischief(self, seed: int) -> None:
        """From now on connections draw faults from this seed."""
        self._chance, self._honest = random.Random(seed), False

    def honest(self) -> None:
        """From now on everything goes through."""
        self._honest = True

    def cut_off(self) -> None:
        """From now on nothing goes through and nobody is told, as when a cable is pulled."""
        self._passable.clear()

    def heal(self) -> None:
        """What was connected is lost; from now on everything goes through."""
        self.drop()
        self._passable.set()

    def close(self) -> None:
        self._listener.close()
        self.heal()

    def drop(self) -> None:
        """Ends all connections."""
        for link in self._links:
            with contextlib.suppress(OSError):
                link.close()
        self._links.clear()

    def _accept(self) -> None:
        while True:
            try:
                link, _ = self._listener.accept()
            except OSError:
                return
            fault = "none" if self._honest else self._chance.choice(FAULTS)
            # Most exchanges are over after some ten thousand bytes: faults are spread over their length evenly by
            # magnitude.
            after = int(10 ** self._chance.uniform(1, 5))
            self.drawn[fault] += 1
            threading.Thread(target=self._serve, args=(link, fault, after, self._chance.random()), daemon=True).start()

    def _serve(self, link: socket.socket, fault: str, after: int, luck: float) -> None:
        if fault == "refuse":
            link.close()
            return
        self._passable.wait()
        try:
            far = socket.create_connection(("127.0.0.1", self._target), timeout=5)
        except OSError:
            link.close()
            return
        far.settimeout(None)
        self._links += [link, far]
        with (
            contextlib.suppress(OSError),
            contextlib.closing(link),
            contextlib.closing(far),
            selectors.DefaultSelector() as selector,
        ):
            selector.register(link, selectors.EVENT_READ, far)
            selector.register(far, selectors.EVENT_READ, link)
            _forward(selector, fault, after, luck, self._passable)


def _forward(selector: selectors.BaseSelector, fault: str, after: int, luck: float, passable: threading.Event) -> None:
    passed = 0
    while True:
        for key, _ in selector.select():
            passable.wait()
            data = key.fileobj.recv(65536)  # type: ignore[union-attr]
            if not data:
                return
            strikes = passed <= after < passed + len(data)
            passed += len(data)
            if fault == "delay":
                time.sleep(luck * 0.02)
            elif strikes and fault == "cut":
                return
            elif strikes and fault == "halve":
                key.data.sendall(data[: len(data) // 2])
                return
            elif strikes and fault == "stall":
                # Far longer than any of the victim's bounds.
                time.sleep(10)
                return
            elif strikes and fault == "corrupt":
                spot = int(luck * len(data))
                data = data[:spot] + bytes([data[spot] ^ 0x55]) + data[spot + 1 :]
            key.data.sendall(data)


@contextmanager
def proxy(target: int) -> Iterator[Proxy]:
    running = Proxy(target)
    try:
        yield running
    finally:
        running.close()
