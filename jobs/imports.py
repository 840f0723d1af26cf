"""Takes messages in from disk: the same pipeline as for the mailbox, without IMAP."""

from collections.abc import Sequence
from dataclasses import dataclass
from pathlib import Path

from ingest.files import count_messages, read_path
from jobs.app import App
from jobs.progress import Progress, Silent


@dataclass(frozen=True, slots=True)
class ImportResult:
    """`stored` are the numbers of new messages, `known` counts those that were imported before."""

    stored: tuple[int, ...]
    known: int


def import_paths(app: App, paths: Sequence[Path], *, progress: Progress | None = None) -> ImportResult:
    """Stores every message at `paths`. Raises UsageError for a path that does not exist, before anything is stored."""
    progress = progress or Silent()
    for path in paths:
        if (count := count_messages(path)) is not None:
            progress.total(count)
    stored: list[int] = []
    known = 0
    for path in paths:
        for arrival in read_path(path):
            number = app.messages.arrive(arrival, app.originals.put(arrival.original), None, app.clock())
            if number is None:
                known += 1
            else:
                stored.append(number)
            progress.step()
    return ImportResult(tuple(stored), known)
