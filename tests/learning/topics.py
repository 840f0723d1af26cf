"""Teaches what the words of a line are about (`parsers/lines/topics.py`)."""

from collections import Counter
from collections.abc import Sequence

import numpy as np

from parsers.italian.text import words
from parsers.lines.topics import Topics, weighed
from tests.accuracy.labelled import Labelled, paragraphs
from tests.learning import fit

#: A word is known from so many texts on; a paragraph is a text of its own from so many words on.
_LEAST_TEXTS, _LEAST_WORDS = 2, 13
#: How freely the weights follow the texts: less than for whole practices, since lines are short.
FREEDOM = 8.0
_LARGEST = 127
_CLASSES = 12


def teach(examples: Sequence[Labelled]) -> Topics:
    """The model. Each text counts as a whole and by its paragraphs, since lines are short."""
    said, campi = _pieces(examples)
    having = Counter(word for text in said for word in set(text))
    known = sorted(word for word, texts in having.items() if texts >= _LEAST_TEXTS)
    rows = {word: row for row, word in enumerate(known)}
    counts = np.array([having[word] for word in known])
    rarity = (np.log((1 + len(said)) / (1 + counts)) + 1).astype(np.float16).astype(np.float32)
    table = np.zeros((len(said), len(known)), dtype=np.float32)
    found = weighed(said, rows, rarity)
    table[found.texts, found.rows] = found.amounts
    spoken = fit.solve((table @ table.T).astype(np.float64), np.eye(_CLASSES)[campi], FREEDOM)
    weights = table.T.astype(np.float64) @ spoken
    scale = float(np.abs(weights).max()) / _LARGEST
    bias = spoken.sum(axis=0).astype(np.float32)
    return Topics(tuple(known), rarity, np.rint(weights / scale).astype(np.int8), scale, bias, rows)


def _pieces(examples: Sequence[Labelled]) -> tuple[list[list[str]], list[int]]:
    said, campi = [], []
    for example in examples:
        parts = [part for part in paragraphs(example.text) if len(part.split()) >= _LEAST_WORDS]
        for text in (example.text, *(parts if len(parts) > 1 else ())):
            said.append(words(text))
            campi.append(example.campo)
    return said, campi
