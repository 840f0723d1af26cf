"""The learned weights of this folder, by the name of their table."""

from collections.abc import Iterable
from functools import cache
from importlib.resources import files

from parsers import weights
from parsers.weights import chance

__all__ = ["chance", "odds", "probability", "table"]


@cache
def table(name: str) -> dict[str, float]:
    """The weights of a table of this folder; "" is the constant."""
    return weights.read(files("parsers.agreements").joinpath(name).read_text(encoding="utf-8"))


def odds(name: str, traits: Iterable[str]) -> float:
    """The logarithm of the odds that traits give by a table; what it does not know says nothing."""
    return weights.odds(table(name), traits)


def probability(name: str, traits: Iterable[str]) -> float:
    """How probable it is by a table that what has these traits is what is looked for."""
    return chance(odds(name, traits))
