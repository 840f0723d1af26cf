"""The words around a date: what no pattern foresees is learned from them."""

import re
from collections.abc import Iterator

from parsers.italian.text import stem

#: So many words before a date and behind it are near; of the nearest two also their order counts.
_BEFORE, _BEHIND = 6, 6
_TOKEN = re.compile(r"[a-z]+'?|\d+|[^\w\s]")
_SHORTEST = 3


def words_around(earlier: str, later: str) -> Iterator[str]:
    """The traits that the folded text before a date and the one behind it give: each word near it, the last two before
    it and the first two behind it. Numbers are all one, words stand for their stems.
    """
    before, behind = _tokens(earlier)[-_BEFORE:], _tokens(later)[:_BEHIND]
    yield from (f"near before {word}" for word in _words(before))
    yield from (f"near behind {word}" for word in _words(behind))
    yield from (f"right before {' '.join(before[-size:])}" for size in (1, 2) if len(before) >= size)
    yield from (f"second before {word}" for word in before[-2:-1])
    yield from (f"right behind {' '.join(behind[:size])}" for size in (1, 2) if len(behind) >= size)


def _tokens(text: str) -> list[str]:
    return ["0" if token.isdigit() else stem(token) for token in _TOKEN.findall(text)]


def _words(tokens: list[str]) -> Iterator[str]:
    return (token for token in dict.fromkeys(tokens) if token.isalpha() and len(token) >= _SHORTEST)
