"""What persons decide about agreements: it takes effect, is on record, survives reruns and can be taken back."""

import pytest

from config.errors import NotFoundError, UsageError
from config.vocabulary import ProtocolloKind
from jobs import decide
from jobs.app import App
from jobs.cli.decisions_told import _facts
from jobs.decide import AgreementFacts, Person
from jobs.demo.build import docx, mail
from tests.specimens.envelopes import DATE
from tests.unit.test_impostors import LODI, rows, take
from tests.unit.test_persons_and_trust import again

ANNA, BRUNO = Person("anna", "lo dice l'originale"), Person("bruno")
ACT = docx(
    [
        ("bold", "PROTOCOLLO D'INTESA"),
        ("bold", "per l'insegnamento della lingua italiana agli ospiti dei centri"),
        ("bold", "tra"),
        ("text", "la Prefettura di Lodi, rappresentata dal Prefetto,"),
        ("text", "il Comune di Lodi, rappresentato dal Sindaco,"),
        ("text", "la Caritas diocesana di Lodi, rappresentata dal Direttore,"),
        ("text", "Visto il decreto legislativo 18 agosto 2015, n. 142;"),
        ("text", "Considerato che la lingua è il primo passo verso l'autonomia;"),
        ("bold", "si conviene quanto segue"),
        ("text", "Art. 1 Le parti promuovono corsi gratuiti di lingua italiana in tutti i comuni della provincia."),
        ("text", "Art. 2 Il presente protocollo ha durata di un anno dalla firma."),
        ("text", "Letto, confermato e sottoscritto."),
        ("text", "Lodi, 12 marzo 2015"),
    ]
)
PARTIES = ("Prefettura di Lodi", "Comune di Casalpusterlengo", "Banda Osiris")


def bringing(content: bytes) -> bytes:
    return mail(LODI, "Trasmissione atto", "Si trasmette l'atto.", {"atto.docx": content}, date=DATE)


def acts(app: App) -> list[tuple[object, ...]]:
    return rows(app, "SELECT protocollo_id, kind, title, signed_on, decided_by FROM v_protocolli ORDER BY 1")


def parties(app: App) -> list[tuple[object, ...]]:
    return rows(app, "SELECT party, party_kind, party_province, confidence FROM v_parties ORDER BY party_position")


@pytest.fixture
def read(app: App) -> App:
    take(app, bringing(ACT))
    assert [(row[0], row[1], str(row[3]), row[4]) for row in acts(app)] == [
        (1, "protocollo_intesa", "2015-03-12", None)
    ]
    return app


class TestFactsOfAnAgreement:
    def test_what_a_person_says_counts_and_the_rest_stays_as_it_was_read(self, read: App) -> None:
        before = acts(read)[0]
        said = decide.agreement(read, 1, AgreementFacts(ProtocolloKind.CONVENZIONE, signed_on="2015-03-21"), ANNA)
        assert (said.message, said.reread) == (1, True)
        again(read, 1)
        ((number, kind, title, day, who),) = acts(read)
        assert (number, kind, str(day), who) == (1, "convenzione", "2015-03-21", "anna")
        assert title == before[2]
        assert len(parties(read)) == 3

    def test_it_survives_reruns_and_later_words_about_other_facts(self, read: App) -> None:
        decide.agreement(read, 1, AgreementFacts(title="Accordo per  la scuola"), ANNA)
        decide.agreement(read, 1, AgreementFacts(signed_on=""), BRUNO)
        for _ in range(2):
            again(read, 1)
            ((number, _, title, day, who),) = acts(read)
            assert (number, title, day, who) == (1, "Accordo per la scuola", None, "bruno")

    def test_the_last_word_about_a_fact_counts(self, read: App) -> None:
        for kind in (ProtocolloKind.ALTRO, ProtocolloKind.ACCORDO):
            decide.agreement(read, 1, AgreementFacts(kind), ANNA)
        again(read, 1)
        assert acts(read)[0][1] == "accordo"

    def test_parties_that_a_person_names_are_all_of_them_and_sure(self, read: App) -> None:
        decide.agreement(read, 1, AgreementFacts(parties=PARTIES), ANNA)
        again(read, 1)
        assert [row[0] for row in parties(read)] == list(PARTIES)
        assert [row[1:] for row in parties(read)] == [
            ("prefettura", "LO", 1.0),
            ("comune", "LO", 1.0),
            ("altro", None, 1.0),
        ]

    def test_what_was_taken_back_is_as_it_was_read(self, read: App) -> None:
        before, signing = acts(read), parties(read)
        said = decide.agreement(read, 1, AgreementFacts(ProtocolloKind.ALTRO, "Altro", "", PARTIES), ANNA)
        again(read, 1)
        assert acts(read) != before
        decide.undo(read, said.number, BRUNO)
        again(read, 1)
        assert (acts(read), parties(read)) == (before, signing)

    def test_one_that_is_none_goes_and_comes_back_under_its_number(self, read: App) -> None:
        before = acts(read)
        said = decide.agreement(read, 1, AgreementFacts(), ANNA, rejected=True)
        again(read, 1)
        again(read, 1)
        assert acts(read) == []
        decide.undo(read, said.number, ANNA)
        again(read, 1)
        assert acts(read) == before


class TestWhatCannotBeSaid:
    @pytest.mark.parametrize(
        "facts",
        [
            AgreementFacts(),
            AgreementFacts(title=" "),
            AgreementFacts(signed_on="12/3/2015"),
            AgreementFacts(parties=["", "A"]),
        ],
    )
    def test_nothing_or_nonsense(self, read: App, facts: AgreementFacts) -> None:
        with pytest.raises(UsageError):
            decide.agreement(read, 1, facts, ANNA)

    def test_that_it_is_none_and_of_which_kind(self, read: App) -> None:
        with pytest.raises(UsageError):
            decide.agreement(read, 1, AgreementFacts(ProtocolloKind.ALTRO), ANNA, rejected=True)

    def test_of_an_agreement_that_is_not_there(self, read: App) -> None:
        with pytest.raises(NotFoundError):
            decide.agreement(read, 9, AgreementFacts(ProtocolloKind.ALTRO), ANNA)


class TestDoubts:
    def test_an_agreement_with_a_fact_in_doubt_waits_until_a_person_said_it(self, app: App) -> None:
        alone = docx(
            [("bold", "PROTOCOLLO D'INTESA"), ("bold", "per l'insegnamento della lingua italiana agli ospiti"),
             ("text", "Premesso che la Prefettura di Lodi promuove i corsi;"), ("bold", "si conviene quanto segue"),
             ("text", "Art. 1 Le parti promuovono corsi gratuiti di lingua italiana."),
             ("text", "Art. 2 Il presente protocollo ha durata di un anno."),
             ("text", "Letto, confermato e sottoscritto."), ("text", "Lodi, 12 marzo 2015")]
        )  # fmt: skip
        take(app, bringing(alone))
        (waiting,) = app.reviews.agreements()
        assert "parties" in str(waiting["doubts"])
        decide.agreement(app, 1, AgreementFacts(parties=PARTIES), ANNA)
        again(app, 1)
        assert all("parties" not in str(item["doubts"]) for item in app.reviews.agreements())


def test_a_decision_is_shown_with_its_facts_and_the_names_of_parties() -> None:
    value = {"facts": {"kind": "accordo", "parties": [{"name": "Comune di Lodi"}, {"name": "Caritas"}]}}
    assert _facts(value) == {"kind": "accordo", "parties": "Comune di Lodi; Caritas"}
