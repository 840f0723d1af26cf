"""The figures for Prometheus, counted in the database at each question: they are those of `raccolta status`."""

from collections.abc import Iterator
from datetime import datetime
from typing import Any

from prometheus_client import CollectorRegistry, ProcessCollector
from prometheus_client.core import CounterMetricFamily, GaugeMetricFamily, Metric
from prometheus_client.exposition import generate_latest
from prometheus_client.registry import Collector

from config.errors import RaccoltaError
from config.stages import Spent
from config.vocabulary import MessageKind, MessageState
from jobs.monitoring.board import Board, Life
from jobs.room import free_bytes
from jobs.status import Status, watched
from store.queries import parse_moment

#: What waits for a person: the key in the counts of `status`, and the word of the label.
_REVIEWS = {
    "needs_review": "scheda",
    "agreements_in_doubt": "agreement",
    "needs_a_look": "message",
    "decisions_without_scheda": "decision",
    "unknown_sender": "office",
    "proposals": "link",
    "unread": "unread",
    "not_taken": "not_taken",
}
#: How records stand, in the counts of `status`.
_RECORDS, _STANDING = ("schede", "protocolli"), ("in_force", "replaced", "without_office")
_WAITING = (MessageState.RECEIVED, MessageState.RETRY)


class Figures:
    """Figures of the service that a board tells of."""

    def __init__(self, board: Board) -> None:
        self._registry = CollectorRegistry()
        self._registry.register(_OfService(board))
        ProcessCollector(registry=self._registry)

    def text(self) -> bytes:
        """All figures in the text format of Prometheus. Never fails for want of a database: `raccolta_database_up` is 0
        then.
        """
        return generate_latest(self._registry)


class _OfService(Collector):
    def __init__(self, board: Board) -> None:
        self._board = board

    def describe(self) -> Iterator[Metric]:
        """Nothing: registering asks no database."""
        return iter(())

    def collect(self) -> Iterator[Metric]:
        """All figures that can be told now."""
        life = self._board.life
        yield _one(
            "raccolta_work_hanging", "Pieces of work that made no progress for too long", len(self._board.hanging())
        )
        found = _asked(life) if life is not None else None
        yield _one("raccolta_database_up", "1 if the database answers", found is not None)
        if life is None or found is None:
            return
        killed = CounterMetricFamily(
            "raccolta_workers_killed", "Worker processes that were killed or died at a document"
        )
        killed.add_metric([], life.reader.killed)
        yield killed
        free = {str(folder): float(room) for folder, room in free_bytes(life.app.settings).items()}
        yield _many("raccolta_free_bytes", "Room on each disk that mail is kept on", "folder", free)
        yield from _of_stages(life.app.spent)
        yield from _of_messages(found, life.app.clock())
        yield from _of_mailboxes(watched(life.app.settings, found.counts["mailboxes"]))


def _asked(life: Life) -> Status | None:
    try:
        return life.status()
    except RaccoltaError:
        return None


def _of_messages(found: Status, now: datetime) -> Iterator[Metric]:
    counts = found.counts
    states, kinds = counts["status"], counts["kind"]
    yield _one("raccolta_healthy", "1 if nothing makes the health of `raccolta status` red", not found.red)
    # Every word is told, also with 0: a curve that begins at the first failure cannot be seen to rise.
    yield _many(
        "raccolta_messages", "Messages by state", "state", {state: states.get(state, 0) for state in MessageState}
    )
    yield _many(
        "raccolta_messages_by_kind", "Messages by kind", "kind", {kind: kinds.get(kind, 0) for kind in MessageKind}
    )
    yield _one("raccolta_backlog", "Messages that wait for processing", sum(states.get(state, 0) for state in _WAITING))
    oldest = parse_moment(counts["oldest_waiting"]) if counts["oldest_waiting"] else None
    age = max(0.0, (now - oldest).total_seconds()) if oldest is not None else 0.0
    yield _one(
        "raccolta_oldest_unprocessed_seconds", "Age of the oldest message that waits for processing, 0 if none", age
    )
    yield _many(
        "raccolta_review_open", "What waits for a person", "what", {word: counts[key] for key, word in _REVIEWS.items()}
    )
    yield _one("raccolta_schede", "Schede stored", counts["schede"])
    yield _one("raccolta_protocolli", "Protocolli stored", counts["protocolli"])
    standing = {f"{name}_{how}": counts[f"{name}_{how}"] for name in _RECORDS for how in _STANDING}
    yield _many("raccolta_records", "Schede and protocolli by how they stand, as status counts them", "what", standing)


def _of_mailboxes(boxes: list[dict[str, Any]]) -> Iterator[Metric]:
    polls = {
        box["key"]: parse_moment(box["last_good_poll_at"]).timestamp() for box in boxes if box["last_good_poll_at"]
    }
    yield _many("raccolta_last_good_poll_timestamp_seconds", "When the mailbox was last polled well", "mailbox", polls)
    failing = {box["key"]: float(bool(box["last_error"])) for box in boxes}
    yield _many("raccolta_mailbox_failing", "1 if the last poll of the mailbox failed", "mailbox", failing)
    held = {box["key"]: box["server_count"] or 0 for box in boxes}
    yield _many("raccolta_mailbox_messages", "Messages in the mailbox at the last good poll", "mailbox", held)
    missing = {box["key"]: box["missing"] or 0 for box in boxes}
    yield _many(
        "raccolta_mailbox_missing",
        "Messages on the server that are not safely stored, last comparison",
        "mailbox",
        missing,
    )


def _of_stages(spent: Spent) -> Iterator[Metric]:
    """Since the start of the service; how long one message takes is the quotient of both."""
    seconds = CounterMetricFamily(
        "raccolta_stage_seconds", "Seconds spent in each stage of the way of a message", labels=["stage"]
    )
    count = CounterMetricFamily("raccolta_stage_messages", "Messages that went through each stage", labels=["stage"])
    for name, (spent_there, messages) in spent.so_far().items():
        seconds.add_metric([name], spent_there)
        count.add_metric([name], messages)
    yield from (seconds, count)


def _one(name: str, meaning: str, value: float) -> Metric:
    return GaugeMetricFamily(name, meaning, value=float(value))


def _many(name: str, meaning: str, label: str, values: dict[Any, float]) -> Metric:
    family = GaugeMetricFamily(name, meaning, labels=[label])
    for word, value in values.items():
        family.add_metric([str(word)], float(value))
    return family
