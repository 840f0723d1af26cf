"""The official titles as offices retype them: shortened, in the plural, in capitals, letterspaced, misread by OCR."""

import re
from collections import Counter
from dataclasses import dataclass
from functools import cache, lru_cache
from math import log

from rapidfuzz import fuzz, process

from config.campi import ALTRO, CAMPI
from parsers.italian.text import close_letterspacing, content_stems, fold

#: From here on a line is taken for an official title.
SURE = 0.74
#: From here on it is, if a number says the same.
PLAUSIBLE = 0.5
_SAME_WORD = 82
#: More than adding in another order changes.
_ROUNDING = 1e-9
#: A text of more words that mean something is no title.
_MOST_STEMS = 28


@dataclass(frozen=True, slots=True)
class TitleMatch:
    """Which title a text is: `score` 0 to 1, `length` how many of its characters belong to the title."""

    campo: int
    score: float
    length: int


@lru_cache(maxsize=4096)
def match_title(text: str) -> TitleMatch | None:
    """The official title that `text` is, or begins with. None below PLAUSIBLE or when two titles fit equally well."""
    text = close_letterspacing(text)
    best: TitleMatch | None = None
    for length in _ends(text):
        found = _match_whole(text[:length])
        if found and (
            best is None or found[1] > best.score + 0.02 or (found[1] > best.score - 0.02 and length > best.length)
        ):
            best = TitleMatch(found[0], found[1], length)
    return best


def subject_of(text: str) -> TitleMatch | None:
    """The title of which a text is nothing but one word, if no other title has it: `Lingua`, `Vulnerabili`, `Le reti`.
    Only among headings that are titles is that enough.
    """
    stems = content_stems(text)
    if len(stems) != 1 or (word := _nearest(stems[0])) is None:
        return None
    campi = [campo.number for campo in CAMPI[:-1] if word in content_stems(campo.title)]
    return TitleMatch(campi[0], PLAUSIBLE, len(text)) if len(campi) == 1 else None


def is_rest_of_title(text: str, campo: int) -> bool:
    """Whether a line is nothing but the end of a title that began on the line above."""
    rest, title = content_stems(text), content_stems(CAMPI[campo - 1].title)
    following = iter(title[1:])
    return 2 <= len(rest) <= len(title) and all(word in following for word in rest) and not text.rstrip().endswith(".")


def _ends(text: str) -> list[int]:
    """Where a title may end in `text`: at its end and at every mark that may set a tail off."""
    ends = [
        match.start() for match in re.finditer(r"\s[-–—]\s|[:.;(\"“«|\n]|\s/\s|, (?=[A-Z])", text) if match.start() > 3
    ]
    return [*[end for end in ends if end <= 320][:8], min(len(text), 400)]


def _match_whole(text: str) -> tuple[int, float] | None:
    if _is_altro(text):
        return ALTRO, 1.0
    stems = content_stems(text)
    if not 1 <= len(stems) <= _MOST_STEMS:
        return None
    if len(stems) <= 3 and max(map(len, stems)) > 18:
        return _match_run_together(stems)
    weights = _weights()
    known = [found for word in stems if (found := _nearest(word) or word) in weights]
    if len(known) < min(2, len(stems)) or _most(known, len(stems)) < PLAUSIBLE:
        return None
    scores = sorted(((_score(known, len(stems), forms), number) for number, forms in _forms().items()), reverse=True)
    (first, number), (second, _) = scores[0], scores[1]
    return (number, first) if first >= PLAUSIBLE and first - second >= 0.08 else None


@lru_cache(maxsize=20_000)
def _nearest(word: str) -> str | None:
    """The word of a title that this is, or is a misprint of; None if it is another word."""
    if word in _weights():
        return word
    if len(word) <= 4:
        return None
    found = process.extractOne(
        word, [other for other in _weights() if len(other) > 4], scorer=fuzz.ratio, score_cutoff=_SAME_WORD
    )
    return found[0] if found else None


def _is_altro(text: str) -> bool:
    return (
        re.fullmatch(
            r"altr[oi](?: \(?(?:specificare|da specificare|campi?|interventi|eventuale)\)?)?",
            re.sub(r"[^\w ]", "", fold(text)).strip(),
        )
        is not None
    )


def _match_run_together(stems: list[str]) -> tuple[int, float] | None:
    """Letterspaced capitals lose the spaces between words too."""
    text = "".join(stems)
    number, score = max(
        ((campo.number, fuzz.ratio(text, re.sub(r"[^a-z0-9]", "", fold(campo.title))) / 100) for campo in CAMPI[:-1]),
        key=lambda pair: pair[1],
    )
    return (number, score) if score >= SURE else None


def _most(known: list[str], count: int) -> float:
    """More than any title can score with these words of titles among so many: most sentences hold a few by chance."""
    hit = sum(_weights()[word] for word in known)
    precision = hit / (hit + count - len(known))
    return 2 * precision / (1 + precision) + _ROUNDING


def _score(known: list[str], count: int, forms: tuple[tuple[str, ...], ...]) -> float:
    return max(_overlap(known, count, form) for form in forms)


def _overlap(known: list[str], count: int, form: tuple[str, ...]) -> float:
    """Weighted F1 of the words: rare words of the titles count more than those that several share. `known` are the
    words of titles among the `count` words of a text.
    """
    weights = _weights()
    left = list(form)
    hit, hits = 0.0, 0
    for word in known:
        if word in left:
            left.remove(word)
            hit += weights[word]
            hits += 1
    if not hit:
        return 0.0
    recall = hit / (hit + sum(weights[word] for word in left))
    precision = hit / (hit + count - hits)
    return 2 * recall * precision / (recall + precision)


@cache
def _forms() -> dict[int, tuple[tuple[str, ...], ...]]:
    """Each title, and the beginnings of it that still name it: offices break long ones off (Cremona, campo 7)."""
    result = {}
    for campo in CAMPI[:-1]:
        stems = content_stems(campo.title)
        shortest = 3 if len(stems) <= 5 else 4
        cuts = {len(stems), *range(shortest, len(stems))} if len(stems) > 4 else {len(stems)}
        result[campo.number] = tuple(tuple(stems[:cut]) for cut in sorted(cuts))
    return result


@cache
def _weights() -> dict[str, float]:
    titles = [set(content_stems(campo.title)) for campo in CAMPI[:-1]]
    counts = Counter(word for title in titles for word in title)
    return {word: 0.6 + log(len(titles) / count) / log(len(titles)) for word, count in counts.items()}
