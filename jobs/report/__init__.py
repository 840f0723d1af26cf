"""One self-contained page about the whole campaign, for a screen or for A4 paper. No scripts, no network."""

from jobs.report.page import report

__all__ = ["report"]
