"""JSON (RFC 8259): the texts in it, never its notation."""

import json
from collections.abc import Iterator

from config.errors import DocumentError
from config.limits import Limits
from parsers.identify import JSON
from parsers.model import DocumentText
from parsers.readers.plain import clean, decode
from parsers.readers.shared.room import lines_as_blocks
from parsers.readers.shared.runs import within


def read(content: bytes, limits: Limits) -> DocumentText:
    """A block for each line of each text. Raises DocumentError for what only looks like JSON."""
    try:
        value = json.loads(decode(content))
    except (ValueError, RecursionError) as error:
        raise DocumentError(f"not readable as JSON: {error}") from error
    blocks = lines_as_blocks(_lines(value), limits)
    return DocumentText(JSON, within(blocks, limits.text_chars), notes=("JSON: its texts only",))


def _lines(value: object) -> Iterator[str]:
    stack = [value]
    while stack:
        match stack.pop():
            case str() as text:
                yield from (line.strip() for line in clean(text).split("\n") if line.strip())
            case list() as items:
                stack.extend(reversed(items))
            case dict() as members:
                stack.extend(reversed(members.values()))
