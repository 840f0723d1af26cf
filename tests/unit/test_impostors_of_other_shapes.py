"""Strangers who use what a mail has besides its From: other fields, letters that look alike, the name of a mail,
archives, receipts. Nothing in force changes, and a person is asked.
"""

import email
from collections.abc import Callable
from email.policy import SMTP

import pytest

from config.vocabulary import Trust
from jobs.app import App
from jobs.demo.build import attach, mail
from tests.specimens.envelopes import daticert, pec_mail, segnatura, signed
from tests.specimens.outlook import compound, msg
from tests.specimens.parts import deflated
from tests.unit.test_impostors import (
    ATTACKS,
    DATE,
    FALSE,
    INSTEAD,
    LODI,
    MORE,
    STRANGER,
    TRUE,
    named,
    of_lodi,
    pec,
    rows,
    sent,
    take,
    true,
    waiting,
)

AS_OFFICE = "Prefettura di Lodi <segreteria@posta.example>"


def head_of(original: bytes, old: bytes, new: bytes) -> bytes:
    """A mail with something else at one place of its head."""
    head, blank, body = original.partition(b"\r\n\r\n")
    assert old in head
    return head.replace(old, new, 1) + blank + body


def with_from(day: int, value: bytes) -> bytes:
    return head_of(sent(day, STRANGER, INSTEAD, FALSE), b"From: Gino <gino@posta.example>", b"From: " + value)


def holding(day: int, name: str, content: bytes, sender: str = AS_OFFICE) -> bytes:
    """A stranger's mail with one more file."""
    message = email.message_from_bytes(sent(day, sender, INSTEAD, MORE), policy=SMTP)
    attach(message, name, content)  # type: ignore[arg-type]  # the policy makes EmailMessages
    return message.as_bytes()


def of_the_same_name(day: int, sender: str) -> bytes:
    """Another mail under the Message-ID of the true one."""
    other = sent(day, sender, INSTEAD, FALSE)
    return head_of(other, named(other).encode(), named(true()).encode())


def outlook_item() -> bytes:
    tree = msg(subject="Errata corrige", body=INSTEAD, files={}, sender=("Prefettura di Lodi", LODI))
    return tree if isinstance(tree, bytes) else compound(tree)


SHAPES: dict[str, Callable[[int], bytes]] = {
    "answers_go_to_the_office": lambda day: sent(day, AS_OFFICE, INSTEAD, FALSE, Reply_To=LODI),
    "sent_on_behalf": lambda day: sent(day, AS_OFFICE, INSTEAD, FALSE, Sender=LODI),
    "sent_again_by_the_office": lambda day: sent(day, AS_OFFICE, INSTEAD, FALSE, Resent_From=LODI),
    "bounces_go_to_the_office": lambda day: sent(day, AS_OFFICE, INSTEAD, FALSE, Return_Path=f"<{LODI}>"),
    "letters_that_look_alike": lambda day: with_from(
        day, "Prefettura di Lodi <protocollo.preflo@pec.intеrno.it>".encode()
    ),
    "letters_that_look_alike_in_ascii": lambda day: with_from(
        day, b"Prefettura di Lodi <protocollo.preflo@pec.xn--intrno-6of.it>"
    ),
    "a_domain_that_ends_alike": lambda day: with_from(day, b"Prefettura di Lodi <protocollo.preflo@pec-interno.it>"),
    "a_domain_without_its_dot": lambda day: with_from(day, b"Prefettura di Lodi <protocollo.preflo@pecinterno.it>"),
    "a_subaddress": lambda day: with_from(day, b"Prefettura di Lodi <protocollo.preflo+gino@pec.interno.it.example>"),
    "two_signs": lambda day: with_from(day, b'Prefettura di Lodi <"protocollo.preflo@pec.interno.it"@posta.example>'),
    "a_route": lambda day: with_from(day, b"Prefettura di Lodi <@pec.interno.it:gino@posta.example>"),
    "a_comment": lambda day: with_from(day, b"gino@posta.example (protocollo.preflo@pec.interno.it)"),
    "a_name_in_code": lambda day: with_from(
        day, b"=?utf-8?q?protocollo=2Epreflo=40pec=2Einterno=2Eit?= <gino@posta.example>"
    ),
    "a_group": lambda day: with_from(day, b"Prefettura di Lodi: protocollo.preflo@pec.interno.it;"),
    "a_second_from_below": lambda day: head_of(
        sent(day, AS_OFFICE, INSTEAD, FALSE), b"To: ", b"From: " + LODI.encode() + b"\r\nTo: "
    ),
    "results_of_another_server": lambda day: sent(
        day,
        LODI,
        INSTEAD,
        FALSE,
        Authentication_Results="mx.posta.example; dmarc=pass header.from=pec.interno.it",
    ),
    "the_name_of_the_true_mail": lambda day: of_the_same_name(day, AS_OFFICE),
    "the_name_of_the_true_mail_and_its_address": lambda day: of_the_same_name(day, LODI),
    "a_field_of_receipts": lambda day: sent(
        day, AS_OFFICE, INSTEAD, FALSE, X_Riferimento_Message_ID=named(true()), In_Reply_To=named(true())
    ),
    "a_register_number_of_its_own": lambda day: holding(
        day, "Segnatura.xml", segnatura(number="0004711", office="Prefettura di Lodi")
    ),
    "a_mail_of_the_office_in_an_archive": lambda day: holding(
        day, "posta.zip", deflated({"postacert.eml": sent(day, LODI, INSTEAD, FALSE)})
    ),
    "an_envelope_in_an_archive": lambda day: holding(
        day, "posta.zip", deflated({"busta.eml": pec(sent(day, LODI, INSTEAD, FALSE), day)})
    ),
    "an_envelope_passed_on": lambda day: holding(day, "busta.eml", pec(sent(day, LODI, INSTEAD, FALSE), day)),
    "an_item_of_outlook": lambda day: holding(day, "errata.msg", outlook_item()),
    "a_file_signed_by_somebody": lambda day: holding(day, "scheda.txt.p7m", signed(FALSE.encode())),
    "data_of_a_provider_as_a_file": lambda day: holding(day, "daticert.xml", daticert(LODI)),
    "an_envelope_of_the_office_around_a_stranger": lambda day: pec_mail(sent(day, STRANGER, INSTEAD, FALSE), LODI),
    "a_withdrawal_in_words": lambda day: sent(
        day, AS_OFFICE, "Si annulla la precedente trasmissione, di cui si prega di non tenere conto.", MORE
    ),
}
#: Of these nothing but the address is known, which is enough to be shown beside the true one.
BY_ITS_ADDRESS = {"a_group", "results_of_another_server", "the_name_of_the_true_mail_and_its_address"}


@pytest.mark.parametrize("name", SHAPES)
def test_h15_nothing_in_force_changes_and_a_person_is_asked(app: App, name: str) -> None:
    take(app, true(), SHAPES[name](3))
    assert TRUE.partition("\n")[2] in of_lodi(app)
    assert 2 in waiting(app)
    assert rows(app, "SELECT * FROM v_links WHERE message_id = 2 AND kind IN ('supersedes', 'withdraws')") == []
    (trust,) = rows(app, "SELECT trust FROM v_messages WHERE message_id = 2")[0]
    assert trust in ({Trust.OFFICE_ADDRESS} if name in BY_ITS_ADDRESS else {Trust.CLAIMED, Trust.UNKNOWN})


def test_h15_taken_in_first_all_together_keep_nothing_out(app: App) -> None:
    take(app, *(make(-4) for make in SHAPES.values()), pec(true(), 0))
    last = len(SHAPES) + 1
    found = rows(app, f"SELECT status, trust FROM v_messages WHERE message_id = {last}")
    assert found == [("done", Trust.CERTIFIED)]
    shown = rows(app, f"SELECT description FROM v_schede WHERE message_id = {last}")
    assert shown == [(TRUE.partition("\n")[2],)]
    claimed = {number for number, name in enumerate(SHAPES, 1) if name not in BY_ITS_ADDRESS}
    assert claimed <= waiting(app)


def test_h15_a_stamp_of_a_stranger_below_ours_says_no_arrival(app: App) -> None:
    """The topmost field is our server's; what came with the mail may claim any day."""
    forged = ATTACKS["from"](3).replace(
        b"Received: ", b"Received: from a.example by mx.interno.it; Fri, 04 Dec 2015 09:30:00 +0000\r\nReceived: ", 1
    )
    take(app, true(), forged.replace(b"; Fri, 04 Dec 2015 09:30:00 +0000\r\nFrom", b"; Mon, 02 Nov 2015\r\nFrom"))
    assert rows(app, "SELECT message_id FROM v_links WHERE kind IN ('supersedes', 'withdraws')") == []
    assert TRUE.partition("\n")[2] in of_lodi(app)


@pytest.mark.parametrize("kind", ["mancata-consegna", "avvenuta-consegna", "non-accettazione"])
def test_h15_a_receipt_of_a_stranger_says_nothing_of_what_was_sent(app: App, kind: str) -> None:
    receipt = mail(
        "posta-certificata@pec.gestore.example",
        f"{kind}: Buone pratiche",
        f"Il messaggio {named(true())} non e' stato consegnato: la trasmissione e' annullata.",
        date=DATE,
        headers={"X-Ricevuta": kind, "X-Riferimento-Message-ID": named(true())},
    )
    take(app, true(), receipt)
    assert of_lodi(app) == [TRUE.partition("\n")[2]]
    assert rows(app, "SELECT status FROM v_messages WHERE message_id = 1") == [("done",)]
