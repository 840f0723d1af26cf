"""Lines that head a scheda: a label and number, a bare number with a title, or an official title alone."""

import re
from dataclasses import dataclass
from functools import lru_cache

from config.campi import campo as official
from parsers.italian.text import fold, fold_in_place, words
from parsers.official.numerals import NUMBER, ORDINAL, value_of
from parsers.official.printed import LONGEST, without_print
from parsers.official.titles import PLAUSIBLE, SURE, TitleMatch, match_title

_MARK = r"(?:[☐☒✓✔✗✘■□●○•▪*→➢❖-]|x(?= )|\[ ?x? ?\]|\( ?x? ?\))"
_MARKS = re.compile(rf"(?:{_MARK} )+")
#: Words whose number is that of the official form.
_OF_FORM = (
    r"(?:n(?:umero|\.)? e )?oggetto del campo(?: contrassegnato)?|n(?:umero|"
    r"\.) (?:del )?campo(?: contrassegnato)?|camp[oi]/[io](?: contrassegnat[oi]/[io])?|"
    r"sched[ae](?: descrittiv[ae]| relativ[ae] al campo| tecnic[ae])?|camp[oi](?: (?:di|d'|del|"
    r"della) ?(?:intervento|attivita|riferimento|appartenenza|interesse|azione|scheda|modello)|"
    r" (?:contrassegnat|interessat|prescelt|indicat|selezionat|barrat|spuntat|primari|principal|prevalent)[oie])?|"
    r"camp\.(?= ?n| ?\d)|"
    r"sub(?=\W{0,3}(?:n\W{0,2})?\d)|punto|voce|ambito(?: (?:di |d')?(?:intervento|riferimento|tematico|"
    r"azione))?|area tematica|area(?: di (?:intervento|riferimento))?|settore(?: di intervento)?|tem(?:a|"
    r"atica)|tipologia(?: (?:di|d') ?(?:campo|intervento|pratica|buona pratica))?|categoria|"
    r"linea (?:di (?:intervento|attivita|azione)|d'azione)|asse(?: di intervento)?|macro-? ?area|materia|"
    r"argomento|sezione"
)
#: Of these, words that number other things too (`Area IV` is an office): they head a scheda only with a title behind
#: them.
_NEEDS_A_TITLE = (
    r"(?:area|ambito|settore|tem(?:a|atica)|voce|punto|tipologia|categoria|linea|asse|macro|materia|"
    r"argomento|sezione)\b"
)
#: What may stand between the number and the title: `Punto 5) della scheda: …`.
_FILLER = re.compile(
    r"^(?:(?:della|del|dell'|di cui al(?:la|l')?) ?(?:presente )?(?:sched[ae]|modell[oi]|modulo|formulario|allegato|"
    r"elenco|circolare)(?: (?:n\.? ?)?[\d/]+)?(?: allegat[oa])?)\b[\s\-–—:.,;)]*",
    re.IGNORECASE,
)
#: Words whose number only counts the practices.
_RUNNING = r"buona pratica|buona prassi|buone pratiche|pratica|progetto|iniziativa|esperienza|attivita|intervento"

#: Another number behind the first, with its label or without: `Campo 5 e 6`, `Campo 5 – Campo 6`.
_NEXT = r" ?(?:(?:,|;|/|e|ed|-) ?(?:n\. ?)?|(?:,|;|/|e|ed|[-–—+])? ?camp[oi] ?(?:n\.? ?)?)\d{1,2}"
_LABELLED = re.compile(
    rf"(?:{_MARK} ?)*[(\[“«]? ?(?:(?:[a-h]|\d{{1,2}}) ?[).] ?(?:[-–] ?)?|(?P<article>il )|§ ?)?(?P<rif>rif(?:\.|"
    rf"erimento)?:? ?(?:al )?)?(?:(?P<ordinal>{'|'.join(ORDINAL)})[oa] |"
    rf"(?P<nth>\d{{1,2}}) ?[°ºª^] )?(?:(?P<form>{_OF_FORM})|(?P<running>{_RUNNING}))(?:\b|(?<=\.))"
    rf"(?: ?:? (?P<behind>{'|'.join(ORDINAL)})[oa]\b)?"
    rf"(?: ?(?:n\.?(?:um(?:ero)?|ro?|o(?=\.))?(?:\.|°|º)*|#|\(|:|-(?=\d)))* ?(?P<numbers>(?:{NUMBER}))?"
    rf"(?P<year> ?/ ?(?:19|20)\d{{2}}\b)?(?P<others>(?(numbers)(?:{_NEXT}(?!\d|[.,/]\d))*|))"
    r"(?P<count> ?(?:di|/|su) ?\d{1,2}\b)?(?P<end>\)?[ºª°^]? ?(?:[-–—:.,;)(/|>]|$| ))",
)
_BARE = re.compile(
    rf"(?:{_MARK} ?)*[(\[]?(?:n\.? ?)?(?:(?P<digits>\d{{1,2}})|(?P<roman>[ivx]{{1,4}}))(?:[°º] ?[).:-]?| ?[)\]]|[.:-]|"
    rf" ?[-–—/]| (?=[a-z])) ?[-–—]? ?",
    re.IGNORECASE,
)
_REFERS = re.compile(
    r"(?:nell'ambito|nel quadro|con riferimento|in riferimento|con riguardo|riguardo|per quanto (?:attiene|concerne|"
    r"riguarda)|relativamente|quanto|in relazione|in merito|circa|in ordine|per)"
    r" (?:a(?:l|lla|i|gli)?|del(?:la|l')?|il|la|lo)? ?(?=(?:camp[oi]|punto|sched[ae]|ambito|area|voce|settore|tema)\b)"
)
_LEADS_ON = (
    r"(?:,? ?(?:si |questa |quest'|la |in |la scrivente |lo scrivente |l'ufficio |quest'ufficio |"
    r"questo ufficio |il comune |la provincia )?(?:segnala|rappresenta|comunica|riporta|descrive|espone|"
    r"evidenzia|indica|riferisce|trasmette|fa presente|prefettura|ufficio).{0,80}|.{0,20}quanto segue|"
    r"di seguito.{0,60})"
)
_WITHIN = re.compile(
    r"\b(?:al|del|dal|nel|sul|il|per|di) ?camp[oi](?: di intervento)? ?(?:n\.? ?|nr\.? ?|"
    r"numero )?(?P<digits>\d{1,2})\b(?!\d)"
)
#: A sentence that names a campo and goes on with the practice, and one that goes on with nothing.
_AT_ONCE = re.compile(
    r"(?:camp[oi]|punto|ambito)(?: di intervento)? ?(?:n\.? ?|nr\.? ?|"
    r"numero )?(?P<digits>\d{1,2})(?: ?[(\[“«\"][^)\]”»\"]{3,200}[)\]”»\"])?"
    r"(?: ?[,:]| (?=si |la |il |l'|questa |quest'))\s*(?:(?:si|questa prefettura|quest'ufficio|l'ufficio|la scrivente|"
    r"lo scrivente) (?:segnala|rappresenta|comunica|evidenzia|riferisce|fa presente|informa)(?: inoltre| altresi|"
    r" invece)?,? che )?"
)
_NOTHING = re.compile(
    r"\bnon (?:si|risulta\w*|vi|ci|sono|e|ha|hanno)\b|\bnessun\w*\b|\bgia (?:trasmess|inviat|segnalat)\w*|"
    r"\bsi rinvia\b|\bsi veda\b|\bvedi\b"
)
_TELLS_FROM = 12
_BEHIND = re.compile(
    rf"(?P<name>\S.{{2,140}}?) ?(?:[-–—:,]|\(|\[|(?<= )(?=campo:)) ?(?:(?:rif(?:\.|erimento)?:? ?(?:al )?)?(?:camp[oi]|"
    rf"punto del modello|voce)(?: di intervento)?:?(?: ?(?:n(?:um(?:ero)?|r)?(?:\.|°|º)*|"
    rf"#))? ?(?:{NUMBER})(?P<others>(?: ?(?:,|;|/|e|ed) ?\d{{1,2}})*)"
    rf"|n\.? ?(?P<listed>\d{{1,2}}) (?:della scheda|del modello|del modulo|dell'elenco|"
    rf"della circolare)[^.]{{0,30}}) ?[)\]]?[.:]?$"
)
_SEPARATOR = re.compile(r"^[\s\-–—:.,;)|/>(\"“«]+")
_ASKED = re.compile(r"[(\[]?(?:numero e )?(?:oggetto|tema|ambito|area|argomento) ?: ?")
#: A title without number or label in running type must be closer to the official one.
SURE_ALONE = 0.8


@dataclass(frozen=True, slots=True)
class Heading:
    """What a line says as a heading.

    `numbers` are campo numbers it states (empty if none), `title` the official title it carries, `own_title` the rest
    of the line: the practice's name or the beginning of its text. `label` is the word before the number ("" if none);
    `running` is true where the number only counts practices.
    """

    text: str
    label: str
    numbers: tuple[int, ...]
    title: TitleMatch | None
    own_title: str
    running: bool = False

    @property
    def campi(self) -> tuple[int, ...]:
        """The campi it claims: the title's wins over the number's."""
        return (self.title.campo,) if self.title else self.numbers

    @property
    def strength(self) -> float:
        """How sure this is a heading at all, 0 to 1."""
        if self.title and self.numbers:
            return 1.0 if self.title.campo in self.numbers else 0.9
        if self.title:
            return self.title.score
        return 0.8 if self.label else 0.0


def read_heading(text: str, *, prominent: bool = False) -> Heading | None:
    """What `text` says as a heading, None if it is running text. `prominent`: set in bold or as a heading by its
    style.
    """
    return _read(text, prominent)


@lru_cache(maxsize=8_192)
def _read(text: str, prominent: bool) -> Heading | None:
    if not text or len(text) > LONGEST * 4:
        return None
    text = without_print(text)
    folded = fold_in_place(text[: LONGEST * 2])
    if prominent and (second := _in_two_languages(text, folded)) is not None:
        return second
    labelled = _labelled(text, folded, prominent) or _referring(text, folded) or _number_behind(text, folded, prominent)
    if labelled is not None:
        return labelled
    if prominent and (named := _named_within(text, folded)) is not None:
        return named
    if (bare := _BARE.match(folded)) and (number := value_of(bare)) is not None:
        return _numbered_title(text, text[bare.end() :], number)
    return _title_alone(text, folded, SURE if prominent else SURE_ALONE)


def _in_two_languages(text: str, folded: str) -> Heading | None:
    """`Feld 5 / Campo 5: …`: the second half of a label that says the same in two languages."""
    behind = re.search(r" [/|] (?=\w)", text[:40])
    if behind is None or len(words(text[: behind.start()])) > 3:
        return None
    second = _labelled(text[behind.end() :], folded[behind.end() :], True)
    first = _labelled(text[: behind.start()], folded[: behind.start()], True)
    if second is None or not second.campi:
        return None
    return second if first is None or first.campi in {(), second.campi} else None


def _numbered_title(text: str, rest: str, number: int) -> Heading | None:
    """`5) apprendimento della lingua italiana`: a bare number with the official title behind it."""
    title = match_title(rest[:LONGEST])
    if title is None or not _tail_is_fine(rest, title):
        return None
    # A number that says the same makes up for a title that was retyped badly.
    if title.score < SURE and title.campo != number:
        return None
    return Heading(text, "", (number,) if 1 <= number <= 11 else (), title, _own(rest, title.length, title.campo))


def _labelled(text: str, folded: str, prominent: bool) -> Heading | None:
    match = _LABELLED.match(folded)
    if match is None or (match["article"] and not re.search(r"[-–—:]", match["end"])):
        return None
    number = _labelled_number(match)
    rest = _FILLER.sub("", _SEPARATOR.sub("", text[match.end() :]))
    if (inner := _inner_campo(rest)) is not None:
        return Heading(text, "campo", inner.numbers, inner.title, inner.own_title)
    title = _labelled_title(match, number, rest)
    if not _heads(match, number, title, rest, prominent=prominent):
        return None
    running = _counts(match)
    numbers = () if running or number is None or not 1 <= number <= 11 else _numbers(match, number)
    own = _own(rest, title.length, title.campo) if title else _own(rest, 0, 0)
    return Heading(text, match["form"] or match["running"], tuple(dict.fromkeys(numbers)), title, own, running)


def _numbers(match: re.Match[str], number: int) -> tuple[int, ...]:
    """The campi of a label: its own number and the others, of `Scheda 5 – Campo 6` the one that is called so."""
    counts = not match["form"].startswith("camp") and "camp" in match["others"]
    return _others(match["others"]) if counts else (number, *_others(match["others"]))


def _ordinal_of(match: re.Match[str]) -> str | None:
    return match["ordinal"] or match["behind"] or match["nth"]


def _labelled_number(match: re.Match[str]) -> int | None:
    """The number of a label, in digits or as an ordinal."""
    number, ordinal = value_of(match), _ordinal_of(match)
    if number is None and ordinal:
        return int(ordinal) if ordinal.isdigit() else ORDINAL[ordinal]
    return number


def _counts(match: re.Match[str]) -> bool:
    """Whether the number of a label counts something and names no campo: `Pratica 3`, `terza scheda`."""
    if match["running"] is not None or (match["count"] or match["year"]) is not None:
        return True
    return _ordinal_of(match) is not None and match["form"] == "scheda"


def _labelled_title(match: re.Match[str], number: int | None, rest: str) -> TitleMatch | None:
    """The official title behind a label, None if what stands there is not surely one."""
    title = match_title(rest[:LONGEST])
    if title is None or not _tail_is_fine(rest, title):
        return None
    # `Area tematica: integrazione e cittadinanza attiva`: a label that asks for the campo makes up for a few words.
    asked = number is None and match["form"] is not None and ":" in match[0] and len(rest) <= 110
    if title.score < (PLAUSIBLE if number == title.campo or asked else SURE):
        return None
    says_more = title.campo == 11 and number != 11 and len(rest) > title.length + 2
    return None if says_more and match["running"] else title


def _heads(match: re.Match[str], number: int | None, title: TitleMatch | None, rest: str, *, prominent: bool) -> bool:
    """Whether a labelled line heads what follows; one with an official title always does."""
    if title is not None:
        return True
    label = match["form"] or match["running"]
    if number is None:
        return False
    if re.match(_NEEDS_A_TITLE, label) and not (match["rif"] or _is_all_there_is(match, rest)):
        return False
    if match["running"] and not (prominent or len(rest) < 90):
        return False
    set_off = bool(re.search(r"[-–—:|)]", match["end"]))
    return _reads_as_heading(rest, prominent or set_off) or _text_follows(label, match["end"], rest)


def _named_within(text: str, folded: str) -> Heading | None:
    """`Si segnala, per il campo 3, la fattoria di Semproniano`: a line that stands out and names one campo is a
    heading.
    """
    found = list(_WITHIN.finditer(folded))
    if len(found) != 1 or len(words(text)) > 22 or not 1 <= (number := int(found[0]["digits"])) <= 11:
        return None
    rest = text[found[0].end() :].strip(" ,;:-–—")
    return Heading(text, "campo", (number,), None, rest if rest and not rest.endswith(".") else "")


def _is_all_there_is(match: re.Match[str], rest: str) -> bool:
    """`Tipologia: 7`, `Linea di intervento n. 5`: a line that is nothing but a label and the number it asks for."""
    asked = ":" in match[0] or re.search(r"\bn(?:\.|r|um|°|º)", match[0]) is not None
    return (
        not rest
        and match["digits"] is not None
        and asked
        and not match["form"].startswith(("voce", "punto", "sezione"))
    )


def _referring(text: str, folded: str) -> Heading | None:
    """`Con riferimento al campo 5 (apprendimento …) si segnala quanto segue:` leads to a practice as a heading does."""
    match = _REFERS.match(folded)
    if match is None or len(folded) > LONGEST:
        return None
    inner = _labelled(text[match.end() :], folded[match.end() :], True)
    if inner is None or not inner.campi or inner.running:
        return _told_at_once(text, folded, match.end())
    # It must lead to what follows, or be nothing but number and title: other sentences only speak of a campo.
    tail = fold(inner.own_title)
    if tail and not re.fullmatch(_LEADS_ON, tail.strip(" :.,;-–—)")):
        return _told_at_once(text, folded, match.end())
    if not tail and inner.title is None and not text.rstrip().endswith(":"):
        return None
    return Heading(text, "campo", inner.numbers, inner.title, "")


def _told_at_once(text: str, folded: str, start: int) -> Heading | None:
    """`Relativamente al campo 9 (integrazione), si segnala che le associazioni …`: the practice is told in the same
    breath.
    """
    match = _AT_ONCE.match(folded, start)
    if match is None or not 1 <= int(match["digits"]) <= 11:
        return None
    rest = text[match.end() :].strip()
    if len(words(rest)) < _TELLS_FROM or _NOTHING.search(folded[match.start() : match.end() + 60]):
        return None
    return Heading(text, "campo", (int(match["digits"]),), None, rest)


def _number_behind(text: str, folded: str, prominent: bool) -> Heading | None:
    """`Sportello unico - campo 4`, `Casa diffusa (rif. campo n. 3)`: the name of a practice with the number behind
    it.
    """
    match = _BEHIND.match(folded)
    if match is None or len(match["name"]) > 140 or not (prominent or len(folded) < 110):
        return None
    number = int(match["listed"]) if match["listed"] else value_of(match)
    if number is None or not 1 <= number <= 11:
        return None
    name = text[: match.end("name")].strip(" -–—:(,[")
    counter = _labelled(name, fold_in_place(name), True)
    return Heading(
        text,
        "campo",
        (number, *_others(match["others"])),
        None,
        "" if counter is not None and counter.running and not counter.own_title else name,
    )


def _inner_campo(rest: str) -> Heading | None:
    """`Scheda n. 2 - Campo 5: apprendimento …`: the number of the campo outranks the counter before it."""
    folded = fold_in_place(rest)
    lead = re.match(r"[(\[]?(?:rif(?:\.|erimento)?:? ?(?:al )?|relativ[ao] al )?(?=camp[oi]\b)", folded)
    if lead is not None:
        return _labelled(rest[lead.end() :], folded[lead.end() :], True)
    if (asked := _ASKED.match(folded)) is None:
        return None
    inner = read_heading(rest[asked.end() :])
    # `Scheda 1 (oggetto: 11. altro)`: only number and title together are the campo's own.
    return inner if inner is not None and inner.numbers == inner.campi and inner.title is not None else None


def _title_alone(text: str, folded: str, least: float) -> Heading | None:
    lead = _MARKS.match(folded)
    start = lead.end() if lead else 0
    title = match_title(text[start : start + LONGEST])
    if title is None or title.score < least or not _tail_is_fine(text[start:], title):
        return None
    rest = text[start:]
    if title.campo == 11 and len(rest.strip()) > title.length + 80:
        return None
    if title.campo == 11 and not re.match(r"altr[oi]\s*(?:[:(.\-–]|$)", fold(rest)):
        return None
    return Heading(text, "", (), title, _own(rest, title.length, title.campo))


def _tail_is_fine(rest: str, title: TitleMatch) -> bool:
    """A title in the middle of a sentence goes on without a mark: that is no heading."""
    tail = rest[title.length :].strip()
    return not tail or not tail[0].isalpha() or title.length >= len(rest.rstrip())


def _reads_as_heading(rest: str, prominent: bool) -> bool:
    """`Scheda 7` or `Campo 3 - Casa diffusa`, not `Scheda 7 è stata compilata …`."""
    if not rest:
        return True
    if prominent and len(rest) < 200:
        return True
    return len(rest) < 160 and not rest[0].islower() and not re.search(r"[a-zà-ù]{3,}\. [A-Z]", rest)


def _text_follows(label: str, end: str, rest: str) -> bool:
    """`Campo 7. Trenta richiedenti …`, `Campo 7: i richiedenti …`: the description begins on the line of its number."""
    if re.match(r"camp[oi.]|sched[ae]\b|sub\b", label) is None:
        return False
    return ":" in end or (re.search(r"[.)]", end) is not None and rest[:1].isupper())


def _own(rest: str, length: int, campo: int = 0) -> str:
    tail = _SEPARATOR.sub("", rest[length:]).strip()
    if campo and tail and set(words(fold(tail))) <= {*words(fold(official(campo).title)), "campo", "punto", str(campo)}:
        # What is left of the official title, and its number, is no name of the practice.
        return ""
    return re.sub(r"^(?:altro|specificare)\W+", "", tail, flags=re.IGNORECASE).strip(' "”»)') if length else tail


def _others(text: str) -> tuple[int, ...]:
    return tuple(number for number in map(int, re.findall(r"\d{1,2}", text or "")) if 1 <= number <= 11)
