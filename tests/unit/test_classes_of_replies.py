"""How offices lay out their schede, class by class: each class in several layouts, each as a Word file and as text."""

import pytest

from config.campi import CAMPI
from config.limits import Limits
from jobs.demo.build import mail
from jobs.pipeline import read_submission
from parsers.model import Reading
from tests.specimens import marked
from tests.specimens.envelopes import BOX, DATE

OFFICE = "immigrazione.pref_cuneo@interno.it"
SCHOOL = (
    "A Saluzzo due maestre in pensione insegnano ogni sera l'italiano a ventiquattro richiedenti asilo nella sala "
    "della biblioteca. Il corso segue i turni della frutta e chi lo finisce sostiene l'esame di livello A2."
)
PATHS = (
    "A Boves quattordici richiedenti asilo, di loro volontà e senza compenso, ripuliscono con gli alpini i sentieri "
    "del monte. Il Comune li assicura e ogni sabato li accompagna un consigliere."
)
BAKER = (
    "Alpha, arrivato dalla Guinea nel 2013, ha imparato il mestiere in un forno di Bra con un tirocinio di sei mesi. "
    "Il fornaio lo ha assunto e oggi ha un contratto a tempo indeterminato."
)
NETWORK = (
    "La Prefettura, diciotto Comuni, la ASL e la Caritas si riuniscono ogni mese attorno a un tavolo permanente. "
    "Il tavolo concorda la distribuzione dei posti e ha una segreteria comune."
)
TEXTS = {"school": SCHOOL, "paths": PATHS, "baker": BAKER, "network": NETWORK}
FORMS = ("docx", "txt")


def read(markup: str, form: str) -> Reading:
    return marked.read(markup.format(**TEXTS), form, OFFICE)


def told(reading: Reading) -> list[tuple[int, str]]:
    """The campo and the first word that tells the texts apart, of every scheda."""
    return [
        (scheda.campo, next(n for n, t in TEXTS.items() if t[:40] in scheda.description)) for scheda in reading.schede
    ]


NUMBERED = {
    "dash": "1 – Il tavolo\n{network}\n5 – Italiano la sera\n{school}\n7 – Sentieri\n{paths}",
    "bracket, text at once": "1) {network}\n5) {school}\n7) {paths}",
    "abbreviated": "C.1 - {network}\n\nC.5 - {school}\n\nC.7 - {paths}",
    "alone": "# 1\n{network}\n# 5\n{school}\n# 7\n{paths}",
    "all eleven": (
        "1) {network}\n2) no\n3) no\n4) negativo\n5) {school}\n6) no\n7) {paths}\n8) n.d.\n9) no\n10) no\n11) no"
    ),
    "no and yes above the text": "1) SI\n{network}\n2) no\n3) no\n4) no\n5) SI\n{school}\n6) no\n7) SI\n{paths}\n8) no",
}


@pytest.mark.parametrize("form", FORMS)
@pytest.mark.parametrize("name", NUMBERED)
def test_c01_numbers_that_skip_some_are_those_of_the_form(name: str, form: str) -> None:
    reading = read(NUMBERED[name], form)
    assert told(reading) == [(1, "network"), (5, "school"), (7, "paths")]
    assert not any(word in scheda.description for scheda in reading.schede for word in (") no", "negativo", "n.d."))


COUNTED = {
    "a count": "1) {baker}\n2) {school}\n3) {paths}",
    "a count that does not begin at one": "4) {baker}\n5) {paths}\n6) {school}",
    "numbers that the texts deny": "2 – Uno\n{baker}\n9 – Due\n{paths}\n10 – Tre\n{school}",
    "beside headings that name their campo": "Campo 6\n2) {baker}\n\nCampo 5\n9) {school}\n\nCampo 7\n10) {paths}",
}


@pytest.mark.parametrize("form", FORMS)
@pytest.mark.parametrize("name", COUNTED)
def test_c02_numbers_that_only_count_are_no_campi(name: str, form: str) -> None:
    assert sorted(told(read(COUNTED[name], form))) == [(5, "school"), (6, "baker"), (7, "paths")]


LISTS = {
    "bodies": "Vi partecipano per accordo del 2014:\n- Prefettura (segreteria);\n- Comune di Cuneo;\n- ASL CN 1.",
    "figures": "Nell'anno hanno aderito per iscritto:\n- n. 7 enti pubblici;\n- n. 11 associazioni;\n- n. 3 imprese.",
    "bullets": "Al 30.11.2015 gli impegni presi risultano:\n* eseguiti n. 52;\n* in ritardo n. 11;\n* sospesi n. 8.",
}


@pytest.mark.parametrize("form", FORMS)
@pytest.mark.parametrize("name", LISTS)
def test_c03_a_list_within_a_declared_practice_does_not_end_it(name: str, form: str) -> None:
    markup = f"# Campo n. 1\n{{network}}\n{LISTS[name]}\nNon sono derivati oneri e il tavolo prosegue nel 2016."
    (scheda,) = read(markup, form).schede
    assert scheda.description.endswith("prosegue nel 2016.")
    assert all(line.lstrip("-* ") in scheda.description for line in LISTS[name].split("\n"))


STORIES = {
    "ordinals": "Prima storia\n{baker}\nSeconda storia\n{school}\nTerza storia\n{paths}",
    "same word first": "Storia di Alpha\n{baker}\nStoria di Saluzzo\n{school}\nStoria di Boves\n{paths}",
    "bold": "# Primo caso\n{baker}\n# Secondo caso\n{school}\n# Terzo caso\n{paths}",
}


@pytest.mark.parametrize("form", FORMS)
@pytest.mark.parametrize("name", STORIES)
def test_c04_names_that_look_alike_part_the_practices_of_one_campo(name: str, form: str) -> None:
    reading = read(f"# Scheda 6 – Storie di inserimento lavorativo e sociale\n{STORIES[name]}", form)
    assert told(reading) == [(6, "baker"), (6, "school"), (6, "paths")]


DECLARED = {
    "tag": "{school} #campo5 #cuneo\n\n{paths} #campo7",
    "object of a scheda": (
        "Scheda 1 (oggetto: 5. apprendimento della lingua italiana)\n{school}\n"
        "Scheda 2 (oggetto: 7. processi di coinvolgimento volontario)\n{paths}"
    ),
    "number behind a name": "# 1. Scuola serale (campo 5)\n{school}\n# 2. Sentieri puliti (campo 7)\n{paths}",
    "label that says more in brackets": (
        "| Campo (cod. circolare) | 5 |\n| Descrizione | {school} |\n---\n\n"
        "| Campo (cod. circolare) | 7 |\n| Descrizione | {paths} |"
    ),
}


@pytest.mark.parametrize("form", FORMS)
@pytest.mark.parametrize("name", DECLARED)
def test_c05_what_declares_a_campo(name: str, form: str) -> None:
    # A table is none in a text file.
    reading = read(DECLARED[name], "pdf" if name.startswith("label") and form == "txt" else form)
    assert told(reading) == [(5, "school"), (7, "paths")]
    assert all(scheda.method.value != "text" for scheda in reading.schede)
    assert not any("campo" in scheda.description.lower() for scheda in reading.schede)


AGREEMENT = (
    "---\n^ PROTOCOLLO D'INTESA\n^ per la scuola serale\nTRA\nla Prefettura di Cuneo e il Comune di Saluzzo\n"
    "PREMESSO che il Comune dispone della sala della biblioteca;\nsi conviene quanto segue.\nArt. 1\nIl Comune mette a "
    "disposizione la sala ogni sera.\nArt. 2\nIl presente protocollo ha durata di un anno.\n"
    "Letto, confermato e sottoscritto.\nCuneo, 3 marzo 2015"
)


@pytest.mark.parametrize("form", FORMS)
@pytest.mark.parametrize("over", ["# Campo 5 - apprendimento della lingua italiana\n", "# Scuola serale\n", ""])
def test_c06_an_agreement_behind_a_practice_does_not_swallow_it(over: str, form: str) -> None:
    reading = read(f"{over}{{school}}\n{AGREEMENT}", form)
    assert told(reading) == [(5, "school")]
    assert [one.signed_on.isoformat() for one in reading.protocolli if one.signed_on] == ["2015-03-03"]


NAMED = (
    "Le due esperienze rientrano nei campi 5 e 7.",
    "Si indicano i campi 5, 7.",
    "Attengono ai campi 5 e 7 della scheda.",
)


@pytest.mark.parametrize("lead", NAMED)
def test_c07_of_several_campi_that_a_letter_names_none_is_taken_alone(lead: str) -> None:
    reading = read(f"{lead}\n\n{{school}}", "txt")
    assert [scheda.method.value for scheda in reading.schede] == ["text"]


SHORT = (
    "Corso serale di italiano con i volontari della parrocchia.",
    "Due ragazzi maliani aiutano il custode del cimitero.",
    "Orto sociale a Dronero, dodici richiedenti asilo coinvolti.",
)
HEADS = ("# Scheda n. 5", "# Campo 7 - volontariato", "Campo n. 8:", "# 5) apprendimento della lingua italiana")


@pytest.mark.parametrize("sentence", SHORT)
@pytest.mark.parametrize("head", HEADS)
def test_c08_a_short_sentence_below_a_heading_is_a_scheda_or_named(head: str, sentence: str) -> None:
    reading = read(f"{head}\n{sentence}", "docx")
    said = any(scheda.description == sentence for scheda in reading.schede)
    assert said or "unexplained_text" in {problem.code.value for problem in reading.problems}


POLITE = ("Si resta a disposizione per ogni chiarimento.", "Non sono pervenute segnalazioni in merito.", "Negativo.")


@pytest.mark.parametrize("sentence", POLITE)
@pytest.mark.parametrize("head", HEADS)
def test_c08_what_only_corresponds_below_a_heading_is_no_scheda(head: str, sentence: str) -> None:
    assert not read(f"{head}\n{sentence}", "docx").schede


ANSWERED = {
    "in a word": "1) {T1}\nno\n5) {T5}\n{school}\n6) {T6}\nno\n7) {T7}\n{paths}",
    "in a few words": "# {T1}\nvedi quanto detto per gli altri\n# {T5}\n{school}\n"
    "# {T6}\nle solite storie\n# {T7}\n{paths}",
    "with marks": "1) {T1}\n//\n5) {T5}\n{school}\n6) {T6}\n---------- \n7) {T7}\n{paths}",
    "on its own line": "Campo 1: nulla\nCampo 5 - {T5}\n{school}\nCampo 6: nessuno\nCampo 7 - {T7}\n{paths}",
}
TITLES = {f"T{campo.number}": campo.title for campo in CAMPI}


@pytest.mark.parametrize("form", FORMS)
@pytest.mark.parametrize("name", ANSWERED)
def test_c09_a_heading_that_is_answered_heads_nothing_behind_its_answer(name: str, form: str) -> None:
    reading = read(ANSWERED[name].format(**TITLES, school="{school}", paths="{paths}"), form)
    assert told(reading) == [(5, "school"), (7, "paths")]


def test_c09_items_answered_between_the_lines_of_the_quoted_form() -> None:
    lines = [(1, "no"), (5, SCHOOL), (6, "una sola, la solita"), (7, PATHS)]
    body = "Rispondo nel testo.\n\n" + "\n".join(
        f"> {number}) {TITLES[f'T{number}']}\n{answer}" for number, answer in lines
    )
    found = read_submission(mail(OFFICE, "Re: circolare 5973", body, date=DATE), Limits(), BOX)
    assert told(found.reading) == [(5, "school"), (7, "paths")]


@pytest.mark.parametrize("end", ["Si fa riserva di integrazione ove i gestori dovessero fornire elementi utili.", ""])
def test_c09_a_letter_that_answers_every_campo_with_no_tells_nothing(end: str) -> None:
    text = f"campi da 1 a 4: nulla da segnalare;\ncampo 5: nulla;\ncampo 11: nulla.\n\n{end}"
    assert read(text, "txt").schede == ()


BEHIND = {
    "arrow": "{school}\n→ campo 5\n{paths}\n→ campo 7",
    "brackets": "{school}\n[campo 5]\n{paths}\n[campo 7]",
    "dashes": "{school}\n— campo n. 5 —\n{paths}\n— campo n. 7 —",
    "sign": "{school}\n=> Rif. campo 5\n{paths}\n=> Rif. campo 7",
}


@pytest.mark.parametrize("form", FORMS)
@pytest.mark.parametrize("name", BEHIND)
def test_c10_labels_with_marks_around_them_behind_their_texts(name: str, form: str) -> None:
    reading = read(BEHIND[name], form)
    assert told(reading) == [(5, "school"), (7, "paths")]
    assert not any("campo" in scheda.description for scheda in reading.schede)


ALTRO = {
    "full stop": "{T5}. {school}\n\n{T7}. {paths}\n\nAltro. {network}",
    "colon": "{T5}: {school}\n\n{T7}: {paths}\n\nAltro: {network}",
    "dash": "{T5}\n{school}\n\n{T7}\n{paths}\n\nAltro - {network}",
}


@pytest.mark.parametrize("form", FORMS)
@pytest.mark.parametrize("name", ALTRO)
def test_c11_altro_at_the_beginning_of_a_text_beside_other_titles(name: str, form: str) -> None:
    markup = ALTRO[name].format(**TITLES, **{text: f"{{{text}}}" for text in TEXTS})
    assert told(read(markup, form)) == [(5, "school"), (7, "paths"), (11, "network")]


def test_c11_altro_where_nothing_else_is_titled_is_a_word() -> None:
    assert 11 not in {scheda.campo for scheda in read("Altro. {school}", "txt").schede}


BEFORE = {
    "bracket behind a letter": "a) (cfr. punto 5 della scheda) {school}\n\nb) (cfr. punto 7) {paths}",
    "sentence": "Nel campo quinto si iscrive ciò che segue. {school}\n\n"
    "Nel campo settimo, poi, quanto appresso. {paths}",
    "few words": "campo 5 della circolare. {school}\n\ncampo 7 della circolare. {paths}",
    "square bracket": "[rif. campo 5] {school}\n\n[rif. campo 7] {paths}",
}


@pytest.mark.parametrize("form", FORMS)
@pytest.mark.parametrize("name", BEFORE)
def test_c12_a_sentence_or_bracket_that_only_names_the_campo(name: str, form: str) -> None:
    reading = read(BEFORE[name], form)
    assert told(reading) == [(5, "school"), (7, "paths")]
    assert all(scheda.method.value == "number" for scheda in reading.schede)
    assert {scheda.description for scheda in reading.schede} == {SCHOOL, PATHS}


@pytest.mark.parametrize(
    "first",
    [
        "Si indicano i campi 5 e 7.",
        "Per il campo 6 non si hanno elementi.",
        "Il campo 6 comprende anche i tirocini?",
    ],
)
def test_c12_a_sentence_that_tells_or_denies_names_no_campo(first: str) -> None:
    assert {scheda.method.value for scheda in read(f"{first} {{school}}", "txt").schede} == {"text"}


def test_c12_an_item_without_a_campo_is_not_of_the_item_before() -> None:
    reading = read("a) (cfr. punto 7 della scheda) {paths}\n\nb) {school}", "txt")
    assert told(reading) == [(7, "paths"), (5, "school")]


LAST_WORDS = (
    "Ultimi iscritti: trentuno.",
    "Diciotto adesioni al primo giro, trentuno al secondo.",
    "Tre sono già partiti.",
)


@pytest.mark.parametrize("last", LAST_WORDS)
@pytest.mark.parametrize("lead", ["campo 7 della circolare. ", "Campo 7\n", "Con riferimento al campo 7:\n"])
def test_c13_the_last_short_sentence_of_a_declared_text_is_its_own(lead: str, last: str) -> None:
    (scheda,) = read(f"{lead}{{paths}} {last} segue protocollo. Loredana", "txt").schede
    assert scheda.description == f"{PATHS} {last}"


def test_c14_an_official_title_with_its_number_behind_is_no_text() -> None:
    markup = (
        "# 1. Oggetto: {T5} (campo 5)\n{school}\n# 2. Oggetto: {T10} (campo 10)\n{baker}\n# 3. {T7} (campo 7)\n{paths}"
    )
    titles = TITLES | {"T10": "progetti di sostegno a favore di categorie vulnerabili"}
    reading = read(markup.format(**titles, **{text: f"{{{text}}}" for text in TEXTS}), "docx")
    assert told(reading) == [(5, "school"), (10, "baker"), (7, "paths")]


EDGES = {
    "announced": "Questo Ufficio, pur con pochi mezzi, ritiene di poter annoverare la seguente. {school}",
    "announced above": "In tale cornice va collocato quanto segue.\n\n{school}",
    "exception": "I Comuni hanno risposto negativamente, con una sola eccezione che si riporta. {school}",
    "label on a line": "Campo 5\nChe cosa si fa:\n{school}",
    "recital": "Campo 5\nDATO ATTO altresì che {school}",
    "what was done": "Campo 5\nChe cosa è stato fatto:\n{school}",
    "who reports": "Campo 5\nLa rappresentante del Comune di Saluzzo interviene e riferisce:\n{school}",
    "nothing behind": "{school} Per Bra, Alba e Fossano nessuna segnalazione.",
    "nothing of other campi": "{school}\n\nSugli altri campi è bello tacere, ove non si abbia di che parlare.",
    "note": "Campo 5\n{school}\nNOTE: la locandina della scuola non si allega perché pesa troppo.",
    "French": "Campo 5\n{school}\nVeuillez agréer, Monsieur, l'expression de mes salutations distinguées.",
    "German": "Campo 5\n{school}\nMit freundlichen Grüßen, der zuständige Referent für die Einwanderung.",
}


@pytest.mark.parametrize("form", FORMS)
@pytest.mark.parametrize("name", EDGES)
def test_c15_what_leads_to_a_practice_or_follows_it_is_none_of_it(name: str, form: str) -> None:
    reading = read(EDGES[name], form)
    assert [scheda.description for scheda in reading.schede] == [SCHOOL]


KEPT = (
    "Nessuno dei ragazzi ha più saltato una lezione.",
    "La scuola non si è fermata in agosto, a differenza di altre.",
    "L'insegnante è la nota Maria: non chiede nulla.",
    "Hanno parlato ai microfoni di Radio Bra Karim, Yusuf e Ismail.",
)


@pytest.mark.parametrize("form", FORMS)
@pytest.mark.parametrize("last", KEPT)
def test_c15_a_last_sentence_that_tells_stays(last: str, form: str) -> None:
    (scheda,) = read(f"Campo 5\n{{school}} {last}", form).schede
    assert scheda.description == f"{SCHOOL} {last}"


COUNTED_IN_WORDS = {
    "paragraph": "Il primo caso è la lingua. {school} Il secondo è il sentiero. {paths} Il terzo infine è {baker}",
    "cosa": "Scusate la fretta di oggi. Cosa uno: {school} Poi cosa due: {paths} Poi cosa tre, {baker}",
    "storia": "La prima storia: {school}\nLa seconda storia: {paths}\nLa terza storia: {baker}",
    "numbers of ticked campi": "[ ] 1 [x] 5 [x] 6 [x] 7 [ ] 11\n\n5) {school}\n6) {baker}\n7) {paths}",
}


@pytest.mark.parametrize("form", FORMS)
@pytest.mark.parametrize("name", COUNTED_IN_WORDS)
def test_c16_what_the_writer_counts_is_as_many_practices(name: str, form: str) -> None:
    reading = read(COUNTED_IN_WORDS[name], form)
    assert sorted(told(reading)) == [(5, "school"), (6, "baker"), (7, "paths")]


PHASES = (
    "Il primo anno {school} Il secondo anno le lezioni sono raddoppiate e si sono aggiunti i corsi del sabato.",
    "{school} La prima fase dura due mesi e serve a conoscersi. La seconda fase dura un anno e porta fino all'esame.",
    "Si procede così: 1) iscrizione in biblioteca; 2) prova d'ingresso; 3) lezioni serali. {school}",
)


@pytest.mark.parametrize("markup", PHASES)
def test_c16_years_phases_and_steps_of_a_practice_are_one(markup: str) -> None:
    assert len(read(markup, "txt").schede) == 1


ROWS = {
    "boxes before": ("[ ] 1 [ ] 2 [x] 5 [ ] 6 [x] 7 [ ] 8 [ ] 11", (5, 7)),
    "boxes behind": ("Campi: 1 [ ] 5 [x] 7 [x] 11 [ ]", (5, 7)),
    "two rows": ("[ ] 1 [ ] 2 [ ] 3 [ ] 4 [x] 5 [ ] 6\n[x] 7 [ ] 8 [ ] 9 [ ] 10 [ ] 11", (5, 7)),
    "cells": ("| ☐ 1 | ☐ 2 | ☒ 5 | ☒ 7 | ☐ 11 |", (5, 7)),
    "titles of the ticked": (
        "( ) 1)\n( ) 2)\n( x ) 5) lingua italiana\n( ) 6)\n( x ) 7) volontariato\n( ) 8)\n( ) 11)",
        (5, 7),
    ),
}


@pytest.mark.parametrize("name", ROWS)
def test_c17_a_row_of_boxes_without_titles_is_the_form(name: str) -> None:
    row, marked = ROWS[name]
    reading = read(f"{row}\n\n{{school}}\n\n{{paths}}", "docx")
    assert reading.marked_campi == marked
    assert sorted(scheda.campo for scheda in reading.schede) == [5, 7]


@pytest.mark.parametrize("row", ["[x] 1 [x] 2", "Tabella: 1 (x) 14 (x) 3 ( ) 40", "[ ] 1 [ ] 2 [ ] 3", "1) 2) 3) 4)"])
def test_c17_other_rows_of_numbers_are_no_form(row: str) -> None:
    assert read(f"{row}\n\n{{school}}", "docx").marked_campi is None


CODES = {
    "colours": ("giallo = {T5}; verde = {T7}", ("giallo", "verde")),
    "letters": ("Legenda: A = {T5}; B = {T7}.", ("A", "B")),
    "arrows": ("Codici: L → {T5}; V → {T7}", ("L", "V")),
}


@pytest.mark.parametrize("name", CODES)
@pytest.mark.parametrize("above", [True, False])
def test_c18_a_legend_declares_the_rows_and_is_no_practice(name: str, above: bool) -> None:
    legend, (one, other) = CODES[name]
    rows = f"| Codice | Dove | Che cosa |\n| {one} | Saluzzo | {{school}} |\n| {other} | Boves | {{paths}} |"
    line = legend.format(**TITLES)
    reading = read(f"{line}\n{rows}" if above else f"{rows}\n{line}", "docx")
    assert [(scheda.campo, scheda.method.value) for scheda in reading.schede] == [(5, "number"), (7, "number")]
    assert told(reading) == [(5, "school"), (7, "paths")]


@pytest.mark.parametrize("ruled", ["", "|---|---|---|\n"])
@pytest.mark.parametrize("last", ["", "| 18.00 | in ritardo | |\n"])
def test_c19_a_table_drawn_with_strokes_in_a_text_is_a_table(ruled: str, last: str) -> None:
    rows = "| ORA | DOVE | NOTE |\n" + ruled + "| 06.00 | Saluzzo | {school} |\n| 09.30 | Boves | {paths} |\n" + last
    reading = read(rows, "txt")
    assert {scheda.description for scheda in reading.schede} == {SCHOOL, PATHS}
