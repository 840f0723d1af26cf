"""What holds of every scheda: frames stand around it, no order decides, witnesses add up, several are never one in
silence.
"""

import json
import random
from collections.abc import Sequence
from functools import cache
from pathlib import Path

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from config.campi import CAMPI
from config.vocabulary import Rule
from parsers.campo.decide import Decision, decide
from parsers.model import Block, BlockKind
from parsers.official.headings import read_heading
from parsers.practices.partition import Section, Split, split

#: Half of these tell in telegrams: of thirty pairs with them among the others one was a single practice in silence.
LATER = ("appunti", "foglietti", "mestieri", "testimoni")
PASSAGES = Path(__file__).parents[1] / "accuracy" / "texts" / "passages"
FRAMES = frozenset({Rule.LETTERHEAD, Rule.ADDRESSEE, Rule.SUBJECT, Rule.SALUTATION, Rule.CLOSING, Rule.SIGNATURE})
ABOVE = ("Prefettura di Cuneo", "Al Ministero dell'Interno", "Cuneo, 12 gennaio 2016", "Oggetto: circolare 5973")
BELOW = ("Distinti saluti", "IL DIRIGENTE", "Dott. Ugo Neri")
CAMPO = st.integers(1, len(CAMPI))


@cache
def practices() -> tuple[dict[str, str], ...]:
    """Labelled practices of more than a few words."""
    files = [path for path in sorted(PASSAGES.glob("*.jsonl")) if path.stem not in LATER]
    rows = [json.loads(line) for path in files for line in path.open(encoding="utf-8")]
    return tuple(row for row in rows if row["genre"] == "practice" and len(row["text"].split()) > 30)


def blocks(lines: Sequence[str]) -> list[Block]:
    return [Block(number, line, BlockKind.PARAGRAPH) for number, line in enumerate(lines)]


def section(headings: Sequence[str], text: str) -> Section:
    read = [heading for line in headings if (heading := read_heading(line, prominent=True)) is not None]
    assert len(read) == len(headings)
    return Section(tuple(read), "", text, (), ())


def decided(headings: Sequence[str], text: str, marked: Sequence[int] = ()) -> Decision:
    (only,) = decide(section(headings, text), marked, ocr=False)
    return only


@pytest.mark.parametrize("seed", range(30))
def test_i04_nothing_framed_stands_between_two_lines_of_a_practice(seed: int) -> None:
    chance = random.Random(f"frames {seed}")
    campo = chance.choice(CAMPI)
    told = [part for part in chance.choice(practices())["text"].split("\n") if part.strip()]
    told.insert(chance.randint(0, len(told)), chance.choice(practices())["text"].split("\n")[0])
    above = chance.sample(ABOVE, chance.randint(0, len(ABOVE)))
    found = split(blocks([*above, f"Campo {campo.number}: {campo.title}", *told, *BELOW[: chance.randint(0, 3)]]))
    assert found.sections
    for number in {region.section for region in found.regions} - {None}:
        own = [place for place, region in enumerate(found.regions) if _tells(found, place, number)]
        between = {region.rule for region in found.regions[own[0] : own[-1]]} if own else set()
        assert not between & FRAMES


def _tells(found: Split, place: int, number: int | None) -> bool:
    return found.regions[place].rule is Rule.PRACTICE and found.regions[place].section == number


@given(number=CAMPO, title=CAMPO, chance=st.integers(0, 10_000))
@settings(max_examples=40, deadline=None, derandomize=True)
def test_i07_the_order_of_two_declarations_decides_nothing(number: int, title: int, chance: int) -> None:
    text = practices()[chance % len(practices())]["text"]
    lines = [f"Campo {number}", CAMPI[title - 1].title]
    one, other = decided(lines, text), decided(lines[::-1], text)
    assert (one.campo, one.confidence, one.needs_review) == (other.campo, other.confidence, other.needs_review)
    assert one.needs_review or number == title


@given(campo=CAMPO, other=CAMPO, chance=st.integers(0, 10_000))
@settings(max_examples=40, deadline=None, derandomize=True)
def test_i08_who_agrees_never_lowers_and_who_disagrees_never_raises(campo: int, other: int, chance: int) -> None:
    text = practices()[chance % len(practices())]["text"]
    numbered, titled = f"Campo {campo}", CAMPI[campo - 1].title
    alone, by_title = decided([numbered], text).confidence, decided([titled], text).confidence
    assert decided([numbered], text, [campo]).confidence >= alone
    assert decided([numbered, titled], text).confidence >= max(alone, by_title)
    if other != campo:
        assert decided([numbered], text, [other]).confidence <= alone
        assert decided([f"Campo {other}", titled], text).confidence <= by_title


@pytest.mark.parametrize("seed", range(30))
def test_i09_two_practices_below_each_other_are_two_or_doubted(seed: int) -> None:
    chance = random.Random(f"several {seed}")
    one = chance.choice(practices())
    other = chance.choice([row for row in practices() if row["campo"] != one["campo"] and row["voice"] != one["voice"]])
    found = split(blocks([" ".join(one["text"].split()), " ".join(other["text"].split())]))
    made = [*found.sections, *found.free_texts]
    begins = [" ".join(row["text"].split()[:4]) for row in (one, other)]
    both = any(all(begin in part.description for begin in begins) for part in made)
    assert len(made) > 1 or any(part.doubtful for part in made) or not both
