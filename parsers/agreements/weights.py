"""Learned weights: a table of traits, each with what it says for or against, as a logarithm of odds."""

import csv
from collections.abc import Iterable
from functools import cache
from importlib.resources import files
from math import exp

#: Odds beyond this say nothing more.
_SUREST = 30.0


@cache
def table(name: str) -> dict[str, float]:
    """The weights of a table of this folder; "" is the constant."""
    text = files("parsers.agreements").joinpath(name).read_text(encoding="utf-8")
    return {row["trait"]: float(row["weight"]) for row in csv.DictReader(text.splitlines())}


def odds(name: str, traits: Iterable[str]) -> float:
    """The logarithm of the odds that traits give by a table; what it does not know says nothing."""
    known = table(name)
    return known.get("", 0.0) + sum(known.get(trait, 0.0) for trait in sorted(traits))


def chance(logarithm: float) -> float:
    """The probability of odds, 0 to 1."""
    return 1 / (1 + exp(-max(-_SUREST, min(_SUREST, logarithm))))


def probability(name: str, traits: Iterable[str]) -> float:
    """How probable it is by a table that what has these traits is what is looked for."""
    return chance(odds(name, traits))
