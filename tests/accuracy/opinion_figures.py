"""What the learned opinion is worth: figures of probabilities against labels."""

import json
from collections.abc import Sequence
from pathlib import Path

import numpy as np
from numpy.typing import NDArray

from parsers.campo.opinion import opinion
from tests.accuracy.labelled import Labelled, development
from tests.learning.fit import Matrix

BOARD = Path(__file__).with_name("opinion.json")
#: From this probability on an answer counts as sure.
SURE = 0.9
_BINS = 10


def accepted(examples: Sequence[Labelled]) -> NDArray[np.bool_]:
    """Which answers (texts x classes) a careful official would accept."""
    table = np.zeros((len(examples), 12), dtype=bool)
    for place, example in enumerate(examples):
        table[place, list(example.acceptable)] = True
    return table


def figures(examples: Sequence[Labelled], probabilities: Matrix) -> dict[str, float]:
    """Shares by name: of practices, the campo that is right whether or not it is sure to be one; of others, how many
    are refused.
    """
    right, everyone = accepted(examples), np.arange(len(examples))
    campi = np.array([example.campo for example in examples])
    told = campi > 0
    campo_right = right[everyone, probabilities[:, 1:].argmax(axis=1) + 1]
    best = probabilities.argmax(axis=1)
    claimed, kept_promise = probabilities.max(axis=1), right[everyone, best]
    sure = claimed >= SURE
    found: dict[str, float] = {"texts": len(examples)}
    if told.any():
        found["campo right"] = campo_right[told].mean()
        for number in (3, 11):
            if (campi == number).any():
                found[f"campo {number} right"] = campo_right[campi == number].mean()
        found["practices kept"] = (best[told] > 0).mean()
    if (~told).any():
        found["others refused"] = (best[~told] == 0).mean()
    found |= {"sure": sure.mean(), "calibration error": _calibration(claimed, kept_promise)}
    if sure.any():
        found["wrong among sure"] = (~kept_promise[sure]).mean()
    return {name: round(float(value), 4) for name, value in found.items()}


def _calibration(claimed: Matrix, right: NDArray[np.bool_]) -> float:
    """How far promise and truth are apart, on average over ten bins of probability."""
    bins = np.minimum((claimed * _BINS).astype(int), _BINS - 1)
    filled = [bins == k for k in range(_BINS) if (bins == k).any()]
    return float(sum(abs(claimed[here].mean() - right[here].mean()) * here.mean() for here in filled))


def measure() -> dict[str, dict[str, float]]:
    """The development part, by kind, judged by the models that come with the program."""
    found = {}
    for kind, examples in development().items():
        found[kind] = figures(examples, np.array([opinion(example.text).probabilities for example in examples]))
    return found


def behind(now: dict[str, dict[str, float]], board: dict[str, dict[str, float]]) -> list[str]:
    """What fell behind the board, in words."""
    less = {"wrong among sure", "calibration error"}
    return [
        f"{kind}: {name} {now[kind][name]:.4f}, was {before:.4f}"
        for kind, figures_before in board.items()
        for name, before in figures_before.items()
        if (now[kind][name] > before if name in less else now[kind][name] < before)
    ]


def board() -> dict[str, dict[str, float]]:
    """The committed figures."""
    return json.loads(BOARD.read_text(encoding="utf-8"))  # type: ignore[no-any-return]


def show(found: dict[str, dict[str, float]]) -> str:
    """The figures as lines of text."""
    lines = []
    for kind, row in found.items():
        said = (f"{name} {value:.3f}".removesuffix(".000") for name, value in row.items())
        lines.append(f"  {kind:22} {'  '.join(said)}")
    return "\n".join(lines)
