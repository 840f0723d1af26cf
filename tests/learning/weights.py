"""A weight for each trait, from examples of what has it and what has not: logistic regression with a ridge."""

import csv
from collections.abc import Sequence
from io import StringIO

import numpy as np

#: The strength that keeps weights small; chosen with one writer aside.
RIDGE = 1.5
#: A trait of fewer examples teaches nothing.
RARE = 4
STEPS = 12


def teach(
    examples: Sequence[tuple[frozenset[str], bool]], *, rare: int = RARE, ridge: float = RIDGE
) -> dict[str, float]:
    """A weight for each trait of at least `rare` examples, "" for the constant: the same numbers for the same
    examples.
    """
    names = sorted({trait for traits, _ in examples for trait in traits})
    seen = dict.fromkeys(names, 0)
    for traits, _ in examples:
        for trait in traits:
            seen[trait] += 1
    names = ["", *(name for name in names if seen[name] >= rare)]
    place = {name: n for n, name in enumerate(names)}
    rows = [np.array([0, *sorted(place[trait] for trait in traits if trait in place)]) for traits, _ in examples]
    answers = np.array([answer for _, answer in examples], dtype=float)
    weights = np.zeros(len(names))
    penalty = np.full(len(names), ridge)
    penalty[0] = 1e-3
    for _ in range(STEPS):
        chances = 1 / (1 + np.exp(-np.clip([weights[row].sum() for row in rows], -30, 30)))
        slope, curve = penalty * weights, np.diag(penalty)
        # Of all traits an example has few: only these are added up.
        for row, miss, doubt in zip(rows, chances - answers, chances * (1 - chances), strict=True):
            slope[row] += miss
            curve[np.ix_(row, row)] += doubt
        weights -= np.linalg.solve(curve, slope)
    return {name: round(float(weight), 4) for name, weight in zip(names, weights, strict=True)}


def written(weights: dict[str, float]) -> str:
    """The weights as a table of the program."""
    out = StringIO()
    table = csv.writer(out, lineterminator="\n")
    table.writerow(("trait", "weight"))
    table.writerows((name, f"{weight:g}") for name, weight in sorted(weights.items()))
    return out.getvalue()
