"""Does a text tell of a practice at all, or of other business? Judged by its words alone, as the opinion on the campo.

The opinion's own "no practice" is for texts that the roles of lines hold to be practices. This model is asked about any
text, a single sentence too: it learned from whole texts and from their sentences, and from what offices write on other
business. How it was chosen: decision 0018.
"""

from dataclasses import dataclass
from functools import cache
from pathlib import Path

from parsers.campo import linear
from parsers.campo.ngrams import stemmed
from parsers.italian.text import sentences, words

#: The model that comes with the program, written by `make train`.
SHIPPED = Path(__file__).with_name("tells.npz")
#: A sentence is judged together with those behind it, until there are so many words; fewer than `LEAST_WORDS` say
#: nothing for sure.
WINDOW_WORDS, LEAST_WORDS = 12, 8
#: A sentence of more words than the first number is judged in stretches of so many, each half over the one before: in
#: the long sentences of offices one clause may tell something, and the others hide it.
LONG_WORDS, STRETCH_WORDS = 36, 24
#: Odds of a text without words.
_NOTHING_KNOWN = 0.0


@dataclass(frozen=True, slots=True)
class Telling:
    """How much a text tells of a practice, in log-odds: `whole` of all of it, `most` of the sentence that does so most
    (as the whole, where it is a single one).
    """

    whole: float
    most: float


def telling(text: str) -> Telling:
    """What the model that comes with the program says of a text."""
    whole = odds(text)
    return Telling(whole, max((odds(piece) for piece in windows(text)), default=whole))


def odds(text: str) -> float:
    """Log-odds that a text tells of a practice; 0 for one without words."""
    scores = shipped().scores_of((stemmed(text),))
    return _NOTHING_KNOWN if scores is None else float(scores[0])


def windows(text: str) -> list[str]:
    """The sentences of a text, long ones in stretches, each with as many of those behind it as it takes to say
    something. A short text is no more than itself.
    """
    said = [
        piece for paragraph in text.splitlines() for sentence in sentences(paragraph) for piece in _stretches(sentence)
    ]
    counts = [len(words(sentence)) for sentence in said]
    found = []
    for first in range(len(said)):
        last, total = first, counts[first]
        while total < WINDOW_WORDS and last + 1 < len(said):
            last += 1
            total += counts[last]
        if total >= LEAST_WORDS:
            found.append("\n".join(said[first : last + 1]))
    return found


def _stretches(sentence: str) -> list[str]:
    """A sentence, or the stretches of a long one."""
    parts = sentence.split()
    if len(parts) <= LONG_WORDS:
        return [sentence]
    step = STRETCH_WORDS // 2
    return [" ".join(parts[start : start + STRETCH_WORDS]) for start in range(0, len(parts) - step, step)]


@cache
def shipped() -> linear.Linear:
    """The model that comes with the program, read once."""
    return linear.load(SHIPPED.read_bytes())
