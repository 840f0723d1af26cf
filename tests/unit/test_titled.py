"""Lines that a word or two of an official title lead: campi where the texts agree, chapters of one practice else."""

import pytest

from tests.specimens.marked import read

TUTORS = "tutori scelti fra insegnanti in pensione per i minori soli, venti nominati, albo al Tribunale"
LESSONS = "corso serale di italiano con due maestre in pensione, trenta iscritti, esame a giugno"
DESK = "camper della salute davanti ai campi di pere, tessera sanitaria fatta sul posto"


@pytest.mark.parametrize("form", ["docx", "pdf", "body"])
@pytest.mark.parametrize(
    "labels",
    [
        ("vulnerabili: ", "lingua: ", "accesso ai servizi: "),
        ("a) vulnerabili: ", "b) lingua italiana: ", "c) servizi: "),
        ("Augusta, vulnerabili: ", "Avola, lingua: ", "Noto, servizi: "),
        ("- Categorie vulnerabili - ", "- Lingua italiana - ", "- Accesso ai servizi - "),
    ],
)
def test_words_of_titles_over_texts_that_agree_are_campi(labels: tuple[str, str, str], form: str) -> None:
    lines = [f"{label}{told}." for label, told in zip(labels, (TUTORS, LESSONS, DESK), strict=True)]
    schede = read("\n".join(("Si segnalano le seguenti buone pratiche.", *lines)), form).schede
    assert [(scheda.campo, scheda.method) for scheda in schede] == [(10, "title"), (5, "title"), (4, "title")]
    assert [told in scheda.description for told, scheda in zip((TUTORS, LESSONS, DESK), schede, strict=True)] == [
        True
    ] * 3


@pytest.mark.parametrize("form", ["docx", "body"])
def test_the_same_words_label_parts_of_one_practice(form: str) -> None:
    lines = (
        "Buona pratica del Comune di Bra.",
        "Progetto: la scuola di cucina nel vecchio mulino, aperta nel 2014.",
        "Servizi: mensa, alloggio, accompagnamento ai corsi.",
        "Rete: Caritas, Comune, tre aziende agricole della zona.",
        "Risultati: dodici rifugiati assunti nei ristoranti della provincia.",
    )
    schede = read("\n".join(lines), form).schede
    assert len(schede) <= 1
    assert all(scheda.method != "title" for scheda in schede)
