"""`raccolta failed`: what could not be read, by cause, and what to do about it."""

import io
import json
import zipfile
from datetime import UTC, datetime
from typing import Any

import pytest
from click.testing import CliRunner

from jobs.causes import causes, limit_named
from jobs.cli import cli
from jobs.demo.build import docx, mail
from store.shortfall import Shortfall

DATE = datetime(2015, 12, 1, 9, tzinfo=UTC)
SCHEDA = docx(
    [
        ("bold", "Campo 5: apprendimento della lingua italiana"),
        (
            "text",
            "Ogni sera trenta ospiti del centro seguono corsi di lingua, divisi in tre livelli, con due esami l'anno.",
        ),
    ]
)


def packed(**files: bytes) -> bytes:
    out = io.BytesIO()
    with zipfile.ZipFile(out, "w", zipfile.ZIP_DEFLATED) as archive:
        for name, content in files.items():
            archive.writestr(f"{name}.txt", content)
    return out.getvalue()


@pytest.fixture(scope="module")
def run(tmp_path_factory: pytest.TempPathFactory) -> Any:
    folder = tmp_path_factory.mktemp("failed")
    mails = (
        mail("protocollo.prefcr@pec.interno.it", "intera", "Si trasmette.", {"scheda.docx": SCHEDA}, date=DATE),
        mail("protocollo.prefcr@pec.interno.it", "grande", "Si trasmette.", {"scheda.docx": SCHEDA,
            "foto.bin": bytes(range(256)) * 2_400}, date=DATE),
        mail("protocollo.prefan@pec.interno.it", "rotta", "Si trasmette.", {"scheda.docx": b"PK\x03\x04 rotto"},
            date=DATE),
        mail("protocollo.prefan@pec.interno.it", "molti", "Si trasmette.",
            {"dati.zip": packed(**{f"f{n}": b"testo" for n in range(90)})}, date=DATE),
    )  # fmt: skip
    (folder / "mails").mkdir()
    for number, content in enumerate(mails):
        (folder / "mails" / f"{number}.eml").write_bytes(content)

    def call(*arguments: str) -> str:
        settings = {"RACCOLTA_LIMIT_FILE_BYTES": "500000", "RACCOLTA_LIMIT_ARCHIVE_ENTRIES": "50"}
        done = CliRunner(env=settings).invoke(
            cli, [*arguments, "--data-dir", str(folder / "data")], catch_exceptions=False
        )
        assert done.exit_code == 0, done.output
        return done.stdout

    call("import", str(folder / "mails"))
    return call


def by_cause(output: str) -> dict[str, Any]:
    return {cause["cause"]: cause for cause in json.loads(output)}


def test_each_cause_says_what_to_do(run: Any) -> None:
    found = by_cause(run("failed", "--json"))
    large = found["went past RACCOLTA_LIMIT_FILE_BYTES"]
    assert "raise RACCOLTA_LIMIT_FILE_BYTES from 500000 to 614400" in large["what_to_do"]
    assert [(item["id"], item["prefettura"], item["subject"], item["file"]) for item in large["items"]] == [
        (2, "CR", "grande", "foto.bin")
    ]
    many = found["went past RACCOLTA_LIMIT_ARCHIVE_ENTRIES"]
    assert "from 50 to 90" in many["what_to_do"]
    assert [(item["id"], item["file"]) for item in many["items"]] == [(4, "dati.zip")]
    broken = found["damaged, or without text"]
    assert [(item["id"], item["file"]) for item in broken["items"]] == [(3, "scheda.docx")]
    assert "raccolta replace ID DOCUMENT FILE" in broken["what_to_do"]
    assert 1 not in {item["id"] for cause in found.values() for item in cause["items"]}


def test_the_list_for_people_and_the_selection(run: Any) -> None:
    shown = run("failed")
    assert "to do: raise RACCOLTA_LIMIT_FILE_BYTES from 500000 to 614400" in shown
    assert "message 3" in shown
    assert {
        item["id"] for cause in json.loads(run("failed", "--prefettura", "CR", "--json")) for item in cause["items"]
    } == {2}


def test_messages_and_the_view_say_why(run: Any) -> None:
    errors = {message["id"]: message["error"] for message in json.loads(run("messages", "--json"))}
    assert errors[1] is None
    assert "LIMIT_FILE_BYTES is 500000; 614400 would do" in errors[2]
    assert errors[3].startswith("scheda.docx: ")
    assert [json.loads(run("show", "4", "--json"))["error"]] == [errors[4]]


@pytest.mark.parametrize(
    ("reason", "expected"),
    [
        ("too large (LIMIT_FILE_BYTES is 10; 12 would do)", ("file_bytes", 12)),
        ("it unpacks to more than 9 bytes (LIMIT_INFLATED_BYTES is 9)", ("inflated_bytes", None)),
        ("reading it took more CPU time than LIMIT_DOCUMENT_SECONDS", ("document_seconds", None)),
        ("the archive is damaged: EOF", None),
    ],
)
def test_a_limit_is_found_in_a_reason(reason: str, expected: tuple[str, int | None] | None) -> None:
    assert limit_named(reason) == expected


def test_causes_of_tools_outages_and_the_server(settings: Any) -> None:
    def short(reason: str, message: int | None = 1, code: str | None = None) -> Shortfall:
        return Shortfall(message, "retry", "CR", "s", DATE, None, code, reason)

    found = causes(
        [
            short("tesseract is needed to read it and is not installed"),
            short("the database did not answer"),
            short("larger than LIMIT_MESSAGE_BYTES: 200000000 bytes", None),
            short("worker ended", code="processing_limit"),
            short("reading it took more CPU time than LIMIT_DOCUMENT_SECONDS", code="processing_limit"),
        ],
        settings,
    )
    told = {cause.what: cause.to_do for cause in found}
    assert "apt-get install tesseract-ocr" in told["tesseract is needed and is missing or fails"]
    assert "next poll" in told["larger than RACCOLTA_LIMIT_MESSAGE_BYTES"]
    assert told["waits for something that is away"].startswith("nothing")
    assert f"from {settings.limit_document_seconds} to more" in told["went past RACCOLTA_LIMIT_DOCUMENT_SECONDS"]
    assert "raccolta rerun ID" in told["could not be read within the limits"]
