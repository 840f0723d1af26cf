"""What fails again and again is said once."""

import logging

from jobs.failures import needs_a_person

log = logging.getLogger(__name__)


class Trouble:
    """Something that fails for a while: said when it begins and when its reason changes, however often it is tried, and
    when it is over.
    """

    def __init__(self, failing: str, over: str) -> None:
        self._failing, self._over, self._reason = failing, over, ""

    @property
    def needs_a_person(self) -> str:
        """The reason why it fails, if that is one that trying again does not mend; "" if not."""
        return self._reason if self._reason and needs_a_person(self._reason) else ""

    def begins(self, reason: str) -> None:
        """It failed, for this reason."""
        level = logging.ERROR if needs_a_person(reason) else logging.WARNING
        log.log(logging.DEBUG if reason == self._reason else level, self._failing, extra={"reason": reason})
        self._reason = reason

    def remember(self, reason: str) -> None:
        """It failed and that was said."""
        self._reason = reason

    def is_over(self) -> None:
        """It went well."""
        if self._reason:
            log.info(self._over)
        self._reason = ""
