"""Where the time goes: one profile of reading and one of storing, beside the number of statements. Run by `make
profile`; the files are for `python -m pstats` and for every viewer of flame graphs that reads cProfile's format.
"""

import cProfile
import hashlib
import pstats
from collections.abc import Callable
from pathlib import Path

import sqlalchemy as sa

from ingest.memory import MemoryMailbox
from jobs.app import App
from jobs.pipeline import read_submission
from jobs.poll import poll
from jobs.process import process_due
from store.model import Submission
from tests.bench.mails import sample
from tests.bench.walk import LIMITS, ReadBefore, new_app

FOLDER = Path("build")
SHOWN = 25


def profiled(name: str, action: Callable[[], object]) -> None:
    """Runs an action under the profiler, and keeps and shows what it saw."""
    profile = cProfile.Profile()
    profile.runcall(action)
    profile.dump_stats(FOLDER / f"{name}.prof")
    print(f"\n{name}: {FOLDER / name}.prof")
    pstats.Stats(profile).sort_stats("tottime").print_stats(SHOWN)


def main() -> None:
    FOLDER.mkdir(exist_ok=True)
    mails, submissions = sample(), dict[str, Submission]()

    def read() -> None:
        for mail in mails:
            submissions[hashlib.sha256(mail).hexdigest()] = read_submission(mail, LIMITS)

    def stored(app: App) -> Callable[[], object]:
        return lambda: (poll(app, MemoryMailbox(mails)), process_due(app, ReadBefore(submissions)))

    profiled("reading", read)
    statements: list[str] = []
    with new_app() as app:
        sa.event.listen(app.database.engine, "before_cursor_execute", lambda *seen: statements.append(seen[2]))
        profiled("storing", stored(app))
    print(f"{len(statements) / len(mails):.1f} statements a mail")


if __name__ == "__main__":
    main()
