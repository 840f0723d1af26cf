"""List numbers: word processors do not write them into the text but count them from the definition of the list."""

import re
from collections.abc import Hashable, Mapping
from dataclasses import dataclass, field
from typing import Generic, TypeVar

from parsers.readers.shared.symbols import in_symbol_font, is_symbol_font, normalise_marks

#: How a format names its lists, and the instances of them that it numbers.
ListT = TypeVar("ListT", bound=Hashable)
InstanceT = TypeVar("InstanceT", bound=Hashable)
#: A list that claims a higher number is shown in digits: letters and Roman numerals grow with it.
_LAST_IN_LETTERS = 4000
#: A text around numbers is written before every item: what is longer says nothing of them.
_LONGEST_TEXT = 200
_ANSWERS = frozenset("☐□☒✓✔✗✘")


@dataclass(frozen=True, slots=True)
class ListLevel:
    """A level of a list. `format` in the words of ECMA-376 17.18.59; `text` holds %1 to %9 where a number stands."""

    format: str = "decimal"
    text: str = ""
    start: int = 1
    font: str = ""


@dataclass(slots=True)
class ListCounter(Generic[ListT, InstanceT]):
    """Counts the lists of one document. `label` must be called once for each item, in order.

    `levels` gives the levels of each list, `starts` a number at which a level of an instance begins anew.
    """

    levels: Mapping[ListT, Mapping[int, ListLevel]]
    starts: dict[tuple[InstanceT, int], int] = field(default_factory=dict)
    _counters: dict[ListT, dict[int, int]] = field(default_factory=dict)

    def label(self, key: ListT, level: int, instance: InstanceT) -> str:
        """The number or bullet of the next item of a list: `3)`, `IV.`, `-`, or a tick where the bullet is a box."""
        definition = self.levels.get(key, {})
        if level not in definition:
            return "-"
        counters = self._counters.setdefault(key, {})
        start = self.starts.pop((instance, level), None)
        if start is not None:
            counters[level] = start - 1
        counters[level] = counters.get(level, definition[level].start - 1) + 1
        for deeper in [other for other in counters if other > level]:
            del counters[deeper]
        shape = definition[level]
        if shape.format == "none":
            return ""
        if shape.format == "bullet":
            return bullet(shape.text, shape.font)
        text = shape.text[:_LONGEST_TEXT]
        return re.sub(r"%(\d)", lambda match: _count(definition, counters, int(match[1]) - 1), text)

    def restart(self, key: ListT) -> None:
        """The list begins anew at its next item."""
        self._counters.pop(key, None)


def bullet(text: str, font: str) -> str:
    """What a bullet shows: a box or a check mark may be the answer of the office, other shapes say nothing."""
    drawn = in_symbol_font(text, font).strip() if is_symbol_font(font) else normalise_marks(text).strip()
    return drawn if drawn in _ANSWERS else "-"


def _count(definition: Mapping[int, ListLevel], counters: Mapping[int, int], level: int) -> str:
    shape = definition.get(level, ListLevel())
    return _in_format(counters.get(level, shape.start), shape.format)


def _in_format(number: int, style: str) -> str:
    if number > _LAST_IN_LETTERS:
        return str(number)
    if style in {"upperRoman", "lowerRoman"}:
        roman = _roman(number)
        return roman if style == "upperRoman" else roman.lower()
    if style in {"upperLetter", "lowerLetter"} and number > 0:
        letter = chr(ord("A") + (number - 1) % 26) * ((number - 1) // 26 + 1)
        return letter if style == "upperLetter" else letter.lower()
    if style == "decimalZero":
        return f"{number:02d}"
    return str(number)


def _roman(number: int) -> str:
    result = ""
    for size, letters in (
        (100, "C"),
        (90, "XC"),
        (50, "L"),
        (40, "XL"),
        (10, "X"),
        (9, "IX"),
        (5, "V"),
        (4, "IV"),
        (1, "I"),
    ):
        while number >= size:
            result += letters
            number -= size
    return result
