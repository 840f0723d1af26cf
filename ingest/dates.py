"""When a mail was written: dates as programs of all kinds put them into its head."""

import email.utils
import re
from datetime import UTC, datetime, timedelta, timezone

_YEARS = range(1990, 2100)
#: The first three letters of the months, English and Italian.
_MONTHS = {
    name: number
    for number, names in enumerate(
        (
            "jan gen",
            "feb",
            "mar",
            "apr",
            "may mag",
            "jun giu",
            "jul lug",
            "aug ago",
            "sep set",
            "oct ott",
            "nov",
            "dec dic",
        ),
        1,
    )
    for name in names.split()
}
_NAMED = re.compile(r"\b(\d{1,2})[\s.°º-]*(?:di\s+)?([^\W\d_]{3,10})[\s.,-]*(\d{4})\b")
_ENGLISH_ORDER = re.compile(
    r"\b([^\W\d_]{3,10})\.?\s+(\d{1,2}),?\s+"  # Dec 1,
    r"(?:\d{1,2}[:.]\d{2}\S*\s+)?(?:[A-Z]{3,4}\s+)?"  # 10:30:00 CET, where programs put it before the year
    r"(\d{4})\b"
)
_ISO = re.compile(r"\b(\d{4})[-/](\d{1,2})[-/](\d{1,2})(?=\b|T)")
#: Day before month, as everywhere but in the United States.
_NUMBERS = re.compile(r"\b(\d{1,2})[-/.](\d{1,2})[-/.](\d{4})\b")
_TIME = re.compile(r"(?<![\d.:/+-])(\d{1,2})[:.](\d{2})(?:[:.](\d{2}))?(?![\d/])")
_OFFSET = re.compile(r"([+-])(\d{2}):?(\d{2})\b")
_ZONES = {"CET": 1, "CEST": 2, "MET": 1, "MEST": 2, "UTC": 0, "GMT": 0, "Z": 0}
_ZONE = re.compile(r"\b(?:CES?T|MES?T|UTC|GMT)\b|(?<=\d)Z\b")


def parse_date(value: str) -> datetime | None:
    """The moment that a header field names, aware and in UTC; None if there is none or an absurd one.

    A date without a zone counts as UTC.
    """
    try:
        date = email.utils.parsedate_to_datetime(value)
        if date.tzinfo is None and (named := _ZONE.search(value)):
            date = date.replace(tzinfo=_hours(named))
    except (TypeError, ValueError, IndexError, OverflowError):
        date = None
    return _sound(date) or _sound(_loose(value))


def received_on(values: tuple[str, ...]) -> datetime | None:
    """The moment that the topmost readable `Received` field names: that of the server nearest to us."""
    moments = (parse_date(value.rpartition(";")[2]) for value in values)
    return next((moment for moment in moments if moment is not None), None)


def in_utc(moment: object) -> datetime | None:
    """A moment that a file claims, in UTC; None where it is none, has no zone, or lies where no calendar reaches."""
    if not isinstance(moment, datetime) or moment.tzinfo is None:
        return None
    try:
        return moment.astimezone(UTC)
    except (OverflowError, ValueError):
        return None


def _sound(date: datetime | None) -> datetime | None:
    if date is None:
        return None
    moment = in_utc(date.replace(tzinfo=UTC) if date.tzinfo is None else date)
    return moment if moment is not None and moment.year in _YEARS else None


def _loose(value: str) -> datetime | None:
    value = value[:200]
    found = _day(value)
    if found is None:
        return None
    (year, month, day), rest = found
    time = _TIME.search(rest)
    hour, minute, second = (int(number or 0) for number in time.groups()) if time else (0, 0, 0)
    try:
        return datetime(year, month, day, hour, minute, min(second, 59), tzinfo=_zone(rest))
    except ValueError:
        return None


def _day(value: str) -> tuple[tuple[int, int, int], str] | None:
    """Year, month and day, and the value without them."""
    if (match := _NAMED.search(value)) and (month := _MONTHS.get(match[2][:3].lower())):
        return (int(match[3]), month, int(match[1])), _without(value, match)
    if (match := _ENGLISH_ORDER.search(value)) and (month := _MONTHS.get(match[1][:3].lower())):
        return (int(match[3]), month, int(match[2])), value[match.end(2) : match.start(3)] + value[match.end() :]
    if match := _ISO.search(value):
        return (int(match[1]), int(match[2]), int(match[3])), _without(value, match)
    if match := _NUMBERS.search(value):
        return (int(match[3]), int(match[2]), int(match[1])), _without(value, match)
    return None


def _without(value: str, match: re.Match[str]) -> str:
    return f"{value[: match.start()]} {value[match.end() :]}"


def _zone(rest: str) -> timezone:
    if match := _OFFSET.search(rest):
        offset = timedelta(hours=int(match[2]), minutes=int(match[3]))
        return timezone(offset if match[1] == "+" else -offset)
    named = _ZONE.search(rest)
    return _hours(named) if named else UTC


def _hours(named: re.Match[str]) -> timezone:
    return timezone(timedelta(hours=_ZONES[named[0]]))
