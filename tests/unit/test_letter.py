"""What an office's replies lack, and the letter that asks for it."""

import json
import os
import subprocess
import sys
from collections.abc import Callable
from datetime import timedelta
from io import BytesIO
from pathlib import Path

import docx as python_docx
import pytest
import sqlalchemy as sa
from click.testing import Result

from config.errors import NotFoundError, UsageError
from jobs.app import App
from jobs.demo.build import archive, docx, pdf
from jobs.demo.sample import official_form
from jobs.letter import keep, letter
from store.gaps import gaps
from tests.specimens.envelopes import pec_mail
from tests.unit.test_links import CREMONA, LODI, NETWORK, VOLUNTEERS, sent, store, word

FORM = docx([*official_form((1, 5, 7)), ("text", "Prefettura di Cremona")])
SIGNED = NETWORK + " La Prefettura ha siglato un protocollo d'intesa con i comuni e con la Caritas diocesana."


def incomplete(number: int = 0) -> bytes:
    """A form with three ticks, two schede, one speaks of an agreement; one file has a password."""
    files = {
        "modello.docx": FORM,
        "schede.docx": word(SIGNED, VOLUNTEERS),
        "chiuso.pdf": pdf([("text", "x")], password="segreta"),
    }
    return sent(number, "Schede & allegati", "In allegato.", files=files)


def text_of(content: bytes) -> str:
    return "\n".join(paragraph.text for paragraph in python_docx.Document(BytesIO(content)).paragraphs)


def test_the_gaps_of_an_office(app: App) -> None:
    store(app, incomplete())
    found = [(gap.code, gap.campo, gap.document) for gap in gaps(app.database, "CR")]
    assert sorted(found, key=str) == [
        ("encrypted_document", None, "chiuso.pdf"),
        ("marked_without_scheda", 5, None),
        ("protocol_mentioned_not_attached", 1, "schede.docx"),
    ]
    assert gaps(app.database, "LO") == []


def test_the_letter_asks_for_all_of_it_in_words_of_the_office(app: App) -> None:
    store(app, incomplete())
    content = letter(app, "cr")
    assert content is not None
    text = text_of(content.content)
    for expected in (
        "Alla Prefettura - Ufficio Territoriale del Governo di Cremona",
        "messaggio del 1° dicembre 2015, oggetto «Schede & allegati»",
        "campo 5: apprendimento della lingua italiana",
        "scheda sul campo 1, dove si legge: «…",
        "siglato un protocollo d'intesa",
        "«chiuso.pdf»: il file è protetto da password",
        "dici.buonepraticheaccoglienza@interno.it",
    ):
        assert expected in text, expected
    assert "campo 7" not in text
    assert "campo 1:" not in text


def test_what_came_later_is_not_asked_for(app: App) -> None:
    later = (
        "Scheda 5: Apprendimento della lingua italiana\nIl centro provinciale tiene corsi di italiano di livello "
        "A2 con docenti abilitati e tutor."
    )
    store(app, incomplete(), sent(3, "Integrazione schede", "In allegato.", later))
    assert "marked_without_scheda" not in [gap.code for gap in gaps(app.database, "CR")]


def test_a_reply_that_another_replaced_is_not_asked_about(app: App) -> None:
    complete = {"schede.docx": word(VOLUNTEERS, NETWORK)}
    words = "La presente annulla e sostituisce la precedente."
    correction = sent(3, "Rettifica: annulla e sostituisce", words, files=complete)
    store(app, incomplete(), pec_mail(correction, CREMONA))
    assert gaps(app.database, "CR") == []
    assert letter(app, "CR") is None


def test_offices_that_cannot_be_asked(app: App) -> None:
    store(app, sent(0, "Schede", "In allegato.", VOLUNTEERS, sender=LODI))
    assert letter(app, "LO") is None
    with pytest.raises(NotFoundError, match="no reply of Cremona"):
        letter(app, "CR")
    with pytest.raises(NotFoundError, match="106 offices"):
        letter(app, "XX")


@pytest.mark.parametrize(("sigla", "sender", "addressee"), [
    ("BZ", "commissariato.comgovbz@pec.interno.it", "Al Commissariato del Governo per la Provincia di Bolzano"),
    ("AO", "eell_prefettura_vvff_protciv@pec.regione.vda.it", "Alla Presidenza della Regione autonoma Valle d'Aosta"),
])  # fmt: skip
def test_offices_that_are_no_prefetture_are_addressed_as_what_they_are(
    app: App, sigla: str, sender: str, addressee: str
) -> None:
    files = {"modello.docx": docx(official_form((5,))), "x.docx": b"PK\x03\x04"}
    store(app, sent(0, "Schede", "In allegato.", files=files, sender=sender))
    content = letter(app, sigla)
    assert content is not None
    assert addressee in text_of(content.content)


def test_the_commands(tmp_path: Path) -> None:
    (tmp_path / "uno.eml").write_bytes(incomplete())

    def run(*arguments: str) -> str:
        command = [str(Path(sys.executable).with_name("raccolta")), *arguments, "--data-dir", str(tmp_path / "data")]
        environment = {"PATH": os.environ["PATH"], "COLUMNS": "200"}
        done = subprocess.run(command, cwd=tmp_path, env=environment, capture_output=True, text=True, check=False)
        assert done.returncode == 0, done.stderr
        return done.stdout

    run("import", "uno.eml")
    listed = json.loads(run("messages", "--incomplete", "--json"))
    assert {(gap["prefettura"], gap["code"]) for gap in listed} >= {
        ("CR", "marked_without_scheda"),
        ("CR", "encrypted_document"),
    }
    assert "marked_without_scheda" in run("messages", "--incomplete", "--prefettura", "cr")
    assert run("letter", "CR").strip() == "lettera-CR.docx"
    assert "campo 5" in text_of((tmp_path / "lettera-CR.docx").read_bytes())


def test_b05_what_came_without_content_is_asked_for_by_name(app: App) -> None:
    files = {
        "schede.docx": word(SIGNED, VOLUNTEERS),
        "vuota.pdf": b"",
        "avviso.txt": b"The attachment scheda5.pdf was removed by the antivirus.",
    }
    store(app, sent(0, "Schede", "Cordiali saluti.", files=files))
    content = letter(app, "CR")
    assert content is not None
    assert "«vuota.pdf»: l'allegato è pervenuto privo di contenuto" in text_of(content.content)
    assert "«avviso.txt»: l'allegato è pervenuto privo di contenuto" in text_of(content.content)
    assert "annuncia un allegato" not in text_of(content.content)


def test_a_flood_of_unreadable_files_is_a_few_lines_of_the_letter(app: App) -> None:
    flood = archive({f"{number}.bin": bytes([number % 250, 1, 2]) * 50 for number in range(300)})
    store(
        app, sent(0, "Schede", "Cordiali saluti.", files={"schede.docx": word(SIGNED, VOLUNTEERS), "tutto.zip": flood})
    )
    content = letter(app, "CR")
    assert content is not None
    assert "altri 281 file in «tutto.zip»" in text_of(content.content)
    assert text_of(content.content).count("\n") < 40


def test_a_letter_is_kept_with_what_it_asks_and_by_when(app: App) -> None:
    store(app, incomplete())
    first = letter(app, "CR", "77/2016")
    assert first is not None
    keep(app, first, "Anna")
    by = app.clock().date() + timedelta(days=app.settings.letter_days)
    (sent_letter,) = app.letters.listed("CR")
    assert (sent_letter.protocol, sent_letter.written_by, sent_letter.answer_by) == ("77/2016", "Anna", by)
    assert sorted(item.code for item in sent_letter.asked) == [
        "encrypted_document", "marked_without_scheda", "protocol_mentioned_not_attached",
    ]  # fmt: skip
    assert "Prot. n. 77/2016" in text_of(first.content)
    assert f"entro il {by.day}" in text_of(first.content)
    assert "Sollecito" not in text_of(first.content)
    shown = app.queries.message(1)["letters"]
    assert [(item["letter"], item["protocol"]) for item in shown] == [(1, "77/2016")] * 3
    with app.database.read() as connection:
        rows = connection.execute(sa.text("SELECT letter_id, prefettura, asked FROM v_letters ORDER BY asked")).all()
    assert [tuple(row) for row in rows] == [(1, "CR", item["asked"]) for item in sorted(shown, key=by_words)]


def by_words(item: dict[str, str]) -> str:
    return item["asked"]


@pytest.mark.parametrize(("before", "said"), [(1, "seconda richiesta"), (2, "terza richiesta"), (6, "n. 7")])
def test_the_next_letter_says_that_it_is_a_reminder(app: App, before: int, said: str) -> None:
    store(app, incomplete())
    for number in range(before):
        kept = letter(app, "CR", f"{number + 1}/2016")
        assert kept is not None
        assert kept.reminder == number
        keep(app, kept, "Anna")
    again = letter(app, "CR")
    assert again is not None
    assert f"La presente è la {'richiesta ' if before == 6 else ''}{said}" in text_of(again.content)
    assert "Sollecito" in text_of(again.content)
    assert "prot. n. 1/2016" in text_of(again.content)


def test_a_letter_about_one_message(app: App) -> None:
    other = sent(1, "Altro", "In allegato.", files={"altro.docx": b"PK\x03\x04 rotto"})
    store(app, incomplete(), other)
    one = letter(app, "2")
    assert one is not None
    assert [(item.message, item.code) for item in one.asked] == [(2, "unreadable_document")]
    with pytest.raises(NotFoundError):
        letter(app, "99")


ANSWERS = {
    "Ad integrazione di quanto inviato, come da nota prot. n. 4711/2016, si trasmette la scheda.": True,
    "In riscontro alla nota prot. n. 4711/2016, si trasmette la scheda.": True,
    "Con riferimento alla nota di codesto Ministero prot. n. 4711 del 3 febbraio 2016 si trasmette la scheda.": True,
    "Si riscontra la vostra nota n. 4711/2016 e si trasmette la scheda.": True,
    "In esito alla richiesta di cui al foglio prot. 0004711/2016 si invia quanto richiesto.": True,
    "In risposta alla nota prot. n. 4712/2016 si trasmette la scheda.": False,
    "In riscontro alla circolare prot. n. 4711/2016 si trasmette la scheda.": False,
}


@pytest.mark.parametrize("reply", ANSWERS)
def test_an_answer_that_cites_the_letter_is_known_as_one(app: App, reply: str) -> None:
    first = sent(0, "Schede", "In allegato.", files={"a.docx": b"PK\x03\x04 rotto"})
    store(app, first)
    asked_for = letter(app, "CR", "4711/2016")
    assert asked_for is not None
    keep(app, asked_for, "Anna")
    store(app, first, sent(5, "Riscontro", reply, VOLUNTEERS, name="b.docx"))
    proposed = [(item["message_id"], item["other_id"], item["kind"]) for item in app.proposals.waiting()]
    assert proposed == ([(2, 1, "repairs")] if ANSWERS[reply] else [])
    assert app.queries.message(2)["answers"] == ([1] if ANSWERS[reply] else [])
    assert app.letters.answered() == ({1: [2]} if ANSWERS[reply] else {})


def test_the_list_of_letters(tmp_path: Path, command: Callable[..., Result]) -> None:
    (tmp_path / "uno.eml").write_bytes(incomplete())
    data = ("--data-dir", str(tmp_path / "data"))
    assert command("import", str(tmp_path / "uno.eml"), *data).exit_code == 0
    file = str(tmp_path / "l.docx")
    assert "no letter" in command("letter", "--list", *data).output
    assert command("letter", "CR", "--draft", "-o", file, *data).exit_code == 0
    assert command("letter", "1", "-o", file, "--by", "Anna", *data).exit_code == 0
    assert command("letter", "--all", "-o", str(tmp_path / "lettere"), "--by", "Ugo", *data).exit_code == 0
    rows = json.loads(command("letter", "--list", "--json", *data).output)
    assert [(row["letter"], row["written_by"], row["reminder"], row["open"]) for row in rows] == [
        (1, "Anna", 0, 3), (2, "Ugo", 1, 3),
    ]  # fmt: skip
    listed = command("letter", "--list", *data).output
    assert "letter 2  CR" in listed
    assert "3 still missing" in listed
    assert "letter 1" in command("show", "1", *data).output
    for wrong in (("letter",), ("letter", "CR", "--all"), ("letter", "--all", "-o", file, "--protocol", "1/2016")):
        assert isinstance(command(*wrong, *data).exception, UsageError)
    assert len(json.loads(command("letter", "--list", "--json", *data).output)) == 2
