"""Fits the linear models: multinomial logistic regression with a quadratic penalty, in NumPy alone, the same result
every time.

There are few texts and many n-grams. So the fit works with the likeness of each text to each other (the kernel) and
says how much every text speaks for each class; the weights of the n-grams follow from that.
"""

from collections.abc import Sequence
from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

from parsers.campo.linear import FAMILIES, Linear, weighed
from parsers.campo.ngrams import BUCKETS, Grams, families

Matrix = NDArray[np.float64]
#: How freely the weights follow the texts (the inverse of the penalty). Chosen on writers set aside: from 3 to 40 it
#: matters little.
FREEDOM = 40.0
_ROUNDS = 300
#: How many columns are made dense at a time.
_COLUMNS = 4096
#: The largest whole number that a weight is stored as.
_LARGEST = 127
#: Where the probabilities of texts set aside are compared: from much bolder to much more timid than the fit.
_TEMPERATURES = np.geomspace(0.1, 5, 197)


@dataclass(frozen=True, slots=True)
class Counted:
    """Texts taken apart once: by family the `grams` of each text, already weighed, and what each bucket counts."""

    grams: tuple[tuple[Grams, ...], ...]
    rarity: NDArray[np.float16]


def count(texts: Sequence[str]) -> Counted:
    """Takes texts apart; an n-gram that is in few of them counts more."""
    return weigh([families(text) for text in texts])


def weigh(apart: Sequence[Sequence[Grams]]) -> Counted:
    """The same for texts that were taken apart, each into `FAMILIES` families."""
    texts, taken = len(apart), list(zip(*apart, strict=True))
    rarity = np.zeros((FAMILIES, BUCKETS), dtype=np.float16)
    for family, rows in enumerate(taken):
        having = np.bincount(np.concatenate([row.buckets for row in rows]), minlength=BUCKETS)
        rarity[family] = np.where(having > 0, np.log((1 + texts) / (1 + having)) + 1, 0)
    return Counted(tuple(_weighted(rows, rarity[family]) for family, rows in enumerate(taken)), rarity)


def _weighted(rows: Sequence[Grams], rarity: NDArray[np.float16]) -> tuple[Grams, ...]:
    return tuple(Grams(row.buckets, weighed(row, rarity)) for row in rows)


def kernel(counted: Counted) -> Matrix:
    """How alike the texts are, each with each (texts x texts)."""
    size = len(counted.grams[0])
    total = np.zeros((size, size))
    for rows in counted.grams:
        for start in range(0, BUCKETS, _COLUMNS):
            part = np.zeros((size, _COLUMNS), dtype=np.float32)
            for place, row in enumerate(rows):
                low, high = np.searchsorted(row.buckets, (start, start + _COLUMNS))
                part[place, row.buckets[low:high] - start] = row.amounts[low:high]
            total += part @ part.T
    return total


def solve(alike: Matrix, targets: Matrix, freedom: float = FREEDOM) -> Matrix:
    """How much each text speaks for each class (texts x classes), `targets` being the share of each class in each
    text.

    Nesterov's accelerated descent from zero, with the step that the largest eigenvalue allows, which no row sum falls
    short of.
    """
    alike = alike + 1.0  # the bias, as one more n-gram that all texts have
    step = 1 / (0.5 * float(np.abs(alike).sum(axis=1).max()) + 1 / freedom)
    now, ahead, pace = np.zeros_like(targets), np.zeros_like(targets), 1.0
    for _ in range(_ROUNDS):
        reached = ahead - step * (shares(alike @ ahead) - targets + ahead / freedom)
        faster = (1 + np.sqrt(1 + 4 * pace * pace)) / 2
        now, ahead, pace = reached, reached + (pace - 1) / faster * (reached - now), faster
    return now


def shares(scores: Matrix) -> Matrix:
    """Scores as probabilities: positive, each row summing to 1."""
    raised = np.exp(scores - scores.max(axis=-1, keepdims=True))
    return np.asarray(raised / raised.sum(axis=-1, keepdims=True))


def temperature(scores: Matrix, accepted: NDArray[np.bool_]) -> float:
    """What to divide the scores of texts set aside by, so that their best answer is right as often as its probability
    says (least log loss of the best answer; `accepted` (texts x classes) are all the answers that are right).
    """
    everyone = np.arange(len(scores))
    best = scores.argmax(axis=1)
    right = accepted[everyone, best]
    losses = []
    for value in _TEMPERATURES:
        claimed = np.clip(shares(scores / value)[everyone, best], 1e-6, 1 - 1e-6)
        losses.append(-float(np.log(np.where(right, claimed, 1 - claimed)).mean()))
    return float(_TEMPERATURES[int(np.argmin(losses))])


def linear(counted: Counted, spoken: Matrix, warmth: float) -> Linear:
    """The model that says of any text what `spoken` (see `solve`) says of those it was fitted on, divided by the
    temperature.
    """
    classes = spoken.shape[1]
    weights = np.zeros((FAMILIES, BUCKETS, classes))
    for family, rows in enumerate(counted.grams):
        for place, row in enumerate(rows):
            weights[family, row.buckets] += np.outer(row.amounts, spoken[place])
    weights /= warmth
    scale = np.abs(weights).max(axis=(0, 1)) / _LARGEST
    scale[scale == 0] = 1.0
    stored = np.rint(weights / scale).astype(np.int8)
    bias = spoken.sum(axis=0) / warmth
    return Linear(counted.rarity, stored, scale.astype(np.float32), bias.astype(np.float32))
