"""Words as a search compares them: without case and accents; what a person asks for; the place in a text that
answers.
"""

import re
import unicodedata
from collections.abc import Iterable, Sequence
from dataclasses import dataclass

from config.errors import UsageError

_WORD = re.compile(r"[^\W_]+")
_ASKED = re.compile(r'(-?)(?:"([^"]*)"|([^\s"]+))')
#: Words that say nothing by themselves; PostgreSQL's Italian configuration leaves them out too.
_EMPTY = frozenset(
    "a ad al allo alla ai agli alle all con col da dal dallo dalla dai dagli dalle dall de dei del dello della degli "
    "delle dell di e ed gli i il"
    " in la le lo l nel nello nella nei negli nelle nell o per su sul sullo sulla sui sugli sulle sull un uno una tra "
    "fra che".split()
)
_ENDINGS = tuple("aeio")
#: Words of a snippet, about two lines at a terminal.
_SNIPPET_WORDS = 32


@dataclass(frozen=True, slots=True)
class Asked:
    """What a person asks for: each of `wanted` must stand in a text, none of `unwanted`. Both hold phrases of folded
    words.
    """

    wanted: tuple[tuple[str, ...], ...]
    unwanted: tuple[tuple[str, ...], ...] = ()


def folded(text: str) -> str:
    """The words of a text in lower case, without accents and signs, with one space between them."""
    if not text.isascii():
        text = unicodedata.normalize("NFKD", text)
        # A text has few different characters: each accent is taken out of all of it at once.
        for accent in filter(unicodedata.combining, set(text)):
            text = text.replace(accent, "")
    return " ".join(_WORD.findall(text.casefold()))


def stem(word: str) -> str:
    """A folded word without the ending that number and gender change: `servizi` and `servizio` have one stem."""
    if len(word) < 4 or word[-1] not in "aeiou":
        return word
    return word[:-1].removesuffix("i").removesuffix("h")


def forms(word: str) -> tuple[str, ...]:
    """How a folded word may end in a text: its own form, or a short stem with each ending. `*` stands for any
    ending.
    """
    root = stem(word)
    if len(root) >= 4:
        return (f"{root}*",)
    return (word,) if root == word else tuple(root + ending for ending in _ENDINGS)


def asked(words: str) -> Asked:
    """Reads a query: words, "phrases", and -words that must not occur. Raises UsageError if it names no word to look
    for.
    """
    wanted: list[tuple[str, ...]] = []
    unwanted: list[tuple[str, ...]] = []
    for minus, phrase, word in _ASKED.findall(words):
        parts = tuple(folded(phrase or word).split())
        if phrase and parts:
            (unwanted if minus else wanted).append(parts)
        else:
            (unwanted if minus else wanted).extend((part,) for part in parts if part not in _EMPTY)
    if not wanted:
        raise UsageError(
            "there is no word to search for: give at least one that is more than an article or preposition"
        )
    return Asked(tuple(wanted), tuple(unwanted))


def snippet(text: str, wanted: Iterable[Sequence[str]]) -> str:
    """The stretch of `text` where most of what is `wanted` stands, each found word between ** and **."""
    stems = {stem(word) for phrase in wanted for word in phrase}
    places = [(match.start(), match.end(), _found(match[0], stems)) for match in _WORD.finditer(text)]
    if not places:
        return ""
    first = _best(places)
    chosen = places[first : first + _SNIPPET_WORDS]
    parts, at = ["… " if first else ""], chosen[0][0]
    for start, end, found in chosen:
        parts.append(text[at:start] + (f"**{text[start:end]}**" if found else text[start:end]))
        at = end
    parts.append(" …" if first + _SNIPPET_WORDS < len(places) else text[at:])
    return " ".join("".join(parts).split())


def _found(word: str, stems: set[str]) -> str:
    """The stem that a word of a text answers to, or nothing."""
    one = folded(word)
    return next((wanted for wanted in stems if _answers(one, wanted)), "")


def _answers(word: str, root: str) -> bool:
    """Whether a folded word is one of the forms of a stem; a short stem begins too many other words."""
    return (
        word == root
        or (len(root) >= 4 and word.startswith(root))
        or (len(root) == 3 and word[:3] == root and word[3:] in _ENDINGS)
    )


def _best(places: Sequence[tuple[int, int, str]]) -> int:
    """Where the stretch with most different found words begins; a few words before the first of them."""
    hits = [number for number, (_, _, found) in enumerate(places) if found]
    best, most = 0, 0
    for number in hits:
        kinds = len({found for _, _, found in places[number : number + _SNIPPET_WORDS - 4] if found})
        if kinds > most:
            best, most = max(0, number - 4), kinds
    return best
