"""Which office wrote: all 106 by address and letterhead, and the words that only look like one."""

import pytest

from config.prefetture import Prefettura, prefetture
from parsers.correspondence.office import decide_sender, from_address, named_offices
from parsers.model import Block, Correspondence, Mention

ORDINARY = [office for office in prefetture() if office.sigla != "AO"]
OTHER_OFFICES = {"TN": "comgovtn", "BZ": "comgovbz"}


@pytest.mark.parametrize("office", ORDINARY, ids=lambda office: office.sigla)
class TestEveryOffice:
    def test_by_its_pec_address(self, office: Prefettura) -> None:
        local = OTHER_OFFICES.get(office.sigla, f"pref{office.sigla.lower()}")
        for box in ("protocollo", "prefettura", "gabinetto", "area.quarta"):
            assert from_address(f"{box}.{local}@pec.interno.it") == office.sigla

    def test_by_its_ordinary_address(self, office: Prefettura) -> None:
        import re

        from parsers.italian.text import fold

        compact = re.sub(r"[^a-z]", "", fold(office.name))
        assert from_address(f"prefettura.{compact}@interno.it") == office.sigla
        assert from_address(f"gabsicurezza.pref_{compact}@interno.it") == office.sigla

    def test_by_an_address_of_one_of_its_desks(self, office: Prefettura) -> None:
        import re

        from parsers.italian.text import fold

        sigla, compact = office.sigla.lower(), re.sub(r"[^a-z]", "", fold(office.name))
        for local in (
            f"gabinetto.pref{sigla}", f"immigrazione.pref.{sigla}", f"prefetto.{compact}", f"urp_prefettura_{sigla}",
            f"prefettura.{compact}.immigrazione", f"protocollo.prefettura{compact}", f"{compact}.prefettura",
            f"area4.utg-{compact}",
        ):  # fmt: skip
            assert from_address(f"{local}@interno.it") == office.sigla, local
            assert from_address(f"{local}@pec.interno.it") == office.sigla, local
            assert from_address(f"{local}@interno.it.example.org") is None, local

    @pytest.mark.parametrize(
        "shape",
        ["Prefettura - Ufficio Territoriale del Governo di {}", "Prefettura – U.T.G. di {}", "PREFETTURA DI {}",
            "Il Prefetto della provincia di {}",
         "Prefettura-U.T.G. di {} - Area IV", "Ufficio territoriale del Governo di {}",
         "Commissariato del Governo per la provincia di {}"],
    )  # fmt: skip
    def test_by_its_letterhead_in_every_spelling(self, office: Prefettura, shape: str) -> None:
        for name in (office.name, *(variant for variant in office.variants if variant[0].isupper())):
            if not name.startswith(("Commissariat", "Regierung", "Città")):
                assert named_offices(shape.format(name)) == [office.sigla], name
                assert named_offices(shape.format(name).upper()) == [office.sigla], name


@pytest.mark.parametrize(
    "text", ["Presidenza della Regione autonoma Valle d'Aosta", "Regierungskommissariat für die Provinz Bozen"]
)
def test_offices_that_are_no_prefetture(text: str) -> None:
    assert named_offices(text) in (["AO"], ["BZ"])


@pytest.mark.parametrize(
    "text",
    ["un'abitudine scolastica di Ravenna", "fermo restando quanto sopra", "Prefettura di Macerata Feltria",
        "Prefettura di Massa Marittima", "via Roma 12",
     "Prefettura, piazza Trento e Trieste", "Prefettura di Reggio", "la Regione Friuli-Venezia Giulia",
     "il comodato d'uso", "corso Torino", "gli interni"],
)  # fmt: skip
def test_look_alikes_are_no_office(text: str) -> None:
    assert named_offices(text) == []


@pytest.mark.parametrize(
    "address",
    [
        "mario.rossi@interno.it",
        "protocollo.prefxx@pec.interno.it",
        "prefcr@example.org",
        "a@pec.interno.it.example",
        "prefazioni@interno.it",
        "prefettura@interno.it",
        "to.prefettura@interno.it",
        "prefna.prefmi@interno.it",
        "dlci.prefetture@interno.it",
        "prefto@interno.it.org",
        "prefto@notinterno.it",
    ],
)
def test_addresses_that_tell_nothing(address: str) -> None:
    assert from_address(address) is None


def decide(address: str, *lines: str, subject: str = "", name: str = ""):  # type: ignore[no-untyped-def]
    blocks = [Block(number, line) for number, line in enumerate(lines)]
    return decide_sender(Correspondence(subject, (Mention(name, address),)), [blocks], [])


def test_the_addressee_is_not_the_sender() -> None:
    decision, problems = decide(
        "info@comune.example", "Comune di Casalmaggiore", "Alla Prefettura di Cremona", "Oggetto: scheda"
    )
    assert decision.sigla is None
    assert [problem.code for problem in problems] == ["unknown_sender"]


def test_the_address_outranks_the_letterhead_and_the_conflict_is_told() -> None:
    decision, problems = decide("protocollo.prefcr@pec.interno.it", "Prefettura di Bergamo")
    assert decision.sigla == "CR"
    assert [problem.code for problem in problems] == ["prefettura_conflict"]


def test_a_personal_address_falls_back_on_letterhead_then_subject() -> None:
    assert decide("mario.rossi@interno.it", "Prefettura di Bergamo")[0].sigla == "BG"
    assert decide("mario.rossi@interno.it", subject="Buone pratiche - Prefettura di Asti")[0].sigla == "AT"


def test_a_letterhead_broken_over_two_lines() -> None:
    assert (
        decide("mario.rossi@interno.it", "Prefettura - Ufficio Territoriale del Governo", "di Vibo Valentia")[0].sigla
        == "VV"
    )


@pytest.mark.parametrize(
    ("sigla", "lines"),
    [
        ("OR", ["PREFETTURA-UTG ORISTANO"]),
        ("OR", ["Prefettura-Ufficio Territoriale del Governo di Oristano"]),
        ("SI", ["Modulo di risposta", "Prefettura: Siena", "Referente: Mario Rossi"]),
        ("SI", ["Ministero dell'Interno", "Prefettura", "Siena"]),
        ("GR", ["Prefettura – Ufficio territoriale del Governo - Grosseto"]),
        ("GR", ["Il Viceprefetto Vicario di Grosseto", "Mario Rossi"]),
        ("TN", ["Commissariato del Governo per la", "Provincia autonoma di Trento"]),
        ("AO", ["Région autonome Vallée d'Aoste", "Présidence de la Région autonome Vallée d'Aoste"]),
        ("VB", ["Prefettura di Verbano, Cusio, Ossola, Ufficio di Gabinetto"]),
        ("SI", ["P R E F E T T U R A di Siena"]),
        ("PZ", ["Ente\tPrefettura di Potenza e 31 Comuni"]),
        (None, ["Comune di Siena", "in accordo con le prefetture di Como e Bolzano"]),
        (None, ["Tavolo delle Prefetture di Como, Lecco e Sondrio"]),
        (None, ["Provincia: Siena", "Comune: Chiusi"]),
        (None, ["la Prefettura, Siena Solidale e il Comune"]),
    ],
)
def test_an_office_as_letterheads_and_forms_write_it(sigla: str | None, lines: list[str]) -> None:
    assert decide("mario.rossi@interno.it", *lines)[0].sigla == sigla
