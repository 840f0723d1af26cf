"""A campo that a text names at its own end: `… (rif. campo 8)`, `… [c. 3]`, `… #campo7`."""

import re

from parsers.official.headings import Heading, read_heading

_IN_BRACKETS = re.compile(
    r"(?P<text>.*\S)\s*[(\[–—-]\s*(?P<reference>(?:rif(?:\.|erimento)?:?\s*(?:al\s+)?)?(?:camp[oi]|c\.|scheda|"
    r"punto)\s*(?:n(?:\.|r\.|°)?\s*)?\d{1,2})"
    r"\s*[)\]]?\s*[.;]?\s*",
    re.IGNORECASE | re.DOTALL,
)
#: How a text ends that may end so, and quicker to look for.
_NUMBERED_END = re.compile(r"\d[\s)\].;]*\Z")
#: A post ends with the campo among its tags: `… #campo7 #volontari`.
_TAGGED = re.compile(
    r"(?P<text>.*\S)\s+(?:#\w+\s+)*#(?P<reference>campo[_-]?\d{1,2})\b(?:\s+#\w+)*\s*", re.IGNORECASE | re.DOTALL
)


def named_behind(text: str) -> tuple[Heading, int] | None:
    """The heading that stands at the end of a text, and where the text before it ends; None if it names no campo."""
    match = (_IN_BRACKETS.fullmatch(text) if _NUMBERED_END.search(text) else None) or (
        _TAGGED.fullmatch(text) if "#" in text else None
    )
    if match is None:
        return None
    heading = read_heading(_spaced(match["reference"]), prominent=True)
    return (heading, match.end("text")) if heading is not None and heading.campi else None


def _spaced(reference: str) -> str:
    """`campo7`, `campo_7` as `campo 7`."""
    return re.sub(r"(?<=[a-zA-Z])[_-]?(?=\d)", " ", reference)
