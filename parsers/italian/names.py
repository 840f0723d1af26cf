"""Given names of persons in Italy, so that a person is told from a body."""

from functools import cache
from importlib.resources import files


@cache
def given_names() -> frozenset[str]:
    """Common given names, folded; one a line in the word list."""
    text = files("parsers.italian").joinpath("lexicon/given_names.txt").read_text(encoding="utf-8")
    return frozenset(text.split())
