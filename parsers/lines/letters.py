"""Does a piece of text only do what letters between offices do, or does it tell something?

Setting text aside needs evidence for it: a sentence counts as correspondence only where its words are those of
correspondence. One formula word never carries others with it.
"""

import re
from dataclasses import dataclass
from functools import lru_cache

from parsers.italian.text import fold, fold_in_place, sentences
from parsers.lines.letter_words import ACTS, DISCLAIMER, KNOWN, LIGHT, NOTHING, TOPICS

_WORD = re.compile(r"[^\W_]+")
_NEGATION = re.compile(r"\b(?:non?|nessun\w*|nulla|niente|negativ\w+)\b")
#: A question in the form of a statement.
_INDIRECT = re.compile(
    r"(?:si|la scrivente|questa prefettura) (?:chiede|domanda)(?: \w+){0,2} "
    r"(?:di (?:conoscere|sapere|chiarire)|se)\b"
)
#: `- se per il campo 10 debbano intendersi anche …;`
_ASKED = re.compile(
    r"(?:[-–•*] ?|[a-z0-9]{1,2}[.)] ?)?"
    r"se .{0,80}?\b(?:debba|debbano|possa|possano|sia|siano|vada|vadano|occorra|serva|esista)\b"
)
#: What a letter puts before the thing it tells: the thing alone is weighed.
_THAT = re.compile(
    r"^.*?\b(?:si (?:segnala|comunica|rappresenta|informa|precisa|riferisce|evidenzia|fa presente)"
    r"|(?:segnal|comunic|inform)(?:o|iamo|ano)|e' noto)\b(?: \w+){0,4},? che\b"
)
#: Of so many known words one other may stand in a sentence of correspondence.
_KNOWN_PER_OTHER = 4
#: The first of them may stand beside so many.
_KNOWN_FOR_ONE = 3
#: More others than these make a sentence tell something, however long its opening is.
_MOST_OTHERS = 4
#: So many words of disclaimers make one.
_LEAST_DISCLAIMER = 3
#: A line with less than this beside its names and known words tells nothing.
LEAST_TOLD = 2


@dataclass(frozen=True, slots=True)
class Weight:
    """How many words of a text are of correspondence (`known`), of its matter (`topics`), names and numbers, and
    `others`; `words` is the number of all of them, `act` whether something is sent, asked, confirmed.
    """

    known: int
    topics: int
    names: int
    others: int
    words: int
    act: bool


@lru_cache(maxsize=8192)
def weigh(text: str) -> Weight:
    """The words of one sentence or line by kind. Names are known by their capitals, except where all is in capitals."""
    tokens = [(match[0], match.start()) for match in _WORD.finditer(text)]
    shouted = sum(token.isupper() for token, _ in tokens) > len(tokens) / 2
    counts = {"known": 0, "topics": 0, "names": 0, "others": 0, "light": 0}
    act = False
    for place, (token, _) in enumerate(tokens):
        kind, acts = _kind(fold(token))
        act = act or acts
        named = place > 0 and token[0].isupper() and not shouted
        if kind == "others" and (named or any(character.isdigit() for character in token)):
            kind = "names"
        counts[kind] += 1
    return Weight(counts["known"], counts["topics"], counts["names"], counts["others"], len(tokens), act)


def only_corresponds(sentence: str) -> bool:
    """Whether a sentence only sends, asks, confirms, thanks, greets, or says that there is nothing to report."""
    if _is_question(sentence):
        return True
    said, introduced = _what_is_said(sentence)
    weight = weigh(said)
    others = weight.others
    if _NEGATION.search(fold(said)):
        others = sum(_kind(word)[0] == "others" and word not in _NOTHING for word in _lower(said))
    elif not (weight.act or introduced):
        return others == 0 and weight.topics <= weight.known
    return others <= min(_MOST_OTHERS, max(weight.known // _KNOWN_PER_OTHER, weight.known >= _KNOWN_FOR_ONE))


def _is_question(sentence: str) -> bool:
    """A question tells of nothing: `Si può …?`, `Si chiede di conoscere se …`, the items of a list of them (`- se
    …;`).
    """
    folded = fold(sentence)
    return folded.rstrip(' "”»)').endswith("?") or any(asked.match(folded) for asked in (_INDIRECT, _ASKED))


def _what_is_said(sentence: str) -> tuple[str, bool]:
    """The sentence behind `Con riferimento alla circolare … si comunica che`, and whether it had such an opening."""
    match = _THAT.match(fold_in_place(sentence))
    return (sentence[match.end() :], True) if match else (sentence, False)


def says_nothing(text: str) -> bool:
    """Whether every sentence of a text asks, or says that there is nothing to report: `Il Comune di Lerici: non ha
    esperienze.` One `non` alone denies nothing: `minori non accompagnati`, `non più in contanti`.
    """
    said = [part for part in sentences(text.replace("\n", " ")) if weigh(part).words]
    return bool(said) and all(_is_question(part) or _reports_nothing(part) for part in said)


def _reports_nothing(sentence: str) -> bool:
    return _NEGATION.search(fold(sentence)) is not None and only_corresponds(sentence)


def told(text: str) -> int:
    """How many words stand in the sentences of a text that tell something."""
    return sum(weigh(part).words for part in sentences(text.replace("\n", " ")) if tells(part))


def tells(sentence: str) -> bool:
    """Whether a sentence or line says something beside names, numbers and the business of letters."""
    weight = weigh(sentence)
    return weight.others + weight.topics >= LEAST_TOLD and not only_corresponds(sentence)


def is_disclaimer(text: str) -> bool:
    """Whether a text is made of what mail programs and offices put below every mail."""
    found = [word for word in _WORD.findall(fold(text)) if word in _DISCLAIMER]
    return len(set(found)) >= min(_LEAST_DISCLAIMER, 1 + len(text.split()) // 12)


def _lower(sentence: str) -> list[str]:
    """The words that are no names, folded."""
    found = [match[0] for match in _WORD.finditer(sentence)]
    return [fold(word) for place, word in enumerate(found) if not place or not word[0].isupper() or sentence.isupper()]


class _Words:
    """A list of words, some of them beginnings (with a star)."""

    def __init__(self, listed: list[str]) -> None:
        self._whole = frozenset(word for word in listed if not word.endswith("*"))
        self._beginnings = tuple(word[:-1] for word in listed if word.endswith("*"))

    def __contains__(self, word: str) -> bool:
        return word in self._whole or word.startswith(self._beginnings)


_ACTS, _KNOWN, _TOPICS, _NOTHING, _DISCLAIMER, _LIGHT = map(_Words, (ACTS, KNOWN, TOPICS, NOTHING, DISCLAIMER, LIGHT))


@lru_cache(maxsize=20_000)
def _kind(word: str) -> tuple[str, bool]:
    """What a folded word is, and whether it is an act of correspondence."""
    if word in _LIGHT:
        return "light", False
    if word in _ACTS:
        return "known", True
    if word in _KNOWN:
        return "known", False
    if word in _TOPICS:
        return "topics", False
    return ("names" if word.isdigit() or len(word) == 1 else "others"), False
