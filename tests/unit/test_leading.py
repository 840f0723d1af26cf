"""Texts that their campo leads, and texts that only speak of one."""

import pytest

from parsers.lines.leading import led_by_campo
from tests.specimens.marked import read

TOLD = "dodici ragazze cuciono le vele con due maestre, tre sere la settimana"


@pytest.mark.parametrize(
    ("lead", "campo"),
    [
        ("Vieste (campo 7): ", 7),
        ("Vieste, porto (campo 7): ", 7),
        ("A Vieste e Peschici (campo 10) - ", 10),
        ("Vieste – c. 10 – ", 10),
        ("Comune di Vieste, campo n. 3: ", 3),
        ("- Vieste: campo 3 / ", 3),
        ("Il Comune di Vieste (campo 7): ", 7),
        ("La Pro loco di Sutri (campo 8) - ", 8),
        ("- L'Unione dei Comuni del Frignano [c. 4]: ", 4),
        ("b) Val Chisone (punto 2): ", 2),
        ("Genova, Pré. Scheda 4 - ", 4),
        ("campo 6 / ", 6),
        ("Campo sei | ", 6),
        ("nono campo: ", 9),
        ("§ campo 5 § ", 5),
        ("Quanto al n. 10: ", 10),
        ("Quanto al n. 10, ", 10),
        ("Con riguardo al punto 6 della circolare: ", 6),
        ("In merito alla voce 8 (cittadini immigrati nei territori): ", 8),
        ("Per il campo 4: ", 4),
        ("x il campo 4: ", 4),
        ("Relativamente al settimo campo, ", 7),
        ("Appunto di telefonata con il sindaco, per il campo 5: ", 5),
    ],
)
def test_a_campo_leads_the_text_behind_its_mark(lead: str, campo: int) -> None:
    heading = led_by_campo(lead + TOLD)
    assert heading is not None
    assert heading.campi == (campo,)
    assert heading.own_title == TOLD


@pytest.mark.parametrize(
    "text",
    [
        f"Il torneo si gioca in un campo 5: {TOLD}",
        f"Si trasmette la scheda n. 7: {TOLD}",
        f"Il Comune ha aperto (campo 7) una sartoria: {TOLD}",
        f"Si trasmette la scheda (campo 7): {TOLD}",
        f"Vieste, n. 12: {TOLD}",
        f"Via Roma, n. 5: {TOLD}",
        f"Per il campo 12: {TOLD}",
        "Per il campo 5: nulla da segnalare.",
        "Campo 5: si trasmette la scheda.",
        "Vieste (campo 7): sì.",
        TOLD,
    ],
)
def test_nothing_leads_a_text_that_only_speaks_of_a_number(text: str) -> None:
    assert led_by_campo(text) is None


@pytest.mark.parametrize(
    "before",
    ["ok mando dal cellulare. x il campo 7: ", "Appunto di telefonata con l'ass. Bellei, per il campo 7: "],
)
def test_a_campo_leads_what_stands_behind_other_words(before: str) -> None:
    told = "dieci richiedenti puliscono la spiaggia ogni sabato come volontari, con la pro loco"
    [scheda] = read(f"{before}{told}", "body").schede
    assert (scheda.campo, scheda.method) == (7, "number")
    assert scheda.description == told


@pytest.mark.parametrize("form", ["docx", "pdf"])
@pytest.mark.parametrize(
    "lines",
    [
        ("Vieste (campo 7): dieci ragazzi puliscono la spiaggia ogni sabato, con la pro loco.",
         "Lucera (campo 5): corso serale in canonica, due maestre, venti iscritti."),
        ("Vieste - c. 7 - dieci ragazzi puliscono la spiaggia ogni sabato, con la pro loco",
         "Lucera - c. 5 - corso serale in canonica, due maestre, venti iscritti"),
        ("n. 7 Dieci ragazzi puliscono la spiaggia ogni sabato, con la pro loco.",
         "n. 5 Corso serale di italiano in canonica, due maestre, venti iscritti."),
        ("VII Dieci richiedenti puliscono la spiaggia ogni sabato come volontari, con la pro loco.",
         "V Corso serale di italiano in canonica, due maestre, venti iscritti."),
        ("§ 7 § Dieci richiedenti puliscono la spiaggia ogni sabato come volontari, con la pro loco.",
         "§ 5 § Corso serale di italiano in canonica, due maestre, venti iscritti."),
        ("Quanto al n. 7: dieci ragazzi puliscono la spiaggia ogni sabato, con la pro loco. Quanto al n. 5: corso "
         "serale in canonica, due maestre, venti iscritti. Quanto al resto: niente.",),
    ],
)  # fmt: skip
def test_each_line_that_its_campo_leads_is_a_scheda(lines: tuple[str, ...], form: str) -> None:
    reading = read("\n".join(("Si elencano le buone pratiche della provincia.", *lines)), form)
    assert [(scheda.campo, scheda.method) for scheda in reading.schede] == [(7, "number"), (5, "number")]
    assert "spiaggia" in reading.schede[0].description
    assert "spiaggia" not in reading.schede[1].description
    assert "maestre" in reading.schede[1].description
