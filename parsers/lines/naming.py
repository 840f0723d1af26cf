"""Sentences that say of what the text behind them speaks, and nothing else."""

import re
from dataclasses import replace

from parsers.italian.text import fold, fold_in_place, words
from parsers.italian.word_lists import one_of
from parsers.lines.leading import led_by_campo
from parsers.lines.letters import weigh
from parsers.lines.units import sentence_spans
from parsers.official.headings import Heading
from parsers.official.naming import (
    LEAST_TOLD,
    NamedCampi,
    denies,
    may_name,
    named_campi,
    named_in_brackets,
    named_once,
    naming,
)

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
_BELONGS = re.compile(rf"\b{one_of('several', 'belongs')}\w*")
#: `Le due esperienze rientrano nei campi 5 e 7` says of no practice that both are its campi.
_ONE_PRACTICE = re.compile(r"\b(?:pratica|prassi|esperienza|iniziativa|progetto|scheda|intervento|quanto)\b")
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
    if (led := named_in_brackets(text) or led_by_campo(text)) is not None:
        return led
    if not may_name(text):
        return None
    first, end = next(iter(sentence_spans(text)), (0, 0))
    if (declared := declares(text[first:end])) is not None:
        own = text[end:].strip()
        return replace(declared, text=text, own_title=own) if len(words(own)) >= LEAST_TOLD or not own else None
    if (named := named_once(text[first:end])) is None:
        return None
    number, bare = named
    if not announces(text[first:end]) and weigh(bare).others > _OTHERS:
        return None
    return naming(text, number, len(text) - len(text[end:].lstrip()))


def declares(sentence: str) -> Heading | None:
    """The campi that a sentence names and says nothing else: `Quanto sopra riguarda il campo 1 dell'elenco.`,
    `La pratica interessa i campi 5 e 7.`; None of one that tells something, asks, or says that nothing is there.
    """
    named = named_campi(sentence)
    if named is None or denies(sentence) or not _only_belongs(named):
        return None
    return Heading(sentence, "campo", named.numbers, None, "")


def _only_belongs(named: NamedCampi) -> bool:
    folded = fold(named.before)
    weight = weigh(_BELONGS.sub("", folded))
    # `Si trasmette la scheda relativa al campo 5.` speaks of what is sent with it.
    if len(named.numbers) > 1 and _ONE_PRACTICE.search(folded) is None:
        return False
    return _BELONGS.search(folded) is not None and weight.others <= _OTHERS and not weight.act


def declared_after(text: str) -> tuple[Heading, int] | None:
    """What the last sentence of a text declares of what stands before it, and where that ends; None if it does not."""
    spans = sentence_spans(text)
    if len(spans) < 2 or (heading := declares(text[spans[-1][0] :].strip())) is None:
        return None
    return heading, spans[-2][1]
