"""One form for the ways in which a body is written: `A.S.L. 3` and `Azienda Sanitaria Locale n. 3` are `ASL n. 3`."""

import re

from parsers.bodies.bodies import shown
from parsers.bodies.lexicon import match_start
from parsers.bodies.names import ARTICLES, DASHES
from parsers.bodies.tokens import tokens

_ACRONYM = re.compile(r"\b(?:[A-ZÀ-Ù][^\W\d_]{0,2}\.){2,}(?:[^\W\d_]{1,3}\b)?\.?|\b(?:[^\W\d_]\.){2,}[^\W\d_]?\.?")
_NUMBER = re.compile(r"(?<=[^\W\d_])\s+(?:n\.?\s*|nr\.?\s*)?0*(\d{1,3})\b(?!\.\d)", re.IGNORECASE)


def canonical(name: str) -> str:
    """The one form of a body's name."""
    text = re.sub(r"\s+", " ", name.replace("’", "'").replace("–", "-").replace("—", "-")).strip(" .,;:-")
    run = tokens(text)
    while run and run[0].key in ARTICLES | {"e", "ed"}:
        run = run[1:]
    if not run:
        return text
    matched = match_start(run, 0)
    rest = text[run[0].start :]
    if matched is not None and matched[0].same:
        entry, after = matched
        behind = shown(text[run[after].start :]) if after < len(run) else ""
        rest = (
            f"{entry.name} {behind.lstrip(' -')}".strip()
            if behind[:1] not in DASHES or entry.place
            else f"{entry.name} {behind}"
        )
    rest = _ACRONYM.sub(lambda match: match[0].replace(".", "").upper(), shown(rest))
    rest = re.sub(r"[\"“”«»]", "", rest)
    return re.sub(r"\s+", " ", _NUMBER.sub(r" n. \1", rest)).strip()
