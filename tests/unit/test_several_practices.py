"""Several practices in one letter: each is one, however they are parted; and none of one practice's own parts is."""

import pytest

from config.limits import Limits
from jobs.demo.build import mail
from jobs.pipeline import read_submission
from store.model import Submission
from tests.accuracy.markup import WRITERS
from tests.specimens.envelopes import BOX, DATE

SCHOOL = (
    "A Teramo la parrocchia di San Berardo e il liceo hanno aperto una scuola serale di italiano per quaranta "
    "richiedenti asilo, con dodici insegnanti in pensione. In giugno ventisei hanno superato l'esame A2."
)
PINES = (
    "A Giulianova nove ospiti del centro curano dal 2014, senza compenso e assicurati dal Comune, la pineta del "
    "lungomare. Con loro lavora ogni sabato la Pro loco, che a fine stagione organizza una cena aperta a tutti."
)
HOMES = (
    "A Roseto sei appartamenti sono stati affittati a famiglie siriane grazie a un fondo di garanzia della diocesi. "
    "Dopo un anno quattro famiglie pagano da sole il canone e due hanno comprato i mobili."
)
ENDS = ("esame a2", "cena aperta a tutti", "comprato i mobili")


def read(text: str, form: str = "docx") -> Submission:
    """A letter as the text of a mail (`mail`), or as a file."""
    if form == "mail":
        original = mail("immigrazione.pref_te@interno.it", "Circolare 5973", text.replace("\n", "\n\n"), date=DATE)
    else:
        files = {f"nota.{form}": WRITERS[form](text)}
        original = mail("immigrazione.pref_te@interno.it", "Circolare 5973", "Si trasmette la nota.", files, date=DATE)
    return read_submission(original, Limits(), BOX)


def small(text: str) -> str:
    return text[0].lower() + text[1:]


def ends(found: Submission) -> list[str]:
    """By how each scheda ends which practices it holds."""
    said = [scheda.description.lower() for scheda in found.reading.schede]
    return [" + ".join(end for end in ENDS if end in text) for text in said]


IN_CAPITALS = {
    "campi behind": f"{SCHOOL} (campo 5)\n{PINES} (campo 7)",
    "campi behind, one paragraph": f"{SCHOOL} (campo 5) {PINES} (campo 7)",
    "ticks alone": f"{SCHOOL}\n{PINES}",
}


@pytest.mark.parametrize("name", IN_CAPITALS)
@pytest.mark.parametrize("capitals", [True, False])
@pytest.mark.parametrize("form", ["docx", "txt"])
def test_two_texts_below_two_ticks_have_a_campo_each(name: str, capitals: bool, form: str) -> None:
    text = f"Prefettura di Teramo\nCampi contrassegnati: 5 - 7\nSintetica descrizione\n{IN_CAPITALS[name]}"
    found = read(text.upper() if capitals else text, form)
    assert ends(found) == list(ENDS[:2])
    assert [scheda.campo for scheda in found.reading.schede] == [5, 7]


LED = {
    "campo and a dash": f"Campo 5 - {SCHOOL} Campo 7 - {PINES} Campo 8 - {HOMES}",
    "per il punto": f"Si riferisce. Per il punto 5: {SCHOOL} Per il punto 7: {PINES} Per il punto 8: {HOMES}",
    "scheda and a colon": f"Scheda 5: {small(SCHOOL)} Scheda 7: {small(PINES)} Scheda 8: {small(HOMES)}",
    "long sentences": (
        f"CAMPO 5: {small(SCHOOL).replace('. In', '; in')} CAMPO 7: {small(PINES).replace('. Con', '; con')} "
        f"CAMPO 8: {small(HOMES).replace('. Dopo', '; dopo')}"
    ),
    "brackets": f"(campo 5) {SCHOOL} (campo 7) {PINES} (campo 8) {HOMES}",
}


@pytest.mark.parametrize("name", LED)
@pytest.mark.parametrize("form", ["mail", "pdf"])
def test_campi_named_one_after_the_other_in_one_paragraph(name: str, form: str) -> None:
    found = read(f"In riscontro alla circolare si rappresenta quanto segue.\n{LED[name]}\nIl dirigente", form)
    assert ends(found) == list(ENDS)
    assert [scheda.campo for scheda in found.reading.schede] == [5, 7, 8]


COUNTED = {
    "roman": f"i) {small(SCHOOL)} ii) {small(PINES)} iii) {small(HOMES)}",
    "roman capitals": f"I) {SCHOOL} II) {PINES} III) {HOMES}",
    "figures": f"1) {SCHOOL} 2) {PINES} 3) {HOMES}",
    "letters": f"a) {SCHOOL} b) {PINES} c) {HOMES}",
    "capital letters": f"A) {SCHOOL}\nB) {PINES}\nC) {HOMES}",
    "degrees": f"1° {SCHOOL}\n2° {PINES}\n3° {HOMES}",
}


@pytest.mark.parametrize("name", COUNTED)
@pytest.mark.parametrize("form", ["mail", "docx"])
def test_practices_that_are_counted_are_parted(name: str, form: str) -> None:
    found = read(f"Si segnalano le seguenti esperienze:\n{COUNTED[name]}\nIl dirigente", form)
    assert ends(found) == list(ENDS)


ONE = {
    "steps in one paragraph": (
        f"{SCHOOL} Il progetto prevede: 1) due sere a settimana; 2) un laboratorio di teatro; 3) l'esame di giugno."
    ),
    "a point of another paper": f"{SCHOOL} Come previsto al punto 5 del bando e al punto 7, il Comune paga i libri.",
    "a campo of sport": f"{SCHOOL} Il campo 5 e il campo 7 del centro sportivo sono aperti agli allievi ogni sabato.",
}


@pytest.mark.parametrize("name", ONE)
@pytest.mark.parametrize("form", ["mail", "docx"])
def test_parts_of_one_practice_are_none_of_their_own(name: str, form: str) -> None:
    found = read(f"Si segnala quanto segue.\n{ONE[name]}\nIl dirigente", form)
    assert ends(found) == [ENDS[0]]


@pytest.mark.parametrize("text", [SCHOOL, PINES, HOMES])
def test_one_practice_alone_in_a_file_is_not_doubted(text: str) -> None:
    found = read(text)
    assert len(found.reading.schede) == 1
    assert "possible_several" not in {problem.code for problem in found.reading.problems}


DRIVERS = "due ospiti di Penne guidano il pulmino delle scuole"
SAILS = "cinque donne di Ortona cuciono le vele in un cantiere"
BREAD = "il forno di Loreto ha assunto tre ragazzi senegalesi"


@pytest.mark.parametrize("marks", [("a) ", "b) ", "c) "), ("1. ", "2. ", "3. "), ("• ",) * 3, ("- ",) * 3])
@pytest.mark.parametrize("form", ["mail", "docx"])
def test_each_item_right_below_a_campo_may_be_a_practice(marks: tuple[str, ...], form: str) -> None:
    items = "\n".join(f"{mark}{text};" for mark, text in zip(marks, (DRIVERS, SAILS, BREAD), strict=True))
    found = read(f"Campo 6 - storie di inserimento lavorativo e sociale\n{items}", form)
    told = " ".join(scheda.description for scheda in found.reading.schede)
    assert all(text in told for text in (DRIVERS, SAILS, BREAD))
    codes = {problem.code for problem in found.reading.problems}
    assert len(found.reading.schede) == 3 or "possible_several" in codes


def test_a_name_leads_each_paragraph_below_a_campo() -> None:
    names = ("Il pulmino. ", "Le vele. ", "Il forno. ")
    told = "\n".join(f"{name}Qui {text}." for name, text in zip(names, (DRIVERS, SAILS, BREAD), strict=True))
    found = read(f"Campo 6 - storie di inserimento lavorativo e sociale\n{told}")
    codes = {problem.code for problem in found.reading.problems}
    assert len(found.reading.schede) == 3 or "possible_several" in codes


@pytest.mark.parametrize("marks", ["- ", "• ", "a) ", ""])
@pytest.mark.parametrize("ending", ["({c});", "- {c};", "(rif. {c})."])
def test_a_short_line_that_names_its_campo_at_its_end_is_a_practice(marks: str, ending: str) -> None:
    told = {6: DRIVERS, 10: SAILS, 7: BREAD}
    lines = "\n".join(f"{marks}{text} {ending.format(c=f'campo {campo}')}" for campo, text in told.items())
    found = read(f"Si segnalano le seguenti iniziative:\n{lines}\nIl dirigente")
    assert [(scheda.campo, scheda.description) for scheda in found.reading.schede] == list(told.items())
