"""Takes messages in from disk: the same pipeline as for the mailbox, without IMAP."""

from collections.abc import Sequence
from dataclasses import dataclass
from pathlib import Path

from ingest.files import count_files, read_path
from ingest.model import LeftOut
from jobs.app import App
from jobs.intake import Intake
from jobs.progress import Progress, Silent


@dataclass(frozen=True, slots=True)
class ImportResult:
    """`stored` are the numbers of new messages, `known` counts those that were imported before. `left_out` are the
    files that were not taken, `bare` the paths at which no mail was found at all.
    """

    stored: tuple[int, ...]
    known: int
    left_out: tuple[LeftOut, ...] = ()
    bare: tuple[Path, ...] = ()

    @property
    def complete(self) -> bool:
        """Whether no mail is known or feared to have been left behind."""
        return not self.bare and not any(file.holds_mail for file in self.left_out)


def import_paths(app: App, paths: Sequence[Path], *, progress: Progress | None = None) -> ImportResult:
    """Stores every message at `paths`. Raises UsageError for a path that does not exist, before anything is stored."""
    progress = progress or Silent()
    for path in paths:
        progress.total(count_files(path))
    left_out: list[LeftOut] = []
    bare: list[Path] = []
    with Intake(app) as intake:
        for path in paths:
            found = 0
            for arrival in read_path(path):
                progress.step()
                if isinstance(arrival, LeftOut):
                    left_out.append(arrival)
                else:
                    found += 1
                    intake.add(arrival)
            if not found:
                bare.append(path)
    return ImportResult(tuple(intake.stored), intake.known, tuple(left_out), tuple(bare))
