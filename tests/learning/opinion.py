"""Teaches what a text is about (`parsers/campo/opinion.py`).

Probabilities are calibrated on the texts of each writer by a model that saw none of that writer.
"""

from collections.abc import Sequence

import numpy as np

from parsers.campo import linear
from tests.accuracy.labelled import Labelled
from tests.accuracy.opinion_figures import accepted, figures
from tests.learning import fit
from tests.learning.fit import Matrix

#: The share of the campo that an official would tick first, where others are acceptable too.
_FIRST = 0.85


def targets(examples: Sequence[Labelled]) -> Matrix:
    """The share of each class in each text (texts x classes)."""
    table = np.zeros((len(examples), 12))
    for place, example in enumerate(examples):
        others = [campo for campo in example.acceptable if campo != example.campo]
        table[place, others] = (1 - _FIRST) / len(others) if others else 0
        table[place, example.campo] = _FIRST if others else 1
    return table


def set_aside(alike: Matrix, wanted: Matrix, writers: Sequence[str], freedom: float) -> Matrix:
    """The scores of each text by a model that saw nothing of its writer."""
    names, scores = np.array(writers), np.zeros_like(wanted)
    for name in sorted(set(writers)):
        here, there = names == name, names != name
        spoken = fit.solve(alike[np.ix_(there, there)], wanted[there], freedom)
        scores[here] = (alike[np.ix_(here, there)] + 1) @ spoken
    return scores


def train_words(examples: Sequence[Labelled]) -> tuple[linear.Linear, Matrix, float]:
    """The model of n-grams, the scores of its texts when set aside, and the temperature that those ask for."""
    counted = fit.count([example.text for example in examples])
    alike, wanted = fit.kernel(counted), targets(examples)
    aside = set_aside(alike, wanted, [example.writer for example in examples], fit.FREEDOM)
    warmth = fit.temperature(aside, accepted(examples))
    return fit.linear(counted, fit.solve(alike, wanted), warmth), aside, warmth


def teach(examples: Sequence[Labelled]) -> tuple[linear.Linear, dict[str, float]]:
    """The model, and what it is worth on the texts of each writer when set aside."""
    words, aside, warmth = train_words(examples)
    return words, figures(examples, fit.shares(aside / warmth))
