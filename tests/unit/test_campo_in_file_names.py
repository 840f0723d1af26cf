"""An office that sends a file for each scheda names the campo there, in the ways people name files."""

import pytest

from config.limits import Limits
from jobs.demo.build import mail
from jobs.pipeline import read_submission
from tests.specimens.envelopes import BOX, DATE

#: It speaks of campo 5; what a file's name declares wins all the same, and the difference is shown.
TOLD = (
    "A Saluzzo due maestre in pensione insegnano ogni sera l'italiano a ventiquattro richiedenti asilo nella sala "
    "della biblioteca. Chi finisce il corso sostiene l'esame di lingua di livello A2."
)

DECLARING = [
    "campo 7.txt", "campo7.txt", "Campo7.txt", "campo_7.txt", "campo-7.txt", "campo.7.txt", "CAMPO7_paese.txt",
    "campoN7.txt", "campo 07.txt", "scheda_campo07.txt", "SchedaCampo7.txt", "schedacampo7.txt",
    "scheda campo n°7.txt", "prefCN-campo7.txt",
    "CN_campo7_rev2.txt", "Allegato campo7.txt", "campo7bis.txt", "campo7 (1).txt", "campo 7 - Copia.txt",
    "Campo VII.txt", "campo_sette.txt", "3.12.2015 campo 7.txt", "campo7_12dic2015.txt",
]  # fmt: skip
NOT_DECLARING = [
    "campo2015.txt", "scheda2015.txt", "Scheda 7 di 9.txt", "campo 7-11-2015.txt", "scheda 7 dicembre.txt",
    "scheda7dic.txt", "campo sportivo 7.txt", "CampoScuola2015.txt", "BuonaPratica7.txt", "accampo7.txt",
]  # fmt: skip


def read(name: str) -> list[tuple[int, str]]:
    letter = mail(
        "immigrazione.pref_cuneo@interno.it", "Circolare 5973", "In allegato.", {name: TOLD.encode()}, date=DATE
    )
    return [(scheda.campo, scheda.method.value) for scheda in read_submission(letter, Limits(), BOX).reading.schede]


@pytest.mark.parametrize("name", DECLARING)
def test_a_name_that_declares(name: str) -> None:
    assert read(name) == [(7, "number")]


@pytest.mark.parametrize("name", NOT_DECLARING)
def test_a_name_that_does_not(name: str) -> None:
    assert read(name) == [(5, "text")]


def test_two_campi_in_one_name() -> None:
    assert [campo for campo, _ in read("campi7e8.txt")] == [7, 8]
