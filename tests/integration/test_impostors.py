"""Who may speak for an office, on both engines."""

import json
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
from tests.integration.test_dovecot_to_postgresql import Machine, wait_until
from tests.integration.test_poison import SECONDS, SETTLED, running, states
from tests.services import Dovecot
from tests.specimens.envelopes import BOX, KEY, authority
from tests.unit.test_impostors import ATTACKS, FALSE, TRUE, true
from tests.unit.test_impostors_of_more_kinds import BY_ITS_ADDRESS, OURS, WAYS, results

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


def test_h15_a_service_lets_no_stranger_change_what_is_in_force(
    mailbox_server: Dovecot, database_url: str, tmp_path: Path
) -> None:
    """Taken in from a mailbox in the order of its server, with our server's word and other authorities than theirs."""
    authorities = tmp_path / "gestori.pem"
    authorities.write_bytes(authority(key=KEY))
    own = {
        "DATA_DIR": tmp_path / "data",
        "DATABASE_URL": database_url,
        "POLL_SECONDS": 1,
        "STOP_SECONDS": 2,
        "AUTH_SERV_ID": OURS,
        "PEC_CA_FILE": authorities,
    }
    machine = Machine(mailbox_server.environment() | {f"RACCOLTA_{name}": str(value) for name, value in own.items()})
    machine("db", "upgrade")
    legitimate = results(true(), f"{OURS}; dmarc=pass header.from=pec.interno.it")
    mailbox_server.deliver([legitimate, *(make(3) for make in WAYS.values())])
    with running(machine):
        wait_until(lambda: [state in SETTLED for state in states(database_url)] == [True] * (len(WAYS) + 1), SECONDS)
    first, *others = machine.messages()
    assert first["trust"] == "authenticated"
    assert not [link for link in first["links"] if link["replaced"] == first["id"]]
    assert [scheda["description"] for scheda in first["schede"]] == [TRUE.partition("\n")[2]]
    waiting = {item.get("message_id") for item in json.loads(machine("review", "--json"))}
    for name, message in zip(WAYS, others, strict=True):
        trusted = {"office_address"} if name in BY_ITS_ADDRESS else {"claimed", "unknown"}
        assert message["trust"] in trusted, name
        assert message["trust_reasons"], name
        # What says the very same as a stranger before it is linked to that one, which waits.
        assert message["id"] in waiting or message["links"], name
        assert not [link for link in message["links"] if link["kind"].startswith(("supersedes", "withdraws"))], name
