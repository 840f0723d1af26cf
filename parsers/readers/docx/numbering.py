"""List numbers of Word packages (ECMA-376 17.9), from `numbering.xml`."""

from lxml import etree

from parsers.readers.docx.runs import local, value
from parsers.readers.shared.lists import ListCounter, ListLevel


class Numbering:
    """The lists of one document. `label` must be called once for each item, in order."""

    def __init__(self, root: etree._Element | None) -> None:
        levels: dict[str, dict[int, ListLevel]] = {}
        self._abstract_of: dict[str, str] = {}
        starts: dict[tuple[str, int], int] = {}
        for element in root if root is not None else ():
            if local(element) == "abstractNum":
                levels[value(element, "abstractNumId")] = _read_list(element)
            elif local(element) == "num":
                self._read_instance(element, levels, starts)
        self._counter = ListCounter(levels, starts)

    def label(self, num_id: str, level: int) -> str:
        """The number or bullet of the next item of a list."""
        return self._counter.label(self._abstract_of.get(num_id, ""), level, num_id)

    def _read_instance(
        self, element: etree._Element, levels: dict[str, dict[int, ListLevel]], starts: dict[tuple[str, int], int]
    ) -> None:
        """A `w:num`: which list it is, where it begins anew, which levels it draws in its own way."""
        num_id = value(element, "numId")
        for child in element:
            if local(child) == "abstractNumId":
                self._abstract_of[num_id] = value(child)
        own: dict[int, ListLevel] = {}
        for child in element:
            if local(child) != "lvlOverride":
                continue
            for override in child:
                if local(override) == "startOverride" and value(override).isdigit():
                    starts[(num_id, int(value(child, "ilvl") or "0"))] = int(value(override))
                elif local(override) == "lvl":
                    own[int(value(child, "ilvl") or "0")] = _read_level(override)
        if own:
            # A list of its own: an office that changed the bullet of some items only.
            levels[f"own {num_id}"] = levels.get(self._abstract_of.get(num_id, ""), {}) | own
            self._abstract_of[num_id] = f"own {num_id}"


def _read_list(element: etree._Element) -> dict[int, ListLevel]:
    return {
        int(value(child, "ilvl")): _read_level(child)
        for child in element
        if local(child) == "lvl" and value(child, "ilvl").isdigit()
    }


def _read_level(element: etree._Element) -> ListLevel:
    stated: dict[str, str] = {}
    for child in element.iter():
        if local(child) in {"numFmt", "lvlText", "start"}:
            stated[local(child)] = value(child)
        elif local(child) == "rFonts":
            stated["font"] = value(child, "ascii") or value(child, "hAnsi")
    start = stated.get("start", "")
    return ListLevel(
        stated.get("numFmt", "decimal"),
        stated.get("lvlText", ""),
        int(start) if start.isdigit() else 1,
        stated.get("font", ""),
    )
