"""Agreements in several layouts, as Word and PDF, and texts that only speak of one."""

import pytest

from config.limits import Limits
from jobs.demo.build import docx, paragraphs, pdf
from parsers.agreements.act import find_agreement
from parsers.agreements.parties import find_parties
from parsers.model import Block
from parsers.readers.docx import document as docx_reader
from parsers.readers.pdf import document as pdf_reader

#: name -> (text, kind, title, signing date or None, parties)
AGREEMENTS: dict[str, tuple[str, str, str, str | None, list[str]]] = {
    "parties in one sentence": (
        """CONVENZIONE PER L'INSERIMENTO ABITATIVO DEI NUCLEI FAMILIARI
tra la Prefettura di Lodi, rappresentata dal Prefetto dott. Paolo Neri, il Comune di Codogno, rappresentato dal Sindaco, e la Caritas diocesana di Lodi
Premesso che la legge 8 novembre 2000 n. 328 promuove la rete dei servizi;
Visto il D.Lgs. 18 agosto 2015 n. 142;
Tutto ciò premesso si conviene e si stipula quanto segue
Art. 1 Finalità
La presente convenzione disciplina gli alloggi.
Art. 2 Durata
La convenzione scade il 31 dicembre 2017.
Letto, approvato e sottoscritto
Lodi, lì 3 febbraio 2015""",
        "convenzione",
        "CONVENZIONE PER L'INSERIMENTO ABITATIVO DEI NUCLEI FAMILIARI",
        "2015-02-03",
        ["Prefettura di Lodi", "Comune di Codogno", "Caritas diocesana di Lodi"],
    ),
    "date in words, dashes, a group of comuni": (
        """ACCORDO DI COLLABORAZIONE
L'anno duemilaquattordici il giorno ventisette del mese di ottobre in Rieti, presso la Prefettura
TRA
- Prefettura - UTG di Rieti;
- Comuni di: Amatrice, Leonessa e Cittaducale;
- Azienda Sanitaria Locale;
e
- Associazione Mondo Aperto ONLUS
Visto il decreto legislativo 25 luglio 1998, n. 286
Considerato che occorre favorire l'integrazione
le parti concordano quanto segue
Art. 1
Il presente accordo ha durata di due anni dal 1 novembre 2014.""",
        "accordo",
        "ACCORDO DI COLLABORAZIONE",
        "2014-10-27",
        [
            "Prefettura di Rieti",
            "Comune di Amatrice",
            "Comune di Leonessa",
            "Comune di Cittaducale",
            "Azienda Sanitaria Locale",
            "Associazione Mondo Aperto ONLUS",
        ],
    ),
    "an undated draft": (
        """Protocollo d’intesa
per la realizzazione di percorsi di lingua italiana
tra
Prefettura di Prato
Provincia di Prato
CPIA di Prato
PREMESSO
che il D.P.R. 14 settembre 2011, n. 179 disciplina l'accordo di integrazione
CONVENGONO QUANTO SEGUE
Articolo 1
Le premesse costituiscono parte integrante del presente protocollo.
Prato, ___________
Per la Prefettura di Prato""",
        "protocollo_intesa",
        "Protocollo d’intesa per la realizzazione di percorsi di lingua italiana",
        None,
        ["Prefettura di Prato", "Provincia di Prato", "CPIA di Prato"],
    ),
    "subject before kind": (
        """ACCOGLIENZA DEI RICHIEDENTI ASILO NEL TERRITORIO PROVINCIALE
PROTOCOLLO D'INTESA
TRA
LA PREFETTURA DI TREVISO
LA PROVINCIA DI TREVISO
E
I COMUNI DI CASIER, PREGANZIOL E MOGLIANO VENETO
Vista l'Intesa del 10 luglio 2014 in Conferenza Unificata;
si conviene
1. Il presente protocollo definisce l'accoglienza.
Treviso, 12.03.2015
firmato digitalmente""",
        "protocollo_intesa",
        "ACCOGLIENZA DEI RICHIEDENTI ASILO NEL TERRITORIO PROVINCIALE PROTOCOLLO D'INTESA",
        "2015-03-12",
        [
            "Prefettura di Treviso",
            "Provincia di Treviso",
            "Comune di Casier",
            "Comune di Preganziol",
            "Comune di Mogliano Veneto",
        ],
    ),
    "parties without articles": (
        """RACCORDO OPERATIVO PER LA PRESA IN CARICO DEI MINORI NON ACCOMPAGNATI
fra Prefettura di Asti, Questura di Asti e Tribunale per i minorenni
Considerato che i minori necessitano di tutela
si conviene quanto segue:
Art. 1 - Il presente raccordo operativo regola la segnalazione.
Asti, 9 giugno 2015
Il Prefetto""",
        "raccordo_operativo",
        "RACCORDO OPERATIVO PER LA PRESA IN CARICO DEI MINORI NON ACCOMPAGNATI",
        "2015-06-09",
        ["Prefettura di Asti", "Questura di Asti", "Tribunale per i minorenni"],
    ),
}

NO_AGREEMENTS = {
    "letter": """Prefettura di Lodi
OGGETTO: Protocollo d'intesa per l'accoglienza. Trasmissione.
Si trasmette in allegato il protocollo d'intesa sottoscritto in data 3 febbraio 2015 tra la Prefettura e il Comune di Codogno.
Distinti saluti
Il Prefetto""",
    "delibera": """COMUNE DI CASIER
DELIBERAZIONE DELLA GIUNTA COMUNALE N. 27 DEL 12 MARZO 2015
OGGETTO: Approvazione schema di protocollo d'intesa tra la Prefettura di Treviso e i comuni
L'anno duemilaquindici il giorno dodici del mese di marzo
VISTO il testo unico
PREMESSO che la Prefettura ha proposto un protocollo d'intesa
DELIBERA
1. di approvare lo schema di protocollo""",
    "minutes": """Verbale della riunione del tavolo del 4 maggio 2015
Sono presenti la Prefettura, il Comune e la Caritas. Si discute il protocollo d'intesa tra la Prefettura e i comuni.
Il presente verbale è approvato.""",
}


def blocks_of(text: str, shape: str) -> tuple[Block, ...]:
    content = paragraphs(text)
    if shape == "pdf":
        return pdf_reader.read(pdf(content), Limits()).blocks
    return docx_reader.read(docx([("bold", content[0][1]), *content[1:]]), Limits()).blocks


@pytest.mark.parametrize("shape", ["docx", "pdf"])
@pytest.mark.parametrize("name", AGREEMENTS)
def test_an_agreement_and_its_facts(name: str, shape: str) -> None:
    text, kind, title, day, parties = AGREEMENTS[name]
    blocks = blocks_of(text, shape)
    agreement = find_agreement(blocks)
    assert agreement is not None
    assert (agreement.kind, agreement.title) == (kind, title)
    assert (agreement.signed_on and agreement.signed_on.isoformat()) == day
    assert [party.name for party in find_parties(blocks, agreement.title_block)] == parties


@pytest.mark.parametrize("shape", ["docx", "pdf"])
@pytest.mark.parametrize("name", NO_AGREEMENTS)
def test_what_only_speaks_of_an_agreement_is_none(name: str, shape: str) -> None:
    assert find_agreement(blocks_of(NO_AGREEMENTS[name], shape)) is None


@pytest.mark.parametrize(
    ("phrase", "kind"),
    [
        ("Protocollo di intesa", "protocollo_intesa"), ("PROTOCOLLO D’INTESA", "protocollo_intesa"), ("Atto d'intesa",
            "atto_intesa"),
        ("Raccordo operativo", "raccordo_operativo"), ("Accordo operativo territoriale", "accordo"), ("Convenzione",
            "convenzione"),
        ("Memorandum d'intesa", "memorandum"), ("Patto di collaborazione", "altro"),
    ],
)  # fmt: skip
def test_kinds_by_their_names(phrase: str, kind: str) -> None:
    text = (
        f"{phrase}\nTRA\nla Prefettura di Asti\nil Comune di Nizza\nVisto il D.Lgs. 142/2015\nsi conviene quanto "
        f"segue\nArt. 1 Oggetto"
    )
    agreement = find_agreement(blocks_of(text, "docx"))
    assert agreement is not None
    assert agreement.kind == kind
