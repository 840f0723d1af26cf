"""Messages that belong together: duplicates, corrections, additions, parts, withdrawals. Both stay; the views show what
is in force.

Whose word suffices for it is the matter of test_impostors: here the plain address of an office does.
"""

from datetime import timedelta
from email.utils import format_datetime
from pathlib import Path
from typing import Any

import pytest
import sqlalchemy as sa

from config.settings import Settings, load
from ingest.memory import MemoryMailbox
from jobs.app import App
from jobs.demo.build import docx, mail, paragraphs, pdf
from jobs.poll import poll
from jobs.process import process_due
from jobs.readers import InlineReader
from jobs.rerun import dry_run, rerun
from tests.specimens.envelopes import DATE, pec_mail, segnatura, signed

CREMONA, LODI = "protocollo.prefcr@pec.interno.it", "protocollo.preflo@pec.interno.it"
VOLUNTEERS = (
    "Scheda 7: Processi di coinvolgimento volontario del richiedente asilo\n"
    "Trenta richiedenti asilo ospiti dei centri della provincia curano come volontari i parchi pubblici insieme alle "
    "associazioni locali, "
    "dopo un corso sulla sicurezza e con la copertura assicurativa a carico del comune."
)
NETWORK = (
    "Scheda 1: Sviluppo di reti e collaborazione virtuose con attori del territorio\n"
    "Il tavolo provinciale riunisce ogni mese comuni, azienda sanitaria, Caritas e gestori per programmare insieme "
    "l'accoglienza diffusa "
    "dei migranti e condividere le risorse disponibili sul territorio."
)
COURSES = (
    "Scheda 5: Apprendimento della lingua italiana\n"
    "Il centro provinciale per l'istruzione degli adulti tiene nei centri di accoglienza corsi di italiano di livello "
    "A1 e A2 con docenti "
    "abilitati e tutor volontari, seguiti da un esame finale riconosciuto."
)


@pytest.fixture
def settings(tmp_path: Path) -> Settings:
    return load({}, data_dir=tmp_path / "data", trust_to_change="office_address")


def word(*schede: str) -> bytes:
    return docx(paragraphs("\n".join("# " + scheda for scheda in schede)))


def sent(
    number: int, subject: str, text: str, *schede: str, sender: str = CREMONA, name: str = "schede.docx", **options: Any
) -> bytes:
    files = options.pop("files", None) or ({name: word(*schede)} if schede else {})
    date = DATE + timedelta(days=number)
    stamp = {"Received": f"from a.example by mx.interno.it; {format_datetime(date)}"}
    return mail(sender, subject, text, files, date=date, headers=stamp | options.pop("headers", {}), **options)


def store(app: App, *mails: bytes) -> App:
    box = MemoryMailbox(list(mails))
    poll(app, box)
    process_due(app, InlineReader(app.originals, app.settings.limits, "dici.buonepraticheaccoglienza@interno.it"))
    return app


def links(app: App) -> list[tuple[int, int, str]]:
    with app.database.read() as connection:
        rows = connection.execute(
            sa.text("SELECT message_id, other_id, kind FROM v_links ORDER BY message_id, other_id")
        )
        return [tuple(row) for row in rows]  # type: ignore[misc]


def in_force(app: App) -> list[tuple[int, int]]:
    with app.database.read() as connection:
        rows = connection.execute(sa.text("SELECT message_id, campo FROM v_schede ORDER BY message_id, campo"))
        return [tuple(row) for row in rows]  # type: ignore[misc]


def all_schede(app: App) -> int:
    with app.database.read() as connection:
        return int(connection.execute(sa.text("SELECT COUNT(*) FROM v_schede_all")).scalar_one())


def codes(app: App, number: int) -> list[str]:
    return [problem["code"] for problem in app.queries.message(number)["problems"] if problem["compared"]]


class TestDuplicates:
    def test_s28_the_same_reply_by_pec_and_by_ordinary_mail(self, app: App) -> None:
        plain = sent(0, "Schede", "In allegato.", VOLUNTEERS, NETWORK)
        again = sent(1, "Schede buone pratiche", "Si ritrasmette via PEC.", VOLUNTEERS, NETWORK)
        store(app, plain, pec_mail(again, CREMONA))
        assert links(app) == [(2, 1, "duplicate")]
        # Of two that say the same the certified one is shown.
        assert in_force(app) == [(2, 1), (2, 7)]
        assert all_schede(app) == 4
        assert codes(app, 2) == ["possible_duplicate"]

    def test_s28_the_same_original_twice(self, app: App) -> None:
        plain = sent(0, "Schede", "In allegato.", VOLUNTEERS)
        store(app, plain, plain)
        assert links(app) == [(2, 1, "duplicate")]
        assert in_force(app) == [(1, 7)]

    def test_the_same_words_as_word_and_as_signed_pdf(self, app: App) -> None:
        other = {"schede.pdf.p7m": signed(pdf(paragraphs("# " + VOLUNTEERS)))}
        store(app, sent(0, "Schede", "In allegato.", VOLUNTEERS), sent(1, "Schede", "In allegato.", files=other))
        assert links(app) == [(2, 1, "duplicate")]

    def test_s29_one_file_in_the_mails_of_two_offices_is_shown_under_both(self, app: App) -> None:
        store(
            app,
            sent(0, "Schede", "In allegato.", VOLUNTEERS),
            sent(1, "Schede", "In allegato.", VOLUNTEERS, sender=LODI),
        )
        assert links(app) == []
        assert in_force(app) == [(1, 7), (2, 7)]

    def test_a_mail_that_brings_everything_and_more_replaces_the_first(self, app: App) -> None:
        store(
            app, sent(0, "Schede", "In allegato.", VOLUNTEERS), sent(1, "Schede", "In allegato.", VOLUNTEERS, COURSES)
        )
        assert links(app) == [(2, 1, "supersedes")]
        assert in_force(app) == [(2, 5), (2, 7)]

    def test_two_replies_with_nothing_in_common_both_stand(self, app: App) -> None:
        store(app, sent(0, "Schede", "In allegato.", VOLUNTEERS), sent(1, "Schede", "In allegato.", COURSES))
        assert links(app) == []
        assert in_force(app) == [(1, 7), (2, 5)]


class TestCorrections:
    NEW = VOLUNTEERS.replace("Trenta", "Quaranta")

    @pytest.mark.parametrize(
        "subject",
        [
            "Rettifica scheda campo 7",
            "ERRATA CORRIGE - schede buone pratiche",
            "Invio scheda corretta",
            "Schede: annulla e sostituisce",
        ],
    )
    def test_a_subject_that_says_so(self, app: App, subject: str) -> None:
        store(app, sent(0, "Schede", "In allegato.", VOLUNTEERS, NETWORK), sent(3, subject, "In allegato.", self.NEW))
        assert links(app) == [(2, 1, "supersedes")]
        # The campo that the correction does not speak of stays in force.
        assert in_force(app) == [(1, 1), (2, 7)]
        assert all_schede(app) == 3
        assert codes(app, 2) == ["supersedes"]

    @pytest.mark.parametrize(
        "text",
        [
            "La presente annulla e sostituisce la nota del 1 dicembre.",
            "A rettifica di quanto già trasmesso, si invia la scheda aggiornata.",
            "Si prega di non considerare la precedente mail, inviata per mero errore.",
            "La scheda allegata sostituisce la precedente.",
            "In sostituzione della scheda inviata il 1 dicembre si trasmette quella allegata.",
        ],
    )
    def test_a_letter_that_says_so(self, app: App, text: str) -> None:
        store(app, sent(0, "Schede", "In allegato.", VOLUNTEERS), sent(3, "Schede", text, self.NEW))
        assert links(app) == [(2, 1, "supersedes")]
        assert in_force(app) == [(2, 7)]

    def test_of_several_earlier_messages_the_one_on_the_same_campo_is_meant(self, app: App) -> None:
        store(
            app,
            sent(0, "Schede", "In allegato.", NETWORK),
            sent(1, "Schede", "In allegato.", VOLUNTEERS),
            sent(3, "Rettifica", "In allegato.", self.NEW),
        )
        assert links(app) == [(3, 2, "supersedes")]

    def test_where_several_could_be_meant_a_person_decides(self, app: App) -> None:
        store(
            app,
            sent(0, "Schede", "In allegato.", NETWORK),
            sent(1, "Schede", "In allegato.", VOLUNTEERS),
            sent(3, "Rettifica", "Si trasmette la scheda corretta.", COURSES),
        )
        assert links(app) == []
        assert codes(app, 3) == ["supersedes"]
        assert "1, 2" in app.queries.message(3)["problems"][-1]["detail"]

    def test_the_mail_that_it_answers_is_meant(self, app: App) -> None:
        first = sent(0, "Schede", "In allegato.", NETWORK)
        identifier = first.partition(b"Message-ID: ")[2].partition(b"\r\n")[0].decode()
        answer = sent(3, "Rettifica", "In allegato.", COURSES, headers={"In-Reply-To": identifier})
        store(app, first, sent(1, "Schede", "In allegato.", VOLUNTEERS), answer)
        assert links(app) == [(3, 1, "supersedes")]

    def test_a_correction_that_was_processed_first_finds_its_original_later(self, app: App) -> None:
        store(app, sent(0, "Schede", "In allegato.", VOLUNTEERS), sent(3, "Rettifica", "In allegato.", self.NEW))
        before = links(app)
        rerun(app, InlineReader(app.originals, app.settings.limits), [1])
        assert links(app) == before == [(2, 1, "supersedes")]
        assert in_force(app) == [(2, 7)]

    def test_a_service_that_replaces_another_corrects_nothing(self, app: App) -> None:
        text = VOLUNTEERS + " Il servizio sostituisce i precedenti lavori e rettifica gli orari."
        store(app, sent(0, "Schede", "In allegato.", VOLUNTEERS), sent(3, "Schede", "In allegato.", text))
        assert [kind for _, _, kind in links(app)] != ["supersedes"]

    def test_a_dry_run_does_not_take_the_comparison_for_a_change(self, app: App) -> None:
        store(app, sent(0, "Schede", "In allegato.", VOLUNTEERS), sent(3, "Rettifica", "In allegato.", self.NEW))
        assert list(dry_run(app, InlineReader(app.originals, app.settings.limits), [2])) == []

    def test_an_office_that_goes_back_to_what_it_said_first_is_heard(self, app: App) -> None:
        first = sent(0, "Schede", "In allegato.", VOLUNTEERS)
        third = sent(5, "Rettifica", "Si annulla e sostituisce la precedente trasmissione.", VOLUNTEERS)
        store(app, first, sent(3, "Rettifica", "In allegato.", self.NEW), third)
        assert in_force(app) == [(3, 7)]


class TestAdditions:
    @pytest.mark.parametrize(
        ("subject", "text"),
        [
            ("Integrazione schede buone pratiche", "In allegato."),
            (
                "Schede",
                "Ad integrazione della nota prot. n. 1234 del 1 dicembre 2015 si trasmette un'ulteriore scheda.",
            ),
            ("Schede", "Facendo seguito alla precedente mail si invia una nuova scheda."),
            ("Schede", "A completamento di quanto già trasmesso si allega la scheda."),
        ],
    )
    def test_both_stand(self, app: App, subject: str, text: str) -> None:
        store(app, sent(0, "Schede", "In allegato.", VOLUNTEERS), sent(3, subject, text, COURSES))
        assert links(app) == [(2, 1, "follows_up")]
        assert in_force(app) == [(1, 7), (2, 5)]
        assert codes(app, 2) == ["follows_up"]

    @pytest.mark.parametrize(
        "text",
        [
            "Facendo seguito alla circolare n. 5973 si trasmettono le schede.",
            "A seguito della nota ministeriale si trasmette quanto richiesto.",
            "Accoglienza e integrazione: si trasmettono le schede.",
            "Si trasmettono le schede sull'integrazione dei cittadini stranieri.",
        ],
    )
    def test_the_usual_openings_are_none(self, app: App, text: str) -> None:
        store(app, sent(0, "Schede", "In allegato.", VOLUNTEERS), sent(3, "Accoglienza e integrazione", text, COURSES))
        assert links(app) == []
        assert codes(app, 2) == []

    def test_an_addition_to_something_that_never_came(self, app: App) -> None:
        store(app, sent(3, "Integrazione schede", "Ad integrazione della nota già inviata.", COURSES))
        assert codes(app, 1) == ["follows_up"]
        assert "none of its office is stored" in app.queries.message(1)["problems"][-1]["detail"]

    def test_the_protocol_that_its_segnatura_refers_to_is_meant(self, app: App) -> None:
        def registered(number: int, own: str, earlier: str, *schede: str) -> bytes:
            files = {"schede.docx": word(*schede), "Segnatura.xml": segnatura(number=own, earlier=earlier)}
            return sent(number, "Schede", "In allegato.", files=files)

        store(
            app,
            sent(
                0,
                "Schede",
                "In allegato.",
                files={"s.docx": word(NETWORK), "Segnatura.xml": segnatura(number="0000777", day="2015-11-20")},
            ),
            registered(1, "0001100", "", VOLUNTEERS),
            registered(2, "0001234", "0000777", COURSES),
        )
        assert links(app) == [(3, 1, "follows_up")]

    def test_the_number_stamped_on_a_letter_is_meant(self, app: App) -> None:
        letter = docx(
            paragraphs(
                "Prefettura di Cremona\nProt. n. 4321/2015\nOggetto: buone pratiche\nSi trasmettono le schede.\n# "
                + NETWORK
            )
        )
        addition = sent(
            3,
            "Schede",
            "Ad integrazione della nota prot. n. 4321 del 2 dicembre 2015 si invia un'ulteriore scheda.",
            COURSES,
        )
        store(
            app,
            sent(0, "Schede", "In allegato.", files={"lettera.docx": letter}),
            sent(1, "Schede", "In allegato.", VOLUNTEERS),
            addition,
        )
        assert links(app) == [(3, 1, "follows_up")]


class TestParts:
    @pytest.mark.parametrize(
        "subject",
        ["Schede ({} di 2)", "Schede - parte {}/2", "[{}/2] Schede", "Invio n. {} di 2: schede", "Schede {} di 2"],
    )
    def test_parts_are_linked(self, app: App, subject: str) -> None:
        store(
            app,
            sent(0, subject.format(1), "In allegato.", VOLUNTEERS),
            sent(1, subject.format(2), "In allegato.", COURSES),
        )
        assert links(app) == [(2, 1, "part")]
        assert in_force(app) == [(1, 7), (2, 5)]
        assert codes(app, 1) == codes(app, 2) == []

    def test_a_part_that_never_came_is_missed(self, app: App) -> None:
        store(
            app,
            sent(0, "Schede (1 di 3)", "In allegato.", VOLUNTEERS),
            sent(1, "Schede (3 di 3)", "In allegato.", COURSES),
        )
        assert codes(app, 1) == codes(app, 2) == ["missing_part"]
        assert "missing so far: 2" in app.queries.message(2)["problems"][-1]["detail"]

    @pytest.mark.parametrize(
        "subject", ["Protocollo 12/2015", "Nota del 1/12/2015", "Circolare 5973 dell'11/11/2015", "art. 1 di 142/2015"]
    )
    def test_other_numbers_are_no_parts(self, app: App, subject: str) -> None:
        store(app, sent(0, subject, "In allegato.", VOLUNTEERS))
        assert codes(app, 1) == []


def test_a_withdrawal_is_reported_and_hides_nothing(app: App) -> None:
    first = sent(
        0, "Schede", "In allegato.", files={"s.docx": word(VOLUNTEERS), "Segnatura.xml": segnatura(number="0000777")}
    )
    withdrawal = sent(
        2,
        "Annullamento",
        "Si comunica l'annullamento.",
        files={"Annullamento.xml": segnatura(number="0000777", root="Annullamento")},
    )
    store(app, first, withdrawal)
    assert links(app) == [(2, 1, "withdraws")]
    assert "withdrawal" in [problem["code"] for problem in app.queries.message(2)["problems"]]
    assert in_force(app) == [(1, 7)]


def test_the_coverage_counts_what_is_in_force(app: App) -> None:
    store(app, sent(0, "Schede", "In allegato.", VOLUNTEERS), sent(1, "Rettifica", "In allegato.", TestCorrections.NEW))
    with app.database.read() as connection:
        counted = connection.execute(
            sa.text("SELECT schede FROM v_coverage WHERE prefettura = 'CR' AND campo = 7")
        ).scalar_one()
        replaced = connection.execute(sa.text("SELECT replaced_by FROM v_messages ORDER BY message_id")).scalars().all()
    assert counted == 1
    assert replaced == [2, None]
