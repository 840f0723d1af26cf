"""Who may speak for an office, on both engines."""

from pathlib import Path

import pytest
import sqlalchemy as sa

from config.settings import load
from ingest.model import Arrival
from jobs import decide
from jobs.app import App, open_app
from jobs.decide import Person
from jobs.process import process_due
from jobs.readers import InlineReader
from jobs.rerun import rerun
from tests.specimens.envelopes import BOX
from tests.unit.test_impostors import ATTACKS, FALSE, TRUE, true

pytestmark = pytest.mark.service


def shown(app: App) -> list[str]:
    with app.database.read() as connection:
        return list(
            connection.execute(
                sa.text("SELECT description FROM v_schede WHERE prefettura = 'LO' AND campo = 4")
            ).scalars()
        )


def test_h15_all_strangers_together_change_nothing_and_a_person_may_let_one(database_url: str, tmp_path: Path) -> None:
    with open_app(load({}, data_dir=tmp_path, database_url=database_url)) as app:
        for name, original in [("true", true()), *((name, attack(3)) for name, attack in ATTACKS.items())]:
            app.messages.arrive(Arrival(original, name), app.originals.put(original), None, app.clock())
        process_due(app, InlineReader(app.originals, app.settings.limits, BOX))
        words = {text.partition("\n")[2] for text in (TRUE, FALSE)}
        assert set(shown(app)) == words
        asked = [item for item in app.proposals.waiting() if item["other_id"] == 1]
        assert {item["kind"] for item in asked} == {"supersedes", "duplicate"}
        named = next(item for item in asked if item["kind"] == "supersedes")
        app.proposals.decide(named["message_id"], 1, accepted=True, who="anna", now=app.clock())
        with app.database.read() as connection:
            replaced = connection.execute(
                sa.text("SELECT replaced_by FROM v_messages WHERE message_id = 1")
            ).scalar_one()
            listed = connection.execute(sa.text("SELECT COUNT(*) FROM v_proposals WHERE other_id = 1")).scalar_one()
        assert (replaced, listed) == (named["message_id"], len(asked) - 1)
        app.proposals.undo(named["message_id"], 1)
        assert len([item for item in app.proposals.waiting() if item["other_id"] == 1]) == len(asked)


def test_h15_a_person_puts_one_message_in_place_of_another(database_url: str, tmp_path: Path) -> None:
    anna = Person("anna")
    with open_app(load({}, data_dir=tmp_path, database_url=database_url)) as app:
        for name, original in (("true", true()), ("display_name", ATTACKS["display_name"](3))):
            app.messages.arrive(Arrival(original, name), app.originals.put(original), None, app.clock())
        reader = InlineReader(app.originals, app.settings.limits, BOX)
        process_due(app, reader)
        # Decisions of other kinds have other values, which name no message.
        for made in (
            decide.note(app, 1, anna),
            decide.limit(app, 2, "text_chars=1000000", anna),
            *decide.replaces(app, 2, 1, anna),
        ):
            assert made.number
        for number in (2, 1):
            rerun(app, reader, [number])
            assert shown(app) == [FALSE.partition("\n")[2]]
