"""What the labelling of lines looks at: shape, place, words, subject, each as a short name.

No single feature decides. Which of them speak for what, of the line itself and of its neighbours, is learned from
labelled replies (`tests/learning`).
"""

import string
from bisect import bisect_left
from collections import Counter
from collections.abc import Iterator, Sequence
from functools import lru_cache

import numpy as np
from numpy.typing import NDArray

from parsers.italian.text import fold, stem, words
from parsers.lines.readings import Reading
from parsers.lines.sites import named_first, site_of
from parsers.lines.topics import Topics, topics
from parsers.lines.units import Line

_FUNCTION_WORDS = frozenset(
    "il lo la i gli le un una di a da in con su per tra e che si questa questo sono stato stata non ha hanno al alla "
    "del della nel".split()
)
#: How verb forms end, and nouns and adjectives made of them.
_VERB_ENDS = frozenset({"ano", "ono", "eva", "ava", *(f"{one}t{other}" for one in "aiu" for other in "aeio")})
_WORDS, _BLOCK_WORDS = (1, 2, 4, 7, 12, 20, 35, 60), (1, 3, 6, 10, 16, 25, 45, 80)
_TENTHS, _LIKENESS, _TOP = (1, 3, 5, 7, 8, 9), (2, 4, 6, 8, 9), (1, 3, 5, 8)
#: So many lines before a line are compared with as many from it on.
_COMPARED = 3

Features = list[str]
Shares = NDArray[np.float32]


def features(
    lines: Sequence[Line], readings: Sequence[Reading], *, body: bool, about: Topics | None = None
) -> list[Features]:
    """What every line shows, in order: how it is written, what its block shows, what its words are about, and whether
    the subject changes with it.

    `readings` are those of the blocks by place; `body` marks the text of the mail itself; `about` is the model that
    says what words are about, the shipped one if None.
    """
    if not lines:
        return []
    said = [words(line.text) for line in lines]
    shares = (about or topics()).shares([*said, *(reading.words for reading in readings)])
    of_lines, of_blocks = shares[: len(lines)], shares[len(lines) :]
    blocks = _of_blocks(lines, readings, of_blocks, body=body)
    told = zip(
        lines,
        said,
        _sites(lines),
        _bins(10 * (1 - of_lines[:, 0]), _TENTHS),
        _bins(10 * of_lines[:, 1:].max(axis=1), _TOP),
        _changes(lines, of_lines, of_blocks),
        strict=True,
    )
    return [
        [*_shape(line, spoken), *site, f"p={practice}", *blocks[line.place], f"top={top}", *change]
        for line, spoken, site, practice, top, change in told
    ]


def _shape(line: Line, said: Sequence[str]) -> Iterator[str]:
    """How a line is written, and in which words."""
    text = line.text.strip()
    end = text[-1:]
    names, verbs, functions = zip(*map(_of_word, said), strict=True) if said else ((), (), ())
    yield f"n={_bin(len(said), _WORDS)}"
    yield f"k={min(line.number, 3)}"
    yield f"last={line.number == line.of - 1}"
    yield f"single={line.of == 1}"
    yield f"end={end if not end.isalnum() else 'a'}"
    yield f"start={_first(text)}"
    if len(said) <= 25:
        yield f"caps={text.isupper()}"
    yield f"digits={_bin(20 * _digits(text) // max(len(text), 1), (0, 1, 3, 6))}"
    yield f"verbs={_bin(sum(verbs), (0, 1, 3))}"
    yield f"function={_bin(sum(functions), (0, 1, 3, 6))}"
    first = ["#" if word.isdigit() else word for word in said[:3]]
    yield from (f"w{n}={word}" for n, word in enumerate(first))
    if len(first) > 1:
        yield f"w01={first[0]}_{first[1]}"
    yield from dict.fromkeys(filter(None, names))
    if ":" in text[:40]:
        yield f"label={fold(text.partition(':')[0])[:20]}"


@lru_cache(maxsize=8_192)
def _of_word(word: str) -> tuple[str, bool, bool]:
    """What a word of a line shows: its stem ("" of numbers and the shortest words), whether it looks like a form of a
    verb, whether it is one of those that sentences are full of.
    """
    name = f"s={stem(word)}" if len(word) > 2 and not word.isdigit() else ""
    return name, len(word) > 3 and word[-3:] in _VERB_ENDS, word in _FUNCTION_WORDS


def _sites(lines: Sequence[Line]) -> Iterator[Features]:
    """Whether each line begins with a comune, and whether that was named so before."""
    known: list[str] = []
    for line in lines:
        named = named_first(line.text)
        if named is None:
            yield ["led"] if site_of(line.text) else []
            continue
        state = "fresh" if named.name not in known else "same" if named.name == known[-1] else "known"
        known.append(named.name)
        alone = len(words(line.text)) - named.before <= len(words(named.name))
        yield [
            f"site={state}",
            f"at={_bin(named.before, (0, 1, 2, 3))}:{state}:{line.number == 0}",
            *(["led"] if site_of(line.text) else []),
            *(["placed"] if alone else []),
        ]


def _digits(text: str) -> int:
    # To count one character is far quicker than to look at each.
    return sum(map(text.count, string.digits)) if text.isascii() else sum(map(str.isdigit, text))


def _of_blocks(lines: Sequence[Line], readings: Sequence[Reading], about: Shares, *, body: bool) -> list[Features]:
    """What every block shows of each of its lines, by place."""
    seen, firsts = Counter(reading.words for reading in readings), {line.place: line for line in reversed(lines)}
    return [
        [
            *_look(firsts[place], reading),
            f"pb={practice}",
            f"body={body}",
            *_place(place, len(readings)),
            f"again={seen[reading.words] > 1}",
        ]
        for place, (reading, practice) in enumerate(zip(readings, _bins(10 * (1 - about[:, 0]), _TENTHS), strict=True))
    ]


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


def _place(at: int, total: int) -> Iterator[str]:
    """Where a block stands in its document."""
    yield f"pos={_bin(10 * at // max(total - 1, 1), (0, 1, 3, 6, 8, 9))}"
    yield f"above={_bin(at, (0, 1, 2, 4, 8))}"
    yield f"below={_bin(total - 1 - at, (0, 1, 2, 4, 8))}"
    yield f"all={_bin(total, (2, 5, 10, 20, 40))}"


def _changes(lines: Sequence[Line], of_lines: Shares, of_blocks: Shares) -> Iterator[Features]:
    """Whether the subject changes at each line, against the lines and the block before."""
    yield []
    stretches, places = _stretches(of_lines[:, 1:]), np.array([line.place for line in lines])
    before, ahead = stretches[: len(lines) - 1], stretches[_COMPARED : len(lines) + _COMPARED - 1]
    above, own = of_blocks[places[:-1], 1:], of_blocks[places[1:], 1:]
    told = zip(_likeness(before, ahead), _same(before, ahead), _likeness(above, own), _same(above, own), strict=True)
    for at, (like, same, block_like, block_same) in enumerate(told, 1):
        change = [f"like={like}", f"same={same}"]
        if lines[at].place != lines[at - 1].place:
            change += [f"blike={block_like}", f"bsame={block_same}", "newblock"]
            if lines[at].block.page != lines[at - 1].block.page:
                change.append("newpage")
        yield change


def _stretches(shares: Shares) -> Shares:
    """What the lines are about, the mean of every three that follow each other: row `n` of those that end at line `n`.
    At both ends there are fewer.
    """
    empty = np.zeros((_COMPARED - 1, shares.shape[1]), dtype=np.float32)
    padded = np.concatenate([empty, shares, empty])
    count = len(shares) + _COMPARED - 1
    total: Shares = sum((padded[at : at + count] for at in range(1, _COMPARED)), padded[:count])
    mean: Shares = total / np.convolve(np.ones(len(shares)), np.ones(_COMPARED)).astype(np.float32)[:, np.newaxis]
    return mean


def _likeness(one: Shares, other: Shares) -> list[str]:
    """The cosines of two tables, row by row."""
    lengths = np.sqrt(np.vecdot(one, one)) * np.sqrt(np.vecdot(other, other))
    cosines = np.vecdot(one, other) / (lengths + np.float32(1e-9))
    return _bins(10 * cosines.astype(np.float64), _LIKENESS)


def _same(one: Shares, other: Shares) -> list[bool]:
    same: list[bool] = (one.argmax(axis=1) == other.argmax(axis=1)).tolist()
    return same


def _bins(values: NDArray[np.floating], edges: Sequence[int]) -> list[str]:
    """The same for all of a row of numbers, of which the whole part counts."""
    names = [*map(str, edges), "more"]
    return [names[at] for at in np.searchsorted(edges, values.astype(np.int64)).tolist()]


def _bin(value: int, edges: Sequence[int]) -> str:
    at = bisect_left(edges, value)
    return str(edges[at]) if at < len(edges) else "more"


def _first(text: str) -> str:
    first = text[:1]
    return "U" if first.isupper() else "l" if first.islower() else "d" if first.isdigit() else first
