"""Does running text without any heading describe a practice, or is it only correspondence?"""

import re
from collections.abc import Iterable
from dataclasses import dataclass

from parsers.campo_text import opinion
from parsers.split import Section
from parsers.text import fold, words

_DOING = re.compile(
    r"\b(?:progett\w+|iniziativ\w+|buona (?:pratica|prassi)|attivat\w+|realizzat\w+|avviat\w+|istituit\w+|promoss\w+|organizzat\w+|coinvol\w+|sperimentat\w+|"
    r"accolt\w+|ospit\w+|beneficiari|partecipant\w*|corso|corsi|sportello|laboratori\w*|inseriment\w+|tirocin\w+|volontari\w*)\b"
)
_WHOM = re.compile(
    r"\b(?:migrant\w+|richiedent\w+|stranier\w+|rifugiat\w+|profugh\w+|immigrat\w+|minori non accompagnati|protezione internazionale|ospiti)\b"
)
_CORRESPONDENCE = re.compile(
    r"\b(?:non (?:risultano|si registrano|vi sono|sono (?:state|presenti|pervenute)) (?:\w+ ){0,4}(?:buone pratiche|esperienze|iniziative|contributi|elementi)|si (?:prega|chiede|sollecita|invita)|"
    r"vi (?:chiedo|chiediamo|prego)|chiediamo|potreste|potete|vorrei sapere|sollecito|scadenza|entro il|convocazione|riunione (?:e|del|prevista)|conferma la ricezione|preventivo|fattura|offerta|sconto|disiscri\w+|"
    r"newsletter|abbonamento|unsubscribe|si comunica che (?:la|il|l') (?:referente|ufficio|casella)|proroga|quesito|assente|fuori sede|password|webinar|corso di formazione per (?:dipendenti|funzionari)|concorso|bando)\b"
)


_ASKS = re.compile(r"\bsi (?:prega|chiede|sollecita|invita)\b|\b(?:chiediamo|chiedo|vorrei|potreste|potete)\b")
#: What a text of another kind calls itself, or begins with.
_OTHER_GENRE = re.compile(
    r"(?:(?:bozza|estratto|copia) (?:di |del )?)?(?:verbale|comunicato(?: stampa)?|nota stampa|rassegna stampa|ordine del giorno|convocazione|invito|bando|avviso|interpello|fattura|preventivo|listino|ordinanza|decreto|disposizione|diffida|"
    r"determina(?:zione)?|deliberazione|delibera|capitolato|disciplinare di gara|contratto|curriculum|comunicazione di servizio|programma (?:del|della)|calendario|questionario|newsletter)\b"
)
#: What a text about other business says somewhere.
_OTHER_BUSINESS = re.compile(
    r"\b(?:si dispone (?:il|lo|la|l'|che)|gazzetta ufficiale|(?:vi|le|ti) segnal(?:o|iamo) che|organi di (?:informazione|stampa)|interverranno|verra(?:nno)? (?:presentat|illustrat|inaugurat)\w+|(?:la|l') (?:riunione|seduta|incontro|assemblea) (?:termina|si chiude|ha inizio|"
    r"e tolta|si apre)|sono presenti (?:i|le|gli|alla)|carenze|inadempi\w+|sanzion\w+|ispezione|sopralluogo|offerta (?:tecnica|economica)|gara\b|aggiudica\w+|affidamento del servizio|si fa riserva|in corso di predisposizione|"
    r"vorrei (?:offrir|propor|candidar|sapere)\w*|a chi (?:posso|devo)|il vettore|si diffida|oggetto di denuncia|intend(?:e|ono|iamo) (?:avviare|realizzare|attivare|organizzare|presentare|promuovere)|previo reperimento|dovra(?:nno)? (?:prevedere|presentare|descrivere|contenere)|ieri|domani|stama(?:ttina|ne)|stasera|"
    r"pattuglia|protestat\w+|rissa|denunciat\w+|arrestat\w+|ciao|a presto|ti (?:confermo|mando|scrivo|allego|ringrazio|chiedo|inoltro)|appena (?:posso|possibile)|urgente intervento|non (?:ha|hanno) (?:attivato|provveduto|ancora)|non frequentano)\b"
)
#: Verbs by which something done or going on is told.
_TELLS = re.compile(
    r"\b(?:(?:e|sono|ha|hanno|abbiamo|viene|vengono|e' )(?: \w+){0,2}? \w+(?:at|ut|it|s|t)[oaie]\b|[a-z]{3,}(?:iamo|ono|ano)\b)"
)
#: From so many words on, a text that tells of something may be a practice by its mere telling.
_TELLS_FROM = 32


#: A part of a text on several practices has at least so many words.
_LEAST_OF_SEVERAL = 15
_REQUESTED = re.compile(r"\bbuon[ae] (?:pratic|prass)|\b5973\b|\bsched[ae]\b")


def is_announced(texts: Iterable[str]) -> bool:
    """Whether subject or letter say that this is an answer to the circular."""
    return any(_REQUESTED.search(fold(text)) for text in texts)


@dataclass(frozen=True, slots=True)
class Context:
    """Where a text stands. `body`: it is a mail's own text, where correspondence is the usual thing. `others`: the message
    has schede already, so what else is in it is more likely to be about them. `announced`: subject or letter answer the
    circular.
    """

    body: bool
    others: bool
    announced: bool


def is_practice(section: Section, context: Context) -> bool:
    """Whether the text is a practice although nothing declares it one."""
    text = fold(section.description)
    if _OTHER_GENRE.match(text) or _OTHER_GENRE.match(fold(section.title)):
        return False
    doing, whom = len(set(_DOING.findall(text))), len(_WHOM.findall(text))
    against = len(_CORRESPONDENCE.findall(text)) + 2 * len(_OTHER_BUSINESS.findall(text))
    said = opinion(section.title, section.description)
    length = len(words(text))
    if said.campo is None or length < (50 if context.body and not context.announced else 30):
        return False
    # One word of correspondence (`entro il`, `bando`) may stand in a text that plainly tells of a practice; a request may not.
    doubts = against - (len(said.cues) >= 3 and length >= 40 and not _ASKS.search(text))
    if context.announced and doubts <= 0 and not context.others and length >= _TELLS_FROM and _narrates(section):
        # An answer to the circular that is no correspondence tells of a practice, in whatever words.
        return True
    if not whom and not (context.announced and len(said.cues) >= 2):
        return False
    support = doing + min(whom, 2) + min(len(said.cues), 3)
    return support >= 4 + 2 * against + (not context.announced) + context.body + 2 * context.others


def is_correspondence(section: Section) -> bool:
    """Whether a text asks, invites, offers or reports that there is nothing."""
    text = fold(section.description)
    return any(pattern.search(text) for pattern in (_CORRESPONDENCE, _OTHER_BUSINESS)) or _OTHER_GENRE.match(text) is not None


def may_be_one_of_several(section: Section, context: Context) -> bool:
    """Whether a named part of an answer to the circular tells of a practice: its neighbours vouch for it, so less is asked."""
    text = fold(section.description)
    said = opinion(section.title, section.description)
    return context.announced and said.campo is not None and len(words(text)) >= _LEAST_OF_SEVERAL and not is_correspondence(section)


def _narrates(section: Section) -> bool:
    """Whether a text is made of sentences about something done: not a list, an invoice or a few lines of transmission."""
    sentences = [part for part in re.split(r"(?<=[.!?;])\s", section.description) if len(words(part)) >= 6]
    told = len(_TELLS.findall(fold(section.description)))
    return len(sentences) >= 2 and told >= 1 and sum(len(words(part)) for part in sentences) >= 0.6 * len(words(section.description))
