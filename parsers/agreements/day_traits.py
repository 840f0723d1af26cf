"""The dates of an agreement, and what stands around each: the traits by which the day of signing is told from those of
laws, births, terms and older acts.

A date is judged by its surroundings alone; `dates` weighs the traits.
"""

import re
from collections import Counter
from collections.abc import Iterator, Sequence
from dataclasses import dataclass

from parsers.agreements.day_words import words_around
from parsers.agreements.sheet import RECITAL, Line, goes_on
from parsers.italian.dates import FoundDate, find_dates

_DAY_OF_WEEK = r"(?:(?:lune|marte|mercole|giove|vener)di|sabato|domenica)?"
_LEADS_TO_DAY = (
    rf"(?:li'?|l'?|addi'?|il(?: giorno)?|oggi|in data(?: odierna)?|data|giorno)?[ ,:]*{_DAY_OF_WEEK} ?(?:l')?"
)
_ONLY_DAY = re.compile(rf"[\W_]*{_LEADS_TO_DAY}")
_LABEL = re.compile(
    r"(?:luogo e data|data|giorno|quando|data (?:di|della) (?:firma|sottoscrizione|stipula\w*)|sottoscrizion\w+|"
    r"firma\w*)(?: (?:di |della |dell')[a-z]+)?(?: \([^)]*\))?\s*(?:[:|–-]|[.…_]{3,})\s*[a-z' ,]{0,40}$|"
    r"(?:^|[;:.] )(?:in )?data $"
)
_FORMULA = re.compile(
    r"\b(?<!ha )(?:fatto|dato|letto|sottoscri(?:tt[oaie]|zione|vono|ve|viamo)|firm(?:at[oaie]|ano|a|ando|iamo)|"
    r"stipul(?:at[oaie]|ano|a|iamo)|conveniamo|adottano|approvano|concludono|siglat[oaie]|conclus[oaie]|redatt[oaie]|"
    r"convenut[oi]|riunit[oi]|ritrovat[oi]|incontrat[oi]|concordat[oaie]|apposta|apposte|sancit[oa]|oggi)\b"
    r"(?:[^.;]|\.(?=\w|,)){0,90}$"
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
_STATUTE = re.compile(
    r"\b(?:legge|decret\w*|d\.? ?lgs\.?|direttiv\w+|circolar\w+|conferenza|deliber\w+)(?:[^.;]|\bn\.){0,40}$"
)
BIRTH = re.compile(r"\bnat[oaie]\b[^;]{0,70}$|\bclasse\b[^;]{0,20}$")
_TERM = re.compile(
    r"\b(?:fino al(?:la)?|sino al(?:la)?|entro(?: e non oltre)?(?: il| l')?|scad\w+|cess\w+|fini\w+|a tutto il|"
    r"termin\w+|fine|chiusura|conclusione|"
    r"dal(?:la data del)?|al|a decorrere|decorr\w+|validit\w+|durata|vigore|efficacia|prorog\w+|inizi\w+|"
    r"da(?:l giorno)?|prima|primo|prossim\w+|riunion\w+|verific\w+|rived\w+|cominci\w+(?! oggi)|"
    r"riprend\w+|aprir\w+)\b[^.;]{0,24}$"
)
_OLDER = re.compile(
    r"(?:\bpreceden\w+|\bgia\b|\boriginari\w+|\b(?:alla|della|dalla|la) convenzione|\b(?:al|del|dal) (?:protocollo|"
    r"patto|memorandum)|\b(?:all'|dell'|dall')(?:accordo|intesa)|di cui al\w*|scadut\w+|"
    r"\bprimo rinnovo|\brep\.|\bavvenut\w+|pubblicat\w+|adottat\w+|approvat[oaie] (?:il|con|dal)|inaugurat\w+|"
    r"\bsbarc\w+|apert[oa] )[^.;]{0,70}$"
)
_OF_OLDER = re.compile(r"[^.;]{0,60}\b(?:un|il|quel|suo) (?:precedente|primo|analogo)\b")
_DRAFT_LINE = re.compile(
    r"\b(?:bozza|versione|revisione|rev\.|aggiornat\w+|agg\.|testo (?:del|condiviso)|stampat\w+|pagina)\b"
)
_UNSIGNED = re.compile(
    r"da sottoscrivere|da firmare|non (?:ancora )?(?:e stato )?(?:firmat|sottoscritt)|in attesa di (?:firma|"
    r"sottoscrizione)|in corso di (?:firma|sottoscrizione|perfezionamento|definizione)|testo per osservazioni|"
    r"prima della firma"
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
    r"|(?:Prot|Firmat|Sottoscritt|Redatt|Stipulat)\w*|(?:Bozza|Versione|Revisione|Testo)\b)"
)
NAME = (
    _NO_PLACE + r"[A-ZÀ-Ù][\w'’À-ù/-]+(?: (?:[A-ZÀ-Ù][\w'’À-ù-]+|di|del|della|dei|in|al|d['’][A-ZÀ-Ù]\w+|"
    r"nell['’][A-ZÀ-Ù]\w+)){0,4}"
)
_LEAD = (
    r"(?:[Ll][iìÌI]['’]?|[Aa]dd[iì]'?|[Ii]l(?: giorno)?|[Oo]ggi|[Ii]n data|[Dd]ata|l['’])?,?\s*(?:(?:lune|marte|"
    r"mercole|giove|vener)d[iì]|sabato|domenica)?,?\s*(?:il |l['’])?"
)
PLACE_AND_DAY = re.compile(
    rf"(?:\W+|[Pp]rot[^–-]{{3,40}}[–-] ?|(?i:(?:luogo e data|fatto|dato|data|firmato|sottoscritto|redatto|stipulato|"
    rf"concluso)[: ]+(?:in |a |ad )?)|(?:[Ii]n|[Aa]d?|[Dd]alla [Rr]esidenza|[Dd]al(?:la)? \w+) )?"
    rf"(?P<place>(?!(?:Fino|Sino|Entro|Dal|Al|Legge|Decreto|Circolare|Direttiva|Nota|Deliber|Determin|Sentenza|Dopo|"
    rf"Durata|Scad)\w*){NAME})(?: ?\([A-Za-z]{{2}}\))?(?:, ?[^,;:.\d]{{3,40}})?\s*[,:–-]?\s*{_LEAD}"
)
PLACE_FIRST = re.compile(
    rf"(?:^|[|:.,;–-] ?|\b(?:in|a|ad|di) )(?P<place>{NAME})(?: ?\([A-Za-z]{{2}}\))?\s*[,:–-]?\s*{_LEAD}$"
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

#: The first one was misread or miswritten, the second holds: `22 gennaio 2015 (leggasi: 22 gennaio 2016)`.
_CORRECTED = re.compile(r"\W{0,4}(?:si legga|leggasi|leggi|recte|rectius|corrett[oa] in)\W{0,3}(?:il |l')?")
#: What an electronic signature writes before its day.
_ELECTRONIC = re.compile(r"\bfirm(?:at[oa] (?:digital|elettronica)mente|a (?:digitale|elettronica))\b[^;]*$")
#: So many lines behind the title are the head, so many at the end the foot, so many the very end.
_HEAD, _FOOT, _END = 12, 8, 3
#: A column of so many dates is one of births or terms, or of each one's signature.
_COLUMN = 3
_SHORT_LINE, _LONG_LINE = 70, 160


@dataclass(frozen=True, slots=True)
class Day:
    """A date with its line: `before` and `after` in the line, `earlier` and `later` in the text (folded); `written` is
    `before` as it is written, `far` what stands before it whatever the line. `at` counts the lines of the text;
    `running` is true where the line is one that every page bears.
    """

    found: FoundDate
    line: Line
    at: int
    written: str
    before: str
    after: str
    earlier: str
    later: str
    far: str
    running: bool = False


def find_days(lines: Sequence[Line], *, running: bool = False) -> list[Day]:
    """All dates, also those that a line's end cuts in two."""
    text = " ".join(line.folded for line in lines)
    starts, position = [], 0
    for line in lines:
        starts.append(position)
        position += len(line.folded) + 1
    found = []
    for day in _corrected(text):
        at = max(number for number, start in enumerate(starts) if start <= day.start)
        end = max(starts[at] + len(lines[at].folded), day.end)
        before = text[starts[at] : day.start]
        wrapped = at > 0 and (not before or goes_on(lines[at - 1], lines[at]))
        earlier = text[max(0, day.start - 140) : day.start] if wrapped else before[-140:]
        later = text[day.end : day.end + 140]
        far = text[max(0, day.start - 110) : day.start]
        written = lines[at].text[: len(before)]
        found.append(Day(day, lines[at], at, written, before, text[day.end : end], earlier, later, far, running))
    return found


def _corrected(text: str) -> Iterator[FoundDate]:
    """The dates of a folded text; one that the text corrects stands with the day that is right."""
    found = find_dates(text)
    corrections = set[int]()
    for number, (day, following) in enumerate(zip(found, (*found[1:], None), strict=False)):
        if following is not None and _CORRECTED.fullmatch(text[day.end : following.start]):
            corrections.add(number + 1)
            yield FoundDate(following.day, day.start, following.end)
        elif number not in corrections:
            yield day


def says_unsigned(lines: Sequence[Line], running: Sequence[str]) -> str:
    """What the text says of itself: `unsigned` where it says that nobody has signed yet or leaves the day open at its
    foot, `draft` where it calls itself one, else `signed`.
    """
    ends = [line.folded for line in lines[-12:]]
    top = [line.folded for line in lines[:6]]
    if any(_UNSIGNED.search(text) for text in (*running, *ends, *top)) or any(_BLANK_DAY.search(text) for text in ends):
        return "unsigned"
    return "draft" if any(_DRAFT.search(text) for text in (*running, *top[:4])) else "signed"


def traits_of(days: Sequence[Day], lines: Sequence[Line], head: int, state: str) -> list[frozenset[str]]:
    """What stands around each date, each trait some words. `state` is what `says_unsigned` says."""
    columns = Counter(day.line.block.cell.column for day in days if day.line.block.cell is not None)
    past = [day for day in days if not _is_another(day, columns)]
    times = Counter(day.found.day for day in past)
    latest = max((day.found.day for day in past), default=None)
    latest_act = max((day.found.day for day in past if not _LAW.search(day.earlier)), default=None)
    stamped = max((day.found.day for day in days if _is_stamp(day)), default=None)
    found = []
    for number, day in enumerate(days):
        own = set(_around(day, lines, head, state))
        own.add(f"named {min(times[day.found.day], 3)} times")
        own.add("latest of all" if day.found.day == latest else "not the latest")
        if day.found.day == latest_act:
            own.add("latest but laws")
        own.add("last date" if number == len(days) - 1 else "first date" if not number else "middle date")
        if stamped is not None and _is_stamp(day):
            own.add("latest electronic signature" if day.found.day == stamped else "earlier electronic signature")
        if day.line.block.cell is not None and columns[day.line.block.cell.column] >= _COLUMN:
            own.add("column of dates")
        found.append(frozenset(own))
    return found


def _is_another(day: Day, columns: Counter[int]) -> bool:
    """Is it surely a birth, a term, a law's, the day of a draft or print, or one of a column of a table?"""
    if day.line.block.cell is not None and columns[day.line.block.cell.column] >= _COLUMN:
        return True
    if _STATUTE.search(day.earlier):
        return True
    return any((BIRTH.search(day.far), _TERM.search(day.earlier), _DRAFT_LINE.search(day.line.folded)))


def _is_stamp(day: Day) -> bool:
    """Does an electronic signature bear it?"""
    return bool((not day.before and _STAMP.match(day.after)) or _ELECTRONIC.search(day.before))


def _around(day: Day, lines: Sequence[Line], head: int, state: str) -> Iterator[str]:
    """The traits of one date."""
    yield from words_around(day.earlier, day.later)
    yield f"zone {_zone(day, lines, head)}"
    yield f"shape {_SAME_SHAPES.get(looks := shape(day, lines), looks)}"
    yield f"text {state}"
    yield f"before {_word_before(day)}"
    yield f"after {_word_after(day)}"
    formula = max((match.start() for match in _FORMULA.finditer(day.earlier)), default=-1)
    if formula >= 0:
        yield "formula of signing before"
    if _SIGNED_AFTER.match(day.later):
        yield "formula of signing behind"
    if BIRTH.search(day.far):
        yield "birth"
    told = _AFTER.match(day.later) is not None
    if _DRAFT_LINE.search(day.line.folded) or _OF_OLDER.match(day.later):
        yield "older act closer than the formula"
    for name, pattern in (("law", _LAW), ("term", _TERM), ("older act", _OLDER)):
        if not told and (match := pattern.search(day.earlier)):
            yield f"{name} {'closer than the formula' if match.start() > formula else 'behind the formula'}"
    if RECITAL.match(day.line.folded):
        yield "recital"
    if _OPENING.match(day.line.folded):
        yield "opening"
    size = len(day.line.text)
    yield f"line {'short' if size < _SHORT_LINE else 'long' if size > _LONG_LINE else 'middle'}"
    if day.line.block.cell is not None:
        yield "cell"


def _zone(day: Day, lines: Sequence[Line], head: int) -> str:
    if day.running:
        return "running"
    behind = len(lines) - day.at
    if behind <= _END:
        return "end" if day.at > head + _HEAD // 2 else "short text"
    if behind <= _FOOT:
        return "foot"
    return "above" if day.at < head else "title" if day.at == head else "head" if day.at <= head + _HEAD else "body"


#: Two shapes that say the same, and are seldom seen.
_SAME_SHAPES = {"the text calls it the day of signing": "a label says so"}


def shape(day: Day, lines: Sequence[Line]) -> str:
    """What the line looks like, in the words by which it is explained."""
    closes = len(day.after.strip(" .;,")) <= 45 or day.after.lstrip()[:1] in {",", ";", "–", "-", "(", ".", "|"}
    if _LABEL.search(day.before) or _labelled_cell(day, lines):
        return "a label says so"
    if _AFTER.match(day.later):
        return "the text calls it the day of signing"
    if _is_stamp(day):
        return "an electronic signature bears it"
    ends = len(day.after.strip(" .;,")) <= 12 or day.after.startswith((", ore", " ore", " –", " ("))
    if ends and _ONLY_DAY.fullmatch(day.before):
        return "it stands alone" if day.line.block.cell is None else "it stands alone in a cell"
    if closes and _place_and_day(day):
        return "place and day stand on a line of their own"
    if closes and len(day.after) < 30 and PLACE_FIRST.search(day.written):
        return "a line closes with place and day"
    if _OPENING.match(day.line.folded) or _NUMBERED_ACT.fullmatch(day.before):
        return f"a line opens with it{'' if len(day.before) < 40 else ' far off'}"
    return "none"


def _place_and_day(day: Day) -> bool:
    match = PLACE_AND_DAY.fullmatch(day.written)
    if match is not None:
        return match["place"].split()[-1][:1].isupper()
    return bool(_LOWER_PLACE.fullmatch(day.before) or _FROM_SEAT.fullmatch(day.before))


def _labelled_cell(day: Day, lines: Sequence[Line]) -> bool:
    """`Data` in the cell before."""
    if day.running or not day.at or day.line.block.cell is None or day.before.strip():
        return False
    return bool(_LABEL.search(f"{lines[day.at - 1].folded}: "))


#: Words that say what a date behind them is.
_TELLING = frozenset(
    "li addi il lo l' del dell' dal dall' al all' in data giorno oggi entro fino e ed di n a da con nel dopo "
    "prima".split()
)


def _word_before(day: Day) -> str:
    """The class of what stands right before a date."""
    before = day.before.rstrip()
    if not before:
        return "start"
    word = re.search(r"[a-z]+'?$", before)
    if word is None:
        return "digit" if before[-1].isdigit() else f"mark {before[-1]}" if before[-1] in ",:;(-–|." else "other mark"
    plain = word[0] if word[0] in _TELLING else word[0].rstrip("'")
    return plain if plain in _TELLING else "word"


def _word_after(day: Day) -> str:
    """The class of what stands right behind a date."""
    after = day.after.strip()
    if not after:
        return "end"
    if after[0] in ",;:.)(–-|":
        return f"mark {after[0]}" if len(after) > 1 else "end"
    return "word"
