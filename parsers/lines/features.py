"""What the labelling of lines looks at: shape, place, words and neighbours, each as a short name.

No single feature decides. Which of them speak for what is learned from labelled replies (`tests/learning`).
"""

import re
from bisect import bisect_left
from collections import Counter
from collections.abc import Iterator, Sequence

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
    of_lines = about.shares(said)
    of_blocks = about.shares([reading.words for reading in readings])
    own = [
        [
            *_shape(line, said[n]),
            *_look(line, readings[line.place]),
            *_meaning(of_lines[n], of_blocks[line.place]),
            f"body={body}",
        ]
        for n, line in enumerate(lines)
    ]
    for n, place in enumerate(_places(lines, readings)):
        own[n] += place
    near = [_told(one, _SHARED) for one in own]
    far = [_told(one, _SHARED_FAR) for one in near]
    told = [[*one, *_around(near, far, n)] for n, one in enumerate(own)]
    for n in range(1, len(lines)):
        told[n] += _change(lines, n, of_lines, of_blocks)
    return told


def _shape(line: Line, said: Sequence[str]) -> Iterator[str]:
    text = line.text.strip()
    folded = fold(text)
    yield f"n={_bin(len(said), _WORDS)}"
    yield f"k={min(line.number, 3)}"
    yield f"last={line.number == line.of - 1}"
    yield f"single={line.of == 1}"
    yield f"end={text[-1:] if not text[-1:].isalnum() else 'a'}"
    yield f"start={_first(text)}"
    if len(said) <= 25:
        yield f"caps={text.isupper()}"
    yield f"digits={_bin(20 * sum(map(str.isdigit, text)) // max(len(text), 1), (0, 1, 3, 6))}"
    yield f"verbs={_bin(sum(map(_is_verb, _WORD.findall(folded))), (0, 1, 3))}"
    yield f"function={_bin(sum(word in _FUNCTION_WORDS for word in said), (0, 1, 3, 6))}"
    plain = ["#" if word.isdigit() else word for word in said]
    yield from (f"w{n}={word}" for n, word in enumerate(plain[:3]))
    if len(plain) > 1:
        yield f"w01={plain[0]}_{plain[1]}"
    yield from sorted({f"s={stem(word)}" for word in said if not word.isdigit() and len(word) > 2})
    if ":" in text[:40]:
        yield f"label={fold(text.partition(':')[0])[:20]}"


def _is_verb(word: str) -> bool:
    return word[-3:] in _VERB_ENDS and len(word) > 3


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


def _meaning(line: NDArray[np.float32], block: NDArray[np.float32]) -> Iterator[str]:
    yield f"p={_bin(int(10 * (1 - line[0])), _TENTHS)}"
    yield f"pb={_bin(int(10 * (1 - block[0])), _TENTHS)}"
    yield f"top={_bin(int(10 * line[1:].max()), (1, 3, 5, 8))}"


def _places(lines: Sequence[Line], readings: Sequence[Reading]) -> Iterator[Features]:
    """Where each line stands in its document, and whether its block stands there again."""
    total = len(readings)
    seen = Counter(reading.words for reading in readings)
    for line in lines:
        at = line.place
        yield [
            f"pos={_bin(10 * at // max(total - 1, 1), (0, 1, 3, 6, 8, 9))}",
            f"above={_bin(at, (0, 1, 2, 4, 8))}",
            f"below={_bin(total - 1 - at, (0, 1, 2, 4, 8))}",
            f"all={_bin(total, (2, 5, 10, 20, 40))}",
            f"again={seen[readings[at].words] > 1}",
        ]


def _told(own: Features, names: frozenset[str]) -> Features:
    """What a line tells its neighbours: its features of these names."""
    return [feature for feature in own if feature.partition("=")[0] in names]


def _around(near: Sequence[Features], far: Sequence[Features], at: int) -> Iterator[str]:
    for step, shared in ((-2, far), (-1, near), (1, near), (2, far)):
        if 0 <= at + step < len(shared):
            yield from (f"{step}:{feature}" for feature in shared[at + step])
        else:
            yield f"{step}:none"


def _change(
    lines: Sequence[Line], at: int, of_lines: NDArray[np.float32], of_blocks: NDArray[np.float32]
) -> Iterator[str]:
    """Whether the subject changes here, against the lines and the block before."""
    before, behind = _mean(of_lines[max(0, at - 3) : at]), _mean(of_lines[at : at + 3])
    yield f"like={_bin(int(10 * _likeness(before, behind)), _LIKENESS)}"
    yield f"same={before.argmax() == behind.argmax()}"
    line, previous = lines[at], lines[at - 1]
    if line.place != previous.place:
        one, other = of_blocks[previous.place][1:], of_blocks[line.place][1:]
        yield f"blike={_bin(int(10 * _likeness(one, other)), _LIKENESS)}"
        yield f"bsame={one.argmax() == other.argmax()}"
        yield "newblock"
        if line.block.page != previous.block.page:
            yield "newpage"


def _mean(shares: NDArray[np.float32]) -> NDArray[np.float32]:
    """What several lines are about together, the campi alone."""
    mean: NDArray[np.float32] = np.add.reduce(shares, axis=0)[1:] / np.float32(len(shares))
    return mean


def _likeness(one: NDArray[np.float32], other: NDArray[np.float32]) -> float:
    return float(one @ other / (np.sqrt(one @ one) * np.sqrt(other @ other) + 1e-9))


def _bin(value: int, edges: Sequence[int]) -> str:
    at = bisect_left(edges, value)
    return str(edges[at]) if at < len(edges) else "more"


def _first(text: str) -> str:
    first = text[:1]
    return "U" if first.isupper() else "l" if first.islower() else "d" if first.isdigit() else first
