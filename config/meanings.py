"""What each word of the closed lists means, in English and Italian, and what to do about a problem.

Analysts find it as `v_vocabulary`; the report and the site use the Italian words.
"""

from dataclasses import dataclass
from enum import StrEnum

from config import vocabulary as words


@dataclass(frozen=True, slots=True)
class Meaning:
    """`meaning` in English and `italian` for readers, `remedy` what a person can do (problem codes only, else
    empty).
    """

    meaning: str
    italian: str
    remedy: str = ""


_P = words.ProblemCode
MEANINGS: dict[type[StrEnum], dict[StrEnum, Meaning]] = {
    words.MessageKind: {
        words.MessageKind.SUBMISSION: Meaning("A reply with schede or agreements", "risposta"),
        words.MessageKind.RECEIPT: Meaning("A receipt of certified mail, read receipt or delivery report", "ricevuta"),
        words.MessageKind.AUTO_REPLY: Meaning("An automatic answer", "risposta automatica"),
        words.MessageKind.CORRESPONDENCE: Meaning("A letter without schede and agreements", "corrispondenza"),
    },
    words.MessageState: {
        words.MessageState.RECEIVED: Meaning("Stored, not yet read", "ricevuto"),
        words.MessageState.PROCESSING: Meaning("Being read", "in lettura"),
        words.MessageState.DONE: Meaning("Every document was read", "letto"),
        words.MessageState.PARTIAL: Meaning("Something could not be read, the rest is stored", "letto in parte"),
        words.MessageState.FAILED: Meaning("Nothing could be read", "non leggibile"),
        words.MessageState.IGNORED: Meaning("Nothing to store in it", "senza contenuti da raccogliere"),
        words.MessageState.RETRY: Meaning("Waits for a database, tool or disk that failed",
            "in attesa di un nuovo tentativo"),
    },
    words.DocumentKind: {
        words.DocumentKind.SCHEDA: Meaning("Holds schede", "scheda"),
        words.DocumentKind.PROTOCOLLO: Meaning("Is an agreement", "protocollo"),
        words.DocumentKind.COVER_LETTER: Meaning("The letter that goes with the rest", "lettera di trasmissione"),
        words.DocumentKind.BLANK_FORM: Meaning("The official form, not filled in", "modello in bianco"),
        words.DocumentKind.METADATA: Meaning("Data of certified mail or of a protocol office", "metadati"),
        words.DocumentKind.BODY: Meaning("The mail's own text", "testo del messaggio"),
        words.DocumentKind.OTHER: Meaning("Anything else", "altro"),
    },
    words.DocumentStatus: {
        words.DocumentStatus.READ: Meaning("Its content was read", "letto"),
        words.DocumentStatus.UNREADABLE: Meaning("It is damaged or holds no text", "non leggibile"),
        words.DocumentStatus.ENCRYPTED: Meaning("It needs a password", "protetto da password"),
        words.DocumentStatus.LIMIT: Meaning("It is larger than a limit allows", "oltre i limiti"),
        words.DocumentStatus.SKIPPED: Meaning("It needs no reading or has no reader", "non esaminato"),
    },
    words.ProtocolloKind: {
        words.ProtocolloKind.PROTOCOLLO_INTESA: Meaning("A protocollo d'intesa", "protocollo d'intesa"),
        words.ProtocolloKind.ATTO_INTESA: Meaning("An atto di intesa", "atto di intesa"),
        words.ProtocolloKind.RACCORDO_OPERATIVO: Meaning("A raccordo operativo", "raccordo operativo"),
        words.ProtocolloKind.ACCORDO: Meaning("An accordo", "accordo"),
        words.ProtocolloKind.CONVENZIONE: Meaning("A convenzione", "convenzione"),
        words.ProtocolloKind.MEMORANDUM: Meaning("A memorandum", "memorandum"),
        words.ProtocolloKind.ALTRO: Meaning("Another kind of agreement", "altro atto"),
    },
    words.Method: {
        words.Method.NUMBER_AND_TITLE: Meaning("Number and title in the text agree", "numero e titolo"),
        words.Method.TITLE: Meaning("The title in the text", "titolo"),
        words.Method.NUMBER: Meaning("The number in the text", "numero"),
        words.Method.TICK: Meaning("The tick on the form", "casella contrassegnata"),
        words.Method.TEXT: Meaning("The words of the practice itself", "testo"),
        words.Method.OPERATOR: Meaning("A person", "decisione di una persona"),
    },
    words.Integrity: {
        words.Integrity.INTACT: Meaning("The bytes are those that were signed", "integra"),
        words.Integrity.ALTERED: Meaning("The bytes were changed after signing", "alterata"),
        words.Integrity.NOT_CHECKED: Meaning("Could not be checked", "non verificata"),
    },
    words.Trust: {
        words.Trust.CERTIFIED: Meaning("A provider of certified mail vouches for the sender", "posta certificata"),
        words.Trust.AUTHENTICATED: Meaning("Our own mail server vouches for the sender's address",
            "mittente autenticato"),
        words.Trust.OFFICE_ADDRESS: Meaning("It bears an address of the office, no more is known",
            "indirizzo dell'ufficio"),
        words.Trust.CLAIMED: Meaning("Nothing but its own words, or a person, names the office",
            "ufficio solo dichiarato"),
        words.Trust.UNKNOWN: Meaning("No office is known", "mittente sconosciuto"),
    },
    words.LinkKind: {
        words.LinkKind.DUPLICATE: Meaning("The same again", "duplicato"),
        words.LinkKind.SUPERSEDES: Meaning("Corrects the earlier one", "correzione"),
        words.LinkKind.FOLLOWS_UP: Meaning("Adds to the earlier one", "integrazione"),
        words.LinkKind.PART: Meaning("Another part of the same reply", "parte dello stesso invio"),
        words.LinkKind.WITHDRAWS: Meaning("Takes the earlier one back", "ritiro"),
        words.LinkKind.REPAIRS: Meaning("Brings again what could not be read of the earlier one", "copia leggibile"),
    },
    _P: {
        _P.MARKED_WITHOUT_SCHEDA: Meaning(
            "A campo is ticked and no scheda describes it",
            "campo contrassegnato ma non descritto",
            "raccolta letter",
        ),
        _P.SCHEDA_NOT_MARKED: Meaning(
            "A scheda on a campo that the form does not tick",
            "scheda su un campo non contrassegnato",
            "nothing, or ask the office",
        ),
        _P.PROTOCOL_MENTIONED_NOT_ATTACHED: Meaning(
            "An agreement is named and did not come",
            "accordo citato e non allegato",
            "raccolta letter",
        ),
        _P.CAMPO_CONFLICT: Meaning(
            "Number and title name different campi",
            "numero e titolo indicano campi diversi",
            "raccolta review",
        ),
        _P.CAMPO_UNCERTAIN: Meaning("The campo is not sure", "campo incerto", "raccolta review"),
        _P.UNREADABLE_DOCUMENT: Meaning(
            "A file is damaged or holds no text",
            "documento non leggibile",
            "raccolta letter, or raccolta replace",
        ),
        _P.ENCRYPTED_DOCUMENT: Meaning(
            "A file needs a password",
            "documento protetto da password",
            "raccolta letter, or raccolta replace",
        ),
        _P.ARCHIVE_LIMIT: Meaning(
            "A file or archive is over a limit",
            "file o archivio oltre i limiti",
            "raise the limit and rerun",
        ),
        _P.UNSUPPORTED_DOCUMENT: Meaning(
            "No reader for this format",
            "formato non leggibile",
            "raccolta letter, or raccolta replace",
        ),
        _P.UNKNOWN_SENDER: Meaning("The sending office is not known", "ufficio mittente ignoto", "raccolta review"),
        _P.PREFETTURA_CONFLICT: Meaning(
            "Signs of different offices",
            "indicazioni di uffici diversi",
            "raccolta review",
        ),
        _P.MISSING_ATTACHMENT: Meaning(
            "An attachment is announced and did not come",
            "allegato annunciato e non pervenuto",
            "raccolta letter",
        ),
        _P.POSSIBLE_DUPLICATE: Meaning(
            "The message repeats an earlier one",
            "possibile duplicato",
            "look at v_links",
        ),
        _P.SUPERSEDES: Meaning(
            "The message corrects an earlier one",
            "corregge un invio precedente",
            "look at v_links",
        ),
        _P.MALFORMED_MESSAGE: Meaning(
            "The mail breaks the rules of its format",
            "messaggio malformato",
            "look at the original",
        ),
        _P.POSSIBLE_FORMULA: Meaning(
            "A stretch of text may be a mere formula",
            "testo forse di sola formula",
            "raccolta review",
        ),
        _P.ALTERED_SIGNATURE: Meaning(
            "A signed file was changed after signing",
            "contenuto alterato dopo la firma",
            "ask the office for it again",
        ),
        _P.FOLLOWS_UP: Meaning(
            "The message adds to an earlier one",
            "integra un invio precedente",
            "look at v_links",
        ),
        _P.MISSING_PART: Meaning(
            "A part of a reply in several mails did not come",
            "parte dell'invio non pervenuta",
            "raccolta letter",
        ),
        _P.WITHDRAWAL: Meaning(
            "The message takes an earlier one back",
            "ritira un invio precedente",
            "look at v_links",
        ),
        _P.EMPTY_ATTACHMENT: Meaning(
            "An attachment came without content",
            "allegato pervenuto vuoto",
            "raccolta letter",
        ),
        _P.UNEXPLAINED_TEXT: Meaning(
            "Text that stands in no record",
            "testo non attribuito",
            "raccolta show ID --text, raccolta review",
        ),
        _P.POSSIBLE_SEVERAL: Meaning(
            "One scheda probably holds more practices",
            "scheda con forse più pratiche",
            "raccolta review",
        ),
        _P.POSSIBLE_AGREEMENT: Meaning(
            "A document may be an agreement",
            "documento forse da considerare accordo",
            "raccolta review",
        ),
        _P.UNTRUSTED_SENDER: Meaning("Who wrote is not certain enough", "mittente non verificato", "raccolta review"),
        _P.INFECTED_DOCUMENT: Meaning(
            "A virus was found in a file, which was not opened",
            "documento con virus, non aperto",
            "raccolta letter, or raccolta replace",
        ),
        _P.PROCESSING_LIMIT: Meaning(
            "Reading took more time or memory than allowed",
            "limite di elaborazione superato",
            "raise the limit and rerun",
        ),
        _P.INTERNAL_ERROR: Meaning("A fault of the program", "errore del programma", "report it, then rerun"),
        _P.DECISION_OVERTAKEN: Meaning(
            "A message took the place of one about which a person had decided otherwise",
            "decisione superata da un altro invio",
            "raccolta show ID for what was decided; decide it anew here, then raccolta review settle PROBLEM",
        ),
    },
}  # fmt: skip


def italian(word: StrEnum) -> str:
    """The Italian words for a word of a closed list; the word itself where none are given."""
    found = MEANINGS.get(type(word), {}).get(word)
    return found.italian if found else str(word).replace("_", " ")


def rows() -> list[tuple[str, str, str, str, str]]:
    """Every word as (list, word, meaning, Italian, remedy), words without a meaning included."""
    listed = []
    for kind, known in MEANINGS.items():
        for word in kind:
            found = known.get(word, Meaning("", italian(word)))
            listed.append((_list_name(kind), str(word), found.meaning, found.italian, found.remedy))
    return listed


def _list_name(kind: type[StrEnum]) -> str:
    """`MessageKind` is `message_kind`."""
    return "".join(f"_{sign.lower()}" if sign.isupper() else sign for sign in kind.__name__).lstrip("_")
