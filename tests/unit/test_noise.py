"""Mail that nobody wrote to us, and mail about other things: nothing of it becomes a scheda."""

from email.message import EmailMessage
from email.policy import SMTP

import pytest

from config.limits import Limits
from jobs.demo.build import docx, mail
from jobs.pipeline import read_submission
from store.model import Submission
from tests.specimens.envelopes import BOX, DATE, daticert, pec_mail
from tests.specimens.outlook import tnef
from tests.specimens.seed import FORM, REPLY, styled

OFFICE = "protocollo.prefcr@pec.interno.it"
WHOLE_REPLY = mail(OFFICE, "Schede", "\n\n".join(REPLY), {"scheda.docx": docx(styled(REPLY))}, date=DATE)
QUOTED = "\n".join("> " + line for line in FORM)


def read(original: bytes) -> Submission:
    return read_submission(original, Limits(), BOX)


def nothing(read: Submission, kind: str) -> None:
    assert read.kind == kind
    assert read.verdict == "ignored"
    assert read.reading.schede == ()
    assert read.reading.protocolli == ()


RECEIPTS = {
    "accettazione": ("accettazione", "nessuno", "ACCETTAZIONE: Schede"),
    "non-accettazione": ("non-accettazione", "altro", "AVVISO DI NON ACCETTAZIONE: Schede"),
    "presa-in-carico": ("presa-in-carico", "nessuno", "PRESA IN CARICO: Schede"),
    "avvenuta-consegna": ("avvenuta-consegna", "nessuno", "CONSEGNA: Schede"),
    "errore-consegna": ("errore-consegna", "no-dest", "AVVISO DI MANCATA CONSEGNA: Schede"),
    "preavviso-errore-consegna": (
        "preavviso-errore-consegna",
        "altro",
        "AVVISO DI MANCATA CONSEGNA PER SUP. TEMPO MASSIMO: Schede",
    ),
    "rilevazione-virus": ("rilevazione-virus", "virus", "PROBLEMA DI SICUREZZA: Schede"),
    "a word nobody knows yet": ("ricevuta-nuova", "nessuno", "Schede"),
}


@pytest.mark.parametrize("name", RECEIPTS)
def test_s32_a_receipt_with_the_whole_original_inside_is_no_submission(name: str) -> None:
    kind, error, subject = RECEIPTS[name]
    receipt = pec_mail(
        WHOLE_REPLY, OFFICE, subject, headers={"X-Ricevuta": kind}, data=daticert(OFFICE, kind=kind, error=error)
    )
    found = read(receipt)
    nothing(found, "receipt")
    (certified,) = found.certifications
    assert (certified.kind, certified.error, certified.sender) == (kind, error, OFFICE)
    assert certified.integrity == "intact"


@pytest.mark.parametrize("header", ["x-ricevuta", "X-RICEVUTA"])
def test_s32_a_receipt_without_daticert(header: str) -> None:
    nothing(read(pec_mail(WHOLE_REPLY, OFFICE, headers={header: "avvenuta-consegna"}, data=None)), "receipt")


def test_a_receipt_whose_headers_a_gateway_dropped_is_known_by_its_data() -> None:
    found = read(pec_mail(WHOLE_REPLY, OFFICE, headers={}, data=daticert(OFFICE, kind="avvenuta-consegna")))
    nothing(found, "receipt")
    assert found.certifications[0].kind == "avvenuta-consegna"


def test_x_ricevuta_counts_before_x_trasporto_unless_the_data_say_transport() -> None:
    both = {"X-Ricevuta": "avvenuta-consegna", "X-Trasporto": "posta-certificata"}
    nothing(
        read(pec_mail(WHOLE_REPLY, OFFICE, headers=both, data=daticert(OFFICE, kind="avvenuta-consegna"))), "receipt"
    )
    assert [s.campo for s in read(pec_mail(WHOLE_REPLY, OFFICE, headers=both)).reading.schede] == [1, 7]


def test_an_anomaly_envelope() -> None:
    found = read(
        pec_mail(WHOLE_REPLY, OFFICE, "ANOMALIA MESSAGGIO: Schede", headers={"X-Trasporto": "errore"}, data=None)
    )
    nothing(found, "receipt")
    assert found.certifications[0].kind == "anomalia"


@pytest.mark.parametrize(
    "subject",
    [
        "AVVISO DI MANCATA CONSEGNA: Schede",
        "CONSEGNA: Schede",
        "ANOMALIA MESSAGGIO: x",
        "Undelivered Mail",
        "Letto: Schede",
    ],
)
def test_the_subject_of_a_person_decides_nothing(subject: str) -> None:
    written = mail(OFFICE, subject, "In allegato.", {"scheda.docx": docx(styled(REPLY))}, date=DATE)
    assert [s.campo for s in read(written).reading.schede] == [1, 7]
    assert [s.campo for s in read(pec_mail(written, OFFICE, subject)).reading.schede] == [1, 7]


def report(kind: str, text: str, subject: str, status: str) -> bytes:
    """A report (RFC 6522) of some language, with the whole original inside."""
    part = "disposition-notification" if kind == "disposition-notification" else "delivery-status"
    return (
        (
            f"From: <>\r\nTo: {BOX}\r\nSubject: {subject}\r\nMIME-Version: 1.0\r\n"
            f'Content-Type: multipart/report; report-type={kind}; boundary="r"\r\n\r\n--r\r\nContent-Type: '
            f"text/plain; charset=utf-8\r\n\r\n"
            f"{text}\r\n--r\r\nContent-Type: message/{part}\r\n\r\n{status}\r\n--r\r\nContent-Type: "
            f"message/rfc822\r\n\r\n"
        ).encode()
        + WHOLE_REPLY
        + b"\r\n--r--\r\n"
    )


REPORTS = {
    "read, Italian": report("disposition-notification", "Il messaggio è stato letto.", "Letto: Schede",
        "Disposition: manual-action/MDN-sent-manually; displayed"),
    "not read, Italian": report("disposition-notification", "Il messaggio è stato eliminato senza essere letto.",
        "Non letto: Schede", "Disposition: automatic-action/MDN-sent-automatically; deleted"),
    "bounce, English": report("delivery-status", "This is the mail system. Your message could not be delivered.",
        "Undelivered Mail Returned to Sender", "Action: failed\r\nStatus: 5.1.1"),
    "bounce, Italian": report("delivery-status", "Impossibile recapitare il messaggio ai destinatari.",
        "Non recapitabile: Schede", "Action: failed\r\nStatus: 5.7.1"),
    "delay, German": report("delivery-status", "Die Zustellung verzögert sich.", "Verzögerte Zustellung",
        "Action: delayed\r\nStatus: 4.4.1"),
    "plain bounce": b"Return-Path: <>\r\nFrom: MAILER-DAEMON@mx.example\r\nSubject: failure notice\r\n\r\nHi. Could "
                    b"not deliver.\r\n\r\n" + WHOLE_REPLY,
    "Exim": b"From: Mail Delivery System <Mailer-Daemon@mx.example>\r\nX-Failed-Recipients: "
            b"x@interno.it\r\nAuto-Submitted: auto-replied\r\nSubject: Mail delivery failed\r\n\r\nA message that you "
            b"sent could not be delivered.\r\n",
}  # fmt: skip


@pytest.mark.parametrize("name", REPORTS)
def test_reports_in_any_language(name: str) -> None:
    nothing(read(REPORTS[name]), "receipt")


def test_a_read_receipt_in_outlooks_own_format() -> None:
    packed = tnef({}, body="Il messaggio è stato letto.", message_class="REPORT.IPM.Note.IPNRN")
    nothing(read(mail("mario.rossi@interno.it", "Letto: Schede", "", {"winmail.dat": packed}, date=DATE)), "receipt")


@pytest.mark.parametrize("inside", ["receipt", "bounce"])
def test_a_receipt_that_somebody_passes_on_stays_closed(inside: str) -> None:
    """What it encloses was sent before: it is not sent again by passing on the receipt."""
    receipt = pec_mail(
        WHOLE_REPLY,
        OFFICE,
        headers={"X-Ricevuta": "avvenuta-consegna"},
        data=daticert(OFFICE, kind="avvenuta-consegna"),
    )
    attached = receipt if inside == "receipt" else REPORTS["bounce, Italian"]
    found = read(
        mail(
            OFFICE,
            "I: ricevuta",
            "Si trasmette la ricevuta di consegna del 1 dicembre.",
            {"ricevuta.eml": attached},
            date=DATE,
        )
    )
    nothing(found, "receipt")
    assert ("ricevuta.eml", "metadata", "skipped") in [(d.path, d.kind, d.status) for d in found.reading.documents]


def test_a_receipt_beside_a_scheda_does_not_hide_it() -> None:
    receipt = pec_mail(WHOLE_REPLY, OFFICE, headers={"X-Ricevuta": "accettazione"}, data=None)
    files = {"ricevuta.eml": receipt, "scheda.docx": docx(styled(REPLY))}
    found = read(mail(OFFICE, "Schede", "Si allegano la scheda e la ricevuta.", files, date=DATE))
    assert [(s.campo, s.document) for s in found.reading.schede] == [(1, "scheda.docx"), (7, "scheda.docx")]


AUTOMATIC = {
    "RFC 3834": {"Auto-Submitted": "auto-replied"},
    "RFC 3834 with a comment": {"Auto-Submitted": "auto-replied (vacation)"},
    "X-Autoreply": {"X-Autoreply": "yes"},
    "X-Autorespond": {"X-Autorespond": "Fuori sede"},
    "precedence": {"Precedence": "auto_reply"},
    "Exchange": {"X-Auto-Response-Suppress": "All", "Auto-Submitted": "auto-generated"},
}


@pytest.mark.parametrize("name", AUTOMATIC)
def test_automatic_replies_that_quote_the_circular(name: str) -> None:
    text = (
        f"Sono assente fino al 7 gennaio. Per urgenze: 0372 4881.\n\nIl giorno 12 novembre 2015 il Ministero ha "
        f"scritto:\n{QUOTED}\n"
    )
    nothing(
        read(mail("mario.rossi@interno.it", "Re: Circolare 5973", text, date=DATE, headers=AUTOMATIC[name])),
        "auto_reply",
    )


@pytest.mark.parametrize(
    "subject",
    [
        "Risposta automatica: Circolare",
        "Out of Office: Circolare",
        "Automatic reply: x",
        "Fuori sede: x",
        "Assente dall'ufficio",
    ],
)
def test_an_automatic_reply_known_by_what_programs_put_before_the_subject(subject: str) -> None:
    nothing(read(mail("mario.rossi@interno.it", subject, "Sarò assente fino al 7 gennaio.", date=DATE)), "auto_reply")


def test_a_protocol_program_that_sends_by_itself_is_no_automatic_reply() -> None:
    headers = {"Auto-Submitted": "auto-generated", "X-Auto-Response-Suppress": "All"}
    sent = mail(OFFICE, "Protocollo n. 1234", "", {"scheda.docx": docx(styled(REPLY))}, date=DATE, headers=headers)
    assert [s.campo for s in read(sent).reading.schede] == [1, 7]


def test_precedence_bulk_alone_is_no_noise() -> None:
    sent = mail(OFFICE, "Schede", "\n\n".join(REPLY), date=DATE, headers={"Precedence": "bulk"})
    assert [s.campo for s in read(sent).reading.schede] == [1, 7]


NEWSLETTER = (
    "Integrazione e accoglienza: nel progetto di Torino trenta richiedenti asilo hanno curato i giardini pubblici "
    "come volontari. "
    "Il comune e le associazioni hanno organizzato laboratori, corsi di lingua italiana e tirocini per i migranti "
    "ospitati. "
    "I beneficiari hanno partecipato con entusiasmo alle attività di volontariato, con la collaborazione di tutto il "
    "territorio."
)


@pytest.mark.parametrize(
    "header", [{"List-Unsubscribe": "<mailto:via@news.example>"}, {"List-Id": "Notizie <notizie.news.example>"}]
)
def test_a_newsletter_about_good_practices_is_no_submission(header: dict[str, str]) -> None:
    nothing(
        read(mail("redazione@news.example", "Buone pratiche di accoglienza", NEWSLETTER, date=DATE, headers=header)),
        "correspondence",
    )


def test_a_reply_of_an_office_that_came_through_a_list_is_one() -> None:
    sent = mail(
        OFFICE, "Schede", "\n\n".join(REPLY), date=DATE, headers={"List-Id": "Prefetture <prefetture.interno.example>"}
    )
    assert [s.campo for s in read(sent).reading.schede] == [1, 7]


def test_a_pec_that_a_list_wrapped_again_is_opened() -> None:
    pec = pec_mail(WHOLE_REPLY, OFFICE)
    head, _, body = pec.partition(b"\r\n\r\n")
    kind = next(line for line in head.split(b"\r\n") if line.startswith(b"Content-Type"))
    wrapped = head.replace(kind,
        b'Content-Type: multipart/mixed; boundary="lista"\r\nList-Id: <prefetture.example>') + (
        b"\r\n\r\n--lista\r\n" + kind + b"\r\n\r\n" + body
        + b"\r\n--lista\r\nContent-Type: text/plain\r\n\r\n____\r\nPer cancellarsi dalla lista scrivere a "
          b"...\r\n--lista--\r\n"
    )  # fmt: skip
    found = read(wrapped)
    assert [s.document for s in found.reading.schede] == ["postacert.eml/scheda.docx"] * 2
    assert [(s.form, s.integrity) for s in found.signatures] == [("pec", "intact")]


def test_a_calendar_invitation() -> None:
    message = EmailMessage(policy=SMTP)
    message["From"], message["To"], message["Subject"] = "mario.rossi@interno.it", BOX, "Riunione buone pratiche"
    message.set_content(
        "Riunione sui progetti di volontariato dei richiedenti asilo ospitati nei centri di accoglienza della "
        "provincia."
    )
    message.add_alternative(
        "BEGIN:VCALENDAR\r\nMETHOD:REQUEST\r\nEND:VCALENDAR\r\n", subtype="calendar", params={"method": "REQUEST"}
    )
    nothing(read(message.as_bytes()), "correspondence")


OTHER_MAIL = {
    "reminder that quotes the form": "Si sollecita cortesemente l'invio delle schede entro il 15 gennaio.\n\n" + QUOTED,
    "a question": "Buongiorno, vorrei sapere se il modello va compilato anche per i progetti SPRAR già comunicati. "
    "Grazie.",
    "negative reply": "Con riferimento alla circolare n. 5973, si comunica che in questa provincia non risultano "
    "buone pratiche da segnalare.",
    "spam": "Gentile cliente, la Sua fattura è scaduta. Clicchi qui per confermare la password entro 24 ore.",
    "thanks": "Si conferma la ricezione. Cordiali saluti.",
    "empty": "",
}


@pytest.mark.parametrize("name", OTHER_MAIL)
@pytest.mark.parametrize("sender", [OFFICE, "mario.rossi@interno.it", "qualcuno@example.com"])
def test_mail_about_other_things(name: str, sender: str) -> None:
    nothing(read(mail(sender, "R: circolare 5973", OTHER_MAIL[name], date=DATE)), "correspondence")


def test_signatures_logos_and_cards_are_no_documents_to_worry_about() -> None:
    message = EmailMessage(policy=SMTP)
    message["From"], message["Subject"] = OFFICE, "R: circolare"
    message.set_content("<p>Si conferma la ricezione.</p><img src='cid:logo'>", subtype="html")
    message.add_related(b"\x89PNG\r\n\x1a\n" + bytes(500), "image", "png", cid="<logo>")
    message.make_mixed()
    message.add_attachment("BEGIN:VCARD\r\nFN:Mario Rossi\r\nEND:VCARD\r\n", subtype="vcard", filename="mario.vcf")
    found = read(message.as_bytes())
    nothing(found, "correspondence")
    assert {d.status for d in found.reading.documents} == {"read", "skipped"}
    assert found.reading.problems == ()
