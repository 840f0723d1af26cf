"""Parts put into a Word package by hand: chunks, drawings, objects, each with the relation that leads to it."""

from collections.abc import Mapping
from io import BytesIO
from zipfile import ZIP_DEFLATED, ZipFile

from jobs.demo.build import archive

_RELATION = "http://schemas.openxmlformats.org/officeDocument/2006/relationships/"


def files_of(package: bytes) -> dict[str, bytes]:
    """The parts of a package by name."""
    with ZipFile(BytesIO(package)) as opened:
        return {name: opened.read(name) for name in opened.namelist()}


def deflated(files: Mapping[str, bytes]) -> bytes:
    """A zip whose entries are packed, as office programs write it."""
    out = BytesIO()
    with ZipFile(out, "w", ZIP_DEFLATED) as packed:
        for name, content in files.items():
            packed.writestr(name, content)
    return out.getvalue()


def with_parts(
    package: bytes, parts: Mapping[str, tuple[str, str, bytes | None]], of: str = "word/document.xml"
) -> bytes:
    """The package with more parts: identity -> (kind of relation, target, content); without content the target is
    outside.
    """
    files = files_of(package)
    folder, _, name = of.rpartition("/")
    place = f"{folder}/_rels/{name}.rels"
    entries = ""
    for identity, (kind, target, content) in parts.items():
        outside = ' TargetMode="External"' if content is None else ""
        entries += f'<Relationship Id="{identity}" Type="{_RELATION}{kind}" Target="{target}"{outside}/>'
        if content is not None:
            files[target[1:] if target.startswith("/") else f"{folder}/{target}"] = content
    empty = b'<Relationships xmlns="http://schemas.openxmlformats.org/package/2006/relationships"></Relationships>'
    files[place] = files.get(place, empty).replace(b"</Relationships>", entries.encode() + b"</Relationships>")
    return archive(files)
