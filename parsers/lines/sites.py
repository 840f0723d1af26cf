"""Comuni at the head of lines, which say where what they tell happens: `Agordo, una stanza …`, `Quello di Sedico …`."""

import re
from dataclasses import dataclass
from functools import lru_cache

from parsers.italian.places import comuni, place_names, short_names
from parsers.italian.text import fold, words
from parsers.lines.labels import bare_label, is_known

_ITEM = re.compile(
    r"\s*(?:[-–•*▪] ?|\(?\d{1,2}[.)] ?|[a-h]\) ?)?(?:(?:(?:il|la|per il|dal|nel) )?(?:comune|città) di )?",
    re.IGNORECASE,
)
_LEADING = re.compile(r"(?P<place>[^\W\d_][\w'’ ]{1,40}?)(?: ?[:,(|=/]|\.(?:\.+| )| [–—-]+ )")
#: What such a name leads has at least so many words.
_LEAST_LED = 6
#: The name of a place has at most so many words.
_PLACE_WORDS = 4
_PARTICLES = frozenset("a al d' da de dei del della delle di in la le lo sul sulla".split())
#: Behind one of these a comune is known by its short name too.
_AT = frozenset({"a", "ad"})
_WORD = re.compile(r"[^\W\d_]+['’]?")
#: A comune named behind so many words says where a sentence happens; so many characters hold them.
_HEAD_WORDS, _HEAD_CHARS = 7, 120


@dataclass(frozen=True, slots=True)
class Site:
    """The comune that leads a text, and where the text behind it begins."""

    name: str
    end: int


@dataclass(frozen=True, slots=True)
class Named:
    """A comune among the first words of a line: its folded name, and how many words stand before it."""

    name: str
    before: int


@lru_cache(maxsize=1_024)
def site_of(text: str) -> Site | None:
    """The comune that leads a text, with a mark behind it; None where none does."""
    match = _lead(text)
    if match is None:
        return None
    name = match["place"].strip()
    return Site(name, match.end()) if fold(name) in comuni() else None


def mark_behind(text: str) -> str:
    """The mark behind the name that leads a text, "" where none does."""
    match = _lead(text)
    return text[match.end("place") : match.end()].strip()[:1] if match is not None else ""


def may_be_site(text: str) -> bool:
    """Whether a text is led by what may be the name of a place: a few words with capitals that label nothing."""
    match = _lead(text)
    named = match["place"].split() if match is not None else []
    if not named or len(named) > _PLACE_WORDS or is_known(bare_label(" ".join(named))):
        return False
    return named[0][:1].isupper() and all(word[:1].isupper() or word.lower() in _PARTICLES for word in named)


def _lead(text: str) -> re.Match[str] | None:
    """What leads a text with a mark behind it."""
    item = _ITEM.match(text)
    match = _LEADING.match(text, item.end() if item is not None else 0)
    return match if match is not None and len(words(text[match.end() :])) >= _LEAST_LED else None


@lru_cache(maxsize=4_096)
def named_first(text: str) -> Named | None:
    """The first comune among the first words of a line, by its capital letter and its name; None where there is
    none.
    """
    head = text[:_HEAD_CHARS].replace("’", "'")
    found = list(_WORD.finditer(head))
    for before, word in enumerate(found[:_HEAD_WORDS]):
        if not word[0][0].isupper():
            continue
        for size in range(place_names().get(fold(word[0]), 0), 0, -1):
            last = found[min(before + size, len(found)) - 1]
            name = fold(head[word.start() : last.end()])
            if name in comuni():
                return Named(name, before)
        if before and found[before - 1][0].lower() in _AT and fold(word[0]) in short_names():
            return Named(fold(word[0]), before)
    return None
