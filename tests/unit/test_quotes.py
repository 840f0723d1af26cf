"""Replies and forwards: what the sender wrote, what is quoted, who stands behind a text that was passed on."""

from email.message import EmailMessage
from email.policy import SMTP

import pytest

from config.limits import Limits
from jobs.demo.build import docx, mail
from jobs.pipeline import read_submission
from store.model import Submission
from tests.specimens.envelopes import BOX, DATE, pec_mail
from tests.specimens.seed import FORM, REPLY, styled

OFFICE = "protocollo.prefcr@pec.interno.it"
PERSON = "mario.rossi@interno.it"
OWN = "Si trasmette quanto richiesto.\n\n" + "\n\n".join(REPLY)
CIRCULAR = "\n".join(FORM)


def marked(text: str) -> str:
    return "\n".join("> " + line for line in text.splitlines())


def read(
    text: str,
    subject: str = "R: Circolare 5973",
    *,
    sender: str = OFFICE,
    html: str | None = None,
    files: dict[str, bytes] | None = None,
) -> Submission:
    return read_submission(mail(sender, subject, text, files, date=DATE, html=html), Limits(), BOX)


REPLIES = {
    "Outlook": f"{OWN}\n\n-----Messaggio originale-----\nDa: Buone pratiche [mailto:{BOX}]\nInviato: mercoledì 11 "
    f"novembre 2015 18.21\nA: Prefettura\nOggetto: Circolare 5973\n\n{CIRCULAR}",
    "Outlook, headers only": f"{OWN}\n\nDa: Buone pratiche\nInviato: mercoledì 11 novembre 2015 18:21\nA: Prefettura "
    f"di Cremona\nOggetto: Circolare 5973\n\n{CIRCULAR}",
    "Outlook, a line of underscores": f"{OWN}\n\n________________________________\nDa: Buone pratiche\nInviato: 11 "
    f"novembre 2015\n\n{CIRCULAR}",
    "Outlook, English": f"{OWN}\n\n-----Original Message-----\nFrom: Buone pratiche\nSent: Wednesday, November 11, "
    f"2015 6:21 PM\nTo: x\nSubject: y\n\n{CIRCULAR}",
    "Thunderbird": f"{OWN}\n\nIl 11/11/2015 18:21, Buone pratiche ha scritto:\n{marked(CIRCULAR)}",
    "Gmail": f"{OWN}\n\nIl giorno 11 novembre 2015 18:21, Buone pratiche <{BOX}> ha scritto:\n\n{marked(CIRCULAR)}",
    "Gmail, line wrapped": f"{OWN}\n\nIl giorno 11 novembre 2015 18:21, Dipartimento per le Libertà Civili\n<{BOX}> "
    f"ha scritto:\n\n{marked(CIRCULAR)}",
    "Apple Mail": f"{OWN}\n\nInviato da iPad\n\nIl giorno 11 nov 2015, alle ore 18:21, Buone pratiche ha "
    f"scritto:\n\n{marked(CIRCULAR)}",
    "webmail": f"{OWN}\n\nIn data 11/11/2015 18:21, Buone pratiche ha scritto:\n\n{CIRCULAR}",
    "Lotus": f"{OWN}\n\nDa: Buone pratiche/INTERNO/IT\nPer: Prefettura\nData: 11/11/2015 18.21\nOggetto: Circolare "
    f"5973\n\n{CIRCULAR}",
    "answer below the quotation": f"Il giorno 11 novembre 2015 18:21, Buone pratiche <{BOX}> ha "
    f"scritto:\n\n{marked(CIRCULAR)}\n\n{OWN}",
    "answer between quotations": f"{marked('Si chiede di inviare le schede.')}\n\n{OWN}\n\n{marked(CIRCULAR)}",
    "only marks": f"{OWN}\n\n{marked(CIRCULAR)}",
}


@pytest.mark.parametrize("name", REPLIES)
def test_a_quoted_circular_ticks_and_describes_nothing(name: str) -> None:
    found = read(REPLIES[name])
    bare = read(OWN)
    assert [(s.campo, s.description) for s in found.reading.schede] == [
        (s.campo, s.description) for s in bare.reading.schede
    ]
    assert [s.campo for s in found.reading.schede] == [1, 7]
    assert found.reading.marked_campi is None
    # It is cut, and kept.
    body = next(d for d in found.reading.documents if d.kind == "body")
    assert "categorie vulnerabili" in body.text


HTML_QUOTES = {
    "blockquote": '<div>{own}</div><div>Il giorno 11 nov 2015 X ha scritto:</div><blockquote '
                  'type="cite">{circular}</blockquote>',
    "Gmail": '<div>{own}</div><div class="gmail_quote">Il giorno 11 nov 2015 X ha '
             'scritto:<blockquote>{circular}</blockquote></div>',
    "Outlook": '<div>{own}</div><div style="border-top:solid #B5C4DF 1.0pt"><p><b>Da:</b> Buone '
               'pratiche<br><b>Inviato:</b> mercoledì 11 novembre 2015<br><b>A:</b> x<br><b>Oggetto:</b> '
               'y</p></div>{circular}',
}  # fmt: skip


@pytest.mark.parametrize("name", HTML_QUOTES)
def test_the_same_in_html(name: str) -> None:
    own = "".join(f"<p>{line}</p>" for line in REPLY)
    html = HTML_QUOTES[name].format(own=own, circular="".join(f"<p>{line}</p>" for line in FORM))
    message = EmailMessage(policy=SMTP)
    message["From"], message["Subject"] = OFFICE, "R: Circolare"
    message.set_content(f"<html><body>{html}</body></html>", subtype="html")
    found = read_submission(message.as_bytes(), Limits(), BOX)
    assert [s.campo for s in found.reading.schede] == [1, 7]
    assert found.reading.marked_campi is None


COMUNE = "Comune di Crema", "protocollo@comune.crema.example"
FORWARDS = {
    "Outlook": "Si inoltra per competenza.\n\n-----Messaggio originale-----\nDa: {0} [mailto:{1}]\nInviato: lunedì 30 "
    "novembre 2015 09:10\nA: Prefettura\nOggetto: scheda\n\n",
    "Gmail": "Si inoltra.\n\n---------- Messaggio inoltrato ----------\nDa: {0} <{1}>\nData: 30 novembre 2015 "
    "09:10\nOggetto: scheda\nA: Prefettura\n\n",
    "Gmail, English": "---------- Forwarded message ---------\nFrom: {0} <{1}>\nDate: Mon, Nov 30, 2015\nSubject: "
    "scheda\nTo: Prefettura\n\n",
    "Thunderbird": "-------- Messaggio Inoltrato --------\nOggetto: scheda\nData: Mon, 30 Nov 2015 09:10:00 "
    "+0100\nMittente: {0} <{1}>\nA: Prefettura\n\n",
    "Apple Mail": "Inizio messaggio inoltrato:\n\nDa: {0} <{1}>\nOggetto: scheda\nData: 30 novembre 2015\nA: "
    "Prefettura\n\n",
}


@pytest.mark.parametrize("name", FORWARDS)
@pytest.mark.parametrize("where", ["text", "attachment"])
def test_an_office_that_passes_something_on_stays_the_sender_and_the_author_is_recorded(name: str, where: str) -> None:
    head = FORWARDS[name].format(*COMUNE)
    if where == "text":
        found = read(head + "\n\n".join(REPLY[2:]), "I: scheda")
    else:
        found = read(head + "In allegato la scheda.", "I: scheda", files={"scheda.docx": docx(styled(REPLY[2:]))})
    assert [s.campo for s in found.reading.schede] == [1, 7]
    assert found.reading.prefettura.sigla == "CR"
    assert found.reading.origin is not None
    assert (found.reading.origin.name, found.reading.origin.address) == COMUNE


def test_the_author_of_an_attached_mail_is_recorded() -> None:
    inner = mail(f'"{COMUNE[0]}" <{COMUNE[1]}>', "scheda", "\n\n".join(REPLY[2:]), date=DATE)
    found = read_submission(
        pec_mail(mail(OFFICE, "I: scheda", "Si inoltra.", {"scheda.eml": inner}, date=DATE), OFFICE), Limits(), BOX
    )
    assert [s.campo for s in found.reading.schede] == [1, 7]
    assert (found.headers.sender.address, found.reading.prefettura.sigla) == (OFFICE, "CR")
    assert found.reading.origin is not None
    assert found.reading.origin.address == COMUNE[1]


def test_a_colleague_passes_on_what_an_office_sent() -> None:
    head = (
        f"-----Messaggio originale-----\nDa: Prefettura di Cremona [mailto:{OFFICE}]\nInviato: lunedì 30 novembre "
        f"2015\nA: x\nOggetto: y\n\n"
    )
    found = read(head + "\n\n".join(REPLY[2:]), "I: schede", sender="anna.bianchi@interno.it")
    assert found.reading.prefettura.sigla == "CR"


def test_two_offices_the_one_that_sends_counts_and_the_other_is_named() -> None:
    inner = mail("protocollo.preflo@pec.interno.it", "schede", "\n\n".join(REPLY[2:]), date=DATE)
    found = read("Si inoltra.", "I: schede", files={"m.eml": inner})
    assert found.reading.prefettura.sigla == "CR"
    assert "prefettura_conflict" in [problem.code for problem in found.reading.problems]


def test_who_writes_for_themselves_has_nobody_behind_them() -> None:
    for original in (REPLIES["Outlook"], REPLIES["Gmail"], OWN):
        assert read(original).reading.origin is None


def test_a_scheda_that_speaks_of_writing_is_not_cut() -> None:
    text = (
        OWN + "\n\nIl giorno della festa un ragazzo ospite del centro ha scritto una lettera alla comunità per "
        "ringraziare i volontari."
    )
    assert "ringraziare i volontari" in read(text).reading.schede[-1].description
