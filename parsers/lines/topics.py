"""What the words of a line are about: a small learned model, asked for every line of every document."""

from collections import Counter
from collections.abc import Sequence
from dataclasses import dataclass
from functools import cache
from math import log
from pathlib import Path

import numpy as np
from numpy.typing import NDArray

from parsers import stored

#: The model that comes with the program, written by `make train`.
SHIPPED = Path(__file__).with_name("topics.npz")


@dataclass(frozen=True, slots=True, eq=False)
class Topics:
    """A linear model on single words. Columns of `weights` are "no practice" and the campi 1 to 11; a row per word of
    `known`, the words' inverse document frequencies folded in, quantised by `scale`. `rarity` are those frequencies,
    for the length of the vector.
    """

    known: tuple[str, ...]
    rarity: NDArray[np.float32]
    weights: NDArray[np.int8]
    scale: float
    bias: NDArray[np.float32]
    rows: dict[str, int]

    def shares(self, texts: Sequence[Sequence[str]]) -> NDArray[np.float32]:
        """Probabilities for each text, given as its folded words: a row a text, column 0 "no practice", 1 to 11 the
        campi.
        """
        # Many a block is one line, and many a line stands there again.
        told = {text: self._score(text) for text in {tuple(text) for text in texts}}
        scores: NDArray[np.float32] = np.zeros((len(texts), self.bias.size), dtype=np.float32)
        for place, text in enumerate(texts):
            scores[place] = told[tuple(text)]
        if not texts:
            return scores
        raised = np.exp(scores - scores.max(axis=1, keepdims=True))
        shares: NDArray[np.float32] = raised / raised.sum(axis=1, keepdims=True)
        return shares

    def _score(self, text: Sequence[str]) -> NDArray[np.float32]:
        rows, amounts = weighed(text, self.rows, self.rarity)
        if not len(rows):
            return self.bias
        return (self.bias + (amounts * self.scale) @ self.weights[rows]).astype(np.float32, copy=False)

    def dump(self) -> bytes:
        """As a compressed `.npz`, the same bytes for the same model."""
        known = np.frombuffer("\n".join(self.known).encode("ascii"), dtype=np.uint8)
        rarity, scale = self.rarity.astype(np.float16), np.array(self.scale, dtype=np.float32)
        return stored.written(words=known, rarity=rarity, weights=self.weights, scale=scale, bias=self.bias)


def weighed(
    text: Sequence[str], rows: dict[str, int], rarity: NDArray[np.float32]
) -> tuple[NDArray[np.int32], NDArray[np.float32]]:
    """The rows of the words that have one, and how much each counts: a vector of length 1, rare words counting more."""
    counts = Counter(map(rows.get, text))
    counts.pop(None, None)
    places = np.fromiter(counts.keys(), dtype=np.int32, count=len(counts))
    amounts = np.array([*map(_amount, counts.values())], dtype=np.float32) * rarity[places]
    length = float(np.sqrt(amounts @ amounts))
    return places, amounts / length if length else amounts


@cache
def _amount(count: int) -> float:
    return 1 + log(count)


@cache
def topics() -> Topics:
    """The model as shipped."""
    return load(SHIPPED.read_bytes())


def load(content: bytes) -> Topics:
    """The model that `dump` wrote. Raises ValueError for anything else."""
    words, rarity, weights, scale, bias = stored.read(content, "words", "rarity", "weights", "scale", "bias")
    known = tuple(words.tobytes().decode("ascii").split("\n"))
    if weights.shape != (len(known), bias.size) or rarity.shape != (len(known),):
        raise ValueError(f"no model of topics: the weights are {weights.shape}")
    rows = {word: row for row, word in enumerate(known)}
    return Topics(known, rarity.astype(np.float32), weights, float(scale), bias.astype(np.float32), rows)
