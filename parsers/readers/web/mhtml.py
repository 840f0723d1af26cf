"""Web pages in a single file (RFC 2557; `.mht`, also named `.doc`): pages, frames, pictures, each part decoded."""

import email
import email.policy
import re
from collections.abc import Iterator, Sequence
from contextlib import suppress
from dataclasses import dataclass, field
from email.errors import CloseBoundaryNotFoundDefect, NoBoundaryInMultipartDefect, StartBoundaryNotFoundDefect
from email.message import Message

from config.errors import DocumentError
from config.limits import Limits
from parsers.identify import MHTML, identify
from parsers.model import Block, DocumentText, Enclosure
from parsers.readers import plain
from parsers.readers.shared.enclosures import numbered, picture_bytes, pictures
from parsers.readers.shared.ole import objects_in
from parsers.readers.shared.room import Blocks, FullError
from parsers.readers.shared.runs import append, within
from parsers.readers.web import html

#: What Word and browsers put beside the page: style sheets, lists of files, themes.
_BESIDE = re.compile(r"text/css|[^\s/]*/\S*(?:xml|javascript|officetheme)\S*")

_CUT = (CloseBoundaryNotFoundDefect, NoBoundaryInMultipartDefect, StartBoundaryNotFoundDefect)
_BESIDE_SUFFIXES = (".thmx", ".mso", ".css", ".js", ".wmz", ".emz")


@dataclass(frozen=True, slots=True)
class _Leaf:
    """A decoded part: `kind` as declared, `name` the last word of its address."""

    kind: str
    name: str
    content: bytes
    identity: str


@dataclass(slots=True)
class _Collected:
    blocks: Blocks
    tables: int = 0
    images: list[tuple[str, bytes, float | None]] = field(default_factory=list)
    files: list[tuple[str, bytes]] = field(default_factory=list)
    gaps: list[str] = field(default_factory=list)


def read(content: bytes, limits: Limits) -> DocumentText:
    """The blocks of all pages, the one that the others belong to first. Raises DocumentError if there is none."""
    message = email.message_from_bytes(content.lstrip(b"\xef\xbb\xbf \t\r\n"), policy=email.policy.compat32)
    leaves = list(_leaves(message))
    start = message.get_param("start")
    first = str(start).strip("<> ") if isinstance(start, str) else ""
    leaves.sort(key=lambda leaf: bool(first) and leaf.identity != first)
    found = _Collected(Blocks(limits))
    if "content-type" not in message or any(
        isinstance(defect, _CUT) for holder in message.walk() for defect in holder.defects
    ):
        found.gaps.append("the web archive ends before its last part does: it is cut off")
    for leaf in leaves:
        _take(leaf, found, limits)
    if not found.blocks and not found.images and not found.files:
        raise DocumentError("no page in the web archive")
    attachments: tuple[Enclosure, ...] = (*pictures(found.images), *numbered(found.files))
    return DocumentText(
        MHTML,
        within(found.blocks, limits.text_chars),
        attachments=attachments,
        gaps=tuple(found.gaps),
    )


def _leaves(message: Message) -> Iterator[_Leaf]:
    """The parts that hold something, each page once; of two readings of one page the web page."""
    known: set[bytes] = set()
    for holder in message.walk():
        parts = _parts(holder)
        if holder is message and not parts:
            parts = [message]
        pages = any(part.get_content_type() == "text/html" for part in parts)
        twins = pages and holder.get_content_type() == "multipart/alternative"
        for part in parts:
            if part.is_multipart() or (twins and part.get_content_type() == "text/plain"):
                continue
            leaf = _leaf(part)
            if leaf.content.strip() and leaf.content not in known:
                known.add(leaf.content)
                yield leaf


def _parts(holder: Message) -> list[Message]:
    """The parts of one that has some."""
    return [part for part in holder.get_payload() if isinstance(part, Message)] if holder.is_multipart() else []


def _leaf(part: Message) -> _Leaf:
    encoding = str(part.get("content-transfer-encoding", "")).split(";")[0].strip(" \t\"'").lower()
    del part["content-transfer-encoding"]
    part["content-transfer-encoding"] = encoding
    payload = part.get_payload(decode=True)
    content = payload if isinstance(payload, bytes) else b""
    address = str(part.get("content-location", "")).strip() or part.get_filename("")
    return _Leaf(
        part.get_content_type(),
        re.split(r"[/\\]", str(address))[-1],
        content,
        str(part.get("content-id", "")).strip("<> "),
    )


def _add(blocks: Sequence[Block], found: _Collected) -> None:
    with suppress(FullError):
        found.tables = append(found.blocks, blocks, found.tables)


def _take(leaf: _Leaf, found: _Collected, limits: Limits) -> None:
    """One part goes where it belongs."""
    if leaf.kind in {"text/html", "application/xhtml+xml"}:
        page = html.read_text(plain.decode(leaf.content), limits, framed=True)
        _add(page.blocks, found)
        found.images += [(enclosure.filename, enclosure.content, None) for enclosure in page.attachments]
    elif leaf.kind == "text/plain":
        _add(plain.blocks_of(plain.clean(plain.decode(leaf.content)), limits), found)
    elif leaf.name.lower() == "oledata.mso":
        try:
            found.files += objects_in(leaf.content, limits)
        except Exception as error:  # noqa: BLE001 - olefile and zlib raise anything on broken storages
            found.gaps.append(f"the embedded objects cannot be read: {error!r}")
    elif leaf.kind.startswith("image/") or identify(leaf.content).startswith("image/"):
        found.images.append((leaf.name or "picture", picture_bytes(leaf.content), None))
    elif not _BESIDE.match(leaf.kind) and not leaf.name.lower().endswith(_BESIDE_SUFFIXES):
        found.files.append((leaf.name, leaf.content))
