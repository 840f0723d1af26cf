"""What a text is about, judged by its words alone: one probability for each campo, and one for "tells no practice".

A pure function of the text: no state, no clock, the same answer every time. What declares a campo (a heading, a tick)
is another matter and another package.
"""

from dataclasses import dataclass
from math import log

import numpy as np

from parsers.campo import linear
from parsers.italian.text import sentences

#: The place of "no practice" among the classes; the campi follow by their numbers.
NO_PRACTICE = 0
CLASSES = 12
#: Sentences are shown as reasons from this loss of log-odds on, and no more than so many.
_LEAST_LOSS = 1.0
_MOST_REASONS = 3
_MOST_SENTENCES, _MOST_CHARACTERS = 80, 30_000
#: Below it a probability is as good as none.
_LEAST = 1e-12


@dataclass(frozen=True, slots=True)
class Opinion:
    """`probabilities` by class, place 0 for "no practice" and 1 to 11 for the campi; they sum to 1.

    They are calibrated so that the largest is the share of texts, by writers that training never saw, for which a
    careful official would accept the answer. A text without words has the same probability everywhere.
    """

    probabilities: tuple[float, ...]

    def __post_init__(self) -> None:
        assert len(self.probabilities) == CLASSES
        assert abs(sum(self.probabilities) - 1) < 1e-6

    @property
    def best(self) -> int:
        """The most probable class: a campo, or 0 for "no practice"."""
        return max(range(CLASSES), key=self.probabilities.__getitem__)

    @property
    def campo(self) -> int:
        """The most probable campo, 1 to 11, whether or not the text tells a practice at all."""
        return max(range(1, CLASSES), key=self.probabilities.__getitem__)

    @property
    def margin(self) -> float:
        """How far the best class is ahead of the second, 0 to 1."""
        first, second = sorted(self.probabilities, reverse=True)[:2]
        return first - second

    @property
    def practice(self) -> float:
        """The probability that the text tells a practice, of whatever campo."""
        return 1 - self.probabilities[NO_PRACTICE]

    def if_practice(self, campo: int) -> float:
        """The probability of a campo (1 to 11), where it is known from elsewhere that the text tells a practice."""
        campi = self.probabilities[NO_PRACTICE + 1 :]
        return self.probabilities[campo] / total if (total := sum(campi)) else 1 / len(campi)


#: What is known of a text without words.
NOTHING_KNOWN = Opinion((1 / CLASSES,) * CLASSES)


@dataclass(frozen=True, slots=True)
class Reason:
    """A sentence, and by how much the log-odds of the answer fall without it: of a sure answer the probability hardly
    falls.
    """

    sentence: str
    loss: float


def opinion(text: str, *, model: linear.Linear | None = None) -> Opinion:
    """What the text is about, by the n-grams that come with the program (or those of `model`)."""
    scores = (model or linear.shipped()).scores(text)
    if scores is None:
        return NOTHING_KNOWN
    raised = np.exp(scores - scores.max())
    return Opinion(tuple(float(share) for share in raised / raised.sum()))


def why(text: str, model: linear.Linear | None = None) -> tuple[Reason, ...]:
    """The sentences that the answer of the n-grams rests on, the weightiest first. () where no single sentence
    carries it.
    """
    said = [sentence for paragraph in text.splitlines() for sentence in sentences(paragraph)]
    if len(said) > _MOST_SENTENCES or len(text) > _MOST_CHARACTERS:
        # Each sentence is tried by reading all the others again; of so many none carries the answer alone.
        return ()
    answer = opinion(text, model=model)
    reasons = []
    for place, sentence in enumerate(said):
        without = opinion("\n".join(said[:place] + said[place + 1 :]), model=model)
        loss = _log_odds(answer, answer.best) - _log_odds(without, answer.best)
        if loss >= _LEAST_LOSS:
            reasons.append(Reason(sentence, loss))
    return tuple(sorted(reasons, key=lambda reason: -reason.loss)[:_MOST_REASONS])


def _log_odds(said: Opinion, number: int) -> float:
    others = sum(share for place, share in enumerate(said.probabilities) if place != number)
    return log(max(said.probabilities[number], _LEAST)) - log(max(others, _LEAST))
