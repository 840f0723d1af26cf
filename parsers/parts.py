"""Several practices under one heading, or in one letter: each begins with a line that names it."""

import re
from collections.abc import Sequence
from dataclasses import dataclass

from parsers.campo_text import opinion
from parsers.model import Block, BlockKind
from parsers.text import fold, words

_NAMED = re.compile(
    r"(?:progett[oi]|iniziativa|buona (?:pratica|prassi)|pratica|prassi|esperienza|intervento|attivita)(?: (?:n\.? ?|numero )?\d{1,2})?(?: ?[:.\-–—\"“«] ?| (?=[\"“«])| )(?P<name>.+)"
)
_NUMBERED = re.compile(r"(?P<number>\d{1,2}|[a-h]) ?[.)\-–] ?(?P<name>[^\d\W].*)")
#: What heads a part of one practice and not a practice of its own.
_PART_OF_ONE = re.compile(
    r"(?:progetto|pratica|attivita|iniziativa|intervento)? ?(?:obiettiv|finalita|destinatari|beneficiari|risultati|soggetti|descrizione|durata|costi|partner|premessa|contesto|modalita|tempi|"
    r"risorse|azioni|fasi|metodolog|sede|luogo|referent|realizzat|svolt|punti|criticita|sviluppi|conclusion)"
)
#: What frames a report on several practices.
_FRAME = re.compile(
    r"(?:premessa|introduzione|presentazione|contesto|quadro|inquadramento|considerazion\w+|conclusion\w+|nota? (?:metodologica|introduttiva)|il (?:contesto|sistema|fenomeno)|la (?:situazione|provincia)|i (?:numeri|dati)|dati|indice|sommario|allegati)\b.*"
)
#: What heads a part of one practice, in the words of those who write without a form.
_INNER = re.compile(
    r"(?:(?:il|lo|la|l'|i|gli|le|un|una|un po' di|breve|sintesi|principali|altri|altre|prim[ie]|alcun[ie]) ?)?"
    r"(?:premess|contest|obiettiv|finalit|scop|cos'|cosa|che cos|com'|come |chi |perche|quando|dove|attivit|azion|risultat|esit|effett|criticit|problem|difficolt|punti? di|prospettiv|svilupp|metod|modalit|destinatar|beneficiar|"
    r"soggett|partner|attor|enti |ente |ret[ei] |risors|cost|temp|durat|period|fas[ei]|descrizion|sintes|monitoragg|valutazion|impatt|replicabilit|trasferibilit|sostenibilit|innovativit|innovazion|element|aspett|motivazion|origin|nascita|"
    r"storia del|numer|dati|in breve|conclusion|not[ae]\b|allegat|riferiment|contatt|testimonianz|situazione|bisogn|analisi|intervent[oi]\b|organizzazion|strument|material|personale|luog|sede|esempi|svolgiment|realizzazion|il progetto|"
    r"titolo|denominazion|oggetto|campo|scheda)"
)
#: A body of its own, under whose name it tells what it did.
_BODY = re.compile(
    r"(?:comune|citta|unione dei comuni|comunita montana|provincia|ambito territoriale|distretto|prefettura|questura|cooperativa|coop\.?|associazione|ass\.|fondazione|caritas|parrocchia|diocesi|consorzio|istituto|cpia|asl|ausl|asp|arci|croce rossa|"
    r"sprar|cas|centro|casa)\b.{0,70}"
)
_BULLET = re.compile(r"^\s*(?:[-–—•*·▪>➢]|\d{1,2}[.)]|[a-h][.)])\s+")
_CHAPTER = re.compile(r"^(?:\d{1,2}(?:\.\d{1,2}){0,3}|[a-z]|[ivx]{1,4}) ?[.)\-–]? +(?=[^\W\d_])", re.IGNORECASE)
#: A practice of its own has at least so many words; what stands before the first one has at most so many.
_LEAST_WORDS, _MOST_BEFORE = 15, 25


@dataclass(frozen=True, slots=True)
class Part:
    """One of several practices: the block that names it, its name, the blocks below."""

    naming: Block
    name: str
    below: list[Block]


def parts_of(blocks: Sequence[Block], *, numbered: bool) -> list[Part]:
    """The practices of a text; [] if it is one. `numbered`: a bare number may name one, and so may the items of a list."""
    if numbered and (items := _items(blocks)):
        return items
    marks = [(place, name) for place, block in enumerate(blocks) if (name := _name(block))]
    if len(marks) < 2 and numbered:
        marks = _numbered_names(blocks)
    if len(marks) < 2 or _length(blocks[: marks[0][0]]) > _MOST_BEFORE:
        return _by_looks(blocks, numbered=numbered)
    ends = [place for place, _ in marks[1:]] + [len(blocks)]
    parts = [Part(blocks[place], name, list(blocks[place + 1 : end])) for (place, name), end in zip(marks, ends, strict=True)]
    return parts if all(_length(part.below) >= _LEAST_WORDS for part in parts) else _by_looks(blocks, numbered=numbered)


def _items(blocks: Sequence[Block]) -> list[Part]:
    """The items of a list that tell of a practice each: long ones, of which each speaks of another campo."""
    places = [place for place, block in enumerate(blocks) if block.kind is BlockKind.LIST_ITEM or _BULLET.match(block.text)]
    if len(places) < 2 or places != list(range(places[0], len(blocks))) or _length(blocks[: places[0]]) > _MOST_BEFORE:
        return []
    items = [blocks[place] for place in places]
    campi = [opinion("", item.text).campo for item in items]
    if None in campi or len(set(campi)) < len(campi) or any(len(words(item.text)) < _LEAST_WORDS for item in items):
        return []
    parts = []
    for item in items:
        text = _BULLET.sub("", item.text).strip()
        lead = re.match(r"([^.:]{3,70}?)[.:] +(?=[A-ZÀ-Ý])", text)
        name = lead[1] if lead and len(words(lead[1])) <= 8 and names_something(lead[1]) else ""
        body = text[lead.end() :] if lead and name else text
        parts.append(Part(item, name, [Block(item.index, body, BlockKind.PARAGRAPH, item.page, box=item.box)]))
    return parts


def _by_looks(blocks: Sequence[Block], *, numbered: bool) -> list[Part]:
    """Lines that stand out (bold, a heading's style; in plain text a short line alone) and name one practice each.

    What heads a part of one practice (`Obiettivi`) stays with it; in a letter or report the frame around the practices
    (`Premessa`, `Conclusioni`) belongs to none.
    """
    plain = not any(block.bold or block.level is not None for block in blocks)
    marks = [(place, name) for place, block in enumerate(blocks) if (name := _standing_out(block, plain=plain))]
    if len(marks) < 2:
        return []
    parts: list[Part] = []
    before = list(blocks[: marks[0][0]])
    ends = [place for place, _ in marks[1:]] + [len(blocks)]
    for (place, name), end in zip(marks, ends, strict=True):
        below = list(blocks[place + 1 : end])
        folded = fold(name)
        if numbered and _FRAME.fullmatch(folded):
            continue
        if _INNER.match(folded) and not (numbered and not parts and not below):
            if not parts:
                before += [blocks[place], *below]
            else:
                parts[-1].below.extend([blocks[place], *below])
            continue
        if numbered and not below:
            # A chapter that only holds others.
            continue
        parts.append(Part(blocks[place], name, below))
    if not numbered and _length(before) > _MOST_BEFORE:
        return []
    return parts if len(parts) >= 2 and all(_length(part.below) >= _LEAST_WORDS for part in parts) else []


def _standing_out(block: Block, *, plain: bool) -> str:
    """The name that a line gives, without its number; "" for a line of the text."""
    text = block.text.strip()
    if block.cell or not text or not _is_short_line(text):
        return ""
    bare = _CHAPTER.sub("", text).strip(" .:;-–")
    if not bare or bare[0].islower() or ":" in bare or not 1 <= len(words(bare)) <= 14:
        return ""
    if block.bold or block.level is not None:
        return bare
    if not plain or len(words(bare)) > 8 or not (names_something(text) or _BODY.fullmatch(fold(bare))):
        return ""
    return bare


def is_body(text: str) -> bool:
    """Whether a line is nothing but the name of a body (`Comune di Follonica`)."""
    return _BODY.fullmatch(fold(text).strip(" .:-–")) is not None


def names_something(text: str) -> bool:
    """A short line that names the practice: in quotes, or without the full stop and verb of a sentence."""
    bare = text.strip()
    count = len(words(bare))
    if not 1 <= count <= 16 or bare[:1].islower() or bare[-1:] in ".;,:" or bare[:1] in "-•–":
        return False
    plain = words(bare)
    if re.search(r"\bè\b|\bE'(?= )", bare) or any(verb in plain for verb in ("ha", "hanno", "sono", "viene")):
        return bare[:1] in '"“«'
    # `Si è svolto …` is a sentence, `Uffici che si parlano` a name.
    return "si" not in plain or (plain[0] != "si" and count <= 8) or bare[:1] in '"“«'


def _name(block: Block) -> str:
    text = block.text.strip()
    match = _NAMED.fullmatch(fold(text))
    if match is None or not _is_short_line(text) or _PART_OF_ONE.match(fold(text)) or _PART_OF_ONE.match(match["name"]):
        return ""
    return text


def _numbered_names(blocks: Sequence[Block]) -> list[tuple[int, str]]:
    """Short lines numbered 1, 2, 3 … (or a, b, c …) without a gap."""
    found: list[tuple[int, str]] = []
    for place, block in enumerate(blocks):
        match = _NUMBERED.fullmatch(block.text.strip())
        if match is None or not _is_short_line(match["name"]) or _PART_OF_ONE.match(fold(match["name"])):
            continue
        expected = len(found) + 1
        if match["number"] not in {str(expected), "abcdefgh"[expected - 1 : expected]}:
            return []
        found.append((place, match["name"].strip(" .:;")))
    return found


def _is_short_line(text: str) -> bool:
    return len(words(text)) <= 18 and text.rstrip()[-1:] not in {".", ";", ","} and not re.search(r"[a-zà-ù]{3,}\. [A-Z]", text)


def _length(blocks: Sequence[Block]) -> int:
    return sum(len(words(block.text)) for block in blocks)
