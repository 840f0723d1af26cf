"""Several readings of one text: which is taken, and that nothing is lost that only one of them holds."""

from email.message import EmailMessage
from email.policy import SMTP

import pytest

from config.limits import Limits
from jobs.demo.build import pdf
from jobs.pipeline import read_submission

SEWING = (
    "Nel laboratorio di sartoria della parrocchia otto donne accolte cuciono grembiuli per le mense scolastiche, con "
    "il contratto "
    "di tirocinio che il consorzio ha firmato in primavera."
)
CHOIR = (
    "Il coro del quartiere prova il giovedì con ventidue voci, metà delle quali di persone ospitate nei centri, e "
    "canta nelle case "
    "di riposo del comune ogni seconda domenica del mese."
)
PRINTED = pdf([("heading", "Scheda 6: Storie di inserimento lavorativo e sociale"), ("text", SEWING)])
HEADING_6, HEADING_7 = (
    "Scheda 6: Storie di inserimento lavorativo e sociale",
    "Scheda 7: Processi di coinvolgimento volontario",
)


def page(*paragraphs: str) -> EmailMessage:
    return part("<html><body>" + "".join(f"<p>{text}</p>" for text in paragraphs) + "</body></html>", "html")


def text(*paragraphs: str) -> EmailMessage:
    return part("\n\n".join(paragraphs), "plain")


def part(content: str, subtype: str) -> EmailMessage:
    message = EmailMessage(policy=SMTP)
    message.set_content(content, subtype=subtype)
    return message


def file(content: bytes = PRINTED, name: str = "scheda6.pdf") -> EmailMessage:
    message = EmailMessage(policy=SMTP)
    message.set_content(content, maintype="application", subtype="pdf", disposition="inline", filename=name)
    return message


def group(kind: str, *parts: EmailMessage) -> EmailMessage:
    message = EmailMessage(policy=SMTP)
    message["Content-Type"] = f"multipart/{kind}"
    for one in parts:
        message.attach(one)
    return message


def schede(*parts: EmailMessage) -> list[tuple[int | None, str]]:
    message = group("alternative", *parts)
    message["From"], message["To"], message["Subject"] = (
        "prefettura.como@interno.it",
        "dlci@interno.it",
        "Buone pratiche",
    )
    found = read_submission(message.as_bytes(), Limits())
    return sorted((scheda.campo or 0, scheda.description) for scheda in found.reading.schede)


def test_b03_a_passage_behind_the_file_in_the_reading_of_the_page() -> None:
    rich = group("mixed", page("Buongiorno,"), file(), page(HEADING_7, CHOIR))
    assert schede(text("Buongiorno,"), rich) == [(6, SEWING), (7, CHOIR)]


def test_b03_a_passage_that_only_the_plain_text_holds() -> None:
    assert schede(text(HEADING_6, SEWING, HEADING_7, CHOIR), page(HEADING_6, SEWING)) == [(6, SEWING), (7, CHOIR)]


def test_b03_a_short_passage_that_only_the_page_holds() -> None:
    assert schede(text(HEADING_6, SEWING), page(HEADING_6, SEWING, HEADING_7, CHOIR)) == [(6, SEWING), (7, CHOIR)]


def test_b03_each_reading_holds_something_of_its_own() -> None:
    assert schede(text(HEADING_6, SEWING), page(HEADING_7, CHOIR)) == [(6, SEWING), (7, CHOIR)]


def test_b03_a_file_that_only_the_reading_holds_that_is_not_taken() -> None:
    rich = group("related", page(HEADING_7, CHOIR), file())
    assert schede(text(HEADING_7, CHOIR), rich) == [(6, SEWING), (7, CHOIR)]


def test_b03_a_file_that_both_readings_hold_is_one_file() -> None:
    readings = group("mixed", text(HEADING_7, CHOIR), file()), group("mixed", page(HEADING_7, CHOIR), file())
    assert schede(*readings) == [(6, SEWING), (7, CHOIR)]


@pytest.mark.parametrize("width", [40, 72])
def test_b03_readings_that_say_the_same_are_read_once(width: int) -> None:
    words, lines = f"{HEADING_7} {CHOIR}".split(), [""]
    for word in words:
        lines[-1:] = [f"{lines[-1]} {word}".strip()] if len(lines[-1]) + len(word) < width else [lines[-1], word]
    plain = part("\n".join(lines) + "\n\nVedi http://www.comune.example/coro/pagina?uno=due e [cid:logo.png]", "plain")
    rich = page(
        f"<b>{HEADING_7}</b> <span>{CHOIR.replace('coro', '<i>coro</i>')}</span>", "Vedi <a href='http://x'>qui</a> e"
    )
    message = group("alternative", plain, rich)
    found = read_submission(message.as_bytes(), Limits())
    (body,) = found.reading.documents
    assert body.media_type == "text/plain"
    assert len(found.reading.schede) == 1


def test_b03_more_than_two_readings() -> None:
    assert schede(text("Buongiorno,"), page("Buongiorno,"), group("mixed", page(HEADING_7, CHOIR), file())) == [
        (6, SEWING),
        (7, CHOIR),
    ]
