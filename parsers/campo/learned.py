"""What was learned from persons' decisions: words that speak for a campo in the mail that really came.

Beside the fixed phrases and vocabularies, and of the same kind: weights of word beginnings, so that every opinion still
shows its words. A word is learned only from several examples, and never outweighs a phrase that says a campo outright.
"""

import hashlib
import json
from collections import Counter, defaultdict
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from math import log

from parsers.italian.text import content_stems

#: A stem counts from so many examples of a campo on, and from so much evidence for it.
_LEAST_EXAMPLES = 2
_LEAST_EVIDENCE = 0.9
_MOST_WEIGHT = 1.2


@dataclass(frozen=True, slots=True)
class CampoModel:
    """Learned weights: by stem the campi it speaks for. `examples` is how many decisions it was fitted on."""

    weights: Mapping[str, Mapping[int, float]] = field(default_factory=dict)
    examples: int = 0

    @property
    def name(self) -> str:
        """A short name of its content, "" for a model that knows nothing."""
        return hashlib.sha256(self.dump().encode()).hexdigest()[:8] if self.weights else ""

    def dump(self) -> str:
        """As JSON, the same text for the same model."""
        ordered = {
            stem: {str(campo): round(w, 4) for campo, w in sorted(found.items())}
            for stem, found in sorted(self.weights.items())
        }
        return json.dumps({"examples": self.examples, "weights": ordered}, ensure_ascii=False, indent=1) + "\n"

    def scores(self, text: str) -> tuple[dict[int, float], dict[int, list[str]]]:
        """By campo how much the learned words of a text speak for it, and which they are."""
        found: dict[int, float] = defaultdict(float)
        words: dict[int, list[str]] = defaultdict(list)
        if self.weights:
            for stem in set(content_stems(text)) & self.weights.keys():
                for campo, weight in self.weights[stem].items():
                    found[campo] += weight
                    words[campo].append(stem)
        return found, words


NOTHING_LEARNED = CampoModel()


def load(text: str) -> CampoModel:
    """The model that `dump` wrote. Raises ValueError for anything else."""
    try:
        raw = json.loads(text)
        weights = {
            stem: {int(campo): float(weight) for campo, weight in found.items()}
            for stem, found in raw["weights"].items()
        }
        return CampoModel(weights, int(raw["examples"]))
    except (KeyError, TypeError, AttributeError) as error:
        raise ValueError(f"not a campo model: {error!r}") from error


def fit(examples: Sequence[tuple[str, int]]) -> CampoModel:
    """Learns from (text, campo) pairs: a stem speaks for a campo if far more of its texts have it than of the
    others.
    """
    total = Counter(campo for _, campo in examples)
    having: dict[str, Counter[int]] = defaultdict(Counter)
    for text, campo in examples:
        for stem in set(content_stems(text)):
            having[stem][campo] += 1
    weights: dict[str, dict[int, float]] = {}
    for stem, counts in having.items():
        everywhere = counts.total()
        for campo, count in counts.items():
            if count < _LEAST_EXAMPLES:
                continue
            here = (count + 0.5) / (total[campo] + 1)
            elsewhere = (everywhere - count + 0.5) / (len(examples) - total[campo] + 1)
            if (evidence := log(here / elsewhere)) >= _LEAST_EVIDENCE:
                weights.setdefault(stem, {})[campo] = min(evidence / 2, _MOST_WEIGHT)
    return CampoModel(weights, len(examples))
