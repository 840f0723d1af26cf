"""How offices lay out their schede, class by class: each class in several layouts, each as a Word file and as text."""

import pytest

from config.limits import Limits
from jobs.demo.build import mail
from jobs.pipeline import read_submission
from parsers.model import Reading
from tests.accuracy.markup import WRITERS
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
    text = markup.format(**TEXTS)
    files = {f"schede.{form}": WRITERS[form](text)}
    return read_submission(
        mail(OFFICE, "Circolare 5973", "Si trasmette quanto richiesto.", files, date=DATE), Limits(), BOX
    ).reading


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
