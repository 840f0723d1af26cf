"""Leaves personal data out of what is published: numbers and addresses everywhere, names of persons where a life is
told (`persons.py`).
"""

import re

from store.persons import without_persons

#: Goes up with every change of the rules: stored texts are then written anew.
VERSION = 4

#: What is left out wherever it stands: how it looks, what of it is quicker to look for, what is put in its place.
_NUMBERS: tuple[tuple[re.Pattern[str], re.Pattern[str] | None, str], ...] = (
    # Three and three letters, then figures and letters, in groups or not.
    (
        re.compile(
            r"\b[A-Z]{3}[ -]?[A-Z]{3}[ -]?\d\d[ -]?[A-EHLMPRST][ -]?\d\d[ -]?[A-Z][ -]?\d{3}[ -]?[A-Z]\b", re.IGNORECASE
        ),
        re.compile(r"\d\d[ -]?[^\W\d][ -]?\d\d[ -]?[^\W\d][ -]?\d{3}"),
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
_AT = r"(?: ?@ ?| ?[\[(](?:at|chiocciola)[\])] ?| (?:AT|chiocciola) )"
_ADDRESS = re.compile(rf"[\w.+-]{{1,64}}{_AT}[\w-]{{1,64}}(?:\.[\w-]{{1,64}}){{1,4}}")
#: Every address holds one of these, and they are far quicker to look for.
_SIGNS_OF_ADDRESSES = ("@", "at)", "at]", " AT ", "chiocciola")
_PHONE = re.compile(
    r"(?<![\w/-])(?<!\d\.)(?:(?:\+|00)39[ .]?)?(?:3\d\d|\(?0\)?\d{1,3}\)?)(?: ?[./-] ?| ?)\d{1,4}"
    r"(?:(?: ?[.-] ?| ?)\d{2,4}){1,3}(?:[.-]\d)?(?![\w/]|,\d)"
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
    r"(?:passaporto|titolo di viaggio|permesso di sogg(?:iorno|\.)|p\.d\.s\.|c\.i\.|carta (?:d['’]|di )?identità"
    r"|patente|tessera sanitaria|documento d(?:['’]|i )identità|codice (?:STP|ENI)|vestanet"
    r"|(?:pratica|modello|mod\.) C/?3)"
)
#: The number of a paper, said to be one, or with the letters of a series before its figures.
_PAPERS = re.compile(
    rf"({_PAPER}:?[^.;:\n\d]{{0,60}}?"
    r"(?:[ ,(](?:n|nr|num|numero)\b[.°]?:?\s?(?=[A-Z]{0,3}[ -]?\d)|[:,]? (?=[A-Z]{1,3}[ -]?\d{5})))"
    r"([A-Z]{0,3}[ -]?\d[\w/-]{3,19})",
    re.IGNORECASE,
)
_OF_AN_ACT = re.compile(
    r"\b(?:legge|decreto|d\.? ?lgs|art|articolo|circolare|nota|prot|protocollo|delibera|determina|bando)", re.IGNORECASE
)
#: Where somebody lives, up to the number of the house. The seat of an office or a school is nobody's dwelling.
_DWELLS = (
    r"\b(?:risied|residen|domicili|dimor|abit(?:a|ano|ava|avano)\b|viv(?:e|ono|eva|evano)\b"
    r"|alloggi(?:a|ano|at[oaie])\b)"
)
#: `salita da 12` is no street: words that mean something else too are followed by a name.
_STREET = (
    r"(?:via|viale|v\.le|piazza|piazzale|p\.zza|c\.so|vicolo"
    r"|(?:corso|largo|strada|contrada|borgo|salita)(?= (?:d[a-z]{1,4}['’]? ?)?(?-i:[A-ZÀ-Ý])))"
)
_OF_A_STREET = r"(?: [^\W\d][\w'’.]{0,20}){1,5}"
_HOUSE = r",? ?(?:n[.°r]{0,2} ?)?\d{1,4}(?: ?/ ?\w{1,2})?"
_NUMBER_FIRST = rf"(?:al )?(?:numero|civico|n[.°r]{{0,2}}) ?\d{{1,4}} (?:di|in) {_STREET}{_OF_A_STREET}"
_DWELLING = re.compile(
    rf"({_DWELLS}[^.;\n]{{0,40}}?\b)({_NUMBER_FIRST}|{_STREET}{_OF_A_STREET}{_HOUSE})\b", re.IGNORECASE
)
_MONTH = r"(?:gennaio|febbraio|marzo|aprile|maggio|giugno|luglio|agosto|settembre|ottobre|novembre|dicembre)"
_DATE = rf"\d{{1,2}}(?:[./-]\d{{1,2}}[./-]| {_MONTH} )\d{{4}}"
#: Every birth holds a date, which is quicker to look for.
_ANY_DATE = re.compile(_DATE, re.IGNORECASE)
_BIRTH = re.compile(
    rf"(\b(?:nat[oaie]|nascita)\b[^.;\n]{{0,40}}?)\b({_DATE})\b",
    re.IGNORECASE,
)
#: Every paper that the pattern knows holds one of these.
_WORDS_OF_PAPERS = (
    "passaporto", "viaggio", "sogg", "identit", "patente", "tessera sanitaria", "codice stp", "codice eni", "vestanet",
    "c3", "c/3", "c.i.", "p.d.s.",
)  # fmt: skip


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
    if any(word in text.lower() for word in _WORDS_OF_PAPERS):
        text = _PAPERS.sub(_paper, text)
    return without_persons(text)


def _phone(found: re.Match[str]) -> str:
    """A telephone number left out; a day, or a number that is said to be another, as it is."""
    before = found.string[max(0, found.start() - 30) : found.start()]
    figures = sum(character.isdigit() for character in found[0])
    another = _OTHER_NUMBER.search(before) and not _OF_A_PHONE.search(before)
    return found[0] if figures < _FEWEST_FIGURES or _DAY.match(found[0]) or another else "[telefono omesso]"


def _paper(found: re.Match[str]) -> str:
    """A number of a paper left out, unless it is that of an act by which the paper is given."""
    return found[0] if _OF_AN_ACT.search(found[1]) else f"{found[1]}[numero omesso]"
