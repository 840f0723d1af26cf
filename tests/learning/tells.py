"""Teaches whether a text tells of a practice at all (`parsers/campo/tells.py`).

There are many short pieces of text here, too many to compare each with each: the fit goes over the n-grams themselves.
"""

from collections.abc import Iterator, Sequence
from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

from parsers.campo import tells
from parsers.campo.linear import Linear, weighed
from parsers.campo.ngrams import BUCKETS, Grams, stemmed
from parsers.italian.text import words
from tests.accuracy.labelled import Labelled

#: How freely the weights follow the texts. From 10 to 40 it matters little on writers set aside.
FREEDOM = 10.0
_ROUNDS, _POWER_ROUNDS = 400, 20
_LARGEST = 127
_LEAST_WORDS = 5
Vector = NDArray[np.float64]


@dataclass(frozen=True, slots=True)
class Table:
    """Texts (rows) by n-grams (buckets), only what is not 0: the `columns` and `values` of all rows one behind the
    other, `starts` where each row begins; `rarity` is what each bucket counts.
    """

    columns: NDArray[np.int64]
    values: Vector
    starts: NDArray[np.int64]
    rarity: NDArray[np.float16]

    def times(self, weights: Vector) -> Vector:
        """What the weights (buckets) say of each row."""
        return np.add.reduceat(self.values * weights[self.columns], self.starts)

    def back(self, amounts: Vector) -> Vector:
        """The amounts (rows) summed up for each bucket."""
        spread = np.repeat(amounts, np.diff(self.starts, append=len(self.columns)))
        return np.bincount(self.columns, weights=self.values * spread, minlength=BUCKETS).astype(np.float64)


def pieces(examples: Sequence[Labelled]) -> Iterator[tuple[str, bool]]:
    """Each text as a whole and sentence by sentence, with whether it tells of a practice."""
    for example in examples:
        if len(words(example.text)) >= _LEAST_WORDS:
            yield example.text, example.campo > 0
            parts = tells.windows(example.text)
            if len(parts) > 1:
                yield from ((part, example.campo > 0) for part in parts)


def teach(examples: Sequence[Labelled]) -> Linear:
    """The model. Its odds are those of pieces by writers that it learned from; `FREEDOM` keeps them from boasting."""
    said, told = zip(*pieces(examples), strict=True)
    table = _table([stemmed(text) for text in said])
    weights, bias = _fit(table, np.array(told, dtype=np.float64))
    scale = float(np.abs(weights).max()) / _LARGEST
    stored = np.rint(weights / scale).astype(np.int8).reshape(1, BUCKETS, 1)
    return Linear(
        table.rarity.reshape(1, BUCKETS), stored, np.array([scale], np.float32), np.array([bias], dtype=np.float32)
    )


def _table(apart: Sequence[Grams]) -> Table:
    having = np.bincount(np.concatenate([grams.buckets for grams in apart]), minlength=BUCKETS)
    rarity = np.where(having > 0, np.log((1 + len(apart)) / (1 + having)) + 1, 0).astype(np.float16)
    sizes = [len(grams.buckets) for grams in apart]
    starts = np.cumsum([0, *sizes[:-1]])
    values = np.concatenate([weighed(grams, rarity) for grams in apart])
    return Table(np.concatenate([grams.buckets for grams in apart]), values, starts, rarity)


def _fit(table: Table, told: Vector) -> tuple[Vector, float]:
    """Logistic regression with a quadratic penalty, by Nesterov's accelerated descent from zero. Returns the weights
    and the bias, which is one more n-gram that all texts have.
    """
    step = 1 / (0.25 * FREEDOM * _largest(table, len(told)) + 1)
    now, ahead, pace = np.zeros(BUCKETS + 1), np.zeros(BUCKETS + 1), 1.0
    for _ in range(_ROUNDS):
        claimed = 1 / (1 + np.exp(-(table.times(ahead[:-1]) + ahead[-1])))
        wrong = FREEDOM * (claimed - told)
        reached = ahead - step * (np.append(table.back(wrong), wrong.sum()) + ahead)
        faster = (1 + np.sqrt(1 + 4 * pace * pace)) / 2
        now, ahead, pace = reached, reached + (pace - 1) / faster * (reached - now), faster
    return now[:-1], float(now[-1])


def _largest(table: Table, rows: int) -> float:
    """The largest eigenvalue of how alike the rows are, the bias included."""
    vector = np.full(rows, rows**-0.5)
    value = 1.0
    for _ in range(_POWER_ROUNDS):
        image = table.times(table.back(vector)) + vector.sum()
        value = float(np.sqrt(image @ image))
        vector = image / value
    return 1.05 * value
