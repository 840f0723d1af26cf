"""Leaves personal data out of what is published: numbers and addresses everywhere, names of persons where a life is told.

A name is masked only in a sentence that tells an age, an illness, a violence or a private fate. Names of offices, towns and
mayors elsewhere stay: a practice that names nobody could not be repeated by anybody.
"""

import re
from collections.abc import Callable

_NUMBERS: tuple[tuple[re.Pattern[str], str], ...] = (
    (re.compile(r"\b[A-Z]{6}\d\d[A-EHLMPRST]\d\d[A-Z]\d{3}[A-Z]\b", re.IGNORECASE), "[codice fiscale omesso]"),
    (re.compile(r"\bIT\s?\d\d\s?[A-Z](?:\s?[0-9A-Z]{2,5}){4,6}\b"), "[conto omesso]"),
    (re.compile(r"[\w.+-]{1,64}@[\w-]{1,64}(?:\.[\w-]{1,64}){1,4}"), "[indirizzo e-mail omesso]"),
    (re.compile(r"(?<![\w/.-])(?:(?:\+|00)39[ .]?)?(?:3\d\d|0\d{1,3})[ ./-]?\d{2,4}(?:[ .-]?\d{2,4}){1,3}(?![\w/])"), "[telefono omesso]"),
)
_PAPERS = re.compile(
    r"((?:passaporto|permesso di soggiorno|carta d['’]identità|patente|tessera sanitaria|documento d['’]identità|codice STP|codice ENI"
    r"|vestanet|pratica C3)(?:,| \w{2,12}){0,3}? (?:n\.?|nr\.?|num\.?|numero|n°)\s?)([A-Z]{0,3}[ -]?\d[\w/-]{3,14})",
    re.IGNORECASE,
)
#: What makes a sentence one about a person's private life.
_PRIVATE = re.compile(
    r"\b\d{1,2} anni\b|\b(?:diciass?ett|diciott|diciannov|vent)\w*enne\b|\bnat[oa] (?:il|a|in|nel)\b|\bincinta\b|\bgravidanza\b"
    r"|\b(?:malatti|tumor|diabet|epiless|depress|schizofren|psichiatric|trauma|disabil|invalid|sieroposit|tubercolos|suicid)\w*"
    r"|\b(?:violen|stupr|tortur|tratta\b|sfruttament|prostitu|mutilazion|persecu|abus|sequestr|picchiat|maltrattament)\w*"
    r"|\b(?:orfan[oa]|vedov[oa]|fuggit[oa]|scappat[oa]|sbarcat[oa]|minorenne|omosessual\w*|transessual\w*)\b",
    re.IGNORECASE,
)
_NAME = r"[A-ZÀ-Ý][a-zà-ÿ'’]{1,20}"
_NAMES = re.compile(rf"(?<![\w'’]){_NAME}(?:[ -]{_NAME}){{0,2}}|(?<![\w.])[A-Z]\.\s?[A-Z]\.(?:\s?[A-Z]\.)?")
#: Before these a name is that of a place or body.
_OF_A_PLACE = re.compile(
    r"(?:\b(?:in|nel|nella|dal|dalla|dall['’]|di|a|ad|da|presso|verso|via|piazza|corso|isola|città|comune|provincia|regione|prefettura"
    r"|questura|ospedale|scuola|istituto|centro|associazione|cooperativa|progetto|rete|fondazione|università|onlus|del|della|dell['’]"
    r"|al|alla|all['’]|dei|degli|delle|il|la|lo|l['’]|i|gli|le|un|una|per|tra|e la|e il)\s*[«\"“]?)$",
    re.IGNORECASE,
)
_PERSON_BEFORE = re.compile(
    r"(?:signor[ae]?|sig\.(?:ra)?|nome(?: di)?|nome è|chiama|chiamat[oa]|giovane|ragazz[oa]|bambin[oa]|donna|uomo|madre|padre|figli[oa]|fratello"
    r"|sorella|marito|moglie|di nome|storia di|caso di)\s*,?\s*[«\"“]?$",
    re.IGNORECASE,
)
_AGE_AFTER = re.compile(r"^\s*(?:[,(]\s*)?(?:(?:di |ha |aveva )?\d{1,2} anni|nat[oa]\b|\w+enne\b)")
#: What a person does or suffers, after a name that begins a sentence.
_LIVES_AFTER = re.compile(r"^,?\s+(?:è|ha|era|aveva|vive|viveva|soffre|soffriva|racconta|arriva|fugge|fu|oggi|viene|proviene)\b")
_NO_NAME = frozenset(
    "Il La Lo Le Gli I Un Uno Una In Con Per Tra Fra Da Di Dal Dalla Nel Nella Al Alla Dopo Prima Oggi Chi Che Ci Si Non Ogni Molti Molte Alcuni"
    " Alcune Tutti Tutte Questo Questa Questi Queste Quello Quella Anche Quando Dove Come Se Sono Essere Nessuno Qualcuno Lei Lui Egli Ella Essi"
    " Comune Prefettura Questura Regione Provincia Stato Ministero Progetto Centro Scuola Asl Caritas Croce Sprar Cas Italia Libia Siria Europa"
    " Lampedusa Africa Mali Nigeria Gambia Senegal Somalia Eritrea Afghanistan Pakistan Bangladesh".split()
)
#: A full stop after an initial or a short form ends no sentence.
_SENTENCE = re.compile(r"(?:[^.!?\n]|(?<=\b[A-Z])\.|(?<=\bsig)\.|(?<=\bn)\.|(?<=\bdott)\.|\.(?!\s|$))+[.!?\n]?", re.ASCII)


def masked(text: str) -> str:
    """The text without personal data; what was left out is named in brackets, so that a reader knows."""
    for pattern, instead in _NUMBERS:
        text = pattern.sub(instead, text)
    text = _PAPERS.sub(lambda found: f"{found[1]}[numero omesso]", text)
    return _SENTENCE.sub(lambda found: _told(found[0]), text)


def _told(sentence: str) -> str:
    """A sentence, without its persons if it tells of a private life."""
    if not _PRIVATE.search(sentence):
        return sentence
    return _NAMES.sub(_person_in(sentence), sentence)


def _person_in(sentence: str) -> Callable[[re.Match[str]], str]:
    def shown(found: re.Match[str]) -> str:
        words = found[0].split(" ")
        # A sentence begins with a capital whatever its first word is.
        first = next((place for place, word in enumerate(words) if word not in _NO_NAME), len(words))
        kept, name = words[:first], " ".join(words[first:])
        before, after = " ".join([sentence[: found.start()], *kept, ""] if kept else [sentence[: found.start()]]), sentence[found.end() :]
        return " ".join([*kept, "[nome omesso]"]) if name and _is_person(name, before, after) else found[0]

    return shown


def _is_person(name: str, before: str, after: str) -> bool:
    """Whether a capitalised word is a person: by what stands before and after it."""
    if _AGE_AFTER.match(after) or _PERSON_BEFORE.search(before):
        return True
    if not before.strip(' «"“-–•'):
        return bool(_LIVES_AFTER.match(after)) or " " in name
    return not _OF_A_PLACE.search(before)
