"""Comuni, provinces and regions of Italy."""

from collections import Counter
from dataclasses import dataclass
from functools import cache

from config import italy
from config.prefetture import by_sigla, prefetture
from parsers.italian.text import fold


@dataclass(frozen=True, slots=True)
class Place:
    """Where something is; "" where it is not known. `province` is a sigla."""

    comune: str = ""
    province: str = ""
    region: str = ""


NOWHERE = Place()
#: A short name has so many letters, and so few comuni share it.
_SHORTEST, _MOST_SHARING = 4, 6


@cache
def comuni() -> dict[str, tuple[tuple[str, str], ...]]:
    """Name and sigla of the comuni by their folded names; two of one name are both there."""
    found: dict[str, tuple[tuple[str, str], ...]] = {}
    for name, sigla in italy.comuni():
        key = fold(name)
        found[key] = (*found.get(key, ()), (name, sigla))
    return found


@cache
def provinces() -> dict[str, str]:
    """Siglas by the folded names of provinces, in all the ways in which they are written; none that two could mean."""
    named: dict[str, set[str]] = {}
    for office in prefetture():
        for form in (office.name, *office.variants):
            named.setdefault(fold(form), set()).add(office.sigla)
    return {form: siglas.pop() for form, siglas in named.items() if len(siglas) == 1}


@cache
def regions() -> dict[str, str]:
    """Names of the regions, by their folded names and short forms."""
    names = {office.region for office in prefetture()}
    short = {
        "trentino": "Trentino-Alto Adige",
        "alto adige": "Trentino-Alto Adige",
        "friuli": "Friuli-Venezia Giulia",
        "valle d'aosta": "Valle d'Aosta",
        "siciliana": "Sicilia",
    }
    folded = {fold(name): name for name in names}
    return {**short, **folded, **{name.replace("-", " "): region for name, region in folded.items()}}


def locate(words: str, *, comune: bool) -> Place:
    """The place that words name: as a comune where `comune` is true, else as a province or region first."""
    key = fold(words)
    sigla = provinces().get(key, "")
    if sigla and not comune:
        return Place("", sigla, by_sigla()[sigla].region)
    found = comuni().get(key) or comuni().get(f"l'{key}", ())
    if len(found) == 1:
        name, sigla = found[0]
        return Place(name, sigla, by_sigla()[sigla].region)
    if sigla:
        return Place("", sigla, by_sigla()[sigla].region)
    return Place(region=regions().get(key, ""))


@cache
def place_names() -> dict[str, int]:
    """First words of all names of places, with the number of words of the longest name that begins so."""
    longest: dict[str, int] = {}
    for name in (*comuni(), *provinces(), *regions()):
        parts = name.replace("'", "' ").replace(",", " ,").split()
        longest[parts[0]] = max(longest.get(parts[0], 0), len(parts))
    return longest


@cache
def short_names() -> frozenset[str]:
    """First words by which comuni of several words are called: `Bassano`, `Acqui`; none that begins many names
    (`Castel`, `Monte`).
    """
    first = Counter(name.split()[0] for name in comuni() if " " in name)
    return frozenset(word for word, names in first.items() if names <= _MOST_SHARING and len(word) >= _SHORTEST)


def is_place(words: str) -> bool:
    """Is this the name of a comune, province or region?"""
    key = fold(words)
    return key in comuni() or key in provinces() or key in regions()
