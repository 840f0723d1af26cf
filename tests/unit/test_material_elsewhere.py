"""Schede that are not attached but lie behind a link are a gap of the reply: nothing is fetched from anywhere."""

import pytest

from config.limits import Limits
from config.vocabulary import ProblemCode
from jobs.demo.build import mail
from jobs.pipeline import read_submission
from tests.specimens.envelopes import BOX, DATE

OFFICE = "immigrazione.pref_prato@interno.it"


def missing(text: str) -> list[str]:
    found = read_submission(mail(OFFICE, "Buone pratiche", text, date=DATE), Limits(), BOX)
    return [p.detail for p in found.reading.problems if p.code is ProblemCode.MISSING_ATTACHMENT]


@pytest.mark.parametrize(
    "text",
    [
        "Le schede, per la loro dimensione, sono scaricabili al link https://we.tl/t-abcde12345 fino al 31 dicembre.",
        "La documentazione richiesta è disponibile nella cartella condivisa: https://drive.example/d/1a2b3c",
        "Al seguente collegamento è possibile scaricare i file delle buone pratiche:\nhttps://files.example/x/y",
        "Stante il peso degli allegati, il materiale si può prelevare da dropbox.",
    ],
)
def test_material_behind_a_link_is_missing(text: str) -> None:
    details = missing(f"{text}\n\nPrefettura di Prato")
    assert len(details) == 1
    assert "fetched elsewhere" in details[0]


@pytest.mark.parametrize(
    "text",
    [
        "Cordiali saluti\nPrefettura di Prato\nwww.prefettura.example/prato",
        "Dal 2014 i corsi di italiano sono aperti a tutti e il calendario è consultabile sul sito del Comune.",
        "Si ringrazia per la disponibilità.",
    ],
)
def test_an_address_in_a_text_is_not(text: str) -> None:
    assert [detail for detail in missing(text) if "elsewhere" in detail] == []
