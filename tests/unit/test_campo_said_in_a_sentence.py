"""A campo that a sentence of its own says, behind a text or over it, and one that answers a label."""

import pytest

from config.limits import Limits
from jobs.demo.build import docx, mail
from jobs.pipeline import read_submission
from parsers.lines.labels import bare_label
from parsers.lines.naming import declared_after, declares
from parsers.official.asked import asks_for_campo, value_heading
from store.model import Submission
from tests.specimens.envelopes import BOX, DATE

OFFICE = "immigrazione.pref_cuneo@interno.it"
HOMES = (
    "Nella frazione di Cireglio tre famiglie siriane abitano la vecchia canonica, che la parrocchia ha concesso in "
    "comodato; il Comune paga le utenze e un educatore passa ogni mese."
)
NURSERY = (
    "I due vivai più grandi della piana hanno accolto nove tirocinanti, scelti dopo un corso di potatura; quattro "
    "lavorano oggi a tempo pieno."
)


def read(text: str, files: dict[str, bytes] | None = None) -> Submission:
    return read_submission(mail(OFFICE, "Circolare 5973", text, files, date=DATE), Limits(), BOX)


def told(found: Submission) -> list[tuple[int, str]]:
    return [(scheda.campo, " ".join(scheda.description.split())) for scheda in found.reading.schede]


DECLARE = {
    "Quanto sopra riguarda il campo 1 dell'elenco allegato alla circolare.": (1,),
    "La pratica attiene al punto 7.": (7,),
    "Si tratta di buona pratica ascrivibile al campo n. 7.": (7,),
    "La presente scheda è riferita al punto n. 10 della circolare.": (10,),
    "L’iniziativa descritta rientra nel campo 9 («azioni per favorire l'integrazione»).": (9,),
    "La suddetta esperienza è da inquadrare nel settimo campo.": (7,),
    "Trattasi di attività riconducibile al campo sette.": (7,),
    "La pratica interessa i campi 2, 6 e 8 del modello.": (2, 6, 8),
}
NOTHING = (
    "Il corso riguarda il campo 3 del centro sportivo.",
    "Il laboratorio si è svolto nel campo 5 settembre.",
    "Non vi sono pratiche relative al campo 4.",
    "Quale pratica riguarda il campo 5?",
    "Si trasmette la scheda relativa al campo 5.",
    "Le due esperienze rientrano nei campi 5 e 7.",
    "La cooperativa ha partecipato al campo 7.",
    "La pratica riguarda il campo 14.",
)


@pytest.mark.parametrize("sentence", DECLARE)
def test_a_sentence_declares_a_campo(sentence: str) -> None:
    heading = declares(sentence)
    assert heading is not None
    assert heading.campi == DECLARE[sentence]


@pytest.mark.parametrize("sentence", NOTHING)
def test_other_sentences_declare_none(sentence: str) -> None:
    assert declares(sentence) is None


def test_the_last_sentence_of_a_text_declares_what_stands_before_it() -> None:
    found = declared_after(f"{HOMES} L'esperienza si colloca nel campo 3.")
    assert found is not None
    assert (found[0].campi, found[1]) == ((3,), len(HOMES))
    assert declared_after(HOMES) is None


BEHIND = ("\n\n", " ")


@pytest.mark.parametrize("between", BEHIND)
def test_each_of_several_texts_has_the_campo_that_is_said_behind_it(between: str) -> None:
    one, other = "L'esperienza si colloca nel campo 3.", "Si tratta di buona pratica ascrivibile al campo 7."
    found = read(f"{HOMES}{between}{one}\n\n{NURSERY}{between}{other}\n\nIl dirigente")
    assert told(found) == [(3, HOMES), (7, NURSERY)]
    assert {scheda.method.value for scheda in found.reading.schede} == {"number"}


def test_a_scheda_that_says_its_campo_at_its_end() -> None:
    lines = (
        "Prefettura di Pistoia",
        "SCHEDA",
        HOMES,
        "Quanto sopra riguarda il campo 3 della circolare.",
        "Il Prefetto",
    )
    found = read("In allegato.", {"scheda.docx": docx([("text", line) for line in lines])})
    assert told(found) == [(3, HOMES)]


def test_a_sentence_over_a_text_declares_each_campo_that_it_names() -> None:
    found = read(f"La pratica interessa i campi 5 e 7.\n{NURSERY}\n\nIl dirigente")
    assert told(found) == [(5, NURSERY), (7, NURSERY)]


def test_a_text_that_opens_the_letter_is_vouched_for_by_what_is_said_behind_it() -> None:
    opening = "In riscontro alla circolare si segnala che dal giugno scorso, in base al protocollo allegato, "
    text = (
        "quindici richiedenti asilo puliscono i sentieri di Morbegno due mattine la settimana, assicurati dal Comune."
    )
    found = read(f"{opening}{text} I cittadini hanno regalato gli attrezzi.\n\nLa pratica attiene al punto 7.\nArea IV")
    assert [campo for campo, _ in told(found)] == [7]
    assert text in told(found)[0][1]


LABELS = ("Campo di riferimento:", "Campo (indicare il numero)", "Rif. campo", "Voce della scheda ministeriale")


@pytest.mark.parametrize("label", [*LABELS, "1) A quale campo si riferisce la pratica?", "Qual è il campo?"])
def test_labels_ask_for_the_campo(label: str) -> None:
    assert asks_for_campo(bare_label(label))


@pytest.mark.parametrize("label", ["Comune", "A quale costo?", "Campo sportivo", "Referente"])
def test_other_labels_do_not(label: str) -> None:
    assert not asks_for_campo(bare_label(label))


VALUES = {"quinto": (5,), "Al n. 1.": (1,), "due e sette": (2, 7), "5, 6 e 9": (5, 6, 9), "campi 3/8": (3, 8)}


@pytest.mark.parametrize("value", VALUES)
def test_numbers_answer_a_label(value: str) -> None:
    heading = value_heading(value)
    assert heading is not None
    assert heading.numbers == VALUES[value]


@pytest.mark.parametrize("value", ["quindici", "2015 e 2016", "sei ragazzi", "n.d."])
def test_other_values_say_no_campo(value: str) -> None:
    heading = value_heading(value)
    assert heading is None or not heading.numbers


@pytest.mark.parametrize("mark", ["", "> "])
def test_the_answer_stands_on_the_line_below_the_label(mark: str) -> None:
    labels = ("Prefettura:", "Campo di riferimento:", "Descrizione:", "Enti:")
    answers = ("Pistoia", "tre", HOMES, "Comune di Pistoia, Caritas diocesana")
    text = "\n".join(f"{mark}{label}\n{answer}" for label, answer in zip(labels, answers, strict=True))
    assert told(read(f"{text}\n\nCordiali saluti\nArea IV")) == [(3, HOMES)]


def test_a_questionnaire_asks_for_the_campo() -> None:
    lines = (
        "Questionario",
        "1) A quale campo della scheda si riferisce la pratica?",
        "Al n. 3.",
        "2) Che cosa è stato fatto?",
        HOMES,
        "3) Chi l'ha realizzata?",
        "Comune di Pistoia",
    )
    found = read("Si restituisce.", {"questionario.docx": docx([("text", line) for line in lines])})
    assert told(found) == [(3, HOMES)]


def test_a_column_says_the_campo_in_words() -> None:
    rows = (
        ("Comune", "Rif. campo", "In che cosa consiste", "Persone"),
        ("Pistoia", "terzo", HOMES, "12"),
        ("Pescia", "settimo", NURSERY, "9"),
    )
    found = read("In allegato.", {"tabella.docx": docx([("text", "Prefettura di Pistoia")], table=rows)})
    assert told(found) == [(3, HOMES), (7, NURSERY)]
