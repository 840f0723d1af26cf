"""What surrounds a practice in a letter or form and is not the practice: each rule has a name, used as evidence."""

import re

from parsers.italian.text import close_letterspacing, fold
from parsers.lines.labels import holds_text
from parsers.lines.letters import told
from parsers.model import Block, BlockKind
from parsers.official.instructions import INSTRUCTIONS

_MONTHS = "gennaio|febbraio|marzo|aprile|maggio|giugno|luglio|agosto|settembre|ottobre|novembre|dicembre"

_LETTERHEAD = re.compile(
    r"(?:l?[ae']? ?prefettura(?: ?[-–—,/]? ?(?:di|della|del|dell'|u\.? ?t\.? ?g|ufficio)?\b.*)?|"
    r"ministero dell'? ?interno.*|"
    r"uffici[o] territoriale del governo.*|u\.? ?t\.? ?g\.?(?: di .*)?|dipartimento per le liberta civili.*|"
    r"direzione centrale .*|"
    r"commissariato del governo.*|presidenza della regione.*|area [ivx]+\b.*|(?:ufficio di )?gabinetto.*|"
    r"ufficio (?:immigrazione|stranieri).*|"
    r"repubblica italiana|(?:regione|provincia|comune) (?:di |della |autonoma )?[a-z' ]{3,40})"
)
_DOCUMENT_TITLE = re.compile(
    r"(?:accoglienza e integrazione\W+)?raccolta sistematica (?:delle|di) buone pratiche.{0,40}|"
    r"allegat[oi] (?:alla )?(?:circolare|nota|lettera|n\.?).{0,60}|buone (?:pratiche|prassi)(?: (?:in materia|"
    r"nel campo|sul tema)? ?d?[i']? ?(?:di )?accoglienza.{0,60})?|"
    r"sched[ae](?: di)?(?: rilevazione| raccolta| descrittiv[ae]| tecnic[ae]| informativ[ae]| riepilogativ[ae]|"
    r" progett[oi]| presentazione| sintetic[ae])?(?: (?:delle |di )?buon[ae] (?:pratic(?:a|he)|prass(?:i)))?"
)
_ADDRESSEE = re.compile(
    r"(?:(?:e,? ?)?p\.? ?c\.?\b.*|spett\.?(?:le|\.mo)?\b.*|(?:al|alla|all'|ai|agli|alle) ?(?:sig(?:\.|nor)? ?)?"
    r"(?:ministero|dipartimento|direzione|prefett|casella|ufficio|capo|on\.|sindac|vice ?prefett|dott|autorita|"
    r"regione|questura|comun).{0,140}|"
    r"loro sed[ei]|sede|roma|(?:a mezzo |via |trasmessa? (?:via|a mezzo) )?(?:pec|e-?mail|posta elettronica)\b.{0,80})"
)
_STAMP = re.compile(
    r"(?:(?:prot(?:ocollo)?|fasc(?:icolo)?|class(?:ifica)?|rif(?:erimento)?|n|nr|cat)\b\.? ?(?:n(?:um|r)?\.?|°|"
    r"uscita)? ?[\w./\- °:]{0,60}\d.{0,60}|"
    r"m_[a-z]{2}\b.*|data\b ?:?.{0,30}|(?:codice )?(?:fiscale|aoo|ipa)\b.{0,40})"
)
_PLACE_DATE = re.compile(
    rf"[a-z' \-]{{2,40}},? ?(?:li'?|addi'?)? ?,? ?(?:\d{{1,2}}[°º]? ?(?:{_MONTHS}|[./-] ?\d{{1,2}} ?[./-]) ?\d{{2,4}}|"
    rf"data (?:del|di) protocollo|\(?data\)?|[_.]{{3,}}.*)\.?"
)
_SUBJECT = re.compile(r"ogg(?:etto|\.) ?[:.\-].*|oggetto .*")
_SALUTATION = re.compile(
    r"(?:gentil[ei]|egregi[oa]?|illustr|buongiorno|buonasera|salve|car[oai] |pregiatissim|chiar\.?mo).{0,80}"
)
_CLOSING = re.compile(
    r"(?:(?:con )?(?:i )?(?:piu |miei |nostri )?(?:distinti|cordiali|cordialissimi|migliori|deferenti|"
    r"vivissimi) (?:saluti|ossequi).*|cordialmente\W*|"
    r"(?:con (?:viva |la massima )?osservanza|con stima).*|un cordiale saluto.*|(?:grazie|ringrazi(?:o|ando|"
    r"amo))(?: mille| ancora| fin d'ora| sin d'ora)?(?: (?:per|della?|dell') ?(?:la |vostra |cortese |"
    r"preziosa )*(?:attenzione|collaborazione|disponibilita).{0,80})?\W*|saluti\W*|"
    r"(?:si )?(?:resta|rimane|rimango|resto|rimaniamo|restiamo)(?: comunque)?(?: in attesa| a (?:completa |"
    r"piena )?disposizione).{0,160}|"
    r"(?:a|nel(?:la)?|per|si) (?:disposizione )?(?:per )?(?:ogni|qualsiasi|eventuali|ulteriori).{0,40}(?:chiarimen"
    r"t[oi]|informazion|necessit).{0,100}(?:si|porg|invi|salut|disposizione).*|"
    r"(?:nel (?:rimanere|restare)|in attesa di (?:un |cortese |gradito |vostro )*(?:riscontro|cenno|indicazioni|"
    r"conoscere)).{0,140}|l'occasione e gradita.{0,120}|tanto (?:si|per) (?:comunica|rappresenta|trasmette|dovere|"
    r"quanto).{0,120}|"
    r"si (?:porgono|inviano|coglie|ringrazia).{0,140}|quanto sopra (?:si|per).{0,120})"
)
_SIGNATURE = re.compile(
    r"(?:(?:per )?(?:il|la|l'|lo|p\.?|f\.to)? ?(?:vice ?prefetto|prefetto|viceprefetto aggiunto|dirigente|"
    r"capo (?:di )?gabinetto|commissario|funzionario|responsabile|"
    r"referente|presidente|sindaco|direttore|coordinat(?:ore|rice)|segretario|vicario|redattore|compilatore)\b.{0,90}|"
    r"f\.?to .*|firmato.{0,80}|\(?firma(?:to)? ?(?:digitale|digitalmente|autografa)?.{0,120}|"
    r"documento (?:firmato|sottoscritto|informatico).{0,140}|il vicario)"
)
_CONTACT = re.compile(
    r"(?:(?:tel(?:efono)?|fax|cell(?:ulare)?|e-?mail|pec|indirizzo|web|sito)\b ?[.:].*|(?:via|piazza|corso|viale|"
    r"largo|p\.zza) [a-z' .]{3,40},? ?\d+.{0,80}|"
    r"[\w.+-]+@[\w.-]+\.\w+|(?:https?://|www\.)\S+|\+?\d[\d /.\-]{6,20}|.{0,70}\b(?:tel(?:efono)?|fax|"
    r"cell)\b ?[.:]{0,2} ?[+(\d][\d /.\-()]{5,24}.{0,50})(?: ?[-–]? ?pag(?:ina|\.)? ?\d{1,3}(?: ?(?:di|/) ?\d{1,3})?)?"
)
_DISCLAIMER = re.compile(
    r".{0,40}(?:le informazioni contenute (?:in|nel)|questo (?:messaggio|documento) (?:e|contiene|di posta)|"
    r"il presente messaggio|this (?:e-?mail|message)|"
    r"ai sensi del (?:d\.? ?lgs\.?|decreto legislativo|regolamento).{0,40}(?:196|679|privacy)|prima di stampare|"
    r"(?:inviato|spedito) da(?:l|lla)? ?(?:mi[oa] |un )?(?:iphone|ipad|smartphone|cellulare|dispositivo|telefono|"
    r"samsung|huawei|blackberry|tablet|outlook|yahoo|libero mail|posta per windows)|inviato con|sent from my|"
    r"(?:scarica|get) outlook|mail priva di virus).*",
    re.DOTALL,
)
#: A line with one of these goes on like a sentence and is no letterhead, address or signature.
_SENTENCE = re.compile(
    r"\b(?:ha|hanno|che|viene|vengono|sono|stat[oaie]|mediante|attraverso|realizz\w+|promuov\w+|promoss\w+|prevede|"
    r"coordina|organizza|gestisce|coinvolge\w*|"
    r"partecipa\w*|collabora|sigl\w+|sottoscri\w+|svolg\w+|avvia\w*|offre|mette|consente|permette)\b"
)
#: The end of a sentence, and not of an abbreviation that letters are full of.
_FULL_STOP = re.compile(
    r"\b(?!(?:prot|fasc|class|dott|dr|sig|sigg|spett|art|artt|tel|rif|all|cat|pos|num|on|avv|ing|"
    r"prof)\.)[a-z]{3,}\. [a-z]"
)
#: `La Prefettura di X coltiva un orto con il Comune.` is no letterhead: it ends like a sentence and tells something.
_SENTENCE_WORDS = 7
_SHORT_LINE_RULES = frozenset({"letterhead", "addressee", "stamp", "place and date", "signature", "contact"})
_FIELD_LABEL = re.compile(
    r"(?:breve |sintetica )?(?:descrizione|titolo|denominazione|oggetto|testo|contenuto|sintesi|abstract|"
    r"svolgimento)(?: sintetica| breve)?(?: (?:della?|del) (?:buona )?(?:pratica|prassi|progetto|campo|iniziativa|"
    r"attivita|intervento))? ?:?"
)
_OPENING = re.compile(
    r"(?:(?:in|con|a) (?:riferimento|relazione|riscontro|esito|adempimento|ottemperanza|risposta|merito|seguito)|"
    r"(?:si )?fa(?:cendo)? seguito|come (?:da )?richiest|"
    r"in allegato|(?:si )?(?:trasmett|invi|allega|rimett|inoltr(?!e\b))\w*|"
    r"(?:vista|vist[oa]|richiamata|nel far) (?:seguito|"
    r"la (?:circolare|nota|ministeriale))|con (?:la )?(?:circolare|nota|ministeriale)|"
    r"(?:a )?(?:riscontro|esito) (?:della|alla)|di seguito|qui di seguito|al fine di (?:corrispondere|dare riscontro)|"
    r"per quanto (?:richiesto|attiene).{0,40}(?:circolare|nota)|"
    r"questa prefettura (?:trasmette|invia|comunica|segnala)|si (?:comunica|rappresenta|segnala|riporta|descriv|"
    r"riscontra|forniscono|elencano))"
)
_TRANSMISSION = re.compile(
    r"\b(?:circolare|5973|nota (?:prot|ministeriale|circolare|n\b|del)|ministeriale|codesto (?:dipartimento|ministero|"
    r"ufficio)|codesta (?:direzione|amministrazione)|"
    r"trasmett\w+|in allegato|si allega\w*|di seguito|inoltr\w+|si inviano?|buone pratiche|scheda|schede)\b"
)

_PAGE_NUMBER = re.compile(r"(?:pag(?:ina|\.)? ?)?\d{1,3}(?: ?(?:di|/) ?\d{1,3})?")
_REQUEST = re.compile(
    r"\b(?:quanto|come) richiest|\b(?:la|alla|della|vostra|predetta|suddetta) (?:richiesta|nota|vostra)\b|"
    r"\bbuon[ae] (?:pratic|prass)"
)
_SAYS = re.compile(
    r"\b(?:si|questa prefettura|quest'ufficio|la scrivente|lo scrivente|di) (?:segnal|riport|descriv|rappresent|"
    r"comunic|trasmett|espon|illustr|riferi|indic|invi|fornisc|fa presente)\w*"
)
#: Rules for whole lines, in the order in which they are asked; the second value is the longest line they may claim.
_LINES: tuple[tuple[str, re.Pattern[str], int], ...] = (
    ("form instructions", INSTRUCTIONS, 900),
    ("document title", _DOCUMENT_TITLE, 160),
    ("letterhead", _LETTERHEAD, 130),
    ("subject", _SUBJECT, 400),
    ("addressee", _ADDRESSEE, 180),
    ("stamp", _STAMP, 110),
    ("place and date", _PLACE_DATE, 80),
    ("salutation", _SALUTATION, 100),
    ("closing", _CLOSING, 330),
    ("signature", _SIGNATURE, 160),
    ("contact", _CONTACT, 140),
    ("disclaimer", _DISCLAIMER, 3000),
    ("field label", _FIELD_LABEL, 90),
)


def line_rule(block: Block) -> str | None:
    """The rule that claims a whole block as surroundings, None for what may be content."""
    if block.kind in {BlockKind.HEADER, BlockKind.FOOTER}:
        return "page furniture"
    text = fold(close_letterspacing(block.text)).strip(" *_-–—.|•·▪")
    if not text or not re.search(r"[a-z0-9]", text) or _PAGE_NUMBER.fullmatch(text):
        return "page furniture"
    for name, pattern, longest in _LINES:
        if (len(text) <= longest and pattern.fullmatch(text)) or (
            name == "field label" and block.text.rstrip().endswith(":") and holds_text(block.text)
        ):
            whole = block.text.rstrip().endswith(".") and told(block.text) > _SENTENCE_WORDS
            if name in _SHORT_LINE_RULES and (whole or _is_sentence(text)):
                continue
            return name
    return None


def is_opening(text: str) -> bool:
    """Whether a sentence or paragraph only says that, and in answer to what, something is sent."""
    folded = fold(text)
    if len(folded) >= 700 or not (_OPENING.match(folded) or _SAYS.match(folded)):
        return False
    if folded.endswith(":") and len(folded) < 200 and _SAYS.search(folded):
        return True
    if len(folded) < 120 and _SAYS.match(folded) and re.search(r"\bseguent|\bdi seguito\b|\bquanto segue\b", folded):
        return True
    return bool(_TRANSMISSION.search(folded)) or bool(_REQUEST.search(folded) and _SAYS.search(folded))


def _is_sentence(text: str) -> bool:
    return bool(_SENTENCE.search(text) or _FULL_STOP.search(text)) or (text.endswith(".") and len(text.split()) > 7)
