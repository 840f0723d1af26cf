"""Forms that offices draw themselves: unforeseen labels, chapters, campi in Roman numbers, schede about agreements."""

import pytest

from config.campi import CAMPI
from parsers.lines.labels import gives_detail, holds_text, names_practice
from parsers.practices.chapters import chapter_name
from tests.specimens.marked import read

FORMS = ("docx", "pdf")
GARDEN = "Dodici famiglie del rione coltivano con i richiedenti asilo un terreno confiscato; l'acqua si divide a turni."
DENTIST = "Una dentista in pensione cura gratis i bambini dei centri il primo lunedì del mese."
VAN = "Il centro per l'impiego gira nei campi con un furgone e controlla le buste paga."


TABLES = {
    "Roman numbers": f"| N. | Campo | Titolo | Descrizione |\n| 1 | IX | Orto | {GARDEN} |\n"
    f"| 2 | IV | Denti | {DENTIST} |\n| 3 | VI | In regola | {VAN} |",
    "Roman numbers and a mark": f"| Ambito | Descrizione della pratica |\n| IX) | {GARDEN} |\n| IV) | {DENTIST} |\n"
    f"| VI) | {VAN} |",
    "words": f"| Campo | Breve descrizione | Ente |\n| nove | {GARDEN} | Libera |\n| quattro | {DENTIST} | ASL |\n"
    f"| sei | {VAN} | Provincia |",
}


@pytest.mark.parametrize("form", FORMS)
@pytest.mark.parametrize("name", TABLES)
def test_a_column_of_campi_may_be_written_in_letters(name: str, form: str) -> None:
    schede = read(TABLES[name], form).schede
    assert [(scheda.campo, scheda.description) for scheda in schede] == [(9, GARDEN), (4, DENTIST), (6, VAN)]


def test_words_that_begin_like_a_roman_number_are_no_campo() -> None:
    [scheda] = read(f"| Ambito | Descrizione |\n| i minori stranieri | {DENTIST} |").schede
    assert "number" not in scheda.method.value


LABELLED = {
    "a column": f"| Titolo | Descrizione sintetica |\n| Denti | {DENTIST} |\n| In regola | {VAN} |",
    "a column of a form in questions": f"| Come si chiama | In che cosa consiste |\n| Denti | {DENTIST} |\n"
    f"| In regola | {VAN} |",
    "numbered questions": "1. Chi la realizza: il Comune\n2. Come si chiama: Denti\n"
    f"3. Racconti che cosa si fa: {DENTIST}\n"
    f"1. Chi la realizza: la Provincia\n2. Come si chiama: In regola\n3. Racconti che cosa si fa: {VAN}",
}


@pytest.mark.parametrize("form", FORMS)
@pytest.mark.parametrize("name", LABELLED)
def test_a_label_vouches_for_the_text_below_or_behind_it(name: str, form: str) -> None:
    schede = read(LABELLED[name], form).schede
    assert [(scheda.title, scheda.description) for scheda in schede] == [("Denti", DENTIST), ("In regola", VAN)]


@pytest.mark.parametrize("empty", ["vedi allegato", "nessuna", "come da nota a parte"])
def test_a_label_vouches_for_no_text_that_tells_nothing(empty: str) -> None:
    assert not read(f"| Titolo | Descrizione |\n| Denti | {empty} |").schede


def test_labels_in_capitals_stand_on_lines_of_their_own() -> None:
    mail_text = (
        "Si risponde alla circolare.\n\nPREFETTURA: Gorizia\n"
        "CAMPO (barrare): 1[] 2[] 3[] 4[] 5[] 6[] 7[] 8[X] 9[] 10[] 11[]\n"
        "DENOMINAZIONE: Insieme sul fiume\nDESCRIZIONE: Ogni mese residenti e richiedenti asilo camminano a coppie\n"
        "lungo il fiume; alla fine si mangia insieme. In un anno hanno partecipato quattrocento persone.\n"
        "PARTNER: Caritas, CAI\n"
    )
    [scheda] = read(mail_text, "body").schede
    assert (scheda.campo, scheda.title, scheda.method.value) == (8, "Insieme sul fiume", "tick")


HOUSE = (
    "Un appartamento vicino al consultorio ospita cinque madri con bambini.",
    "Un'educatrice resta di giorno, una volontaria di notte.",
    "Sette nuclei sono usciti con un lavoro e nessuno è tornato in strada.",
)
BREAD = (
    "Il forno comunale era chiuso da dieci anni.",
    "Quattro richiedenti lo hanno riaperto con un fornaio in pensione.",
    "Il pane piace alla mensa della scuola; manca un secondo forno.",
)
HEADS = {
    "usual words": ("Contesto", "Attività svolte", "Risultati raggiunti"),
    "numbered": ("1. Premessa", "2. Modalità operative", "3. Esiti e criticità"),
    "of a form": ("Situazione di partenza", "Descrizione dell'intervento", "Punti di forza"),
    "words of its own": ("Da dove siamo partiti", "Quello che facciamo", "Che cosa è cambiato"),
}


def chaptered(heads: tuple[str, str, str], texts: tuple[str, str, str], mark: str) -> str:
    return "\n".join(f"{mark}{head}\n{text}" for head, text in zip(heads, texts, strict=True))


@pytest.mark.parametrize(("mark", "form"), [("# ", "docx"), ("# ", "pdf"), ("", "docx")])
@pytest.mark.parametrize("name", HEADS)
def test_the_chapters_of_a_practice_are_one_practice(name: str, mark: str, form: str) -> None:
    two = (
        f"Campo 10\n# Casa Marta\n{chaptered(HEADS[name], HOUSE, mark)}\n"
        f"Campo 6\n# Pane di quartiere\n{chaptered(HEADS[name], BREAD, mark)}"
    )
    schede = read(two, form).schede
    assert [(scheda.campo, scheda.title) for scheda in schede] == [(10, "Casa Marta"), (6, "Pane di quartiere")]
    for scheda, texts in zip(schede, (HOUSE, BREAD), strict=True):
        assert all(text in scheda.description for text in texts)


@pytest.mark.parametrize("name", list(HEADS)[:3])
def test_chapters_of_a_practice_whose_campo_nothing_declares(name: str) -> None:
    [scheda] = read(f"# Casa Marta\n{chaptered(HEADS[name], HOUSE, '# ')}\nIL PREFETTO").schede
    assert scheda.title == "Casa Marta"
    assert all(text in scheda.description for text in HOUSE)


@pytest.mark.parametrize(
    ("line", "head"),
    [
        ("Contesto", True), ("1. Obiettivi generali", True), ("Risultati raggiunti e criticità incontrate:", True),
        ("Finalità del progetto", True), ("Descrizione dell'intervento", True), ("Punti di forza", True),
        ("Attività di volontariato in biblioteca", False), ("Interventi per i minori", False), ("Risorse umane", False),
        ("Obiettivo lavoro", False), ("Il contesto era difficile.", False),
    ],
)  # fmt: skip
def test_what_heads_a_chapter(line: str, head: bool) -> None:
    assert bool(chapter_name(line)) is head


@pytest.mark.parametrize(
    ("label", "kind"),
    [
        ("3. Come si chiama", "name"), ("d) Titolo della buona pratica", "name"), ("Come è denominata", "name"),
        ("5. Racconti in breve che cosa si fa", "text"), ("II - Descrizione", "text"), ("Si illustri l'idea", "text"),
        ("4. Chi la realizza", "detail"), ("Con chi", "detail"), ("Dove si svolge", "detail"), ("Da quando", "detail"),
        ("Racconti", "text"), ("La scuola", ""), ("Il progetto prevede", ""),
    ],
)  # fmt: skip
def test_questions_are_labels_too(label: str, kind: str) -> None:
    kinds = {"name": names_practice(label), "text": holds_text(label), "detail": gives_detail(label, "il Comune")}
    assert [name for name, found in kinds.items() if found] == ([kind] if kind else [])


ABOUT_AN_ACT = {
    "a pact": (
        "Campo n. 7\nPatto per il lavoro sicuro\nIn base al protocollo firmato il 12 maggio 2014 con la Camera di "
        "commercio e i sindacati, le ditte che assumono rifugiati ricevono la formazione gratuita sulla sicurezza. "
        "Hanno aderito quaranta ditte."
    ),
    "an accord in capitals": (
        "Buona pratica n. 2 (campo 7)\nACCORDO DI COLLABORAZIONE\nL'accordo firmato il 3 marzo 2015 tra Prefettura, "
        "ASL, Comune e Croce Rossa stabilisce chi fa che cosa quando arriva un pullman: il Comune apre la palestra, "
        "la ASL visita, la Croce Rossa distribuisce i pasti. Da marzo sono arrivati nove pullman."
    ),
    "an understanding": (
        "Campo 7 - volontariato\nIntesa con gli alpini\nCon un'intesa del 2014 la Prefettura, il Comune e gli alpini "
        "hanno aperto un registro di volontari: diciotto ospiti dei centri tengono puliti i sentieri."
    ),
}


@pytest.mark.parametrize("form", FORMS)
@pytest.mark.parametrize("name", ABOUT_AN_ACT)
def test_a_scheda_about_an_agreement_is_no_agreement(name: str, form: str) -> None:
    reading = read(ABOUT_AN_ACT[name], form)
    assert [scheda.campo for scheda in reading.schede] == [7]
    assert not reading.protocolli


@pytest.mark.parametrize("over", ["Campo 7", "Allegato alla scheda del campo 7", "Campo 7 - Allegato 2"])
def test_an_agreement_with_a_campo_over_it_is_one(over: str) -> None:
    act = (
        f"{over}\nPROTOCOLLO D'INTESA\nTRA\nla Prefettura di Prato\nE\nla Camera di commercio di Prato\n"
        "VISTO il decreto legislativo 142/2015;\nCONSIDERATO che il distretto impiega lavoratori stranieri;\n"
        "SI CONVIENE QUANTO SEGUE\nArticolo 1\nLe parti promuovono corsi gratuiti di sicurezza.\nArticolo 2\n"
        "Il presente protocollo ha durata di due anni dalla sottoscrizione.\nPrato, 12 maggio 2014\nIl Prefetto"
    )
    reading = read(act)
    assert len(reading.protocolli) == 1
    assert not reading.schede


@pytest.mark.parametrize("name", ["Progetto «Mani in pasta»", "Il laboratorio “Fili”", 'Sportello "Amico"'])
def test_a_name_keeps_the_quotation_marks_inside_it(name: str) -> None:
    [scheda] = read(f"Campo 6\n# {name}\n{' '.join(BREAD)}").schede
    assert scheda.title == name


TICKED = {
    "boxes": "[x] 5) apprendimento della lingua italiana",
    "a letter behind": "5) apprendimento della lingua italiana  X",
    "brackets": "(x) 5) apprendimento della lingua italiana",
}


@pytest.mark.parametrize("form", FORMS)
@pytest.mark.parametrize("mark", TICKED)
def test_below_a_form_that_marks_one_campo_the_paragraphs_are_one_practice(mark: str, form: str) -> None:
    """The form asks for one scheda for each campo that is marked."""
    items = [f"{campo.number}) {campo.title};" for campo in CAMPI]
    items[4] = TICKED[mark]
    texts = (
        "Nelle biblioteche della valle ventidue volontari tengono lezioni la mattina. A giugno 61 persone si sono "
        "iscritte all'esame, 54 lo hanno superato.",
        "Il Comune di Albino paga i libri, la Comunità montana il trasporto dei volontari. Da settembre uno scaffale "
        "di letture facili è usato anche dagli italiani.",
    )
    title = "ACCOGLIENZA E INTEGRAZIONE: RACCOLTA SISTEMATICA DELLE BUONE PRATICHE."
    instructions = "Contrassegnare uno o più campi nei quali si sia effettuata esperienza di buone pratiche"
    below = "# SINTETICA DESCRIZIONE DELLA BUONA PRATICA:"
    [scheda] = read("\n".join((f"# {title}", instructions, *items, below, *texts)), form).schede
    assert scheda.campo == 5
    assert all(text in scheda.description for text in texts)
