"""Names that everybody in Italy meets: its comuni, and the given names of those who live there.

`comuni.csv` has every comune that existed since 2005, in both languages where it has two, with the sigla of the
prefettura in whose province it lies (the provinces of Sardinia as they were divided among its prefetture).
`given_names.txt` has given names, Italian ones and those of the countries from which most came in 2015.
"""

import csv
from functools import cache
from importlib.resources import files


@cache
def comuni() -> tuple[tuple[str, str], ...]:
    """Name and sigla of each comune."""
    table = files("config").joinpath("comuni.csv").read_text(encoding="utf-8")
    return tuple((row["name"], row["sigla"]) for row in csv.DictReader(table.splitlines()))


@cache
def given_names() -> frozenset[str]:
    """Common given names, in small letters and without accents."""
    return frozenset(files("config").joinpath("given_names.txt").read_text(encoding="utf-8").split())
