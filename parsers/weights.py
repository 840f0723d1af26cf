"""Learned weights: a table of traits, each with what it says for or against, as a logarithm of odds."""

import csv
from collections.abc import Iterable, Mapping
from math import exp

#: Odds beyond this say nothing more.
_SUREST = 30.0


def read(text: str) -> dict[str, float]:
    """The weights of a table as `tests/learning/weights.py` writes it; "" is the constant."""
    return {row["trait"]: float(row["weight"]) for row in csv.DictReader(text.splitlines())}


def odds(known: Mapping[str, float], traits: Iterable[str]) -> float:
    """The logarithm of the odds that traits give; what the weights do not know says nothing."""
    return known.get("", 0.0) + sum(known.get(trait, 0.0) for trait in sorted(traits))


def chance(logarithm: float) -> float:
    """The probability of odds, 0 to 1."""
    return 1 / (1 + exp(-max(-_SUREST, min(_SUREST, logarithm))))
