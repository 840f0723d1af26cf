"""The text as a witness: what its words say of its campo, with what persons' decisions taught added."""

from collections.abc import Mapping
from dataclasses import dataclass
from functools import lru_cache
from math import exp, log

from config.campi import CAMPI
from parsers.campo.learned import NOTHING_LEARNED, CampoModel
from parsers.campo.opinion import opinion, why
from parsers.campo.policy import POLICY
from parsers.campo.tells import odds as odds_of_telling

_LEAST = 1e-6
#: So many campi are shown to who decides.
MOST_CANDIDATES = 3
_SHOWN = 160
#: How much the words learned from decisions count beside the n-grams.
_OF_DECISIONS = 2.0


@dataclass(frozen=True, slots=True)
class Said:
    """What a practice's words say: the most probable `campo` and its `probability` where the text tells a practice,
    `all` by campo; `tells` is how much it tells of one at all, in log-odds.
    """

    campo: int
    probability: float
    all: Mapping[int, float]
    tells: float

    @property
    def candidates(self) -> tuple[tuple[int, float], ...]:
        """The campi that it speaks for most, the likeliest first, with their probabilities."""
        ranked = sorted(self.all.items(), key=lambda item: (-item[1], item[0]))
        return tuple((number, round(share, 3)) for number, share in ranked[:MOST_CANDIDATES])


def said_of(text: str, learned: CampoModel = NOTHING_LEARNED) -> Said:
    """What the words of a text say; `learned` is what persons' decisions taught."""
    return _unlearned(text) if learned is NOTHING_LEARNED else _weighed(text, learned)


def reasons(text: str) -> tuple[str, ...]:
    """The sentences that the answer rests on, the weightiest first."""
    return tuple(reason.sentence[:_SHOWN] for reason in why(text))


@lru_cache(maxsize=256)
def _unlearned(text: str) -> Said:
    """A text is asked about more than once: by the matching, and by the decision."""
    return _weighed(text, NOTHING_LEARNED)


def _weighed(text: str, learned: CampoModel) -> Said:
    answer = opinion(text)
    taught, _ = learned.scores(text)
    odds = {
        campo.number: POLICY.sharpness * log(max(answer.if_practice(campo.number), _LEAST))
        + _OF_DECISIONS * taught.get(campo.number, 0.0)
        for campo in CAMPI
    }
    raised = {number: exp(value) for number, value in odds.items()}
    shares = {number: value / sum(raised.values()) for number, value in raised.items()}
    best = max(shares, key=lambda number: shares[number])
    return Said(best, shares[best], shares, odds_of_telling(text))
