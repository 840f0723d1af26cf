"""In which region an agreement is at work: the region of most of its parties."""

from datetime import date

import pytest

from config.vocabulary import ProtocolloKind
from jobs import decide
from jobs.app import App
from jobs.decide import AgreementFacts, Person
from parsers.model import PartyFacts, Protocollo
from tests.unit.test_decisions_about_agreements import ACT, bringing
from tests.unit.test_impostors import rows, take
from tests.unit.test_persons_and_trust import again


def agreement(*regions: str) -> Protocollo:
    facts = tuple(PartyFacts("comune", "", "", region, 0.9) for region in regions)
    names = tuple(f"Ente {number}" for number in range(len(regions)))
    return Protocollo("k", ProtocolloKind.ACCORDO, "t", names, date(2015, 3, 12), "d", party_facts=facts)


@pytest.mark.parametrize(
    ("regions", "region"),
    [
        (("Puglia", "Puglia"), "Puglia"),
        (("Puglia", "", ""), "Puglia"),
        (("Lazio", "Puglia", "Puglia"), "Puglia"),
        (("Lazio", "Puglia"), ""),
        (("", ""), ""),
        ((), ""),
    ],
)
def test_the_region_of_most_of_its_parties(regions: tuple[str, ...], region: str) -> None:
    assert agreement(*regions).region == region


def test_it_is_stored_and_follows_what_a_person_decides(app: App) -> None:
    take(app, bringing(ACT))
    asked = "SELECT agreement_region FROM v_protocolli"
    assert rows(app, asked) == [("Lombardia",)]
    decide.agreement(app, 1, AgreementFacts(parties=("Comune di Bari", "Comune di Trani")), Person("anna"))
    again(app, 1)
    assert rows(app, asked) == [("Puglia",)]
