"""The number of practices of a message: what its own words state, what ticks and paragraphs say, what goes on with the
same people. A wrong number is never in silence.
"""

import pytest

from config.campi import CAMPI
from config.limits import Limits
from config.vocabulary import ProblemCode
from jobs.demo.build import docx, mail
from jobs.pipeline import read_submission
from parsers.practices.led import lead_of
from parsers.practices.names import name_of
from store.model import Submission
from tests.specimens.envelopes import BOX, DATE

OFFICE = "immigrazione.pref_cuneo@interno.it"
SCHOOL = (
    "Campo 5: a Saluzzo due maestre in pensione insegnano ogni sera l'italiano a ventiquattro richiedenti asilo nella "
    "sala della biblioteca."
)
PATHS = (
    "Campo 7: a Boves quattordici richiedenti asilo, di loro volontà e senza compenso, ripuliscono con gli alpini i "
    "sentieri del monte."
)
SUPPER = (
    "Campo 8: a Dronero sei famiglie invitano a cena ogni venerdì i ragazzi del centro, che portano un piatto del loro "
    "paese."
)


def read(text: str, subject: str = "Circolare 5973", files: dict[str, bytes] | None = None) -> Submission:
    return read_submission(mail(OFFICE, subject, text, files, date=DATE), Limits(), BOX)


def word(*texts: str) -> bytes:
    return docx([("text", text) for text in texts])


def doubts(found: Submission) -> list[str]:
    return [one.detail for one in found.reading.problems if one.code is ProblemCode.POSSIBLE_SEVERAL]


STATED = {
    "in words": "Si segnalano tre esperienze realizzate in provincia.",
    "in figures": "Con la presente si trasmettono n. 3 (tre) schede.",
    "an adjective between": "Si rappresentano di seguito tre significative buone pratiche.",
    "first person": "Segnaliamo tre iniziative, che riportiamo qui sotto.",
    "what follows": "Di seguito le tre pratiche rilevate.",
}


@pytest.mark.parametrize("name", STATED)
def test_fewer_practices_than_a_letter_states_are_told(name: str) -> None:
    found = read("\n\n".join((STATED[name], SCHOOL, PATHS)))
    assert len(found.reading.schede) == 2
    assert any("speaks of 3 practices" in doubt and "found: 2" in doubt for doubt in doubts(found))


@pytest.mark.parametrize("name", STATED)
def test_as_many_practices_as_a_letter_states_are_no_doubt(name: str) -> None:
    found = read("\n\n".join((STATED[name], SCHOOL, PATHS, SUPPER)))
    assert [scheda.campo for scheda in found.reading.schede] == [5, 7, 8]
    assert doubts(found) == []


def test_a_letter_states_what_its_attachments_hold() -> None:
    files = {"uno.docx": word(SCHOOL), "due.docx": word(PATHS)}
    assert any("speaks of 3" in doubt for doubt in doubts(read("Si trasmettono tre schede.", files=files)))
    assert doubts(read("Si trasmettono due schede.", files=files)) == []


def test_a_document_states_what_it_holds_itself() -> None:
    text = word("Prefettura di Cuneo", "Si riportano quattro buone pratiche.", SCHOOL, PATHS)
    assert any("speaks of 4" in doubt for doubt in doubts(read("In allegato.", files={"nota.docx": text})))


def test_the_subject_states_a_number_too() -> None:
    assert any("speaks of 3" in doubt for doubt in doubts(read(f"{SCHOOL}\n\n{PATHS}", "Tre buone pratiche di Cuneo")))


@pytest.mark.parametrize(
    "sentence",
    [
        "Si fa seguito alle tre schede già trasmesse.",
        "Si chiede di sapere se servano tre schede.",
        "Si trasmette quanto segue ad integrazione delle tre schede precedenti.",
        "Si segnala quanto segue.",
    ],
)
def test_numbers_of_other_things_state_nothing(sentence: str) -> None:
    assert not [doubt for doubt in doubts(read(f"{sentence}\n\n{SCHOOL}\n\n{PATHS}")) if "speaks of" in doubt]


def form(*texts: str) -> bytes:
    items = [f"({'X' if one.number in (3, 5) else '  '}) {one.number}) {one.title}" for one in CAMPI]
    return word("Prefettura di Trento", *items, "Descrizione", *texts)


HOMES = (
    "A Cles sei famiglie tengono ciascuna in casa un rifugiato per un anno; un gruppo di sostegno si riunisce ogni "
    "settimana per discutere spese, orari e regole."
)
LESSONS = "Gli alunni dell'istituto danno lezioni di lingua italiana parlando di ricette; il corso dura sei mesi."
RULES = "Le famiglie che ospitano sono seguite da una psicologa e ricevono un contributo per il vitto e l'alloggio."


def test_paragraphs_that_answer_one_tick_each_are_told() -> None:
    found = read("Allegata.", files={"modello.docx": form(HOMES, LESSONS)})
    texts = {scheda.description for scheda in found.reading.schede}
    assert len(texts) == 2 or any("Gli alunni" in doubt for doubt in doubts(found))


def test_paragraphs_that_speak_of_one_thing_are_one_practice() -> None:
    found = read("Allegata.", files={"modello.docx": form(HOMES, RULES)})
    assert doubts(found) == []
    assert [scheda.campo for scheda in found.reading.schede] == [3, 5]


SAME_PEOPLE = {
    "the same body": (
        "La Caritas di Lanciano tiene aperto un dormitorio con dodici letti e una lavanderia.",
        "La medesima Caritas ha formato otto badanti, che sono state assunte da famiglie del centro storico.",
    ),
    "the same place": (
        "Il Comune di Polla ha affidato a sei richiedenti asilo la pulizia dei sentieri che portano alle grotte.",
        "Sempre a Polla la maestra insegna italiano nella sala della Pro Loco a chi non sa leggere.",
    ),
    "worth telling too": (
        "Gli alpini di Feltre hanno ristrutturato una malga con nove profughi, che posano i tetti in pietra.",
        "Merita menzione anche il coro che la parrocchia ha formato con loro e che canta nelle case di riposo.",
    ),
    "another matter": (
        "Il sindacato di Foggia ha allestito un autobus che raggiunge i ghetti e informa sui contratti di lavoro.",
        "Di natura diversa è la radio in cui i braccianti raccontano la loro giornata in francese e in italiano.",
    ),
    "as for something else": (
        "Lo SPRAR di Cosenza ha avviato una sartoria sociale in cui lavorano quattro donne nigeriane.",
        "Sul versante della salute gli operatori accompagnano le gestanti ai controlli presso il consultorio.",
    ),
}


@pytest.mark.parametrize("name", SAME_PEOPLE)
@pytest.mark.parametrize("between", [" ", "\n\n"])
def test_two_practices_of_the_same_people_are_two_or_told(name: str, between: str) -> None:
    one, other = SAME_PEOPLE[name]
    found = read(f"In riscontro alla circolare si rappresenta quanto segue.\n\n{one}{between}{other}\n\nIl dirigente")
    codes = {problem.code for problem in found.reading.problems}
    told = codes & {ProblemCode.POSSIBLE_SEVERAL, ProblemCode.UNEXPLAINED_TEXT}
    assert len(found.reading.schede) == 2 or told


LEADS = {
    "«Un tetto a Marsala»: l'Istituto ha riservato quattro alloggi sfitti.": ("Un tetto a Marsala", True),
    'Progetto "Pane" – otto ragazzi hanno lavorato nel forno comunale.': ("Pane", True),
    "Orti sul lago. Venti famiglie e gli ospiti dei centri coltivano le terrazze.": ("Orti sul lago", False),
    "- Comune di Oderzo: sei ospiti curano le aiuole della stazione.": ("Comune di Oderzo", False),
}


@pytest.mark.parametrize("text", LEADS)
def test_a_name_leads_a_paragraph(text: str) -> None:
    lead = lead_of(text)
    assert lead is not None
    assert (lead.name, lead.sure) == LEADS[text]


@pytest.mark.parametrize(
    "text",
    [
        "Descrizione: sei ospiti curano le aiuole della stazione di Oderzo.",
        "Il Comune ha aperto. Venti famiglie coltivano le terrazze del lago.",
        "«Un tetto a Marsala» è il nome che gli ospiti hanno dato alla casa.",
        "Orti sul lago. Venti famiglie.",
    ],
)
def test_labels_and_sentences_lead_nothing(text: str) -> None:
    assert lead_of(text) is None


def test_paragraphs_led_by_names_are_told() -> None:
    text = word(
        "Prefettura di Lecco",
        "Orti sul lago. Venti famiglie lecchesi e altrettanti ospiti dei centri coltivano insieme le terrazze.",
        "Un mestiere per ricominciare. Le officine di Calolzio insegnano a saldare a dodici rifugiati.",
    )
    found = read("In allegato.", files={"lecco.docx": text})
    told = {problem.code.value for problem in found.reading.problems}
    assert len(found.reading.schede) == 2 or told & {"possible_several", "unexplained_text"}


@pytest.mark.parametrize("line", ["Verona", "Reggio Emilia", "Ad integrazione della nota si comunica quanto segue"])
def test_a_place_alone_and_an_opening_name_no_practice(line: str) -> None:
    assert name_of(line) == ""


@pytest.mark.parametrize("line", ["Verona che accoglie", "Casa Betania", "La scuola del porto"])
def test_a_name_names_one(line: str) -> None:
    assert name_of(line) == line
