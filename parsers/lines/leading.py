"""Texts that their campo leads: `Cervia (campo 7): …`, `Andria - c. 10 - …`, `Quanto al n. 10: …`.

Before the reference stands nothing, the place where the practice is, or words that only refer.
"""

import re

from parsers.italian.places import comuni
from parsers.italian.text import fold, sentences, words
from parsers.lines.letters import only_corresponds, weigh
from parsers.lines.units import sentence_spans
from parsers.official.headings import Heading
from parsers.official.naming import denies
from parsers.official.references import reference

#: A place has at most so many words, what is told behind the reference at least.
_PLACE_WORDS, LEAST_LED = 6, 4
#: So many words may say at more length that there is nothing.
_NOTHING_WORDS = 8
_FIRST_PLACE = re.compile(r"(?:(?:il )?comune di |a )?([^,(–—-]*).*", re.IGNORECASE | re.DOTALL)
_AROUND = " \t,;:.-–—/|([§"
_PARTICLES = frozenset(
    "a al alla c/o comune con d' da dal dei del della di e ed in l' località loc. nel nella per presso".split()
)


def led_by_campo(text: str) -> Heading | None:
    """The heading of a text that its campo leads, with the text behind it; None where nothing leads it, where less than
    a few words follow, or where they only send something or say that there is nothing.
    """
    referred = reference(text)
    if referred is None or not (referred.refers or (not referred.loose and _is_where(referred.before))):
        return None
    # What a later sentence refers to leads that one.
    if referred.refers and sentence_spans(text)[0][1] < text.find(referred.before) + len(referred.before):
        return None
    own = text[referred.end :].strip()
    told = len(words(own))
    if told < LEAST_LED or only_corresponds(own) or (told < _NOTHING_WORDS and denies(own)):
        return None
    return Heading(text, "campo", (referred.number,), None, own)


def campo_leads(text: str) -> bool:
    """Whether in a sentence of a text a campo and a mark stand before words that do more than send something, whatever
    stands before the campo: `Per Nola: campo 5, corso …`.
    """
    for sentence in sentences(text):
        referred = reference(sentence)
        led = fold(sentence[: referred.end]) if referred is not None else ""
        if referred is None or not ("camp" in led or "scheda" in led):
            continue
        own = sentence[referred.end :]
        if len(words(own)) >= LEAST_LED and not only_corresponds(own) and not denies(own):
            return True
    return False


def _is_where(said: str) -> bool:
    """Whether words before a reference only say where or who: nothing at all, a comune, or names."""
    bare = said.strip(_AROUND)
    named = bare.split()
    if not named:
        return True
    if len(named) > _PLACE_WORDS or said.rstrip()[-1] not in _AROUND:
        return False
    if fold(_FIRST_PLACE.sub(r"\1", bare, count=1).strip()) in comuni():
        return True
    weight = weigh(bare)
    if said.rstrip()[-1] in "([":
        # `La Pro loco di Sutri (campo 7): …`: nothing but a campo stands in brackets before a mark.
        return not weight.act
    names = all(word[:1].isupper() or fold(word) in _PARTICLES for word in named)
    return names and not weight.act and not weight.known
