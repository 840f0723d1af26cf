"""Sentences that say of what the text behind them speaks, and nothing else."""

import re

from parsers.italian.text import fold_in_place
from parsers.lines.letters import weigh
from parsers.lines.units import sentence_spans
from parsers.official.headings import Heading
from parsers.official.naming import may_name, named_in_brackets, named_once, naming

#: How a sentence ends that announces the next one.
_WHAT_FOLLOWS = re.compile(
    r"\b(?:quanto|come|che) (?:segu\w+|appresso)$|\b(?:il|la|i|gli|le) seguent[ei](?: \w+){0,2}$"
)
_BELOW = re.compile(
    r"\bdi seguito(?: \w+){0,2}$|\bche (?:qui )?si (?:riporta|espon|trascriv|descriv|illustr|raccont)\w*$"
)
#: `Mi dicono di aggiungere anche questa.`, `Vi racconto un'altra cosa.`
_ONE_MORE = re.compile(
    r"\b(?:aggiun|raccont|segnal|ricord|riport|scriv)\w*(?: \w+){0,2}? (?:quest[aoie]|\S*altr[ao])(?: \w+)?$"
)
#: So many words beside names and those of letters may stand in a sentence that only names a campo.
_OTHERS = 1


def announces(sentence: str) -> bool:
    """Whether a sentence ends by saying that something follows: `… si rappresenta quanto segue.`"""
    bare = fold_in_place(sentence).rstrip(' .:;"”»)')
    return any(pattern.search(bare) for pattern in (_WHAT_FOLLOWS, _BELOW))


def adds_one(sentence: str) -> bool:
    """Whether a sentence says that one more is told behind it: `Mi dicono di aggiungere anche questa.`"""
    return _ONE_MORE.search(fold_in_place(sentence).rstrip(' .:;"”»)')) is not None


def named_before(text: str) -> Heading | None:
    """The campo that the first sentence or bracket of a text names, with the text behind it; None where that sentence
    tells something: `Nel campo nono si riporta quanto appresso. Ai nuovi venuti …`.
    """
    if (bracketed := named_in_brackets(text)) is not None:
        return bracketed
    if not may_name(text):
        return None
    first, end = next(iter(sentence_spans(text)), (0, 0))
    if (named := named_once(text[first:end])) is None:
        return None
    number, bare = named
    if not announces(text[first:end]) and weigh(bare).others > _OTHERS:
        return None
    return naming(text, number, len(text) - len(text[end:].lstrip()))
