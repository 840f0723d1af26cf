"""List numbers of Word (ECMA-376 17.9): they are not in the text but counted from `numbering.xml`."""

import re
from dataclasses import dataclass, field

from lxml import etree

from parsers.readers.docx_runs import local, value
from parsers.readers.symbols import in_symbol_font, is_symbol_font, normalise_marks


@dataclass(slots=True)
class _Level:
    format: str = "decimal"
    text: str = ""
    start: int = 1
    font: str = ""


@dataclass(slots=True)
class _List:
    levels: dict[int, _Level] = field(default_factory=dict)


class Numbering:
    """Counts the lists of one document. `label` must be called once for each item, in order."""

    def __init__(self, root: etree._Element | None) -> None:
        self._lists: dict[str, _List] = {}
        self._abstract_of: dict[str, str] = {}
        self._starts: dict[tuple[str, int], int] = {}
        self._counters: dict[str, dict[int, int]] = {}
        for element in root if root is not None else ():
            if local(element) == "abstractNum":
                self._lists[value(element, "abstractNumId")] = _read_list(element)
            elif local(element) == "num":
                self._read_instance(element)

    def label(self, num_id: str, level: int) -> str:
        """The number or bullet of the next item of a list: `3)`, `IV.`, `-`, or a tick where the bullet is a box."""
        abstract = self._abstract_of.get(num_id)
        definition = self._lists.get(abstract or "")
        if abstract is None or definition is None or level not in definition.levels:
            return "-"
        counters = self._counters.setdefault(abstract, {})
        start = self._starts.pop((num_id, level), None)
        if start is not None:
            counters[level] = start - 1
        counters[level] = counters.get(level, definition.levels[level].start - 1) + 1
        for deeper in [other for other in counters if other > level]:
            del counters[deeper]
        shape = definition.levels[level]
        if shape.format == "none":
            return ""
        if shape.format == "bullet":
            return _bullet(shape)
        return re.sub(r"%(\d)", lambda match: self._count(definition, counters, int(match[1]) - 1), shape.text)

    def _count(self, definition: _List, counters: dict[int, int], level: int) -> str:
        shape = definition.levels.get(level, _Level())
        return _in_format(counters.get(level, shape.start), shape.format)

    def _read_instance(self, element: etree._Element) -> None:
        num_id = value(element, "numId")
        for child in element:
            if local(child) == "abstractNumId":
                self._abstract_of[num_id] = value(child)
            elif local(child) == "lvlOverride":
                for override in child:
                    if local(override) == "startOverride" and value(override).isdigit():
                        self._starts[(num_id, int(value(child, "ilvl") or "0"))] = int(value(override))


def _read_list(element: etree._Element) -> _List:
    result = _List()
    for child in element:
        if local(child) == "lvl" and value(child, "ilvl").isdigit():
            result.levels[int(value(child, "ilvl"))] = _read_level(child)
    return result


def _read_level(element: etree._Element) -> _Level:
    level = _Level()
    for child in element.iter():
        name = local(child)
        if name == "numFmt":
            level.format = value(child)
        elif name == "lvlText":
            level.text = value(child)
        elif name == "start" and value(child).isdigit():
            level.start = int(value(child))
        elif name == "rFonts":
            level.font = value(child, "ascii") or value(child, "hAnsi")
    return level


def _bullet(level: _Level) -> str:
    drawn = in_symbol_font(level.text, level.font).strip() if is_symbol_font(level.font) else normalise_marks(level.text).strip()
    # Round and square bullets say nothing; a box or a check mark may be the answer of the office.
    return drawn if drawn in {"☐", "☒", "✓", "✗"} else "-"


def _in_format(number: int, style: str) -> str:
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
    for size, letters in ((100, "C"), (90, "XC"), (50, "L"), (40, "XL"), (10, "X"), (9, "IX"), (5, "V"), (4, "IV"), (1, "I")):
        while number >= size:
            result += letters
            number -= size
    return result
