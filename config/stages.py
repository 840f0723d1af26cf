"""How long each stage of the way of a message takes, so that an operator sees where the time goes.

Seconds of the clock, for figures and logs alone: nothing is decided by them (for that there is `config.account`).
"""

import threading
import time
from collections.abc import Iterator, Mapping
from contextlib import contextmanager
from contextvars import ContextVar

#: The stages in their order: fetched from the server and stored as it came; opened; its files read; understood; its
#: records stored.
STAGES = ("fetch", "open", "read", "understand", "store")


class _Watch:
    """The seconds of one message by stage. A stage within another stops the outer one meanwhile."""

    def __init__(self) -> None:
        self.seconds: dict[str, float] = {}
        self._under_way: list[str] = []
        self._since = 0.0

    def enter(self, stage: str) -> None:
        self._book()
        self._under_way.append(stage)

    def leave(self) -> None:
        self._book()
        self._under_way.pop()

    def _book(self) -> None:
        now = time.monotonic()
        if self._under_way:
            stage = self._under_way[-1]
            self.seconds[stage] = self.seconds.get(stage, 0.0) + now - self._since
        self._since = now


_watch: ContextVar[_Watch | None] = ContextVar("_watch", default=None)


@contextmanager
def measured() -> Iterator[dict[str, float]]:
    """The seconds of all stages inside, by name; complete at the end."""
    watch = _Watch()
    token = _watch.set(watch)
    try:
        yield watch.seconds
    finally:
        _watch.reset(token)


@contextmanager
def stage(name: str) -> Iterator[None]:
    """What is done inside belongs to this stage. Without `measured` around it nothing is counted."""
    watch = _watch.get()
    if watch is None:
        yield
        return
    watch.enter(name)
    try:
        yield
    finally:
        watch.leave()


class Spent:
    """The seconds of a process by stage, and how many messages went through each; may be asked from any thread."""

    def __init__(self) -> None:
        self._seconds = dict.fromkeys(STAGES, 0.0)
        self._messages = dict.fromkeys(STAGES, 0)
        self._lock = threading.Lock()

    def add(self, seconds: Mapping[str, float], messages: int = 1) -> None:
        """Counts one message, or several that went through a stage together."""
        with self._lock:
            for name, value in seconds.items():
                self._seconds[name] += value
                self._messages[name] += messages

    def so_far(self) -> dict[str, tuple[float, int]]:
        """Seconds and messages by stage."""
        with self._lock:
            return {name: (self._seconds[name], self._messages[name]) for name in STAGES}
