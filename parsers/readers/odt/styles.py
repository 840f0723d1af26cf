"""Styles of OpenDocument (ODF 1.2 16): looks of runs and paragraphs, and the definitions of lists."""

from collections.abc import Iterable, Iterator
from dataclasses import dataclass, field, replace

from lxml import etree

from parsers.readers.shared.lists import ListLevel
from parsers.readers.shared.runs import Look

_FORMATS = {"1": "decimal", "I": "upperRoman", "i": "lowerRoman", "A": "upperLetter", "a": "lowerLetter", "": "none"}
#: The levels of a list (ODF 1.2 16.31). What claims more is no number of a level.
_LEVELS = frozenset(map(str, range(1, 11)))
_PLAIN_COLOURS = frozenset({"", "transparent", "#000000", "#ffffff", "auto"})


def local(element: etree._Element | None) -> str:
    """The name of an element without its namespace."""
    return element.tag.rpartition("}")[2] if element is not None and isinstance(element.tag, str) else ""


def attribute(element: etree._Element, name: str) -> str:
    """An attribute by its local name, "" if absent."""
    for key, content in element.attrib.items():
        if str(key).rpartition("}")[2] == name:
            return str(content)
    return ""


@dataclass(frozen=True, slots=True)
class ParagraphStyle:
    """What a style says of its paragraphs; `framed` are those with a border or background of their own."""

    look: Look = field(default_factory=Look)
    level: int | None = None
    framed: bool = False


@dataclass(slots=True)
class Styles:
    """All styles of a document by family and name, the automatic ones of the content included."""

    parts: Iterable[etree._Element]
    lists: dict[str, dict[int, ListLevel]] = field(default_factory=dict)
    _elements: dict[tuple[str, str], etree._Element] = field(default_factory=dict)
    _fonts: dict[str, str] = field(default_factory=dict)

    def __post_init__(self) -> None:
        for part in self.parts:
            for element in part.iter():
                if (name := local(element)) == "style":
                    self._elements[(attribute(element, "family"), attribute(element, "name"))] = element
                elif name == "font-face":
                    self._fonts[attribute(element, "name")] = attribute(element, "font-family").strip("'\"")
        for part in self.parts:
            for element in part.iter():
                if local(element) == "list-style":
                    self.lists[attribute(element, "name")] = dict(self._levels(element))

    def paragraph(self, name: str) -> ParagraphStyle:
        """A paragraph style with what it inherits; an unknown one says nothing."""
        result = ParagraphStyle()
        for element in self._line("paragraph", name):
            level = attribute(element, "default-outline-level")
            result = replace(
                result,
                look=self._changed(result.look, element),
                level=int(level) if level.isdigit() else result.level,
                framed=_is_framed(element, "paragraph-properties"),
            )
        return result

    def run(self, name: str, look: Look) -> Look:
        """The look of a span of this style inside text that looks like `look`."""
        for element in self._line("text", name):
            look = self._changed(look, element)
        return look

    def cell_marked(self, name: str) -> bool:
        """Whether a table cell has a background of its own."""
        return any(_has_background(child) for element in self._line("table-cell", name) for child in element)

    def _line(self, family: str, name: str) -> list[etree._Element]:
        """A style and its ancestors, the oldest first."""
        line: list[etree._Element] = []
        while (element := self._elements.get((family, name))) is not None and len(line) < 12:
            line.insert(0, element)
            name = attribute(element, "parent-style-name")
        return line

    def _changed(self, look: Look, style: etree._Element) -> Look:
        for properties in style:
            if local(properties) != "text-properties":
                continue
            stated = {str(key).rpartition("}")[2]: str(content) for key, content in properties.attrib.items()}
            if font := stated.get("font-name") or stated.get("font-family"):
                look = replace(look, font=self._fonts.get(font, font))
            if weight := stated.get("font-weight"):
                look = replace(look, bold=weight == "bold" or (weight.isdigit() and int(weight) >= 600))
            if line := stated.get("text-line-through-style") or stated.get("text-line-through-type"):
                look = replace(look, struck=line != "none")
            if case := stated.get("text-transform"):
                look = replace(look, caps=case == "uppercase")
            if shown := stated.get("display"):
                look = replace(look, hidden=shown == "none")
            if _sets_off(stated):
                look = replace(look, marked=True)
        return look

    def _levels(self, style: etree._Element) -> Iterator[tuple[int, ListLevel]]:
        for element in style:
            number = attribute(element, "level")
            if number not in _LEVELS:
                continue
            level = int(number) - 1
            if local(element) == "list-level-style-number":
                start = attribute(element, "start-value")
                stated = _FORMATS.get(attribute(element, "num-format"), "decimal")
                yield level, ListLevel(stated, _number_text(element, level), int(start) if start.isdigit() else 1)
            else:
                yield level, ListLevel("bullet", attribute(element, "bullet-char"), 1, self._bullet_font(element))

    def _bullet_font(self, level: etree._Element) -> str:
        for properties in level:
            if local(properties) == "text-properties":
                return self._changed(Look(), level).font
        return self.run(attribute(level, "style-name"), Look()).font


def _number_text(element: etree._Element, level: int) -> str:
    """The text around the number, `%1` standing for it, with the levels above where the style shows them."""
    shown = attribute(element, "display-levels")
    count = min(int(shown), level + 1) if shown in _LEVELS else 1
    numbers = ".".join(f"%{number + 1}" for number in range(level - count + 1, level + 1))
    return f"{attribute(element, 'num-prefix')}{numbers}{attribute(element, 'num-suffix')}"


def _sets_off(stated: dict[str, str]) -> bool:
    return (
        stated.get("text-underline-style", "none") != "none"
        or stated.get("background-color", "") not in _PLAIN_COLOURS
        or stated.get("color", "") not in _PLAIN_COLOURS
        or any(
            name.startswith("border") and not name.startswith("border-line") and value not in {"none", ""}
            for name, value in stated.items()
        )
    )


def _has_background(properties: etree._Element) -> bool:
    return attribute(properties, "background-color") not in _PLAIN_COLOURS


def _is_framed(style: etree._Element, name: str) -> bool:
    for properties in style:
        if local(properties) == name:
            borders = [
                str(value)
                for key, value in properties.attrib.items()
                if str(key).rpartition("}")[2].startswith("border")
            ]
            return _has_background(properties) or any(value not in {"none", ""} and "pt" in value for value in borders)
    return False
