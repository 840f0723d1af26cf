"""What the ticks of the form say of the texts below it, and texts that tell of several places."""

import pytest

from config.campi import CAMPI
from parsers.model import Block
from parsers.official.form import find_form
from tests.specimens.marked import read

BEES = (
    "A Monteleone dodici ospiti si alzano alle quattro per aiutare gli apicoltori a spostare gli alveari; il ricavato "
    "serve per la festa di fine estate con tutto il paese."
)
PIZZA = (
    "Moussa era fornaio a Bamako. Assunto ad aprile per la stagione, è stato riconfermato per l'inverno e il titolare "
    "ha fatto da garante per il contratto di affitto."
)
BANK = (
    "Il centro ha sostituito il contante con buoni della banca del tempo: un'ora di lezione di chitarra vale un'ora di "
    "riparazione di bicicletta. Hanno aderito anche venti famiglie."
)


def form(ticked: set[int], numbered: str = "{})") -> str:
    return "\n".join(
        f"{'[x]' if campo.number in ticked else '[ ]'} {numbered.format(campo.number)} {campo.title}" for campo in CAMPI
    )


@pytest.mark.parametrize("written", ["docx", "pdf"])
@pytest.mark.parametrize("texts", [(BEES, PIZZA), (BEES, PIZZA, BANK)], ids=["two", "three"])
def test_as_many_paragraphs_as_ticks_are_as_many_practices(texts: tuple[str, ...], written: str) -> None:
    ticked = {7, 6, 3} if len(texts) == 3 else {7, 6}
    told = "\n".join(texts)
    schede = read(f"{form(ticked)}\nSINTETICA DESCRIZIONE DELLA BUONA PRATICA\n{told}\nIL PREFETTO", written).schede
    assert [scheda.description for scheda in schede] == list(texts)
    assert {scheda.campo for scheda in schede} == ticked


def test_two_paragraphs_below_three_ticks_are_not_cut_by_their_number() -> None:
    told = f"{BEES}\nGli ospiti hanno poi venduto il miele al mercato e comprato le arnie nuove."
    schede = read(f"{form({3, 6, 7})}\nSINTETICA DESCRIZIONE DELLA BUONA PRATICA\n{told}").schede
    assert len({scheda.description for scheda in schede}) == 1


@pytest.mark.parametrize("point", ["punto {})", "Punto n. {}:", "PUNTO {} -", "voce {}."])
def test_a_ticked_point_heads_the_paragraph_that_begins_with_it(point: str) -> None:
    told = f"{point.format(7)} {BEES}\n{point.format(6)} {PIZZA}"
    schede = read(f"{form({6, 7})}\nSINTETICA DESCRIZIONE DELLA BUONA PRATICA\n{told}").schede
    assert [(scheda.campo, scheda.description) for scheda in schede] == [(7, BEES), (6, PIZZA)]


@pytest.mark.parametrize("numbered", ["{} )", "({} )", "{}°)", "{}."])
def test_items_are_read_however_their_numbers_are_set(numbered: str) -> None:
    blocks = [Block(n, line) for n, line in enumerate(form({4, 9}, numbered).split("\n"))]
    found = find_form(blocks)
    assert found is not None
    assert (set(found.marked), len(found.blocks)) == ({4, 9}, len(CAMPI))


@pytest.mark.parametrize(
    "told",
    [
        "Agordo, dodici ospiti sfalciano i sentieri con gli alpini in congedo; Feltre, una stanza con bagno attrezzato "
        "resta libera per chi arriva in carrozzina.",
        "Saluzzo: da giugno a ottobre i braccianti trovano docce, biciclette e un sindacalista. Bra: le suore tengono "
        "una scuola di italiano per sole donne, con una volontaria che guarda i bambini.",
        "Viadana (un pulmino porta gli ospiti delle cascine a visite, scuola e uffici); Suzzara (tre pakistani tengono "
        "un negozio di biciclette riparate che serve mezzo paese).",
        "Si comunica che presso il Comune di Bosa i ragazzi puliscono con la Pro loco spiaggia e lungofiume e che "
        "presso quello di Terralba quattro rifugiati siedono nella consulta dei quartieri con diritto di parola.",
    ],
    ids=["commas", "colons", "brackets", "and that"],
)
def test_what_is_told_of_two_places_is_two_practices_or_doubted(told: str) -> None:
    reading = read(f"In riscontro alla circolare si riporta quanto segue.\n{told}\nIl Prefetto", "body")
    several = len(reading.schede) > 1
    assert several or {"possible_several", "unexplained_text"} & {problem.code.value for problem in reading.problems}


def test_one_place_is_no_reason_for_doubt() -> None:
    told = (
        "A Bra le suore tengono una scuola di italiano per sole donne. Bra è piccola e le maestre si conoscono tutte."
    )
    reading = read(f"In riscontro alla circolare si riporta quanto segue.\n{told}\nIl Prefetto", "body")
    assert len(reading.schede) == 1
    assert "possible_several" not in {problem.code.value for problem in reading.problems}
