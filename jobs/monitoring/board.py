"""What is known of the service at this moment. The service writes it, probes and figures read it from threads of their
own.
"""

from dataclasses import dataclass

from jobs.app import App
from jobs.readers import Reader
from jobs.watchdog import Watchdog


@dataclass(frozen=True, slots=True)
class Life:
    """One life of the service, from its start (or the last SIGHUP) to its end."""

    app: App
    reader: Reader
    watchdog: Watchdog


class Board:
    """Either a `life`, or the reason why there is none just now. Both are set as a whole, so that readers need no
    lock.
    """

    def __init__(self) -> None:
        self.life: Life | None = None
        self.waits_for = "the service is starting"

    def begin(self, life: Life) -> None:
        """The service works."""
        self.life = life

    def end(self, waits_for: str) -> None:
        """It does not, and why."""
        self.life, self.waits_for = None, waits_for

    def hanging(self) -> list[str]:
        """The names of the pieces of work that made no progress for too long; [] is a sign of life."""
        life = self.life
        return life.watchdog.late() if life is not None else []
