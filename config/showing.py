"""Words of strangers where programs act on characters: terminals, logs, Word files, sheets. What would act is shown
instead.
"""

import re

#: Control characters, those that turn the direction of writing (CVE-2021-42574), and what no XML may hold; tab and line
#: end stay.
_ACTING = re.compile(
    "[\x00-\x08\x0b-\x1f\x7f-\x9f\u061c\u200b-\u200f\u202a-\u202e\u2060\u2066-\u2069\ufeff\ud800-\udfff\ufffe\uffff]"
)
_LINES = re.compile(r"[\t\r\n\x0b\x0c\x85\u2028\u2029]+")


def visible(text: str) -> str:
    r"""A text in which characters that act on a terminal or a reader stand as what they are: `\x1b`, `\u202e`."""
    return _ACTING.sub(_named, text)


def on_one_line(text: str) -> str:
    """The same, without line ends and tabs: for a line of a log or a cell of a table."""
    return visible(_LINES.sub(" ", text))


def in_json(text: str) -> str:
    """JSON in which such characters are escaped: the same value for every program."""
    return _ACTING.sub(lambda match: f"\\u{ord(match[0]):04x}", text)


def _named(match: re.Match[str]) -> str:
    code = ord(match[0])
    return f"\\x{code:02x}" if code < 0x100 else f"\\u{code:04x}"
