"""Agreements by a writer whom nothing learned from: no figure may fall behind the committed ones."""

import json

from parsers.model import Protocollo
from tests.accuracy import acts
from tests.accuracy.acts import Score


def test_no_figure_of_agreements_falls_behind() -> None:
    score = acts.measure(acts.DEVELOPMENT)
    before, now = json.loads(acts.BOARD.read_text(encoding="utf-8")), score.figures()
    assert {name: (now[name], value) for name, value in before.items() if now[name] < value} == {}, score.wrong
    assert set(now) == set(before)


def test_the_same_body_however_it_is_abbreviated() -> None:
    assert acts.likeness("Prefettura – Ufficio Territoriale del Governo di Asti", "la Prefettura di Asti") >= acts.SAME
    assert acts.likeness("A.S.L. di Asti", "Azienda Sanitaria Locale di Asti") >= acts.SAME
    assert acts.likeness("Comune di Asti", "Comune di Alba") < acts.SAME


def test_a_party_is_used_once() -> None:
    one = Protocollo("", "altro", "", ("Comune di Asti", "Comune di Asti"), None, "")  # type: ignore[arg-type]
    assert acts.right_parties(["Comune di Asti"], one) == 1


def test_a_subject_is_held_by_its_words_in_order() -> None:
    assert acts.holds("PROTOCOLLO D'INTESA per la cura degli orti", "la cura degli orti")
    assert not acts.holds("Protocollo per gli orti, la cura", "cura degli orti")


def test_shares_are_of_all_acts() -> None:
    score = Score()
    score.counts.update({"acts": 4, "found": 3, "kind": 2, "others": 2, "invented": 1})
    assert (score.figures()["kind"], score.figures()["others left alone"]) == (0.5, 0.5)


def test_long_names_that_differ_in_place_or_number_are_two_bodies() -> None:
    court = "Procura della Repubblica presso il Tribunale per i Minorenni di"
    assert acts.likeness(f"{court} Taranto", f"{court} Potenza") < acts.SAME
    assert acts.likeness("Azienda Sanitaria Locale n. 3 di Roma", "ASL n. 4 di Roma") < acts.SAME
    assert acts.likeness(f"{court} Taranto", f"{court} Tarant0") >= acts.SAME


def test_an_office_belongs_to_its_body() -> None:
    assert acts.likeness("Regione Molise - Assessorato alle Politiche Sociali", "Regione Molise") >= acts.SAME
    assert acts.likeness("Croce Rossa Italiana - Comitato di Isernia", "Croce Rossa Italiana") < acts.SAME
