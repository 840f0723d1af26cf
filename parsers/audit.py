"""The last look: which words of the documents stand in no record, and nothing shows that they may be left out.

It trusts what came of the text (titles and descriptions), and of what was set aside only what shows by its own words that it
is frame, correspondence or part of the official form. What is left goes to a person as `unexplained_text`.
"""

import re
from collections.abc import Iterator, Sequence

from rapidfuzz import fuzz

from config.campi import CAMPI
from config.limits import Limits
from config.vocabulary import DocumentStatus, Problem, ProblemCode
from parsers.boilerplate import line_rule
from parsers.letters import is_disclaimer, told, weigh
from parsers.model import Block, BlockKind
from parsers.text import fold, sentences, words
from parsers.work import Work

#: What the official form prints besides its items. Circolare 5973/2015, allegato.
_PRINTED = (
    "Contrassegnare uno o più campi nei quali si sia effettuata esperienza di buone pratiche e, nel caso siano state formalizzate in Protocolli, Atti di Intesa, "
    "Raccordi Operativi o altre forme di sottoscrizione tra diversi soggetti, si prega di allegare il documento in formato elettronico (word o pdf) alla presente scheda.",
    "In ogni caso si richiede sintetica descrizione della buona pratica, utilizzando una scheda per ogni campo contrassegnato.",
    "SINTETICA DESCRIZIONE DELLA BUONA PRATICA (indicare numero e oggetto del campo contrassegnato al fine di facilitarne la classificazione)",
    *(campo.title for campo in CAMPI),
)
_OFFICIAL = frozenset(word for text in _PRINTED for word in words(text))
#: A line of frame (letterhead, addressee, signature …) has at most so many words beside names and the words of letters.
_FRAME_OTHERS, _FRAME_WORDS = 1, 40
#: Labels and their values (`Ente attuatore: …`) may hold so many.
_DETAIL_OTHERS = 8
#: What a line of the form may hold beside its printed words.
_FORM_OTHERS = 3
_DETAILS = frozenset({"detail of the practice", "label or detail of a table"})
_FORM = frozenset({"official form", "form instructions", "list of titles", "heading"})
_SHOWN = 60
#: Lines of nothing but names and numbers: a signature block has some, a list of persons or a table of figures many.
_MOST_BARE = 40
#: Where a label ends and its text begins.
_PIECES = re.compile(r"(?<=[:)\]>.;–—-])\s+")


def unexplained(document: Work) -> dict[int, int]:
    """How many words of each block nothing explains, by the index of the block; blocks without such words are left out."""
    draft = document.draft
    if draft.status is not DocumentStatus.READ or draft.source.envelope or draft.metadata:
        return {}
    if document.agreement is not None and not document.sections:
        return {}
    recorded, claims = _recorded(document), document.split.claims
    left = [(block, _left(block, claims.get(block.index, ""), recorded)) for block in _written(document)]
    found = {block.index: told(text) for block, text in left}
    bare = {block.index: weight.words for block, text in left if not found[block.index] and not (weight := weigh(text)).act}
    if sum(bare.values()) >= _MOST_BARE:
        found |= bare
    return {index: count for index, count in found.items() if count}


def problems(documents: Sequence[Work], limits: Limits) -> Iterator[Problem]:
    """A problem for each document that holds more unexplained words than a stray line has."""
    for document in documents:
        left = unexplained(document)
        count = sum(left.values())
        if count >= limits.unexplained_words:
            first = next(block.text for block in _written(document) if block.index in left)
            detail = f"{count} words that nothing explains, from “{' '.join(first.split())[:_SHOWN]}” on"
            yield Problem(ProblemCode.UNEXPLAINED_TEXT, detail, document=document.draft.source.path)


def _written(document: Work) -> list[Block]:
    """What the sender wrote. A mail that is nothing but what looks like a quotation is its own text."""
    own = document.blocks
    if document.quoted and not any(words(block.text) for block in own):
        return [*own, *document.quoted]
    return own


def _recorded(document: Work) -> str:
    """All letters and digits of what became a record, in one string: a sentence that stands in it is accounted for."""
    parts = [text for section, _ in document.sections for text in (section.title, *section.description.split("\n"))]
    return "\0".join(_letters(part) for part in parts)


def _letters(text: str) -> str:
    return "".join(character for character in text.casefold() if character.isalnum())


def _left(block: Block, rule: str, recorded: str) -> str:
    """What of a block stands in no record and is neither form, label nor frame by its own words."""
    if rule == "agreement" or _letters(block.text) in recorded:
        return ""
    if rule in _DETAILS and weigh(block.text).others <= _DETAIL_OTHERS:
        return ""
    if rule in _FORM and _others_beside_the_form(block.text) <= _FORM_OTHERS:
        return ""
    if _is_frame(block):
        return ""
    parts = (_left_of(sentence, recorded) for sentence in sentences(block.text.replace("\n", " ")))
    return " ".join(part for part in parts if not _is_printed(part))


def _left_of(sentence: str, recorded: str) -> str:
    """What of a sentence stands in no record: `a) pratiche innovative: il centro …` is split into label and text there."""
    if _letters(sentence) in recorded:
        return ""
    pieces = _PIECES.split(sentence)
    return " ".join(piece for piece in pieces if _letters(piece) not in recorded) if len(pieces) > 1 else sentence


def _is_frame(block: Block) -> bool:
    """Whether a line stands around the text of a letter by its rule and by its words."""
    rule = line_rule(block)
    if rule == "disclaimer":
        return is_disclaimer(block.text)
    weight = weigh(block.text)
    furniture = block.kind in {BlockKind.HEADER, BlockKind.FOOTER}
    return rule is not None and weight.words <= _FRAME_WORDS and weight.others <= (_FORM_OTHERS if furniture else _FRAME_OTHERS)


def _others_beside_the_form(text: str) -> int:
    return sum(weigh(word).others for word in words(text) if word not in _OFFICIAL)


def _is_printed(sentence: str) -> bool:
    folded = fold(sentence)
    return any(fuzz.partial_ratio(folded, fold(printed)) >= 90 for printed in _PRINTED if len(folded) <= len(printed) * 1.2)
