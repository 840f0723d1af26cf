"""A practice told in a sentence or two, with nothing around it that says so, is a scheda for a person to look at."""

import pytest

from config.limits import Limits
from jobs.demo.build import mail
from jobs.pipeline import read_submission
from parsers.model import Reading
from tests.accuracy.markup import WRITERS
from tests.specimens.envelopes import BOX, DATE

OFFICE = "immigrazione.pref_cuneo@interno.it"
TEXTS = (
    "A Saluzzo due maestre in pensione insegnano ogni sera l'italiano a ventiquattro richiedenti asilo nella sala "
    "della biblioteca. Chi finisce il corso sostiene l'esame di lingua di livello A2.",
    "Quaranta badanti frequentano il giovedì pomeriggio, loro giorno libero, un corso tenuto nella biblioteca civica; "
    "il programma segue il libretto di lavoro: il medico, la farmacia, la busta paga.",
    "Dal 2014 i ragazzi del centro coltivano un orto con gli anziani del paese e vendono le verdure al mercato del "
    "sabato.",
)
#: What a careful official would tick.
CAMPO = dict(zip(TEXTS, ({5}, {5, 8, 10}, {7, 8}), strict=True))
OTHERS = (
    "Si invia in allegato il verbale della riunione del 12 novembre, con preghiera di darne conferma a questo Ufficio "
    "entro la fine del mese corrente.",
    "La riunione del tavolo provinciale è rinviata al 14 gennaio alle ore 10, nella sala al primo piano di questo "
    "palazzo; si prega di confermare la presenza.",
    "Si sollecita la trasmissione dei rendiconti relativi al terzo trimestre, che dovranno pervenire entro venerdì a "
    "mezzo posta certificata.",
)


def read(text: str, files: dict[str, bytes] | None = None) -> Reading:
    return read_submission(mail(OFFICE, "Circolare 5973", text, files, date=DATE), Limits(), BOX).reading


@pytest.mark.parametrize("form", ["txt", "docx"])
@pytest.mark.parametrize("text", TEXTS)
def test_in_a_file(text: str, form: str) -> None:
    [scheda] = read("In allegato.", {f"relazione.{form}": WRITERS[form](text)}).schede
    assert scheda.description == text
    assert scheda.needs_review or scheda.campo in CAMPO[text]


def test_one_sentence_that_plainly_tells_is_found() -> None:
    text = (
        "Un quartiere di case popolari ha un portiere sociale: due giovani, uno del posto e uno maliano, raccolgono le "
        "segnalazioni e mettono pace sulle scale."
    )
    found = read("In allegato.", {"relazione.docx": WRITERS["docx"](text)})
    assert [scheda.description for scheda in found.schede] == [text]


@pytest.mark.parametrize("text", TEXTS)
def test_in_a_mail(text: str) -> None:
    [scheda] = read(f"{text}\n\nIl dirigente\nProva Esempio").schede
    assert scheda.description == text
    # Where the lines tell plainly, only the campo may be in doubt.
    assert scheda.needs_review or scheda.campo in CAMPO[text]


@pytest.mark.parametrize("text", OTHERS)
def test_other_business_is_none(text: str) -> None:
    assert read(f"{text}\n\nIl dirigente").schede == ()
    assert read("In allegato.", {"nota.docx": WRITERS["docx"](text)}).schede == ()
