"""Italian dates in digits and words."""

import re
from dataclasses import dataclass
from datetime import date

from parsers.italian.text import fold

_MONTHS = {
    name: number
    for number, name in enumerate(
        [
            "gennaio",
            "febbraio",
            "marzo",
            "aprile",
            "maggio",
            "giugno",
            "luglio",
            "agosto",
            "settembre",
            "ottobre",
            "novembre",
            "dicembre",
        ],
        1,
    )
}
_UNITS = {
    "uno": 1, "un": 1, "primo": 1, "due": 2, "tre": 3, "quattro": 4, "cinque": 5, "sei": 6, "sette": 7, "otto": 8,
    "nove": 9, "dieci": 10,
    "undici": 11, "dodici": 12, "tredici": 13, "quattordici": 14, "quindici": 15, "sedici": 16, "diciassette": 17,
    "diciotto": 18, "diciannove": 19,
}  # fmt: skip
_TENS = {
    "venti": 20,
    "trenta": 30,
    "quaranta": 40,
    "cinquanta": 50,
    "sessanta": 60,
    "settanta": 70,
    "ottanta": 80,
    "novanta": 90,
}
#: Months cut short on stamps (`12 lug. 2016`); the first three letters tell them apart.
_SHORT = {name[:3]: number for name, number in _MONTHS.items()} | {"sett": 9}
_MONTH = "|".join((*_MONTHS, *(rf"{short}\.?" for short in ("sett", *(name[:3] for name in _MONTHS)))))
#: The day again in words, the year again in words: `20 (venti) marzo 2015`.
_AGAIN = r"(?: ?\([a-z ]{2,30}\))?"
_ROMAN = {
    "i": 1,
    "ii": 2,
    "iii": 3,
    "iv": 4,
    "v": 5,
    "vi": 6,
    "vii": 7,
    "viii": 8,
    "ix": 9,
    "x": 10,
    "xi": 11,
    "xii": 12,
}
_DIGITS = re.compile(
    rf"\b(\d{{1,2}})[°ºo^]?{_AGAIN} ?(?:del mese di |di )?({_MONTH})(?: dell'anno)?,? ?(\d{{4}}|'?\d{{2}})\b|"
    rf"\b(\d{{1,2}}) ?[./-] ?(\d{{1,2}}|[ivx]{{1,4}}) ?[./-] ?(\d{{4}}|'?\d{{2}})\b"
)
_WORDS = re.compile(
    rf"\b(?:giorno )?(\d{{1,2}}|[a-z]{{2,16}})[°ºo]?{_AGAIN} (?:del mese di |di |del )?({_MONTH})(?: dell'anno| anno|"
    rf" del)?,? ((?:due ?mila|mille ?nove ?cento) ?[a-z]+|\d{{4}})\b"
)
_ISO = re.compile(r"\b((?:19|20)\d{2})[-./](\d{2})[-./](\d{2})(?=t\d|\b)")
#: `l'anno 2013, mese di giugno, giorno 10`.
_COUNTED_DOWN = re.compile(
    rf"\banno (\d{{4}}|(?:due ?mila|mille ?nove ?cento) ?[a-z]+),? (?:il |del |nel )?mese di ({_MONTH}),? (?:il |"
    rf"addi' )?(?:giorno|di) (\d{{1,2}}|[a-z]{{2,16}})\b"
)
_YEAR_FIRST = re.compile(
    rf"\banno (\d{{4}}|(?:due ?mila|mille ?nove ?cento) ?[a-z]+)\W{{0,3}}(?:addi'?|il|,)? ?(?:giorno |di )?(\d{{1,2}}|"
    rf"[a-z]{{2,16}})[°º]? (?:del mese di |del |di )?({_MONTH})\b"
)


@dataclass(frozen=True, slots=True)
class FoundDate:
    """A date in a text: `start` and `end` in the folded text, `day` its value."""

    day: date
    start: int
    end: int


def find_dates(text: str) -> list[FoundDate]:
    """All dates of `text` in order; positions are in `fold(text)`."""
    folded = fold(text)
    found: dict[int, FoundDate] = {}
    for match in _YEAR_FIRST.finditer(folded):
        _take(found, match, match[2], match[3], match[1])
    for match in _COUNTED_DOWN.finditer(folded):
        _take(found, match, match[3], match[2], match[1])
    for match in _ISO.finditer(folded):
        _take(found, match, match[3], match[2], match[1])
    for match in _WORDS.finditer(folded):
        _take(found, match, match[1], match[2], match[3])
    for match in _DIGITS.finditer(folded):
        if match[2]:
            _take(found, match, match[1], match[2], match[3])
        else:
            _take(found, match, match[4], match[5], match[6])
    return [found[start] for start in sorted(found)]


def _take(found: dict[int, FoundDate], match: re.Match[str], day: str, month: str, year: str) -> None:
    value = _date(day, month, year)
    if value and not any(other.start < match.end() and match.start() < other.end for other in found.values()):
        found[match.start()] = FoundDate(value, match.start(), match.end())


def _date(day: str, month: str, year: str) -> date | None:
    numbers = (
        _number(year),
        _MONTHS.get(month) or _SHORT.get(month.rstrip(".")) or _ROMAN.get(month) or _number(month),
        _number(day),
    )
    if None in numbers:
        return None
    years, months, days = (int(number or 0) for number in numbers)
    years += 2000 if years < 50 else 1900 if years < 100 else 0
    try:
        return date(years, months, days) if 1900 <= years <= 2100 else None
    except ValueError:
        return None


def _number(text: str) -> int | None:
    """A number in digits or Italian words up to 9999, with or without spaces and with elisions (`ventuno`,
    `duemilaquindici`).
    """
    text = text.replace(" ", "").lstrip("'")
    if text.isdigit():
        return int(text)
    total = 0
    for prefix, size in (("millenovecento", 1900), ("duemila", 2000)):
        if text.startswith(prefix):
            total, text = size, text.removeprefix(prefix)
            break
    if not text:
        return total or None
    if text in _UNITS:
        return total + _UNITS[text]
    for word, size in _TENS.items():
        for written in (word, word[:-1]):
            if text.startswith(written) and (text == word or text.removeprefix(written) in _UNITS):
                return total + size + _UNITS.get(text.removeprefix(written), 0)
    return None
