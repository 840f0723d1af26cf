"""What long work tells about itself. The verbs call it; only the command line shows it."""

from typing import Protocol


class Progress(Protocol):
    """Steps of one piece of work."""

    def total(self, count: int) -> None:
        """So many steps are expected (may grow)."""

    def step(self, what: str = "") -> None:
        """One step is done."""

    def beat(self) -> None:
        """The step at hand goes on: a sign of life."""


class Silent:
    """Shows nothing."""

    def total(self, count: int) -> None:
        """Nothing."""

    def step(self, what: str = "") -> None:
        """Nothing."""

    def beat(self) -> None:
        """Nothing."""
