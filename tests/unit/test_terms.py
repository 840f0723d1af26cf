"""Place, duration and number of agreements; parties in one form."""

import pytest

from parsers.agreements.terms import Terms, find_terms
from parsers.bodies.canonical import canonical
from parsers.model import Block


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
        ("Il corso ha visto la partecipazione di due anni consecutivi.", ""),
    ],
)
def test_durations(line: str, duration: str) -> None:
    assert terms("ACCORDO", line).duration == duration


@pytest.mark.parametrize(
    ("line", "number"),
    [("Prot. n. 0001234/2015", "1234/2015"), ("Rep. n. 45", "45"), ("Repertorio 12/2014", "12/2014"),
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
        ("Caritas Diocesana di Vigevano", "Caritas Diocesana di Vigevano"),
    ],
)
def test_parties_in_one_form(written: str, form: str) -> None:
    assert canonical(written) == form
