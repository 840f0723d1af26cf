"""Listens for new mail with IDLE, so that a reply need not wait for the next poll. Polling goes on as the floor."""

import logging
import threading
from collections.abc import Callable

from config.errors import OutageError, RaccoltaError
from ingest.mailbox import Mailbox
from jobs.failures import delay, operator_text

log = logging.getLogger(__name__)


def listen(
    mailbox: Mailbox,
    news: Callable[[], None],
    stop: threading.Event,
    *,
    seconds: int,
    base_seconds: int,
    max_seconds: int,
) -> None:
    """Calls `news` when something changes in the folder, until `stop` is set or the server turns out not to offer IDLE.

    A link that breaks is made again after a delay that doubles up to `max_seconds`; `seconds` is how long one wait
    lasts.
    """
    failures = 0
    while not stop.is_set():
        try:
            changed = mailbox.wait(seconds)
        except RaccoltaError as error:
            if stop.is_set():
                break
            pause = (
                delay(failures, base_seconds, max_seconds).total_seconds()
                if isinstance(error, OutageError)
                else max_seconds
            )
            failures += 1
            log.info("listening pauses", extra={"reason": operator_text(error), "seconds": round(pause, 1)})
            stop.wait(pause)
            continue
        if changed is None:
            log.info("the server offers no IDLE; new mail is found by polling alone", extra={"mailbox": mailbox.key})
            break
        failures = 0
        if changed:
            news()
    mailbox.close()
