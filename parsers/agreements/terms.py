"""What an agreement says besides kind, parties and date: where it was signed, how long it holds, under which number."""

import re
from collections.abc import Sequence
from dataclasses import dataclass

from parsers.italian.dates import find_dates
from parsers.italian.text import fold, fold_in_place
from parsers.model import Block, BlockKind, Evidence

_PLACE_BY_DATE = re.compile(
    r"^(?P<place>[A-ZÀ-Ù][\w'’À-ù]*(?:[ -](?:[A-ZÀ-Ù][\w'’À-ù]*|di|del|della|in|e|"
    r"nell['’][A-ZÀ-Ù][\w]*)){0,4}) ?, ?(?:l[iì]'?|addi'?|addì|il)?\s*,?\s*"
)
_PLACE_IN_OPENING = re.compile(
    r"\b(?:in|a) (?P<place>[A-ZÀ-Ù][\w'’À-ù]+(?: [A-ZÀ-Ù][\w'’À-ù]+){0,3})(?=,| presso| nella sede| nei locali|"
    r" il giorno| in data| addì| lì| il \d|$)"
)
_COUNT = (
    r"(?:\d{1,3}|un[oa']?|due|tre|quattro|cinque|sei|sette|otto|nove|dieci|undici|dodici|quindici|diciotto|venti|"
    r"ventiquattro|trenta|trentasei|quaranta|quarantotto|sessanta|novanta)"
)
_UNIT = r"(?:ann[oi]|annualita|mes[ei]|giorni|settiman[ae]|bienni?o|trienni?o)"
_IN_BRACKETS = r"(?: ?\([^)]{1,14}\))?"
#: `12 (dodici) mesi`, `anni tre`, `un biennio`, `due anni scolastici`.
_SPAN = (
    rf"(?:\b{_COUNT}{_IN_BRACKETS} ?(?:ulterior[ei] )?{_UNIT}\b(?: (?:scolastic|accademic|solar)[oi])?|"
    rf"\b{_UNIT} {_COUNT}\b{_IN_BRACKETS}|\b(?:di anno in anno|(?:annual|biennal|triennal|quadriennal|quinquennal)e)\b|"
    r"\b(?:(?:a )?tempo indeterminato|indeterminat[ao])|\b(?:fino|sino) a(?:lla)? (?:revoca|disdetta)|"
    r"\bper (?:il|gli anni) \d{4}(?: e (?:il )?\d{4})?)"
)
_UNTIL = r"\b(?:(?:fino|sino) al(?:l')?|entro il|al|il|del|l') ?$"
#: What says that a span or day behind it is how long an agreement holds; a noun of duration may be that of a visit.
_HOLDS = re.compile(
    r"\b(?:durata|validit\w+|val(?:e|ga|evole|id[oa])|efficacia|vig(?:ore|enza|ente)|decorrenza|scadenza|scad(?:e|ra)|"
    r"dur(?:a|era)|cess(?:a|era)|effetto|proroga\w*|prosec?u\w+|rinnov\w+)\b"
)
#: So many characters behind that word the span or day stands at most.
_REACH = 90
_LABEL = re.compile(r"[\W\d]*(?:art\w*\W*\d*\W*)?(?:durata|validita|vigenza|scadenza|decorrenza)\b.{0,30}$")
_NUMBER_OF = r"0*(?P<number>\d{1,7}(?:\.\d{3})*(?: ?/ ?(?:\d{2,4}|[a-z]\d{1,3}))?)\b"
_NUMBER = re.compile(
    rf"\b(?:rep(?:ertorio)?|prot(?:ocollo)?|reg(?:istro)?|raccolta)\b\W{{0,3}}(?:n(?:um|r)?\b\W{{0,3}})?{_NUMBER_OF}"
)
#: `Atto n. 6 del 24 settembre 2010`, `Convenzione n. 1188`: a bare small number only counts agreements.
_NUMBERED = re.compile(
    r"\W*(?:atto|intesa|accordo|convenzione|contratto|protocollo(?: d'intesa)?) n(?:\.|um|r|°)?\W{0,3}"
    r"0*(?P<number>\d{1,6}/\d{2,4}|\d{3,6}|\d{1,6}(?= del \d))"
)
#: The number is that of the act which this one renews or goes on with.
_OF_ANOTHER = re.compile(
    r"\b(?:rinnovo|proroga|addendum|stipulat|sottoscritt|(?:d|a)(?:ell?[ao]?|ll?[ao]?) |d' ?intesa|circolare|nota\b)"
)
_REST_OF_PLACE = re.compile(r"^(?:[_.… ]{3,}|$)")


@dataclass(frozen=True, slots=True)
class Terms:
    """All "" where the text does not say: `place` of signing, `duration` in the words of the text, `number` of
    registration. `evidence` are the lines that say duration and number.
    """

    place: str = ""
    duration: str = ""
    number: str = ""
    evidence: tuple[Evidence, ...] = ()


@dataclass(frozen=True, slots=True)
class _Said:
    """A fact in the words of a block."""

    words: str
    block: Block

    def evidence(self, name: str) -> Evidence:
        return Evidence(f"{name} {self.words}: {self.block.text[:200]}", self.block.page, self.block.index)


def find_terms(blocks: Sequence[Block]) -> Terms:
    """Place, duration and number of an agreement."""
    content = [block for block in blocks if block.kind not in _RUNNING]
    running = [block for block in blocks if block.kind in _RUNNING]
    duration, number = _duration(content), _registration([*content[:8], *content[-6:], *running[:2]])
    said = [fact.evidence(name) for name, fact in (("holds", duration), ("number", number)) if fact is not None]
    return Terms(
        _place(content), duration.words if duration else "", number.words if number else "", evidence=tuple(said)
    )


_RUNNING = frozenset({BlockKind.HEADER, BlockKind.FOOTER})


def _place(blocks: Sequence[Block]) -> str:
    """`Lodi, lì 3 febbraio 2015` or `Firenze,` and nothing: at the signatures first, then in the opening formula."""
    for block in reversed(blocks[-14:]):
        if len(block.text) < 90 and (match := _PLACE_BY_DATE.match(block.text.strip())):
            rest = block.text.strip()[match.end() :]
            if _REST_OF_PLACE.match(rest) or ((dates := find_dates(rest)) and dates[0].start <= 3):
                return match["place"]
    for block in blocks[:20]:
        if re.match(r"(?:l'? ?anno|il giorno|addi|oggi|in data)", fold(block.text)) and (
            match := _PLACE_IN_OPENING.search(block.text)
        ):
            return match["place"]
    return ""


def _duration(blocks: Sequence[Block]) -> _Said | None:
    """The first span or day that a word of holding leads to, in its sentence or under a heading that is such a word."""
    for number, block in enumerate(blocks):
        text = _with_wrapped(blocks, number)
        folded = fold_in_place(text)
        headed = number > 0 and _LABEL.fullmatch(fold(blocks[number - 1].text)) is not None
        begins = [0] if headed else [match.end() for match in _HOLDS.finditer(folded)]
        for begin in begins:
            if span := _span(folded, begin):
                return _Said(text[slice(*span)], block)
    return None


def _with_wrapped(blocks: Sequence[Block], number: int) -> str:
    """The text of a block with the next one where a line was broken between them."""
    text = " ".join(blocks[number].text.split())
    following = " ".join(blocks[number + 1].text.split()) if number + 1 < len(blocks) else ""
    return f"{text} {following}" if text[-1:] not in ".;:" and following[:1].islower() else text


def _span(folded: str, begin: int) -> tuple[int, int] | None:
    """Where a span or a last day stands behind a place, before the sentence ends; the first of them."""
    begin += len(folded[begin:]) - len(folded[begin:].lstrip(" .:–-"))
    reach = folded[begin : begin + _REACH]
    ends = re.search(r"(?<!\d)[.;](?:\s|$)", reach)
    last = begin + (ends.start() if ends else len(reach))
    found = []
    if match := re.compile(_SPAN).search(folded, begin, last):
        found.append(match.span())
    for day in find_dates(folded[begin:last]):
        before = folded[begin : begin + day.start]
        until = re.search(_UNTIL, before)
        if until or not before:
            found.append((begin + (until.start() if until else 0), begin + day.end))
            break
    return min(found, default=None)


def _registration(blocks: Sequence[Block]) -> _Said | None:
    for block in blocks:
        folded = fold(block.text)
        match = _NUMBER.search(folded) or _NUMBERED.match(folded)
        if len(folded) < _SHORT and match and not _OF_ANOTHER.search(folded[: match.start()]):
            return _Said(match["number"].replace(" ", "").upper(), block)
    return None


#: A line that gives a number is not longer.
_SHORT = 120
