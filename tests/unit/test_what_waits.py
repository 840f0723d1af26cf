"""What waits for a person is counted by `status` and listed by `review` and `messages`, schede or not."""

import json
from datetime import UTC, datetime
from pathlib import Path
from typing import Any

import pytest
from click.testing import CliRunner

from jobs.cli import cli
from jobs.demo.build import docx, mail

DATE = datetime(2016, 1, 5, tzinfo=UTC)
CHOIR = (
    "Nel teatro di Chioggia un coro di pescatori e di ragazzi arrivati dal Mali canta ogni venerdì davanti ai vecchi "
    "del paese, e ieri ha"
    " aperto la festa del patrono con sei canzoni in tre lingue."
)
ROOF = (
    "I termosifoni del secondo piano attendono un pezzo di ricambio da Bergamo: la ditta ha chiesto altri quaranta "
    "giorni e il preventivo scade venerdì."
)
BLANKETS = (
    "La caldaia del primo piano è spenta da lunedì: il tecnico verrà giovedì, i cuscini e le coperte di lana "
    "sono ancora in viaggio da Padova."
)
SCHOOL = (
    "Il CPIA di Mestre tiene ogni sera corsi di italiano per trenta richiedenti asilo, divisi in tre livelli e "
    "seguiti da sei insegnanti."
)
SENDER = "protocollo.prefve@pec.interno.it"


@pytest.fixture
def run(tmp_path: Path) -> Any:
    """A mail that is set aside and yet tells something, one with a text behind its scheda, one that only thanks."""
    scheda = docx(
        [
            ("bold", "Campo 5: apprendimento della lingua italiana"),
            ("text", SCHOOL),
            ("text", "Distinti saluti"),
            ("text", ROOF),
        ]
    )
    mails = (
        mail(SENDER, "varie", BLANKETS, date=DATE),
        mail(SENDER, "Circolare 5973", "Si trasmette.", {"scheda.docx": scheda}, date=DATE),
        mail(SENDER, "R: Circolare 5973", "Grazie, ricevuto. Cordiali saluti.", date=DATE),
    )
    arrived = tmp_path / "mails"
    arrived.mkdir()
    for number, content in enumerate(mails):
        (arrived / f"{number}.eml").write_bytes(content)

    def call(*arguments: str) -> str:
        done = CliRunner().invoke(cli, [*arguments, "--data-dir", str(tmp_path / "data")], catch_exceptions=False)
        assert done.exit_code == 0, done.output
        return done.output

    call("import", str(arrived))
    return call


def test_f06_review_lists_a_message_without_scheda(run: Any) -> None:
    waiting = [item for item in json.loads(run("review", "--json")) if item["what"] == "problem"]
    assert [(item["status"], item["code"], item["document_path"]) for item in waiting] == [
        ("ignored", "unexplained_text", "(body)"),
        ("done", "unexplained_text", "scheda.docx"),
    ]
    assert {"problem_id", "message_id", "prefettura", "subject", "detail"} <= set(waiting[0])
    shown = run("review")
    assert run("review", "--list") == shown
    assert "unexplained_text" in shown
    assert "scheda.docx" in shown


def test_f06_status_counts_it_under_what_needs_a_person(run: Any) -> None:
    counts = json.loads(run("status", "--json"))
    assert (counts["needs_a_look"], counts["status"]) == (2, {"done": 1, "ignored": 2})
    assert "2 messages with text or files to look at" in run("status")


def test_f06_messages_are_found_by_their_problem(run: Any) -> None:
    ids = [message["id"] for message in json.loads(run("messages", "--problem", "unexplained_text", "--json"))]
    assert ids == [message["id"] for message in json.loads(run("messages", "--json")) if message["problems"]]
    assert len(ids) == 2
    assert json.loads(run("messages", "--problem", "withdrawal", "--json")) == []


def test_f06_show_and_the_analysts_view_name_document_and_words(run: Any) -> None:
    (message,) = json.loads(run("messages", "--problem", "unexplained_text", "--status", "done", "--json"))
    shown = " ".join(run("show", str(message["id"])).split())
    assert f"unexplained_text [scheda.docx]: {len(ROOF.split())} words" in shown
    assert "unexplained paragraphs: 3" in run("show", str(message["id"]), "--why")
    exported = [json.loads(line) for line in run("export", "problems", "--format", "jsonl").splitlines()]
    assert [(row["code"], row["document"]) for row in exported] == [
        ("unexplained_text", "(body)"),
        ("unexplained_text", "scheda.docx"),
    ]
