"""Several official forms in one file, each over the texts that answer it."""

import pytest

from config.campi import CAMPI
from tests.specimens.marked import read
from tests.unit.test_numbers_of_the_form import TEXTS, form

HEAD = "PREFETTURA DI LATINA\nCAMPO DI INTERVENTO\n"
PRINTED = (
    "# ALLEGATO ALLA CIRCOLARE N. 5973\n# ACCOGLIENZA E INTEGRAZIONE: RACCOLTA SISTEMATICA DELLE BUONE PRATICHE.\n"
    "Contrassegnare uno o più campi nei quali si sia effettuata esperienza di buone pratiche\n"
    "In ogni caso si richiede sintetica descrizione della buona pratica, utilizzando una scheda per ogni campo "
    "contrassegnato.\n"
)


@pytest.mark.parametrize("shape", ["docx", "pdf"])
@pytest.mark.parametrize("between", ["", "---\n", f"---\n{HEAD}"])
@pytest.mark.parametrize("head", [HEAD, PRINTED])
@pytest.mark.parametrize("ticked", [(5, 8), (8, 2, 9), (1, 5, 8)])
def test_each_form_claims_the_text_below_it(ticked: tuple[int, ...], head: str, between: str, shape: str) -> None:
    forms = (f"{head}{form((number,))}\n{TEXTS[number]}" for number in ticked)
    reading = read(f"\n{between}".join(forms), shape)
    assert [(scheda.campo, scheda.description) for scheda in reading.schede] == [(n, TEXTS[n]) for n in ticked]
    assert {str(scheda.method) for scheda in reading.schede} == {"tick"}
    assert reading.marked_campi == tuple(sorted(ticked))


@pytest.mark.parametrize("shape", ["docx", "pdf"])
def test_two_ticks_of_one_of_them_are_two_schede_of_its_text(shape: str) -> None:
    reading = read(f"{form((8,))}\n{TEXTS[8]}\n---\n{HEAD}{form((1, 5))}\n{TEXTS[1]}", shape)
    assert sorted((scheda.campo, scheda.description) for scheda in reading.schede) == [
        (1, TEXTS[1]),
        (5, TEXTS[1]),
        (8, TEXTS[8]),
    ]


def test_a_blank_copy_of_the_form_claims_nothing() -> None:
    blank = "\n".join(f"[ ] {campo.number}) {campo.title};" for campo in CAMPI)
    reading = read(f"{blank}\n---\n{form((5,))}\n{TEXTS[5]}")
    assert [(scheda.campo, scheda.description) for scheda in reading.schede] == [(5, TEXTS[5])]
    assert reading.marked_campi == (5,)


@pytest.mark.parametrize("repeat", ["Nell'elenco allegato alla circolare, il campo 5 è il seguente: {}", "Indice: {}"])
def test_titles_that_come_again_in_sentences_are_no_second_form(repeat: str) -> None:
    reading = read(f"{form((5,))}\n{TEXTS[5]}\n{repeat.format(CAMPI[4].title)}")
    assert reading.marked_campi == (5,)
    assert [scheda.campo for scheda in reading.schede] == [5]
