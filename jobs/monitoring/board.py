"""What is known of the service at this moment. The service writes it, probes and figures read it from threads of their
own.
"""

from collections.abc import Sequence
from dataclasses import dataclass, replace

from jobs.app import App
from jobs.readers import Reader
from jobs.status import Status, status
from jobs.trouble import Trouble
from jobs.watchdog import Watchdog


@dataclass(frozen=True, slots=True)
class Life:
    """One life of the service, from its start (or the last SIGHUP) to its end."""

    app: App
    reader: Reader
    watchdog: Watchdog
    troubles: Sequence[Trouble] = ()

    def status(self) -> Status:
        """What `raccolta status` would say, and what the service knows beside it: on a full disk it could not be noted.
        Raises RaccoltaError if the database cannot be asked.
        """
        found = status(self.app)
        reasons = (trouble.needs_a_person for trouble in self.troubles)
        more = [why for why in reasons if why and not any(told.endswith(why) for told in found.red)]
        return replace(found, red=(*found.red, *dict.fromkeys(more)))


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
