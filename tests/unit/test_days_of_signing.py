"""The day of signing in the places where agreements state it, and days that are none, in words that taught nobody."""

from datetime import date

import pytest

from parsers.agreements.dates import find_signing
from parsers.agreements.sheet import lines
from tests.unit.test_acts import DAY, act

PARTIES = "tra la Prefettura di Terni e il Comune di Narni"
AT_HEAD = {
    "below the title": ("per la mensa dei braccianti", "del 12 marzo 2015", PARTIES),
    "in the title": ("STIPULATO A TERNI IL 12 MARZO 2015", PARTIES),
    "a private deed": (
        "Con la presente scrittura privata, in Terni, il giorno 12 marzo 2015, la Provincia di Terni affida alla "
        "Caritas di Narni, rappresentata dal suo presidente, l'ex scuola di via Garibaldi.",
    ),
    "in words, before the parties": (
        "Il giorno dodici marzo duemilaquindici, in Terni, nei locali del Comune, tra lo stesso Comune di Terni e la "
        "Diocesi di Narni si è convenuto che i parroci ospitano venti persone fino al 31 dicembre 2015.",
    ),
    "in one sentence with the parties": ("Oggi 12/03/2015 Prefettura di Terni e ASL di Narni sottoscrivono:",),
    "behind a label": ("Sottoscritta il: 12.3.2015", PARTIES),
}
AT_FOOT = {
    "below a term": ("Durata", "1.4.2015 – 31.3.2016", "Narni, 12.3.2015"),
    "with the names of the roles": ("Terni, 12 marzo 2015", "Il Prefetto", "Il Vescovo"),
    "in the last sentence": ("Il testo, letto dalle parti, è firmato a Terni il 12 marzo 2015 in due originali.",),
    "alone": ("12 marzo 2015",),
}
NONE = {
    "a meeting": "La cabina di regia, convocata il 10 giugno 2014, ha proposto di continuare.",
    "an older act": "Resta fermo quanto stabilito dal protocollo firmato a Roma il 27 maggio 2013.",
    "a letter": "La Diocesi ha dato la propria disponibilità con nota del 9 novembre 2012.",
    "a law": "Si applica l'articolo 26 della legge 11 agosto 2003, n. 228.",
    "a term": "Le attività terminano il 30 giugno 2017, salvo proroga.",
}


@pytest.mark.parametrize("name", AT_HEAD)
def test_at_the_head(name: str) -> None:
    signing = find_signing(lines(act("ACCORDO", *AT_HEAD[name], foot=("Il Prefetto", "Il Sindaco"))), 0)
    assert signing is not None
    assert signing.day == DAY


@pytest.mark.parametrize("name", AT_FOOT)
def test_at_the_foot(name: str) -> None:
    signing = find_signing(lines(act("ACCORDO", PARTIES, foot=AT_FOOT[name])), 0)
    assert signing is not None
    assert signing.day == DAY


@pytest.mark.parametrize("name", NONE)
def test_another_day_of_an_undated_act_is_none(name: str) -> None:
    assert find_signing(lines(act("ACCORDO", PARTIES, NONE[name], foot=("Il Prefetto", "Il Sindaco"))), 0) is None


@pytest.mark.parametrize("name", NONE)
def test_another_day_does_not_hide_the_day_of_signing(name: str) -> None:
    signing = find_signing(lines(act("ACCORDO", PARTIES, NONE[name], foot=("Terni, lì 12 marzo 2015",))), 0)
    assert signing is not None
    assert signing.day == date(2015, 3, 12)
