"""One mail about which everything was decided that can be, and everything that may happen to it afterwards: what is in
force, who decided and what waits for a person stays as it was, or a person is told.
"""

import copy
import shutil
from collections.abc import Callable, Iterator
from dataclasses import replace
from datetime import timedelta
from email.utils import format_datetime
from pathlib import Path
from typing import Any

import pytest
import sqlalchemy as sa

from config.settings import load
from ingest.memory import MemoryMailbox
from jobs import decide
from jobs.app import App, assemble
from jobs.decide import AgreementFacts, Person
from jobs.demo.build import docx, mail, pdf
from jobs.imports import import_paths
from jobs.poll import poll
from jobs.process import process_due
from jobs.purge import purge
from jobs.readers import InlineReader
from jobs.refit import _fitted, adopt
from jobs.rerun import rerun
from parsers.model import Reading
from store import schema
from store.database import Database
from store.originals import OriginalsInMemory
from tests.specimens.envelopes import DATE, pec_mail
from tests.specimens.older import as_of
from tests.unit.test_decisions_about_agreements import ACT
from tests.unit.test_persons import CHOIR, COURSES, GARDEN, LANGUAGE, VOLUNTEERS

DATABASE = "raccolta.db"
ANNA = Person("Anna", "visto")
VENEZIA = "protocollo.prefve@pec.interno.it"
NETWORK = (
    "Il tavolo provinciale riunisce ogni mese comuni, azienda sanitaria, Caritas e gestori per programmare insieme "
    "l'accoglienza diffusa dei migranti e condividere le risorse disponibili."
)
KITCHEN = (
    "Nella cucina della parrocchia dodici ospiti preparano ogni giovedì la cena per le famiglie del quartiere e ne "
    "raccontano le ricette."
)
SPORT = (
    "La squadra di calcio degli ospiti gioca nel campionato provinciale e si allena con i ragazzi della scuola media."
)
NURSES = "Due infermiere della azienda sanitaria visitano ogni settimana gli ospiti e ne seguono le vaccinazioni."
PRACTICES = [
    ("Campo 1: sviluppo di reti e collaborazione virtuose con attori del territorio", [NETWORK]),
    (LANGUAGE, [COURSES]),
    (VOLUNTEERS, [GARDEN, CHOIR]),
    ("Campo 9: attività sportive", [SPORT]),
    ("Campo 10: servizi sanitari", [NURSES]),
    ("Campo 4: la cucina", [KITCHEN]),
]
BLOCKS = [part for head, texts in PRACTICES for part in [("bold", head), *(("text", text) for text in texts)]]
SCHEDE = docx(BLOCKS)
OTHER_ACT = docx(
    [
        ("bold", "CONVENZIONE"),
        ("bold", "per l'uso della palestra comunale"),
        ("bold", "tra"),
        ("text", "il Comune di Mestre, rappresentato dal Sindaco,"),
        ("text", "e la Croce Rossa Italiana, comitato di Venezia, rappresentata dal Presidente,"),
        ("text", "Premesso che gli ospiti dei centri chiedono di fare sport;"),
        ("bold", "si conviene quanto segue"),
        ("text", "Art. 1 Il Comune concede la palestra agli ospiti dei centri due sere alla settimana."),
        ("text", "Art. 2 La presente convenzione dura due anni dalla firma."),
        ("text", "Letto, confermato e sottoscritto. Venezia, 3 giugno 2015"),
    ]
)
REPAIRED = docx(
    [("bold", "Campo 8: mediazione culturale"), ("text", f"Una mediatrice aiuta la scuola. {KITCHEN[:40]}")]
)
FILES = {
    "schede.docx": SCHEDE,
    "atto.docx": ACT,
    "convenzione.docx": OTHER_ACT,
    "rotta.docx": b"PK\x03\x04 rotta",
    "persa.docx": b"PK\x03\x04 persa",
}


def sent(
    day: int = 0,
    identifier: str = "",
    files: dict[str, bytes] = FILES,
    sender: str = VENEZIA,
    subject: str = "buone pratiche",
) -> bytes:
    date = DATE + timedelta(days=day)
    stamp = {"Received": f"from a.example by mx.interno.it; {format_datetime(date)}"}
    made = mail(sender, subject, "Si trasmette.", files, date=date, headers=stamp)
    head, _, rest = made.partition(b"Message-ID: ")
    return head + f"Message-ID: {identifier}".encode() + rest[rest.index(b"\r\n") :] if identifier else made


FIRST = sent(identifier="<uno@pec.interno.it>")


class Office:
    """An installation with the first mail read, and what is done to it."""

    def __init__(self, folder: Path, originals: OriginalsInMemory) -> None:
        self.folder, self.originals, self.mails = folder, originals, [FIRST]
        self.settings = load({}, data_dir=folder, trust_to_change="office_address")
        self.url = f"sqlite:///{folder / DATABASE}"
        self.open()
        self.take_in()

    def open(self) -> None:
        """As a process that begins: with the tables of this version."""
        self.database = Database(self.url)
        schema.upgrade(self.database)
        self.app: App = assemble(self.settings, self.database, self.originals)

    def reader(self) -> InlineReader:
        return InlineReader(self.originals, self.settings.limits, model=self.app.model)

    def take_in(self, *mails: bytes) -> None:
        self.mails += mails
        poll(self.app, MemoryMailbox(self.mails))
        process_due(self.app, self.reader())

    def again(self) -> None:
        rerun(self.app, self.reader(), self.app.queries.numbers())

    def rows(self, question: str) -> list[tuple[Any, ...]]:
        with self.database.read() as connection:
            return [tuple(row) for row in connection.execute(sa.text(question))]

    def scheda(self, text: str) -> int:
        ((number,),) = self.rows(f"SELECT id FROM schede WHERE message_id = 1 AND description LIKE '{text[:30]}%'")
        return int(number)

    def decide(self) -> None:
        """Each decision once, on records of its own."""
        app, repaired = self.app, self.folder / "riparata.docx"
        repaired.write_bytes(REPAIRED)
        made = [
            decide.campo(app, self.scheda(NETWORK), 2, ANNA),
            decide.campo(app, self.scheda(COURSES), None, ANNA),
            decide.split(app, self.scheda(GARDEN), "Un coro", ANNA),
            decide.merge(app, self.scheda(SPORT), self.scheda(NURSES), ANNA),
            decide.reject(app, self.scheda(KITCHEN), ANNA),
            decide.note(app, 1, ANNA),
            decide.of_office(app, 1, "PD", ANNA),
            decide.limit(app, 1, "file_bytes=90000000", ANNA),
            decide.replace(app, 1, "rotta.docx", repaired, ANNA),
        ]
        acts = dict(self.rows("SELECT kind, id FROM protocolli WHERE message_id = 1"))
        assert set(acts) == {"protocollo_intesa", "convenzione"}
        facts = AgreementFacts(title="Patto per la scuola", parties=["Prefettura di Padova", "Banda Osiris"])
        made.append(decide.agreement(app, acts["protocollo_intesa"], facts, ANNA))
        made.append(decide.agreement(app, acts["convenzione"], AgreementFacts(), ANNA, rejected=True))
        assert all(one.is_new for one in made)
        self.again()
        lost = self.rows(
            "SELECT x.id FROM problems x JOIN documents d ON d.id = x.document_id WHERE d.path = 'persa.docx'"
        )
        decide.settle(app, lost[0][0], ANNA)
        decide.close(app, 1, ANNA)
        # What is taken back stays taken back.
        decide.undo(app, decide.reject(app, self.scheda(COURSES), ANNA).number, ANNA)
        self.again()

    def in_force(self) -> dict[str, Any]:
        """What analysts see, whichever message it stands in."""
        schede = "SELECT prefettura, campo, declared_campo, description, needs_review FROM v_schede ORDER BY 2, 4"
        acts = "SELECT prefettura, kind, title, signed_on, parties FROM v_protocolli ORDER BY 2"
        coverage = "SELECT prefettura, campo, schede, protocolli FROM v_coverage WHERE schede > 0 ORDER BY 1, 2"
        return {"schede": self.rows(schede), "acts": self.rows(acts), "coverage": self.rows(coverage)}

    def decided(self) -> list[tuple[Any, ...]]:
        """What is on record of the first message, and what of it fits nothing."""
        return self.rows(
            "SELECT kind, value, decided_by, note, undone_at, unmet FROM decisions WHERE message_id = 1 ORDER BY id"
        ) + self.rows("SELECT code, settled FROM problems WHERE message_id = 1 AND NOT compared ORDER BY code, detail")

    def links(self) -> list[tuple[Any, ...]]:
        return self.rows("SELECT message_id, other_id, kind FROM v_links ORDER BY 1, 2")

    def told(self) -> list[str]:
        """What a person is asked to look at."""
        return [item["detail"] for item in self.app.reviews.doubts() if item["code"] == "decision_overtaken"]


@pytest.fixture
def office(tmp_path: Path) -> Iterator[Office]:
    found = Office(tmp_path, OriginalsInMemory())
    yield found
    found.database.close()


@pytest.fixture(scope="module")
def everything_decided(tmp_path_factory: pytest.TempPathFactory) -> Office:
    """What each test begins with, made once."""
    made = Office(tmp_path_factory.mktemp("decided"), OriginalsInMemory())
    made.decide()
    found = made.in_force()
    assert [(row[0], row[1], row[2]) for row in found["schede"]] == [
        ("PD", 2, 1), ("PD", 5, 5), ("PD", 7, 7), ("PD", 7, 7), ("PD", 8, 8), ("PD", 9, 9),
    ]  # fmt: skip
    assert [row[2] for row in found["acts"]] == ["Patto per la scuola"]
    made.database.close()
    return made


@pytest.fixture
def decided(everything_decided: Office, tmp_path: Path) -> Iterator[Office]:
    shutil.copy(everything_decided.folder / DATABASE, tmp_path)
    found = Office(tmp_path, copy.deepcopy(everything_decided.originals))
    yield found
    found.database.close()


def _changed(reading: Reading) -> Reading:
    """As a later version may read it: every text is a little longer, and has another key."""
    schede = tuple(
        replace(s, key=f"n{s.key}"[:16], description=s.description + "\nCosì riferisce il centro.")
        for s in reading.schede
    )
    keys = {old.key: new.key for old, new in zip(reading.schede, schede, strict=True)}
    acts = tuple(
        replace(a, key=f"n{a.key}"[:16], schede=tuple(keys[key] for key in a.schede)) for a in reading.protocolli
    )
    return replace(reading, schede=schede, protocolli=acts)


class Later(InlineReader):
    """A later version of the program."""

    def submit(self, *arguments: Any) -> Any:
        future = super().submit(*arguments)
        value = future.result()
        future._result = replace(value, reading=_changed(value.reading))  # type: ignore[attr-defined]
        return future


def read_again(office: Office) -> None:
    office.again()


def upgrade(office: Office) -> None:
    office.database.close()
    as_of("0015", office.url)
    office.open()


def upgrade_and_read_again(office: Office) -> None:
    upgrade(office)
    office.again()


def refit(office: Office) -> None:
    adopt(office.app, _fitted([(1, "", text, campo) for text, campo in ((NETWORK, 1), (COURSES, 5), (GARDEN, 7))]))
    office.database.close()
    office.open()
    office.again()


def replace_another(office: Office) -> None:
    file = office.folder / "ancora.docx"
    file.write_bytes(b"PK\x03\x04 ancora rotta")
    decide.replace(office.app, 1, "persa.docx", file, ANNA)
    office.again()


def purge_another(office: Office) -> None:
    office.take_in(
        sent(
            3,
            "<altro@x>",
            {"a.docx": docx([("bold", VOLUNTEERS), ("text", KITCHEN)])},
            "protocollo.prefcr@pec.interno.it",
        )
    )
    purge(office.app, [2], ANNA)


EVENTS = (read_again, upgrade, upgrade_and_read_again, refit, replace_another, purge_another)


@pytest.mark.parametrize("event", EVENTS)
def test_nothing_of_what_was_decided_is_lost(decided: Office, event: Callable[[Office], None]) -> None:
    before, on_record = decided.in_force(), decided.decided()
    event(decided)
    assert decided.in_force() == before
    after = decided.decided()
    assert [row for row in after if row[0] != "replace"] == [row for row in on_record if row[0] != "replace"]
    assert decided.told() == []


def test_a_later_version_that_reads_otherwise_keeps_all_decisions(decided: Office) -> None:
    before = decided.in_force()
    rerun(decided.app, Later(decided.originals, decided.settings.limits), [1])
    after = decided.in_force()
    assert [row[:3] for row in after["schede"]] == [row[:3] for row in before["schede"]]
    assert after["acts"] == before["acts"]
    assert not any(row[5] for row in decided.decided() if len(row) > 2)


#: The same mail, however it comes once more.
COPIES = {
    "the same bytes": FIRST,
    "the same Message-ID": sent(2, "<uno@pec.interno.it>"),
    "another Message-ID": sent(2, "<due@pec.interno.it>"),
    "certified": pec_mail(sent(2, "<tre@pec.interno.it>"), VENEZIA),
    "forwarded": sent(2, "<quattro@pec.interno.it>", {"inoltro.eml": FIRST}),
    "the same words in another file": sent(
        2,
        "<cinque@pec.interno.it>",
        {name: content for name, content in FILES.items() if name != "schede.docx"} | {"Schede.PDF": pdf(BLOCKS)},
    ),
}


@pytest.mark.parametrize("way", COPIES)
def test_the_same_mail_once_more_changes_nothing(decided: Office, way: str) -> None:
    before = decided.in_force()
    decided.take_in(COPIES[way])
    assert (2, 1, "duplicate") in decided.links()
    assert decided.in_force() == before
    assert decided.told() == []
    decided.again()
    assert decided.in_force() == before


def test_the_same_mail_imported_changes_nothing(decided: Office) -> None:
    before = decided.in_force()
    file = decided.folder / "posta.eml"
    file.write_bytes(FIRST)
    for _ in range(2):
        import_paths(decided.app, [file])
        process_due(decided.app, decided.reader())
        assert decided.links() == [(2, 1, "duplicate")]
        assert decided.in_force() == before


@pytest.mark.parametrize("way", ["the same bytes", "another Message-ID"])
def test_what_is_decided_after_the_copy_came_holds_too(office: Office, way: str) -> None:
    office.take_in(COPIES[way])
    office.decide()
    once = {tuple(row[1:4]) for row in office.in_force()["schede"]}
    assert len(office.in_force()["schede"]) == len(once) == 6
    assert [row[2] for row in office.in_force()["acts"]] == ["Patto per la scuola"]
    assert office.told() == []


LATER = {
    "all of it and more": FILES
    | {"altra.docx": docx([("bold", "Campo 11: il coro"), ("text", f"{CHOIR[:60]} altrove.")])},
    "a correction": {"scheda.docx": docx([BLOCKS[0], ("text", NETWORK.replace("ogni mese", "ogni settimana"))])},
}


@pytest.mark.parametrize("way", LATER)
def test_what_a_later_mail_undoes_is_told_until_a_person_settles_it(office: Office, way: str) -> None:
    decide.campo(office.app, office.scheda(NETWORK), 2, ANNA)
    decide.reject(office.app, office.scheda(KITCHEN), ANNA)
    decide.campo(office.app, office.scheda(COURSES), None, ANNA)
    office.again()
    subject = "Rettifica" if way == "a correction" else "buone pratiche"
    office.take_in(sent(4, "<sei@x>", LATER[way], subject=subject))
    assert (2, 1, "supersedes") in office.links()
    named = "decision 1 (campo)" if way == "a correction" else "decision 1 (campo), decision 2 (reject)"
    (told,) = office.told()
    assert told == f"message 1 gives way to message 2, for which this was not decided: {named}"
    office.again()
    assert office.told() == [told]
    (problem,) = [item["problem_id"] for item in office.app.reviews.doubts() if item["detail"] == told]
    decide.settle(office.app, problem, ANNA)
    office.again()
    assert office.told() == []


def test_it_is_not_told_where_the_same_is_decided_anew(office: Office) -> None:
    decide.campo(office.app, office.scheda(NETWORK), 2, ANNA)
    office.take_in(sent(4, "<sei@x>", LATER["all of it and more"]))
    assert len(office.told()) == 1
    ((number,),) = office.rows(f"SELECT id FROM schede WHERE message_id = 2 AND description LIKE '{NETWORK[:30]}%'")
    decide.campo(office.app, int(number), 2, ANNA)
    assert office.told() == []
