"""A campo that a text names at its own end: `… (rif. campo 8)`, `… – punto 3`, `… #campo7`."""

import re
from functools import lru_cache
from itertools import takewhile

from parsers.official.headings import Heading, read_heading

_IN_BRACKETS = re.compile(
    r"(?P<text>.*\S)\s*[(\[–—-]\s*(?P<reference>(?:rif(?:\.|erimento)?:?\s*(?:al\s+)?)?(?:camp[oi]|c\.|scheda|"
    r"punto)\s*(?:n(?:\.|r\.|°)?\s*)?\d{1,2})"
    r"\s*[)\]]?\s*[.;]?\s*",
    re.IGNORECASE | re.DOTALL,
)
#: The same in brackets right behind a text.
_BRACKET = re.compile(
    r"\s*[(\[]\s*(?P<reference>(?:rif(?:\.|erimento)?:?\s*(?:al\s+)?)?(?:camp[oi]|c\.|scheda|punto)"
    r"\s*(?:n(?:\.|r\.|°)?\s*)?\d{1,2})\s*[)\]]",
    re.IGNORECASE,
)
#: How a text ends that may end so, and quicker to look for.
_NUMBERED_END = re.compile(r"\d[\s)\].;]*\Z")
#: A post ends with the campo among its tags: `… #campo7 #volontari`.
_TAG = re.compile(r"#\w+")
_CAMPO_TAG = re.compile(r"#campo[_-]?(?P<number>\d{1,2})", re.IGNORECASE)


@lru_cache(maxsize=1_024)
def named_behind(text: str) -> tuple[Heading, int] | None:
    """The heading that stands at the end of a text, and where the text before it ends; None if it names no campo."""
    match = _IN_BRACKETS.fullmatch(text) if _NUMBERED_END.search(text) else None
    reference, end = (match["reference"], match.end("text")) if match is not None else _tagged(text)
    heading = read_heading(_spaced(reference), prominent=True) if reference else None
    return (heading, end) if heading is not None and heading.campi else None


def named_right_behind(text: str, end: int) -> Heading | None:
    """The heading in brackets that follows a sentence of a text which ends at `end`: `… un esame. (CAMPO 5) …`."""
    match = _BRACKET.match(text, end)
    heading = read_heading(match["reference"], prominent=True) if match is not None else None
    return heading if heading is not None and heading.campi else None


def is_reference(text: str) -> bool:
    """Whether a text is nothing but a campo in brackets."""
    return _BRACKET.fullmatch(text.rstrip(" .;")) is not None


def _tagged(text: str) -> tuple[str, int]:
    """What a tag of a campo says among the tags at the end of a text, and where the text before all of them ends."""
    tags = list(takewhile(_TAG.fullmatch, reversed(text.split()[1:])))
    campo = next((found["number"] for tag in tags if (found := _CAMPO_TAG.fullmatch(tag))), None)
    return (f"campo {campo}", len(text.rsplit(maxsplit=len(tags))[0])) if campo else ("", 0)


def _spaced(reference: str) -> str:
    """`campo7`, `campo_7` as `campo 7`."""
    return re.sub(r"(?<=[a-zA-Z])[_-]?(?=\d)", " ", reference)
