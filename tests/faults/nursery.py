"""`python -m tests.faults.nursery`: brings up workers and tells their process numbers.

It has read mails before, so that a worker is there at once. A line of JSON on its input asks for one; when the input
ends, so do the workers.
"""

import contextlib
import ctypes
import json
import logging
import os
import signal
import sys
import time
from collections.abc import Mapping

from config.errors import OutageError
from config.settings import load
from jobs import processes
from jobs.app import App, open_app
from jobs.process import process_due
from jobs.processes import is_dead
from jobs.queue import QueueWorker
from jobs.readers import InlineReader, Reader
from tests.faults.post import KINDS, quiet

_DIE_WITH_PARENT = 1


def main() -> None:
    for kind in KINDS:
        quiet(kind)
    # The dead leave nothing behind that would look like a process.
    signal.signal(signal.SIGCHLD, signal.SIG_IGN)
    for line in sys.stdin:
        pid = os.fork()
        if pid == 0:
            ctypes.CDLL(None).prctl(_DIE_WITH_PARENT, signal.SIGKILL)
            work(**json.loads(line))
            os._exit(0)
        print(pid, flush=True)


def work(environment: Mapping[str, str], host: str) -> None:
    """Works until it is killed, as if it ran on the machine `host`."""
    processes._host = lambda: host  # type: ignore[assignment]
    logging.disable(logging.CRITICAL)
    settings = load(environment)
    while True:
        with contextlib.suppress(OutageError), open_app(settings) as app:
            reader = InlineReader(app.originals, settings.limits)
            if settings.queue == "procrastinate":
                QueueWorker(app, reader).run()
            _work_at_table(app, reader)


def _work_at_table(app: App, reader: Reader) -> None:
    while True:
        app.messages.release_dead(is_dead, app.clock())
        process_due(app, reader)
        time.sleep(0.1)


if __name__ == "__main__":
    main()
