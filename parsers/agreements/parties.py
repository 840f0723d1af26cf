"""The parties of an agreement: in prose, one a line, with dashes, in groups of comuni; representatives removed."""

import re
from collections.abc import Iterator, Sequence

from parsers.italian.text import fold
from parsers.model import Block, BlockKind

_OPENS = re.compile(r"^(?:tra|fra)\s*[:;]?\s*$", re.IGNORECASE)
_INLINE = re.compile(r"(?:^|\s)(?:tra|fra)\s*:?\s+(?=(?:la|il|l['’]|le|i|gli|lo)\s|[A-Z])", re.IGNORECASE)
_ENDS = re.compile(
    r"^(?:vist[oaie]\b|premess|considerat|richiamat|preso atto|dato atto|si conviene|convengono|concordano|tutto cio|art(?:icolo|\.)? ?\d|per\b|in materia|finalizzat|"
    r"protocollo|accordo|convenzione|oggetto|l'anno|il giorno|le parti\b)"
)
_INSTITUTION = re.compile(
    r"\b(?:prefettura|comun[ei]|provincia|regione|azienda|a\.?s\.?l\.?|a\.?s\.?s\.?t|ausl|asp|ulss|questura|caritas|diocesi|cooperativa|consorzio|associazion\w+|fondazione|ministero|ufficio|tribunale|procura|"
    r"universita|istituto|cpia|ctp|centro|camera|inail|inps|confindustria|confcooperative|legacoop|cgil|cisl|uil|ugl|croce rossa|arci|acli|csv|cisvol|unione|comunita|ente|enti|organizzazion\w+|societa|"
    r"commissariato|ordine|agenzia|arcidiocesi|parrocchia|onlus|ambito|distretto|forum|anci|sprar|scuola|direzione|garante|consigliera|collegio|capitaneria|vescov\w+|curia|sindacat\w+|patronato|consulta|opera|gestor\w+|prefetto)\b"
)
_REPRESENTED = re.compile(
    r"[,;(]?\s*(?:(?:legalmente |qui |nel presente atto )*rappresentat\w+|nella persona|in persona|con sede|c\.f\.|codice fiscale|p\.? ?iva|di seguito|d['’]ora in (?:poi|avanti)|in seguito|nel seguito|denominat\w+|"
    r"per il quale|per la quale|che interviene|a cio (?:autorizzat|delegat)|giusta|domiciliat\w+)\b.*$",
    re.IGNORECASE | re.DOTALL,
)
_ARTICLE = re.compile(r"^(?:e\s+|ed\s+|[-–—•*·]\s*|\d{1,2}[.)]\s*|[a-z]\)\s*)*(?:(?:la|il|lo|le|i|gli)\s+|l['’]\s*)?", re.IGNORECASE)
_GROUP = re.compile(
    r"^((?:comuni|amministrazioni comunali|enti gestori|cooperative(?: sociali)?|associazioni|organizzazioni sindacali|oo\.? ?ss\.?))\s*(?:di|della provincia di|firmatari\w*|:|\()+\s*:?\s*(.+)$",
    re.IGNORECASE | re.DOTALL,
)
#: Marks a name that a list vouches for.
_LISTED = "\0"
_ITEM = re.compile(r"[-–—•*·]|\d{1,2}[.)]|[a-z]\)")
#: `Comuni di A e B, la Comunità di C`: behind an article stands a party of its own.
_OTHERS_FOLLOW = re.compile(r",\s+(?:e\s+)?(?:la|il|lo|l['’])\s*[A-Z]")
_UNDERSIGNED = re.compile(
    r"(?:i|le|gli) sottoscritt\w+(?: (?:sindaci dei|rappresentanti (?:del(?:la|le|l['’])?|dei|di|degli)|soggetti))? ?[:,]? ?", re.IGNORECASE
)
_AGREE = re.compile(r",?\s(?:concordano|conveng\w+|stipulano|sottoscrivono|si impegnano|approvano)\b", re.IGNORECASE)
_REASONS = re.compile(r"vist[oaie]\b|premess|considerat|richiamat|art(?:icolo|\.)? ?\d")
#: `Centro per l'Impiego` is a name; `tra … per la gestione` is not.
_NOT_BEHIND_NAME = "".join(
    f"(?<!{word.lower()})(?<!{word})(?<!{word.upper()})"
    for word in (
        "Centro", "Centri", "Ufficio", "Uffici", "Istituto", "Agenzia", "Direzione", "Comitato", "Azienda", "Servizio", "Consulta", "Osservatorio",
        "Unità", "Commissione", "Fondazione", "Associazione", "Dipartimento", "Autorità", "Garante", "Consorzio", "Cooperativa", "Opera",
    )
)  # fmt: skip
#: Parties listed without articles: the next one begins with the word for what it is.
_NEXT_INSTITUTION = re.compile(
    r"(?:\s*,|\s+(?:ed?|ED?))\s+(?=(?:Prefettura|Questura|Comune|Provincia|Regione|Tribunale|Procura|Azienda|ASL|AUSL|ASP|Caritas|Diocesi|Cooperativa|Consorzio|"
    r"Associazione|Fondazione|CPIA|Ufficio|Universit|Camera|CGIL|CISL|UIL|UGL|Croce|Ministero|Unione|Ente|Confcooperative|Confindustria|Confartigianato|Confagricoltura|Confcommercio|Coldiretti|Legacoop|CNA|ANCI|"
    r"ARCI|Arci|ACLI|Acli|OO\.|Organizzazioni|Istituto|Centro|Consulta|Ordine|Agenzia|Arcidiocesi|Parrocchia|Forum|Commissariato|INAIL|INPS|Le|I|Gli)\b)"
)
#: A full stop behind one of these ends no name.
_ABBREVIATED = "".join(
    f"(?<!{word})"
    for word in (
        "mons",
        "dott",
        "dr",
        "sig",
        "avv",
        "ing",
        "prof",
        "don",
        "arch",
        "geom",
        "rag",
        "on",
        "ssa",
        "sen",
        "gen",
        "col",
        "dir",
        "rev",
        "p",
        "S",
        "SS",
        "s",
        "G",
        "F",
    )
)
#: `… sono presenti:` above a list of those who agree.
_PRESENT = re.compile(
    r"\b(?:sono (?:presenti|intervenut[ie]|comparsi)|intervengono|si (?:sono )?riunisc\w+|si sono riuniti|sono convenuti|si sono costituiti|i (?:seguenti )?(?:sottoscritti|soggetti|firmatari|rappresentanti)[^:]{0,60})\s*:?\s*$",
    re.IGNORECASE,
)
#: `per la Prefettura di Pavia, il Prefetto`: whom somebody speaks for.
_FOR_WHOM = re.compile(r"^(?P<mark>[-–—•*·]\s*|\d{1,2}[.)]\s*|[a-z]\)\s*)?per\s+(?=(?:la|il|lo|le|i|gli)\s|l['’])", re.IGNORECASE)
_WHO = re.compile(
    r",\s+(?:(?:il|la|lo|l['’])\s*)?(?:vice\s?)?(?:prefett|sindac|president|direttor|direttric|dirigent|questor|responsabil|segretari|dott|sig|assessor|coordinat|delegat|rappresentant|referent|rettor|preside|vicari)\w*.*$",
    re.IGNORECASE,
)
_LONGEST = 30


def find_parties(blocks: Sequence[Block], title_block: int) -> tuple[str, ...]:
    """The parties as written, less articles, representatives and addresses; () if none can be told."""
    content = [block for block in blocks if block.kind not in {BlockKind.HEADER, BlockKind.FOOTER}]
    start = next((number for number, block in enumerate(content) if block.index == title_block), 0)
    named = list(_clean(_candidates(content, start)))
    return tuple(dict.fromkeys(named))


def _candidates(blocks: Sequence[Block], start: int) -> Iterator[str]:
    """The stretches of text that name parties, from the word TRA on."""
    for position in range(start, min(len(blocks), start + 12)):
        text = re.sub(r"\s+", " ", blocks[position].text).strip()
        if _OPENS.match(text):
            yield from _listed(blocks, position + 1)
            return
        if _PRESENT.search(text) and any(_FOR_WHOM.match(block.text.strip()) for block in blocks[position + 1 : position + 3]):
            for block in blocks[position + 1 : position + _LONGEST]:
                line = re.sub(r"\s+", " ", block.text).strip()
                if not _FOR_WHOM.match(line):
                    return
                yield _LISTED + _WHO.sub("", _FOR_WHOM.sub("", line))
            return
        match = _INLINE.search(text)
        if match and _INSTITUTION.search(fold(text[match.end() :])):
            yield from _in_prose(text[match.end() :])
            if not text.rstrip().endswith("."):
                yield from _listed(blocks, position + 1)
            return
    yield from _without_tra(blocks[start : start + 10])


def _without_tra(blocks: Sequence[Block]) -> Iterator[str]:
    """Parties that no TRA announces: a line of names with dashes, `I sottoscritti …`, `La Prefettura di X e il Comune di Y
    convengono …`.
    """
    for block in blocks:
        text = re.sub(r"\s+", " ", block.text).strip()
        if _REASONS.match(fold(text)):
            return
        named = _UNDERSIGNED.match(text)
        agreeing = _AGREE.search(text)
        rest = text[named.end() if named else 0 : agreeing.start() if agreeing else None]
        pieces = re.split(r"\s[-–—]\s", rest)
        if (named or agreeing) and _INSTITUTION.search(fold(rest)):
            yield from _in_prose(rest)
            return
        if len(pieces) >= 2 and all(_INSTITUTION.search(fold(piece)) and len(piece) < 80 for piece in pieces):
            for piece in pieces:
                yield from _in_prose(piece)
            return


def _listed(blocks: Sequence[Block], position: int) -> Iterator[str]:
    for block in blocks[position : position + _LONGEST]:
        text = re.sub(r"\s+", " ", block.text).strip()
        folded = fold(_ARTICLE.sub("", text))
        if re.fullmatch(r"[eE][dD]?[,;:]?|[-–—]", text):
            continue
        if _ENDS.match(folded) or (not _INSTITUTION.search(folded) and not block.cell and not _ITEM.match(text)):
            return
        # What stands in a list of parties is one, whatever it is called.
        yield from (f"{_LISTED}{name}" if _ITEM.match(text) else name for name in _in_prose(text))


def _in_prose(text: str) -> Iterator[str]:
    """Splits `la Prefettura di X, il Comune di Y e la Caritas diocesana` at the marks between parties."""
    text = re.split(
        rf"{_NOT_BEHIND_NAME}\s(?:per (?:la|il|l['’]|lo)|in materia di|finalizzat\w+|relativ\w+ a|si conviene|premesso)\b", text
    )[0]
    for stretch in re.split(rf"\s*;\s*|\s[-–—]\s(?=[A-Z])(?!U\.? ?T\.? ?G|U[Ff][Ff][Ii])|{_ABBREVIATED}\.\s+(?=[A-Z])", text):
        group = _GROUP.match(_ARTICLE.sub("", stretch.strip()))
        if group and not _OTHERS_FOLLOW.search(group[2]):
            yield from _members(group[1], group[2])
            continue
        stretch = (
            _REPRESENTED.sub("", stretch)
            if _REPRESENTED.search(stretch) and not re.search(r"[,;] (?:e )?(?:il|la|l['’]|i|le) (?=[A-Z])", stretch)
            else stretch
        )
        for piece in re.split(
            r",?\s+(?:e|ed|E|ED|nonch[éeè])\s+(?=(?:la|il|l['’]|le|i|gli|lo|con la|con il)\s|l['’]|[A-Z]\w+ (?:di|del|della|dell['’])\b)|,\s+(?=(?:la|il|l['’]|le|i|gli|lo)\s?)",
            stretch,
        ):
            inner = _GROUP.match(_ARTICLE.sub("", piece.strip()))
            if inner:
                yield from _members(inner[1], inner[2])
            else:
                yield from _NEXT_INSTITUTION.split(piece)


def _members(kind: str, names: str) -> Iterator[str]:
    """`Comuni di A, B e C` are three parties."""
    folded = fold(kind)
    prefix = "Comune di " if folded.startswith(("comuni", "amministrazioni")) else ""
    for name in re.split(r"\s*,\s*|\s+(?:ed?|ED?)\s+(?=[A-Z])|\s*;\s*|\s[-–]\s", _REPRESENTED.sub("", names).strip(" .)")):
        if name.strip():
            yield prefix + re.sub(r"^(?:di|del|della)\s+", "", name.strip())


def _clean(candidates: Iterator[str]) -> Iterator[str]:
    for text in candidates:
        listed = text.startswith(_LISTED)
        text = _REPRESENTED.sub("", text.removeprefix(_LISTED))
        text = re.sub(r"\s*\((?:c\.? ?f\.?|p\.? ?i(?:va)?\b|codice|cod\.)[^)]*\)?", "", text, flags=re.IGNORECASE)
        text = _ARTICLE.sub("", text.strip()).strip(" ,;.:-–—")
        text = re.sub(
            r"^(?:OO\.? ?SS\.?|[Oo]rganizzazioni [Ss]indacali)(?: di categoria)?\s+(?=[A-Z]{3})", "", re.sub(r"\s*\([^)]*$", "", text)
        )
        folded = fold(text)
        if (
            3 <= len(text) <= 160
            and (_INSTITUTION.search(folded) or text.startswith("Comune di") or (listed and text[:1].isupper()))
            and not _ENDS.match(folded)
        ):
            yield text
