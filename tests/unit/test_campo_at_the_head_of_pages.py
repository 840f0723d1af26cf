"""An office that writes one scheda to a file may name its campo at the head or foot of the page only."""

from io import BytesIO

import docx
import pytest

from config.limits import Limits
from jobs.demo.build import mail
from jobs.pipeline import read_submission
from parsers.model import Reading
from tests.specimens.envelopes import BOX, DATE

TOLD = (
    "Quaranta badanti frequentano il giovedì pomeriggio, loro giorno libero, un corso tenuto nella biblioteca civica; "
    "il programma segue il libretto di lavoro: il medico, la farmacia, la busta paga."
)


def read(head: str, foot: str = "") -> Reading:
    page = docx.Document()
    page.sections[0].header.paragraphs[0].text = head
    page.sections[0].footer.paragraphs[0].text = foot
    page.add_paragraph(TOLD)
    out = BytesIO()
    page.save(out)
    files = {"documento1.docx": out.getvalue()}
    letter = mail("immigrazione.pref_cuneo@interno.it", "Circolare 5973", "In allegato.", files, date=DATE)
    return read_submission(letter, Limits(), BOX).reading


@pytest.mark.parametrize(
    ("head", "foot"),
    [
        ("CAMPO 6 – STORIE DI INSERIMENTO LAVORATIVO E SOCIALE", "Prefettura di Cuneo - pag. 1"),
        ("Campo n. 6", ""),
        ("Prefettura di Cuneo - scheda campo 6", "1"),
        ("Prefettura di Cuneo", "Campo 6"),
        ("Scheda 6", "pag. 1 di 1"),
    ],
)
def test_the_head_declares(head: str, foot: str) -> None:
    assert [(scheda.campo, scheda.description) for scheda in read(head, foot).schede] == [(6, TOLD)]
    assert "number" in read(head, foot).schede[0].method.value


@pytest.mark.parametrize("head", ["Prefettura di Cuneo", "campo sportivo di via Roma 7", "Pag. 6"])
def test_other_heads_do_not(head: str) -> None:
    assert [scheda.method.value for scheda in read(head).schede] == ["text"]


def test_two_heads_that_differ_declare_nothing() -> None:
    assert [scheda.method.value for scheda in read("Campo 6", "Campo 7").schede] == ["text"]
