"""When `raccolta review` is a screen, and its start. Textual is loaded only then."""

import importlib.util
import logging
import sys
from collections.abc import Callable, Collection
from typing import TYPE_CHECKING

from config.errors import UsageError

if TYPE_CHECKING:
    from jobs.app import App
    from jobs.decide import Person


def on_screen(wanted: bool | None, *, as_json: bool) -> bool:
    """Whether a screen is shown: as `wanted`, else at a terminal where it is installed. Raises UsageError if it is
    wanted and cannot be.
    """
    installed = importlib.util.find_spec("textual") is not None
    terminal = sys.stdin.isatty() and sys.stdout.isatty()
    if wanted is None:
        return installed and terminal and not as_json
    if wanted and as_json:
        raise UsageError("--screen and --json exclude each other")
    if wanted and not installed:
        raise UsageError(
            "the screen needs Textual: install the extra `screen` (README, Install); --list shows what waits without it"
        )
    if wanted and not terminal:
        raise UsageError("the screen needs a terminal; --list shows what waits without one")
    return wanted


def show(app: "App", by: "Person", only: Collection[int] | None) -> None:
    """Runs the screen until the person leaves it."""
    from jobs.screen.app import ReviewScreen

    screen = ReviewScreen(app, by, only)
    # A line of the log on stderr would be written across the screen.
    root = logging.getLogger()
    before, shown = list(root.handlers), _Shown(screen.tell)
    root.handlers[:] = [shown]
    try:
        screen.run()
    finally:
        root.handlers[:] = before


class _Shown(logging.Handler):
    """Tells a person at the screen what would be a line on stderr."""

    def __init__(self, tell: Callable[[str], None]) -> None:
        super().__init__(logging.WARNING)
        self._tell = tell

    def emit(self, record: logging.LogRecord) -> None:
        """Tells one line."""
        self._tell(record.getMessage())
