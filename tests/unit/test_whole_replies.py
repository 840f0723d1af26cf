"""Whole replies in layouts of many offices: every scheda comes out once, with its campo, whole and clean."""

import pytest

from config.limits import Limits
from jobs.pipeline import read_submission
from tests.specimens.whole_replies import CASES

BOX = "dici.buonepraticheaccoglienza@interno.it"


@pytest.mark.parametrize("name", CASES)
def test_every_scheda_of_a_reply_is_found_whole_and_clean(name: str) -> None:
    original, expected = CASES[name]()
    reading = read_submission(original, Limits(), BOX).reading
    assert [(scheda.campo, scheda.description) for scheda in reading.schede] == expected


def test_an_agreement_behind_a_scheda_in_one_file_is_one_too() -> None:
    original, _ = CASES["a scheda with its agreement in the same file"]()
    (agreement,) = read_submission(original, Limits(), BOX).reading.protocolli
    assert (agreement.kind, str(agreement.signed_on), agreement.parties) == (
        "protocollo_intesa",
        "2015-03-12",
        ("Prefettura di Grosseto", "Comune di Pitigliano"),
    )
    assert agreement.schede, "it belongs to the scheda in front of it"


def test_details_and_labels_are_explained_by_the_audit() -> None:
    original, _ = CASES["a form of labels with the official list in a cell"]()
    (document,) = (
        d for d in read_submission(original, Limits(), BOX).reading.documents if d.filename == "tabella.docx"
    )
    assert document.unclaimed == ()


def test_a_text_before_the_first_heading_is_not_lost() -> None:
    from tests.specimens.whole_replies import HEAD, TEXTS, word

    before = (
        "Da tre anni la parrocchia di San Rocco tiene aperta la mensa per chi non ha casa, italiani e stranieri, "
        "grazie a quaranta volontari che si alternano ai fornelli."
    )
    reading = read_submission(
        word([*HEAD, ("text", before), ("bold", "Scheda 5"), ("text", TEXTS[5])]), Limits(), BOX
    ).reading
    declared = [scheda for scheda in reading.schede if scheda.campo == 5]
    assert [scheda.description for scheda in declared] == [TEXTS[5]]
    others = [scheda for scheda in reading.schede if scheda not in declared]
    (document,) = (d for d in reading.documents if d.filename == "risposta.docx")
    assert [scheda.description for scheda in others] == [before] or len(document.unclaimed) == 1
