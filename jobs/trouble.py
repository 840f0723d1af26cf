"""What fails again and again is said once."""

import logging

log = logging.getLogger(__name__)


class Trouble:
    """Something that fails for a while: said when it begins and when its reason changes, however often it is tried, and
    when it is over.
    """

    def __init__(self, failing: str, over: str) -> None:
        self._failing, self._over, self._reason = failing, over, ""

    def begins(self, reason: str) -> None:
        """It failed, for this reason."""
        log.log(logging.DEBUG if reason == self._reason else logging.WARNING, self._failing, extra={"reason": reason})
        self._reason = reason

    def remember(self, reason: str) -> None:
        """It failed and that was said."""
        self._reason = reason

    def is_over(self) -> None:
        """It went well."""
        if self._reason:
            log.info(self._over)
        self._reason = ""
