"""What an agreement is about, wherever it says so: each place in several shapes, none of them one that taught it."""

import pytest

from parsers.agreements.head import find_head
from parsers.agreements.sheet import lines
from parsers.agreements.title import PLAIN, Title, find_title
from parsers.model import Block

REST = [
    "Visto il decreto legislativo 25 luglio 1998, n. 286;",
    "si conviene quanto segue.",
    "Art. 1. Il Comune di Spello concede la sala del mulino per due sere la settimana.",
    "Art. 2. La Prefettura di Perugia riunisce gli enti ogni sei mesi.",
    "Letto, confermato e sottoscritto",
    "Spello, 4 maggio 2016",
]
PARTIES = ["la Prefettura di Perugia", "e", "il Comune di Spello"]


def title(*texts: str) -> Title:
    """The title of an act with these lines at its head; `#` makes a line bold."""
    blocks = [Block(n, text.lstrip("#"), bold=text.startswith("#")) for n, text in enumerate((*texts, *REST))]
    found = lines(blocks)
    head = find_head(found)
    assert head is not None
    return find_title(found, head)


PLACES = {
    "in the heading": ("#PROTOCOLLO D'INTESA PER LA VENDEMMIA SOLIDALE DEI RIFUGIATI", "TRA", *PARTIES),
    "below the heading": ("#CONVENZIONE", "#vendemmia solidale dei rifugiati", "tra", *PARTIES),
    "above the heading": ("#VENDEMMIA SOLIDALE DEI RIFUGIATI", "#PROTOCOLLO D'INTESA", "tra", *PARTIES),
    "behind the parties, on their line": (
        "#CONVENZIONE TRA LA PREFETTURA DI PERUGIA E IL COMUNE DI SPELLO PER LA VENDEMMIA SOLIDALE DEI RIFUGIATI",
    ),
    "behind the parties, below": ("#ACCORDO", "TRA", *PARTIES, "#PER LA VENDEMMIA SOLIDALE DEI RIFUGIATI"),
    "quoted above": ("“Vendemmia solidale dei rifugiati”", "#PROTOCOLLO D'INTESA", "fra", *PARTIES),
    "quoted below": ("#MEMORANDUM", "#«Vendemmia solidale dei rifugiati»", "fra", *PARTIES),
    "behind a label": ("#RACCORDO OPERATIVO", "Oggetto: vendemmia solidale dei rifugiati.", *PARTIES),
    "in materia di": ("#ACCORDO", "in materia di vendemmia solidale dei rifugiati", "tra", *PARTIES),
    "avente ad oggetto": ("#CONVENZIONE", "avente ad oggetto la vendemmia solidale dei rifugiati", "tra", *PARTIES),
    "finalizzato a": ("#PROTOCOLLO D'INTESA", "finalizzato alla vendemmia solidale dei rifugiati", "tra", *PARTIES),
    "over two lines": ("#PROTOCOLLO D'INTESA", "#PER L'AVVIO DELLA", "#VENDEMMIA SOLIDALE DEI RIFUGIATI", *PARTIES),
    "small letters": ("protocollo d'intesa", "per la vendemmia solidale dei rifugiati", "fra", *PARTIES),
    "a draft": ("Bozza", "#SCHEMA DI CONVENZIONE", "per la vendemmia solidale dei rifugiati", "tra", *PARTIES),
    "an addendum": ("#ADDENDUM ALLA CONVENZIONE", "per la vendemmia solidale dei rifugiati", *PARTIES),
    "a renewal": ("#RINNOVO DELL'ACCORDO", "per la vendemmia solidale dei rifugiati", "tra", *PARTIES),
}


@pytest.mark.parametrize("place", PLACES)
def test_the_subject_is_in_the_title_wherever_it_stands(place: str) -> None:
    found = title(*PLACES[place])
    assert "vendemmia solidale dei rifugiati" in found.text.lower()
    assert "spello" not in found.text.lower()


@pytest.mark.parametrize(
    "texts",
    [
        ("#CONVENZIONE", "per la cura degli orti", "e l'apertura dei forni", "tra", *PARTIES),
        ("#CONVENZIONE", "#PER LA CURA DEGLI ORTI", "#E L'APERTURA DEI FORNI", "tra", *PARTIES),
        ("#CONVENZIONE", "per la cura degli orti e", "l'apertura dei forni", "tra", *PARTIES),
        ("#CONVENZIONE", "Oggetto: la cura degli orti e l'apertura", "dei forni", *PARTIES),
    ],
)
def test_a_broken_line_is_read_to_its_end(texts: tuple[str, ...]) -> None:
    words = title(*texts).text.lower()
    assert "orti" in words
    assert "forni" in words


#: A text whose lines were broken at a width, so that others of the same width are known to be.
BROKEN = (
    "Considerato che nelle colline fra Spello e Foligno mancano alloggi e",
    "mezzi per chi arriva a lavorare nei campi da settembre a novembre, e che",
    "i comuni hanno case vuote e scuole chiuse da tempo;",
    "si conviene quanto segue.",
    "Art. 1. Il Comune di Spello concede la sala del mulino per due sere la",
    "settimana e ne cura la pulizia a proprie spese.",
    "Art. 2. La Prefettura di Perugia riunisce gli enti ogni sei mesi.",
    "Spello, 4 maggio 2016",
)


@pytest.mark.parametrize(
    ("texts", "subject"),
    [
        (
            ("CONVENZIONE PER l'uso della ex scuola elementare della frazione Villa", "Pitignano durante la vendemmia"),
            "l'uso della ex scuola elementare della frazione villa pitignano durante la vendemmia",
        ),
        (
            (
                "#PROTOCOLLO D'INTESA",
                "#ACCOGLIENZA DEI BRACCIANTI STRANIERI NELLE CASE SFITTE DI VILLA SAN",
                "#GIOVANNI",
            ),
            "accoglienza dei braccianti stranieri nelle case sfitte di villa san giovanni",
        ),
        (
            ("#ACCORDO", "per la gestione comune dei posti letto e dei trasporti per il biennio", "2015-2016"),
            "la gestione comune dei posti letto e dei trasporti per il biennio 2015-2016",
        ),
    ],
)
def test_a_full_line_of_a_broken_text_goes_on(texts: tuple[str, ...], subject: str) -> None:
    content = [*texts, "tra", *PARTIES, *BROKEN]
    found = lines([Block(n, text.lstrip("#"), bold=text.startswith("#")) for n, text in enumerate(content)])
    head = find_head(found)
    assert head is not None
    assert subject in find_title(found, head).text.lower()


@pytest.mark.parametrize(
    ("texts", "subject"),
    [
        (
            ("#PROTOCOLLO D'INTESA", "PROGETTO “Filari” – lavoro in vigna per i rifugiati", "tra", *PARTIES),
            "“filari” – lavoro in vigna per i rifugiati",
        ),
        (
            ("#CONVENZIONE", '#Progetto "Due rive" per la mensa dei braccianti', "tra", *PARTIES),
            '"due rive" per la mensa dei braccianti',
        ),
        (
            ("#ACCORDO", "#COLLINE OSPITALI: case e orti per i vendemmiatori stranieri", "fra", *PARTIES),
            "colline ospitali: case e orti per i vendemmiatori stranieri",
        ),
        (
            ("Oggetto: case e orti per i vendemmiatori stranieri – ACCORDO", "fra", *PARTIES),
            "case e orti per i vendemmiatori stranieri",
        ),
        (
            ("#ACCORDO", "per gli ambulatori delle persone senza tessera (STP) e dei loro figli", "fra", *PARTIES),
            "gli ambulatori delle persone senza tessera (stp) e dei loro figli",
        ),
        (
            ("#MEMORANDUM", "tutela delle raccoglitrici straniere – percorso nascita", "fra", *PARTIES),
            "tutela delle raccoglitrici straniere – percorso nascita",
        ),
        (
            ("Oggetto: mensa dei braccianti stranieri. Convenzione.", "fra", *PARTIES),
            "mensa dei braccianti stranieri",
        ),
    ],
)
def test_a_name_and_what_it_is_for_are_one_subject(texts: tuple[str, ...], subject: str) -> None:
    assert subject in title(*texts).text.lower()


@pytest.mark.parametrize(
    "head",
    [
        ("#PROTOCOLLO D'INTESA", "tra", *PARTIES),
        ("#CONVENZIONE", "TRA LA PREFETTURA DI PERUGIA E IL COMUNE DI SPELLO"),
        ("#ACCORDO DI COLLABORAZIONE", *PARTIES),
    ],
)
def test_a_title_that_rests_on_little_is_looked_at(head: tuple[str, ...]) -> None:
    assert title(*head).confidence < PLAIN
