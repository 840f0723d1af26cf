"""What is an agreement, what is it called, when and where was it signed: the classes of agreements, in several shapes
each.
"""

from datetime import date

import pytest

from parsers.agreements.act import annexed_at, find_agreement, possible_agreement
from parsers.agreements.dates import find_signing
from parsers.agreements.kind import nouns
from parsers.agreements.sheet import lines
from parsers.italian.dates import find_dates
from parsers.italian.text import fold
from parsers.model import Block
from tests.learning.acts import named, teach

SIGNERS = ["La Prefettura di Terni, il Comune di Narni e la Caritas diocesana di Terni,", "si impegnano come segue."]
DUTIES = [
    "1. Il Comune mette a disposizione due alloggi e cura il trasporto.",
    "2. La Caritas assicura la mensa e segnala i casi fragili.",
    "3. Il presente atto dura un anno ed è rinnovabile.",
]
DAY = date(2015, 3, 12)


def blocks(*texts: str) -> list[Block]:
    return [Block(index, text) for index, text in enumerate(texts)]


def act(
    *head: str, foot: tuple[str, ...] = ("Terni, 12 marzo 2015", "Letto, confermato e sottoscritto")
) -> list[Block]:
    return blocks(*head, *SIGNERS, *DUTIES, *foot)


@pytest.mark.parametrize(
    ("head", "kind", "title"),
    [
        (("INTESA", "per la gestione dell'ostello solidale"), "altro", "INTESA per la gestione dell'ostello solidale"),
        (("Patto di quartiere per la cura dei giardini",), "altro", "Patto di quartiere per la cura dei giardini"),
        (
            ("A T T O   D ' I N T E S A", "per il ricovero notturno dei braccianti"),
            "atto_intesa",
            "per il ricovero notturno dei braccianti",
        ),
        (
            ("ADDENDUM AL PROTOCOLLO", "Oggetto: estensione ai comuni montani del servizio."),
            "altro",
            "estensione ai comuni montani del servizio",
        ),
        (
            ("CONVENZIONE TRA LA PREFETTURA DI TERNI E IL COMUNE DI NARNI PER LA MENSA DEI BRACCIANTI",),
            "convenzione",
            "CONVENZIONE PER LA MENSA DEI BRACCIANTI",
        ),
        (("“Una casa per tutti”", "PROTOCOLLO D'INTESA"), "protocollo_intesa", "Una casa per tutti"),
        (
            ("ACCORDO", "(art. 15, legge 7 agosto 1990, n. 241)", "scuola di lingua nelle frazioni alte"),
            "accordo",
            "scuola di lingua nelle frazioni",
        ),
        (
            ("RINNOVO DELLA CONVENZIONE", "sportello casa per famiglie immigrate"),
            "altro",
            "sportello casa per famiglie immigrate",
        ),
        (
            ("MEMORANDUM", "Oggetto: accompagnamento al lavoro dei neomaggiorenni"),
            "memorandum",
            "accompagnamento al lavoro dei neomaggiorenni",
        ),
    ],
)
def test_kind_and_subject_wherever_they_stand(head: tuple[str, ...], kind: str, title: str) -> None:
    found = find_agreement(act(*head))
    assert found is not None
    assert found.kind == kind
    assert title in found.title


@pytest.mark.parametrize(
    ("foot", "day", "place"),
    [
        ("Terni, 12 marzo 2015", DAY, "Terni"),
        ("Narni, nella sala consiliare, lì 12/03/2015", DAY, "Narni"),
        ("Fatto in duplice originale a Terni il 12 marzo 2015", DAY, "Terni"),
        ("In Terni, il dodici marzo duemilaquindici", DAY, "Terni"),
        ("Orvieto, 12 mar. 2015", DAY, "Orvieto"),
        ("La Spezia, 12 (dodici) marzo 2015", DAY, "La Spezia"),
        ("Terni, 12-III-2015", DAY, "Terni"),
        ("Luogo e data: Narni, 12.03.2015", DAY, "Narni"),
        ("Vigente dal 12 marzo 2015, giorno della firma", DAY, ""),
        ("2015-03-12T10:04 COMUNE DI NARNI", DAY, ""),
        ("Terni, 2015.03.12", DAY, "Terni"),
        ("Così intesi, firmiamo a Terni il 12 marzo 2015, prima della lezione", DAY, "Terni"),
        ("Noi tutti sottoscriviamo il presente patto in Narni oggi 12 marzo 2015", DAY, "Narni"),
        ("Così stipuliamo, in Terni, addì 12 marzo 2015", DAY, "Terni"),
    ],
)
def test_the_day_and_place_of_signing(foot: str, day: date, place: str) -> None:
    signing = find_signing(lines(act("PROTOCOLLO D'INTESA", foot=(foot,))), 0)
    assert signing is not None
    assert (signing.day, signing.place) == (day, place)
    assert signing.reason


@pytest.mark.parametrize(
    "foot",
    [
        "Vista la legge 12 marzo 2015, n. 40",
        "Il Sindaco, nato a Narni il 12 marzo 1965",
        "L'accordo cessa il 12 marzo 2018.",
        "Dal 12 marzo 2016 al 30 giugno 2017.",
        "Terni, lì ____________",
        "Considerato che in data 12 marzo 2013 fu sottoscritto un precedente accordo",
        "Bozza del 12 marzo 2015",
    ],
)
def test_what_is_no_day_of_signing(foot: str) -> None:
    assert find_signing(lines(act("PROTOCOLLO D'INTESA", foot=(foot,))), 0) is None


@pytest.mark.parametrize(
    ("running", "day"),
    [
        ("Terni, 12 marzo 2015 – firmato da tutti gli enti", DAY),
        ("Sottoscritta in tre originali a Narni il 12 marzo 2015", DAY),
        ("Terni 12-3-2015", DAY),
        ("Bollettino ufficiale – legge 12 marzo 2015, n. 40", None),
    ],
)
def test_a_day_that_only_the_running_head_or_foot_bears(running: str, day: date | None) -> None:
    signing = find_signing(lines(act("PROTOCOLLO D'INTESA", foot=())), 0, lines(blocks(running)))
    assert (signing and signing.day) == day


@pytest.mark.parametrize(
    "foot",
    [
        "Terni, 12 marzo 2014 (leggasi: 12 marzo 2015)",
        "Terni, lì 21 marzo 2015 [recte 12 marzo 2015]",
        "Fatto a Terni il 12 marzo 2005 (rectius 12 marzo 2015)",
        "Terni, 2 marzo 2015, si legga 12 marzo 2015",
    ],
)
def test_a_corrected_day_is_the_day(foot: str) -> None:
    signing = find_signing(lines(act("CONVENZIONE", foot=(foot,))), 0)
    assert signing is not None
    assert signing.day == DAY


def test_the_last_of_several_electronic_signatures_is_the_day() -> None:
    foot = tuple(
        f"Firmato digitalmente da ROSSI ADA, Comune di {name}, in data {day}.03.2015 ore 12:41"
        for name, day in (("Terni", "09"), ("Narni", "12"), ("Amelia", "10"))
    )
    signing = find_signing(lines(act("CONVENZIONE", foot=foot)), 0)
    assert signing is not None
    assert signing.day == DAY


def test_how_sure_a_day_is_is_said_and_a_rival_makes_a_doubt() -> None:
    plain = find_signing(lines(act("CONVENZIONE")), 0)
    rival = find_signing(
        lines(act("CONVENZIONE", foot=("Terni, 12 marzo 2015", "Il Sindaco", "Narni, 14 marzo 2015", "Il Parroco"))), 0
    )
    assert plain is not None
    assert rival is not None
    assert (plain.doubtful, rival.doubtful) == (False, True)
    assert 0.9 < plain.confidence <= 1


def test_an_opening_formula_dates_an_act_as_well() -> None:
    opening = "L'anno duemilaquindici, addì dodici del mese di marzo, in Terni, presso la Prefettura"
    signing = find_signing(lines(act("CONVENZIONE", opening, foot=("Il Prefetto", "Il Sindaco"))), 0)
    assert signing is not None
    assert (signing.day, signing.place) == (DAY, "Terni")


@pytest.mark.parametrize(
    "texts",
    [
        ("DELIBERAZIONE DELLA GIUNTA COMUNALE N. 12", "Oggetto: approvazione schema di protocollo d'intesa",
            "LA GIUNTA", "Vista la proposta", "DELIBERA", "di approvare lo schema di protocollo d'intesa"),
        ("COMUNICATO STAMPA", "È stato firmato questa mattina il protocollo d'intesa sull'accoglienza",
            "«Un passo avanti», ha dichiarato il Prefetto"),
        ("VERBALE DELLA RIUNIONE", "Sono presenti il Comune e la Caritas", "Si discute la bozza di convenzione",
            "La seduta è tolta alle ore 12"),
        ("COMUNE DI TERNI", "Raccolta", "Protocollo per le scuole, 2013 ........ p. 5 Accordo con le mense ..... p. "
                                        "19 Convenzione con il CPIA . . . . . 27"),
        ("Ai Sigg. Presidenti delle cooperative", "Oggetto: stipula degli accordi", "PROTOCOLLO D'INTESA", *SIGNERS,
            *DUTIES, "Letto e sottoscritto"),
        ("Al Direttore del CPIA", "OGGETTO: Convenzione", "CONVENZIONE", *SIGNERS, *DUTIES, "Terni, 12 marzo 2015"),
        ("PROTOCOLLO D'INTESA", "tra la Prefettura di ____ e [indicare gli altri enti]", "per [descrivere il fine]",
            "Visto (specificare le norme)", *DUTIES),
        ("CONVENZIONE", "tra il Comune di <inserire> e la Caritas", *SIGNERS, *DUTIES, "durata di [indicare anni]",
            "[inserire luogo] e data"),
        ("Elenco degli atti", "Protocollo d'intesa per le scuole, 2013", "Convenzione con il CPIA, 2014",
            "Accordo con le mense, 2015", "Memorandum con la CRI, 2016"),
    ],
)  # fmt: skip
def test_what_only_speaks_of_agreements_is_none(texts: tuple[str, ...]) -> None:
    assert find_agreement(blocks(*texts)) is None


def test_a_draft_with_blanks_is_an_agreement() -> None:
    draft = act(
        "PROTOCOLLO D'INTESA",
        "per la mensa dei braccianti",
        foot=("Terni, lì ____________", "Il Prefetto ______ Il Sindaco [firma]"),
    )
    assert find_agreement(draft) is not None


def test_a_head_that_names_an_agreement_is_no_secret() -> None:
    short = blocks("PROTOCOLLO D'INTESA", "per la mensa", "Il Comune cura la mensa.")
    assert find_agreement(short) is not None or possible_agreement(short) is not None
    assert possible_agreement(blocks("Relazione annuale", "Il Comune ha aperto una mensa.")) is None


@pytest.mark.parametrize(
    "texts",
    [
        ("MODELLO 4 - CONVENZIONE", "1 Oggetto: uso della palestra comunale", "2 Ente: Comune di Imola",
         "3 Ente: Prefettura di Bologna", "4 Durata: due anni", "5 Firma: M. Rossi", "6 Data: 4 aprile 2014"),
        ("VERBALE DI ACCORDO", "Il giorno 7 maggio 2013, presso la Camera del lavoro, si sono incontrate CGIL e CISL "
         "da una parte, Confagricoltura dall'altra.", "Le parti hanno convenuto che i braccianti siano alloggiati.",
         "Letto e sottoscritto."),
        ("Bozza di ACCORDO per la mensa estiva", "Parte: Comune di Nardò. Offre: la scuola di via Roma.",
         "Parte: Prefettura di Lecce. Offre: la vigilanza.", "Testo concordato dalle parti, da firmare."),
        ("Comodante: Provincia di Udine.", "Comodataria: Caritas diocesana di Udine.", "Le parti convengono:",
         "Art. 1 La Provincia concede in uso l'ex convento.", "Art. 2 L'uso dura cinque anni.",
         "Letto, confermato e sottoscritto.", "Udine, 3 marzo 2015"),
    ],
)  # fmt: skip
def test_an_act_in_an_odd_form_is_found_or_named(texts: tuple[str, ...]) -> None:
    odd = blocks(*texts)
    assert find_agreement(odd) is not None or possible_agreement(odd) is not None


@pytest.mark.parametrize(
    "texts",
    [
        ("Oggetto: protocollo d'intesa sulle mense", "Si prega di comunicare i nomi dei referenti entro venerdì."),
        ("Firmato in prefettura il protocollo sulle mense", "UDINE - Strette di mano, ieri, fra prefetto e sindaco."),
        ("Fattura n. 12 relativa alla convenzione del 3 marzo", "Imponibile euro 1.200, IVA esente."),
    ],
)
def test_what_mentions_an_agreement_in_passing_troubles_nobody(texts: tuple[str, ...]) -> None:
    assert possible_agreement(blocks(*texts)) is None


@pytest.mark.parametrize(
    ("heading", "kind"),
    [
        ("INTESA OPERATIVA", "altro"),
        ("Intesa istituzionale", "altro"),
        ("Rinnovo del protocollo d'intesa", "altro"),
        ("SECONDO RINNOVO DELL'ACCORDO", "altro"),
        ("Proroga della convenzione", "altro"),
        ("Convenzione", "convenzione"),
        ("INTESA", "altro"),
        ("ATTO D'INTESA", "atto_intesa"),
        ("Atto di intesa", "atto_intesa"),
        ("PROTOCOLLO D'INTESA", "protocollo_intesa"),
        ("RACCORDO OPERATIVO", "raccordo_operativo"),
    ],
)
def test_only_an_atto_di_intesa_is_one(heading: str, kind: str) -> None:
    found = find_agreement(act(heading, "per la mensa dei braccianti"))
    assert found is not None
    assert found.kind == kind


HEADS = {
    "small letters": ("protocollo d'intesa", "per la mensa dei braccianti"),
    "in a letterhead": ("Prefettura di Terni", "Comune di Narni", "PROTOCOLLO D'INTESA", "per la mensa"),
    "a draft": ("BOZZA", "Schema di convenzione", "per la mensa dei braccianti"),
    "a second draft": ("Ipotesi di accordo per la mensa dei braccianti",),
    "an addendum": ("ADDENDUM ALLA CONVENZIONE", "per la mensa dei braccianti"),
    "an atto aggiuntivo": ("ATTO AGGIUNTIVO", "alla convenzione per la mensa dei braccianti"),
    "a renewal": ("RINNOVO DELLA CONVENZIONE", "per la mensa dei braccianti"),
    "an extension": ("Proroga dell'accordo per la mensa dei braccianti",),
    "in brackets": ("Mensa dei braccianti", "(accordo di collaborazione)"),
    "behind a label": ("OGGETTO: Accordo per la mensa dei braccianti",),
    "an act of joining": ("ATTO DI ADESIONE", "al protocollo d'intesa per la mensa dei braccianti"),
}


@pytest.mark.parametrize("name", HEADS)
def test_an_act_under_any_of_these_heads_is_found(name: str) -> None:
    assert find_agreement(act(*HEADS[name])) is not None


@pytest.mark.parametrize("name", sorted(HEADS.keys() - {"behind a label"}))
def test_what_only_has_the_head_of_an_act_is_named(name: str) -> None:
    """The subject line of a letter says as much, so that a label alone names nothing."""
    bare = blocks(*HEADS[name], "I turni sono tre.", "Chi cucina mangia.")
    assert find_agreement(bare) is not None or possible_agreement(bare) is not None


@pytest.mark.parametrize(
    "texts",
    [
        ("VERBALE DI RIUNIONE", "PROTOCOLLO D'INTESA", "Si discute il testo.", "La seduta è tolta alle 12."),
        ("Deliberazione n. 12", "CONVENZIONE", "Il Consiglio approva.", "Letto e approvato il verbale."),
        ("Elenco degli accordi", "Protocollo d'intesa per le scuole", "referente: dott. Neri"),
    ],
)
def test_a_heading_under_the_name_of_another_document_makes_no_act(texts: tuple[str, ...]) -> None:
    assert find_agreement(blocks(*texts)) is None


def test_an_act_behind_other_pages_is_found_at_its_heading() -> None:
    scheda = ["Scheda 1", "La mensa accoglie ogni giorno quaranta persone e ha cambiato il quartiere."]
    both = blocks(
        *scheda, "PROTOCOLLO D'INTESA", "per la mensa dei braccianti", *SIGNERS, *DUTIES, "Terni, 12 marzo 2015"
    )
    assert annexed_at(both) == 2


def test_words_that_are_called_the_same_are_no_agreement() -> None:
    for text in (
        "d'intesa con il Comune",
        "protocollo n. 345",
        "numero di protocollo",
        "convenzione di Ginevra",
        "accordo Stato-Regioni",
        "accordo di integrazione",
        "accordo di integrazione: domande frequenti",
    ):
        assert nouns(fold(text)) == ()
    assert [noun.kind.value for noun in nouns(fold("schema di protocollo d'intesa"))] == ["protocollo_intesa"]


@pytest.mark.parametrize(
    "text", ["12 mar. 2015", "12 marzo '15", "2015-03-12", "12/III/2015", "12 (dodici) marzo 2015",
        "anno 2015, mese di marzo, giorno 12", "1° marzo 2015"]
)  # fmt: skip
def test_days_as_clerks_write_them(text: str) -> None:
    (found,) = find_dates(text)
    assert found.day == (date(2015, 3, 1) if text.startswith("1°") else DAY)


def test_the_model_is_the_same_every_time() -> None:
    few = named()[::9]
    assert teach(few)[0] == teach(few)[0]
