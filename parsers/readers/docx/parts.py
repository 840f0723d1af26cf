"""The parts of a Word package beside its main one: which there are, and the texts that lie in parts of other kinds."""

import re
from collections.abc import Iterator, Sequence
from dataclasses import dataclass, replace

from lxml import etree

from config.errors import DocumentError
from config.limits import Limits
from parsers import identify
from parsers.model import DocumentText, Enclosure
from parsers.readers import reader_for
from parsers.readers.docx.runs import local, value
from parsers.readers.shared.enclosures import numbered, pictures
from parsers.readers.shared.ole import unwrapped
from parsers.readers.shared.package import Package, Relation

_MAIN = re.compile(r"(?:.*/)?document\d*\.xml")
_EMU_PER_CM = 360_000
#: Parts that words may be in, or that words depend on. Chunks are told where they stand.
_HOLDS_WORDS = frozenset("header footer footnotes endnotes numbering image package oleObject diagramData chart".split())
#: Points of a SmartArt that hold no text of their own (ECMA-376 21.4.7.51).
_BETWEEN = frozenset({"parTrans", "sibTrans", "pres"})


@dataclass(frozen=True, slots=True)
class WordPackage:
    """A package whose main part is known (None: there is none)."""

    package: Package
    main: str | None

    @classmethod
    def of(cls, package: Package) -> "WordPackage":
        """Finds the main part: the one that the package names, else the one that is called so."""
        roots = [found.target for found in package.relations("").values() if found.kind == "officeDocument"]
        named = [target for target in roots if target in package]
        called = [name for name in package.names() if _MAIN.fullmatch(name) and "glossary" not in name]
        return cls(package, next(iter([*named, *sorted(called, key=lambda name: not name.startswith("word/"))]), None))

    @property
    def folder(self) -> str:
        """Where the parts beside the main one lie, with a slash at its end."""
        return (self.main or "word/document.xml").rpartition("/")[0] + "/"

    def tell_missing(self) -> None:
        """Makes gaps of the parts that the text refers to and that are lost. Some programs write `NULL` for no
        picture.
        """
        relations = self.package.relations(self.main or "").values()
        needed = [found for found in relations if found.kind in _HOLDS_WORDS and not found.external]
        self.package.miss(found.target for found in needed if not found.target.endswith("NULL"))

    def part(self, kind: str) -> etree._Element | None:
        """The only part of a kind, such as `styles`."""
        return next((root for _, root in self.parts(kind)), None)

    def parts(self, kind: str) -> Iterator[tuple[str, etree._Element]]:
        """All parts of a kind as (name, XML), also those that a damaged package no longer refers to."""
        for name in self.names(kind):
            if (root := self.package.xml(name)) is not None:
                yield name, root

    def names(self, kind: str) -> Iterator[str]:
        """The names of all parts of a kind."""
        relations = self.package.relations(self.main or "").values()
        referred = {found.target for found in relations if found.kind == kind and not found.external}
        called = re.compile(rf"{re.escape(self.folder)}{kind}\d*\.xml")
        return (name for name in self.package.names() if name in referred or called.fullmatch(name))

    def chunk(self, relation: Relation, limits: Limits) -> DocumentText:
        """The text of a chunk of another format (ECMA-376 17.17.2). Raises DocumentError if it cannot be read."""
        content = self.package.read(relation.target)
        kind = identify.identify(content)
        if kind in {identify.XML, identify.TEXT} and re.search(r"\.x?html?$", relation.target, re.IGNORECASE):
            kind = identify.HTML
        reader = reader_for(kind)
        if reader is None or limits.depth <= 0:
            raise DocumentError(f"no reader for {kind}" if reader is None else "nested too deep")
        return reader(content, replace(limits, depth=limits.depth - 1))

    def enclosures(self, shown: dict[str, float], previews: set[str]) -> Iterator[Enclosure]:
        """Pictures that may be pages, and embedded files.

        `shown` is the shorter side of pictures on paper, in cm; `previews` are those that only show what is embedded.
        """
        names = [name for name in self.package.names() if not name.endswith(("/", ".rels"))]
        media = [name for name in names if "/media/" in f"/{name}" and name not in previews]
        order = {name: place for place, name in enumerate(shown)}
        media.sort(key=lambda name: order.get(name, len(order)))
        yield from pictures((name.rpartition("/")[2], self.package.read(name), shown.get(name)) for name in media)
        for name in self._embedded(names):
            if (data := self.package.read(name)) and (inner := unwrapped(data)) is not None:
                yield from numbered([(inner[0] or name.rpartition("/")[2], inner[1])])

    def _embedded(self, names: Sequence[str]) -> list[str]:
        """The files that are embedded; the sheets behind charts are none."""
        charts = [name for name in self.package.names() if "/charts/" in name]
        of_charts = {found.target for name in charts for found in self.package.relations(name).values()}
        embedded = [name for name in names if "/embeddings/" in f"/{name}" and not name.endswith(".xml")]
        return [name for name in embedded if name not in of_charts]


def sizes_shown(root: etree._Element, relations: dict[str, Relation]) -> Iterator[tuple[str, float]]:
    """The parts of the pictures below `root`, each with the shorter side at which it is shown, in cm."""
    for element in root.iter():
        if local(element) not in {"inline", "anchor"}:
            continue
        sides = [value(child, side) for child in element if local(child) == "extent" for side in ("cx", "cy")]
        for blip in element.iter():
            found = relations.get(value(blip, "embed")) if local(blip) == "blip" else None
            if found is not None and len(sides) == 2 and all(side.isdigit() for side in sides):
                yield found.target, min(map(int, sides)) / _EMU_PER_CM


def previews_of(root: etree._Element, relations: dict[str, Relation]) -> Iterator[str]:
    """The parts of pictures that only show what is embedded beside them (ECMA-376 17.3.3.19)."""
    for element in root.iter():
        inside = list(element.iter()) if local(element) == "object" else []
        if any(local(child) == "OLEObject" and value(child, "Type") == "Embed" for child in inside):
            for child in inside:
                if local(child) == "imagedata" and (found := relations.get(value(child, "id"))) is not None:
                    yield found.target


def drawn_lines(root: etree._Element) -> Iterator[str]:
    """The paragraphs of a drawing in DrawingML: SmartArt, the titles of a chart, a locked canvas."""
    for element in root.iter():
        if local(element) == "p" and not any(
            local(above) == "pt" and value(above, "type") in _BETWEEN for above in element.iterancestors()
        ):
            pieces = [child for child in element.iter() if local(child) in {"t", "br"}]
            line = "".join(" " if local(piece) == "br" else piece.text or "" for piece in pieces)
            if line.strip():
                yield re.sub(r"\s+", " ", line).strip()
