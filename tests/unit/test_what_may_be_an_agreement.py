"""What is named as a possible agreement, what is not, and what two bodies make."""

import pytest

from parsers.agreements.act import find_agreement, possible_agreement
from tests.unit.test_acts import DUTIES, blocks


@pytest.mark.parametrize(
    "texts",
    [
        ("Mense, firmata l'intesa in prefettura", "Accordo fra sindaci e cooperative", "di Carla Bianchi Neri",
         "TERNI - Soddisfatto il prefetto: «Un modello per tutti», ha detto ieri ai cronisti."),
        ("STATUTO DELL'ASSOCIAZIONE", "Art. 1. L'associazione può stipulare convenzioni con i Comuni."),
        ("OFFERTA N. 12", "Servizio di mensa", "In caso di interesse si firmerà una convenzione con il Comune."),
    ],
)  # fmt: skip
def test_what_is_plainly_something_else_troubles_nobody(texts: tuple[str, ...]) -> None:
    assert find_agreement(blocks(*texts)) is None
    assert possible_agreement(blocks(*texts)) is None


@pytest.mark.parametrize(
    "head",
    [
        ("PATTO DI SOGGIORNO E REGOLAMENTO INTERNO",),
        ("Patto di ospitalità", "Norme della casa"),
        ("CONVENZIONE TRA VICINI",),
    ],
)
def test_what_no_two_bodies_make_is_none_but_named(head: tuple[str, ...]) -> None:
    rules = blocks(*head, "1. Si cena alle 20.", "2. È vietato fumare.", "3. Chi cucina pulisce.",
                   "Letto e sottoscritto", "L'ospite ________")  # fmt: skip
    assert find_agreement(rules) is None
    assert possible_agreement(rules) is not None


@pytest.mark.parametrize(
    ("texts", "found"),
    [
        (
            (
                "PATTO DI CONVIVENZA",
                "La casa è affidata alla cooperativa dal Comune di Terni, che la visita.",
                "Si cena alle 20.",
            ),
            False,
        ),
        (("PATTO DI CONVIVENZA", "tra", "Comune di Terni", "Prefettura di Terni", "Si cena alle 20."), True),
        (("ATTO DI ADESIONE AL PATTO DI CONVIVENZA", "Il Comune di Terni aderisce al patto."), True),
    ],
)
def test_what_reads_like_an_agreement_is_one_where_two_sign_or_one_joins(
    texts: tuple[str, ...], found: bool, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr("parsers.agreements.act.likeness", lambda _: 0.95)
    rules = "Chi abita la casa ne rispetta gli orari, tiene pulite le stanze, cucina a turno e avvisa di ogni assenza."
    assert (find_agreement(blocks(*texts, rules)) is not None) == found


def test_a_letter_that_the_addressee_signs_may_be_an_agreement() -> None:
    letter = ("Alla Caritas diocesana di Terni", "OGGETTO: Accordo per la mensa dei braccianti",
              "Questa Prefettura di Terni propone a codesta Caritas quanto segue:", *DUTIES)  # fmt: skip
    accepted = blocks(*letter, "Per accettazione: il Direttore della Caritas", "Terni, 12 marzo 2015")
    assert find_agreement(accepted) is not None or possible_agreement(accepted) is not None
