"""Texts below the official form that bear the numbers of its ticks: `1) …`, `2) …`, `8) …` are no count."""

import pytest

from config.campi import CAMPI
from tests.specimens.marked import read

TEXTS = {
    1: "La Prefettura, la diocesi e quattordici sindaci si siedono allo stesso tavolo ogni mese. Nessuno apre prima.",
    2: "Sessanta impiegati di anagrafe hanno seguito quattro mattine di formazione. I quesiti al telefono sono finiti.",
    3: "In ogni appartamento gli ospiti ricevono un bonus e fanno la spesa al mercato. Le vaschette sono finite.",
    5: "Due maestre in pensione insegnano l'italiano ogni sera in biblioteca. In giugno venti allievi hanno l'esame.",
    8: "Sei famiglie siriane abitano case rimaste vuote dopo il terremoto. La scuola del paese è rimasta aperta.",
    9: "Quattro rifugiati eletti siedono nella consulta del Comune. In bilancio hanno ottenuto un campo da cricket.",
}


def form(ticked: tuple[int, ...]) -> str:
    boxes = (f"[{'x' if campo.number in ticked else ' '}] {campo.number}) {campo.title};" for campo in CAMPI)
    return "\n".join((*boxes, "# SINTETICA DESCRIZIONE DELLA BUONA PRATICA"))


@pytest.mark.parametrize("shape", ["docx", "pdf"])
@pytest.mark.parametrize("mark", [") ", ". ", " - "])
@pytest.mark.parametrize("ticked", [(1, 2, 8), (1, 2, 3, 9), (2, 3, 8), (1, 5, 8)])
def test_numbers_that_begin_as_a_count_are_those_of_the_ticks(ticked: tuple[int, ...], mark: str, shape: str) -> None:
    told = (f"{number}{mark}{TEXTS[number]}" for number in ticked)
    schede = read("\n".join((form(ticked), *told)), shape).schede
    assert [(scheda.campo, scheda.description) for scheda in schede] == [(number, TEXTS[number]) for number in ticked]
