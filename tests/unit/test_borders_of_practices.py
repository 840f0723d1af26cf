"""Where one practice ends and the next begins: lists within a sentence, mails without capitals, campi named behind,
rows that go on; and practices that are told in mails that were passed on.
"""

import pytest

from config.limits import Limits
from jobs.demo.build import docx, mail
from jobs.pipeline import read_submission
from parsers.lines.units import sentence_spans
from store.model import Submission
from tests.specimens.envelopes import BOX, DATE

OFFICE = "immigrazione.pref_cuneo@interno.it"
SCHOOL = (
    "A Saluzzo due maestre in pensione insegnano ogni sera l'italiano a ventiquattro richiedenti asilo nella sala "
    "della biblioteca. "
    "Il corso segue i turni della frutta e chi lo finisce sostiene l'esame di livello A2. Lo hanno superato in "
    "diciannove."
)
PATHS = (
    "A Boves quattordici richiedenti asilo, di loro volontà e senza compenso, ripuliscono con gli alpini i sentieri "
    "del monte. "
    "Il Comune li assicura e ogni sabato li accompagna un consigliere. In un anno hanno riaperto undici chilometri."
)


def read(
    text: str, subject: str = "Circolare 5973 - buone pratiche", files: dict[str, bytes] | None = None
) -> Submission:
    return read_submission(mail(OFFICE, subject, text, files, date=DATE), Limits(), BOX)


def spans(text: str) -> list[str]:
    return [text[start:end] for start, end in sentence_spans(text)]


LISTS = {
    "letters": (
        "Si segnalano le seguenti iniziative: a) la scuola serale di Busca; b) l'orto di Dronero; c) il coro di Bra.",
        [
            "Si segnalano le seguenti iniziative:",
            "a) la scuola serale di Busca;",
            "b) l'orto di Dronero;",
            "c) il coro di Bra.",
        ],
    ),
    "numbers": (
        "Esperienze in atto. 1) la scuola serale, 2) l'orto comune.",
        ["Esperienze in atto.", "1) la scuola serale,", "2) l'orto comune."],
    ),
    "no capitals": (
        "scusate la fretta. a bra c'è un coro di ragazzi. poi ci sarebbe l'orto di dronero.",
        ["scusate la fretta.", "a bra c'è un coro di ragazzi.", "poi ci sarebbe l'orto di dronero."],
    ),
    "long clauses": (
        "a Bra un coro di ragazzi gambiani canta ogni domenica in parrocchia con gli anziani; "
        "a Dronero sei famiglie coltivano con i vicini un orto che il Comune ha dato loro in uso.",
        [
            "a Bra un coro di ragazzi gambiani canta ogni domenica in parrocchia con gli anziani;",
            "a Dronero sei famiglie coltivano con i vicini un orto che il Comune ha dato loro in uso.",
        ],
    ),
}


@pytest.mark.parametrize("name", LISTS)
def test_b01_a_sentence_that_lists_is_several_lines(name: str) -> None:
    text, lines = LISTS[name]
    assert spans(text) == lines


@pytest.mark.parametrize(
    "text",
    [
        "Ai sensi dell'art. 5 del d.lgs. n. 142 il prefetto dispone.",
        "Il corso di c.so Nizza n. 7 è aperto a tutti.",
        "Vi partecipano il Comune; la Caritas; la ASL; due parrocchie.",
        "Come previsto alla lettera a) del bando si procede.",
    ],
)
def test_b01_what_lists_nothing_stays_one_line(text: str) -> None:
    assert spans(text) == [text]


def test_b01_no_word_of_a_long_list_is_lost() -> None:
    text = ("una due tre; " * 2_000).strip()
    assert " ".join(spans(text)) == text


CLOSED = {
    "brackets": ("a) {0} (campo 5);", "b) {1} (campo 7)."),
    "square brackets": ("- {0} [campo 5]", "- {1} [campo 7]"),
    "rif.": ("1) {0} (rif. campo 5)", "2) {1} (rif. campo 7)"),
}


@pytest.mark.parametrize("name", CLOSED)
@pytest.mark.parametrize("form", ["mail", "Word"])
def test_b02_a_text_that_names_its_campo_at_its_end_ends_there(name: str, form: str) -> None:
    one, other = (pattern.format(SCHOOL.rstrip("."), PATHS.rstrip(".")) for pattern in CLOSED[name])
    lines = ["Con riferimento alla circolare in oggetto si rappresenta quanto segue:", one, other]
    found = (
        read("\n\n".join(lines))
        if form == "mail"
        else read("Si trasmette la nota.", files={"nota.docx": docx([("", line) for line in lines])})
    )
    assert [scheda.campo for scheda in found.reading.schede] == [5, 7]


CHAINS = {
    "headers": "Inoltro per competenza.\nM. Rossi\n\nDa: Coop Il Melo\nInviato: venerdì 11 dicembre 2015\nA: "
    "Prefettura di Cuneo\nOggetto: le schede\n\n{told}",
    "wrote": "Ecco il testo del Comune.\n\nIl giorno 11 gennaio 2016 15:40, Anna Bianchi ha scritto:\n\nCiao, come "
    "d'accordo.\n\n{told}\n\nSaluti, Anna",
    "a chain of three": (
        "Vedi sotto.\n\nIl giorno 11 gennaio 2016 16:02, Piero Verdi ha scritto:\n\nGrazie, perfetto.\n\n"
        "Il giorno 11 gennaio 2016 15:40, Anna Bianchi ha scritto:\n\n{told}\n\n"
        "Il giorno 8 gennaio 2016 10:11, Piero Verdi ha scritto:\n\nAnna, a che punto siamo?"
    ),
    "separator": "Si gira.\n\n-----Messaggio originale-----\nDa: Caritas Cuneo\nInviato: 3 dicembre 2015\nA: "
    "Prefettura\nOggetto: testi\n\n{told}",
    "marked": "Si gira quanto ricevuto.\n\nIl 03/12/2015 09:12, Caritas Cuneo ha scritto:\n{marked}",
}


@pytest.mark.parametrize("name", CHAINS)
@pytest.mark.parametrize("subject", ["R: I: circolare 5973", "Le schede della cooperativa"])
def test_b03_a_practice_in_a_mail_that_was_passed_on_is_one(name: str, subject: str) -> None:
    told = f"{SCHOOL}\n\n{PATHS}"
    marked = "\n".join(f"> {line}" for line in told.split("\n"))
    found = read(CHAINS[name].format(told=told, marked=marked), subject)
    said = " ".join(scheda.description for scheda in found.reading.schede)
    assert "diciannove" in said
    assert "undici chilometri" in said


@pytest.mark.parametrize("name", ["headers", "separator"])
def test_b03_what_was_sent_to_us_before_is_no_new_practice(name: str) -> None:
    text = (
        CHAINS[name]
        .replace("A: Prefettura di Cuneo", f"A: {BOX}")
        .replace("A: Prefettura\n", f"A: {BOX}\n")
        .format(told=SCHOOL)
    )
    assert read(text, "R: circolare 5973").reading.schede == ()


def test_b03_below_an_answer_a_quotation_stays_one() -> None:
    text = (
        f"{SCHOOL}\n\nCordiali saluti\n\n-----Messaggio originale-----\nDa: Caritas Cuneo\nInviato: 3 dicembre "
        f"2015\nA: Prefettura\n\n{PATHS}"
    )
    said = [scheda.description for scheda in read(text, "R: circolare 5973").reading.schede]
    assert len(said) == 1
    assert "undici chilometri" not in said[0]


BREATHLESS = {
    "two in one breath": (
        "scriviamo di corsa ma due cose le diciamo, la prima è che a Saluzzo due maestre in pensione insegnano ogni "
        "sera l'italiano a ventiquattro "
        "richiedenti asilo nella sala della biblioteca e che il corso segue i turni della frutta e in diciannove "
        "hanno già superato l'esame e poi "
        "che a Boves quattordici richiedenti asilo di loro volontà e senza compenso ripuliscono con gli alpini i "
        "sentieri del monte e il Comune li "
        "assicura e ogni sabato li accompagna un consigliere e in un anno hanno riaperto undici chilometri di "
        "cammino, altro non mi viene"
    ),
    "one after the other": f"{SCHOOL} {PATHS}",
    "a semicolon between": f"{SCHOOL.split('. ')[0]}; {PATHS[0].lower()}{PATHS[1:]}",
    "three": f"{SCHOOL} {PATHS} Infine a Dronero sei famiglie siriane coltivano con i vicini un orto che il Comune ha "
    f"dato loro in uso gratuito.",
}


@pytest.mark.parametrize("name", BREATHLESS)
@pytest.mark.parametrize("form", ["mail", "Word"])
def test_b08_several_practices_never_become_one_in_silence(name: str, form: str) -> None:
    text = BREATHLESS[name]
    found = read(text) if form == "mail" else read("Si trasmette la nota.", files={"nota.docx": docx([("", text)])})
    codes = {problem.code for problem in found.reading.problems}
    assert len(found.reading.schede) >= 2 or codes & {"possible_several", "unexplained_text"}


OTHER_BUSINESS = ("Invito", "Comunicato stampa", "Per conoscenza")


@pytest.mark.parametrize("subject", OTHER_BUSINESS)
@pytest.mark.parametrize("text", [SCHOOL, PATHS])
def test_b04_a_text_that_answers_nobody_is_never_taken_in_without_a_person(subject: str, text: str) -> None:
    found = read(text, subject)
    assert all(scheda.needs_review for scheda in found.reading.schede)
    assert found.reading.schede or found.reading.problems


TICKED = {
    "brackets": (
        "[x] 5) apprendimento della lingua italiana",
        "[x] 7) processi di coinvolgimento volontario del richiedente asilo/rifugiato",
    ),
    "boxes": (
        "☒ 5) apprendimento della lingua italiana",
        "☒ 7) processi di coinvolgimento volontario del richiedente asilo/rifugiato",
    ),
    "no marks": (
        "Campo 5 - apprendimento della lingua italiana",
        "Campo 7 - processi di coinvolgimento volontario del richiedente asilo",
    ),
}


@pytest.mark.parametrize("name", TICKED)
@pytest.mark.parametrize("form", ["mail", "Word"])
def test_b05_below_one_list_of_campi_each_text_has_its_own(name: str, form: str) -> None:
    lines = [*TICKED[name], "(A) La scuola serale", SCHOOL, "(B) I sentieri", PATHS]
    found = (
        read("\n\n".join(lines))
        if form == "mail"
        else read("Si trasmette.", files={"modello.docx": docx([("", line) for line in lines])})
    )
    assert [scheda.campo for scheda in found.reading.schede] == [5, 7]


@pytest.mark.parametrize(
    "heading", ["Campo 9", "Azioni per favorire l'integrazione e l'esercizio della cittadinanza attiva", "Scheda n. 9"]
)
@pytest.mark.parametrize("form", ["mail", "Word"])
def test_b06_a_campo_that_the_text_surely_speaks_against_goes_to_a_person(heading: str, form: str) -> None:
    found = (
        read(f"{heading}\n\n{SCHOOL}")
        if form == "mail"
        else read("Si trasmette.", files={"s.docx": docx([("heading", heading), ("", SCHOOL)])})
    )
    (scheda,) = found.reading.schede
    assert (scheda.campo, scheda.needs_review, scheda.suggested_campo) == (9, True, 5)


ROWS = {
    "segue": [["Campo 5", SCHOOL[:124]], ["segue", SCHOOL[125:]], ["Campo 7", PATHS[:117]], ["segue", PATHS[118:]]],
    "continua": [
        ["Campo 5", SCHOOL[:124]],
        ["Continua", SCHOOL[125:]],
        ["Campo 7", PATHS[:117]],
        ["continua", PATHS[118:]],
    ],
}


@pytest.mark.parametrize("name", ROWS)
def test_b07_a_row_that_goes_on_belongs_to_the_practice_above(name: str) -> None:
    found = read("Si trasmette il prospetto.", files={"prospetto.docx": docx([("", "Prospetto")], table=ROWS[name])})
    assert [scheda.campo for scheda in found.reading.schede] == [5, 7]
    assert all(
        end in scheda.description
        for end, scheda in zip(("diciannove", "undici chilometri"), found.reading.schede, strict=True)
    )


_LISTED = {
    "dashes in a mail": (
        "segnaliamo alcune esperienze del territorio:\n\n"
        "- orto di via Verdi: nove ragazzi maliani coltivano zucchine con gli anziani del circolo e le vendono;\n"
        "- coro di San Rocco: canti di sei Paesi, prove il martedì, tre concerti nel 2015 in teatro;\n"
        "- sartoria della stazione: cinque donne cuciono grembiuli per le mense, due sono state assunte.\n"
    ),
    "dots": (
        "Si elencano le iniziative in atto:\n\n"
        "• ciclofficina al porto, dove otto richiedenti riparano biciclette abbandonate e le donano alle scuole\n"
        "• lezioni di guida per chi lavora nei campi, con un istruttore volontario, diciannove patenti\n"
    ),
    "stars, one below the other": (
        "Ecco che cosa facciamo qui:\n\n"
        "* la squadra di cricket del parco, undici afghani e un parroco, quarta al torneo regionale\n"
        "* il forno del lunedì, dove mamme tigrine e panettieri impastano insieme e aprono a tutti\n"
        "* il banco dei libri usati davanti alla moschea, tenuto da quattro studenti universitari\n"
    ),
}


@pytest.mark.parametrize("name", _LISTED)
def test_the_items_of_a_list_do_not_become_one_practice_unsaid(name: str) -> None:
    found = read_submission(
        mail("prefettura.nuoro@interno.it", "Circolare 5973 - buone pratiche", f"Buongiorno,\n{_LISTED[name]}", {},
             date=DATE),
        Limits(), BOX,
    )  # fmt: skip
    items = _LISTED[name].count("\n") - 2
    codes = {problem.code.value for problem in found.reading.problems}
    assert len(found.reading.schede) == items or codes & {"possible_several", "unexplained_text"}
