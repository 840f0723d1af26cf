"""`raccolta show ID --text`: every line that was read, with the region that claimed it when it was read."""

import json
import zipfile
from datetime import UTC, datetime
from io import BytesIO
from pathlib import Path
from typing import Any

import pytest
from click.testing import CliRunner

from config.limits import Limits
from config.showing import visible
from jobs.cli import cli
from jobs.demo.build import docx, mail
from jobs.pipeline import read_submission
from store.database import Database

DATE = datetime(2016, 1, 5, tzinfo=UTC)
SENDER = "protocollo.prefve@pec.interno.it"
SCHOOL = (
    "Il CPIA di Mestre tiene ogni sera corsi di italiano per trenta richiedenti asilo, divisi in tre livelli e "
    "seguiti da sei insegnanti."
)
CHOIR = (
    "Nel teatro di Chioggia un coro di pescatori e di ragazzi arrivati dal Mali canta ogni venerdì, e a giugno ha "
    "aperto la festa del paese."
)
ROOF = (
    "I termosifoni del secondo piano attendono un pezzo di ricambio da Bergamo: la ditta ha chiesto altri quaranta "
    "giorni e il preventivo scade venerdì."
)
SHEET = [
    ("text", "Prefettura di Venezia"),
    ("bold", "Campo 5: apprendimento della lingua italiana"),
    ("bold", "Progetto Parole"),
    ("text", SCHOOL),
    ("text", "Ente attuatore: CPIA di Mestre"),
    ("text", "Distinti saluti"),
    ("text", ROOF),
]


class Installation:
    """The commands on one data folder."""

    def __init__(self, folder: Path) -> None:
        self.folder = folder

    def __call__(self, *arguments: str, code: int = 0) -> str:
        done = CliRunner().invoke(
            cli, [*arguments, "--data-dir", str(self.folder / "data")], catch_exceptions=code == 0
        )
        assert (done.exit_code != 0) == (code != 0), done.output
        return done.output

    def takes(self, *mails: bytes) -> None:
        arrived = self.folder / "mails"
        arrived.mkdir()
        for number, content in enumerate(mails):
            (arrived / f"{number}.eml").write_bytes(content)
        self("import", str(arrived))

    def lines(self, *arguments: str) -> list[tuple[str, str | None]]:
        return [(line["text"], line["rule"]) for line in json.loads(self("show", *arguments, "--json"))]


@pytest.fixture
def run(tmp_path: Path) -> Installation:
    return Installation(tmp_path)


def reply(text: str = "Si trasmette.", **files: bytes) -> bytes:
    return mail(SENDER, "Circolare 5973", text, {f"{name}.docx": content for name, content in files.items()}, date=DATE)


def test_i03_each_line_is_shown_with_what_claimed_it(run: Installation) -> None:
    run.takes(reply(scheda=docx(SHEET)))
    lines = json.loads(run("show", "1", "--text", "scheda.docx", "--json"))
    assert [(line["text"], line["rule"]) for line in lines] == [
        ("Prefettura di Venezia", "letterhead"),
        ("Campo 5: apprendimento della lingua italiana", "heading"),
        ("Progetto Parole", "title"),
        (SCHOOL, "practice"),
        ("Ente attuatore: CPIA di Mestre", "detail of the practice"),
        ("Distinti saluti", "closing"),
        (ROOF, "unexplained"),
    ]
    assert set(lines[0]) == {
        "document",
        "document_path",
        "line",
        "page",
        "text",
        "rule",
        "scheda",
        "schede",
        "protocollo",
    }
    assert [line["line"] for line in lines] == list(range(7))
    (scheda,) = json.loads(run("show", "1", "--json"))["schede"]
    assert [line["scheda"] for line in lines] == [None, scheda["id"], scheda["id"], scheda["id"], None, None, None]
    shown = run("show", "1", "--text")
    assert "document   scheda.docx: scheda, read" in shown
    assert f"3       practice, scheda {scheda['id']}" in shown
    assert "document   (body): body, read" in shown


def test_i03_the_parts_of_a_paragraph_are_shown_apart(run: Installation) -> None:
    told = f"{SCHOOL} In giugno ventisei allievi hanno superato l'esame del secondo livello"
    inline = f"Con riferimento alla circolare n. 5973 si trasmette quanto segue. {told} (rif. campo 5)"
    run.takes(reply(scheda=docx([("text", "Prefettura di Venezia"), ("text", inline)])))
    _, *lines = run.lines("1", "--text", "scheda.docx")
    assert lines == [
        ("Con riferimento alla circolare n. 5973 si trasmette quanto segue.", "opening reference"),
        (told, "practice"),
        ("(rif. campo 5)", "heading"),
    ]


def test_i03_what_is_sent_twice_names_the_scheda_that_says_the_same(run: Installation) -> None:
    run.takes(reply(scheda=docx(SHEET[1:4]), copia=docx(SHEET[1:4])))
    (scheda,) = json.loads(run("show", "1", "--json"))["schede"]
    lines = [line for line in json.loads(run("show", "1", "--text", "--json")) if line["text"] == SCHOOL]
    assert sorted(line["rule"] for line in lines) == ["practice", "repeated elsewhere"]
    assert {line["scheda"] for line in lines} == {scheda["id"]}


def test_i03_one_text_in_two_campi_names_both_schede(run: Installation) -> None:
    run.takes(reply(scheda=docx([("bold", "Campi 5 e 7"), ("text", SCHOOL)])))
    numbers = [scheda["id"] for scheda in json.loads(run("show", "1", "--json"))["schede"]]
    assert len(numbers) == 2
    (line,) = [line for line in json.loads(run("show", "1", "--text", "--json")) if line["text"] == SCHOOL]
    assert sorted(line["schede"]) == sorted(numbers)


def test_i03_an_agreement_and_a_quotation_have_their_regions(run: Installation) -> None:
    act = [
        ("bold", "PROTOCOLLO D'INTESA"), ("text", "TRA"), ("text", "la Prefettura di Venezia"), ("text", "E"), ("text",
            "il Comune di Mira"),
        ("text", "Art. 1 - Oggetto"), ("text", "Le parti si impegnano ad accogliere i richiedenti asilo in lavori di "
                                               "volontariato."),
        ("text", "Art. 2 - Durata"), ("text", "Il presente protocollo ha durata di un anno."), ("text",
            "Venezia, 12 marzo 2015"),
    ]  # fmt: skip
    quoted = (
        f"Si conferma la proroga.\n\nIl giorno 3 dicembre 2015 <dici.buonepraticheaccoglienza@interno.it> ha "
        f"scritto:\n> {SCHOOL}\n> {CHOIR}"
    )
    run.takes(reply(quoted, protocollo=docx(act)))
    message = json.loads(run("show", "1", "--json"))
    lines = json.loads(run("show", "1", "--text", "--json"))
    assert {line["rule"] for line in lines if line["document"] == "protocollo.docx"} == {"agreement"}
    assert {line["protocollo"] for line in lines if line["document"] == "protocollo.docx"} == {
        message["protocolli"][0]["id"]
    }
    assert any(line["rule"] == "quotation" and SCHOOL in line["text"] for line in lines)


def test_i03_a_rerun_shows_what_the_new_reading_saw(run: Installation, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("RACCOLTA_WORKERS", "1")
    run.takes(reply(scheda=docx(SHEET)))
    before = run("show", "1", "--text", "--json")
    run("rerun", "1")
    assert run("show", "1", "--text", "--json") == before


def test_i03_lines_read_by_an_earlier_version_are_shown_all_the_same(run: Installation) -> None:
    run.takes(reply(scheda=docx(SHEET)))
    database = Database(f"sqlite:///{run.folder / 'data' / 'raccolta.db'}")
    with database.write() as connection:
        connection.exec_driver_sql("UPDATE documents SET regions = NULL")
    database.close()
    assert (SCHOOL, None) in run.lines("1", "--text")
    assert "raccolta rerun 1" in run("show", "1", "--text")


def test_i03_a_message_or_document_that_is_not_there_is_an_error(run: Installation) -> None:
    run.takes(reply())
    for arguments in (("show", "2", "--text"), ("show", "1", "--text", "altro.docx")):
        done = CliRunner().invoke(cli, [*arguments, "--data-dir", str(run.folder / "data")])
        assert done.exit_code != 0
        assert "no message 2" in str(done.exception) or "no document altro.docx" in str(done.exception)


def test_i03_nothing_in_a_text_steers_the_terminal(run: Installation) -> None:
    escaping = f"\x1b[2J{SCHOOL}\x07 \u202eotanigiro {CHOIR}"
    archive = BytesIO()
    with zipfile.ZipFile(archive, "w") as written:
        written.writestr("nota.txt", escaping.encode())
    run.takes(mail(SENDER, "Circolare \x1b]0;x\x07 5973", "Si trasmette.", {"dati.zip": archive.getvalue()}, date=DATE))
    for shown in (run("show", "1"), run("show", "1", "--text"), run("show", "1", "--why")):
        assert not {"\x1b", "\x07", "\u202e"} & set(shown)
    assert "\\u202e" in run("show", "1", "--text")


@pytest.mark.parametrize(
    ("text", "shown"),
    [
        ("perché no?\n\tsì", "perché no?\n\tsì"),
        ("\x1b[31mrosso", "\\x1b[31mrosso"),
        ("a\u202eb", "a\\u202eb"),
        ("a\u200bb", "a\\u200bb"),
        ("\x9b2J", "\\x9b2J"),
        ("co\u00adope", "co\u00adope"),
    ],
)
def test_i03_what_would_steer_a_terminal_is_written_out(text: str, shown: str) -> None:
    assert visible(text) == shown


def test_i03_a_fault_in_the_account_loses_no_text(monkeypatch: pytest.MonkeyPatch) -> None:
    """A bug of ours there is a problem of the document; what it says is kept, all of it unexplained."""

    def broken(*_: Any) -> None:
        raise ValueError("a rule claimed what it must not")

    monkeypatch.setattr("parsers.audit.checked", broken)
    reading = read_submission(reply(scheda=docx(SHEET)), Limits()).reading
    (document,) = [document for document in reading.documents if document.path == "scheda.docx"]
    assert SCHOOL in document.text
    assert {region.rule for region in document.regions if region.section is None} == {"unexplained"}
    assert any(
        problem.document == "scheda.docx" and "accounting for its words" in problem.detail
        for problem in reading.problems
    )
