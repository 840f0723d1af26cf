"""Agreements: is a document one, of which kind, what is it called, when was it signed. Parties are in `parties`."""

import re
from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date

from config.vocabulary import ProtocolloKind
from parsers.italian.dates import FoundDate, find_dates
from parsers.italian.text import close_letterspacing, fold, words
from parsers.lines.boilerplate import line_rule
from parsers.model import Block, BlockKind, Evidence

#: What an agreement calls itself; the earliest in the title wins, the longest at the same place.
_KINDS: tuple[tuple[ProtocolloKind, str], ...] = (
    (ProtocolloKind.PROTOCOLLO_INTESA, r"protocoll[oi] (?:operativo )?(?:d' ?|di |d )intesa|protocollo operativo|protocollo di (?:collaborazione|accoglienza)|protocollo"),
    (ProtocolloKind.ATTO_INTESA, r"att[oi] (?:d' ?|di |d )intesa|intesa (?:tra|fra|operativa|istituzionale|territoriale|interistituzionale|programmatica|quadro|di collaborazione|per l|sull|in materia)"),
    (ProtocolloKind.RACCORDO_OPERATIVO, r"raccord[oi] operativ[oi]"),
    (ProtocolloKind.MEMORANDUM, r"memorandum(?: (?:d' ?|di |d )intesa)?"),
    (ProtocolloKind.CONVENZIONE, r"convenzione"),
    (ProtocolloKind.ACCORDO, r"accordo(?: (?:di programma|quadro|operativo|territoriale|di collaborazione|di partenariato|interistituzionale|di rete))*"),
    (ProtocolloKind.ALTRO, r"patto (?:di (?:collaborazione|volontariato|accoglienza|amicizia)|territoriale|per )|linee guida (?:condivise|per)|addendum|carta di intenti|lettera d' ?intenti|dichiarazione d' ?intenti|disciplinare"),
)  # fmt: skip
_TITLE = re.compile("|".join(f"(?P<k{number}>{pattern})" for number, (_, pattern) in enumerate(_KINDS)))
_NOT_A_TITLE = re.compile(
    r"(?:oggetto|si (?:trasmett|invia|allega)|in allegato|con il presente (?:progetto)|verbale|deliberazione|delibera|scheda|progetto|relazione|circolare|determin|la prefettura (?:di|ha)|"
    r"protocollo (?:n\b|nr|generale|in (?:uscita|entrata|partenza)|sanitari|informatico|uscita|\d)|il protocollo|convenzione di (?:ginevra|dublino)|accordo stato|nell'ambito|a seguito|con (?:il|la|l')|premesso|vist[oaie])\b"
)
_OTHER_ACTS = re.compile(
    r"(?:estratto (?:dal |del )?)?(?:verbale|deliberazione|delibera|determinazione|decreto|ordinanza|relazione|progetto|ordine del giorno)\b"
)
_STRUCTURE: tuple[tuple[str, re.Pattern[str]], ...] = (
    ("names the parties after TRA", re.compile(r"^(?:tra|fra)\s*[:;]?$|^(?:tra|fra) (?:la |il |l'|le |i |gli )|\b(?:tra|fra) (?:la|il|l'|le|i) (?:prefettura|comun|provincia|regione|azienda|questura|diocesi|caritas).{3,}", re.MULTILINE)),
    ("agrees", re.compile(r"si (?:conviene|concorda|stipula|impegnano)|conveng\w+ (?:e stipulano )?(?:quanto|di|e )|concordano (?:quanto|di)|(?:le parti|i (?:firmatari|sottoscrittori|soggetti firmatari)) (?:si impegnano|concordano|conveng)|tutto cio premesso|stipulano")),
    ("has articles", re.compile(r"^art(?:icolo|\.) ?\d{1,2}\b", re.MULTILINE)),
    ("gives reasons", re.compile(r"^(?:vist[oaie]|premess[oai](?: che)?|considerat[oa]|richiamat[oaie]|preso atto|dato atto|ravvisata|ritenuto|atteso|tenuto conto)\b", re.MULTILINE)),
    ("is signed", re.compile(r"letto,? (?:confermato|approvato) e sottoscritto|sottoscrivono il presente|^per (?:la|il|l'|le) (?:prefettura|comune|provincia|azienda|questura|caritas|regione|cooperativa|associazione)\b|^firmato digitalmente", re.MULTILINE)),
    ("calls itself this agreement", re.compile(r"(?:il|la|l'|del|della|dell'|al|nel|con il|con la) ?presente (?:protocollo|accordo|convenzione|intesa|atto|raccordo|memorandum|patto)")),
)  # fmt: skip
#: So many traits of an agreement, its title being one, make one.
_ENOUGH = 2
_TITLE_BLOCKS = 25


@dataclass(frozen=True, slots=True)
class Agreement:
    """An agreement found in a document. `signed_on` is None for drafts and undated texts."""

    kind: ProtocolloKind
    title: str
    signed_on: date | None
    title_block: int
    evidence: tuple[Evidence, ...]


def find_agreement(blocks: Sequence[Block]) -> Agreement | None:
    """The agreement that a document is, None if it is something else (also if it only speaks of one)."""
    content = [block for block in blocks if block.kind not in {BlockKind.HEADER, BlockKind.FOOTER}]
    if any(_OTHER_ACTS.match(fold(block.text)) for block in content[:6] if len(block.text) < 200):
        return None
    found = _title(content)
    if found is None:
        return None
    position, kind, title = found
    text = "\n".join(fold(block.text) for block in content)
    traits = [name for name, pattern in _STRUCTURE if pattern.search(text)]
    if len(traits) < _ENOUGH:
        return None
    day, day_evidence = _signing_date(content, position)
    head = content[position]
    evidence = (Evidence(head.text[:300], head.page, head.index), Evidence(", ".join(traits)), *day_evidence)
    return Agreement(kind, title, day, head.index, evidence)


def annexed_at(blocks: Sequence[Block]) -> int | None:
    """Where in a document of another kind the text of an agreement begins, None if nowhere: at its title, set off as one."""
    for place, block in enumerate(blocks):
        text = fold(close_letterspacing(block.text)).strip(' "“”«».')
        stands_out = block.bold or block.level is not None or block.text.isupper()
        if place and stands_out and len(text) < 200 and _TITLE.match(text) and not _NOT_A_TITLE.search(text[:40]):
            agreement = find_agreement(blocks[place:])
            rest = "\n".join(fold(other.text) for other in blocks[place:])
            if agreement is not None and sum(bool(pattern.search(rest)) for _, pattern in _STRUCTURE) > _ENOUGH:
                return place
    return None


def _title(blocks: Sequence[Block]) -> tuple[int, ProtocolloKind, str] | None:
    """The title line near the top, with the lines that belong to it."""
    for position, block in enumerate(blocks[:_TITLE_BLOCKS]):
        folded = fold(close_letterspacing(block.text)).strip(' "“”«»')
        if len(folded) > 500 or _NOT_A_TITLE.match(folded):
            continue
        match = _TITLE.search(folded)
        if match is None or match.start() > 160:
            continue
        prominent = block.bold or block.level is not None or block.text.isupper() or match.start() == 0
        if not prominent or re.search(r"[a-z]{4}\. [a-z]", folded):
            continue
        return position, _kind(match), _whole_title(blocks, position)
    return None


def _kind(match: re.Match[str]) -> ProtocolloKind:
    return _KINDS[int(str(match.lastgroup)[1:])][0]


def _whole_title(blocks: Sequence[Block], position: int) -> str:
    """Over several lines, the subject before the kind included (Treviso), up to the parties or the reasons."""
    lines = [_up_to_parties(blocks[position].text)]
    if lines[0] != re.sub(r"\s+", " ", blocks[position].text).strip():
        return lines[0].strip(" :-–,")
    for block in blocks[position + 1 : position + 5]:
        folded = fold(block.text)
        if _ends_title(block, folded):
            break
        cut = _up_to_parties(block.text)
        lines.append(cut)
        if cut != block.text.strip():
            break
    if len(words(lines[0])) <= 4 and position and len(lines) == 1:
        above = blocks[position - 1]
        if line_rule(above) is None and 3 <= len(words(above.text)) <= 40 and not above.text.rstrip().endswith("."):
            lines.insert(0, above.text)
    return re.sub(r"\s+", " ", " ".join(line for line in lines if line)).strip(" :-–,")


def _up_to_parties(text: str) -> str:
    text = re.sub(r"\s+", " ", text).strip()
    match = re.search(r"[\s,]+(?:[Tt]ra|TRA|[Ff]ra|FRA)(?:\s*:|\s+(?:(?:la|il|l['’]|le|i|gli|lo|LA|IL|L['’]|LE|I)\b|[A-Z]))", text)
    return text[: match.start()].strip() if match and match.start() > 8 else text


def _ends_title(block: Block, folded: str) -> bool:
    stops = r"(?:tra|fra)\b|vist[oaie]\b|premess|considerat|l'anno|il giorno|art\b|articolo|in data|addi|la prefettura|il prefetto|(?:i|le|gli) sottoscritt|le parti\b|sono presenti|\d|[-–•]"
    return (
        len(folded) > 220
        or bool(re.match(stops, folded))
        or line_rule(block) is not None
        or (folded.endswith(".") and len(words(folded)) > 25)
    )


def _signing_date(blocks: Sequence[Block], title: int) -> tuple[date | None, tuple[Evidence, ...]]:
    """The date beside the signatures, else the one that opens the act, else none: laws and expiry dates are not it."""
    closing = _closing_position(blocks)
    candidates: list[tuple[int, FoundDate, Block]] = []
    for position, block in enumerate(blocks):
        for found in find_dates(block.text):
            if (rank := _rank(fold(block.text), found, position, closing, title)) is not None:
                candidates.append((rank, found, block))
    if not candidates:
        return None, ()
    best = min(rank for rank, _, _ in candidates)
    chosen = [(found, block) for rank, found, block in candidates if rank == best]
    found, block = chosen[-1] if best == 0 else chosen[0]
    return found.day, (Evidence(block.text[:200], block.page, block.index),)


_PREAMBLE = re.compile(r"vist[oaie]\b|premess|considerat|richiamat|preso atto|dato atto|tenuto conto|ravvisat|ritenut|attes")
_LAW = re.compile(
    r"(?:legge|l\.|d\.? ?lgs\.?|d\.? ?l\.?|d\.? ?p\.? ?r\.?|d\.? ?m\.?|decreto\w*(?: \w+)?|direttiva|regolamento|circolare|nota|delibera\w*|deliberazione|intesa (?:del|in data)|accordo del|conferenza unificata|sentenza|ordinanza|convenzione di|gazzetta|g\.u\.|prot\.?|n\.)[^.;]{0,60}$"
)
_EXPIRY = re.compile(r"(?:fino al|entro il|scadenza|sino al|a tutto il|termine del|dal|a decorrere|al|validita|durata)[^.;]{0,30}$")


def _rank(folded: str, found: FoundDate, position: int, closing: int, title: int) -> int | None:
    """0 at the signatures, 1 in the opening formula, 2 in the title; None for dates of something else."""
    before = folded[max(0, found.start - 90) : found.start]
    if re.match(
        r"(?:vist[oaie]|premess|considerat|richiamat|preso atto|dato atto|tenuto conto|ravvisat|ritenut|attes)", folded
    ) or _LAW.search(before):
        return None
    signed_here = re.search(r"(?:sottoscritt\w+|firmat\w+|stipulat\w+|letto)[^.;]{0,60}$", before)
    if position >= closing and (len(folded) < 160 or signed_here):
        return 0
    if _EXPIRY.search(before):
        return None
    if re.search(r"(?:l'? ?anno|il giorno|addi'?|in data)[^.;]{0,50}$", before) or re.match(
        r"(?:l'? ?anno|il giorno|addi|in data|oggi)", folded
    ):
        return 1 if position <= title + 15 or signed_here else None
    if abs(position - title) <= 3 and len(folded) < 200:
        return 2
    return 0 if signed_here else None


def _closing_position(blocks: Sequence[Block]) -> int:
    """Where the signatures begin; past the end if nowhere."""
    for position in range(len(blocks) - 1, -1, -1):
        if re.match(r"letto,? (?:confermato|approvato)", fold(blocks[position].text)):
            return position
    for position in range(max(0, len(blocks) - 14), len(blocks)):
        if _is_place_and_date(blocks[position].text):
            return position
    return len(blocks)


def _is_place_and_date(text: str) -> bool:
    """`Lodi, lì 3 febbraio 2015` and nothing else."""
    dates = find_dates(text)
    folded = fold(text).rstrip(" .")
    before = folded[: dates[0].start] if dates else ""
    return (
        bool(dates)
        and dates[0].end >= len(folded)
        and bool(re.fullmatch(r"[a-z' ]{2,30},? ?(?:li'?,? ?|addi'? ?|il (?:giorno )?)?", before))
        and not _PREAMBLE.match(folded)
    )
