"""When a campo is sure enough to need no person: every threshold of the decision, each with the figure that chose
it.
"""

from dataclasses import dataclass


@dataclass(frozen=True, slots=True)
class Policy:
    """Probabilities, 0 to 1. Figures are of writers that training never saw (docs/accuracy.md)."""

    #: Below this confidence a declared campo goes to a person.
    review_below: float = 0.85
    #: From this probability on, a text that speaks of another campo than the declared one is worth saying so
    #: (`suggested_campo`).
    suggest_from: float = 0.9
    #: A declared campo goes to a person where the text speaks of another one with at least the first probability, and
    #: of the declared one with less than the second: a heading may have been taken for the text below another one. None
    #: of 166 rightly declared practices is doubted by it.
    against_from: float = 0.9
    hardly_below: float = 0.05
    #: A bare `Scheda 2` may be a counter: it is doubted where the text speaks of its campo with less than the first
    #: probability, and of another one with more than the second.
    counter_below: float = 0.05
    counter_against: float = 0.9
    #: A text that declares nothing is sure of itself from this probability on: of the 346 practices of two writers 62 %
    #: are, and none of those is wrong (from 0.9 on 81 %, one wrong); 0.993 left half of them to a person.
    sure_from: float = 0.985


#: The policy that the program decides by.
POLICY = Policy()
