"""Sentences that tell of several things: cut where they pass on, or doubted where two subjects share one."""

import pytest

from config.vocabulary import ProblemCode
from parsers.lines.units import sentences_of
from tests.specimens.marked import read

SCHOOL = "la biblioteca ha aperto un corso serale di italiano con tre maestre in pensione"
GARDEN = "dodici richiedenti asilo puliscono da volontari i sentieri della montagna"
HOUSE = "una casa protetta ospita madri sole con i loro bambini e una psicologa"


@pytest.mark.parametrize(
    ("sentence", "clauses"),
    [
        (f"Il Comune di Feltre segnala che {GARDEN}, quello di Sedico che {SCHOOL}.", 2),
        (f"Si comunica che {GARDEN}, che {SCHOOL} e che {HOUSE}.", 3),
        (f"SI COMUNICA CHE {GARDEN.upper()}, E CHE {SCHOOL.upper()}.", 2),
        (f"In provincia {GARDEN}; a Voghera {SCHOOL}, mentre a Pavia {HOUSE}.", 3),
        (f"Quanto al quinto campo, {SCHOOL}, e, quanto al settimo, {GARDEN}.", 2),
        ("Il servizio è attivo nei Comuni di Feltre, di Sedico, di Longarone e a Belluno.", 1),
        (f"{GARDEN.capitalize()}, che il Comune di Sedico ha assicurato, e che tornano ogni anno.", 1),
        (f"A Feltre {GARDEN}, accompagnati da due guide del parco.", 1),
    ],
)
def test_a_sentence_is_cut_where_it_passes_on(sentence: str, clauses: int) -> None:
    assert len(sentences_of(sentence)) == clauses


@pytest.mark.parametrize("form", ["docx", "pdf", "body"])
@pytest.mark.parametrize(
    "text",
    [
        f"A Scampia {HOUSE}, a Pianura {GARDEN}, il resto lo dice il Comune.",
        f"Il Comune di Feltre ha disposto che {GARDEN}, quello di Sedico che {SCHOOL}.",
        f"Si rappresenta che a Breno {SCHOOL}, che un falegname di Lumezzane ha assunto due ragazzi del Mali.",
    ],
)
def test_several_in_one_sentence_never_become_one_in_silence(text: str, form: str) -> None:
    reading = read(text, form)
    told = any(problem.code is ProblemCode.POSSIBLE_SEVERAL for problem in reading.problems)
    unsure = any(problem.code is ProblemCode.UNEXPLAINED_TEXT for problem in reading.problems)
    assert len(reading.schede) > 1 or told or unsure


@pytest.mark.parametrize("form", ["docx", "body"])
@pytest.mark.parametrize(
    "second",
    [
        "Sempre gli ospiti, a turno, tengono la cucina e la lavanderia della struttura di via Aurelia.",
        "Analoga attività si svolge a Marostica, dove otto ospiti montano la scacchiera della partita in costume.",
        "A Nove altri sei ospiti colorano le piastrelle dei vicoli con i ceramisti del paese.",
    ],
)
def test_a_second_paragraph_below_one_campo_that_may_be_another_practice_is_told(second: str, form: str) -> None:
    first = "A Bassano trenta richiedenti asilo curano il parco e il canile. Ogni gruppo è guidato da un pensionato."
    reading = read(f"Campo 7: coinvolgimento volontario\n{first}\n\n{second}", form)
    told = any(problem.code is ProblemCode.POSSIBLE_SEVERAL for problem in reading.problems)
    assert len(reading.schede) > 1 or told


def test_a_paragraph_that_refers_back_is_no_other_practice() -> None:
    first = "I Comuni del distretto hanno firmato un protocollo per ripartire gli arrivi tra gli appartamenti liberi."
    second = "Sulla scorta di tale documento, gli ospiti sono stati ripartiti in trenta alloggi messi a disposizione."
    reading = read(f"Campo 1: sviluppo di reti\n{first}\n{second}")
    assert len(reading.schede) == 1
    assert not any(problem.code is ProblemCode.POSSIBLE_SEVERAL for problem in reading.problems)


def test_a_paragraph_below_a_campo_that_another_comune_begins_is_another_practice() -> None:
    first = "A Orzinuovi il mercato del venerdì ha una corsia di banchi stranieri e una di banchi italiani."
    second = "A Leno le famiglie indiane e quelle degli allevatori si sono date un comitato che decide feste e orari."
    schede = read(f"CAMPO OTTO\n{first}\n{second}").schede
    assert [(scheda.campo, scheda.description) for scheda in schede] == [(8, first), (8, second)]


@pytest.mark.parametrize("form", ["docx", "body"])
@pytest.mark.parametrize("upper", [True, False])
def test_each_item_of_a_list_is_a_practice_where_most_are(upper: bool, form: str) -> None:
    items = (
        "Squadra mista di protezione civile con sei richiedenti asilo volontari;",
        "Sportello per il rinnovo dei permessi e l'iscrizione al medico di famiglia;",
        "Alloggio per madri sole con neonati, con operatrice notturna e pediatra;",
        "Corso di italiano nella sala d'attesa della stazione, tenuto da due maestre.",
    )
    lines = [f"- {item.upper() if upper else item}" for item in items]
    assert len(read("\n".join(("Si comunica che questo Comune ha realizzato quanto segue:", *lines)), form).schede) == 4


@pytest.mark.parametrize("form", ["docx", "pdf"])
def test_rows_and_columns_of_different_comuni_are_different_practices(form: str) -> None:
    told = (
        "Tavolo permanente tra Comune, ferrovie e volontari della stazione, che si vede ogni venerdì in sala d'attesa.",
        "Accordo fra calzaturifici, diocesi e Provincia per un fondo comune di sedici alloggi destinati alle famiglie.",
    )
    rows = f"CAMPO 1: RETI\n| Voghera | {told[0]} |\n| Vigevano | {told[1]} |"
    assert [scheda.description for scheda in read(rows, form).schede] == list(told)
    columns = f"| Voce | Voghera | Vigevano |\n| Referente | Rossi | Bianchi |\n| Azione | {told[0]} | {told[1]} |"
    assert [scheda.description for scheda in read(columns, form).schede] == list(told)
