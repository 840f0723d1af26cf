"""Ends work that makes no progress: first by breaking its links, and if that does not help by ending the process."""

import logging
import os
import threading
import time
from collections.abc import Callable, Iterator
from contextlib import contextmanager

log = logging.getLogger(__name__)

#: Beyond STOP_SECONDS work that ends has so many seconds to put away what it gave up; then its links are broken.
TO_PUT_AWAY = 10.0
#: Exit code of a process that could not free itself: a supervisor starts it anew (EX_TEMPFAIL of sysexits.h).
GIVEN_UP = 75


def _exit() -> None:
    os._exit(GIVEN_UP)


class Watchdog:
    """Watches named pieces of work. `break_links` is called with the reason when one of them stalls; `give_up` when
    that was in vain for as long again. Monotonic seconds: a wall clock that jumps harms nothing.
    """

    def __init__(
        self,
        break_links: Callable[[str], None],
        give_up: Callable[[], None] = _exit,
        clock: Callable[[], float] = time.monotonic,
    ) -> None:
        self._break_links, self._give_up, self._clock = break_links, give_up, clock
        self._lock = threading.Lock()
        #: name -> (seconds without progress that are too many, last progress, whether its links were broken since)
        self._work: dict[str, tuple[float, float, bool]] = {}
        self._over = threading.Event()

    @contextmanager
    def watching(self, name: str, seconds: float) -> Iterator[None]:
        """The work inside must call `beat` at least every `seconds`."""
        with self._lock:
            self._work[name] = (seconds, self._clock(), False)
        try:
            yield
        finally:
            with self._lock:
                self._work.pop(name, None)

    @contextmanager
    def bounding_end(self, stopping: threading.Event, stop_seconds: float) -> Iterator[None]:
        """Once `stopping` is set, a server that stays silent or a lock on the database holds the work inside up no
        longer than this: its links are broken, and if that is in vain the process ends.
        """
        ended = threading.Event()

        def bound() -> None:
            stopping.wait()
            with self.watching("end", stop_seconds + TO_PUT_AWAY):
                ended.wait()

        threading.Thread(target=bound, name="end", daemon=True).start()
        try:
            yield
        finally:
            ended.set()

    def beat(self, name: str) -> None:
        """The work made progress."""
        with self._lock:
            if name in self._work:
                self._work[name] = (self._work[name][0], self._clock(), False)

    def late(self) -> list[str]:
        """The names of the work that makes no progress now."""
        with self._lock:
            now = self._clock()
            return [name for name, (seconds, last, broken) in self._work.items() if broken or now - last > seconds]

    def look(self) -> None:
        """One look at all work."""
        with self._lock:
            now = self._clock()
            stalled = [(name, *facts) for name, facts in self._work.items() if now - facts[1] > facts[0]]
            for name, seconds, _, _ in stalled:
                self._work[name] = (seconds, now, True)
        for name, seconds, _, broken in stalled:
            if broken:
                log.critical("work hangs for good; the process ends so that it is started anew", extra={"work": name})
                self._give_up()
            else:
                reason = f"{name} made no progress for {seconds:g} seconds and was ended"
                log.error("work hangs; its links are broken", extra={"work": name, "seconds": seconds})
                self._break_links(reason)

    def run(self, every: float) -> None:
        """Looks every so many seconds until `stop`; meant for a thread of its own."""
        while not self._over.wait(every):
            self.look()

    def stop(self) -> None:
        """Looks no more."""
        self._over.set()
