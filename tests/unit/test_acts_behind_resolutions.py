"""An agreement behind the resolution that approves it: kind, day and parties are those of the agreement."""

from datetime import date

import pytest

from parsers.agreements.act import find_agreement
from parsers.agreements.parties import find_parties
from parsers.model import Block

ACT = (
    "#PROTOCOLLO D'INTESA",
    "#per la mensa dei braccianti",
    "tra la Prefettura di Terni, il Comune di Narni e la Caritas diocesana di Terni",
    "Premesso che i braccianti sono cresciuti; le parti convengono quanto segue.",
    "Art. 1 – La Prefettura convoca il tavolo ogni sei mesi.",
    "Art. 2 – Il Comune mette a disposizione la sala e paga la luce.",
    "Art. 3 – La Caritas cucina ogni sera. Il protocollo dura un anno.",
    "Letto, confermato e sottoscritto",
    "Terni, 12 marzo 2015",
    "Il Prefetto – Il Sindaco – Il Direttore della Caritas",
)
RESOLUTIONS = {
    "of the executive": (
        "COMUNE DI NARNI",
        "DELIBERAZIONE DELLA GIUNTA COMUNALE N. 12 DEL 3 MARZO 2015",
        "Oggetto: approvazione protocollo d'intesa mensa",
        "LA GIUNTA, vista la proposta della Provincia di Rieti, ad unanimità",
        "DELIBERA",
        "di approvare l'allegato schema.",
    ),
    "of the council, in a copy": (
        "COPIA DI DELIBERAZIONE DEL CONSIGLIO COMUNALE",
        "Seduta del 3 marzo 2015; assente il consigliere del Comune di Amelia",
        "Il Consiglio, con voti unanimi, delibera di aderire al protocollo allegato.",
    ),
    "of an official": (
        "COMUNE DI NARNI – Area sociale",
        "DETERMINAZIONE DIRIGENZIALE N. 77 DEL 3.3.2015",
        "IL DIRIGENTE, visto il bilancio,",
        "DETERMINA",
        "1. di prendere atto del protocollo; 2. di impegnare 500 euro.",
    ),
}


def blocks(*texts: str) -> list[Block]:
    """Paragraphs; `#` makes one bold."""
    return [Block(n, text.lstrip("#"), bold=text.startswith("#")) for n, text in enumerate(texts)]


@pytest.mark.parametrize("name", RESOLUTIONS)
def test_the_agreement_behind_a_resolution_is_read(name: str) -> None:
    content = blocks(*RESOLUTIONS[name], *ACT)
    found = find_agreement(content)
    assert found is not None
    assert found.signed_on == date(2015, 3, 12)
    assert "mensa dei braccianti" in found.title
    assert found.begins == len(RESOLUTIONS[name])
    own = [block for block in content if block.index >= found.begins]
    parties = [party.name for party in find_parties(own, found.title_block, found.subject)]
    assert parties == ["Prefettura di Terni", "Comune di Narni", "Caritas diocesana di Terni"]


@pytest.mark.parametrize("name", RESOLUTIONS)
def test_a_resolution_alone_is_no_agreement(name: str) -> None:
    assert find_agreement(blocks(*RESOLUTIONS[name])) is None


@pytest.mark.parametrize("name", RESOLUTIONS)
def test_a_text_that_is_yet_to_be_signed_stays_with_its_resolution(name: str) -> None:
    unsigned = [text for text in ACT if not text.startswith("Terni, ")]
    found = find_agreement(blocks(*RESOLUTIONS[name], *unsigned, "Terni, lì ____________"))
    assert found is None or found.begins == 0


def test_an_agreement_that_stands_alone_begins_where_the_document_does() -> None:
    found = find_agreement(blocks(*ACT))
    assert found is not None
    assert found.begins == 0
