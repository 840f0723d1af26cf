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


@pytest.mark.parametrize("shape", ["docx", "pdf"])
@pytest.mark.parametrize(
    ("keys", "begins"),
    [
        (("- SÌ, vedi sotto (a)", "- SÌ, vedi sotto (b)"), ("(a) ", "(b) ")),
        (("[lett. a]", "[lett. b]"), ("Lettera a) - ", "Lettera b) - ")),
        (("*", "**"), ("* ", "** ")),
    ],
)
def test_items_refer_to_their_texts_by_letters(keys: tuple[str, str], begins: tuple[str, str], shape: str) -> None:
    items = {5: keys[0], 8: keys[1]}
    lines = [f"{campo.number}) {campo.title} {items.get(campo.number, '')}" for campo in CAMPI]
    told = [f"{begin}{TEXTS[number]}" for begin, number in zip(begins, items, strict=True)]
    schede = read("\n".join((*lines, "# SINTETICA DESCRIZIONE DELLA BUONA PRATICA", *told)), shape).schede
    assert [(scheda.campo, scheda.description) for scheda in schede] == [(number, TEXTS[number]) for number in items]


@pytest.mark.parametrize(
    ("entry", "head", "shape"),
    [("a) ", "# (a)", "docx"), ("A) ", "# A)", "docx"), ("(c) ", "(c)", "docx"), ("a) ", "# (a)", "pdf")],
)
def test_a_list_of_titles_gives_letters_to_texts(entry: str, head: str, shape: str) -> None:
    letter = entry.strip("() ")
    other = "b" if letter.islower() else "B"
    lines = (
        f"{entry}{CAMPI[4].title}",
        f"{entry.replace(letter, other)}{CAMPI[7].title}",
        "",
        head,
        TEXTS[5],
        head.replace(letter, other),
        TEXTS[8],
    )
    assert [scheda.campo for scheda in read("\n".join(lines), shape).schede] == [5, 8]


@pytest.mark.parametrize("word", ["Domanda {}: sì, ", "Quesito n. {}) ", "R. {} - ", "Risposta {}. "])
def test_numbers_behind_one_word_are_campi_where_the_texts_agree(word: str) -> None:
    told = {5: TEXTS[5], 8: TEXTS[8], 9: TEXTS[9]}
    lines = [f"{word.format(number)}{text}" for number, text in told.items()]
    schede = read("\n".join(lines), "body").schede
    assert [(scheda.campo, scheda.description) for scheda in schede] == list(told.items())


@pytest.mark.parametrize("word", ["Art. {} - ", "ore {}: ", "Fase {}) "])
def test_numbers_behind_a_word_that_counts_something_else_are_none(word: str) -> None:
    lines = [f"{word.format(number)}{text}" for number, text in ((1, TEXTS[8]), (3, TEXTS[5]), (7, TEXTS[2]))]
    schede = read("\n".join(lines), "body").schede
    assert not any(scheda.method == "number" for scheda in schede)


def test_two_paragraphs_below_two_ticks_are_one_each() -> None:
    told = (
        "A Piazza Armerina gli ospiti hanno sistemato con gli abitanti la piazzetta del quartiere. Ora vi si fa festa.",
        "Un fabbro di Aidone ha costruito per il centro un forno dove si cuoce il pane di sei paesi. Se ne vende poco.",
    )
    for texts in (told, [text.upper() for text in told]):
        schede = read("\n".join((form((8, 11)), *texts))).schede
        assert [scheda.campo for scheda in schede] == [8, 11]


@pytest.mark.parametrize("shape", ["docx", "pdf"])
def test_a_column_of_schede_that_counts_is_no_campo(shape: str) -> None:
    told = (TEXTS[8], TEXTS[5], TEXTS[9])
    rows = (f"| {number} | {place} | {text} |" for number, (place, text) in enumerate(zip("ABC", told, strict=True), 1))
    schede = read("\n".join(("| Scheda | Luogo | Testo |", *rows)), shape).schede
    assert [scheda.campo for scheda in schede] == [8, 5, 9]


def test_a_column_of_schede_that_the_texts_agree_with_is() -> None:
    rows = (f"| {number} | {TEXTS[number]} |" for number in (1, 5, 8))
    schede = read("\n".join(("| Scheda | Testo |", *rows))).schede
    assert [(scheda.campo, str(scheda.method)) for scheda in schede] == [(1, "number"), (5, "number"), (8, "number")]


@pytest.mark.parametrize("shape", ["docx", "pdf"])
@pytest.mark.parametrize("label", ["CAMPO DI INTERVENTO: {}) {}", "Campo n. {} - {}"])
def test_a_title_behind_a_label_outranks_the_counter_above_it(label: str, shape: str) -> None:
    ticked = (2, 8, 9)
    pieces = [
        f"SCHEDA N. {count}\n{label.format(number, CAMPI[number - 1].title)}\n"
        f"SINTETICA DESCRIZIONE DELLA BUONA PRATICA\n{TEXTS[number]}"
        for count, number in enumerate(ticked, 1)
    ]
    reading = read("\n".join(("PREFETTURA DI LATINA", *pieces)), shape)
    assert [(scheda.campo, scheda.description) for scheda in reading.schede] == [(n, TEXTS[n]) for n in ticked]
    assert not any(problem.code == "scheda_not_marked" for problem in reading.problems)


@pytest.mark.parametrize("question", ["Gli ospiti imparano la lingua?", "5. Quali corsi di lingua sono attivi?"])
@pytest.mark.parametrize("answer", ["Risposta: ", "R: ", "Risp. - "])
def test_a_question_before_an_answer_is_no_part_of_it(question: str, answer: str) -> None:
    (scheda,) = read(f"Questionario ai gestori\n{question} {answer}{TEXTS[5]}").schede
    assert scheda.description == TEXTS[5]


@pytest.mark.parametrize("shape", ["docx", "pdf"])
def test_a_column_of_numbers_without_a_head_says_the_campi_where_the_texts_agree(shape: str) -> None:
    told = {2: TEXTS[2], 5: TEXTS[5], 8: TEXTS[8]}
    rows = (f"| {number} | Latina | {text} |" for number, text in told.items())
    assert [(scheda.campo, str(scheda.method)) for scheda in read("\n".join(rows), shape).schede] == [
        (number, "number") for number in told
    ]


def test_a_column_of_numbers_without_a_head_that_counts_says_none() -> None:
    rows = (f"| {count} | Latina | {TEXTS[number]} |" for count, number in enumerate((8, 5, 2), 1))
    assert {str(scheda.method) for scheda in read("\n".join(rows)).schede} == {"text"}


@pytest.mark.parametrize("shape", ["docx", "pdf", "body"])
@pytest.mark.parametrize("label", ["Prefettura di LATINA Campo: {}", "Comune di Sezze - Campo: {}"])
def test_a_label_at_the_end_of_a_line_outranks_the_counter_above_it(label: str, shape: str) -> None:
    pieces = [f"SCHEDA {count}\n{label.format(number)}\n{TEXTS[number]}" for count, number in enumerate((5, 8), 1)]
    assert [scheda.campo for scheda in read("\n\n".join(pieces), shape).schede] == [5, 8]


@pytest.mark.parametrize("mark", ["==> ", "--> ", "=> ", "√ "])
def test_arrows_are_ticks(mark: str) -> None:
    lines = [f"{mark if campo.number == 8 else ''}{campo.number}. {campo.title}" for campo in CAMPI]
    reading = read("\n".join((*lines, "# SINTETICA DESCRIZIONE DELLA BUONA PRATICA", TEXTS[8])))
    assert reading.marked_campi == (8,)
