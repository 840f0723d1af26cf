"""How a name is shown: on one line, capitals throughout made ordinary, acronyms left."""

import re

from parsers.bodies.lexicon import lexicon
from parsers.bodies.tokens import LEADING
from parsers.italian.places import NOWHERE, locate
from parsers.italian.text import fold

#: Small words inside a name, and those that begin one.
_SMALL = LEADING | {"ed", "su", "sul", "sulla", "alle", "ai", "agli"}
_OF = frozenset({"di", "del", "dello", "della", "dell'", "dei", "degli", "delle", "d'"})
#: Words of three letters and less that stay capitals, if all of a name is: most are acronyms.
_SHORT = 4
_LONGEST_ACRONYM = 6
#: `Centro Territoriale Permanente (C.T.P.) di Adria`.
_SHORT_FORM = re.compile(r"\s?\((?:[A-Z]\.?){2,12}\)")


def shown(text: str) -> str:
    """A name on one line, without the hyphens of lines' ends and its short form in brackets, capitals throughout made
    ordinary.
    """
    text = _SHORT_FORM.sub("", text).strip()
    words = re.sub(r"\s+", " ", re.sub(r"[-‐‑]\n(?=[a-zà-ù])", "", text))
    letters = [c for c in words if c.isalpha()]
    if len(letters) < _SHORT + 1 or sum(c.isupper() for c in letters) < 0.85 * len(letters):
        return words
    return re.sub(r"[^\W\d_]+(?:['’][^\W\d_]+)?", lambda m: _lowered(m[0], m.start()), words)


def _lowered(word: str, position: int) -> str:
    if word.lower() in (_SMALL if position else _OF):
        return word.lower()
    if len(word) > 1 and _is_acronym(fold(word)):
        return word
    head, mark, tail = word.partition("'") if "'" in word else word.partition("’")
    if mark and f"{head.lower()}'" in _SMALL:
        return f"{head.lower() if position else head.capitalize()}{mark}{tail.capitalize()}"
    vowels = sum(c in "AEIOUÀÈÉÌÒÙ" for c in word)
    return (
        word
        if (len(word) <= _SHORT and (vowels <= 1 or not vowels)) and len(word) > 1 and not _is_word(word)
        else word.capitalize()
    )


def _is_acronym(key: str) -> bool:
    """A name of the list of one short word: `CGIL`, `ENAIP`."""
    node = lexicon().starts.then.get(key)
    return len(key) <= _LONGEST_ACRONYM and node is not None and node.entry is not None and node.entry.alone


def _is_word(word: str) -> bool:
    """Short words that are no acronyms: places, and words of the list that are written out."""
    return bool(locate(word, comune=True) != NOWHERE) or word.lower() in {
        "san",
        "sud",
        "nord",
        "est",
        "don",
        "s",
        "bene",
        "arte",
    }
