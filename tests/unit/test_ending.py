"""Work that is to stop: what is being read is waited for within a bound, then given up and due again."""

import threading
from concurrent.futures import Future
from dataclasses import replace

import pytest

from ingest.memory import MemoryMailbox
from jobs.app import App
from jobs.demo.sample import sample_mailbox
from jobs.poll import poll
from jobs.process import process_due
from jobs.readers import InlineReader
from store.model import AS_USUAL, Submission, Terms


class EndlessReader(InlineReader):
    """Never comes to an end, and asks for the end of the work as soon as it has begun."""

    def __init__(self, app: App, stop: threading.Event) -> None:
        super().__init__(app.originals, app.settings.limits)
        self.stop, self.closed = stop, ""

    def submit(self, sha256: str, terms: Terms = AS_USUAL) -> "Future[Submission]":
        self.stop.set()
        return Future()

    def close(self, *, at_once: bool = False) -> None:
        self.closed = "at once" if at_once else "in time"


@pytest.mark.parametrize("seconds", [0, 1])
def test_reading_without_end_does_not_hold_up_the_end_of_the_work(app: App, seconds: int) -> None:
    app = replace(app, settings=app.settings.model_copy(update={"stop_seconds": seconds}))
    poll(app, MemoryMailbox(sample_mailbox()[:3]))
    stop = threading.Event()
    endless = EndlessReader(app, stop)
    assert process_due(app, endless, stop=stop).total == 0
    assert endless.closed == "at once"
    assert {app.queries.message(number)["status"] for number in (1, 2, 3)} == {"received"}
    assert process_due(app, InlineReader(app.originals, app.settings.limits)).total == 3
