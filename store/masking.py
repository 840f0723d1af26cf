"""Leaves personal data out of what is published: numbers and addresses everywhere, names of persons where a life is
told.

A name is masked only in a sentence that tells an age, an illness, a violence or a private fate. Names of offices, towns
and mayors elsewhere stay: a practice that names nobody could not be repeated by anybody.
"""

import re
from bisect import bisect_left
from collections.abc import Callable, Sequence

#: Goes up with every change of the rules: stored texts are then written anew.
VERSION = 2

#: What is left out wherever it stands: how it looks, what of it is quicker to look for, what is put in its place.
_NUMBERS: tuple[tuple[re.Pattern[str], re.Pattern[str] | None, str], ...] = (
    # Three and three letters, then figures and letters, in groups or not.
    (
        re.compile(r"\b[A-Z]{3} ?[A-Z]{3} ?\d\d ?[A-EHLMPRST] ?\d\d ?[A-Z] ?\d{3} ?[A-Z]\b", re.IGNORECASE),
        re.compile(r"\d\d ?[^\W\d] ?\d\d ?[^\W\d] ?\d{3}"),
        "[codice fiscale omesso]",
    ),
    # Letters stand for figures where two persons would share one.
    (
        re.compile(r"\b[A-Z]{6}[\dL-V]{2}[A-EHLMPRST][\dL-V]{2}[A-Z][\dL-V]{3}[A-Z]\b"),
        None,
        "[codice fiscale omesso]",
    ),
    # Two figures, a letter, ten figures and the account, in groups or not.
    (
        re.compile(r"\bIT ?\d\d ?[A-Z](?: ?\d){10}(?: ?[0-9A-Z]){12}\b", re.IGNORECASE),
        re.compile(r"\d(?: ?\d){9}"),
        "[conto omesso]",
    ),
)
_ADDRESS = re.compile(r"[\w.+-]{1,64}(?:@| ?[\[(](?:at|chiocciola)[\])] ?)[\w-]{1,64}(?:\.[\w-]{1,64}){1,4}")
#: Every address holds one of these, and they are far quicker to look for.
_SIGNS_OF_ADDRESSES = ("@", "at)", "at]", "chiocciola")
_PHONE = re.compile(
    r"(?<![\w/-])(?<!\d\.)(?:(?:\+|00)39[ .]?)?(?:3\d\d|0\d{1,3})[ ./-]?\d{1,4}"
    r"(?:[ .-]?\d{2,4}){1,3}(?![\w/])"
)
_DAY = re.compile(r"\d\d[./ -]\d\d[./ -]\d{4}$")
#: No telephone number of Italy has fewer figures, the prefix counted.
_FEWEST_FIGURES = 8
#: After these a number is that of an act, a body or a place, unless a telephone is spoken of.
_OTHER_NUMBER = re.compile(
    r"(?:\b(?:n|nr|num|prot|protocollo|rep|repertorio|iva|c\. ?f|cf|codice fiscale|cig|cup"
    r"|istat|cap|matricola|delibera|decreto)\.?|n°)\s?:?\s?$",
    re.IGNORECASE,
)
_OF_A_PHONE = re.compile(r"\b(?:tel|cell|fax|telefon|cellular|chiam)\w*", re.IGNORECASE)
_PAPER = (
    r"(?:passaporto|permesso di soggiorno|c\.i\.|carta (?:d['’]|di )?identità|patente|tessera sanitaria"
    r"|documento d(?:['’]|i )identità|codice STP"
    r"|codice ENI|vestanet|pratica C3)"
)
#: The number of a paper, said to be one, or with the letters of a series before its figures.
_PAPERS = re.compile(
    rf"({_PAPER}(?:,? [^\W\d]{{2,12}}){{0,3}}?"
    r"(?:,? (?:n\.?|nr\.?|num\.?|numero|n°):?\s?(?=[A-Z]{0,3}[ -]?\d)|:? (?=[A-Z]{1,3}[ -]?\d{5})))"
    r"([A-Z]{0,3}[ -]?\d[\w/-]{3,14})",
    re.IGNORECASE,
)
#: Where somebody lives, up to the number of the house. The seat of an office or a school is nobody's dwelling.
_DWELLS = (
    r"\b(?:risied|residen|domicili|dimor|abit(?:a|ano|ava|avano)\b|viv(?:e|ono|eva|evano)\b"
    r"|alloggi(?:a|ano|at[oaie])\b)"
)
_STREET = r"(?:via|viale|v\.le|piazza|piazzale|p\.zza|corso|c\.so|largo|vicolo|strada|contrada|borgo|salita)"
_OF_A_STREET = r"(?: [^\W\d][\w'’.]{0,20}){1,5}"
_HOUSE = r",? ?(?:n[.°r]{0,2} ?)?\d{1,4}(?: ?/ ?\w{1,2})?"
_DWELLING = re.compile(rf"({_DWELLS}[^.;\n]{{0,40}}?\b)({_STREET}{_OF_A_STREET}{_HOUSE})\b", re.IGNORECASE)
_MONTH = r"(?:gennaio|febbraio|marzo|aprile|maggio|giugno|luglio|agosto|settembre|ottobre|novembre|dicembre)"
_DATE = rf"\d{{1,2}}(?:[./-]\d{{1,2}}[./-]| {_MONTH} )\d{{4}}"
#: Every birth holds a date, which is quicker to look for.
_ANY_DATE = re.compile(_DATE, re.IGNORECASE)
_BIRTH = re.compile(
    rf"(\b(?:nat[oaie]|nascita)\b[^.;\n]{{0,40}}?)\b({_DATE})\b",
    re.IGNORECASE,
)
#: An age as a word: quindicenne, ventiduenne.
_AGED = (
    r"(?:dodic|tredic|quattordic|quindic|sedic|diciass?ett|diciott|diciannov|"
    r"(?:vent|trent|quarant|cinquant)[a-z]{0,12}?)enn[ei]"
)
#: Every paper that the pattern knows holds one of these.
_WORDS_OF_PAPERS = (
    "passaporto", "soggiorno", "identit", "patente", "tessera sanitaria", "codice stp", "codice eni", "vestanet",
    "pratica c3", "c.i.",
)  # fmt: skip
#: What makes a sentence one about a person's private life; of a text as `_small` writes it.
_PRIVATE = re.compile(
    rf"\b(?:\d{{1,2}} anni\b|{_AGED}\b"
    r"|nat[oa] (?:il|a|in|nel)\b|incinta\b|gravidanza\b"
    r"|(?:malatti|tumor|diabet|epiless|depress|schizofren|psichiatric|trauma|disabil|invalid|sieroposit|tubercolos|"
    r"suicid)\w*"
    r"|(?:violen|stupr|tortur|tratta\b|sfrutta|prostitu|mutilazion|persecu|perseguit|abus|sequestr|picchiat|"
    r"maltratta)\w*"
    r"|(?:orfan[oa]|vedov[oa]|fuggit[oa]|scappat[oa]|sbarcat[oa]|rapit[oa]|minorenne|omosessual\w*|transessual\w*)\b)",
)
_NAME = r"[A-ZÀ-Ý][a-zà-ÿ'’]{1,20}"
_NAMES = re.compile(rf"(?<![\w'’]){_NAME}(?:[ -]{_NAME}){{0,4}}|(?<![\w.])[A-Z]\.\s?[A-Z]\.(?:\s?[A-Z]\.)?")
#: What says of a name whose it is stands in so many characters before it.
_NEAR = 60
#: Before these a name is that of a place or body.
_OF_A_PLACE = re.compile(
    r"(?:\b(?:in|nel|nella|dal|dalla|dall['’]|di|a|ad|da|presso|verso|via|piazza|corso|isola|città|comune|provincia|"
    r"regione|prefettura"
    r"|questura|ospedale|scuola|istituto|centro|associazione|cooperativa|progetto|rete|fondazione|università|onlus|"
    r"del|della|dell['’]"
    r"|al|alla|all['’]|dei|degli|delle|il|la|lo|l['’]|i|gli|le|un|una|per|tra|e la|e il)\s*[«\"“]?)$",
    re.IGNORECASE,
)
_PERSON_BEFORE = re.compile(
    r"(?:signor[ae]?|sig\.(?:ra)?|nome(?: di)?|nome è|chiama|chiamat[oa]|giovane|ragazz[oa]|bambin[oa]|donna|uomo|"
    r"madre|padre|figli[oa]|fratello"
    r"|sorella|marito|moglie|di nome|storia di|caso di)\s*,?\s*[«\"“]?$",
    re.IGNORECASE,
)
#: What befell a person, told right after the name.
_FATE_AFTER = re.compile(
    r"^\s*,? (?:entramb[ie] |tutt[ie] e due )?"
    r"(?:(?:è |fu |è stat[oa] |era )?(?:orfan|vedov|fuggit|scappat|sbarcat|sfruttat|abusat|picchiat|torturat"
    r"|rapit|sequestrat|perseguitat|maltrattat|violentat|malat|disabil|incinta|minorenne|sopravvissut|affett[oa] da|"
    r"vittima di)\w*)"
)
_AGE_AFTER = re.compile(r"^\s*(?:[,(]\s*)?(?:(?:di |ha |aveva )?\d{1,2} anni|nat[oa]\b|\w+enne\b)")
#: What a person does or suffers, after a name that begins a sentence.
_LIVES_AFTER = re.compile(
    r"^,?\s+(?:è|ha|era|aveva|vive|viveva|soffre|soffriva|racconta|arriva|fugge|fu|oggi|viene|proviene"
    r"|lavora|studia|frequenta|abita|fuggì|scappa|scappò)\b"
)
#: Somebody of the family is named right after, or a second person of whom the rest is told.
_FAMILY_AFTER = re.compile(
    r"^ e (?:la|il|sua|suo) (?:moglie|marito|sorella|fratello|madre|padre|figli[oa]|compagn[oa])\b"
)
_SECOND_AFTER = re.compile(rf"^ e {_NAME}(?: {_NAME})?(?=[ ,])")
#: What follows one of these is the name of a body, not of a person.
_BODIES = frozenset(
    "Giornata Medici Servizio Servizi Rete Casa Ufficio Sportello Tavolo Consiglio Commissione Tribunale Procura "
    "Polizia Ospedale Associazione"
    " Cooperativa Consorzio Fondazione Università Istituto Ambito Distretto Unione Direzione Dipartimento Piano "
    "Programma Legge Decreto"
    " Comune Prefettura Questura Regione Provincia Stato Ministero Progetto Centro Scuola Asl Caritas Croce"
    " Sprar Cas".split()
)
_NO_NAME = frozenset(
    "Il La Lo Le Gli I Un Uno Una In Con Per Tra Fra Da Di Dal Dalla Nel Nella Al Alla Dopo Prima Oggi Chi Che Ci Si "
    "Non Ogni Molti Molte Alcuni"
    " Alcune Tutti Tutte Questo Questa Questi Queste Quello Quella Anche Quando Dove Come Se Sono Essere Nessuno "
    "Qualcuno Lei Lui Egli Ella Essi"
    " Italia Libia Siria Europa"
    " Lampedusa Africa Mali Nigeria Gambia Senegal Somalia Eritrea Afghanistan Pakistan Bangladesh".split()
)
_NEVER_NAMES = _NO_NAME | _BODIES
#: A full stop after an initial or a short form ends no sentence.
_SENTENCE = re.compile(
    r"(?:[^.!?\n]+|(?<=\b[A-Z])\.|(?<=\bsig)\.|(?<=\bn)\.|(?<=\bdott)\.|\.(?!\s|$))+[.!?\n]?", re.ASCII
)


def masked(text: str) -> str:
    """The text without personal data; what was left out is named in brackets, so that a reader knows."""
    for pattern, part, instead in _NUMBERS:
        if part is None or part.search(text):
            text = pattern.sub(instead, text)
    if _ANY_DATE.search(text):
        text = _BIRTH.sub(lambda found: f"{found[1]}[data omessa]", text)
    text = _DWELLING.sub(lambda found: f"{found[1]}[indirizzo omesso]", text)
    if any(sign in text for sign in _SIGNS_OF_ADDRESSES):
        text = _ADDRESS.sub("[indirizzo e-mail omesso]", text)
    text = _PHONE.sub(_phone, text)
    small = _small(text)
    if any(word in small for word in _WORDS_OF_PAPERS):
        text = _PAPERS.sub(lambda found: f"{found[1]}[numero omesso]", text)
    # No word that tells of a life reaches over the end of a sentence.
    lives = [found.start() for found in _PRIVATE.finditer(_small(text))]
    return _SENTENCE.sub(lambda found: _told(found, lives), text) if lives else text


def _small(text: str) -> str:
    """The text in small letters, one for one, as patterns that ignore case take them: i with a dot or without, long s.
    Looking in it is far quicker.
    """
    return text.replace("İ", "i").lower().replace("ı", "i").replace("ſ", "s")


def _phone(found: re.Match[str]) -> str:
    """A telephone number left out; a day, or a number that is said to be another, as it is."""
    before = found.string[max(0, found.start() - 30) : found.start()]
    figures = sum(character.isdigit() for character in found[0])
    another = _OTHER_NUMBER.search(before) and not _OF_A_PHONE.search(before)
    return found[0] if figures < _FEWEST_FIGURES or _DAY.match(found[0]) or another else "[telefono omesso]"


def _told(found: re.Match[str], lives: Sequence[int]) -> str:
    """A sentence, without its persons if it tells of a private life at one of these places of the text."""
    at = bisect_left(lives, found.start())
    if at == len(lives) or lives[at] >= found.end():
        return found[0]
    return _NAMES.sub(_person_in(found[0]), found[0])


def _person_in(sentence: str) -> Callable[[re.Match[str]], str]:
    def shown(found: re.Match[str]) -> str:
        words = found[0].split(" ")
        # A sentence begins with a capital whatever its first word is.
        first = next((place for place, word in enumerate(words) if word not in _NEVER_NAMES), len(words))
        kept, name = words[:first], " ".join(words[first:])
        before, after = (
            " ".join([sentence[: found.start()], *kept, ""] if kept else [sentence[: found.start()]]),
            sentence[found.end() :],
        )
        if kept and kept[-1] in _BODIES:
            return found[0]
        return " ".join([*kept, "[nome omesso]"]) if name and _is_person(name, before, after) else found[0]

    return shown


def _is_person(name: str, before: str, after: str) -> bool:
    """Whether a capitalised word is a person: by what stands before and after it."""
    told, near = _SECOND_AFTER.sub("", after), before[-_NEAR:]
    if _AGE_AFTER.match(told) or _FATE_AFTER.match(told) or _PERSON_BEFORE.search(near):
        return True
    if not before.strip(' «"“-–•'):
        return bool(_LIVES_AFTER.match(after) or _FAMILY_AFTER.match(after))
    return not _OF_A_PLACE.search(near)
