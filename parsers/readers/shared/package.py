"""Packages of office formats (ECMA-376 part 2, ODF 1.2 part 3): parts, their XML, and the relations between them.

Limits hold before anything is inflated (markitdown#1514). A damaged part is read as far as it goes and told in `gaps`.
"""

import posixpath
from collections.abc import Callable, Iterable
from dataclasses import dataclass
from typing import TypeVar

from lxml import etree

from config.errors import DocumentError, DocumentLimitError
from config.limits import Limits
from config.markup import readable
from parsers.readers.shared.parts import FlatParts, Parts, SalvagedParts, zip_parts

_Found = TypeVar("_Found")


@dataclass(frozen=True, slots=True)
class Relation:
    """What a part refers to: `kind` is the last word of its type, `target` a part of the package unless `external`."""

    kind: str
    target: str
    external: bool = False


class Package:
    """The parts of one file. `gaps` says, a sentence each, what of it could not be read."""

    def __init__(self, parts: Parts, limits: Limits) -> None:
        self.limits = limits
        self.gaps: list[str] = []
        self._told: set[str] = set()
        self._parts = parts
        self._names = frozenset(parts.names())
        self._left = limits.inflated_bytes
        self._over: dict[str, DocumentLimitError] = {}
        self._relations: dict[str, dict[str, Relation]] = {}
        if isinstance(parts, SalvagedParts):
            self.gaps.append("the package is damaged: its directory is missing, only what was found in it is read")

    @classmethod
    def from_zip(cls, content: bytes, limits: Limits) -> "Package":
        """Opens a zip. Raises DocumentError if nothing is in it, DocumentLimitError if too much is."""
        return cls(zip_parts(content, limits), limits)

    @classmethod
    def from_flat(cls, root: etree._Element, limits: Limits) -> "Package":
        """The package that lies in one XML file."""
        return cls(FlatParts.of(root), limits)

    def __contains__(self, name: str) -> bool:
        return name in self._names

    def names(self) -> list[str]:
        """The names of all parts, sorted."""
        return sorted(self._names)

    def read(self, name: str) -> bytes:
        """The bytes of a part; b"" if there is none of that name, or it is too large (then a gap says so)."""
        if name not in self._names:
            return b""
        most = min(self._left, self.limits.file_bytes)
        try:
            data, damage = self._parts.read(name, most)
        except DocumentLimitError as error:
            self._over[name] = error
            self._tell(str(error))
            return b""
        if damage:
            self._tell(damage)
        self._left -= len(data)
        return data

    def xml(self, name: str) -> etree._Element | None:
        """A part as XML, None if it is absent or empty; repaired where that is possible. No entity is ever resolved."""
        return self.understood(name, parsed)

    def understood(self, name: str, understand: Callable[[bytes], tuple[_Found | None, str]]) -> _Found | None:
        """What `understand` makes of the bytes of a part, None if it is absent or empty. What it says is wrong becomes
        a gap.
        """
        if not (data := self.read(name).lstrip(b"\xef\xbb\xbf \t\r\n")):
            return None
        found, wrong = understand(data)
        if wrong:
            self._tell(f"{name} in the package is {wrong}")
        return found

    def required(self, name: str | None) -> etree._Element:
        """The part without which there is no document. Raises DocumentLimitError or DocumentError with the reason."""
        root = self.xml(name) if name else None
        if root is not None:
            return root
        if name in self._over:
            raise self._over[name]
        raise DocumentError("; ".join(["the package has no document part", *self.gaps]))

    def relations(self, part: str) -> dict[str, Relation]:
        """What a part refers to, by identity ("" is the package itself)."""
        if part not in self._relations:
            folder, name = posixpath.split(part)
            root = self.xml(posixpath.join(folder, "_rels", f"{name}.rels"))
            self._relations[part] = {
                str(element.get("Id")): _relation(element, folder)
                for element in (root if root is not None else ())
                if element.get("Id")
            }
        return self._relations[part]

    def miss(self, names: Iterable[str]) -> None:
        """Tells of the parts among `names` that something refers to and that are not there."""
        for name in names:
            if name not in self._names:
                self._tell(f"{name} is named in the package and missing")

    def _tell(self, gap: str) -> None:
        if gap not in self._told:
            self._told.add(gap)
            self.gaps.append(gap)


def parsed(data: bytes) -> tuple[etree._Element | None, str]:
    """XML, repaired where that is possible, None where it is not; and what is wrong with it, "" if nothing is."""
    parser = xml_parser()
    try:
        root = etree.fromstring(readable(data), parser)
    except etree.XMLSyntaxError as error:
        return None, f"not readable XML: {error}"
    broken = root is not None and any(entry.level == etree.ErrorLevels.FATAL for entry in parser.error_log)
    return root, "broken XML, read as far as it makes sense" if broken else ""


def xml_parser(*, huge: bool = False) -> etree.XMLParser:
    """A parser that mends what it can and resolves nothing; `huge` for texts of many megabytes."""
    return etree.XMLParser(resolve_entities=False, no_network=True, recover=True, huge_tree=huge)


def flat_xml(content: bytes) -> tuple[etree._Element, list[str]]:
    """The root of a document in one XML file, and what of it could not be read. Raises DocumentError if nothing can."""
    # Entities grow in attributes even where none is resolved, and a huge tree lifts the bound on that. Offices write
    # none.
    entities = any("<!ENTITY".encode(name) in content for name in ("ascii", "utf-16-le", "utf-16-be"))
    parser = xml_parser(huge=not entities)
    try:
        root = etree.fromstring(readable(content.lstrip()), parser)
    except etree.XMLSyntaxError as error:
        raise DocumentError(f"not readable XML: {error}") from error
    if root is None:
        raise DocumentError("the file holds no XML that makes sense")
    broken = any(entry.level == etree.ErrorLevels.FATAL for entry in parser.error_log)
    return root, ["the file is broken XML, read as far as it makes sense"] if broken else []


def _relation(element: etree._Element, folder: str) -> Relation:
    kind = str(element.get("Type") or "").rpartition("/")[2]
    target = str(element.get("Target") or "").replace("\\", "/")
    if (element.get("TargetMode") or "").lower() == "external":
        return Relation(kind, target, external=True)
    place = target[1:] if target.startswith("/") else posixpath.join(folder, target)
    return Relation(kind, posixpath.normpath(place))
