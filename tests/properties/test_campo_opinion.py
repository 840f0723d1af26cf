"""The learned opinion on any text: a distribution, the same each time, with reasons that are its sentences."""

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from parsers.campo.opinion import opinion, why

PIECES = [
    "Due maestre in pensione insegnano l'italiano a diciotto donne del Marocco, nella biblioteca.",
    "Dopo un tirocinio di sei mesi nell'officina il titolare lo ha assunto come saldatore.",
    "Sono sbarcate ieri a Pozzallo 412 persone.",
    "",
    "A.",
    "Si ringrazia.",
]


@settings(max_examples=60, deadline=None)
@given(st.text(max_size=400))
def test_whatever_the_text_the_probabilities_sum_to_one(text: str) -> None:
    said = opinion(text)
    assert len(said.probabilities) == 12
    assert sum(said.probabilities) == pytest.approx(1)
    assert all(0 <= share <= 1 for share in said.probabilities)
    assert 0 <= said.margin <= 1
    assert 1 <= said.campo <= 11
    assert said == opinion(text)


@settings(max_examples=25, deadline=None)
@given(st.lists(st.sampled_from(PIECES), max_size=6))
def test_a_reason_is_a_sentence_of_the_text(pieces: list[str]) -> None:
    text = "\n".join(pieces)
    reasons = why(text)
    assert len(reasons) <= 3
    assert all(reason.sentence in text and reason.loss > 0 for reason in reasons)
