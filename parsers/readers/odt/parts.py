"""What lies in an OpenDocument file beside its text: pictures and objects, in parts or in the XML itself."""

import base64
import binascii
import re
import zipfile
from collections.abc import Iterator
from io import BytesIO

from lxml import etree

from parsers.model import Enclosure
from parsers.readers.odt.styles import attribute, local
from parsers.readers.shared.enclosures import numbered, pictures
from parsers.readers.shared.ole import unwrapped
from parsers.readers.shared.package import Package

_CENTIMETRES = {"cm": 1.0, "mm": 0.1, "in": 2.54, "pt": 2.54 / 72}
#: Embedded objects of these kinds are pictures of numbers, no documents.
_NO_DOCUMENTS = ("chart", "formula", "math", "image")


def centimetres(length: str) -> float | None:
    """A length such as `2.5cm`; None if it has no unit that is known."""
    match = re.fullmatch(r"\s*(-?\d*\.?\d+)(cm|mm|in|pt)\s*", length)
    return float(match[1]) * _CENTIMETRES[match[2]] if match is not None else None


def enclosures_in(package: Package, roots: list[etree._Element]) -> Iterator[Enclosure]:
    """The files of a package: its pictures, its OLE objects, its objects that are OpenDocument themselves."""
    names = [name for name in package.names() if not name.endswith("/")]
    shown = _sizes_shown(roots)
    order = {name: place for place, name in enumerate(shown)}
    found = sorted(
        (name for name in names if name.startswith("Pictures/")), key=lambda name: order.get(name, len(order))
    )
    yield from pictures((name.rpartition("/")[2], package.read(name), shown.get(name)) for name in found)
    for name in names:
        if re.fullmatch(r"(?:\./)?Obj[^/]*", name) and (inner := unwrapped(package.read(name))) is not None:
            yield from numbered([(inner[0] or name, inner[1])])
    yield from _inner_documents(package, names)


def _inner_documents(package: Package, names: list[str]) -> Iterator[Enclosure]:
    """The objects of a package that are folders of it and documents."""
    for folder in sorted({name.split("/")[0] for name in names if re.fullmatch(r"Obj[^/]*/content\.xml", name)}):
        kind = _kind_of(package, folder)
        if not any(word in kind for word in _NO_DOCUMENTS):
            yield Enclosure(f"{folder}.{'ods' if 'spreadsheet' in kind else 'odt'}", _package_of(package, folder, kind))


def _sizes_shown(roots: list[etree._Element]) -> dict[str, float]:
    """The largest size at which each picture is shown, by its name, in the order of the text."""
    shown: dict[str, float] = {}
    for element in (element for root in roots for element in root.iter()):
        if local(element) == "image" and (side := _side(element)) is not None:
            name = attribute(element, "href").removeprefix("./")
            shown[name] = max(side, shown.get(name, 0.0))
    return shown


def enclosures_of_flat(root: etree._Element, gaps: list[str]) -> Iterator[Enclosure]:
    """The same where all lies in one XML file, pictures and objects as base64."""
    images: list[tuple[str, bytes, float | None]] = []
    for element in root.iter():
        inner = local(element) == "document" and local(element.getparent()) == "object"
        if inner and not any(word in attribute(element, "mimetype") for word in _NO_DOCUMENTS):
            yield Enclosure("object.fodt", etree.tostring(element))
        if local(element) != "binary-data" or (holder := element.getparent()) is None:
            continue
        if any(local(above) == "object" for above in holder.iterancestors()):
            continue
        try:
            data = base64.b64decode("".join(map(str, element.itertext())))
        except (binascii.Error, ValueError) as error:
            gaps.append(f"a picture in the file is damaged: {error}")
            continue
        if local(holder) == "object-ole":
            yield from numbered([found] if (found := unwrapped(data)) is not None else [])
        else:
            images.append((f"picture{len(images) + 1}", data, _side(holder)))
    yield from pictures(images)


def _side(image: etree._Element) -> float | None:
    """The shorter side at which an image is shown, in cm: its frame says it."""
    frame = image.getparent()
    if frame is None:
        return None
    sides = [centimetres(attribute(frame, name)) for name in ("width", "height")]
    return min(side for side in sides if side is not None) if all(side is not None for side in sides) else None


def _kind_of(package: Package, folder: str) -> str:
    manifest = package.xml("META-INF/manifest.xml")
    for entry in manifest.iter() if manifest is not None else ():
        if attribute(entry, "full-path").rstrip("/") == folder:
            return attribute(entry, "media-type")
    return "application/vnd.oasis.opendocument.text"


def _package_of(package: Package, folder: str, kind: str) -> bytes:
    """An object that is a folder of the package, as a package of its own."""
    out = BytesIO()
    with zipfile.ZipFile(out, "w", zipfile.ZIP_DEFLATED) as file:
        file.writestr(zipfile.ZipInfo("mimetype"), kind)
        for name in package.names():
            if name.startswith(f"{folder}/") and not name.endswith("/"):
                file.writestr(zipfile.ZipInfo(name.removeprefix(f"{folder}/")), package.read(name))
    return out.getvalue()
