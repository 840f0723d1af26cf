"""What an agreement says besides kind, parties and date: where it was signed, how long it holds, under which number."""

import re
from collections.abc import Sequence
from dataclasses import dataclass

from parsers.italian.dates import find_dates
from parsers.italian.text import fold, fold_in_place
from parsers.model import Block, BlockKind

_PLACE_BY_DATE = re.compile(
    r"^(?P<place>[A-ZÀ-Ù][\w'’À-ù]*(?:[ -](?:[A-ZÀ-Ù][\w'’À-ù]*|di|del|della|in|e|"
    r"nell['’][A-ZÀ-Ù][\w]*)){0,4}) ?, ?(?:l[iì]'?|addi'?|addì|il)?\s*,?\s*"
)
_PLACE_IN_OPENING = re.compile(
    r"\b(?:in|a) (?P<place>[A-ZÀ-Ù][\w'’À-ù]+(?: [A-ZÀ-Ù][\w'’À-ù]+){0,3})(?=,| presso| nella sede| nei locali|"
    r" il giorno| in data| addì| lì| il \d|$)"
)
_AMOUNT = (
    r"(?:\d{1,2}|uno?|due|tre|quattro|cinque|sei|sette|otto|nove|dieci|dodici|diciotto|ventiquattro|trentasei|sessanta)"
)
_DURATION = re.compile(
    rf"\b(?:durata|validit\w+|vale|valid[oa]|efficacia|vigore|decorrenza|"
    rf"scadenza)\b[^.;]{{0,90}}?(?P<term>{_AMOUNT} (?:\([^)]{{1,12}}\) )?(?:ann[oi]|mes[ei])|(?:fino|"
    rf"sino) al[^.;,]{{4,40}}|"
    r"(?:annual|biennal|triennal|quadriennal|quinquennal)e|(?:a )?tempo indeterminato|indeterminat[ao])"
)
_NUMBER = re.compile(
    r"\b(?:rep(?:ertorio)?|prot(?:ocollo)?|reg(?:istro)?|raccolta)\b\W{0,3}(?:n(?:um|"
    r"r)?\b\W{0,3})?0*(?P<number>\d{1,7}(?: ?/ ?\d{2,4})?)\b"
)
_REST_OF_PLACE = re.compile(r"^(?:[_.… ]{3,}|$)")


@dataclass(frozen=True, slots=True)
class Terms:
    """All "" where the text does not say: `place` of signing, `duration` in the words of the text, `number` of
    registration.
    """

    place: str = ""
    duration: str = ""
    number: str = ""


def find_terms(blocks: Sequence[Block]) -> Terms:
    """Place, duration and number of an agreement."""
    content = [block for block in blocks if block.kind not in {BlockKind.HEADER, BlockKind.FOOTER}]
    return Terms(_place(content), _duration(content), _registration(content))


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


def _duration(blocks: Sequence[Block]) -> str:
    for block in blocks:
        if match := _DURATION.search(fold_in_place(block.text)):
            return re.sub(r"\s+", " ", block.text[match.start("term") : match.end("term")]).strip()
    return ""


def _registration(blocks: Sequence[Block]) -> str:
    for block in [*blocks[:8], *blocks[-6:]]:
        folded = fold(block.text)
        if (
            len(folded) < 120
            and (match := _NUMBER.search(folded))
            and not re.search(r"\bd' ?intesa|\bcircolare|\bnota\b", folded)
        ):
            return match["number"].replace(" ", "")
    return ""
