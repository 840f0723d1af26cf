"""Sentences that go on with the same people or the same place, and with another thing: `La stessa cooperativa gestisce
…`, `Sempre a Polla …`, `Merita menzione anche …`, `Sul versante del lavoro …`.

What was learned of borders comes from practices of different offices, which share no actor; of one actor two practices
follow each other with a word like these.
"""

import re
from collections.abc import Sequence

from parsers.italian.text import fold, words
from parsers.lines.roles import Judged
from parsers.practices.borders import likeness

#: `La medesima Caritas`, `D'inverno gli stessi alpini` (not `gli stessi scendono`), `Sempre a Polla`, `Oltre a ciò`,
#: `Di altra natura`, `Altra esperienza`.
_SAME = re.compile(
    r"(?:\w+'? ?){0,3}?\b(?:stess|medesim)[oaie] (?!\w+no\b|\w{1,2}\b)\w+|"
    r"sempre (?:a|in|presso|per|con|da)\b|sempre (?:al|nel|dal|sul)\w*\b|"
    r"(?:oltre|accanto|in aggiunta) a (?:cio|quest\w+)\b|(?:di|d') ?(?:natura|tipo|genere) divers\w\b|"
    r"di (?:divers|altr)\w (?:natura|tipo|genere)\b|(?:un'? ?)?(?:altr[oa]|ulterior[ei]) (?!volt|part|giorn|anno)\w+"
)
#: `Sul versante del lavoro`, `Quanto ai minori`, `Merita menzione`, `Si segnala anche`, `Va ricordata`.
_TURNS = re.compile(
    r"(?:sul (?:versante|fronte|piano|terreno)|(?:per quanto|per cio che) (?:riguarda|attiene|concerne)|quanto a\w*|"
    r"in (?:tema|materia|ordine)|nel campo|nell'ambito|riguardo a\w*|relativamente a\w*|(?:passando|venendo) a\w*)\b|"
    r"si (?:segnal|ricord|evidenzi|rappresent|comunic|menzion|riport)\w+|"
    r"(?:merita\w*|vanno|va|(?:e )?da|degn[oa] di|giova|vale)\b(?: \w+){0,2}? (?:segnal|ricord|menzion|cit)\w+"
)
#: Words that only add, which what happened next begins with too.
_ADDS = re.compile(
    r"(?:\S+ ){0,6}?(?:inoltre|invece(?! d)|altresi|parallelamente|contestualmente|d'altra parte|infine|da ultimo|"
    r"nel contempo|in parallelo)\b"
)
#: Each of the two has at least so many words.
_LEAST = 12
#: Below this likeness what stands before and behind is of different campi. Of the 780 practices of the writers
#: of development three have a sentence inside that resumes.
_UNLIKE = 0.1


def resumes(lines: Sequence[Judged], at: int) -> bool:
    """Whether a line of a text that tells may begin another practice of the same actors."""
    before, behind = [one.line.text for one in lines[:at]], [one.line.text for one in lines[at:]]
    if min(sum(len(words(text)) for text in side) for side in (before, behind)) < _LEAST:
        return False
    said = fold(behind[0])
    if _SAME.match(said) or _TURNS.match(said):
        return True
    return _ADDS.match(said) is not None and likeness(before, behind) < _UNLIKE
