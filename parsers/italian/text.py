"""Small tools for comparing Italian text that several hands and programs have retyped."""

import re
import unicodedata
from functools import lru_cache

_STOP = frozenset(
    [
        "a",
        "ad",
        "al",
        "allo",
        "alla",
        "ai",
        "agli",
        "alle",
        "all",
        "anche",
        "che",
        "chi",
        "con",
        "col",
        "coi",
        "cui",
        "da",
        "dal",
        "dallo",
        "dalla",
        "dai",
        "dagli",
        "dalle",
        "dall",
        "de",
        "del",
        "dello",
        "della",
        "dei",
        "degli",
        "delle",
        "dell",
        "di",
        "e",
        "ed",
        "è",
        "era",
        "fra",
        "gli",
        "ha",
        "hanno",
        "i",
        "il",
        "in",
        "nel",
        "nello",
        "nella",
        "nei",
        "negli",
        "nelle",
        "nell",
        "l",
        "la",
        "le",
        "lo",
        "ma",
        "ne",
        "non",
        "o",
        "od",
        "per",
        "piu",
        "più",
        "presso",
        "qual",
        "quale",
        "quali",
        "quanto",
        "se",
        "si",
        "sia",
        "sono",
        "su",
        "sul",
        "sullo",
        "sulla",
        "sui",
        "sugli",
        "sulle",
        "sull",
        "tra",
        "tale",
        "tali",
        "un",
        "uno",
        "una",
        "un'",
        "nonché",
        "nonche",
        "ove",
        "del",
        "c",
        "d",
    ]
)
_LETTERSPACED = re.compile(r"(?:\b[^\W\d_] ){3,}[^\W\d_]\b")
#: What every stretch of single letters holds, and quicker to look for.
_LETTERS_APART = re.compile(r" [^\W\d_] [^\W\d_] ")
#: Words of four letters and more in small ones, none that is cut off before an apostrophe.
_LONGER_WORD = re.compile(r"(?<![^\W\d_])[^\W\d_A-ZÀ-Ý]{4,}(?![^\W\d_]|['’])")
_VOWELS, _NO_ITALIAN = frozenset("aeiouàèéìíòóùú"), re.compile(r"[kwxyjäöüßçœêîôûčšž]")
#: So many words that are not Italian make a text of another language, if they are half of its words.
_LEAST_FOREIGN = 2
_WORD = re.compile(r"[a-z0-9]+")


@lru_cache(maxsize=16_384)
def fold(text: str) -> str:
    """Lower case, no accents, straight apostrophes, one space between words."""
    if not text.isascii():
        text = unicodedata.normalize("NFKD", text.replace("’", "'").replace("‘", "'"))
        # A text has few different characters: each accent is taken out of all of it at once.
        for accent in filter(unicodedata.combining, set(text)):
            text = text.replace(accent, "")
    return " ".join(text.replace("`", "'").lower().split())


@lru_cache(maxsize=4_096)
def fold_in_place(text: str) -> str:
    """Folded character by character, so that positions stay those of `text`; spaces are not joined."""
    return text.translate(_SAME_LENGTH)


class _SameLength(dict[int, str]):
    """What each character folds to, learned as it is met: one character for one."""

    def __missing__(self, code: int) -> str:
        character = chr(code)
        self[code] = " " if character.isspace() else (fold(character) or " ")[:1]
        return self[code]


@lru_cache(maxsize=4_096)
def close_letterspacing(text: str) -> str:
    """`S C H E D A 1` as `SCHEDA 1`: stretches of single letters become one word."""
    if _LETTERS_APART.search(text) is None:
        return text
    return _LETTERSPACED.sub(lambda match: match[0].replace(" ", ""), text)


def words(text: str) -> list[str]:
    """The words of folded text, numbers included."""
    return list(_words(text))


@lru_cache(maxsize=4_096)
def _words(text: str) -> tuple[str, ...]:
    return tuple(_WORD.findall(fold(text)))


@lru_cache(maxsize=20_000)
def stem(word: str) -> str:
    """A word without its ending, so that gender and number do not matter: `territorio`, `territori` -> `territor`."""
    if len(word) <= 4 or word.isdigit():
        return word
    stripped = word.rstrip("aeiou")
    return stripped if len(stripped) >= 4 else word[:-1]


def content_stems(text: str) -> list[str]:
    """The stems of the words that carry meaning, in order."""
    return [stem(word) for word in words(text) if word not in _STOP and (len(word) > 1 or word.isdigit())]


def speaks_italian(text: str) -> bool:
    """Whether a text may be Italian: but for names, its longer words end in vowels. A word or two says nothing."""
    found = _LONGER_WORD.findall(text)
    foreign = sum(word[-1] not in _VOWELS or _NO_ITALIAN.search(word) is not None for word in found)
    return foreign < _LEAST_FOREIGN or 2 * foreign < len(found)


def sentences(text: str) -> list[str]:
    """Splits a paragraph into sentences, not at abbreviations (`art.`, `n.`, `S.p.A.`)."""
    pieces = re.split(r"(?<=[.!?;:])\s+(?=[A-ZÀ-Ù«\"“])", text)
    result: list[str] = []
    for piece in pieces:
        if result and re.search(
            r"\b(?:art|artt|n|nr|prot|dott|dr|avv|sig|ss|cd|all|lett|co|c|d|l|S\.p\.A|[A-Z])\.$", result[-1]
        ):
            result[-1] = f"{result[-1]} {piece}"
        else:
            result.append(piece)
    return [piece for piece in result if piece.strip()]


_SAME_LENGTH = _SameLength()
