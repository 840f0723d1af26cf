"""The own text of a practice: where it begins and ends, which cells belong to it, what it is called."""

import pytest

from parsers.lines.readings import read_blocks
from parsers.lines.roles import Judged, Role
from parsers.lines.units import lines_of
from parsers.model import Block, BlockKind, Cell
from parsers.practices.declared import Declarations
from parsers.practices.leads import text_begins, text_ends
from parsers.practices.names import name_of
from parsers.practices.runs import runs

TEXT = (
    "presso la vecchia filanda di Cles undici ragazzi restaurano i telai con due tessitrici in pensione e li "
    "mostrano alle scuole"
)
END = (
    "Undici ragazzi restaurano i telai della vecchia filanda di Cles e ogni sabato li mostrano alle scuole della valle."
)
LEADS = [
    "Si segnala inoltre che ",
    "Infine, si riferisce che ",
    "La seconda: ",
    "Per quanto riguarda il lavoro, ",
    "c. 7) ",
    "campo 9: ",
    "3.2 ",
    "b) ",
    "- ",
    "Contesto e bisogno: ",
    "0007;C06;La filanda;",
]
TAILS = [" (campo 7)", " (rif. c. 4)", " [campo 5]", ";Cles;1200,00"]


@pytest.mark.parametrize("lead", LEADS)
def test_what_leads_to_a_text_is_not_of_it(lead: str) -> None:
    text = TEXT if lead.rstrip()[-1:].isalpha() or lead.rstrip()[-1:] in ",:;" else TEXT[0].upper() + TEXT[1:]
    assert text_begins(lead + text, Block(0, lead + text)) == len(lead)


@pytest.mark.parametrize(
    "text",
    [
        END,
        "A Cles undici ragazzi restaurano i telai della vecchia filanda.",
        "Dal marzo 2014, il martedì e il venerdì, due tessitrici in pensione insegnano a undici ragazzi.",
        "Dopo che la filanda ebbe chiuso, due tessitrici in pensione vi aprirono un laboratorio per i ragazzi.",
        "Samuel ha ventidue anni, viene dal Ghana e alla filanda ha imparato a riparare i telai.",
        "Poiché i telai erano fermi da anni, il Comune ha chiesto ai ragazzi di rimetterli in moto.",
        "due tessitrici tengono un corso di telaio per principianti; chi lo finisce riceve un attestato della scuola "
        "edile.",
        "L'associazione delle tessitrici, che conta quaranta socie, apre ogni sera il laboratorio.",
    ],
)
def test_a_text_that_nothing_leads_to_stays_whole(text: str) -> None:
    assert text_begins(text, Block(0, text)) == 0


@pytest.mark.parametrize("tail", TAILS)
def test_what_follows_a_text_is_not_of_it(tail: str) -> None:
    own = END.rstrip(".") if tail.startswith(";") else END
    assert text_ends(own + tail, Block(0, own + tail)) == len(own)


@pytest.mark.parametrize(
    "text",
    [
        END,
        "Gli iscritti sono 74, di cui n. 31 donne; promossi all'esame n. 60.",
        "Nel 2015 le visite sono state 1.240 (erano 300 nel 2013).",
        "Lavorano insieme il Comune, la Caritas, la scuola media",
    ],
)
def test_an_ending_with_figures_or_names_stays_whole(text: str) -> None:
    assert text_ends(text, Block(0, text)) == len(text)


@pytest.mark.parametrize("text", ["", " ", "—", "campo 7:", "x"])
def test_next_to_nothing_is_read_without_harm(text: str) -> None:
    assert 0 <= text_begins(text, Block(0, text)) <= len(text)
    assert 0 <= text_ends(text, Block(0, text)) <= len(text)


@pytest.mark.parametrize(
    ("line", "name"),
    [
        ("La filanda riaperta", "La filanda riaperta"),
        ("«Telai in festa»", "Telai in festa"),
        ("Titolo: Telai in festa", "Telai in festa"),
        ("Titolo / Title: Telai in festa", "Telai in festa"),
        ("Capitolo 4 - Telai in festa", "Telai in festa"),
        ("2.3 Telai in festa", "Telai in festa"),
        ("B.1 Telai in festa", "Telai in festa"),
        ("c) Telai in festa", "Telai in festa"),
        ("*** TELAI IN FESTA ***", "TELAI IN FESTA"),
        ("Maggio: la filanda", "Maggio: la filanda"),
        ("Progetto 12", "Progetto 12"),
    ],
)
def test_a_name_is_read_without_its_number_and_label(line: str, name: str) -> None:
    assert name_of(line) == name


@pytest.mark.parametrize(
    "line",
    [
        "Campo 5 - Apprendimento della lingua italiana",
        "apprendimento della lingua italiana",
        "Scheda 6: Storie di inserimento lavorativo e sociale.",
        "☒ 11) altro",
        "Capitolo III",
        "n. ord. 2",
        "Come è andata?",
        "17 ottobre",
        "Descrizione della pratica",
        "Ambito: volontariato degli ospiti",
        "Risultati: quaranta telai rimessi in moto",
        "Da: filanda@comune.example.it",
        "N;CAMPO;TITOLO;DESCRIZIONE",
        "",
    ],
)
def test_a_campo_a_label_a_number_or_a_question_is_no_name(line: str) -> None:
    assert name_of(line) == ""


def _table(rows: list[list[str]]) -> list[Block]:
    cells = [(row, column, text) for row, told in enumerate(rows) for column, text in enumerate(told) if text]
    return [Block(n, text, BlockKind.CELL, cell=Cell(0, row, column)) for n, (row, column, text) in enumerate(cells)]


def _told(blocks: list[Block], *telling: str) -> list[list[str]]:
    """The texts of each practice where the learned roles see one in `telling` alone."""
    judged = []
    for line in lines_of(blocks):
        tells = float(line.text in telling)
        judged.append(Judged(line, Role.BEGINS if tells else Role.OTHER, tells, 0.0, 0.0, 1 - tells))
    found = runs(judged, read_blocks(blocks, None), [], [], [], lambda run, since: False, lambda run: False)
    return [[one.line.text for one in judged[run.start : run.stop]] for run in found]


ACTION, OTHER = (
    "Undici ragazzi restaurano i telai della filanda con due tessitrici",
    "Tre cuoche insegnano a fare le conserve nella cucina della scuola",
)


def test_other_parts_in_the_row_of_a_practice_belong_to_it() -> None:
    head = ["Campo", "Obiettivi", "Attività", "Risultati", "Costi"]
    blocks = _table(
        [
            head,
            ["6", "Salvare il mestiere", ACTION, "Quattro assunti", "1.200"],
            ["3", "Stare insieme", OTHER, "Cento vasi", "0"],
        ]
    )
    assert _told(blocks, ACTION, OTHER) == [
        ["Salvare il mestiere", ACTION, "Quattro assunti"],
        ["Stare insieme", OTHER, "Cento vasi"],
    ]


def test_a_note_above_the_head_of_a_table_hides_no_labels() -> None:
    blocks = _table(
        [["Chiave: C = campo"], ["C", "Azioni", "Esiti", "Ente"], ["6", ACTION, "Quattro assunti", "Comune"]]
    )
    assert _told(blocks, ACTION) == [[ACTION, "Quattro assunti"]]


def test_further_parts_in_a_sheet_of_labels_belong_to_the_practice_and_the_next_sheet_does_not() -> None:
    sheets = [
        *(
            ["Denominazione", "La filanda"],
            ["Attività", ACTION],
            ["Durata", "un anno"],
            ["Prospettive", "Un secondo laboratorio"],
            ["Costi", "1.200"],
        ),
        *(["Denominazione", "Le conserve"], ["Attività", OTHER], ["Costi", "0"]),
    ]
    first, second = _told(_table(list(sheets)), ACTION, OTHER)
    assert first == [ACTION, "Durata", "un anno", "Prospettive", "Un secondo laboratorio"]
    assert second == [OTHER]


def test_a_label_that_comes_again_begins_another_practice() -> None:
    blocks = _table(
        [["Bisogno", "Mestieri perduti"], ["Soluzione", ACTION], ["Bisogno", "Donne sole"], ["Soluzione", OTHER]]
    )
    first, second = _told(blocks, ACTION, OTHER)
    assert "Donne sole" not in first
    assert ACTION in first
    assert OTHER in second


def test_details_in_the_row_of_a_practice_are_not_its_text() -> None:
    blocks = _table([["N.", "Comune", "Attività", "Costo"], ["1", "Cles", ACTION, "1.200"]])
    assert _told(blocks, ACTION) == [[ACTION]]


def test_a_name_in_the_first_row_of_a_long_sheet_is_found_behind_many_details() -> None:
    rows = [
        ["Titolo", "La filanda"],
        *([label, "Cles"] for label in ("Luogo", "Ente", "Durata", "Periodo", "Costi", "Sede")),
        ["Attività", ACTION],
    ]
    blocks = _table(rows)
    declarations = Declarations(blocks, read_blocks(blocks, None), None)
    place = next(n for n, block in enumerate(blocks) if block.text == ACTION)
    assert declarations.title_between(0, place) == ("La filanda", 1)
