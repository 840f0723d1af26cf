"""What a text says about its campo."""

import re

import pytest

from jobs.demo import texts
from parsers import campo_text
from parsers.campo_text import anchors, opinion
from parsers.text import fold
from tests.unit.test_layouts import TEXTS

ALL = [fold(text) for text in TEXTS.values()] + [fold(texts.PROTOCOLLO)]


@pytest.mark.parametrize("pattern", [pattern for cues in campo_text._CUES.values() for pattern, _ in cues])
def test_no_match_lacks_the_anchor_of_its_pattern(pattern: str) -> None:
    for text in ALL:
        for match in re.finditer(pattern, text):
            assert not anchors(pattern) or any(anchor in match[0] for anchor in anchors(pattern))


@pytest.mark.parametrize(
    ("pattern", "expected"),
    [
        (r"sportell[oi]", ("sportell",)),
        (r"\bret[ei] (?:di|tra)", ("ret",)),
        (r"cors[oi] d|aule?\b", ("cors", "aul")),
        (r"(?:a|b)c", ()),
        (r"re? x", ()),
    ],
)
def test_anchors(pattern: str, expected: tuple[str, ...]) -> None:
    assert anchors(pattern) == expected


def test_campo_11_is_never_suggested_and_silence_is_no_opinion() -> None:
    assert opinion("", "Il sole splende.").campo is None
    assert all(opinion("", text).campo != 11 for text in TEXTS.values())


@pytest.mark.parametrize("number", range(1, 11))
def test_a_practice_speaks_of_its_campo_and_says_why(number: int) -> None:
    said = opinion("", TEXTS[number])
    assert said.campo == number
    assert said.cues
