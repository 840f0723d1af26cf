"""Agreements whose heads are unlike the usual `PROTOCOLLO D'INTESA / TRA / E`."""

from datetime import UTC, date, datetime

import pytest

from config.limits import Limits
from jobs.demo.build import docx, mail, paragraphs, pdf
from jobs.pipeline import read_submission

BODY = [
    "VISTO il d.lgs. 142/2015;",
    "PREMESSO che il 4 febbraio 2014 è stata sottoscritta una convenzione;",
    "si conviene quanto segue",
    "Art. 1 - Oggetto. Le parti collaborano.",
    "Art. 2 - Durata. Il presente atto vale fino al 31 dicembre 2018.",
]
DAY = date(2015, 3, 12)
HEADS: dict[str, tuple[list[str], list[str], str, date | None, list[str]]] = {
    "group of comuni": (
        ["PROTOCOLLO OPERATIVO", "in materia di accoglienza", "tra la Prefettura di Arezzo, i Comuni di Cortona, "
                                                              "Sansepolcro e Bibbiena e la Caritas diocesana"],
        ["Letto, confermato e sottoscritto", "Arezzo, 12 MARZO 2015"], "protocollo_intesa", DAY,
        ["Prefettura di Arezzo", "Comune di Cortona", "Comune di Sansepolcro", "Comune di Bibbiena",
            "Caritas diocesana"],
    ),
    "numbered, one of unknown kind": (
        ["ACCORDO DI PARTENARIATO", "fra", "1) Prefettura di Udine", "2) Comune di Udine", "3) ENAIP FVG",
            "per l'inserimento lavorativo"],
        ["Sottoscritto in Udine il 12 marzo 2015"], "accordo", DAY, ["Prefettura di Udine", "Comune di Udine",
            "ENAIP FVG"],
    ),
    "intesa territoriale": (
        ["INTESA TERRITORIALE per l'accoglienza", "Tra", "Prefettura di Pisa", "Società della Salute",
            "Unione Valdera"],
        ["Pisa, lì 12/3/15"], "altro", DAY, ["Prefettura di Pisa", "Società della Salute", "Unione Valdera"],
    ),
    "tax codes": (
        ["CONVENZIONE", "L'anno 2015, addì 12 del mese di marzo, in Mantova", "TRA", "la Prefettura di Mantova (C.F. "
                                                                                     "80016930200), in persona del Prefetto;", "E", "la Società Cooperativa Sociale Alce, con sede in Mantova;"],
        ["Per la Prefettura", "Per la Cooperativa"], "convenzione", DAY, ["Prefettura di Mantova",
            "Società Cooperativa Sociale Alce"],
    ),
    "a line with dashes": (
        ["Protocollo d’Intesa", "Prefettura di Lecco – Provincia di Lecco – Comune di Lecco",
            "per la promozione di attività di volontariato"],
        ["Lecco, 12 marzo 2015"], "protocollo_intesa", DAY, ["Prefettura di Lecco", "Provincia di Lecco",
            "Comune di Lecco"],
    ),
    "agreeing in prose": (
        ["LINEE GUIDA CONDIVISE per la presa in carico dei minori", "La Prefettura di Bari, il Tribunale per i "
                                                                    "Minorenni di Bari e la Procura concordano quanto "
                                                                    "segue:"],
        ["Bari, 12 marzo 2015"], "altro", DAY, ["Prefettura di Bari", "Tribunale per i Minorenni di Bari", "Procura"],
    ),
    "the undersigned": (
        ["Patto per l'accoglienza", "I sottoscritti Sindaci dei Comuni di Ala, Avio e Mori, la Comunità della "
                                    "Vallagarina e il Commissariato del Governo di Trento"],
        ["Trento, 12 marzo 2015"], "altro", DAY,
        ["Comune di Ala", "Comune di Avio", "Comune di Mori", "Comunità della Vallagarina",
            "Commissariato del Governo di Trento"],
    ),
    "il giorno at the end": (
        ["RACCORDO OPERATIVO", "tra Questura di Prato, Prefettura di Prato e Comune di Prato"],
        ["Prato, il giorno dodici marzo duemilaquindici"], "raccordo_operativo", DAY, ["Questura di Prato",
            "Prefettura di Prato", "Comune di Prato"],
    ),
    "a renewal without a date": (
        ["RINNOVO DEL PROTOCOLLO D'INTESA", "tra la Prefettura di Rieti e il Comune di Rieti"],
        ["Rieti, _________"], "altro", None, ["Prefettura di Rieti", "Comune di Rieti"],
    ),
}  # fmt: skip


@pytest.mark.parametrize("name", HEADS)
@pytest.mark.parametrize("kind", ["docx", "pdf"])
def test_kind_date_and_parties(name: str, kind: str) -> None:
    head, end, expected, day, parties = HEADS[name]
    lines = paragraphs("\n".join([*head, *BODY, *end]))
    content = docx(lines) if kind == "docx" else pdf(lines)
    original = mail(
        "a@b.example", "Atto", "Si allega.", {f"atto.{kind}": content}, date=datetime(2016, 1, 1, tzinfo=UTC)
    )
    (agreement,) = read_submission(original, Limits()).reading.protocolli
    assert (agreement.kind, agreement.signed_on) == (expected, day)
    assert list(agreement.parties) == parties
    assert agreement.duration == "fino al 31 dicembre 2018"
