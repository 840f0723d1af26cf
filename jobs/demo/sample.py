"""The sample mailbox: replies in many shapes, and the noise that arrives between them."""

from collections.abc import Iterable
from datetime import datetime, timedelta, timezone

from config.campi import CAMPI
from jobs.demo import texts
from jobs.demo.build import Paragraphs, archive, docx, mail, paragraphs, pdf, pec

_ROME = timezone(timedelta(hours=1))
_LOCK = "segreta"
_LETTER = (
    "Si trasmette in allegato quanto richiesto con la circolare n. 5973 dell'11 novembre 2015.\n\nDistinti saluti\n"
)


def sample_mailbox() -> list[bytes]:
    """Twenty mails in order of arrival."""
    makers = (
        _word_with_two_schede, _text_in_the_body, _form_with_ticks, _certified_with_archive, _html_body,
        _scheda_with_agreement,
        _blank_form, _number_against_title, _receipt, _out_of_office, _negative_reply, _locked_pdf, _unknown_sender,
        _table,
        _no_heading, _ticked_but_not_described, _forwarded_by_an_office, _one_file_per_scheda, _reminder_quoted,
        _ticks_in_brackets,
    )  # fmt: skip
    start = datetime(2015, 11, 24, 9, 5, tzinfo=_ROME)
    return [make(start + timedelta(days=number, minutes=17 * number)) for number, make in enumerate(makers)]


def official_form(ticked: Iterable[int] = (), *, on: str = "☒", off: str = "☐") -> Paragraphs:
    """The form of the circular, with these campi ticked."""
    chosen = set(ticked)
    items = [("text", f"{on if campo.number in chosen else off} {campo.number}) {campo.title};") for campo in CAMPI]
    return [
        ("text", "ALLEGATO ALLA CIRCOLARE N 5973 DELL' 11/11/2015"),
        ("bold", "ACCOGLIENZA E INTEGRAZIONE: RACCOLTA SISTEMATICA DELLE BUONE PRATICHE."),
        ("text", "Contrassegnare uno o più campi nei quali si sia effettuata esperienza di buone pratiche."),
        *items,
        (
            "bold",
            "SINTETICA DESCRIZIONE DELLA BUONA PRATICA (indicare numero e oggetto del campo contrassegnato al fine di "
            "facilitarne la classificazione):",
        ),
    ]


def _letterhead(name: str) -> Paragraphs:
    return [("bold", f"Prefettura - Ufficio Territoriale del Governo di {name}")]


def _word_with_two_schede(date: datetime) -> bytes:
    content = [
        *_letterhead("Bergamo"),
        ("bold", "Scheda 5: Apprendimento della lingua italiana"),
        *paragraphs(texts.LINGUA),
        ("bold", "Scheda 9: Azioni per favorire l'integrazione e l'esercizio della cittadinanza attiva"),
        *paragraphs(texts.CITTADINANZA),
    ]
    return mail(
        "protocollo.prefbg@pec.interno.it",
        "Buone pratiche di accoglienza",
        _LETTER,
        {"Schede Bergamo.docx": docx(content)},
        date=date,
    )


def _text_in_the_body(date: datetime) -> bytes:
    text = (
        f"Prefettura di Rovigo\n\nCampo n. 4 - orientamento, accompagnamento e facilitazione nell'accesso ai "
        f"servizi\n\n{texts.SPORTELLO}\n\nCordiali saluti\nIl dirigente dell'Area IV\n"
    )
    return mail("prefettura.rovigo@interno.it", "circolare 5973", text, date=date)


def _form_with_ticks(date: datetime) -> bytes:
    content = [*_letterhead("Ferrara"), *official_form([10]), *paragraphs(texts.MINORI), ("text", "Il Prefetto")]
    return mail(
        "protocollo.preffe@pec.interno.it",
        "Trasmissione scheda",
        _LETTER,
        {"modello compilato.docx": docx(content)},
        date=date,
    )


def _certified_with_archive(date: datetime) -> bytes:
    first = pdf(
        [
            *_letterhead("Ancona"),
            ("heading", "SCHEDA N. 1 - SVILUPPO DI RETI E COLLABORAZIONE VIRTUOSE CON ATTORI DEL TERRITORIO"),
            *paragraphs(texts.RETE),
        ]
    )
    second = docx(
        [
            *_letterhead("Ancona"),
            ("heading", "SCHEDA N. 7 - Processi di coinvolgimento volontario del richiedente asilo"),
            *paragraphs(texts.VOLONTARIATO),
        ]
    )
    sender = "protocollo.prefan@pec.interno.it"
    inner = mail(
        sender,
        "Invio schede",
        _LETTER,
        {"dati.zip": archive({"schede/scheda 1.pdf": first, "schede/scheda 7.docx": second})},
        date=date,
    )
    return pec(inner, sender, "Invio schede", date=date)


def _html_body(date: datetime) -> bytes:
    rows = "".join(f"<p>{line}</p>" for line in texts.CASA.split("\n"))
    html = (
        f"<html><body><p>In riferimento alla circolare n. 5973 si descrive la seguente buona pratica.</p><p><b>3) "
        f"utilizzo di pratiche innovative nel campo dell'accoglienza</b></p>{rows}<p>Distinti "
        f"saluti<br>Prefettura di Cuneo</p></body></html>"
    )
    return mail("gabinetto.prefcn@pec.interno.it", "Buona pratica", "Messaggio in formato HTML.", date=date, html=html)


def _scheda_with_agreement(date: datetime) -> bytes:
    practice = [
        *_letterhead("Mantova"),
        ("bold", "Scheda 7: Processi di coinvolgimento volontario del richiedente asilo/rifugiato"),
        *paragraphs(texts.VOLONTARIATO),
        (
            "text",
            "L'attività è regolata da un protocollo d'intesa "
            "sottoscritto con il Comune di Viadana e la Cooperativa "
            "sociale Il Ponte.",
        ),
    ]
    files = {"scheda.pdf": pdf(practice), "Protocollo Viadana.docx": docx(paragraphs(texts.PROTOCOLLO))}
    return mail("protocollo.prefmn@pec.interno.it", "Scheda e protocollo", _LETTER, files, date=date)


def _blank_form(date: datetime) -> bytes:
    return mail(
        "protocollo.prefte@pec.interno.it",
        "Modello",
        "Si restituisce il modello.\n",
        {"allegato circolare.pdf": pdf(official_form(off="-"))},
        date=date,
    )


def _number_against_title(date: datetime) -> bytes:
    content = [
        *_letterhead("Lecce"),
        ("bold", "Scheda 2: Storie di inserimento lavorativo e sociale"),
        *paragraphs(texts.TIROCINI),
    ]
    return mail("protocollo.prefle@pec.interno.it", "Scheda", _LETTER, {"scheda.docx": docx(content)}, date=date)


def _receipt(date: datetime) -> bytes:
    headers = {"X-Ricevuta": "accettazione", "X-Riferimento-Message-ID": "<1@interno.it>"}
    return mail(
        "posta-certificata@postacert.example",
        "ACCETTAZIONE: Invio schede",
        "Ricevuta di accettazione\n",
        date=date,
        headers=headers,
    )


def _out_of_office(date: datetime) -> bytes:
    text = "Sono assente fino al 7 gennaio. Per urgenze rivolgersi all'ufficio di gabinetto.\n"
    return mail(
        "anna.verdi@interno.it",
        "Risposta automatica: Circolare 5973",
        text,
        date=date,
        headers={"Auto-Submitted": "auto-replied"},
    )


def _negative_reply(date: datetime) -> bytes:
    text = (
        "In riscontro alla circolare n. 5973 si comunica che in questa provincia non risultano buone pratiche da "
        "segnalare.\n\nCordiali saluti\n"
    )
    return mail("protocollo.prefvv@pec.interno.it", "Riscontro", text, date=date)


def _locked_pdf(date: datetime) -> bytes:
    locked = pdf([*_letterhead("Savona"), *paragraphs(texts.RETE)], password=_LOCK)
    return mail(
        "protocollo.prefsv@pec.interno.it", "Scheda protetta", _LETTER, {"scheda riservata.pdf": locked}, date=date
    )


def _unknown_sender(date: datetime) -> bytes:
    content = [("bold", "Scheda 6 - Storie di inserimento lavorativo e sociale"), *paragraphs(texts.TIROCINI)]
    return mail(
        "segreteria@coop-orizzonti.example",
        "buone pratiche",
        "Inviamo la nostra scheda.\n",
        {"scheda6.pdf": pdf(content)},
        date=date,
    )


def _table(date: datetime) -> bytes:
    rows = [
        ("Campo", "Descrizione"),
        (
            "8 - interventi che favoriscano il positivo inserimento dei cittadini immigrati nei territori",
            texts.INSERIMENTO,
        ),
        ("2 - rafforzamento delle competenze istituzionali nell'azione multilivello", texts.FORMAZIONE),
    ]
    return mail(
        "protocollo.prefud@pec.interno.it",
        "Tabella",
        _LETTER,
        {"tabella.docx": docx(_letterhead("Udine"), table=rows)},
        date=date,
    )


def _no_heading(date: datetime) -> bytes:
    content = [*_letterhead("Siena"), ("text", "OGGETTO: Buone pratiche in materia di accoglienza."),
               ("text", "In riferimento alla circolare n. 5973 dell'11 novembre 2015 si trasmette la descrizione "
                        "richiesta."),
               *paragraphs(texts.LINGUA), ("text", "Distinti saluti"), ("text", "IL PREFETTO")]  # fmt: skip
    return mail("prefettura.prefsi@pec.interno.it", "Buone pratiche", _LETTER, {"nota.docx": docx(content)}, date=date)


def _ticked_but_not_described(date: datetime) -> bytes:
    content = [
        *official_form([1, 4]),
        ("bold", "Campo 4: orientamento, accompagnamento e facilitazione nell'accesso ai servizi"),
        *paragraphs(texts.SPORTELLO),
    ]
    return mail(
        "protocollo.prefpz@pec.interno.it",
        "Modello compilato",
        _LETTER,
        {"modello.docx": docx([*_letterhead("Potenza"), *content])},
        date=date,
    )


def _forwarded_by_an_office(date: datetime) -> bytes:
    text = f"Scheda 11: Altro\n\n{texts.ALTRO}\n"
    inner = mail(
        "sociale@comune.terracina.example",
        "Scheda del comune",
        text,
        date=date - timedelta(days=2),
        to="prefettura.latina@interno.it",
    )
    return mail(
        "protocollo.preflt@pec.interno.it",
        "I: Scheda del comune",
        "Si inoltra quanto pervenuto.\n",
        {"Scheda del comune.eml": inner},
        date=date,
    )


def _one_file_per_scheda(date: datetime) -> bytes:
    files = {"scheda n. 3.docx": docx(paragraphs(texts.CASA)), "scheda n. 10.docx": docx(paragraphs(texts.MINORI))}
    return mail("prefettura.verbanocusioossola@interno.it", "Schede", _LETTER, files, date=date)


def _reminder_quoted(date: datetime) -> bytes:
    quoted = "\n".join(f"> {campo.number}) {campo.title};" for campo in CAMPI)
    text = (
        f"Buongiorno, confermiamo che il contributo di questa Prefettura arriverà entro la prossima "
        f"settimana.\n\nCordiali saluti\n\nIl giorno 4 febbraio 2016 il Dipartimento ha scritto:\n> "
        f"Contrassegnare uno o più campi:\n{quoted}\n"
    )
    return mail("protocollo.prefis@pec.interno.it", "R: Sollecito circolare 5973", text, date=date)


def _ticks_in_brackets(date: datetime) -> bytes:
    content = [
        *_letterhead("Novara"),
        *official_form([9, 5], on="[X]", off="[ ]"),
        ("bold", "5) apprendimento della lingua italiana"),
        *paragraphs(texts.LINGUA),
        ("bold", "9) azioni per favorire l'integrazione e l'esercizio della cittadinanza attiva"),
        *paragraphs(texts.CITTADINANZA),
    ]
    return mail(
        "prefettura.prefno@pec.interno.it", "Modello e schede", _LETTER, {"modello.pdf": pdf(content)}, date=date
    )
