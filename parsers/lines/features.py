"""What the labelling of lines looks at: shape, place, words and neighbours, each as a short name.

No single feature decides. Which of them speak for what is learned from labelled replies (`tests/learning`).
"""

import re
import string
from bisect import bisect_left
from collections import Counter
from collections.abc import Iterator, Sequence
from functools import lru_cache
from itertools import chain

import numpy as np
from numpy.typing import NDArray

from parsers.italian.text import fold, stem, words
from parsers.lines.readings import Reading
from parsers.lines.topics import Topics, topics
from parsers.lines.units import Line

_FUNCTION_WORDS = frozenset(
    "il lo la i gli le un una di a da in con su per tra e che si questa questo sono stato stata non ha hanno al alla "
    "del della nel".split()
)
_WORD = re.compile(r"\w+")
#: How verb forms end, and nouns and adjectives made of them.
_VERB_ENDS = frozenset({"ano", "ono", "eva", "ava", *(f"{one}t{other}" for one in "aiu" for other in "aeio")})
#: What of a line its neighbours are told.
_SHARED = frozenset("n bn bold rule opening head kind end p form detail names caps label pb level col".split())
_SHARED_FAR = frozenset("n rule head bold p opening".split())
#: How far a line is seen, and how far only the next ones see it.
_STEPS, _NEXT = (-2, -1, 1, 2), (-1, 1)
_WORDS, _BLOCK_WORDS = (1, 2, 4, 7, 12, 20, 35, 60), (1, 3, 6, 10, 16, 25, 45, 80)
_TENTHS, _LIKENESS = (1, 3, 5, 7, 8, 9), (2, 4, 6, 8, 9)

Features = list[str]


def features(
    lines: Sequence[Line], readings: Sequence[Reading], *, body: bool, about: Topics | None = None
) -> list[Features]:
    """The features of every line, in order.

    `readings` are those of the blocks by place; `body` marks the text of the mail itself; `about` is the model that
    says what words are about, the shipped one if None.
    """
    if not lines:
        return []
    said = [words(line.text) for line in lines]
    about = about or topics()
    shares = about.shares([*said, *(reading.words for reading in readings)])
    of_lines, of_blocks = shares[: len(lines)], shares[len(lines) :]
    meant, of_block = [*map(_meaning, of_lines)], [*map(_meaning_of_block, of_blocks)]
    own, told = [], []
    for line, spoken, meaning, place in zip(lines, said, meant, _places(lines, readings), strict=True):
        shape, behind = _shape(line, spoken), [*_look(line, readings[line.place])]
        share, top = meaning
        behind += [share, of_block[line.place], top, f"body={body}", *place]
        label = _label(line.text.strip())
        own.append([*shape, *_words(spoken), *label, *behind])
        # The words of a line are its own; what else it shows its neighbours see too.
        told.append([seen for feature in (*shape, *label, *behind) if (seen := _told(feature)) is not None])
    around = [_as_seen(step, told) for step in _STEPS]
    changes = _changes(lines, of_lines, of_blocks)
    return [[*one, *chain(*seen), *change] for one, *seen, change in zip(own, *around, changes, strict=True)]


def _shape(line: Line, said: Sequence[str]) -> Features:
    text = line.text.strip()
    end = text[-1:]
    shape = [
        f"n={_bin(len(said), _WORDS)}",
        f"k={min(line.number, 3)}",
        f"last={line.number == line.of - 1}",
        f"single={line.of == 1}",
        f"end={end if not end.isalnum() else 'a'}",
        f"start={_first(text)}",
    ]
    if len(said) <= 25:
        shape.append(f"caps={text.isupper()}")
    shape.append(f"digits={_bin(20 * _digits(text) // max(len(text), 1), (0, 1, 3, 6))}")
    verbs = [word for word in _WORD.findall(fold(text)) if word[-3:] in _VERB_ENDS and len(word) > 3]
    shape.append(f"verbs={_bin(len(verbs), (0, 1, 3))}")
    shape.append(f"function={_bin(sum(map(_FUNCTION_WORDS.__contains__, said)), (0, 1, 3, 6))}")
    return shape


def _words(said: Sequence[str]) -> Features:
    """The first words of a line, and the stems of all."""
    first = ["#" if word.isdigit() else word for word in said[:3]]
    found = [f"w{n}={word}" for n, word in enumerate(first)]
    if len(first) > 1:
        found.append(f"w01={first[0]}_{first[1]}")
    return [*found, *sorted({f"s={stem(word)}" for word in said if not word.isdigit() and len(word) > 2})]


def _label(text: str) -> Features:
    return [f"label={fold(text.partition(':')[0])[:20]}"] if ":" in text[:40] else []


def _digits(text: str) -> int:
    # To count one character is far quicker than to look at each.
    return sum(map(text.count, string.digits)) if text.isascii() else sum(map(str.isdigit, text))


def _look(line: Line, reading: Reading) -> Iterator[str]:
    block = line.block
    yield f"bn={_bin(len(reading.words), _BLOCK_WORDS)}"
    yield f"kind={block.kind}"
    yield f"rule={reading.frame}"
    if block.bold:
        yield "bold"
    if block.level:
        yield "level"
    if block.cell:
        yield f"col={min(block.cell.column, 4)}"
        yield f"row={min(block.cell.row, 1)}"
        yield from (
            f"{name}l={word}"
            for name, label in (("r", reading.label), ("c", reading.head))
            for word in words(label)[:3]
        )
    if reading.opening:
        yield "opening"
    if reading.heading is not None:
        heading = reading.heading
        shown = ("T" if heading.title else "") + ("N" if heading.numbers else "") + ("R" if heading.running else "")
        yield f"head={shown}:{bool(heading.own_title)}"
    if reading.form:
        yield "form"
    if reading.detail:
        yield "detail"
    if line.of == 1 and reading.names:
        yield "names"


def _meaning(line: NDArray[np.float32]) -> tuple[str, str]:
    return f"p={_bin(int(10 * (1 - line[0])), _TENTHS)}", f"top={_bin(int(10 * line[1:].max()), (1, 3, 5, 8))}"


def _meaning_of_block(block: NDArray[np.float32]) -> str:
    return f"pb={_bin(int(10 * (1 - block[0])), _TENTHS)}"


def _places(lines: Sequence[Line], readings: Sequence[Reading]) -> Iterator[Features]:
    """Where each line stands in its document, and whether its block stands there again."""
    total = len(readings)
    seen = Counter(reading.words for reading in readings)
    again = [seen[reading.words] > 1 for reading in readings]
    for line in lines:
        at = line.place
        yield [
            f"pos={_bin(10 * at // max(total - 1, 1), (0, 1, 3, 6, 8, 9))}",
            f"above={_bin(at, (0, 1, 2, 4, 8))}",
            f"below={_bin(total - 1 - at, (0, 1, 2, 4, 8))}",
            f"all={_bin(total, (2, 5, 10, 20, 40))}",
            f"again={again[at]}",
        ]


@lru_cache(maxsize=8_192)
def _told(feature: str) -> dict[int, str] | None:
    """A feature as the lines so many steps further see it, None if no neighbour is told. Most lines share theirs."""
    name = feature.partition("=")[0]
    steps = _STEPS if name in _SHARED_FAR else _NEXT
    return {step: f"{step}:{feature}" for step in steps} if name in _SHARED else None


def _as_seen(step: int, told: Sequence[Sequence[dict[int, str]]]) -> list[Features]:
    """What the line so many lines further tells each line."""
    seen = [[one[step] for one in line if step in one] for line in told]
    none = [[f"{step}:none"]] * min(abs(step), len(seen))
    return [*none, *seen[:step]] if step < 0 else [*seen[step:], *none]


def _changes(
    lines: Sequence[Line], of_lines: NDArray[np.float32], of_blocks: NDArray[np.float32]
) -> Iterator[Features]:
    """Whether the subject changes at each line, against the lines and the block before."""
    yield []
    # Three lines ahead of one line are three lines behind another.
    ahead = [_Subject(_mean(of_lines[at : at + 3])) for at in range(len(lines))]
    blocks = [_Subject(block[1:]) for block in of_blocks]
    for at in range(1, len(lines)):
        before, behind = ahead[at - 3] if at >= 3 else _Subject(_mean(of_lines[:at])), ahead[at]
        line, previous = lines[at], lines[at - 1]
        told = [f"like={_bin(int(10 * before.likeness(behind)), _LIKENESS)}", f"same={before.top == behind.top}"]
        if line.place != previous.place:
            one, other = blocks[previous.place], blocks[line.place]
            told += [f"blike={_bin(int(10 * one.likeness(other)), _LIKENESS)}", f"bsame={one.top == other.top}"]
            told.append("newblock")
            if line.block.page != previous.block.page:
                told.append("newpage")
        yield told


class _Subject:
    """What a stretch of text is about, as the shares of the campi, with what is asked of them often."""

    __slots__ = ("length", "shares", "top")

    def __init__(self, shares: NDArray[np.float32]) -> None:
        self.shares, self.length, self.top = shares, np.sqrt(shares @ shares), int(shares.argmax())

    def likeness(self, other: "_Subject") -> float:
        """The cosine of two."""
        return float(self.shares @ other.shares / (self.length * other.length + 1e-9))


def _mean(shares: NDArray[np.float32]) -> NDArray[np.float32]:
    """What several lines are about together, the campi alone."""
    mean: NDArray[np.float32] = np.add.reduce(shares, axis=0)[1:] / np.float32(len(shares))
    return mean


def _bin(value: int, edges: Sequence[int]) -> str:
    at = bisect_left(edges, value)
    return str(edges[at]) if at < len(edges) else "more"


def _first(text: str) -> str:
    first = text[:1]
    return "U" if first.isupper() else "l" if first.islower() else "d" if first.isdigit() else first
