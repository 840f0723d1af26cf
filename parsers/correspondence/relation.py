"""What a message says about earlier ones: that it corrects or completes them, which protocol it goes on from, which
part it is.
"""

import re
from collections.abc import Iterable, Iterator

from config.vocabulary import RelationKind
from parsers.italian.dates import find_dates
from parsers.italian.text import fold
from parsers.model import Relation

_EARLIER = (
    r"(?:not[ae]|quanto|precedent\w+|precors\w+|mail|e-?mail|pec|comunicazion\w+|trasmission\w+|invi[oi]|"
    r"schede?|document\w+|contribut\w+|prot\w*|fogli\w+|rispost\w+|report|relazion\w+)"
)
_ARTICLE = r"(?:d[aei](?:l(?:l[aeo'])?|i|gli)?|a(?:l(?:l[aeo'])?|i|gli)?|l[aeo']|il|i|gli) ?"
_CORRECTION = re.compile(
    rf"\bannull\w+ e(?:d)? sostitui\w+\b|\berrata corrige\b|\b(?:in|a|per) (?:sostituzione|rettifica|correzione|"
    rf"parziale rettifica) {_ARTICLE}|"
    rf"\bsostitui\w+ (?:integralmente |interamente )?(?:{_ARTICLE})?(?:\w+ )?{_EARLIER}\b|"
    rf"\brettific\w+ (?:{_ARTICLE})?(?:\w+ )?{_EARLIER}\b|"
    r"\b(?:invio|versione|scheda|documento|file|allegato|testo)\w* (?:corrett|rettificat|rivist|aggiornat|"
    r"definitiv)\w+\b|"
    r"\b(?:non tener[e]? conto|non considerar[e]?|ignorar[e]?|"
    r"si prega di considerar[e]? null\w+)\b[^.]{0,60}\b(?:precedent|inviat|trasmess)\w*|"
    r"\b(?:inviat|trasmess|allegat)\w+ (?:per (?:mero )?errore|erroneamente)\b|\bper mero errore\b"
)
_CORRECTION_SUBJECT = re.compile(
    r"\b(?:rettific\w+|errata corrige|annulla e sostituisce|correzion\w+|sostituzion\w+|"
    r"sostitutiv\w+|versione (?:corretta|aggiornata|definitiva)|corrett[aoei])\b"
)
_ADDITION = re.compile(
    rf"\b(?:ad?|in|per|a parziale) (?:ulteriore )?(?:integrazione|completamento|"
    rf"aggiunta) (?:{_ARTICLE})?(?:\w+ )?{_EARLIER}\b|"
    rf"\b(?:facendo|fa|a|di|dando) seguito (?:{_ARTICLE})?(?:\w+ ){{0,2}}?{_EARLIER}\b|\bseguito (?:nota|mail|pec|"
    rf"prot)\w*|"
    r"\b(?:ulterior[ei]|altr[aei]|nuov[aei]) sched[ae]\b|\binvio integrativ\w+|\bdocumentazione integrativa\b|"
    r"\bad integrazione\b|"
    r"\b(?:pratic\w+|sched\w+|contribut\w+|element\w+) (?:integrativ|aggiuntiv|ulterior)\w+"
)
_ADDITION_SUBJECT = re.compile(
    r"\bad integrazione\b|^(?:(?:r|re|i|fw|fwd|posta certificata) ?: ?)*integrazion[ei]\b(?! (?:de|sociale|scol|lav|"
    r"linguist|cultur|stran|migr|e |ed ))|"
    r"\bintegrazione (?:sched|document|invio|nota|risposta|precedent|trasmission|prot)\w*|\b(?:invio|trasmissione|"
    r"nota) (?:di |una )?integra\w+|\bseguito (?:mail|nota|pec|invio)\b"
)
#: The Ministry's own letters are no earlier messages of the sender.
_MINISTERIAL = re.compile(
    r"\bcircolar\w+|\bministerial\w+|\bcodest\w+|\bsuindicat\w+ richiest\w+|\b5973\b|\bvostr[ao]\b|\bsollecit\w+"
)
#: Words by which a letter answers or goes on from one that it cites, which may be one of ours.
_ANSWER = re.compile(r"\b(?:riscontr\w+|risposta|esito|evasione|riferimento|rif|seguito)\b")
#: The circular that all replies answer is no letter to one office.
_CIRCULAR = re.compile(r"\bcircolar\w+|\b5973\b")
_CITED = re.compile(
    r"\b(?:prot(?:ocollo|\.)?|not[ae]|fogli[oa]|pec|mail|comunicazion[ei]|pari numero)\b[^;:]{0,25}?\bn(?:r|"
    r"um)?\b\W{0,3}(?:prot\.? ?)?0*(\d{2,7})\b(?:\s?/\s?((?:19|20)\d{2}))?|"
    r"\bprot(?:ocollo|\.)?\W{0,3}0*(\d{2,7})\b(?:\s?/\s?((?:19|20)\d{2}))?"
)
_PART = re.compile(
    r"[\[(]\s?(\d{1,2})\s?(?:/|di|su|of)\s?(\d{1,2})\s?[\])]|"
    r"\b(?:parte|invio|e-?mail|mail|pec|messaggio|trasmissione|plico|scheda)\s?(?:n\W{0,2}|"
    r"numero )?\s?(\d{1,2})\s?(?:/|di|su)\s?(\d{1,2})\b(?!\s?/)|"
    r"\b(\d{1,2})\W? ?(?:parte|invio|mail|pec|messaggio) (?:di|su) (\d{1,2})\b|\b(\d{1,2}) di (\d{1,2})\W*$"
)
_MOST_PARTS = 30


def relations_of(subject: str, letters: Iterable[str]) -> Iterator[Relation]:
    """The relations that the subject and the sender's own letters declare, each kind once, protocols all."""
    folded = fold(subject)
    if part := _part(folded):
        yield Relation(RelationKind.PART, part, subject)
    sentences = [folded, *(sentence for letter in letters for sentence in _sentences(fold(letter)))]
    correction = _first(sentences, _CORRECTION) or _only(folded, _CORRECTION_SUBJECT)
    addition = None if correction else _first(sentences, _ADDITION) or _only(folded, _ADDITION_SUBJECT)
    if correction:
        yield Relation(RelationKind.CORRECTION, "", correction)
    if addition:
        yield Relation(RelationKind.ADDITION, "", addition)
    cited = dict(_protocols(sentences, earlier=bool(correction or addition)))
    yield from (Relation(RelationKind.PROTOCOL, number, words) for number, words in cited.items())
    if not (correction or addition or part) and (
        in_letter := next((found for sentence in sentences[1:8] if (found := _part_in_text(sentence))), None)
    ):
        yield Relation(RelationKind.PART, in_letter, "in the letter")


def _protocols(sentences: list[str], *, earlier: bool) -> Iterator[tuple[str, str]]:
    """The protocols that are cited: where a sentence answers, and with `earlier` all that are not the Ministry's."""
    for sentence in sentences:
        answers = _ANSWER.search(sentence) and not _CIRCULAR.search(sentence)
        if answers or (earlier and not _MINISTERIAL.search(sentence)):
            yield from _cited(sentence)


def _first(sentences: list[str], pattern: re.Pattern[str]) -> str | None:
    for sentence in sentences:
        if (match := pattern.search(sentence)) and not _MINISTERIAL.search(sentence[match.start() : match.end() + 40]):
            return sentence[max(0, match.start() - 40) : match.end() + 80].strip()
    return None


def _only(text: str, pattern: re.Pattern[str]) -> str | None:
    return text if pattern.search(text) else None


def _sentences(text: str) -> list[str]:
    return re.split(r"(?<=[a-z]{3}[.;!?])(?<!prot\.)(?<!artt\.)(?<!dott\.)(?<!spett\.)(?<!fasc\.)\s|\n", text)


def _cited(sentence: str) -> Iterator[tuple[str, str]]:
    """Protocols as `number/year`, `number` alone where the year is not said."""
    for match in _CITED.finditer(sentence):
        number, year = match[1] or match[3], match[2] or match[4]
        dates = find_dates(sentence[match.end() : match.end() + 40])
        year = year or (str(dates[0].day.year) if dates else "")
        yield (f"{number}/{year}" if year else number), match[0]


def _part(text: str) -> str | None:
    for match in _PART.finditer(text):
        number, total = (int(group) for group in match.groups() if group)
        if 1 <= number <= total and 2 <= total <= _MOST_PARTS:
            return f"{number}/{total}"
    return None


def _part_in_text(sentence: str) -> str | None:
    return (
        _part(sentence)
        if re.search(r"\b(?:parte|invio|mail|pec|messaggio) (?:n\W{0,2})?\d{1,2} ?(?:di|/|su)", sentence)
        else None
    )
