"""Telling of a practice, on writers whom nothing learned from: no practice may be set aside as other business."""

import pytest

from parsers.business import POLICY
from parsers.campo.tells import odds, telling
from tests.accuracy.labelled import DEVELOPMENT, Labelled, development, other_business
from tests.accuracy.labelled import telling as taught

PRACTICES = [example for kind in ("replies", "voices", "short", "real") for example in development()[kind]]


def _is_set_aside(example: Labelled) -> bool:
    told = telling(example.text)
    return told.whole <= POLICY.whole_below and told.most <= POLICY.sentence_below


def test_no_practice_tells_as_little_as_other_business() -> None:
    lowest = min(PRACTICES, key=lambda example: odds(example.text))
    assert odds(lowest.text) > POLICY.whole_below, lowest.text
    assert not [example.text for example in PRACTICES if _is_set_aside(example)]


def test_most_of_what_brings_no_practice_is_plain() -> None:
    others = [*other_business(DEVELOPMENT), *(one for one in development()["others"] if one.writer == "others")]
    assert len(others) > 80
    assert sum(map(_is_set_aside, others)) > len(others) / 2


@pytest.mark.parametrize("writer", DEVELOPMENT)
def test_no_writer_of_development_is_learned_from(writer: str) -> None:
    assert writer not in {example.writer for example in taught()}
