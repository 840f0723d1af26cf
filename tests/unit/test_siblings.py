"""Rows and items beside those that tell a practice: each is one, and a heading over a table is of all its rows."""

import pytest

from tests.specimens.marked import read

ROWS = (
    ("Coop. Aurora", "Calzaturificio di Fermo: cinque tirocini all'orlatura, quattro assunzioni, stipendio pieno."),
    ("Comune", "La giunta dei ragazzi ha due seggi per minori stranieri, che hanno ottenuto un campo da cricket."),
    ("Croce Verde", "Tre richiedenti asilo fanno da barellieri volontari dopo il corso di primo soccorso."),
)


def table(heads: str = "Ente | Iniziativa | Dal") -> str:
    rows = [f"| {body} | {told} | {year} |" for (body, told), year in zip(ROWS, (2014, 2015, 2015), strict=True)]
    return "\n".join((f"| {heads} |", *rows, "| Coop. Alba | - | - |"))


@pytest.mark.parametrize("form", ["docx", "pdf"])
@pytest.mark.parametrize("over", ["Fermo, 9 dicembre 2015", "Si trasmette il prospetto delle buone pratiche."])
def test_each_row_of_a_table_of_practices_is_one(over: str, form: str) -> None:
    schede = read(f"{over}\n{table()}", form).schede
    assert [scheda.description for scheda in schede] == [told for _, told in ROWS]


@pytest.mark.parametrize("form", ["docx", "pdf"])
@pytest.mark.parametrize("heading", ["STORIE DI INSERIMENTO LAVORATIVO E SOCIALE", "Campo 6", "Scheda n. 6"])
def test_a_heading_over_a_table_is_of_all_its_rows(heading: str, form: str) -> None:
    schede = read(f"# {heading}\n{table('Chi | Che cosa | Quando')}", form).schede
    assert [scheda.campo for scheda in schede] == [6, 6, 6]


def test_a_cell_of_another_column_is_no_practice() -> None:
    remarks = "Il referente risponde il martedì e il giovedì mattina, al primo piano."
    rows = "\n".join(f"| {body} | {told} | {remarks} |" for body, told in ROWS)
    schede = read(f"Si trasmette il prospetto delle buone pratiche.\n| Ente | Iniziativa | Note |\n{rows}").schede
    assert [scheda.description for scheda in schede] == [told for _, told in ROWS]


@pytest.mark.parametrize("form", ["docx", "pdf"])
@pytest.mark.parametrize("columns", ["Descrizione | Persone | Campo", "Pratica | Ente | N. campo"])
def test_a_row_without_a_campo_has_not_that_of_the_row_above(columns: str, form: str) -> None:
    rows = "\n".join(
        f"| {told} | {n} | {campo} |" for n, ((_, told), campo) in enumerate(zip(ROWS, ("6", "", "7"), strict=True))
    )
    schede = read(f"| {columns} |\n{rows}", form).schede
    assert [(scheda.campo, scheda.method) for scheda in schede][::2] == [(6, "number"), (7, "number")]
    assert schede[1].method == "text"
