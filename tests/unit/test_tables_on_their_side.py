"""A table with a practice in each column and the labels in the first."""

import pytest

from parsers.model import Reading
from tests.specimens import marked
from tests.unit.test_classes_of_replies import BAKER, PATHS, SCHOOL

OFFICE = "immigrazione.pref_cuneo@interno.it"
#: The campi are those that the office wrote, which are not those that the texts speak of.
TABLES = {
    "heads of columns": (
        "| | Pratica 1 | Pratica 2 | Pratica 3 |\n| Campo | 4 | 9 | 3 |\n"
        "| Titolo | Il forno | Le parole | I sentieri |\n"
        f"| Descrizione | {BAKER} | {SCHOOL} | {PATHS} |"
    ),
    "no heads": (
        "| Denominazione | Il forno | Le parole | I sentieri |\n| N. campo | 4 | 9 | 3 |\n"
        f"| Breve descrizione della pratica | {BAKER} | {SCHOOL} | {PATHS} |"
    ),
    "details between": (
        "| Campo di intervento | 4 | 9 | 3 |\n| Titolo | Il forno | Le parole | I sentieri |\n"
        "| Ente attuatore | Caritas | CPIA | Comune |\n| Periodo | 2014 | 2015 | 2013-2015 |\n"
        f"| Sintesi | {BAKER} | {SCHOOL} | {PATHS} |\n| Referente | dott.ssa Prova | dott. Esempio | sig. Modello |"
    ),
}


def read(markup: str, form: str) -> Reading:
    return marked.read(markup, form, OFFICE)


@pytest.mark.parametrize("form", ["docx", "txt"])
@pytest.mark.parametrize("table", TABLES)
def test_each_column_is_a_practice_with_what_its_rows_say(table: str, form: str) -> None:
    found = read(TABLES[table], form)
    assert [(scheda.campo, scheda.title) for scheda in found.schede] == [
        (4, "Il forno"),
        (9, "Le parole"),
        (3, "I sentieri"),
    ]
    assert [scheda.description for scheda in found.schede] == [BAKER, SCHOOL, PATHS]


def test_a_table_with_a_practice_in_each_row_stays_as_it_is() -> None:
    found = read(f"| Campo | Titolo | Descrizione |\n| 4 | Il forno | {BAKER} |\n| 9 | Le parole | {SCHOOL} |", "docx")
    assert [(scheda.campo, scheda.title) for scheda in found.schede] == [(4, "Il forno"), (9, "Le parole")]
