"""A process that takes mail in until something happens to it. The rig starts it, and says what happens."""

import contextlib
import logging
import threading
from collections.abc import Callable
from ctypes import c_int
from typing import Any

from config.errors import OutageError
from config.settings import load
from ingest.mailbox import Mailbox
from jobs.app import App, open_app, open_mailbox
from jobs.readers import InlineReader
from jobs.service import Service

#: What the process is at; the rig reads it at the moment of death.
STAGES = (
    "starting",
    "looking",
    "ingest",
    "store original",
    "store row",
    "mailbox action",
    "claim",
    "parse",
    "store records",
)


def work(environment: dict[str, str], stage: c_int, rounds: int | None) -> None:
    """Polls and processes: `rounds` times, or until it is killed. A database that is away at the start ends it, as an
    operator would see it end.
    """
    settings = load(environment)
    logging.disable(logging.CRITICAL)
    with contextlib.suppress(OutageError), open_app(settings) as app:
        mailbox = open_mailbox(settings)
        reader = InlineReader(app.originals, settings.limits)
        _mark(app, mailbox, reader, stage)
        service = Service(app, mailbox, reader)
        threading.Thread(target=service.watchdog.run, args=(0.2,), daemon=True).start()
        while rounds is None or rounds > 0:
            stage.value = 1
            service.poll_once()
            service.process_once()
            rounds = rounds - 1 if rounds is not None else None


def _mark(app: App, mailbox: Mailbox, reader: InlineReader, stage: c_int) -> None:
    for target, name, number in (
        (mailbox, "fetch", 2),
        (app.originals, "put", 3),
        (app.messages, "arrive_all", 4),
        (mailbox, "move", 5),
        (app.messages, "claims", 6),
        (reader, "submit", 7),
        (app.messages, "finish", 8),
    ):
        setattr(target, name, _marked(getattr(target, name), stage, number))


def _marked(function: Callable[..., Any], stage: c_int, number: int) -> Callable[..., Any]:
    def call(*arguments: Any, **options: Any) -> Any:
        before, stage.value = stage.value, number
        try:
            return function(*arguments, **options)
        finally:
            # A generator is only made here; it runs until the next step is marked.
            stage.value = number if number == 2 else before

    return call
