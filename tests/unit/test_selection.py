"""One selection language for messages, rerun, export and review."""

import json
from datetime import UTC, datetime
from typing import Any

import pytest
from click.testing import CliRunner

from jobs.cli import cli
from jobs.demo.build import docx, mail

SCHEDA = docx(
    [
        ("bold", "Campo 5: apprendimento della lingua italiana"),
        (
            "text",
            "Ogni sera si tengono corsi di lingua per trenta ospiti del centro di accoglienza, divisi in tre livelli "
            "e con due esami l'anno.",
        ),
    ]
)
CITY = docx(
    [
        ("bold", "Campo 7: volontariato"),
        (
            "text",
            "Gli ospiti curano i giardini della CITTÀ insieme agli anziani del quartiere, due mattine alla settimana, "
            "con attrezzi del Comune.",
        ),
    ]
)
MAILS = (
    mail("protocollo.prefcr@pec.interno.it", "Circolare 5973 Cremona", "Si trasmette.", {"scheda.docx": SCHEDA},
        date=datetime(2015, 12, 1, 9, tzinfo=UTC)),
    mail("protocollo.prefan@pec.interno.it", "Circolare 5973 Ancona", "Si trasmette.", {"giardini.docx": CITY},
        date=datetime(2015, 12, 5, 9, tzinfo=UTC)),
    mail("protocollo.prefan@pec.interno.it", "Circolare 5973 danni", "Si trasmette.",
        {"scheda.docx": b"PK\x03\x04 rotto"}, date=datetime(2015, 12, 5, 23, tzinfo=UTC)),
    mail("privato@example.org", "Circolare 5973", "Si trasmette.", {"scheda.docx": SCHEDA}, date=datetime(2015, 12, 9,
        9, tzinfo=UTC)),
)  # fmt: skip


@pytest.fixture(scope="module")
def run(tmp_path_factory: pytest.TempPathFactory) -> Any:
    folder = tmp_path_factory.mktemp("selection")
    arrived = folder / "mails"
    arrived.mkdir()
    for number, content in enumerate(MAILS):
        (arrived / f"{number}.eml").write_bytes(content)

    def call(*arguments: str, code: int = 0) -> str:
        done = CliRunner().invoke(cli, [*arguments, "--data-dir", str(folder / "data")])
        if code:
            return str(done.exception)
        assert done.exception is None or done.exit_code == 0, (done.output, done.exception)
        return done.stdout

    call("import", str(arrived))
    return call


def ids(output: str) -> list[int]:
    return [message["id"] for message in json.loads(output)]


@pytest.mark.parametrize(
    ("words", "expected"),
    [
        ((), [1, 2, 3, 4]),
        (("2", "4"), [2, 4]),
        (("--status", "failed", "--status", "partial"), [3]),
        (("--prefettura", "an"), [2, 3]),
        (("--prefettura", "none"), [4]),
        (("--prefettura", "CR", "--prefettura", "none"), [1, 4]),
        (("--problem", "unreadable_document"), [3]),
        (("--reason", "damaged"), [3]),
        (("--since", "2015-12-05"), [2, 3, 4]),
        (("--until", "2015-12-05"), [1, 2, 3]),
        (("--search", "città giardini"), [2]),
        (("--search", "GIARDINI.docx"), [2]),
        (("--kind", "submission", "--limit", "2"), [1, 2]),
        (("2", "3", "--status", "done"), [2]),
        (("--outdated",), []),
    ],
)
def test_every_word_of_the_language(run: Any, words: tuple[str, ...], expected: list[int]) -> None:
    assert ids(run("messages", "--json", *words)) == expected
    exported = run("export", "messages", "--format", "jsonl", *words)
    assert [json.loads(line)["id"] for line in exported.splitlines()] == expected


def test_a_message_id_selects_with_and_without_brackets(run: Any) -> None:
    (message,) = json.loads(run("messages", "2", "--json"))
    assert ids(run("messages", message["message_id"], "--json")) == [2]
    assert ids(run("messages", message["message_id"].strip("<>"), "--json")) == [2]


def test_exports_of_views_and_documents_follow_the_selection(run: Any) -> None:
    schede = [
        json.loads(line) for line in run("export", "schede", "--format", "jsonl", "--prefettura", "AN").splitlines()
    ]
    assert {row["message_id"] for row in schede} == {2}
    documents = [json.loads(line) for line in run("export", "documents", "--format", "jsonl", "3").splitlines()]
    assert {row["message_id"] for row in documents} == {3}
    assert "leave the selection out" in run("export", "coverage", "--status", "done", code=1)


def test_review_and_rerun_take_the_same_words(run: Any) -> None:
    everything = json.loads(run("review", "--json"))
    some = json.loads(run("review", "--json", "--prefettura", "none"))
    assert some == [item for item in everything if item["message_id"] == 4]
    said = run("rerun", "--prefettura", "AN", "--until", "2015-12-05", "--search", "giardini", "--dry-run")
    assert "0 of 1 message would change" in said


@pytest.mark.parametrize(
    ("words", "said"),
    [
        (("--prefettura", "Cremona"), "Cremona is CR"),
        (("--prefettura", "cremna"), "Cremona is CR"),
        (("--prefettura", "Reggio nell'Emilia"), " is RE"),
        (("--prefettura", "XX"), "XX is not the sigla of one of the 106 offices"),
        (("99",), "there is no message 99"),
        (("<x@example.org>",), "there is no message <x@example.org>"),
        (("sette",), "neither the number of a message nor a Message-ID"),
    ],
)
def test_what_does_not_exist_is_refused(run: Any, words: tuple[str, ...], said: str) -> None:
    assert said in run("messages", *words, code=1)
