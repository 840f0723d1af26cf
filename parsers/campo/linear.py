"""A linear model over n-grams: reading it, asking it, writing it. How it is fitted is `fit.py`."""

from collections.abc import Sequence
from dataclasses import dataclass
from functools import cache
from pathlib import Path

import numpy as np
from numpy.typing import NDArray

from parsers import stored
from parsers.campo.ngrams import BUCKETS, Grams, families

#: The model that comes with the program.
SHIPPED = Path(__file__).with_name("ngrams.npz")
FAMILIES = 2


@dataclass(frozen=True, slots=True)
class Linear:
    """`rarity` (families x buckets) is how much an n-gram counts; `weights` (families x buckets x classes, whole
    numbers, times `scale` of the class) how much it speaks for each class; `bias` (classes) what is true of every
    text. The opinion has `FAMILIES` families; other models have as many as they take texts apart into.
    """

    rarity: NDArray[np.float16]
    weights: NDArray[np.int8]
    scale: NDArray[np.float32]
    bias: NDArray[np.float32]

    def scores(self, text: str) -> NDArray[np.float64] | None:
        """How much the text speaks for each class, as log-odds up to a constant. None for a text without a letter or
        digit.
        """
        return self.scores_of(families(text))

    def scores_of(self, taken: Sequence[Grams]) -> NDArray[np.float64] | None:
        """The same for a text that was taken apart into the families of the model."""
        if not any(len(grams.buckets) for grams in taken):
            return None
        total = self.bias.astype(np.float64)
        for family, grams in enumerate(taken):
            spoken = weighed(grams, self.rarity[family]) @ self.weights[family, grams.buckets].astype(np.float64)
            total = total + spoken * self.scale
        return total

    def dump(self) -> bytes:
        """As a compressed `.npz`, the same bytes for the same model."""
        return stored.written(rarity=self.rarity, weights=self.weights, scale=self.scale, bias=self.bias)


def weighed(grams: Grams, rarity: NDArray[np.float16]) -> NDArray[np.float64]:
    """The amounts of the n-grams, rare ones counting more, as a vector of length 1: long texts do not speak louder."""
    amounts = grams.amounts * rarity[grams.buckets].astype(np.float64)
    length = float(np.sqrt(amounts @ amounts))
    return amounts / length if length else amounts


def load(content: bytes) -> Linear:
    """The model that `dump` wrote. Raises ValueError for anything else."""
    model = Linear(*stored.read(content, "rarity", "weights", "scale", "bias"))
    classes = model.bias.size
    if model.rarity.shape[1:] != (BUCKETS,) or model.weights.shape != (*model.rarity.shape, classes):
        raise ValueError(f"no model of n-grams: the weights are {model.weights.shape}")
    return model


@cache
def shipped() -> Linear:
    """The model that comes with the program, read once."""
    return load(SHIPPED.read_bytes())
