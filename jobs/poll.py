"""One pass over the mailbox: stores what is new, then does the mailbox action. Understanding comes later."""

import logging
import threading
import time
from collections.abc import Iterable, Iterator
from dataclasses import dataclass

from config.counting import counted
from config.errors import FirstStartError, MailboxActionRefusedError, OutageError, RaccoltaError
from config.settings import Settings, folder_of
from config.vocabulary import MessageState
from ingest.mailbox import Mailbox
from ingest.model import Arrival, Gap, MailboxSnapshot
from ingest.server_words import of_action
from jobs.app import App
from jobs.failures import operator_text
from jobs.intake import Intake
from jobs.processes import is_dead
from jobs.progress import Progress, Silent

log = logging.getLogger(__name__)

#: Messages after which the lease is renewed during a long pass.
_RENEW_EVERY = 20
#: Messages of one mailbox action: the command stays below the line limits of servers, and what was done is soon noted.
_FILED_AT_ONCE = 200
#: States of a message as the mailbox actions see them.
_FAILED = frozenset({MessageState.FAILED})
_READ = frozenset({MessageState.DONE, MessageState.PARTIAL, MessageState.IGNORED})


@dataclass(frozen=True, slots=True)
class PollResult:
    """What a pass did: `stored` new messages, `known` ones seen before, `gaps` that could not be taken, `filed` ones
    whose mailbox action was done. `busy` is true when another process polls this mailbox, and nothing was done.
    `refused` says why the server would not do the mailbox action ("" if it did).
    """

    stored: int = 0
    known: int = 0
    gaps: int = 0
    filed: int = 0
    busy: bool = False
    refused: str = ""


def poll(
    app: App, mailbox: Mailbox, *, progress: Progress | None = None, stop: threading.Event | None = None
) -> PollResult:
    """Takes in what is new. Raises OutageError (try again later) or StopError (a person must act), noted for `status`.

    Originals are durable as they come, their rows window by window with the cursor behind them, so the pass may end
    anywhere.
    """
    mailbox_id = app.mailboxes.register(mailbox.key)
    if not _hold(app, mailbox_id):
        log.info("another process polls this mailbox", extra={"mailbox": mailbox.key})
        return PollResult(busy=True)
    try:
        return _take_in(app, mailbox, mailbox_id, progress or Silent(), stop or threading.Event())
    except RaccoltaError as error:
        _note_failure(app, mailbox_id, operator_text(error))
        raise
    except Exception as error:
        _note_failure(app, mailbox_id, f"internal error: {error!r}"[:500])
        raise
    finally:
        mailbox.close()
        _let_go(app, mailbox_id)


def _note_failure(app: App, mailbox_id: int, reason: str) -> None:
    """For `status`. If the database is what failed, the reason of the poll is the one to hand on."""
    try:
        app.mailboxes.fail_poll(mailbox_id, reason, app.clock())
    except OutageError as error:
        log.warning("the failed poll could not be noted", extra={"reason": operator_text(error)})


def _let_go(app: App, mailbox_id: int) -> None:
    try:
        app.mailboxes.release(mailbox_id, app.owner)
    except OutageError as error:
        log.warning(
            "the lease could not be given back; it is ours at the next poll", extra={"reason": operator_text(error)}
        )


def _hold(app: App, mailbox_id: int) -> bool:
    """Takes or renews the lease; False if another process has it."""
    return app.mailboxes.acquire(mailbox_id, app.owner, app.clock(), app.settings.lease_seconds, is_dead)


def _take_in(app: App, mailbox: Mailbox, mailbox_id: int, progress: Progress, stop: threading.Event) -> PollResult:
    snapshot = mailbox.snapshot()
    with Intake(app, mailbox_id) as intake:
        whole = _fetch(app, mailbox, intake, snapshot, progress, stop)
    counts = (len(intake.stored), intake.known, intake.gaps)
    if not whole:
        return PollResult(*counts)
    filed, refused = _file(app, mailbox, mailbox_id, snapshot)
    app.mailboxes.finish_poll(mailbox_id, snapshot, app.clock(), refused or None)
    return PollResult(*counts, filed, refused=refused)


def _fetch(
    app: App, mailbox: Mailbox, intake: Intake, snapshot: MailboxSnapshot, progress: Progress, stop: threading.Event
) -> bool:
    """Fetches what is new; False if the pass is to end before it is through."""
    cursor = app.mailboxes.cursor(intake.mailbox_id)
    if cursor.uidvalidity is None:
        _ask_where_to_start(app, mailbox, snapshot)
    same = cursor.uidvalidity == snapshot.uidvalidity
    if cursor.uidvalidity is not None and not same:
        log.warning("UIDVALIDITY changed; known mails are recognised by content", extra={"mailbox": mailbox.key})
    after = cursor.last_uid if same else 0
    retry = app.mailboxes.open_gaps(intake.mailbox_id, snapshot.uidvalidity)
    progress.total(len(retry) + min(snapshot.exists, snapshot.uidnext - 1 - after))
    for number, item in enumerate(_fetched(app, mailbox.fetch(snapshot, after, retry)), 1):
        if isinstance(item, Gap):
            intake.leave_out(item, snapshot)
        else:
            intake.add(item)
        progress.step()
        lost = number % _RENEW_EVERY == 0 and not _hold(app, intake.mailbox_id)
        if lost:
            log.warning("the lease lapsed and another process took it over", extra={"mailbox": mailbox.key})
        if lost or stop.is_set():
            return False
    return True


def _fetched(app: App, items: Iterable[Arrival | Gap]) -> Iterator[Arrival | Gap]:
    """What the server hands over, and until the next one is asked for: fetched, and durable."""
    since = time.monotonic()
    for item in items:
        yield item
        now = time.monotonic()
        app.spent.add({"fetch": now - since})
        since = now


def _ask_where_to_start(app: App, mailbox: Mailbox, snapshot: MailboxSnapshot) -> None:
    """Years of mail are not taken in by accident."""
    settings = app.settings
    if settings.start_from is None and snapshot.exists > settings.start_ask_messages:
        raise FirstStartError(
            f"{mailbox.key} holds {counted(snapshot.exists, 'message', 'messages')} and none was taken in so far"
        )


def _plan(settings: Settings) -> Iterator[tuple[str, str, frozenset[MessageState]]]:
    """The mailbox actions: setting, what is to be done, and the states of the messages that it is for."""
    if settings.after_failure == "leave":
        yield "AFTER_STORE", settings.after_store, frozenset(MessageState)
        return
    # What becomes of a mail is known only when it was read, and a mail that was moved is moved no more.
    yield "AFTER_FAILURE", settings.after_failure, _FAILED
    yield "AFTER_STORE", settings.after_store, _READ


def _file(app: App, mailbox: Mailbox, mailbox_id: int, snapshot: MailboxSnapshot) -> tuple[int, str]:
    """The mailbox action for every committed message that still lacks it, earlier passes included. Gives how many were
    done, and why the server would not do one ("" if it did all).
    """
    filed, refused = 0, []
    for name, action, states in _plan(app.settings):
        waiting = app.mailboxes.unfiled(mailbox_id, snapshot.uidvalidity, states) if action != "leave" else []
        try:
            for start in range(0, len(waiting), _FILED_AT_ONCE):
                uids = waiting[start : start + _FILED_AT_ONCE]
                _act(mailbox, action, uids)
                app.mailboxes.mark_filed(mailbox_id, snapshot.uidvalidity, uids, app.clock())
                filed += len(uids)
        except MailboxActionRefusedError as error:
            # Nothing that was taken in is any the worse for it, and the next pass asks again.
            refused.append(of_action(operator_text(error), name))
    return filed, "; ".join(refused)


def _act(mailbox: Mailbox, action: str, uids: list[int]) -> None:
    if action == "seen":
        mailbox.mark_seen(uids)
    else:
        mailbox.move(uids, folder_of(action))
