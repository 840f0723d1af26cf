"""Runs the main job on the sample mailbox: IMAP server, poll, worker processes, SQLite."""

from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from pathlib import Path

from config.settings import DEMO_PASSWORD, DEMO_USER, Settings, load
from jobs.app import App, open_app, open_mailbox, open_reader
from jobs.demo.sample import sample_mailbox
from jobs.demo.server import imap_server
from jobs.poll import PollResult, poll
from jobs.process import Tally, process_due
from jobs.progress import Progress


@dataclass(frozen=True, slots=True)
class DemoRun:
    """A finished run: the parts it used (still open), what was taken in and what became of it."""

    app: App
    polled: PollResult
    tally: Tally


@contextmanager
def run_demo(folder: Path, progress: Progress) -> Iterator[DemoRun]:
    """Takes the sample mailbox into a SQLite database in `folder`, which is made."""
    messages = sample_mailbox()
    progress.total(2 * len(messages))
    with imap_server(messages) as port:
        settings = demo_settings(folder, port)
        with open_app(settings) as app:
            polled = poll(app, open_mailbox(settings), progress=progress)
            with open_reader(settings) as reader:
                tally = process_due(app, reader, progress=progress)
            yield DemoRun(app, polled, tally)


def demo_settings(folder: Path, port: int) -> Settings:
    """Settings for the demonstration's own server, whatever the environment says."""
    return load(
        {}, data_dir=folder, imap_host="127.0.0.1", imap_port=port, imap_user=DEMO_USER, imap_password=DEMO_PASSWORD,
        imap_tls="none"
    )  # fmt: skip
