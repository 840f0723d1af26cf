"""Sentences that go on with the same people or the same place, and with another thing: `La stessa cooperativa gestisce
…`, `Sempre a Polla …`, `Merita menzione anche …`, `Sul versante del lavoro …`.

What was learned of borders comes from practices of different offices, which share no actor; of one actor two practices
follow each other with a word like these.
"""

import re
from collections.abc import Sequence

from parsers.italian.text import fold, words
from parsers.italian.word_lists import one_of
from parsers.lines.roles import Judged
from parsers.practices.borders import COMPARED, likeness

_SAME, _TURNS = re.compile(one_of("several", "same")), re.compile(one_of("several", "turns"))
#: Words that only add stand among so many first ones.
_ADDS = re.compile(rf"(?:\S+ ){{0,6}}?{one_of('several', 'adds')}\b")
#: Each of the two has at least so many words.
_LEAST = 12
#: Below this likeness what stands before and behind is of different campi. Of the 780 practices of the writers
#: of development three have a sentence inside that resumes.
_UNLIKE = 0.1


def resumes(lines: Sequence[Judged], at: int) -> bool:
    """Whether a line of a text that tells may begin another practice of the same actors."""
    near = lines[max(at - COMPARED, 0) : at], lines[at : at + COMPARED]
    before, behind = ([one.line.text for one in side] for side in near)
    if min(sum(len(words(text)) for text in side) for side in (before, behind)) < _LEAST:
        return False
    said = fold(behind[0])
    if _SAME.match(said) or _TURNS.match(said):
        return True
    return _ADDS.match(said) is not None and likeness(before, behind) < _UNLIKE
