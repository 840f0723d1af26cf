"""Where the time of a message goes: by stage, in log, figures, `status` and `show`."""

import logging
import time
from datetime import UTC, datetime

import pytest

from config.stages import STAGES, Spent, measured, stage
from ingest.memory import MemoryMailbox
from jobs.app import App
from jobs.demo.build import docx, mail
from jobs.monitoring.board import Board, Life
from jobs.monitoring.figures import Figures
from jobs.poll import poll
from jobs.process import process_due
from jobs.readers import InlineReader
from jobs.status import status
from jobs.watchdog import Watchdog

ONE = docx([("bold", "Campo 5: apprendimento della lingua italiana"), ("text", "Trenta ospiti studiano ogni sera.")])
MAIL = mail(
    "protocollo.prefcr@pec.interno.it", "corsi", "x", {"a.docx": ONE}, date=datetime(2015, 12, 1, 9, tzinfo=UTC)
)


def test_a_stage_within_another_stops_the_outer_one(monkeypatch: pytest.MonkeyPatch) -> None:
    clock = iter([0.0, 1.0, 3.0, 6.0, 10.0, 15.0])
    monkeypatch.setattr(time, "monotonic", lambda: next(clock))
    with measured() as seconds, stage("understand"), stage("read"), stage("open"):
        pass
    assert seconds == {"understand": 1.0 + 5.0, "read": 2.0 + 4.0, "open": 3.0}


def test_a_stage_that_fails_is_counted_and_left(monkeypatch: pytest.MonkeyPatch) -> None:
    clock = iter([0.0, 2.0, 2.0, 5.0])
    monkeypatch.setattr(time, "monotonic", lambda: next(clock))
    with measured() as seconds:
        with pytest.raises(ValueError, match="x"), stage("open"):
            raise ValueError("x")
        with stage("read"):
            pass
    assert seconds == {"open": 2.0, "read": 3.0}


def test_nothing_is_counted_where_nobody_asks() -> None:
    with stage("open"):
        pass
    with measured() as seconds:
        pass
    assert seconds == {}


def test_seconds_of_several_messages_add_up() -> None:
    spent = Spent()
    spent.add({"open": 1.5, "read": 2.0})
    spent.add({"open": 0.5})
    assert spent.so_far() == {name: {"open": (2.0, 2), "read": (2.0, 1)}.get(name, (0.0, 0)) for name in STAGES}


def test_every_stage_of_a_message_is_told(app: App, caplog: pytest.LogCaptureFixture) -> None:
    caplog.set_level(logging.INFO)
    reader = InlineReader(app.originals, app.settings.limits)
    assert status(app).counts["seconds"] == {}
    poll(app, MemoryMailbox([MAIL, MAIL.replace(b"corsi", b"altro")]))
    process_due(app, reader)

    assert {name: count for name, (_, count) in app.spent.so_far().items()} == dict.fromkeys(STAGES, 2)
    assert all(seconds > 0 for seconds, _ in app.spent.so_far().values())
    (line, _) = (record.__dict__ for record in caplog.records if record.getMessage() == "message processed")
    assert set(line["stages"]) == {"open", "read", "understand", "store"}
    kept = app.queries.attempts(1)[0]["seconds"]
    assert set(kept) == {"open", "read", "understand", "store"}
    recent = status(app).counts["seconds"]
    assert (recent.pop("readings"), set(recent)) == (2, {"open", "read", "understand", "store"})
    board = Board()
    board.begin(Life(app, reader, Watchdog(lambda reason: None)))
    text = Figures(board).text().decode()
    for name in STAGES:
        assert f'raccolta_stage_messages_total{{stage="{name}"}} 2.0' in text
        assert f'raccolta_stage_seconds_total{{stage="{name}"}} 0.' in text
