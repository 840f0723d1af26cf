"""The 106 offices that were asked to reply: 103 prefetture, two Commissariati del Governo, one Regione."""

import csv
from dataclasses import dataclass
from functools import cache
from importlib.resources import files


@dataclass(frozen=True, slots=True)
class Prefettura:
    """A sending office. `sigla` is the two-letter key, `variants` the other ways its name is written."""

    sigla: str
    name: str
    region: str
    office: str
    variants: tuple[str, ...]


@cache
def prefetture() -> tuple[Prefettura, ...]:
    """All 106 offices in the order of the table."""
    table = files("config").joinpath("prefetture.csv").read_text(encoding="utf-8")
    return tuple(
        Prefettura(
            row["sigla"], row["name"], row["region"], row["office"], tuple(filter(None, row["variants"].split("|")))
        )
        for row in csv.DictReader(table.splitlines())
    )


@cache
def by_sigla() -> dict[str, Prefettura]:
    """The offices by their sigla."""
    return {office.sigla: office for office in prefetture()}


@cache
def places() -> dict[str, tuple[float, float]]:
    """Where each office is, for maps: latitude and longitude in degrees, to about a kilometre."""
    table = files("config").joinpath("places.csv").read_text(encoding="utf-8")
    return {
        row["sigla"]: (float(row["latitude"]), float(row["longitude"])) for row in csv.DictReader(table.splitlines())
    }
