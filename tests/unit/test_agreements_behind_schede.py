"""Which agreement stands behind which scheda of one message, and why."""

from dataclasses import replace
from datetime import date

import pytest

from config.vocabulary import LinkReason, Method, ProtocolloKind
from parsers.behind import link_protocolli
from parsers.model import Protocollo, Scheda

DESK = "Sportello per i lavoratori stagionali"
DESK_TEXT = "Lo sportello accoglie i braccianti nei mesi della raccolta e li aiuta nelle pratiche di soggiorno."
SCHOOL = "Corsi di italiano per madri straniere"
SCHOOL_TEXT = "I corsi di lingua si tengono al mattino, con un servizio di cura per i bambini piccoli."


def scheda(key: str, title: str, text: str, document: str = "scheda.docx") -> Scheda:
    return Scheda(key, 1, title, text, document, "RO", 0.9, Method.TITLE, None, False, ())


def agreement(key: str, title: str, day: date | None = None, number: str = "", document: str = "a.pdf") -> Protocollo:
    parties = ("Prefettura di Rovigo", "Comune di Adria")
    return Protocollo(key, ProtocolloKind.PROTOCOLLO_INTESA, title, parties, day, document, number=number)


def linked(schede: list[Scheda], agreements: list[Protocollo]) -> dict[str, dict[str, LinkReason]]:
    return {key: dict(found) for key, found in link_protocolli(schede, agreements).items()}


@pytest.mark.parametrize(
    ("cited", "reason"),
    [
        ("Il protocollo d'intesa è stato firmato il 12 marzo 2015.", LinkReason.DATE),
        ("Vi è una convenzione sottoscritta in data 12/03/2015 con il Comune.", LinkReason.DATE),
        ("L'accordo rep. n. 118/2015 regola i rapporti.", LinkReason.NUMBER),
    ],
)
def test_a_scheda_that_cites_an_agreement_has_it_behind_it(cited: str, reason: LinkReason) -> None:
    schede = [scheda("desk", DESK, f"{DESK_TEXT} {cited}"), scheda("school", SCHOOL, SCHOOL_TEXT)]
    one = agreement("one", "PROTOCOLLO D'INTESA in materia di integrazione", date(2015, 3, 12), "118/2015")
    other = agreement("other", "PROTOCOLLO D'INTESA per l'assistenza", date(2014, 1, 7), "4/2014")
    assert linked(schede, [one, other]) == {"one": {"desk": reason}, "other": {}}


def test_a_day_that_is_no_agreements_says_nothing() -> None:
    schede = [
        scheda("desk", DESK, f"{DESK_TEXT} Ha aperto il 12 marzo 2015."),
        scheda("school", SCHOOL, SCHOOL_TEXT),
    ]
    assert linked(schede, [agreement("one", "PROTOCOLLO D'INTESA", date(2015, 3, 12))]) == {"one": {}}


def test_two_schede_and_two_agreements_are_told_apart_by_what_they_are_about() -> None:
    schede = [scheda("desk", DESK, DESK_TEXT), scheda("school", SCHOOL, SCHOOL_TEXT)]
    one = agreement("one", "PROTOCOLLO D'INTESA per i corsi di lingua italiana delle madri straniere")
    other = agreement("other", "PROTOCOLLO D'INTESA per lo sportello dei lavoratori stagionali")
    assert linked(schede, [one, other]) == {"one": {"school": LinkReason.TITLE}, "other": {"desk": LinkReason.TITLE}}


def test_the_parties_that_all_have_tell_no_agreement_from_another() -> None:
    text = "La Prefettura di Rovigo e il Comune di Adria si incontrano ogni mese."
    schede = [scheda("desk", DESK, f"{DESK_TEXT} {text}"), scheda("school", SCHOOL, f"{SCHOOL_TEXT} {text}")]
    agreements = [agreement("one", "ACCORDO per la pesca"), agreement("other", "ACCORDO per il turismo")]
    assert linked(schede, agreements) == {"one": {}, "other": {}}


def test_an_agreement_in_the_file_of_one_scheda_stands_behind_it() -> None:
    schede = [scheda("desk", DESK, DESK_TEXT, "uno.docx"), scheda("school", SCHOOL, SCHOOL_TEXT, "due.docx")]
    one = agreement("one", "ACCORDO per la pesca", document="due.docx")
    assert linked(schede, [one]) == {"one": {"school": LinkReason.FILE}}


def test_one_scheda_has_what_came_with_it() -> None:
    assert linked([scheda("desk", DESK, DESK_TEXT)], [agreement("one", "ACCORDO")]) == {
        "one": {"desk": LinkReason.ALONE}
    }


def test_one_scheda_that_tells_of_one_agreement_has_no_other_behind_it() -> None:
    schede = [scheda("desk", DESK, f"{DESK_TEXT} Il protocollo d'intesa è del 12 marzo 2015.")]
    agreements = [agreement("one", "ACCORDO", date(2015, 3, 12)), agreement("other", "ACCORDO per la pesca")]
    assert linked(schede, agreements) == {"one": {"desk": LinkReason.DATE}, "other": {}}


def test_the_only_scheda_that_speaks_of_an_agreement_has_the_only_one_behind_it() -> None:
    speaks = f"{SCHOOL_TEXT} È stato firmato un protocollo d'intesa."
    schede = [scheda("desk", DESK, DESK_TEXT), scheda("school", SCHOOL, speaks)]
    assert linked(schede, [agreement("one", "ACCORDO per la pesca")]) == {"one": {"school": LinkReason.ALONE}}


def test_without_schede_nothing_is_linked() -> None:
    assert linked([], [replace(agreement("one", "ACCORDO"), schede=())]) == {"one": {}}
