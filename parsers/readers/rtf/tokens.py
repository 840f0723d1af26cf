"""The lexical level of RTF (specification 1.9.1): groups, control words, characters."""

import re
from collections.abc import Iterator
from dataclasses import dataclass

_TOKEN = re.compile(
    rb"\\(?P<word>[a-zA-Z]{1,32})(?P<value>-?\d{1,10})? ?|\\'(?P<hex>[0-9a-fA-F]{2})|\\(?P<symbol>[^a-zA-Z'])|"
    rb"(?P<brace>[{}])"
    rb"|(?P<text>[^\\{}\r\n]+)|[\r\n]+|\\'?",
    re.DOTALL,
)


@dataclass(frozen=True, slots=True)
class Token:
    """One token: `word` is a control word or symbol ("{" and "}" for groups, "" for text), `value` its number, `text`
    raw bytes.
    """

    word: str
    value: int | None = None
    text: bytes = b""


def tokens(content: bytes) -> Iterator[Token]:
    r"""The tokens of a file. Binary data (`\bin`) is the text of its token."""
    place = 0
    while place < len(content) and (match := _TOKEN.match(content, place)):
        place = match.end()
        if (word := match["word"]) is not None:
            value = int(match["value"]) if match["value"] else None
            if word == b"bin":
                size = max(value or 0, 0)
                yield Token("bin", None, content[place : place + size])
                place += size
            else:
                yield Token(word.decode("ascii"), value)
        elif match["hex"] is not None:
            yield Token("", None, bytes([int(match["hex"], 16)]))
        elif (symbol := match["symbol"]) is not None:
            # An escaped brace or backslash is text; an escaped line end is a paragraph.
            yield (
                Token("", None, symbol)
                if symbol in b"{}\\"
                else Token("par" if symbol in b"\r\n" else symbol.decode("latin-1"))
            )
        elif match["brace"] is not None:
            yield Token(match["brace"].decode("ascii"))
        elif match["text"] is not None:
            yield Token("", None, match["text"])
