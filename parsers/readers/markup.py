"""XML of a kind that nobody here knows: its texts, never its markup."""

import re
from collections.abc import Iterator

from lxml import etree, html

from config.limits import Limits
from config.markup import readable
from parsers.identify import identify
from parsers.model import DocumentText
from parsers.readers.plain import clean, decode
from parsers.readers.shared.package import xml_parser
from parsers.readers.shared.room import lines_as_blocks
from parsers.readers.shared.runs import within

#: Elements of drawings and pages that hold orders instead of words.
_SILENT = frozenset({"script", "style", "defs", "metadata"})


def read(content: bytes, limits: Limits) -> DocumentText:
    """A block for every element with text of its own; the text of elements within its sentence belongs to it."""
    kind = identify(content)
    root = _root(content)
    blocks = lines_as_blocks(_lines(root) if root is not None else (), limits)
    return DocumentText(
        kind,
        within(blocks, limits.text_chars),
        notes=("XML of an unknown kind: its texts only",),
    )


def _root(content: bytes) -> etree._Element | None:
    parser = xml_parser()
    try:
        root = etree.fromstring(readable(content.lstrip()), parser)
    except (etree.XMLSyntaxError, ValueError):
        root = None
    if root is not None and not any(entry.level == etree.ErrorLevels.FATAL for entry in parser.error_log):
        return root
    # Several roots, tags that do not match: marked-up text all the same.
    try:
        return html.fromstring(f"<div>{re.sub(r'<[?][^<>]*[?]>', '', decode(content))}</div>")
    except (etree.ParserError, etree.XMLSyntaxError, ValueError):
        return root


def _lines(root: etree._Element) -> Iterator[str]:
    stack = [root]
    while stack:
        element = stack.pop()
        if not isinstance(element.tag, str) or element.tag.rpartition("}")[2].lower() in _SILENT:
            continue
        if _is_sentence(element):
            yield from _shown("".join(map(str, element.itertext())))
        else:
            stack.extend(reversed(element))


def _is_sentence(element: etree._Element) -> bool:
    """Whether an element holds text itself, between its children or without any."""
    return bool((element.text or "").strip()) or any((child.tail or "").strip() for child in element)


def _shown(text: str) -> Iterator[str]:
    for line in clean(text).split("\n"):
        if line.strip():
            yield re.sub(r"\s+", " ", line).strip()
