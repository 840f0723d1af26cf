"""How likely another practice begins at a sentence, where nothing that can be seen says so.

What the roles think of it, whether what stands before and behind speaks of the same things, in the same words and of
the same places, and how the sentence begins. Learned from labelled practices that were put one behind the other, in one
paragraph and in several (`tests/learning/borders.py`).
"""

import re
from bisect import bisect_right
from collections.abc import Iterator, Sequence
from functools import cache, lru_cache
from pathlib import Path

from parsers import weights
from parsers.italian.places import is_place
from parsers.italian.text import content_stems, words
from parsers.lines.roles import Judged
from parsers.lines.topics import topics

#: The weights that come with the program, written by `make train`.
SHIPPED = Path(__file__).with_name("borders.csv")
#: Sentences on each side that are compared: a practice seldom has more.
COMPARED = 12
#: Of so many sentences before a border the words are looked for right behind it.
_NEAR = 3
#: Stems of fewer letters say little of what a text is about.
_LEAST_LETTERS = 4
#: A word with a capital that stands at no beginning.
_NAME = re.compile(r"(?<=[^.!?«\"“\s] )[A-ZÀ-Ù][\w'’]+")
#: A place named behind so few words is where the sentence happens.
_FIRST_WORDS = 3
_CHANCES = (0.001, 0.003, 0.01, 0.03, 0.08, 0.15, 0.3, 0.5, 0.7, 0.9)
_SHARES, _LENGTHS = (0.02, 0.05, 0.1, 0.2, 0.3, 0.5, 0.7), (4, 8, 14, 22, 35)
_LINES, _BLOCK_WORDS = (1, 2, 3, 5, 8, 12), (60, 100, 150, 220)
#: The kinds of traits that `_of_sides` gives.
_MEANING = ("like", "like near", "shared", "shared near", "shared behind")
_KINDS_OF_SIDES = frozenset((*_MEANING, "names", "names again", "place", "place first"))


def is_border(lines: Sequence[Judged], at: int, least: float) -> bool:
    """Whether another practice begins at a line of a stretch that tells, with at least this probability; not asked for
    its first one.
    """
    place, table = [*_of_place(lines, at)], _table()
    # To compare both sides costs most, and seldom decides: at most sentences nothing that they say would be enough.
    if weights.chance(weights.odds(table, place) + _most_said()) < least:
        return False
    return weights.chance(weights.odds(table, [*place, *_of_sides(lines, at)])) >= least


def traits(lines: Sequence[Judged], at: int) -> Iterator[str]:
    """What speaks for a border at a line of a stretch, and against it."""
    yield from _of_place(lines, at)
    yield from _of_sides(lines, at)


def _of_place(lines: Sequence[Judged], at: int) -> Iterator[str]:
    """What the roles say of the line, where it stands, how it begins, and how the one before it ends."""
    line, last = lines[at].line, lines[at - 1].line
    new = line.place != last.place
    in_block = at + 1 < len(lines) and lines[at + 1].line.place == line.place
    begins = _bin(lines[at].begins, _CHANCES)
    yield from (f"begins={begins}", f"begins={begins} new={new}")
    yield f"next begins={_bin(lines[at + 1].begins if in_block else 0.0, _CHANCES)}"
    one_block = lines[0].line.place == lines[-1].line.place
    yield f"new={new} one block={one_block} {_bin(len(words(line.block.text)), _BLOCK_WORDS)}"
    yield from (f"before={_bin(at, _LINES)}", f"behind={_bin(len(lines) - at, _LINES)}")
    first = ["#" if word.isdigit() else word for word in words(line.text)[:2]]
    yield from (f"w{n}={word}" for n, word in enumerate(first))
    yield f"w01={' '.join(first)}"
    yield f"long={_bin(len(words(line.text)), _LENGTHS)} after={_bin(len(words(last.text)), _LENGTHS)}"
    yield f"end={last.text.rstrip()[-1:]} figures={any(map(str.isdigit, last.text))}"


def _of_sides(lines: Sequence[Judged], at: int) -> Iterator[str]:
    """What the sentences before and behind say, each kind of trait at most once."""
    before, behind = (
        [one.line.text for one in lines[max(at - COMPARED, 0) : at]],
        [one.line.text for one in lines[at : at + COMPARED]],
    )
    yield from _of_meaning(before, behind)
    yield from _of_names(before, behind)


def _of_meaning(before: Sequence[str], behind: Sequence[str]) -> Iterator[str]:
    """Whether both sides speak of the same things, and in the same words."""
    yield f"like={_bin(likeness(before, behind), _SHARES)}"
    yield f"like near={_bin(likeness(before[-2:], behind[:2]), _SHARES)}"
    said, says = _stems(before), _stems(behind)
    yield f"shared={_bin(len(said & says) / max(min(len(said), len(says)), 1), _SHARES)}"
    yield f"shared near={min(len(_stems(before[-_NEAR:]) & _stems(behind[:1])), 4)}"
    yield f"shared behind={min(len(said & _stems(behind[:2])), 5)}"


def likeness(before: Sequence[str], behind: Sequence[str]) -> float:
    """The probability that two stretches are about the same campo, by the words of each."""
    shares = topics().shares([[word for text in side for word in words(text)] for side in (before, behind)])[:, 1:]
    one, other = shares / shares.sum(axis=1, keepdims=True)
    return float(one @ other)


def _of_names(before: Sequence[str], behind: Sequence[str]) -> Iterator[str]:
    """Whether the sentence names persons or places, and whether they were named before."""
    known, own = {name for text in before for name, _ in _names(text)}, _names(behind[0])
    yield f"names={min(len(own), 2)} fresh={min(sum(name not in known for name, _ in own), 3)}"
    yield f"names again={any(name in known for text in behind[1:] for name, _ in _names(text))}"
    places = [(name, at) for name, at in own if is_place(name)]
    state = "none" if not places else "fresh" if any(name not in known for name, _ in places) else "known"
    yield f"place={state}"
    if places and places[0][1] <= _FIRST_WORDS:
        yield f"place first={state}"


@lru_cache(maxsize=4_096)
def _names(text: str) -> tuple[tuple[str, int], ...]:
    """The words with capitals of a sentence, each with the number of words before it."""
    return tuple((match[0], len(words(text[: match.start()]))) for match in _NAME.finditer(text))


def _stems(texts: Sequence[str]) -> set[str]:
    return {stem for text in texts for stem in _stems_of(text)}


@lru_cache(maxsize=4_096)
def _stems_of(text: str) -> frozenset[str]:
    return frozenset(stem for stem in content_stems(text) if len(stem) >= _LEAST_LETTERS)


def _bin(value: float, edges: Sequence[float]) -> int:
    return bisect_right(edges, value)


@cache
def _most_said() -> float:
    """The most that what both sides say can add to the odds, and a little for what is lost in adding."""
    most: dict[str, float] = {}
    for trait, weight in _table().items():
        kind = trait.partition("=")[0]
        if kind in _KINDS_OF_SIDES:
            most[kind] = max(most.get(kind, 0.0), weight)
    return sum(most.values()) + 1e-6


@cache
def _table() -> dict[str, float]:
    return weights.read(SHIPPED.read_text(encoding="utf-8"))
