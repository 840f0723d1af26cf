"""An office that sends a file for each scheda names the campo there, in the ways people name files."""

import pytest

from config.campi import CAMPI
from config.limits import Limits
from jobs.demo.build import mail
from jobs.pipeline import read_submission
from tests.accuracy.markup import WRITERS
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


def files(*names: str, markup: str = TOLD) -> list[tuple[int, str]]:
    attached = {
        f"{name}.docx": WRITERS["docx"](markup.replace("Saluzzo", place))
        for name, place in zip(names, PLACES, strict=False)
    }
    letter = mail("immigrazione.pref_cuneo@interno.it", "Circolare 5973", "In allegato.", attached, date=DATE)
    return [(scheda.campo, scheda.method.value) for scheda in read_submission(letter, Limits(), BOX).reading.schede]


PLACES = ("Saluzzo", "Dronero", "Barge")


@pytest.mark.parametrize("names", [("Scheda 1", "Scheda 2"), ("scheda_n.1", "scheda_n.2", "scheda_n.3")])
def test_files_that_count_schede_say_no_campo(names: tuple[str, ...]) -> None:
    assert {method for _, method in files(*names)} == {"text"}


@pytest.mark.parametrize("names", [("Scheda 2", "Scheda 7"), ("Campo 1", "Campo 2")])
def test_numbers_that_skip_or_that_are_called_campi_do(names: tuple[str, ...]) -> None:
    assert {method for _, method in files(*names)} == {"number"}


@pytest.mark.parametrize("name", ["Scheda 1", "scheda2"])
def test_what_the_form_in_a_file_marks_outranks_the_count_in_its_name(name: str) -> None:
    boxes = (f"[{'x' if campo.number == 5 else ' '}] {campo.number}) {campo.title};" for campo in CAMPI)
    form = "\n".join((*boxes, "# SINTETICA DESCRIZIONE DELLA BUONA PRATICA", TOLD))
    assert files(name, markup=form) == [(5, "tick")]


@pytest.mark.parametrize(
    "letter",
    [
        "Si trasmettono due file. Il primo riguarda il campo 2, il secondo il campo 4.",
        "La prima scheda attiene al campo n. 2, la seconda al campo n. 4.",
        "Allegato 1: scheda relativa al campo 2. Allegato 2: scheda relativa al campo 4.",
    ],
)
def test_a_letter_says_the_campi_of_the_files_by_their_order(letter: str) -> None:
    names = ("allegato 1", "allegato 2") if "Allegato" in letter else ("nota comune", "relazione")
    told = (TOLD, TOLD.replace("Saluzzo", "Barge").replace("ventiquattro", "nove"))
    attached = {f"{name}.docx": WRITERS["docx"](text) for name, text in zip(names, told, strict=True)}
    raw = mail("immigrazione.pref_cuneo@interno.it", "Circolare 5973", letter, attached, date=DATE)
    assert [scheda.campo for scheda in read_submission(raw, Limits(), BOX).reading.schede] == [2, 4]


def test_a_letter_classifies_the_texts_of_a_file_by_their_letters() -> None:
    texts = (
        f"(a) {TOLD}\n(b) Dodici ospiti del centro curano da volontari il parco e i sentieri con gli alpini del paese."
    )
    letter = "Per la classificazione: (a) rientra nel campo 4, (b) nel campo 8."
    attached = {"testi.docx": WRITERS["docx"](texts)}
    raw = mail("immigrazione.pref_cuneo@interno.it", "Circolare 5973", letter, attached, date=DATE)
    assert [scheda.campo for scheda in read_submission(raw, Limits(), BOX).reading.schede] == [4, 8]


@pytest.mark.parametrize(
    ("names", "method"),
    [
        (("5 lingua italiana - Cecina", "8 inserimento - Piombino"), "number"),
        (("05_apprendimento lingua", "10_vulnerabili"), "number"),
        (("01_Settimo", "03_Chieri"), "text"),
    ],
)
def test_numbers_before_words_of_their_titles_are_campi(names: tuple[str, ...], method: str) -> None:
    assert method in {found for _, found in files(*names)}
    assert ("text" if method == "number" else "number") not in {found for _, found in files(*names)}
