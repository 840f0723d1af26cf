"""What a text says about its campo."""

import re
from pathlib import Path

import pytest

from jobs.demo import texts
from parsers import campo_text
from parsers.campo import REVIEW_BELOW
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


def short_texts() -> list[tuple[int, str]]:
    lines = (Path(__file__).parents[1] / "specimens" / "short_texts.txt").read_text(encoding="utf-8").splitlines()
    return [(int(line.partition(" | ")[0]), line.partition(" | ")[2]) for line in lines if line and not line.startswith("#")]


def test_short_texts_are_told_apart_by_their_words_and_no_mistake_is_sure_of_itself() -> None:
    wrong = [(campo, said, text) for campo, text in short_texts() if (said := opinion("", text)).campo != campo and campo != 11]
    assert len(wrong) <= 0.05 * len(short_texts()), [(campo, said.campo, text[:60]) for campo, said, text in wrong]
    assert all(said.probability < REVIEW_BELOW for _, said, _ in wrong)


def test_a_cue_begins_a_word() -> None:
    assert not {"sport", "lezion"} & set(opinion("", "Trasporti, sportelli, collezioni.").cues)
