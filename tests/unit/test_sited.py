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
    assert len(reading.schede) == 2
    assert all(told in scheda.description for told, scheda in zip(PIECES, reading.schede, strict=True))


@pytest.mark.parametrize("passing", [", mentre a Cave ", ", nonché che ad Eboli ", "; inoltre, a Cave, "])
def test_a_sentence_that_passes_to_another_place_is_cut_or_doubted(passing: str) -> None:
    text = (
        "Si rappresenta che a Favara una casa per ragazze sole ospita nove minorenni seguite da una ginecologa"
        f"{passing}un coro di voci bianche canta in quattro lingue per i detenuti della casa circondariale."
    )
    reading = read(text)
    doubted = any(problem.code is ProblemCode.POSSIBLE_SEVERAL for problem in reading.problems)
    assert len(reading.schede) > 1 or doubted
