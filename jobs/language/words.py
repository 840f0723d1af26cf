"""One table of Italian sentences, and the three ways to ask it. See the docstring of the package."""

import re
import tomllib
from dataclasses import dataclass
from enum import StrEnum
from functools import cache, lru_cache
from importlib.resources import files
from typing import Any

from config.counting import counted
from config.meanings import MEANINGS

#: Between the sentences of a text that several of ours make up; what follows each is looked at by itself.
_BETWEEN = re.compile(r"(; |\. |: |, |\n)")
#: Longer texts are no sentences of ours; nobody waits for them to be looked through.
_MOST_PIECES = 60
_LONGEST = 4000


class _Speaking:
    italian = False


@dataclass(frozen=True, slots=True)
class _Table:
    """`said` by its template with names; `whole` are kept sentences without facts; `patterns` those with facts, the
    most telling first, each with its Italian.
    """

    said: dict[str, str]
    whole: dict[str, str]
    patterns: tuple[tuple[re.Pattern[str], str], ...]


def use(language: str) -> None:
    """From now on this process speaks `it` or `en`."""
    _Speaking.italian = language == "it"


def tell(template: str, **facts: Any) -> str:
    """A sentence with its facts. `template` is the English one, a name in braces for each fact."""
    if _Speaking.italian:
        template = _table().said.get(template, template)
    return template.format(**facts)


def how_many(count: int, one: str, many: str) -> str:
    """A number with its noun: `1 message`, `3 messaggi`."""
    return retell(counted(count, one, many))


def retell(text: str) -> str:
    """A text that was made before, in English. What the table does not know (names, words of other programs) stays."""
    return _retold(text) if _Speaking.italian and text else text


def helped(text: str) -> str:
    """A paragraph of a help page. What click puts behind it (`  [required]`) stays."""
    if not _Speaking.italian:
        return text
    said, mark, behind = text.partition("  [")
    begin, colon, example = said.partition(": ")
    if begin == "Example":
        return f"{_help()[begin]}{colon}{example}"
    key = said if said in _help() else " ".join(said.split())
    return _help().get(key, said) + mark + behind


@cache
def _help() -> dict[str, str]:
    return tomllib.loads(files("jobs.language").joinpath("help.toml").read_text(encoding="utf-8"))


def word(kind: type[StrEnum], value: str | None) -> str:
    """A word of a closed list; in Italian with the word that is typed and stored behind it: `letto (done)`."""
    if not _Speaking.italian or not value:
        return value or ""
    known = MEANINGS.get(kind, {})
    found = next((known[member].italian for member in known if member == value), "")
    return f"{found} ({value})" if found else retell(value)


def table() -> tuple[dict[str, str], dict[str, str], dict[str, str]]:
    """The parts of the table as they are written: what is said at the doors, what was made before, and what is counted
    (`config.counting`).
    """
    found = tomllib.loads(files("jobs.language").joinpath("italian.toml").read_text(encoding="utf-8"))
    return found["said"], found["kept"], found["numbers"]


@cache
def _table() -> _Table:
    said, kept, numbers = table()
    counts = tuple((re.compile(rf"(\d+) {re.escape(one)}"), f"{{}} {italian}") for one, italian in numbers.items())
    whole = {english: italian for english, italian in kept.items() if "{}" not in english}
    open_ones = sorted((english for english in kept if "{}" in english), key=_weight, reverse=True)
    return _Table(said, whole, (*counts, *((_pattern(english), kept[english]) for english in open_ones)))


def _weight(template: str) -> int:
    """The more of its own words a sentence has, the less it can be taken for another."""
    return len(template.replace("{}", ""))


def _pattern(template: str) -> re.Pattern[str]:
    return re.compile("(.+?)".join(map(re.escape, template.split("{}"))), re.DOTALL)


@lru_cache(maxsize=1024)
def _retold(text: str) -> str:
    if len(text) > _LONGEST:
        return text
    return _whole(text) or _in_pieces(text)


def _whole(text: str) -> str | None:
    """The Italian of a text that is one sentence of the table; its facts may be sentences too."""
    if (found := _table().whole.get(text)) is not None:
        return found
    for pattern, italian in _table().patterns:
        if (match := pattern.fullmatch(text)) is not None:
            return italian.format(*map(_retold, match.groups()))
    return None


def _in_pieces(text: str) -> str:
    """A text of several sentences: from the left the longest stretch that is one, else the next piece as it stands."""
    pieces = _BETWEEN.split(text)
    if not 1 < len(pieces) < _MOST_PIECES:
        return text
    said, at = [], 0
    while at < len(pieces):
        end, found = _longest(pieces, at)
        said += [found, *pieces[end : end + 1]]
        at = end + 1
    return "".join(said)


def _longest(pieces: list[str], start: int) -> tuple[int, str]:
    """Where the longest sentence ends that begins at a piece, and its Italian; the piece itself if there is none."""
    for end in range(len(pieces), start, -2):
        if (start, end) != (0, len(pieces)) and (found := _whole("".join(pieces[start:end]))) is not None:
            return end, found
    return start + 1, pieces[start]
