"""The last look: which words of the documents stand in no record, and nothing shows that they may be left out.

It trusts what came of the text (titles and descriptions), and of the other regions only those that show by their own
words that they are frame, correspondence or part of the official form. What is left goes to a person as
`unexplained_text`.
"""

import re
from collections import Counter
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, replace
from itertools import pairwise

from rapidfuzz import fuzz

from config.campi import CAMPI
from config.counting import counted
from config.limits import Limits
from config.vocabulary import DocumentStatus, Problem, ProblemCode, Rule
from parsers.correspondence.surroundings import quotes_earlier_mail
from parsers.italian.text import fold, sentences, words
from parsers.lines.boilerplate import line_rule
from parsers.lines.leading import campo_leads
from parsers.lines.letters import is_disclaimer, tells, told, weigh
from parsers.model import Block, BlockKind, Correspondence, Region
from parsers.official.behind import named_behind
from parsers.official.headings import read_heading
from parsers.official.naming import denies
from parsers.practices.cover import Canvas, checked, rule_named, whole
from parsers.work import Work

#: What the official form prints besides its items. Circolare 5973/2015, allegato.
_PRINTED = (
    "Contrassegnare uno o più campi nei quali si sia effettuata esperienza di buone pratiche e, nel caso siano state "
    "formalizzate in Protocolli, Atti di Intesa, Raccordi Operativi o altre forme di sottoscrizione tra diversi "
    "soggetti, "
    "si prega di allegare il documento in formato elettronico (word o pdf) alla presente scheda.",
    "In ogni caso si richiede sintetica descrizione della buona pratica, utilizzando una scheda per ogni campo "
    "contrassegnato.",
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
_DETAILS = frozenset({Rule.DETAIL, Rule.LABEL})
_FORM = {Rule.FORM: _FORM_OTHERS, Rule.INSTRUCTIONS: _FORM_OTHERS, Rule.HEADING: _HEADING_OTHERS}
#: Regions that nobody has to look into: what became a record, and what was written elsewhere.
_ACCOUNTED = frozenset({Rule.PRACTICE, Rule.TITLE, Rule.AGREEMENT, Rule.QUOTATION, Rule.METADATA, Rule.REPEATED})
_SHOWN = 60
#: From this likeness (0 to 100) on, a sentence is one that the form prints.
_SAME_PRINT = 90
#: Lines of nothing but names and numbers: a signature block has some, a list of persons or a table of figures many.
_MOST_BARE = 40
#: Records longer than this are not searched for parts of lines: it would take too long.
_SEARCHED = 300_000
#: Where a label ends and its text begins.
_PIECES = re.compile(r"(?<=[:)\]>.;–—-])\s+")


@dataclass(frozen=True, slots=True)
class Account:
    """What became of the text of one document: `regions` cover it exactly, `words` are those that nothing explains, by
    block; `tells` says that they tell of a practice, however few they are.
    """

    regions: tuple[Region, ...]
    words: Mapping[int, int]
    tells: bool = False


def account_of(document: Work, correspondence: Correspondence) -> Account:
    """The account of one document that was read. Raises CoverError if its text was lost or claimed twice: a bug of
    ours.
    """
    text = document.draft.text
    if text is None:
        return Account((), {})
    regions = _on_paper(document, text.blocks, correspondence)
    if document.draft.source.envelope or document.draft.metadata:
        return Account(tuple(replace(region, rule=Rule.METADATA) for region in regions), {})
    judged, words_of = _judged(regions, {block.index: block for block in text.blocks}, _recorded(document))
    return Account(checked(text.blocks, judged), words_of if document.draft.status is DocumentStatus.READ else {})


def without_account(document: Work) -> Account:
    """Of a document whose words could not be accounted for: all of it is unexplained."""
    text = document.draft.text
    return Account(tuple(whole(block, Rule.UNEXPLAINED) for block in text.blocks if block.text) if text else (), {})


def problem_of(document: Work, account: Account, limits: Limits) -> Problem | None:
    """A problem for a document that holds more unexplained words than a stray line has."""
    count = sum(account.words.values())
    if not count or document.draft.text is None:
        return None
    texts = {block.index: block.text for block in document.draft.text.blocks}
    lost = (region for region in account.regions if region.rule is Rule.UNEXPLAINED and region.block in account.words)
    said = [texts[region.block][region.start : region.end] for region in lost]
    first = said[0] if said else ""
    if count < limits.unexplained_words and not (account.tells or _is_headed(account) or any(map(_names_campo, said))):
        return None
    detail = f"{counted(count, 'word', 'words')} that nothing explains, from “{' '.join(first.split())[:_SHOWN]}” on"
    return Problem(ProblemCode.UNEXPLAINED_TEXT, detail, document=document.draft.source.path)


def _names_campo(text: str) -> bool:
    """Whether a text that nothing explains says itself of which campo it is, before it or behind it."""
    heading = read_heading(text)
    return (heading is not None and bool(heading.numbers)) or named_behind(text) is not None or campo_leads(text)


def _is_headed(account: Account) -> bool:
    """Whether words that nothing explains stand right below a heading of a campo that no practice took: they are its
    text, however few.
    """
    told = [region for region in account.regions if region.rule is not Rule.FURNITURE]
    return any(
        above.rule is Rule.HEADING
        and above.section is None
        and below.rule is Rule.UNEXPLAINED
        and account.words.get(below.block)
        for above, below in pairwise(told)
    )


def _on_paper(document: Work, blocks: Sequence[Block], correspondence: Correspondence) -> Sequence[Region]:
    """The regions of all that was read: those of the sender's own text in their places, and what he quotes.

    What looks like a quotation counts as his own text where it is all there is, or where nothing shows that it was
    written before.
    """
    canvas, own, quoted = Canvas(blocks), {block.index: block.text for block in document.blocks}, document.quoted
    texts = {block.index: block.text for block in blocks}
    for region in document.split.regions:
        # Of a quoted block only the item that is answered may be a part of the own text.
        shift = max(texts[region.block].rfind(own[region.block]), 0)
        canvas.claim(replace(region, start=region.start + shift, end=region.end + shift))
    nothing_else = not any(words(text) for text in own.values())
    is_earlier = quotes_earlier_mail(correspondence, quoted)
    for block in quoted:
        if not nothing_else and (is_earlier or block.kind is BlockKind.QUOTE):
            canvas.claim(whole(block, Rule.QUOTATION))
    return canvas.finished()


def _judged(
    regions: Sequence[Region], blocks: Mapping[int, Block], recorded: "_Recorded"
) -> tuple[list[Region], dict[int, int]]:
    """The regions with what their own words say of them, and the words that nothing explains, by block."""
    counts: list[int] = []
    bare: list[int] = []
    for region in regions:
        block = blocks[region.block]
        left = "" if region.rule in _ACCOUNTED else _left(_cut(block, region), region.rule, recorded)
        if region.rule is Rule.HEADING and region.section is None and recorded.text:
            left = _led(_cut(block, region), recorded) or left
        count, weight = told(left), weigh(left)
        counts.append(count)
        bare.append(0 if count or weight.act else weight.words)
    if sum(bare) >= _MOST_BARE:
        counts = [count or other for count, other in zip(counts, bare, strict=True)]
    judged, words_of = [], Counter[int]()
    for region, count in zip(regions, counts, strict=True):
        words_of[region.block] += count
        judged.append(replace(region, rule=_settled(region, _cut(blocks[region.block], region), count, recorded)))
    return judged, {index: count for index, count in words_of.items() if count}


def _cut(block: Block, region: Region) -> Block:
    return (
        block
        if (region.start, region.end) == (0, len(block.text))
        else replace(block, text=block.text[region.start : region.end])
    )


def _settled(region: Region, block: Block, count: int, recorded: "_Recorded") -> Rule:
    """The rule that holds in the end."""
    if count or region.rule is not Rule.UNEXPLAINED:
        return Rule.UNEXPLAINED if count else region.rule
    if words(block.text) and recorded.holds(block.text):
        return Rule.REPEATED
    return rule_named(name) if (name := line_rule(block)) is not None else Rule.TELLS_NOTHING


@dataclass(frozen=True, slots=True)
class _Recorded:
    """What became a record: `lines` of titles and descriptions, and all of them in one `text`, letters and digits
    only.
    """

    lines: frozenset[str]
    text: str

    def holds(self, words: str) -> bool:
        """Whether a piece of text is accounted for; of an endless record only its whole lines are looked at."""
        letters = _letters(words)
        return letters in self.lines or (len(self.text) <= _SEARCHED and letters in self.text)


def _recorded(document: Work) -> _Recorded:
    parts = [text for section, _ in document.sections for text in (section.title, *section.description.split("\n"))]
    lines = [_letters(part) for part in parts]
    return _Recorded(frozenset(lines), "\0".join(lines))


def _letters(text: str) -> str:
    return "".join(filter(str.isalnum, text.casefold()))


def _left(block: Block, rule: Rule, recorded: _Recorded) -> str:
    """What of a block, or of a stretch of it, stands in no record and is neither form, label nor frame by its own
    words.
    """
    if recorded.holds(block.text):
        return ""
    if rule in _DETAILS and weigh(block.text).others <= _DETAIL_OTHERS:
        return ""
    if rule in _FORM and _others_beside_the_form(block.text) <= _FORM[rule]:
        return ""
    if _is_frame(block):
        return ""
    parts = (_left_of(sentence, recorded) for sentence in sentences(block.text.replace("\n", " ")))
    return " ".join(part for part in parts if part and not (tells(part) and _is_printed(part)))


def _led(block: Block, recorded: _Recorded) -> str:
    """What stands behind the number of a campo in a heading that no practice took, beside others that did: `C) Campo 11
    - Squadra di cricket`.
    """
    heading = read_heading(block.text)
    own = heading.own_title if heading is not None and heading.numbers else ""
    return "" if not own or recorded.holds(own) or denies(own) or _is_printed(own) else own


def _left_of(sentence: str, recorded: _Recorded) -> str:
    """What of a sentence stands in no record, where `a) pratiche innovative: il centro …` is split into label and
    text.
    """
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
