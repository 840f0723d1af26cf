"""What a text is made of, for a linear model: beginnings, ends and middles of its words, its stems, and pairs of
stems.

Each n-gram falls into one of a fixed number of buckets by its checksum, so that a model needs no list of words and
has one size.
"""

from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from functools import lru_cache
from itertools import pairwise
from math import log
from zlib import crc32

import numpy as np
from numpy.typing import NDArray

from parsers.italian.text import stem, words

#: How many buckets each family has.
BUCKETS = 1 << 16
#: Shortest and longest stretch of characters, the space before and after a word included.
_SHORTEST, _LONGEST = 3, 5


@dataclass(frozen=True, slots=True)
class Grams:
    """One family of n-grams of a text: the `buckets` that it fills, rising, and how much (`1 + log(count)`)."""

    buckets: NDArray[np.int64]
    amounts: NDArray[np.float64]


def families(text: str) -> tuple[Grams, Grams]:
    """The stretches of characters within words, and the stems with their pairs. Both are empty for a text without a
    letter or digit.
    """
    said = [_stretches(word) for word in _said(text)]
    return _counted(np.concatenate(said) if said else np.zeros(0, dtype=np.int64)), stemmed(text)


@lru_cache(maxsize=16)
def stemmed(text: str) -> Grams:
    """The stems of a text with their pairs, numbers alike. Two models ask for them, one right behind the other."""
    stems = [stem(word) for word in _said(text)]
    return grams([*stems, *(f"{first} {second}" for first, second in pairwise(stems))])


def _said(text: str) -> Iterator[str]:
    return ("0" if word.isdigit() else word for word in words(text))


@lru_cache(maxsize=4_096)
def _stretches(word: str) -> NDArray[np.int64]:
    """The buckets of the stretches of a word. Most words of a text stand in it, and in the next one, again."""
    padded = f" {word} "
    return _buckets(
        padded[start : start + size]
        for size in range(_SHORTEST, min(_LONGEST, len(padded)) + 1)
        for start in range(len(padded) - size + 1)
    )


def grams(pieces: Iterable[str]) -> Grams:
    """Any pieces of a text as n-grams."""
    return _counted(_buckets(pieces))


def _buckets(pieces: Iterable[str]) -> NDArray[np.int64]:
    return np.fromiter(map(crc32, map(str.encode, pieces)), dtype=np.int64) % BUCKETS


#: `1 + log(count)` of every count that a text of a few pages has; longer ones compute theirs.
_AMOUNTS = np.array([0.0, *(1 + log(count) for count in range(1, 4_096))])


def _counted(buckets: NDArray[np.int64]) -> Grams:
    filled, counts = np.unique(buckets, return_counts=True)
    if len(counts) and counts.max() >= len(_AMOUNTS):
        return Grams(filled, np.array([1 + log(count) for count in counts.tolist()]))
    return Grams(filled, _AMOUNTS[counts])
