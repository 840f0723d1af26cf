"""Several readings of one text (multipart/alternative, RFC 2046 5.1.4): one is taken, nothing of the others is lost.

What a reading holds is judged by all of its leaves: programs put files and whole passages behind the first one.
"""

import re
from collections.abc import Iterator, Sequence
from dataclasses import dataclass, replace

from lxml import etree

from ingest.mime import MimePart, text_of

_RTF = "application/rtf"
_TEXTS = frozenset({"text/plain", "text/html", _RTF})
_BLOCKS = frozenset("p div br tr td th li ul ol table h1 h2 h3 h4 h5 h6 blockquote pre hr title body".split())
_HIDDEN = frozenset({"script", "style", "head"})
#: Addresses of pages and pictures stand in one reading only, as text.
_ADDRESS = re.compile(r"https?://\S+|www\.\S+|mailto:\S+|\[(?:cid|image|immagine):[^\]]*\]", re.IGNORECASE)
#: Words in a row that two readings must share to tell the same.
_ROW = 3
#: Plain text carries the words without guessing; another reading wins where it has so many times the words.
_STUB = 3
#: Fewer missing words are a caption or a button.
_FEWEST = 4


def is_body(part: MimePart) -> bool:
    """Whether a leaf is text of the mail itself and no file."""
    return part.content_type in _TEXTS and not part.filename and part.disposition != "attachment"


def readings(part: MimePart) -> Iterator[MimePart]:
    """Of a multipart/alternative the reading that is taken, and what only the others hold: files and passages."""
    offered = [_Reading.of(child) for child in part.children]
    chosen = _chosen([reading for reading in offered if reading.words])
    taken: set[bytes | None] = set()
    if chosen is not None:
        yield chosen.part
        taken = {leaf.content for leaf in chosen.part.walk()}
    known = chosen
    for other in offered:
        if other is chosen:
            continue
        for leaf in other.part.walk():
            if leaf.content is not None and not is_body(leaf) and leaf.content not in taken:
                yield leaf
        if known is not None and (passages := other.beyond(known)):
            text = "\n".join(passages).encode("utf-8", "replace")
            yield MimePart("text/plain", {"content-type": ("text/plain; charset=utf-8",)}, content=text)
            known = replace(known, lines=(*known.lines, *passages), rows=known.rows | other.rows)


@dataclass(frozen=True, slots=True)
class _Reading:
    """One child of a multipart/alternative: its lines of text, the number of words and the rows of words in them."""

    part: MimePart
    kind: str
    lines: tuple[str, ...]
    words: int
    rows: frozenset[str]

    @classmethod
    def of(cls, part: MimePart) -> "_Reading":
        leaves = [leaf for leaf in part.walk() if leaf.content is not None and is_body(leaf)]
        lines = tuple(line for leaf in leaves for line in _lines(leaf))
        words = [word for line in lines for word in _words(line)]
        rows = frozenset(row for size in range(1, _ROW + 1) for row in _rows(words, size))
        kinds = {leaf.content_type for leaf in leaves}
        kind = next((kind for kind in (_RTF, "text/html", "text/plain") if kind in kinds), "")
        return cls(part, kind, lines, len(words), rows)

    def beyond(self, other: "_Reading") -> tuple[str, ...]:
        """The lines of this reading that the other one lacks."""
        if self.kind == _RTF:
            return ()
        lacking = tuple(line for line in self.lines if _lacks(other.rows, line))
        return lacking if sum(len(_words(line)) for line in lacking) >= _FEWEST else ()


def _chosen(offered: Sequence[_Reading]) -> _Reading | None:
    """Plain text, unless it is a stub or another reading holds all of it and more."""
    if not offered:
        return None
    order = ("text/plain", "text/html", _RTF)
    ranked = sorted(offered, key=lambda reading: order.index(reading.kind))
    legible = [reading for reading in ranked if reading.kind != _RTF] or ranked
    most = max(reading.words for reading in legible)
    chosen = next(reading for reading in legible if reading.words * _STUB >= most)
    for other in legible:
        if other.beyond(chosen) and not chosen.beyond(other):
            chosen = other
    return chosen


def _lacks(rows: frozenset[str], line: str) -> bool:
    words = _words(line)
    if not words:
        return False
    found = _rows(words, min(_ROW, len(words)))
    return sum(row not in rows for row in found) * 2 > len(found)


def _rows(words: Sequence[str], size: int) -> list[str]:
    return [" ".join(words[place : place + size]) for place in range(len(words) - size + 1)]


def _words(line: str) -> list[str]:
    return re.findall(r"\w+", _ADDRESS.sub(" ", line).casefold())


def _lines(leaf: MimePart) -> list[str]:
    text = text_of(leaf)
    if leaf.content_type == "text/html":
        text = _visible(text)
    return [line for line in text.splitlines() if line.strip()]


def _visible(markup: str) -> str:
    """The text of a page, a line for every block."""
    parser = etree.HTMLParser(encoding="utf-8", remove_comments=True, remove_pis=True)
    try:
        root = etree.fromstring(markup.replace("\x00", "").encode("utf-8", "replace"), parser)
    except (etree.XMLSyntaxError, ValueError):
        root = None
    if root is None:
        return markup
    pieces: list[str] = []
    for event, element in etree.iterwalk(root, events=("start", "end")):
        block = element.tag in _BLOCKS
        if event == "start":
            pieces.append("\n" if block else "")
            hidden = element.tag in _HIDDEN
            pieces.append("" if hidden else " ".join((element.text or "").split()) + _gap(element.text))
        else:
            pieces.append("\n" if block else "")
            pieces.append(" ".join((element.tail or "").split()) + _gap(element.tail))
    return "".join(pieces)


def _gap(text: str | None) -> str:
    return " " if text and text[-1:].isspace() else ""
