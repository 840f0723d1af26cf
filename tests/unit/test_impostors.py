"""Who may speak for an office: strangers, forged heads and home-made envelopes change nothing; certified offices do."""

from collections.abc import Callable
from datetime import timedelta
from email.utils import format_datetime

import pytest
import sqlalchemy as sa

from config.trusted import Trusted
from ingest.model import Arrival
from jobs.app import App
from jobs.demo.build import attach, docx, mail, paragraphs
from jobs.process import process_due
from jobs.readers import InlineReader
from jobs.rerun import rerun
from tests.specimens.envelopes import BOX, DATE, daticert, pec_mail, segnatura
from tests.specimens.senders import made_at_home

LODI, STRANGER = "protocollo.preflo@pec.interno.it", "Gino <gino@posta.example>"
TRUE = (
    "Scheda 4: Orientamento, accompagnamento e facilitazione nell'accesso ai servizi\n"
    "Lo sportello della prefettura riceve ogni mattina i richiedenti asilo, li aiuta a iscriversi al servizio "
    "sanitario e li "
    "accompagna agli uffici del comune con mediatori di quattro lingue."
)
FALSE = TRUE.replace("riceve ogni mattina", "non riceve da mesi")
MORE = (
    "Scheda 9: Azioni per favorire l'integrazione e l'esercizio della cittadinanza attiva\n"
    "Un corso di educazione civica porta i ragazzi della scuola media e gli ospiti dei centri a visitare insieme il "
    "consiglio "
    "comunale, che risponde alle loro domande e li invita alle sedute."
)
INSTEAD = "Errata corrige: la scheda allegata sostituisce la precedente."


def sent(day: int, sender: str, text: str, *schede: str, subject: str = "Buone pratiche", **headers: str) -> bytes:
    files = {"scheda.docx": docx(paragraphs("\n".join("# " + scheda for scheda in schede)))}
    if day == 0:
        files["Segnatura.xml"] = segnatura(number="0004711", office="Prefettura di Lodi")
    date = DATE + timedelta(days=day)
    stamp = {"Received": f"from out.example by mx.interno.it; {format_datetime(date)}"}
    return mail(
        sender, subject, text, files, date=date, headers=stamp | {k.replace("_", "-"): v for k, v in headers.items()}
    )


def true(sender: str = LODI) -> bytes:
    return sent(0, sender, "Si trasmette la scheda.", TRUE)


def answered() -> str:
    return named(true())


def named(original: bytes) -> str:
    """The Message-ID of a mail, of the one inside where it is an envelope."""
    return original.rpartition(b"Message-ID: ")[2].partition(b"\r\n")[0].decode()


def forwarded(day: int) -> bytes:
    outer = sent(day, STRANGER, INSTEAD, MORE)
    import email
    from email.policy import SMTP

    message = email.message_from_bytes(outer, policy=SMTP)
    attach(message, "nota.eml", sent(day, LODI, INSTEAD, FALSE))  # type: ignore[arg-type]  # the policy makes EmailMessages
    return message.as_bytes()


#: What a stranger sends after the true one; each says in some way that it comes from the office, or speaks of its
#: reply.
ATTACKS: dict[str, Callable[[int], bytes]] = {
    "repeats_it_with_one_more": lambda day: sent(day, STRANGER, "Si trasmette.", TRUE, MORE),
    "repeats_it_as_the_office_with_one_more": lambda day: sent(
        day, "Prefettura di Lodi <a@b.example>", "Si trasmette.", TRUE, MORE
    ),
    "repeats_it": lambda day: sent(day, STRANGER, "Si trasmette.", TRUE),
    "answers_it": lambda day: sent(day, STRANGER, INSTEAD, FALSE, In_Reply_To=answered()),
    "answers_it_far_down": lambda day: sent(day, STRANGER, INSTEAD, FALSE, References=f"<x@y.example> {answered()}"),
    "answers_it_as_the_office": lambda day: sent(
        day, "U.T.G. Lodi <u@v.example>", INSTEAD, FALSE, In_Reply_To=answered()
    ),
    "cites_its_number": lambda day: sent(
        day, STRANGER, "A rettifica della nota prot. n. 4711/2015 si invia la scheda.", FALSE
    ),
    "cites_its_number_with_a_date": lambda day: sent(
        day, STRANGER, "A parziale rettifica della nota n. 4711 del 1 dicembre 2015 si allega la scheda.", FALSE
    ),
    "display_name": lambda day: sent(day, "Prefettura di Lodi <segreteria@posta.example>", INSTEAD, FALSE),
    "address_as_display_name": lambda day: sent(day, f'"{LODI}" <segreteria@posta.example>', INSTEAD, FALSE),
    "lookalike_address": lambda day: sent(day, "protocollo.preflo@pec.interno.it.example", INSTEAD, FALSE),
    "subject": lambda day: sent(day, STRANGER, INSTEAD, FALSE, subject="Prefettura di Lodi: rettifica"),
    "letterhead": lambda day: sent(day, STRANGER, INSTEAD, "Prefettura di Lodi\n" + FALSE),
    "signature": lambda day: sent(day, STRANGER, INSTEAD + "\n\nPrefettura - U.T.G. di Lodi", FALSE),
    "from": lambda day: sent(day, LODI, INSTEAD, FALSE),
    "from_of_the_ordinary_address": lambda day: sent(day, "prefettura.lodi@interno.it", INSTEAD, FALSE),
    "from_and_stranger": lambda day: sent(day, f"{LODI}, gino@posta.example", INSTEAD, FALSE),
    "unsigned_envelope": lambda day: pec_mail(sent(day, LODI, INSTEAD, FALSE), LODI, sign=False),
    "unsigned_envelope_without_data": lambda day: pec_mail(
        sent(day, LODI, INSTEAD, FALSE), LODI, sign=False, data=None
    ),
    "envelope_signed_by_a_stranger_of_another": lambda day: pec_mail(
        sent(day, LODI, INSTEAD, FALSE), "gino@pec.example"
    ),
    "envelope_around_a_true_one": lambda day: made_at_home(
        pec_mail(true(), LODI), sent(day, LODI, INSTEAD, FALSE), daticert(LODI)
    ),
    "forwarded": forwarded,
}


def take(app: App, *mails: bytes, trusted: Trusted | None = None) -> App:
    """Imported as files, in this order."""
    for number, original in enumerate(mails):
        app.messages.arrive(Arrival(original, f"{number}.eml"), app.originals.put(original), None, app.clock())
    process_due(app, InlineReader(app.originals, app.settings.limits, BOX, trusted=trusted or app.settings.trusted))
    return app


def rows(app: App, question: str) -> list[tuple[object, ...]]:
    with app.database.read() as connection:
        return [tuple(row) for row in connection.execute(sa.text(question))]


def of_lodi(app: App, number: int = 4) -> list[str]:
    """The descriptions in force of the campo that the office described."""
    return [
        str(row[0])
        for row in rows(app, f"SELECT description FROM v_schede WHERE prefettura = 'LO' AND campo = {number}")
    ]


def waiting(app: App) -> set[object]:
    """The messages that a person is asked about."""
    asked = {item["message_id"] for item in app.proposals.waiting()}
    return asked | {item["message_id"] for item in app.reviews.doubts()}


@pytest.mark.parametrize("name", ATTACKS)
@pytest.mark.parametrize("first", [True, False], ids=["after", "imported-before"])
def test_h15_what_a_stranger_says_changes_nothing_and_a_person_sees_it(app: App, name: str, first: bool) -> None:
    mails = [true(), ATTACKS[name](3)]
    take(app, *(mails if first else mails[::-1]))
    theirs = 2 if first else 1
    assert TRUE.partition("\n")[2] in of_lodi(app)
    assert theirs in waiting(app)
    assert rows(app, "SELECT * FROM v_links WHERE kind = 'supersedes'") == []


@pytest.mark.parametrize("name", ATTACKS)
def test_h15_an_earlier_date_does_not_make_it_the_first(app: App, name: str) -> None:
    take(app, true(), ATTACKS[name](-4))
    ours = rows(app, "SELECT message_id FROM v_schede WHERE prefettura = 'LO' AND campo = 4 AND message_id = 1")
    assert ours == [(1,)] or name in {"from", "from_of_the_ordinary_address"}
    assert TRUE.partition("\n")[2] in of_lodi(app)


@pytest.mark.parametrize("name", ATTACKS)
def test_h15_a_certified_reply_stands_against_all_of_them(app: App, name: str) -> None:
    take(app, pec_mail(true(), LODI), ATTACKS[name](3))
    found = rows(app, "SELECT message_id, trust FROM v_schede WHERE prefettura = 'LO' AND campo = 4 AND message_id = 1")
    assert found == [(1, "certified")]
    assert rows(app, "SELECT trust FROM v_messages WHERE message_id = 2") != [("certified",)]


def test_h15_a_certified_correction_replaces_what_came_by_plain_mail(app: App) -> None:
    take(app, true(), pec(sent(3, LODI, INSTEAD, FALSE), 3))
    assert rows(app, "SELECT message_id, trust FROM v_schede") == [(2, "certified")]


def test_h15_a_stranger_in_between_does_not_make_it_doubtful_whom_an_office_corrects(app: App) -> None:
    take(
        app,
        pec(true(), 0),
        sent(1, "Prefettura di Lodi <a@b.example>", "Si trasmette.", FALSE),
        pec(sent(3, LODI, INSTEAD, FALSE), 3),
    )
    assert rows(app, "SELECT message_id, other_id FROM v_links WHERE kind = 'supersedes'") == [(3, 1)]


def test_h15_the_last_word_of_an_office_is_not_taken_back_by_sending_an_old_one_again(app: App) -> None:
    second = pec(sent(2, LODI, INSTEAD, TRUE.replace("quattro", "cinque")), 2)
    third = pec(sent(3, LODI, INSTEAD, TRUE.replace("quattro", "sei"), In_Reply_To=named(second)), 3)
    again = second.replace(
        b"From: ", b"Received: from z.example by mx.interno.it; Tue, 08 Dec 2015 10:00:00 +0100\r\nFrom: ", 1
    )
    take(app, pec(true(), 0), second, third, again)
    assert [text for text in of_lodi(app) if "sei lingue" in text]
    assert not [text for text in of_lodi(app) if "cinque" in text]


class TestDecisions:
    def test_h15_a_person_accepts_and_refuses_and_takes_it_back(self, app: App) -> None:
        take(app, true(), ATTACKS["display_name"](3))
        (asked,) = app.proposals.waiting()
        assert (asked["message_id"], asked["other_id"], asked["kind"], asked["trust"]) == (
            2,
            1,
            "supersedes",
            "claimed",
        )
        assert app.proposals.decide(2, 1, accepted=True, who="anna", now=app.clock()).kind == "supersedes"
        assert rows(app, "SELECT message_id FROM v_schede") == [(2,)]
        assert app.proposals.waiting() == []
        app.proposals.decide(2, 1, accepted=False, who="anna", now=app.clock(), note="telefonato")
        assert rows(app, "SELECT message_id FROM v_schede ORDER BY 1") == [(1,), (2,)]
        assert app.proposals.waiting() == []
        app.proposals.undo(2, 1)
        assert len(app.proposals.waiting()) == 1

    @pytest.mark.parametrize("accepted", [True, False])
    def test_h15_the_decision_survives_reruns_of_both(self, app: App, accepted: bool) -> None:
        take(app, true(), ATTACKS["answers_it"](3))
        app.proposals.decide(2, 1, accepted=accepted, who="anna", now=app.clock())
        before = rows(app, "SELECT message_id, other_id FROM v_links")
        rerun(app, InlineReader(app.originals, app.settings.limits), [1, 2])
        rerun(app, InlineReader(app.originals, app.settings.limits), [1])
        assert rows(app, "SELECT message_id, other_id FROM v_links") == before == ([(2, 1)] if accepted else [])
        assert app.proposals.waiting() == []


class TestParts:
    def halves(self, app: App, second: bytes) -> App:
        return take(app, pec(sent(0, LODI, "Si trasmette.", TRUE, subject="Schede (1 di 2)"), 0), second)

    def missing(self, app: App) -> set[object]:
        return {row[0] for row in rows(app, "SELECT message_id FROM v_problems WHERE code = 'missing_part'")}

    def test_h15_the_missing_part_is_not_found_with_a_stranger(self, app: App) -> None:
        self.halves(app, sent(1, "Prefettura di Lodi <a@b.example>", "Si trasmette.", MORE, subject="Schede (2 di 2)"))
        assert 1 in self.missing(app)
        assert 2 in waiting(app)
        app.proposals.decide(2, 1, accepted=True, who="anna", now=app.clock())
        assert self.missing(app) == set()

    def test_h15_the_office_itself_completes_it(self, app: App) -> None:
        self.halves(app, pec(sent(1, LODI, "Si trasmette.", MORE, subject="Schede (2 di 2)"), 1))
        assert self.missing(app) == set()


@pytest.mark.parametrize("name", ["from", "display_name", "unsigned_envelope"])
def test_h15_a_withdrawal_needs_the_office(app: App, name: str) -> None:
    files = {"Annullamento.xml": segnatura(number="0004711", root="Annullamento", office="Prefettura di Lodi")}
    senders = {"from": LODI, "display_name": "Prefettura di Lodi <a@b.example>", "unsigned_envelope": LODI}
    plain = mail(senders[name], "Annullamento", "Si annulla.", files, date=DATE + timedelta(days=2))
    take(app, true(), pec_mail(plain, LODI, sign=False) if name == "unsigned_envelope" else plain)
    assert rows(app, "SELECT kind FROM v_links WHERE kind = 'withdraws'") == []
    assert [item["kind"] for item in app.proposals.waiting()] == ["withdraws"]


def pec(inner: bytes, day: int) -> bytes:
    """A certified envelope of that day."""
    moment = DATE + timedelta(days=day)
    data = daticert(LODI).replace(b"01/12/2015", f"{moment:%d/%m/%Y}".encode())
    return pec_mail(inner, LODI, data=data)
