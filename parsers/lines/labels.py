"""Labels of an office's own form: which name the practice, which only say who, where, when and for whom."""

import re
from functools import lru_cache

from parsers.italian.text import fold, words

_NAMES = re.compile(
    r"(?:titolo|denominazione|nome|oggetto|intitolazione)(?: (?:della?|del|dell'|di) ?(?:questa |"
    r"presente )?(?:buona )?(?:pratica|prassi|progetto|iniziativa|attivita|intervento|esperienza|azione|scheda))?"
    r"|(?:progetto|iniziativa|buona (?:pratica|prassi)|pratica|esperienza|intervento)"
    r"|(?:come (?:si chiama|e (?:chiamat|denominat|intitolat)[oa])|(?:qual e il|con quale) nome)(?: .{1,40})?"
)
_ITS = (
    r"(?: (?:della?|del|dell'|di) ?(?:buona )?(?:pratica|prassi|progetto|iniziativa|attivita|intervento|esperienza|"
    r"azione))?"
)
_DETAILS = re.compile(
    r"(?:ent[ei]|soggett[oi]|organismi?|istituzion[ei]|amministrazion[ei]|partner(?:s|ship)?|partenariato|attori|"
    r"promotor[ei]|gestor[ei]|capofila|proponent[ei]|titolar[ei]|referent[ei]|responsabil[ei]|contatt[oi]|"
    r"coordinatore|compilatore|"
    r"telefono|tel|e-?mail|pec|sito(?: web| internet)?|link|indirizzo|destinatar[ioe]+|beneficiar[ioe]+|target|utenza|"
    r"utenti|numero|n|territori[oi]?|ambito territoriale|area geografica|localita|luog[oh]i?|comun[ei]|provincia|"
    r"regione|prefettura|sede|sedi|"
    r"period[oi]|durata|tempi(?:stica)?|dat[ae]|anno|annualita|avvio|inizio|fine|termine|stato|cost[oi]|budget|"
    r"importo|finanziament[oi]|font[ei]|risorse|fondi?|ufficio|struttura|operatori coinvolti|collaborazioni|"
    r"rete di riferimento)"
    r"(?: (?:di|del|della|dei|delle|degli|dell'|d'|e|ed|o|/|per|la|il|in|al|n\.?|partner|capofila|promotor[ei]|"
    r"attuator[ei]|proponent[ei]|gestor[ei]|coinvolt[iaeo]|interessat[iaeo]|partecipant[ei]|sottoscrittor[ei]|"
    r"realizzazione|attuazione|svolgimento|riferimento|attivita|progetto|intervento|iniziativa|finanziamento|contatto|"
    r"inizio|fine|avvio|compilazione|previst[iaeo]|complessiv[oi]|totale|stimat[oi]|finali?|diretti|indiretti|"
    r"raggiunt[iaeo]|"
    r"beneficiari|destinatari|utenti|partecipanti|enti|soggetti|territoriale|geografic[oa]|web|internet|europei|"
    r"nazionali|pubblic[oiahe]+|privat[oiae]+))*"
    + _ITS
    # A question that asks who, where, when or for whom.
    + r"|(?:con |per |da )?(?:chi|dove|quando)(?: .{1,40})?"
)
_TEXT_NAMES = r"(?:descrizione|sintesi|testo|contenut[oi]|svolgimento|abstract|relazione)"
_WHAT_IT_DESCRIBES = r"(?: (?:della?|dei|delle|del|dell'|di|degli) ?[a-z' ]{3,60})?"
_WHOLE = re.compile(
    rf"(?:(?:breve|sintetica|succinta|dettagliata) )?{_TEXT_NAMES}"
    rf"(?: (?:sintetica|breve|dettagliata|descrittiva))?{_WHAT_IT_DESCRIBES}"
)
_TEXT = re.compile(
    r"attivita(?: svolt[ae]| realizzat[ae])?|intervento realizzato|in che cosa consiste"
    r"|(?:che )?cosa (?:e stato|abbiamo) fatto"
    r"|(?:si )?(?:descriv|illustr|raccont|espon|spieg|riassum)(?:a|ano|i|ere|ete|iamo)\b.{0,60}"
)
#: What labels a part of a practice's own text: what for, what was done, what came of it.
_PARTS = re.compile(
    r"(?:principali |altri |altre |breve )?(?:obiettiv|finalit|scop[oi]\b|attivit|azion[ei]\b|intervent[oi]\b|"
    r"(?:che )?cosa (?!e\b)|come (?:e|si|abbiamo)\b|risultat|"
    r"esit[oi]\b|effett|impatt|metod|modalit|soluzion|prospettiv|svilupp|criticit|difficolt|problem|bisogn|contest|"
    r"premess|punti di forza|"
    r"elementi di|osservazion|valutazion|svolgiment|descrizion|perche\b)"
)
_CAMPO = re.compile(r"(?:n(?:umero|\.)? ?(?:del )?)?(?:camp[oi]|ambito|settore|area)\b.*")
_GOES_ON = frozenset({"segue", "continua", "(segue)", "(continua)", "continuazione", "seguito"})
#: The number or letter of a question: `3.`, `b)`, `IV -`.
_COUNTED = re.compile(r"^(?:\d{1,2}|[a-z]|[ivx]{1,4}) ?[.):°-]+ ?(?=\w)")
#: A value of more words tells of the practice.
_MOST_WORDS = 24


def names_practice(label: str) -> bool:
    """Whether a label stands before what the practice is called."""
    return _NAMES.fullmatch(bare_label(label)) is not None


def holds_text(label: str) -> bool:
    """Whether a label stands before the description itself."""
    return describes(label) or (len(words(label)) <= 9 and _TEXT.fullmatch(bare_label(label)) is not None)


def describes(label: str) -> bool:
    """Whether a label stands before the description as such, `Descrizione`: what other labels stand before is none of
    it.
    """
    return len(words(label)) <= 9 and _WHOLE.fullmatch(bare_label(label)) is not None


def tells_part(label: str) -> bool:
    """Whether a label stands before a part of the practice's own text, such as what it is for or what came of it."""
    return len(words(label)) <= 9 and _PARTS.match(bare_label(label)) is not None and not names_practice(label)


def goes_on(label: str) -> bool:
    """Whether a folded label says that the row goes on with the one above (`segue`)."""
    return label in _GOES_ON


def gives_detail(label: str, value: str) -> bool:
    """Whether a label and its value only say who, where, when and for whom: about the practice, and not its text."""
    return len(words(value)) <= _MOST_WORDS and _DETAILS.fullmatch(bare_label(label)) is not None


def is_detail(line: str) -> bool:
    """`Ente attuatore: Cooperativa Il Ponte` on a line of its own."""
    label, colon, value = line.partition(":")
    return bool(colon and value.strip()) and len(label) < 70 and gives_detail(label, value)


def is_known(label: str) -> bool:
    """Whether a folded label asks for a name, a text, a part of it, a detail or a campo."""
    asks = names_practice(label) or holds_text(label) or tells_part(label) or gives_detail(label, "")
    return asks or asks_campo(label)


def is_question(line: str) -> bool:
    """A label in the form of a question: `4) Chi l'ha realizzata?`"""
    return line.rstrip().endswith("?") and is_known(bare_label(line.rstrip(" ?")))


def asks_campo(label: str) -> bool:
    """Whether a folded label stands before a campo. `Campo 4` names one, and stands before a text."""
    return _CAMPO.fullmatch(label) is not None and not any(map(str.isdigit, label))


@lru_cache(maxsize=4_096)
def bare_label(label: str) -> str:
    """A label, folded, without its number, the marks around it and what it says in brackets at its end."""
    folded = fold(label)
    bare = folded.partition("(")[0] if folded.endswith(")") else folded
    return _COUNTED.sub("", bare.strip(" :.-–•*"))


def names_something(text: str) -> bool:
    """A short line that names the practice: in quotes, or without the full stop and verb of a sentence."""
    bare = text.strip()
    count = len(words(bare))
    if not 1 <= count <= 16 or bare[:1].islower() or bare[-1:] in ".;,:" or bare[:1] in "-•–":
        return False
    plain = words(bare)
    if re.search(r"\bè\b|\bE'(?= )", bare) or any(verb in plain for verb in ("ha", "hanno", "sono", "viene")):
        return bare[:1] in '"“«'
    # `Si è svolto …` is a sentence, `Uffici che si parlano` a name.
    return "si" not in plain or (plain[0] != "si" and count <= 8) or bare[:1] in '"“«'
