"""What is stored and shown of a practice without personal data."""

from collections.abc import Callable
from pathlib import Path
from typing import Any

import pytest
import sqlalchemy as sa
from click.testing import Result

from config.errors import UsageError
from ingest.memory import MemoryMailbox
from jobs.app import App
from jobs.demo.build import mail
from jobs.poll import poll
from jobs.process import process_due
from jobs.readers import InlineReader
from store import masking, public_texts, roles, schema
from store.database import Database
from store.export import rows_of
from store.views import VIEWS
from tests.specimens.whole_replies import DATE

_SECRETS = ("Mariama", "mariama", "347 7654321", "RSSMRA80A01H501U", "casa.rifugio@example.org")
_TEXT = (
    "Mariama, 16 anni, è arrivata da sola e oggi studia da sarta. Per sostenere il laboratorio si telefona al 347 "
    "7654321 o si scrive a"
    " casa.rifugio@example.org, indicando il codice fiscale RSSMRA80A01H501U. Il laboratorio dura otto mesi e "
    "coinvolge trenta persone."
)


def _reply(sigla: str, text: str, title: str = "Sartoria solidale") -> bytes:
    return mail(f"protocollo.pref{sigla}@pec.interno.it", "Buone pratiche", f"Scheda 6\n\n{title}\n\n{text}", date=DATE)


@pytest.fixture
def full(app: App) -> App:
    poll(
        app,
        MemoryMailbox(
            [
                _reply("cr", _TEXT),
                _reply("lo", "Il corso di cucito dura un anno. Vi partecipano venti persone accolte nei centri."),
            ]
        ),
    )
    process_due(app, InlineReader(app.originals, app.settings.limits))
    return app


def _public(app: App) -> list[dict[str, Any]]:
    return list(rows_of(app.database, "schede_public"))


def test_the_public_view_has_every_scheda_in_force_and_no_personal_data(full: App) -> None:
    whole = list(rows_of(full.database, "schede"))
    shown = _public(full)
    assert [row["scheda_id"] for row in shown] == [row["scheda_id"] for row in whole]
    assert any(secret in str(whole) for secret in _SECRETS)
    assert [secret for secret in _SECRETS if secret in str(shown)] == []
    assert "omess" in shown[0]["description"]
    assert "otto mesi" in shown[0]["description"]
    assert shown[1]["description"] == whole[1]["description"], "a text without personal data stays as it is"


def test_the_public_view_names_no_file_and_no_author(full: App) -> None:
    assert not {"document", "document_path", "origin"} & set(_public(full)[0])


def test_a_message_that_is_read_again_has_its_texts_once(full: App) -> None:
    before = _public(full)
    with full.database.write() as connection:
        connection.execute(sa.text("UPDATE messages SET status = 'received'"))
    process_due(full, InlineReader(full.originals, full.settings.limits))
    assert _public(full) == before


def _again(app: App, numbers: list[int], monkeypatch: pytest.MonkeyPatch) -> list[str]:
    """Reads messages again, and gives the texts that were masked for it."""
    seen: list[str] = []

    def masked(text: str) -> str:
        seen.append(text)
        return masking.masked(text)

    monkeypatch.setattr(public_texts, "masked", masked)
    process_due(app, InlineReader(app.originals, app.settings.limits), only=numbers, reason="rerun")
    return seen


def test_a_text_that_is_read_again_word_by_word_is_not_masked_again(full: App, monkeypatch: pytest.MonkeyPatch) -> None:
    before = _public(full)
    assert _again(full, [1, 2], monkeypatch) == []
    assert _public(full) == before


@pytest.mark.parametrize(
    "change",
    ["UPDATE public_texts SET mask = 0, description = 'Mariama'", "UPDATE schede SET description = 'Un altro testo.'"],
)
def test_a_text_that_changed_or_that_earlier_rules_masked_is_masked_anew(
    full: App, monkeypatch: pytest.MonkeyPatch, change: str
) -> None:
    before = _public(full)
    with full.database.write() as connection:
        connection.execute(sa.text(change))
    assert any(text.startswith("Mariama, 16 anni") for text in _again(full, [1], monkeypatch))
    assert _public(full)[0] == before[0]


@pytest.mark.parametrize(
    "damage", ["DELETE FROM public_texts", "UPDATE public_texts SET mask = 0, description = 'Mariama'"]
)
def test_an_upgrade_writes_what_is_missing_or_was_masked_by_earlier_rules(damage: str, full: App) -> None:
    before = _public(full)
    with full.database.write() as connection:
        connection.execute(sa.text(damage))
    schema.upgrade(full.database)
    assert _public(full) == before


def test_texts_go_with_their_scheda(full: App) -> None:
    with full.database.write() as connection:
        connection.execute(sa.text("DELETE FROM schede"))
        assert connection.execute(sa.text("SELECT COUNT(*) FROM public_texts")).scalar() == 0
        public_texts.write_missing(connection)


def test_analysts_get_no_view_that_shows_a_whole_text() -> None:
    texts = {"description", "detail", "sender", "subject", "origin", "signer", "document_path", "scheda_title"}
    open_views = {view.name: set(view.names) & texts for view in VIEWS if view.name in roles.PUBLIC_VIEWS}
    assert set(open_views) == set(roles.PUBLIC_VIEWS), "every name is one of a view"
    assert {
        name
        for name, shown in open_views.items()
        if shown - ({"description"} if name == "v_schede_public" else {"document_path"})
    } == set()
    granted = [line for line in roles.statements() if line.startswith("GRANT SELECT")]
    assert [line for line in granted if line.endswith(roles.ANALYSTS) and "v_schede " in line] == []
    assert [line for line in granted if line.endswith(roles.READERS) and "v_schede " in line] != []
    assert all(".v_" in line for line in granted), "views only, no table"


def test_roles_are_printed_anywhere_and_applied_where_there_are_any(
    command: Callable[..., Result], tmp_path: Path
) -> None:
    printed = command("db", "roles").output
    assert printed.count(";\n") == len(roles.statements())
    with pytest.raises(UsageError, match="SQLite knows no roles"):
        roles.apply(Database(f"sqlite:///{tmp_path / 'x.db'}"))
