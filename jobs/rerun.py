"""Processes stored messages again, or shows what that would change."""

from collections.abc import Callable, Iterator, Sequence

from jobs.app import App
from jobs.changes import Change, differences
from jobs.process import Outcome, Tally, process_due
from jobs.progress import Progress
from jobs.readers import Reader
from store.preview import preview


def rerun(
    app: App,
    reader: Reader,
    numbers: Sequence[int],
    *,
    progress: Progress | None = None,
    told: Callable[[Outcome], None] | None = None,
    reason: str = "rerun",
) -> Tally:
    """Processes these messages again from their stored originals; decisions of persons stay. `told` hears what became
    of each.
    """
    return process_due(app, reader, only=numbers, progress=progress, told=told, reason=reason)


def dry_run(app: App, reader: Reader, numbers: Sequence[int]) -> Iterator[Change]:
    """What a rerun of these messages would change, record by record, decisions of persons applied. Nothing is
    written.
    """
    for number in numbers:
        before = app.queries.message(number)
        submission = reader.submit(app.queries.sha256(number), app.queries.terms(number)).result()
        yield from differences(number, before, preview(app.database, number, submission))
