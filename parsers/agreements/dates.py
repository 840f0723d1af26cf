"""When and where an agreement was signed, and by which words that can be told.

Every date of the text is weighed by what stands around it. A date that only a law, a birth, a term or an older act has
is none.
"""

import re
from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date

from parsers.agreements.sheet import RECITAL, Line, goes_on
from parsers.italian.dates import FoundDate, find_dates

_DAY_OF_WEEK = r"(?:(?:lune|marte|mercole|giove|vener)di|sabato|domenica)?"
_LEADS_TO_DAY = (
    rf"(?:li'?|l'?|addi'?|il(?: giorno)?|oggi|in data(?: odierna)?|data|giorno)?[ ,:]*{_DAY_OF_WEEK} ?(?:l')?"
)
_ONLY_DAY = re.compile(rf"[\W_]*{_LEADS_TO_DAY}")
_LABEL = re.compile(
    r"(?:luogo e data|data|giorno|quando|data (?:di|della) (?:firma|sottoscrizione|stipula\w*)|sottoscrizion\w+|"
    r"firma\w*)(?: (?:di|della) [a-z]+)?(?: \([^)]*\))?\s*[:|–-]\s*[a-z' ,]{0,40}$|(?:^|[;:.] )(?:in )?data $"
)
_FORMULA = re.compile(
    r"\b(?<!ha )(?:fatto|dato|letto|sottoscri(?:tt[oaie]|zione|vono|ve|viamo)|firm(?:at[oaie]|ano|a|ando|iamo)|"
    r"stipul(?:at[oaie]|ano|a|iamo)|conveniamo|siglat[oaie]|conclus[oaie]|redatt[oaie]|convenut[oi]|riunit[oi]|"
    r"ritrovat[oi]|incontrat[oi]|concordat[oaie]|apposta|apposte|sancit[oa]|oggi)\b(?:[^.;]|\.(?=\w|,)){0,90}$"
)
_SIGNED_AFTER = re.compile(
    r"[^.;]{0,90}\b(?:sottoscriv|stipul|si conviene|conveng|concordano|firmano|hanno (?:concordato|convenuto|firmato|"
    r"sottoscritto)|si (?:sono|e) (?:riunit|ritrovat|costituit|incontrat))"
)
_OPENING = re.compile(
    r"(?:l'anno\b|il giorno\b|il\b|addi'?\b|oggi\b|in data\b|nel giorno\b|nell'anno\b|in [a-z' -]{3,40},|"
    r"a [a-z' -]{3,40},|con il presente)"
)
_LAW = re.compile(
    r"(?:\blegge|\bl\.|d\.? ?lgs\.?|d\.? ?l\.?|d\.? ?p\.? ?r\.?|\bd\.? ?m\.?|decret\w*|direttiv\w+|regolament\w+|"
    r"circolar\w+|\bnot[ae]\b|deliber\w*|determin\w*|conferenza|sentenza|ordinanza|gazzetta|g\.u\.|"
    r"\bprot\b\.?|protocollo n|\bn\. ?\d|\bverbale|parere|strategia|delega|procura|atto del|piano|bando|testo unico|"
    r"costituzione|convenzione di|c\.c\.)[^.;]{0,60}$"
)
_BIRTH = re.compile(r"\bnat[oaie]\b[^;]{0,70}$|\bclasse\b[^;]{0,20}$")
_TERM = re.compile(
    r"\b(?:fino al(?:la)?|sino al(?:la)?|entro(?: e non oltre)?(?: il| l')?|scad\w+|cess\w+|finisc\w+|a tutto il|"
    r"termin\w+|dal(?:la data del)?|al|a decorrere|decorr\w+|validit\w+|durata|vigore|efficacia|prorog\w+|inizi\w+|"
    r"da(?:l giorno)?|prima|primo|prossim\w+|riunion\w+|verific\w+)\b[^.;]{0,24}$"
)
_OLDER = re.compile(
    r"(?:\bpreceden\w+|\bgia\b|\boriginari\w+|\b(?:alla|della|dalla|la) convenzione|\b(?:al|del|dal) (?:protocollo|"
    r"patto|memorandum)|\b(?:all'|dell'|dall')(?:accordo|intesa)|di cui al\w*|scadut\w+|"
    r"\bprimo rinnovo|\brep\.|\bavvenut\w+|pubblicat\w+|adottat\w+|approvat[oaie] (?:il|con|dal)|inaugurat\w+|"
    r"\bsbarc\w+|apert[oa] )[^.;]{0,70}$"
)
_DRAFT_LINE = re.compile(
    r"\b(?:bozza|versione|revisione|rev\.|aggiornat\w+|agg\.|testo (?:del|condiviso)|stampat\w+|pagina)\b"
)
_UNSIGNED = re.compile(
    r"da sottoscrivere|da firmare|non (?:ancora )?(?:e stato )?(?:firmat|sottoscritt)|in attesa di (?:firma|"
    r"sottoscrizione)|testo per osservazioni|prima della firma"
)
_DRAFT = re.compile(r"\b(?:bozza|schema di|draft|ipotesi di)\b")
_BLANK_DAY = re.compile(
    r"(?:\bli'?|\baddi'?|\bil|\bdata:?|luogo e data:?)\s*(?:[_.…]{3,}|_+ ?/ ?_+|\.+ ?/ ?\.+)|"
    r"^(?!per )[a-z' ]{3,30}, ?(?:[_.…]{3,}|_+ ?/)"
)
#: `Bergamo, via Tasso, 8 ottobre 2014`: a name, where in it or which day it was, the day. Read as written, since a name
#: has a capital.
_NO_PLACE = (
    r"(?!(?:Il|In|Add[iìÌ]|Giorno|Oggi|Data|Luogo|Letto|Fatto|Dato|Anno|Noi)\b|L['’](?:anno|[^A-Z]|$)"
    r"|(?:Prot|Firmat|Sottoscritt|Redatt|Stipulat)\w*)"
)
_NAME = (
    _NO_PLACE + r"[A-ZÀ-Ù][\w'’À-ù/-]+(?: (?:[A-ZÀ-Ù][\w'’À-ù-]+|di|del|della|dei|in|al|d['’][A-ZÀ-Ù]\w+|"
    r"nell['’][A-ZÀ-Ù]\w+)){0,4}"
)
_LEAD = (
    r"(?:[Ll][iìÌI]['’]?|[Aa]dd[iì]'?|[Ii]l(?: giorno)?|[Oo]ggi|[Ii]n data|[Dd]ata|l['’])?,?\s*(?:(?:lune|marte|"
    r"mercole|giove|vener)d[iì]|sabato|domenica)?,?\s*(?:il |l['’])?"
)
_PLACE_AND_DAY = re.compile(
    rf"(?:\W+|[Pp]rot[^–-]{{3,40}}[–-] ?|(?i:(?:luogo e data|fatto|dato|data|firmato|sottoscritto|redatto|stipulato|"
    rf"concluso)[: ]+(?:in |a |ad )?)|(?:[Ii]n|[Aa]d?|[Dd]alla [Rr]esidenza|[Dd]al(?:la)? \w+) )?"
    rf"(?P<place>(?!(?:Fino|Sino|Entro|Dal|Al|Legge|Decreto|Circolare|Direttiva|Nota|Deliber|Determin|Sentenza|Dopo|"
    rf"Durata|Scad)\w*){_NAME})(?: ?\([A-Za-z]{{2}}\))?(?:, ?[^,;:.\d]{{3,40}})?\s*[,:–-]?\s*{_LEAD}"
)
_PLACE_FIRST = re.compile(
    rf"(?:^|[|:.,;–-] ?|\b(?:in|a|ad|di) )(?P<place>{_NAME})(?: ?\([A-Za-z]{{2}}\))?\s*[,:–-]?\s*{_LEAD}$"
)
_LOWER_PLACE = re.compile(r"(?!(?:dal|del|al|il|entro|fino|data|durata|scade)\b)[a-z']{3,20},? ?")
_FROM_SEAT = re.compile(
    r"dal(?:la|l')? ?(?:residenza|sede|palazzo|municipio|casa)[a-z ]{0,30}, ?(?:li'? ?|addi'? ?|il )?"
)
_AFTER = re.compile(
    r"[\s,(]*(?:giorno|data) (?:della (?:firma|sottoscrizione)|di (?:firma|sottoscrizione)|"
    r"in cui e stat[oa] (?:firmat|sottoscritt|stipulat))"
)
_STAMP = re.compile(r"t\d\d:\d\d")
_NUMBERED_ACT = re.compile(r"(?:atto|intesa|accordo|convenzione|protocollo d'intesa) n\.? ?\d+(?:/\d+)? del $")
_PLACE_WITHIN = re.compile(
    rf"\b(?:[Ii]n|[Aa]d?|[Ll]uogo:?|[Rr]esidenza municipale di|[Pp]refettura di|[Cc]omune di|[Mm]unicipio di|"
    rf"[Gg]overno di) (?P<place>{_NAME})"
)
#: From this weight on a date is the one of signing; from the second on nobody need look.
_ENOUGH, _PLAIN = 3.0, 4.5
_FOOT = 8


@dataclass(frozen=True, slots=True)
class Signing:
    """The day of signing, the line that says so, the place beside it ("" if none) and the words by which it was
    told.
    """

    day: date
    at: int
    place: str
    reason: str
    doubtful: bool = False


@dataclass(frozen=True, slots=True)
class _Around:
    """A date with its line: `before` and `after` in the line, `earlier` and `later` in the text (folded); `written` is
    `before` as it is written, `far` what stands before it whatever the line.
    """

    found: FoundDate
    at: int
    written: str
    before: str
    after: str
    earlier: str
    later: str
    far: str


def find_signing(lines: Sequence[Line], head: int, running: Sequence[str] = ()) -> Signing | None:
    """When the agreement was signed; None for drafts and where no date can be told from those of laws, births and
    terms.
    """
    weighed = [(_weight(around, lines, head), around) for around in _dates(lines)]
    plain = [(weight, reason, around) for (weight, reason), around in weighed if weight >= _ENOUGH]
    if not plain or _is_draft(lines, running, max(weight for weight, _, _ in plain)):
        return None
    best = max(weight for weight, _, _ in plain)
    weight, reason, around = [one for one in plain if one[0] == best][-1]
    others = {other.found.day for other_weight, _, other in plain if other_weight > weight - 1.0}
    doubtful = weight < _PLAIN or len(others) > 1
    return Signing(around.found.day, around.at, _place(around, lines), reason, doubtful)


def _dates(lines: Sequence[Line]) -> list[_Around]:
    """All dates, also those that a line's end cuts in two."""
    text = " ".join(line.folded for line in lines)
    starts, position = [], 0
    for line in lines:
        starts.append(position)
        position += len(line.folded) + 1
    found = []
    for day in find_dates(text):
        at = max(number for number, start in enumerate(starts) if start <= day.start)
        end = max(starts[at] + len(lines[at].folded), day.end)
        before = text[starts[at] : day.start]
        wrapped = at > 0 and (not before or goes_on(lines[at - 1], lines[at]))
        earlier = text[max(0, day.start - 140) : day.start] if wrapped else before[-140:]
        later = text[day.end : day.end + 140]
        found.append(
            _Around(
                day,
                at,
                lines[at].text[: len(before)],
                before,
                text[day.end : end],
                earlier,
                later,
                text[max(0, day.start - 110) : day.start],
            )
        )
    return found


def _weight(around: _Around, lines: Sequence[Line], head: int) -> tuple[float, str]:
    """How much speaks for it, with the reason that speaks most."""
    shape, reason = _shape(around, lines, head)
    near, foot = _near_head(around, head), around.at >= len(lines) - _FOOT
    if shape < 5 and (_FORMULA.search(around.earlier) or (near and _SIGNED_AFTER.match(around.later))):
        shape, reason = (5.0 if near or foot else 4.0), "a formula of signing stands beside it"
    if shape == 0:
        return 0.0, ""
    return shape + (1.5 if foot and not reason.endswith("cell") else 0) - _against(around, lines), reason


def _near_head(around: _Around, head: int) -> bool:
    return around.at <= max(head, 0) + 12


def _shape(around: _Around, lines: Sequence[Line], head: int) -> tuple[float, str]:
    """What the line looks like."""
    closes = len(around.after.strip(" .;,")) <= 45 or around.after.lstrip()[:1] in {",", ";", "–", "-", "(", ".", "|"}
    if _LABEL.search(around.before) or _labelled_cell(around, lines):
        return 6.0, "a label says so"
    if _AFTER.match(around.later):
        return 6.0, "the text calls it the day of signing"
    if not around.before and _STAMP.match(around.after):
        return 4.0, "an electronic signature bears it"
    ends = len(around.after.strip(" .;,")) <= 12 or around.after.startswith((", ore", " ore", " –", " ("))
    if ends and _ONLY_DAY.fullmatch(around.before):
        return (4.0, "it stands alone") if lines[around.at].block.cell is None else (3.5, "it stands alone in a cell")
    if closes and _place_and_day(around):
        return 5.0, "place and day stand on a line of their own"
    if closes and len(around.after) < 30 and _PLACE_FIRST.search(around.written):
        return 4.0, "a line closes with place and day"
    if _near_head(around, head) and (_OPENING.match(lines[around.at].folded) or _NUMBERED_ACT.fullmatch(around.before)):
        return 5.0 if len(around.before) < 40 else 4.5, "the act opens with it"
    return 0.0, ""


def _place_and_day(around: _Around) -> bool:
    match = _PLACE_AND_DAY.fullmatch(around.written)
    if match is not None:
        return match["place"].split()[-1][:1].isupper()
    return bool(_LOWER_PLACE.fullmatch(around.before) or _FROM_SEAT.fullmatch(around.before))


def _labelled_cell(around: _Around, lines: Sequence[Line]) -> bool:
    """`Data` in the cell before."""
    if not around.at or lines[around.at].block.cell is None or around.before.strip():
        return False
    return bool(_LABEL.search(f"{lines[around.at - 1].folded}: "))


def _against(around: _Around, lines: Sequence[Line]) -> float:
    """What speaks against it: a law, a birth, a term, an older act. What stands closer to it than a formula of signing
    counts.
    """
    if _LABEL.search(around.before) or _AFTER.match(around.later):
        return 0.0
    formula = max((match.start() for match in _FORMULA.finditer(around.earlier)), default=-1)
    own = _own_line(around)
    against = 8.0 if _BIRTH.search(around.far) else 0.0
    for pattern, amount in ((_LAW, 5.0), (_TERM, 5.0), (_OLDER, 4.0)):
        match = pattern.search(around.earlier)
        if (
            match
            and (not own or (pattern is _LAW and around.written[:1].islower()))
            and match.start() > formula - (60 if pattern is _OLDER else 0)
        ):
            against += amount
    against += 4.0 if _DRAFT_LINE.search(lines[around.at].folded) else 0.0
    if RECITAL.match(lines[around.at].folded) and not _SIGNED_AFTER.match(around.later):
        against += 4.0
    return against


def _own_line(around: _Around) -> bool:
    alone = _ONLY_DAY.fullmatch(around.before) or _place_and_day(around) or _NUMBERED_ACT.fullmatch(around.before)
    return bool(alone) and len(around.after) < 60


def _is_draft(lines: Sequence[Line], running: Sequence[str], best: float) -> bool:
    """Whether the text says that it is not signed yet, or leaves the day open where it would stand."""
    ends = [line.folded for line in lines[-12:]]
    top = [line.folded for line in lines[:6]]
    if any(_UNSIGNED.search(text) for text in (*running, *ends, *top)) or any(_BLANK_DAY.search(text) for text in ends):
        return best < 6.5
    return best < 4.5 and any(_DRAFT.search(text) for text in (*running, *top[:4]))


def _place(around: _Around, lines: Sequence[Line]) -> str:
    """Where it was signed: the name before the day, or the one that `in` or `a` leads in beside it."""
    own = lines[around.at].text
    before = own[: len(around.before)] if len(around.before) <= len(own) else own
    if match := _PLACE_AND_DAY.fullmatch(before) or _PLACE_FIRST.search(before):
        return _tidy(match["place"])
    beside = " ".join(line.text for line in lines[max(0, around.at - 1) : around.at + 2])
    middle = beside.find(before) + len(before)
    near = list(_PLACE_WITHIN.finditer(beside[max(0, middle - 120) : middle + 140]))
    near = [match for match in near if match["place"][:1].isupper()]
    if not near:
        return ""
    return _tidy(min(near, key=lambda match: abs(match.start() - min(middle, 120)))["place"])


def _tidy(place: str) -> str:
    return re.sub(r"\s+(?:di|del|della|dei|in|al)$", "", place).strip(" ,")
