"""Of what offices are asked: what their mails lack and nobody settled, closed or sent since."""

from collections.abc import Callable
from datetime import timedelta

import pytest

from ingest.memory import MemoryMailbox
from jobs import decide
from jobs.app import App
from jobs.decide import Person
from jobs.demo.build import mail
from jobs.letter import lacking
from jobs.poll import poll
from jobs.process import process_due
from jobs.readers import InlineReader
from tests.specimens.envelopes import DATE

ANNA = Person("Anna", "visto")
BROKEN = {"scheda.docx": b"PK\x03\x04 rotta"}
ANNOUNCED = "Si trasmette in allegato la scheda relativa al campo 5."


def sent(sigla: str, text: str, files: dict[str, bytes], day: int = 0) -> bytes:
    sender = f"protocollo.pref{sigla.lower()}@pec.interno.it"
    return mail(sender, "buone pratiche", text, files, date=DATE + timedelta(days=day))


def settle(app: App) -> None:
    with app.database.read() as connection:
        numbers = list(connection.exec_driver_sql("SELECT id FROM problems WHERE message_id = 1").scalars())
    for number in numbers:
        decide.settle(app, number, ANNA)


@pytest.mark.parametrize(
    ("mails", "act", "asked"),
    [
        ([sent("LO", "Si trasmette.", BROKEN)], None, ["LO"]),
        ([sent("LO", "Si trasmette.", BROKEN)], lambda app: decide.close(app, 1, ANNA), []),
        ([sent("LO", "Si trasmette.", BROKEN)], settle, []),
        ([sent("LO", "Si trasmette.", BROKEN), sent("LO", "Si trasmette.", BROKEN, 1)], settle, []),
        ([sent("PN", ANNOUNCED, {})], None, ["PN"]),
        ([sent("PN", ANNOUNCED, {})], settle, []),
        ([sent("BZ", "Nel nostro territorio non vi è nulla da segnalare.", {})], None, []),
    ],
    ids=["unreadable", "closed", "settled", "settled and sent again", "nothing attached", "of no matter", "nothing"],
)
def test_who_is_asked(app: App, mails: list[bytes], act: Callable[[App], object] | None, asked: list[str]) -> None:
    poll(app, MemoryMailbox(mails))
    process_due(app, InlineReader(app.originals, app.settings.limits))
    if act is not None:
        act(app)
    assert lacking(app) == asked
