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
    #: of the declared one with less than the second: a heading may have been taken for the text below another one. Of
    #: 713 rightly declared practices three are doubted by it. Number and title that agree are two witnesses, and stand.
    against_from: float = 0.9
    hardly_below: float = 0.05
    #: Whatever declares a campo is doubted where its own text speaks of it with less than this: of the same 713 none
    #: is, and two of the three that were sure and wrong are, with 5 of 14 that were sure and no practice.
    never_below: float = 0.001
    #: A bare `Scheda 2` may be a counter: it is doubted where the text speaks of its campo with less than the first
    #: probability, and of another one with more than the second.
    counter_below: float = 0.05
    counter_against: float = 0.9
    #: A text that declares nothing is sure of its campo from this probability on: of 331 practices of four writers 0.73
    #: are, one of them wrong; of 1,019 of six others, each set aside, 0.69, three of them wrong.
    sure_from: float = 0.97
    #: ... if it tells of a practice with at least these log-odds: 3 costs one in 20 of the sure ones, and keeps four of
    #: five out that are sure and no practice.
    tells_from: float = 3.0
    #: ... and with at least these where nothing in the message says that it answers the circular: of 651 texts on other
    #: business none says so much and is sure of a campo, of 37 such practices 29 do. Asking a person for all of those
    #: caught nothing.
    unasked_from: float = 4.0
    #: What is declared is doubted where it tells of a practice with less than these log-odds: of 760 rightly declared
    #: practices none or one is, of 14 that were sure and no practice four.
    hollow_below: float = -0.75
    #: How much surer of a campo the opinion is where a practice is known to be told than its twelve probabilities are,
    #: which were calibrated together: with it they promise on average what they keep (ten writers, 0.938).
    sharpness: float = 1.15


#: The policy that the program decides by.
POLICY = Policy()
