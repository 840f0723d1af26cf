"""What persons decide and repair: it takes effect, is on record, survives every rerun and can be taken back."""

import json
from collections.abc import Callable
from datetime import UTC, datetime
from pathlib import Path
from typing import Any

import pytest
from click.testing import CliRunner

from jobs.cli import cli
from jobs.demo.build import docx, mail

DATE = datetime(2015, 12, 1, 9, tzinfo=UTC)
COURSES = (
    "Ogni sera trenta ospiti del centro seguono corsi di lingua italiana, divisi in tre livelli, con due esami "
    "l'anno e un attestato finale."
)
CHOIR = (
    "Un coro di ragazzi e di pescatori prova ogni venerdì nella sala della parrocchia e canta alle feste del "
    "paese insieme agli anziani."
)
GARDEN = (
    "Gli ospiti curano i giardini pubblici insieme agli anziani del quartiere, due mattine alla settimana, con "
    "attrezzi del Comune."
)
LANGUAGE, VOLUNTEERS = "Campo 5: apprendimento della lingua italiana", "Campo 7: volontariato"
ONE = docx([("bold", LANGUAGE), ("text", COURSES)])
OTHER = docx([("bold", "Campo 4: il coro"), ("text", CHOIR)])
TWO = docx([("bold", LANGUAGE), ("text", COURSES), ("bold", VOLUNTEERS), ("text", GARDEN)])
MAILS = (
    mail("protocollo.prefve@pec.interno.it", "due", "Si trasmette.", {"scheda.docx": TWO}, date=DATE),
    mail("protocollo.prefcr@pec.interno.it", "rotta", "Si trasmette.", {"scheda.docx": b"PK\x03\x04 rotto"}, date=DATE),
    mail("maria.rossi@example.org", "privata", "Si trasmette.", {"scheda.docx": ONE}, date=DATE),
)


@pytest.fixture
def run(tmp_path: Path) -> Callable[..., Any]:
    arrived = tmp_path / "mails"
    arrived.mkdir()
    for number, content in enumerate(MAILS):
        (arrived / f"{number}.eml").write_bytes(content)

    def call(*arguments: str, code: int = 0) -> str:
        done = CliRunner(env={"RACCOLTA_WORKERS": "1"}).invoke(cli, [*arguments, "--data-dir", str(tmp_path / "data")])
        if code:
            assert done.exit_code == code, done.output
            return done.stdout + str(done.exception)
        assert done.exit_code == 0, (done.output, done.exception)
        return done.stdout

    call("import", str(arrived))
    call.folder = tmp_path  # type: ignore[attr-defined]
    return call


def shown(run: Any, number: int) -> Any:
    return json.loads(run("show", str(number), "--json"))


def schede(run: Any, number: int = 1) -> list[tuple[int, int, str]]:
    return [(s["id"], s["campo"], s["description"][:12]) for s in shown(run, number)["schede"]]


def test_a_rejected_scheda_stays_away_and_comes_back_under_its_number(run: Any) -> None:
    before = schede(run)
    said = run("review", "reject", "2", "--by", "Anna", "--note", "è un elenco")
    assert "  - schede: Gli ospiti curano i giardini" in said
    assert schede(run) == before[:1]
    assert "0 of 1 message would change" in run("rerun", "1", "--dry-run")
    assert "no record changed" in run("rerun", "1")
    (decision,) = shown(run, 1)["decisions"]
    assert (decision["kind"], decision["decided_by"], decision["note"], decision["undone_at"]) == (
        "reject",
        "Anna",
        "è un elenco",
        None,
    )
    assert "reject (scheda 2: no practice) by Anna" in run("show", "1")
    run("review", "undo", str(decision["id"]), "--by", "Bruno")
    assert schede(run) == before
    assert shown(run, 1)["decisions"][0]["undone_by"] == "Bruno"
    assert "taken back already" in run("review", "undo", str(decision["id"]), code=1)


def test_two_schede_become_one_and_one_becomes_two(run: Any) -> None:
    run("review", "merge", "1", "2")
    ((number, campo, _),) = schede(run)
    assert (number, campo) == (1, 5)
    (whole,) = shown(run, 1)["schede"]
    assert COURSES in whole["description"]
    assert GARDEN in whole["description"]
    assert "has no line 9" in run("review", "split", "1", "--at", "9", code=1)
    run("review", "split", "1", "--at", "Gli ospiti curano")
    parts = shown(run, 1)["schede"]
    assert [part["description"] for part in parts] == [COURSES, GARDEN]
    assert parts[0]["id"] == 1
    run("review", "set", str(parts[1]["id"]), "--campo", "7")
    run("rerun", "1")
    assert [(s["id"], s["campo"]) for s in shown(run, 1)["schede"]] == [(1, 5), (parts[1]["id"], 7)]
    assert "not two of one message" in run("review", "merge", "1", "1", code=1)


def test_a_decision_about_a_campo_can_be_taken_back_to_the_one_before(run: Any) -> None:
    run("review", "set", "1", "--campo", "8")
    run("review", "set", "1", "--campo", "9")
    assert "0 of 1 message would change" in run("rerun", "1", "--dry-run")
    said = " ".join(run("show", "1").split())
    assert "decision 1 campo (scheda 1: campo 8)" in said
    assert said.count("decision 2 counts in its place") == 1
    run("review", "undo", "2")
    assert "counts in its place" not in run("show", "1")
    assert shown(run, 1)["schede"][0]["campo"] == 8
    run("review", "undo", "1")
    assert (shown(run, 1)["schede"][0]["campo"], shown(run, 1)["schede"][0]["method"] == "operator") == (5, False)


def test_an_unknown_office_is_assigned(run: Any) -> None:
    assert shown(run, 3)["prefettura"] is None
    run("review", "office", "3", "--prefettura", "BG", "--note", "lo dice la firma")
    message = shown(run, 3)
    assert (message["prefettura"], {s["prefettura"] for s in message["schede"]}) == ("BG", {"BG"})
    assert "unknown_sender" not in {problem["code"] for problem in message["problems"]}
    run("rerun", "3")
    assert shown(run, 3)["prefettura"] == "BG"
    assert "Bergamo is BG" in run("review", "office", "3", "--prefettura", "Bergamo", code=1)


def test_a_document_is_replaced_and_the_original_kept(run: Any) -> None:
    copy = run.folder / "riparata.docx"
    copy.write_bytes(b"")
    assert "holds nothing" in run("replace", "2", shown(run, 2)["documents"][0]["path"], str(copy), code=1)
    assert shown(run, 2)["decisions"] == []
    copy.write_bytes(ONE)
    assert shown(run, 2)["status"] == "partial"
    said = run("replace", "2", "scheda.docx", str(copy), "--by", "Anna")
    assert "partial -> done" in said
    assert [(s["campo"], s["document"]) for s in shown(run, 2)["schede"]] == [(5, "scheda.docx")]
    out = run.folder / "posta.eml"
    run("original", "2", "-o", str(out))
    assert out.read_bytes() == MAILS[1]
    assert "sound" in run("db", "check")
    assert "no record changed" in run("rerun", "2")
    run("review", "undo", "1")
    assert shown(run, 2)["status"] == "partial"
    assert "not exactly one document" in run("replace", "2", "altro.docx", str(copy), code=1)


def test_a_closed_message_is_no_longer_among_what_failed(run: Any) -> None:
    assert [item["id"] for cause in json.loads(run("failed", "--json")) for item in cause["items"]] == [2]
    assert "say why" in run("close", "2", code=1)
    run("close", "2", "--note", "l'ufficio ha rinunciato")
    assert json.loads(run("failed", "--json")) == []
    assert json.loads(run("status", "--json"))["closed"] == 1


def test_a_settled_problem_leaves_the_list_for_good(run: Any) -> None:
    (cause,) = json.loads(run("failed", "--json"))
    (item,) = cause["items"]
    run("review", "settle", str(item["problem"]), "--note", "visto")
    assert json.loads(run("failed", "--json")) == []
    run("rerun", "2")
    assert json.loads(run("failed", "--json")) == []
    run("review", "undo", "1")
    assert len(json.loads(run("failed", "--json"))) == 1


def test_a_whole_mail_is_replaced_by_a_repaired_copy(run: Any) -> None:
    copy = run.folder / "copia.eml"
    copy.write_bytes(
        mail("protocollo.prefcr@pec.interno.it", "rotta", "Si trasmette.", {"scheda.docx": OTHER}, date=DATE)
    )
    run("import", str(copy), "--replaces", "2")
    assert [(link["kind"], link["message"], link["replaced"]) for link in shown(run, 4)["links"]] == [
        ("supersedes", 2, 2)
    ]
    assert json.loads(run("failed", "--json")) == []
    run("rerun", "4")
    assert [link["replaced"] for link in shown(run, 4)["links"]] == [2]


def test_files_are_written_out(run: Any) -> None:
    target = run.folder / "fuori"
    listed = json.loads(run("files", "1", "-o", str(target), "--json"))
    assert [item["path"] for item in listed] == ["scheda.docx", "(body)"] or [item["path"] for item in listed] == [
        "(body)",
        "scheda.docx",
    ]
    (name,) = [item["file"] for item in listed if item["path"] == "scheda.docx"]
    assert (target / name).read_bytes() == TWO


def test_a_limit_of_one_message_is_kept(run: Any) -> None:
    assert "is no limit of one message" in run("rerun", "1", "--limit", "colore=3", code=1)
    said = run("rerun", "1", "--limit", "text_chars=10", "--by", "Anna")
    assert "done -> partial" in said
    assert "LIMIT_TEXT_CHARS" in said
    (first, second) = json.loads(run("show", "1", "--why", "--json"))["history"]
    assert (first["reason"], first["limits"], first["difference"]) == ("due", None, None)
    assert (second["reason"], second["limits"]) == ("rerun", {"text_chars": 10})
    assert {"field": "status", "before": "done", "after": "partial"}.items() <= second["difference"][0].items()
    run("rerun", "1", "--limit", "text_chars=5000000")
    assert shown(run, 1)["status"] == "done"
