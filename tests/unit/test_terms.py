"""Place, duration and number of agreements; parties in one form."""

import csv
from collections import Counter

import pytest

from parsers.agreements.terms import Terms, find_terms
from parsers.bodies.canonical import canonical
from parsers.italian.text import fold
from parsers.model import Block
from tests.accuracy.acts import TEXTS, acts
from tests.accuracy.markup import plain


def terms(*lines: str) -> Terms:
    return find_terms([Block(number, line) for number, line in enumerate(lines)])


@pytest.mark.parametrize(
    ("line", "place"),
    [
        ("Cremona, 12 marzo 2015", "Cremona"),
        ("Lodi, lì 3 febbraio 2015", "Lodi"),
        ("Reggio nell'Emilia, lì 12.03.2015", "Reggio nell'Emilia"),
        ("Ascoli Piceno, addì dodici marzo duemilaquindici", "Ascoli Piceno"),
        ("Firenze, lì ____________", "Firenze"),
        ("Firenze,", "Firenze"),
        ("Il Prefetto, dott. Carlo Neri", ""),
        ("Visto il decreto, 12 marzo 2015", ""),
    ],
)
def test_places_at_the_signatures(line: str, place: str) -> None:
    assert terms("PROTOCOLLO D'INTESA", "si conviene quanto segue", line).place == place


def test_the_place_of_the_opening_formula() -> None:
    assert (
        terms("CONVENZIONE", "L'anno 2015, il giorno 12 del mese di marzo, in Mantova, presso la Prefettura").place
        == "Mantova"
    )


@pytest.mark.parametrize(
    ("line", "duration"),
    [
        ("Art. 5 Il presente protocollo ha durata di due anni dalla sottoscrizione.", "due anni"),
        ("L'accordo ha validità fino al 31 dicembre 2016, salvo proroga.", "fino al 31 dicembre 2016"),
        ("La convenzione ha durata di 12 (dodici) mesi.", "12 (dodici) mesi"),
        ("Durata: triennale", "triennale"),
        ("L'intesa è a tempo indeterminato e ha efficacia a tempo indeterminato.", "a tempo indeterminato"),
        ("L'accordo dura anni tre dalla firma e può essere disdetto.", "anni tre"),
        ("L'intesa cessa il 30 giugno 2018.", "il 30 giugno 2018"),
        ("SCADENZA: 30 giugno 2018", "30 giugno 2018"),
        ("Il patto si rinnova tacitamente di anno in anno.", "di anno in anno"),
        ("La convenzione vale un biennio.", "un biennio"),
        ("Ha effetto da oggi fino a revoca di una delle parti.", "fino a revoca"),
        ("Il Comune prende in locazione l'albergo per sei mesi.", ""),
        ("Il Tribunale decide entro due mesi.", ""),
        ("La circolare del 27 novembre 2014 è in vigore.", ""),
        ("Il corso ha visto la partecipazione di due anni consecutivi.", ""),
    ],
)
def test_durations(line: str, duration: str) -> None:
    assert terms("ACCORDO", line).duration == duration


@pytest.mark.parametrize(
    ("lines", "duration"),
    [
        (("Art. 7 - Durata", "Quattro anni, prorogabili."), "Quattro anni"),
        (("DURATA", "Fino al 31.12.2016, salvo disdetta."), "Fino al 31.12.2016"),
        (("L'accordo vale per la durata di", "mesi diciotto dalla firma."), "mesi diciotto"),
        (("Durata", "Il Comune assicura la sala. Due anni fa era chiusa."), ""),
    ],
)
def test_durations_over_two_lines(lines: tuple[str, ...], duration: str) -> None:
    assert terms("ACCORDO", *lines).duration == duration


def test_what_says_duration_and_number_is_evidence() -> None:
    found = terms("Rep. n. 45", "CONVENZIONE", "La convenzione dura due anni.")
    assert [(item.text.partition(":")[0], item.block) for item in found.evidence] == [
        ("holds due anni", 2),
        ("number 45", 0),
    ]


def labelled() -> list[tuple[str, str, str]]:
    path = TEXTS / "acts" / "terms.csv"
    return [(row["id"], row["duration"], row["number"]) for row in csv.DictReader(path.open(encoding="utf-8"))]


def test_terms_of_labelled_acts() -> None:
    """68 acts by six writers, labelled by hand: what is stated is found, and what is not stated is left empty."""
    texts = {act.id: act.raw["text"] for act in acts([f"atti-{writer}" for writer in "abcdef"])}
    right: Counter[tuple[str, bool]] = Counter()
    stated: Counter[tuple[str, bool]] = Counter()
    for name, duration, number in labelled():
        found = terms(*(line for line in plain(texts[name]).split("\n") if line.strip()))
        stated["duration", bool(duration)] += 1
        stated["number", bool(number)] += 1
        right["duration", bool(duration)] += fold(duration) in fold(found.duration) if duration else not found.duration
        right["number", bool(number)] += fold(number) == fold(found.number)
    assert right["duration", True] >= 0.85 * stated["duration", True]
    assert right["duration", False] >= 0.95 * stated["duration", False]
    assert right["number", True] >= 0.9 * stated["number", True]
    assert right["number", False] >= 0.95 * stated["number", False]


@pytest.mark.parametrize(
    ("line", "number"),
    [("Prot. n. 0001234/2015", "1234/2015"), ("Rep. n. 45", "45"), ("Repertorio 12/2014", "12/2014"),
("Rep. n. 2.417", "2.417"),
        ("Prot. 1207/C27", "1207/C27"), ("Atto n. 6 del 24 settembre 2010", "6"), ("Intesa n. 3/2013", "3/2013"),
        ("CONVENZIONE N. 1188 - tirocinio", "1188"), ("ATTO AGGIUNTIVO N. 2", ""),
        ("RINNOVO DELLA CONVENZIONE REP. 2214 DEL 12 GENNAIO 2010", ""),
        ("stipulata il 2 ottobre 2014, rep. n. 4411", ""),
        ("Protocollo d'intesa n. 3", ""), ("Oggetto: nota prot. 77", "")],
)  # fmt: skip
def test_numbers(line: str, number: str) -> None:
    assert terms(line, "tra", "Prefettura di Lodi").number == number


@pytest.mark.parametrize(
    ("written", "form"),
    [
        ("Prefettura - Ufficio Territoriale del Governo di Trapani", "Prefettura di Trapani"),
        ("Prefettura U.T.G. di Trapani", "Prefettura di Trapani"),
        ("PREFETTURA DI TRAPANI", "Prefettura di Trapani"),
        ("Prefetto della Provincia di Lodi", "Prefettura di Lodi"),
        ("Amministrazione comunale di Crema", "Comune di Crema"),
        ("COMUNE DI CREMA", "Comune di Crema"),
        ("Azienda Sanitaria Locale di Lodi", "ASL di Lodi"),
        ("A.S.L. di Lodi", "ASL di Lodi"),
        ("C.G.I.L.", "CGIL"),
        ("Caritas Diocesana di Vigevano", "Caritas di Vigevano"),
    ],
)
def test_parties_in_one_form(written: str, form: str) -> None:
    assert canonical(written) == form
