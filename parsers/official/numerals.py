"""The numbers of the campi as offices write them: in figures, in Roman ones, in words."""

import re

_CARDINALS = "uno due tre quattro cinque sei sette otto nove dieci undici".split()
_ORDINALS = "prim second terz quart quint sest settim ottav non decim undicesim".split()
_ROMANS = "i ii iii iv v vi vii viii ix x xi".split()
CARDINAL = {word: number for number, word in enumerate(_CARDINALS, 1)}
#: Without their last letter, which agrees with the noun.
ORDINAL = {stem: number for number, stem in enumerate(_ORDINALS, 1)}
ROMAN = {letters: number for number, letters in enumerate(_ROMANS, 1)}
#: `due`, `secondo`.
_WORDS = {**CARDINAL, **{f"{stem}o": number for stem, number in ORDINAL.items()}}
#: One number in folded text, in figures or in words.
ONE = rf"(?:\d{{1,2}}|{'|'.join(_WORDS)})"
#: A number in folded text, as one of the groups `digits`, `roman` and `word`.
NUMBER = (
    r"(?P<digits>\d{1,2})(?!\d|[.,]\d)|(?P<roman>[ivx]{1,4})(?![a-z'])|(?P<word>" + "|".join(CARDINAL) + r")(?![a-z])"
)

#: `7 –`, `3)`, `C.7 -`, `n. 4:`, `(5)`, `VII`, `§ 2 §`, `10` alone; behind it the line ends or goes on with a word. `I`
#: needs a mark: `I ragazzi …`.
LEADING_NUMBER = re.compile(
    r"\s*(?:[-–•*§] ?)?(?:[cC]\. ?|[nN](?:\.|°) ?)?[(\[]?(?:(?P<digits>\d{1,2})|"
    r"(?P<roman>[IVX]{2,4}|[VX](?= [A-ZÀ-Ù])|[IVX](?=[)\].:]| ?[-–—|/])))"
    r"(?:[)\]°º.:]| ?[-–—|/§])*(?:\s+(?=[^\W\d_])|\s*$)"
)


def value_of(match: re.Match[str]) -> int | None:
    """The number that a match of a pattern with some of the groups of `NUMBER` holds; None if it holds none."""
    groups = match.groupdict()
    if groups.get("digits"):
        return int(groups["digits"])
    if groups.get("roman"):
        return ROMAN.get(groups["roman"].lower())
    if groups.get("word"):
        return CARDINAL[groups["word"]]
    return None


def numbers_in(said: str) -> tuple[int, ...]:
    """All numbers of a folded text, in figures or in words, each once: `5, sette e nono`."""
    found = re.findall(rf"\b{ONE}\b", said)
    return tuple(dict.fromkeys(int(one) if one.isdigit() else _WORDS[one] for one in found))
