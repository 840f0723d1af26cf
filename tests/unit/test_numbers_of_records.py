"""Status, figures, digest and report count records alike: in force, replaced, of no known office, to review."""

import re

import pytest
import sqlalchemy as sa

from jobs.app import App
from jobs.cli.status import _print
from jobs.report.page import report
from jobs.status import status
from tests.unit.test_links import COURSES, NETWORK, VOLUNTEERS, sent, store


def test_a_reply_that_came_twice_counts_once_everywhere(app: App, capsys: pytest.CaptureFixture[str]) -> None:
    store(
        app,
        sent(0, "Schede", "In allegato.", VOLUNTEERS, NETWORK),
        sent(1, "Schede", "Di nuovo in allegato.", VOLUNTEERS, NETWORK),
        sent(2, "Schede", "In allegato.", COURSES, sender="maria.rossi@example.org"),
    )
    counts = status(app).counts
    with app.database.read() as connection:
        shown = [
            connection.execute(sa.text(f"SELECT COUNT(*) FROM {what}")).scalar_one()
            for what in ("v_schede", "v_schede_all WHERE replaced_by IS NOT NULL", "v_schede WHERE prefettura IS NULL")
        ]
    named = [counts[f"schede_{how}"] for how in ("in_force", "replaced", "without_office")]
    assert named == shown == [3, 2, 1]
    assert counts["schede"] == 5
    page = {name: int(number) for number, name in re.findall(r"<b>(\d+)</b>([^<]*)<", report(app))}
    assert (page["schede in vigore"], page["di cui senza ufficio noto"]) == (3, 1)
    _print(counts, (), watched=True)
    told = capsys.readouterr().out
    assert "records     3 schede in force, 1 of them of no known office; 2 replaced" in told
    assert "records     0 protocolli in force, 0 of them of no known office; 0 replaced" in told
