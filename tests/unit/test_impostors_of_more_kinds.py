"""Strangers with names, domains, fields and envelopes of other kinds again; with a server of ours that says what it
knows, and with the authorities of providers set. Nothing in force changes, and a person sees why.
"""

import email
from collections.abc import Callable
from email.policy import SMTP

import pytest

from config.trusted import Trusted
from config.vocabulary import Trust
from jobs.app import App
from jobs.demo.build import attach, mail
from tests.specimens.envelopes import BOX, KEY, authority, opaque_mail, segnatura, signed, signed_mail
from tests.unit.test_impostors import (
    DATE,
    FALSE,
    INSTEAD,
    LODI,
    MORE,
    STRANGER,
    TRUE,
    answered,
    of_lodi,
    pec,
    rows,
    sent,
    take,
    true,
    waiting,
)

#: The name under which our own server says what it found out.
OURS = "mx.interno.it"
FORGED = f"{OURS}; dmarc=pass header.from=pec.interno.it; spf=pass smtp.mailfrom={LODI}"


def results(original: bytes, *fields: str) -> bytes:
    """A mail with fields of `Authentication-Results`, the uppermost first, above all others."""
    return "".join(f"Authentication-Results: {field}\r\n" for field in fields).encode() + original


def from_lines(day: int, *senders: str) -> bytes:
    """A mail with several From fields."""
    head, _, rest = sent(day, STRANGER, INSTEAD, FALSE).partition(b"From: Gino <gino@posta.example>\r\n")
    return head + "".join(f"From: {sender}\r\n" for sender in senders).encode() + rest


def as_a_whole(day: int, kind: str) -> bytes:
    """A stranger's mail that is nothing but a mail of the office."""
    inner = sent(day, LODI, INSTEAD, FALSE)
    return (
        f"From: Prefettura di Lodi <gino@posta.example>\r\nTo: {BOX}\r\nSubject: Errata corrige\r\n"
        f"Message-ID: <tutta@posta.example>\r\nMIME-Version: 1.0\r\n{kind}\r\n\r\n"
    ).encode() + inner


def in_a_digest(day: int) -> bytes:
    inner = sent(day, LODI, INSTEAD, FALSE)
    head = f"From: Gino <gino@posta.example>\r\nTo: {BOX}\r\nSubject: Raccolta di messaggi\r\nMIME-Version: 1.0\r\n"
    kind = "Message-ID: <somma@posta.example>\r\nContent-Type: multipart/digest; boundary=somma\r\n\r\n"
    return f"{head}{kind}--somma\r\n\r\n".encode() + inner + b"\r\n--somma--\r\n"


def passed_on(day: int) -> bytes:
    """What a mail says to have stood in another one."""
    earlier = f"Da: Prefettura di Lodi <{LODI}>\nInviato: venerdì 4 dicembre 2015\nA: {BOX}\nOggetto: Errata corrige"
    return sent(day, STRANGER, f"-----Messaggio originale-----\n{earlier}\n\n{INSTEAD}\n\n{FALSE}", MORE)


def with_file(day: int, name: str, content: bytes) -> bytes:
    message = email.message_from_bytes(sent(day, "Lodi <gino@posta.example>", INSTEAD, MORE), policy=SMTP)
    attach(message, name, content)  # type: ignore[arg-type]  # the policy makes EmailMessages
    return message.as_bytes()


def signed_by_a_person(day: int) -> bytes:
    """A plain mail from the office's address that somebody else signed."""
    head, _, body = sent(day, LODI, INSTEAD, FALSE).partition(b"\r\n\r\n")
    lines = email.message_from_bytes(head)
    entity = f"Content-Type: {lines['Content-Type']}\r\n\r\n".encode() + body
    kept = {name: value for name, value in lines.items() if not name.lower().startswith(("content-", "mime-"))}
    return signed_mail(entity, kept)


def sealed_by_a_person(day: int) -> bytes:
    """The same as one object of CMS around all of it."""
    inner = sent(day, LODI, INSTEAD, FALSE)
    head = {"From": f"Prefettura di Lodi <{LODI}>", "Subject": "Errata corrige", "Message-ID": "<o@p.example>"}
    return opaque_mail(inner, head)


def withdrawal(day: int, sender: str) -> bytes:
    files = {"Annullamento.xml": segnatura(number="0004711", root="Annullamento", office="Prefettura di Lodi")}
    return mail(sender, "Annullamento", "Si annulla la trasmissione precedente.", files, date=DATE.replace(day=1 + day))


WAYS: dict[str, Callable[[int], bytes]] = {
    "a_free_address_of_the_name": lambda day: sent(
        day, "Prefettura di Lodi - Protocollo <prefettura.lodi@posta.example>", INSTEAD, FALSE, In_Reply_To=answered()
    ),
    "on_behalf_without_an_envelope": lambda day: sent(
        day,
        f'"Per conto di: {LODI}" <posta-certificata@pec.gestore.example>',
        INSTEAD,
        FALSE,
        X_Trasporto="posta-certificata",
        X_Riferimento_Message_ID=answered(),
    ),
    "a_domain_of_its_own": lambda day: sent(day, "Protocollo <protocollo@prefettura-lodi.it>", INSTEAD, FALSE),
    "ours_below_another": lambda day: sent(day, "Lodi <protocollo.preflo@interno.it.example.org>", INSTEAD, FALSE),
    "another_beside_ours": lambda day: sent(day, "Lodi <protocollo.preflo@xinterno.it>", INSTEAD, FALSE),
    "punycode": lambda day: sent(day, "Lodi <protocollo.preflo@xn--ntern-zwa3b.it>", INSTEAD, FALSE),
    "an_address_in_the_name_in_code": lambda day: sent(
        day, f"=?utf-8?q?Prefettura_di_Lodi_=3C{LODI.replace('@', '=40')}=3E?= <gino@posta.example>", INSTEAD, FALSE
    ),
    "from_twice_office_first": lambda day: from_lines(day, f"Prefettura di Lodi <{LODI}>", "gino@posta.example"),
    "from_twice_office_last": lambda day: from_lines(day, "gino@posta.example", f"Prefettura di Lodi <{LODI}>"),
    "nobody_in_from": lambda day: from_lines(day, "<>").replace(b"From: <>", f"From: <>\r\nSender: {LODI}".encode(), 1),
    "no_from_at_all": lambda day: from_lines(day).replace(
        b"To: ", f"Sender: {LODI}\r\nReply-To: {LODI}\r\nTo: ".encode(), 1
    ),
    "our_own_address": lambda day: sent(day, f"Prefettura di Lodi <{BOX}>", INSTEAD, FALSE),
    "a_list_in_between": lambda day: sent(
        day, f'"{LODI} tramite Lista" <lista@posta.example>', INSTEAD, FALSE, List_Id="<lista.posta.example>"
    ),
    "results_that_it_wrote_itself_below_ours": lambda day: results(
        sent(day, LODI, INSTEAD, FALSE), f"{OURS}; spf=none smtp.mailfrom=posta.example", FORGED
    ),
    "results_that_it_wrote_itself_and_ours_refutes": lambda day: results(
        sent(day, LODI, INSTEAD, FALSE), f"{OURS}; dmarc=fail header.from=pec.interno.it", FORGED
    ),
    "results_under_other_names": lambda day: sent(
        day,
        LODI,
        INSTEAD,
        FALSE,
        ARC_Authentication_Results=f"i=1; {FORGED}",
        Received_SPF=f"pass (mx.interno.it: {LODI})",
        X_Authentication_Results=FORGED,
    ),
    "results_that_vouch_for_the_stranger": lambda day: results(
        sent(day, "Prefettura di Lodi <gino@posta.example>", INSTEAD, FALSE),
        f"{OURS}; dmarc=pass header.from=posta.example; dkim=pass header.d=posta.example",
    ),
    "a_mail_as_a_whole": lambda day: as_a_whole(day, "Content-Type: message/rfc822"),
    "a_part_of_a_mail": lambda day: as_a_whole(day, 'Content-Type: message/partial; id="a"; number=1; total=1'),
    "a_digest": in_a_digest,
    "words_of_another_mail": passed_on,
    "a_mailbox_as_a_file": lambda day: with_file(
        day,
        "posta.mbox",
        b"From a@b.it Tue Dec  1 10:30:00 2015\n" + sent(day, LODI, INSTEAD, FALSE).replace(b"\r", b""),
    ),
    "a_mail_that_a_person_signed_as_a_file": lambda day: with_file(
        day, "errata.eml.p7m", signed(sent(day, LODI, INSTEAD, FALSE))
    ),
    "signed_by_a_person": signed_by_a_person,
    "sealed_by_a_person": sealed_by_a_person,
    "an_envelope_of_an_unknown_provider": lambda day: pec(sent(day, LODI, INSTEAD, FALSE), day),
    "a_true_envelope_with_another_head": lambda day: pec(true(), 0).replace(
        b"Subject: ", b"X-Priority: 1\r\nSubject: Errata corrige, in sostituzione: ", 1
    ),
    "a_withdrawal_from_a_lookalike": lambda day: withdrawal(day, "Prefettura di Lodi <lodi@prefettura-lodi.it>"),
}
#: Of these the address is that of the office, and nothing more is known: they are shown beside the true one.
BY_ITS_ADDRESS = {
    "results_that_it_wrote_itself_below_ours",
    "results_under_other_names",
    "signed_by_a_person",
    "sealed_by_a_person",
}


#: Knows its own server, and believes the providers of another authority alone.
WATCHFUL = Trusted(servers=(OURS,), authorities=authority(key=KEY))


@pytest.mark.parametrize("name", WAYS)
def test_h15_whatever_it_claims_nothing_in_force_changes_and_a_person_sees_why(app: App, name: str) -> None:
    legitimate = results(true(), f"{OURS}; dmarc=pass header.from=pec.interno.it")
    take(app, legitimate, WAYS[name](3), trusted=WATCHFUL)
    assert rows(app, "SELECT trust FROM v_messages WHERE message_id = 1") == [(Trust.AUTHENTICATED,)]
    assert TRUE.partition("\n")[2] in of_lodi(app)
    assert rows(app, "SELECT * FROM v_links WHERE kind IN ('supersedes', 'withdraws')") == []
    assert 2 in waiting(app)
    ((trust, reasons),) = rows(app, "SELECT trust, trust_reasons FROM v_messages WHERE message_id = 2")
    assert reasons
    assert trust in ({Trust.OFFICE_ADDRESS} if name in BY_ITS_ADDRESS else {Trust.CLAIMED, Trust.UNKNOWN})


def test_h15_a_stamp_from_before_on_a_mail_that_is_imported_changes_nothing(app: App) -> None:
    forged = sent(3, LODI, INSTEAD, FALSE).replace(
        b"Received: ", b"Received: from x by mx.interno.it; Mon, 02 Nov 2015 09:00:00 +0100\r\nReceived: ", 1
    )
    take(app, true(), forged)
    assert TRUE.partition("\n")[2] in of_lodi(app)
    assert rows(app, "SELECT * FROM v_links WHERE kind IN ('supersedes', 'withdraws')") == []
    assert rows(app, "SELECT trust FROM v_messages WHERE message_id = 2") == [(Trust.OFFICE_ADDRESS,)]


def test_h15_another_office_that_speaks_for_this_one_changes_nothing_and_the_conflict_is_told(app: App) -> None:
    other = "Prefettura di Lodi <protocollo.prefcr@pec.interno.it>"
    take(app, true(), sent(3, other, INSTEAD, FALSE, In_Reply_To=answered()))
    assert of_lodi(app) == [TRUE.partition("\n")[2]]
    assert rows(app, "SELECT * FROM v_links WHERE kind IN ('supersedes', 'withdraws')") == []
    told = rows(app, "SELECT code FROM v_problems WHERE message_id = 2")
    assert ("prefettura_conflict",) in told
