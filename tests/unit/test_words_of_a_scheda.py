"""The words of a scheda and its campo: what stands around a text is none of it, in whatever format it comes."""

import pytest

from config.limits import Limits
from config.vocabulary import ProblemCode
from jobs.demo.build import mail
from jobs.pipeline import read_submission
from parsers.italian.text import words
from parsers.lines.reports import report_ends
from parsers.lines.units import lines_of
from parsers.model import Block, Reading
from parsers.official.titles import subject_of
from parsers.practices.leads import text_begins, text_ends
from tests.specimens import marked
from tests.specimens.envelopes import BOX, DATE
from tests.unit.test_classes_of_replies import NETWORK, OFFICE, PATHS, SCHOOL

FORMS = ("docx", "txt", "pdf")


def read(markup: str, form: str) -> Reading:
    return marked.read(markup, form, OFFICE)


def told(reading: Reading) -> list[tuple[int, list[str]]]:
    """The campo and the words of every scheda."""
    return [(scheda.campo, words(scheda.description)) for scheda in reading.schede]


BEHIND = {
    "capitals": f"CAMPI CONTRASSEGNATI: 5 - 7\n{SCHOOL.upper()} (CAMPO 5)\n{PATHS.upper()} (CAMPO 7)",
    "small letters": f"{SCHOOL} (campo 5)\n{PATHS} (campo 7)",
    "square brackets": f"{SCHOOL} [campo 5]\n{PATHS} [campo 7]",
    "a reference with a full stop": f"{SCHOOL} (rif. campo n. 5).\n{PATHS} (rif. campo n. 7).",
}


@pytest.mark.parametrize("form", FORMS)
@pytest.mark.parametrize("layout", BEHIND)
def test_brackets_behind_a_full_stop_name_the_campo(layout: str, form: str) -> None:
    assert told(read(BEHIND[layout], form)) == [(5, words(SCHOOL)), (7, words(PATHS))]


LOWER = SCHOOL[0].lower() + SCHOOL[1:]
AT_ONCE = {
    "dashes": f"* Campo 5: {LOWER}\n* Campo 7: {PATHS}",
    "a number sign": f"Campo n. 5: {LOWER}\nCampo n. 7: {PATHS}",
    "capitals": f"CAMPO 5: {LOWER}\nCAMPO 7: {PATHS}",
    "schede": f"Scheda 5: {LOWER}\nScheda 7: {PATHS}",
}


@pytest.mark.parametrize("form", FORMS)
@pytest.mark.parametrize("layout", AT_ONCE)
def test_a_text_behind_its_number_may_begin_with_a_small_letter(layout: str, form: str) -> None:
    assert told(read(AT_ONCE[layout], form)) == [(5, words(SCHOOL)), (7, words(PATHS))]


_TITLES = [
    "sviluppo di reti e collaborazione virtuose con attori del territorio;",
    "rafforzamento delle competenze istituzionali nell'azione multilivello;",
    "utilizzo di pratiche innovative nel campo dell'accoglienza;",
    "orientamento, accompagnamento e facilitazione nell'accesso ai servizi;",
    "apprendimento della lingua italiana;",
    "storie di inserimento lavorativo e sociale;",
    "processi di coinvolgimento volontario del richiedente asilo/rifugiato;",
    "interventi che favoriscano il positivo inserimento dei cittadini immigrati nei territori;",
    "azioni per favorire l'integrazione e l'esercizio della cittadinanza attiva;",
    "progetti di sostegno a favore di categorie vulnerabili;",
    "altro",
]
ANSWERS = {
    "in brackets before": "({answer}) {number}) {title}",
    "in square brackets before": "[{answer}] {number}) {title}",
    "in brackets behind": "{number}) {title} ({answer})",
    "in capitals before": "({upper}) {number}) {title}",
}


@pytest.mark.parametrize("form", FORMS)
@pytest.mark.parametrize("layout", ANSWERS)
def test_answers_in_brackets_mark_the_form(layout: str, form: str) -> None:
    items = [
        ANSWERS[layout].format(
            answer="si" if number in (5, 7, 11) else "no",
            upper="SI" if number in (5, 7, 11) else "NO",
            number=number,
            title=title,
        )
        for number, title in enumerate(_TITLES, 1)
    ]
    assert read("\n".join(items), form).marked_campi == (5, 7, 11)


ONE_WORD = {
    "Roman": ("I. Reti e collaborazioni", "II. Lingua", "III. Vulnerabili"),
    "Arabic": ("1. Reti con attori del territorio", "2. Lingua", "3. Minori"),
    "plain": ("Sviluppo di reti e collaborazione virtuose con attori del territorio", "Lingua", "Cittadinanza"),
}


@pytest.mark.parametrize("form", FORMS)
@pytest.mark.parametrize("layout", ONE_WORD)
def test_one_word_of_a_title_heads_a_text_among_titles(layout: str, form: str) -> None:
    one, other, last = ONE_WORD[layout]
    markup = f"# {one}\n{NETWORK}\n# {other}\n{SCHOOL}\n# {last}\nNessuna segnalazione."
    assert told(read(markup, form)) == [(1, words(NETWORK)), (5, words(SCHOOL))]


def test_a_word_that_two_titles_share_or_none_has_is_no_subject() -> None:
    known = {text: subject_of(text) for text in ("Lingua", "Le reti", "Inserimento", "Relazione", "Lingua e lavoro")}
    assert {text: found.campo for text, found in known.items() if found} == {"Lingua": 5, "Le reti": 1}


@pytest.mark.parametrize("form", FORMS)
@pytest.mark.parametrize(
    "label", ["Campo prevalente: cinque", "Campo principale: 5", "Campo primario n. 5", "Campo prescelto: cinque"]
)
def test_the_campo_that_prevails_is_the_campo(label: str, form: str) -> None:
    markup = f"BUONE PRATICHE\n{label}\nAltri campi interessati: nove\nChe cosa si è fatto: {SCHOOL}\nQuando: dal 2014"
    assert told(read(markup, form)) == [(5, words(SCHOOL))]


@pytest.mark.parametrize("form", FORMS)
@pytest.mark.parametrize("line", [
    "* Inviare alla casella di posta elettronica dici.buonepraticheaccoglienza@interno.it",
    "*Inviare alla casella di posta elettronica dici.buonepraticheaccoglienza@interno.it",
    "Inviato da telefono",
    "Distinti saluti",
])  # fmt: skip
def test_what_is_printed_or_written_below_the_last_text_is_none_of_it(line: str, form: str) -> None:
    markup = f"# Campo 5) apprendimento della lingua italiana\n{SCHOOL}\n{line}"
    assert told(read(markup, form)) == [(5, words(SCHOOL))]


@pytest.mark.parametrize("program", ["Inviato da telefono", "Inviato dal mio iPhone", "Inviato da smartphone Samsung"])
def test_what_a_telephone_adds_to_a_mail_is_no_text(program: str) -> None:
    body = f"campo 7: {PATHS}\n{program}"
    reading = read_submission(mail(OFFICE, "buone pratiche", body, {}, date=DATE), Limits(), BOX).reading
    assert told(reading) == [(7, words(PATHS))]


@pytest.mark.parametrize("lead", ["si informa che questo Ente:", "il Comune:"])
def test_items_of_a_list_read_the_same_as_word_and_as_pdf(lead: str) -> None:
    """The mark before an item is set in a size of its own, and parts its first line from the others no more."""
    long = f"{PATHS} Chi partecipa riceve un attestato della scuola forestale e un abbonamento alla corriera di valle."
    markup = f"In relazione alla Vostra nota {lead}\n* {SCHOOL}\n* {long}"
    as_word, as_pdf = (told(read(markup, form)) for form in ("docx", "pdf"))
    assert [text for _, text in as_word] == [words(SCHOOL), words(long)]
    assert as_pdf == as_word


SHEETS = {
    "a column each": "| Campo | 5 | 7 |\n| Titolo | Casa Ortensia | Sentieri puliti |\n| Testo | {one} | {other} |",
    "a row each": "| Campo | Titolo | Testo |\n| 5 | Casa Ortensia | {one} |\n| 7 | Sentieri puliti | {other} |",
    "a project each": "| Campo | Progetto | Testo |\n| 5 | Casa Ortensia | {one} |\n| 7 | Sentieri puliti | {other} |",
    "columns with a period": (
        "| Campo | 5 | 7 |\n| Nome | Casa Ortensia | Sentieri puliti |\n| Testo | {one} | {other} |\n"
        "| Periodo | 2014-2015 | 2015 |"
    ),
}


@pytest.mark.parametrize("form", ["docx", "pdf"])
@pytest.mark.parametrize("layout", SHEETS)
def test_a_name_in_a_cell_is_no_text(layout: str, form: str) -> None:
    reading = read(SHEETS[layout].format(one=SCHOOL, other=PATHS), form)
    assert sorted(told(reading)) == [(5, words(SCHOOL)), (7, words(PATHS))]
    assert sorted(scheda.title for scheda in reading.schede) == ["Casa Ortensia", "Sentieri puliti"]


RECORDS = {
    "context and activity": (
        "Contesto: gli ulivi erano abbandonati.",
        "Attività: ",
        "Risultati: dodici quintali d'olio.",
    ),
    "need and action": (
        "Bisogno: le donne non uscivano di casa.",
        "Azione: ",
        "Esito: quaranta iscritte e tre maestre.",
    ),
    "aim and what was done": (
        "Obiettivo: imparare un mestiere.",
        "Cosa si è fatto: ",
        "Risultati: sei contratti a giugno.",
    ),
    "problem and description": (
        "Problema: nessuno puliva i sentieri.",
        "Descrizione: ",
        "Esito: dodici sentieri aperti.",
    ),
}


@pytest.mark.parametrize("form", FORMS)
@pytest.mark.parametrize("layout", RECORDS)
def test_no_part_of_a_labelled_record_is_lost(layout: str, form: str) -> None:
    before, label, behind = RECORDS[layout]
    records = [f"SCHEDA N. {n}\nCampo: {campo}\n{before}\n{label}{text}\n{behind}\nReferente: dott.ssa Bo"
               for n, campo, text in ((1, 5, SCHOOL), (2, 7, PATHS))]  # fmt: skip
    reading = read("\n".join(records), form)
    assert [scheda.campo for scheda in reading.schede] == [5, 7]
    for scheda, text in zip(reading.schede, (SCHOOL, PATHS), strict=True):
        told_parts = set(words(scheda.description))
        assert told_parts >= {*words(before)[1:], *words(text), *words(behind)[1:]}


@pytest.mark.parametrize(
    "lead",
    [
        "Mi dicono di aggiungere anche questa.",
        "Vi racconto un'altra storia.",
        "Segnalo pure questa.",
        "Ne aggiungo un'altra:",
        "Di Bra si riporta quanto segue.",
    ],
)
def test_a_sentence_that_leads_to_another_practice_is_cut_or_doubted(lead: str) -> None:
    body = (
        f"Buongiorno,\n{PATHS} {lead} {PATHS.replace('Boves', 'Bra').replace('alpini', 'pescatori')}\nCordiali saluti"
    )
    reading = read_submission(mail(OFFICE, "buone pratiche", body, {}, date=DATE), Limits(), BOX).reading
    doubted = any(problem.code is ProblemCode.POSSIBLE_SEVERAL for problem in reading.problems)
    assert len(reading.schede) == 2 or doubted


@pytest.mark.parametrize("text", ["III. Lingua", "4. Vulnerabili", "b) Reti", "1.2. Il tavolo", "(ii) Scuola"])
def test_the_number_of_a_heading_is_no_sentence(text: str) -> None:
    assert [line.text for line in lines_of([Block(0, text)])] == [text]


@pytest.mark.parametrize(
    "text",
    [
        "Da gennaio ne sono state ospitate n. 29 e i neonati sono n. 8",
        "consulenze fornite alla data odierna n. 1.406",
        "Hanno finito il corso in 31, di cui 12 donne",
        "Il corso si tiene presso l'I.C. Bertola dal 2014",
    ],
)
def test_no_text_ends_in_the_midst_of_a_sentence(text: str) -> None:
    assert text_ends(text, Block(0, text)) == len(text)


BELOW = {
    "what was hard": "Descrizione: {text}\nCriticità: qualche rifiuto iniziale dei proprietari.",
    "what came of it": "Descrizione della pratica: {text}\nRisultati: 112 persone, nessun episodio.",
    "an outlook": "Breve descrizione: {text}\nRisultati attesi: adesione di altri tre borghi.",
    "a label on a line of its own": "Descrizione:\n{text}\nEsiti: tre contratti.\nPartner: Caritas, Acli",
    "a note of the office": "{text}\nNota dell'ufficio: verificare il dato dei consumi con il gestore.",
    "papers": "{text}\nAllegati: a) menù; b) regolamento della cucina.",
}


@pytest.mark.parametrize("form", FORMS)
@pytest.mark.parametrize("layout", BELOW)
def test_what_other_labels_head_below_a_description_is_none_of_it(layout: str, form: str) -> None:
    sheets = [f"Campo: {n}\n{BELOW[layout].format(text=text)}" for n, text in ((5, SCHOOL), (7, PATHS))]
    assert told(read("\n".join(sheets), form)) == [(5, words(SCHOOL)), (7, words(PATHS))]


@pytest.mark.parametrize("form", FORMS)
def test_labels_within_a_description_are_a_part_of_it(form: str) -> None:
    inside = f"{SCHOOL}\nModalità: si entra dal cortile.\nDa gennaio i posti sono quaranta."
    assert told(read(f"Campo 5\n{inside}", form)) == [(5, words(inside))]
    below = f"{SCHOOL}\nAzioni svolte: dodici lezioni in biblioteca e quattro visite ai musei."
    assert told(read(f"Campo 5\n{below}", form)) == [(5, words(below))]


@pytest.mark.parametrize("form", ["docx", "pdf"])
@pytest.mark.parametrize("more", ["segue", "continua"])
def test_a_row_labelled_with_its_campo_tells(more: str, form: str) -> None:
    last = "I maestri sono pagati dalla Comunità montana e da due imprese."
    reading = read(f"| Campo 5 | {SCHOOL} |\n| {more} | {last} |\n| Campo 7 | {PATHS} |", form)
    assert told(reading) == [(5, [*words(SCHOOL), *words(last)]), (7, words(PATHS))]


OPENED = ["Altra cosa avvenne a Vigliano.", "Poi c'è la faccenda delle carte.", "Vengo al caso più strano.",
          "Un'ultima nota, che non so collocare.", "Non tutti ci credevano, all'inizio."]  # fmt: skip


@pytest.mark.parametrize("form", FORMS)
@pytest.mark.parametrize("first", OPENED)
def test_the_sentence_that_opens_a_paragraph_is_not_lost(first: str, form: str) -> None:
    schede = read(f"# RELAZIONE\n{SCHOOL}\n{first} {PATHS}", form).schede
    assert sum(words(scheda.description).count(words(first)[-1]) for scheda in schede) >= 1
    assert all(set(words(text)) <= {word for s in schede for word in words(s.description)} for text in (SCHOOL, PATHS))


REPORTED = [
    "Giova altresì evidenziare che ",
    "In ossequio alle superiori direttive, si ritiene di portare a conoscenza di codesto Dicastero che ",
    "Si comunica che ",
    "Il Sindaco di Saluzzo riferisce che ",
    "RITENUTO di dover evidenziare che ",
    "Facendo seguito alla circolare, si riferisce che, ",
]


@pytest.mark.parametrize("lead", REPORTED)
def test_a_clause_that_only_reports_is_no_text(lead: str) -> None:
    assert report_ends(lead + PATHS) == len(lead)
    assert text_begins(lead + PATHS, Block(0, lead + PATHS)) == len(lead)


@pytest.mark.parametrize(
    "sentence",
    [
        "Si segnala il torneo di calcio che si è svolto a Pizzo tra squadre miste.",
        "La maestra ha riferito ai bambini che il mare è lontano.",
        "Le giovani che hanno chiesto asilo ricordano la casa.",
        "Un giornale informa i residenti, che lo contendono.",
        "Da ultimo si segnala che l'Area IV ha avviato le visite concordate.",
        "Alla radio i ragazzi leggono le notizie che arrivano da casa.",
    ],
)
def test_a_clause_that_tells_is_text(sentence: str) -> None:
    assert report_ends(sentence) == 0


@pytest.mark.parametrize("heading", ["LA MAESTRA - ", "NOTO - LA MANDORLA - ", "BANCA DEL TEMPO – "])
def test_capitals_before_a_dash_head_the_text(heading: str) -> None:
    assert text_begins(heading + SCHOOL, Block(0, heading + SCHOOL)) == len(heading)
