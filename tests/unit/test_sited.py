"""Lines that the name of a comune leads, each of another practice; sentences that pass to another place."""

from itertools import product

import pytest

from config.vocabulary import ProblemCode
from parsers.practices.sited import is_sited
from tests.specimens.marked import read

PIECES = (
    "i richiedenti del centro potano le siepi del parco ogni sabato con i volontari",
    "tre rifugiati lavorano in segheria a tempo indeterminato dopo il tirocinio",
)


@pytest.mark.parametrize(
    ("text", "sited"),
    [
        ("Agordo, una stanza con la stufa per chi arriva di notte", True),
        ("BRA: scuola serale aperta a tutti, due maestre in pensione", True),
        ("OVADA.....protocollo fra anagrafe e Questura, residenza in otto giorni", True),
        ("- Comune di Suzzara (il negozio delle biciclette riparate da tre pakistani)", True),
        ("Tolentino = lezioni via radio, venti minuti ogni mattina, con esercizi", True),
        ("Agordo: nulla", False),
        ("Agordo ha aperto una stanza con la stufa per chi arriva di notte", False),
        ("Inoltre, una stanza con la stufa per chi arriva di notte", False),
        ("Progetto: una stanza con la stufa per chi arriva di notte", False),
    ],
)
def test_a_comune_and_a_mark_lead_a_text(text: str, sited: bool) -> None:
    assert is_sited(text) is sited


@pytest.mark.parametrize(
    ("mark", "form"),
    [*product((": ", " - ", "..... ", " = "), ("docx", "pdf", "body")), (", ", "docx")],
)
def test_each_line_that_a_comune_leads_is_a_practice(mark: str, form: str) -> None:
    lines = [f"{place}{mark}{told}" for place, told in zip(("Tolentino", "Camerino"), PIECES, strict=True)]
    text = "\n".join(("Si segnalano le buone pratiche della provincia:", *lines))
    reading = read(text, form)
    assert [scheda.description for scheda in reading.schede] == list(PIECES)
    assert [scheda.summary.partition(":")[0] for scheda in reading.schede] == ["Tolentino", "Camerino"]


@pytest.mark.parametrize("form", ["docx", "pdf", "body"])
@pytest.mark.parametrize(
    ("first", "second"),
    [("OVADA.....", "ACQUI....."), ("Il Comune di Sarzana: ", "Il Comune di Levanto: "), ("Ovada - ", "Valle Orba - ")],
)
def test_names_with_the_same_mark_as_that_of_a_comune_lead_too(first: str, second: str, form: str) -> None:
    told = (f"{first}{PIECES[0]}", f"{second}{PIECES[1]}")
    reading = read("\n".join(("Si segnalano le buone pratiche della provincia:", *told)), form)
    assert [scheda.description[-30:] for scheda in reading.schede] == [piece[-30:] for piece in PIECES]


@pytest.mark.parametrize("denial", ["non ha esperienze da segnalare", "nessuna iniziativa è stata avviata in merito"])
def test_a_comune_that_has_nothing_to_tell_is_no_practice(denial: str) -> None:
    lines = (f"Il Comune di Sarzana: {PIECES[0]}", f"Il Comune di Lerici: {denial}", f"Levanto: {PIECES[1]}")
    assert len(read("\n".join(lines), "body").schede) == 2


def test_a_row_about_minors_that_are_not_accompanied_denies_nothing() -> None:
    rows = (
        "| Comune | Iniziativa |",
        "| Bari | Tutore volontario per ciascun minore non accompagnato giunto in porto, entro 48 ore |",
        "| Altamura | Lezioni in parrocchia tre sere, su verbi e dettati, con il pane di casa a fine ora |",
        "| Molfetta | Pulizia delle calette con la Lega Navale, ventidue ospiti volontari |",
    )
    assert len(read("\n".join(rows)).schede) == 3


@pytest.mark.parametrize("passing", [", mentre a Cave ", ", nonché che ad Eboli ", "; inoltre, a Cave, "])
def test_a_sentence_that_passes_to_another_place_is_cut_or_doubted(passing: str) -> None:
    text = (
        "Si rappresenta che a Favara una casa per ragazze sole ospita nove minorenni seguite da una ginecologa"
        f"{passing}un coro di voci bianche canta in quattro lingue per i detenuti della casa circondariale."
    )
    reading = read(text)
    doubted = any(problem.code is ProblemCode.POSSIBLE_SEVERAL for problem in reading.problems)
    assert len(reading.schede) > 1 or doubted
