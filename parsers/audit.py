"""The last look: which words of the documents stand in no record, and nothing shows that they may be left out.

It trusts what came of the text (titles and descriptions), and of what was set aside only what shows by its own words
that it is frame, correspondence or part of the official form. What is left goes to a person as `unexplained_text`.
"""

import re
from collections.abc import Mapping
from dataclasses import dataclass

from rapidfuzz import fuzz

from config.campi import CAMPI
from config.limits import Limits
from config.vocabulary import DocumentStatus, Problem, ProblemCode
from parsers.correspondence.surroundings import quotes_earlier_mail
from parsers.italian.text import fold, sentences, words
from parsers.lines.boilerplate import line_rule
from parsers.lines.letters import is_disclaimer, tells, told, weigh
from parsers.model import Block, BlockKind, Correspondence
from parsers.work import Work

#: What the official form prints besides its items. Circolare 5973/2015, allegato.
_PRINTED = (
    "Contrassegnare uno o più campi nei quali si sia effettuata esperienza di buone pratiche e, nel caso siano state "
    "formalizzate in Protocolli, Atti di Intesa, Raccordi Operativi o altre forme di sottoscrizione tra diversi soggetti, "
    "si prega di allegare il documento in formato elettronico (word o pdf) alla presente scheda.",
    "In ogni caso si richiede sintetica descrizione della buona pratica, utilizzando una scheda per ogni campo contrassegnato.",
    "SINTETICA DESCRIZIONE DELLA BUONA PRATICA "
    "(indicare numero e oggetto del campo contrassegnato al fine di facilitarne la classificazione)",
    *(campo.title for campo in CAMPI),
)
_PRINTED_FOLDED = tuple(map(fold, _PRINTED))
_OFFICIAL = frozenset(word for text in _PRINTED for word in words(text))
#: A line of frame (letterhead, addressee, signature …) has at most so many words beside names and the words of letters.
_FRAME_OTHERS, _FRAME_WORDS = 1, 40
#: Labels and their values (`Ente attuatore: …`) may hold so many.
_DETAIL_OTHERS = 8
#: What a line of the form may hold beside its printed words.
_FORM_OTHERS = 3
#: What a heading may hold beside official words if its text is not the title of a scheda.
_HEADING_OTHERS = 1
_DETAILS = frozenset({"detail of the practice", "field label"})
_FORM = {
    "official form": _FORM_OTHERS,
    "form instructions": _FORM_OTHERS,
    "list of titles": _HEADING_OTHERS,
    "heading": _HEADING_OTHERS,
}
_SHOWN = 60
#: From this likeness (0 to 100) on, a sentence is one that the form prints.
_SAME_PRINT = 90
#: Lines of nothing but names and numbers: a signature block has some, a list of persons or a table of figures many.
_MOST_BARE = 40
#: Records longer than this are not searched for parts of lines: it would take too long.
_SEARCHED = 300_000
#: Where a label ends and its text begins.
_PIECES = re.compile(r"(?<=[:)\]>.;–—-])\s+")


def unexplained(document: Work, correspondence: Correspondence) -> dict[int, int]:
    """How many words of each block nothing explains, by the index of the block; blocks with none are left out."""
    draft = document.draft
    if draft.status is not DocumentStatus.READ or draft.source.envelope or draft.metadata:
        return {}
    if document.agreement is not None and not document.sections:
        return {}
    recorded, claims = _recorded(document), document.split.claims
    written = _written(document, correspondence)
    left = {block.index: _left(block, claims.get(block.index, ""), recorded) for block in written}
    found = {index: told(text) for index, text in left.items()}
    others = {index: weigh(text) for index, text in left.items() if not found[index]}
    bare = {index: weight.words for index, weight in others.items() if not weight.act}
    if sum(bare.values()) >= _MOST_BARE:
        found |= bare
    return {index: count for index, count in found.items() if count}


def problem_of(document: Work, left: Mapping[int, int], limits: Limits) -> Problem | None:
    """A problem for a document that holds more unexplained words than a stray line has; `left` are those words by block."""
    count = sum(left.values())
    if count < limits.unexplained_words:
        return None
    first = next(block.text for block in (*document.blocks, *document.quoted) if block.index in left)
    detail = f"{count} words that nothing explains, from “{' '.join(first.split())[:_SHOWN]}” on"
    return Problem(ProblemCode.UNEXPLAINED_TEXT, detail, document=document.draft.source.path)


def _written(document: Work, correspondence: Correspondence) -> list[Block]:
    """What the sender wrote. What looks like a quotation counts as his own text where it is all there is, or where
    nothing shows that it was written before.
    """
    own, quoted = document.blocks, document.quoted
    if quoted and not any(words(block.text) for block in own):
        return [*own, *quoted]
    if quotes_earlier_mail(correspondence, quoted):
        return own
    return [*own, *(block for block in quoted if block.kind is not BlockKind.QUOTE)]


@dataclass(frozen=True, slots=True)
class _Recorded:
    """What became a record: `lines` of titles and descriptions, and all of them in one `text`, letters and digits only."""

    lines: frozenset[str]
    text: str

    def holds(self, words: str, rule: str = "") -> bool:
        """Whether a piece of text is accounted for. Of an endless text the claim of its block (`rule`) has to do."""
        letters = _letters(words)
        if letters in self.lines:
            return True
        return letters in self.text if len(self.text) <= _SEARCHED else rule == "scheda"


def _recorded(document: Work) -> _Recorded:
    parts = [text for section, _ in document.sections for text in (section.title, *section.description.split("\n"))]
    lines = [_letters(part) for part in parts]
    return _Recorded(frozenset(lines), "\0".join(lines))


def _letters(text: str) -> str:
    return "".join(character for character in text.casefold() if character.isalnum())


def _left(block: Block, rule: str, recorded: _Recorded) -> str:
    """What of a block stands in no record and is neither form, label nor frame by its own words."""
    if rule == "agreement" or recorded.holds(block.text, rule):
        return ""
    if rule in _DETAILS and weigh(block.text).others <= _DETAIL_OTHERS:
        return ""
    if rule in _FORM and _others_beside_the_form(block.text) <= _FORM[rule]:
        return ""
    if _is_frame(block):
        return ""
    parts = (_left_of(sentence, recorded) for sentence in sentences(block.text.replace("\n", " ")))
    return " ".join(part for part in parts if part and not (tells(part) and _is_printed(part)))


def _left_of(sentence: str, recorded: _Recorded) -> str:
    """What of a sentence stands in no record, where `a) pratiche innovative: il centro …` is split into label and text."""
    if recorded.holds(sentence):
        return ""
    pieces = _PIECES.split(sentence)
    return " ".join(piece for piece in pieces if not recorded.holds(piece)) if len(pieces) > 1 else sentence


def _is_frame(block: Block) -> bool:
    """Whether a line stands around the text of a letter by its rule and by its words."""
    rule = line_rule(block)
    if rule == "disclaimer":
        return is_disclaimer(block.text)
    weight = weigh(block.text)
    most = _FORM_OTHERS if block.kind in {BlockKind.HEADER, BlockKind.FOOTER} else _FRAME_OTHERS
    return rule is not None and weight.words <= _FRAME_WORDS and weight.others <= most


def _others_beside_the_form(text: str) -> int:
    return sum(weigh(word).others for word in words(text) if word not in _OFFICIAL)


def _is_printed(sentence: str) -> bool:
    folded = fold(sentence)
    longer = (printed for printed in _PRINTED_FOLDED if len(folded) <= len(printed) * 1.2)
    return any(fuzz.partial_ratio(folded, printed, score_cutoff=_SAME_PRINT) for printed in longer)
