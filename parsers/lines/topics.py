"""What the words of a line are about: a small learned model, asked for every line of every document."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from functools import cache
from itertools import chain
from math import log
from pathlib import Path

import numpy as np
from numpy.typing import NDArray

from parsers import stored

#: The model that comes with the program, written by `make train`.
SHIPPED = Path(__file__).with_name("topics.npz")
#: `1 + log(count)` of every count that a word has in texts of a few pages; beyond it a word counts no more.
_AMOUNTS = np.array([0.0, *(1 + log(count) for count in range(1, 4_096))], dtype=np.float32)


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
        scores = np.tile(self.bias, (len(texts), 1))
        if not texts:
            return scores
        said = weighed(texts, self.rows, self.rarity)
        if len(said.rows):
            starts = np.flatnonzero(np.diff(said.texts, prepend=-1))
            told = (said.amounts * np.float32(self.scale))[:, np.newaxis] * self.weights[said.rows]
            scores[said.texts[starts]] += np.add.reduceat(told, starts)
        raised = np.exp(scores - scores.max(axis=1, keepdims=True))
        shares: NDArray[np.float32] = raised / raised.sum(axis=1, keepdims=True)
        return shares

    def dump(self) -> bytes:
        """As a compressed `.npz`, the same bytes for the same model."""
        known = np.frombuffer("\n".join(self.known).encode("ascii"), dtype=np.uint8)
        rarity, scale = self.rarity.astype(np.float16), np.array(self.scale, dtype=np.float32)
        return stored.written(words=known, rarity=rarity, weights=self.weights, scale=scale, bias=self.bias)


@dataclass(frozen=True, slots=True, eq=False)
class Weighed:
    """The words of some texts that have a row: in which of the `texts` each stands, its row, and how much it counts
    there. Of each text the amounts are a vector of length 1.
    """

    texts: NDArray[np.int64]
    rows: NDArray[np.int64]
    amounts: NDArray[np.float32]


def weighed(texts: Sequence[Sequence[str]], rows: Mapping[str, int], rarity: NDArray[np.float32]) -> Weighed:
    """The words of the texts that have a row, each once a text, rare words counting more."""
    own = np.repeat(np.arange(len(texts)), [*map(len, texts)])
    found = np.array([rows.get(word, -1) for word in chain.from_iterable(texts)], dtype=np.int64)
    known = found >= 0
    keys, counts = np.unique(own[known] * len(rarity) + found[known], return_counts=True)
    at, places = np.divmod(keys, len(rarity))
    amounts = _AMOUNTS[np.minimum(counts, len(_AMOUNTS) - 1)] * rarity[places]
    lengths = np.sqrt(np.bincount(at, amounts * amounts, len(texts))).astype(np.float32)
    return Weighed(at, places, amounts / lengths[at])


def likelier(texts: Sequence[Sequence[str]], campi: Sequence[int]) -> float:
    """How many times likelier than by chance texts, given as their folded words, speak each of its campo."""
    shares = topics().shares(texts)[:, 1:]
    told = shares[range(len(campi)), [campo - 1 for campo in campi]] / shares.sum(axis=1)
    return float(np.prod(told * shares.shape[1]))


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
