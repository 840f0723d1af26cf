"""Which practices of a whole collection are alike: all at once, where `store.search.similar` answers for one."""

from collections import Counter, defaultdict
from collections.abc import Mapping
from math import log, sqrt

from store.wording import folded, stem

#: Words that stand in more than this share of all texts say nothing of one; nor do those of a single text.
_COMMON = 0.2
#: In large collections, words of more texts than this are left out too: pairs grow with the square.
_MOST_TEXTS = 300
#: Below this likeness (0 to 1) two texts are not shown as alike.
_LEAST = 0.12


def alike(texts: Mapping[int, str], most: int = 5) -> dict[int, list[int]]:
    """For each text its likest others, the likest first, at most `most`; fewer or none where little is shared."""
    counts = {
        number: Counter(stem(word) for word in folded(text).split() if len(word) > 3) for number, text in texts.items()
    }
    spread = Counter(root for words in counts.values() for root in words)
    bound = min(max(2, _COMMON * len(texts)), _MOST_TEXTS)
    weights = {root: log(1 + len(texts) / count) for root, count in spread.items() if 1 < count <= bound}
    vectors = {number: _unit(words, weights) for number, words in counts.items()}
    postings: dict[str, list[tuple[int, float]]] = defaultdict(list)
    for number, vector in vectors.items():
        for root, weight in vector.items():
            postings[root].append((number, weight))
    return {number: _likest(number, vector, postings, most) for number, vector in vectors.items()}


def _unit(words: Counter[str], weights: Mapping[str, float]) -> dict[str, float]:
    plain = {root: log(1 + count) * weights[root] for root, count in words.items() if root in weights}
    length = sqrt(sum(weight * weight for weight in plain.values())) or 1.0
    return {root: weight / length for root, weight in plain.items()}


def _likest(
    number: int, vector: Mapping[str, float], postings: Mapping[str, list[tuple[int, float]]], most: int
) -> list[int]:
    scores: dict[int, float] = defaultdict(float)
    for root, weight in vector.items():
        for other, theirs in postings[root]:
            scores[other] += weight * theirs
    scores.pop(number, None)
    ranked = sorted((-score, other) for other, score in scores.items() if score >= _LEAST)
    return [other for _, other in ranked[:most]]
