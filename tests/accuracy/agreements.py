"""Agreements with known kind, date and parties, and letters, minutes and resolutions that only speak of one."""

from collections.abc import Iterator
from dataclasses import dataclass
from datetime import UTC, date, datetime
from itertools import cycle

from jobs.demo.build import docx, mail, pdf

DATE = datetime(2016, 1, 12, 10, tzinfo=UTC)
Lines = list[tuple[str, str]]
_MONTHS = "gennaio febbraio marzo aprile maggio giugno luglio agosto settembre ottobre novembre dicembre".split()
_WORDS = {
    2: "due",
    5: "cinque",
    9: "nove",
    12: "dodici",
    14: "quattordici",
    18: "diciotto",
    23: "ventitré",
    27: "ventisette",
    30: "trenta",
}
_YEARS = {2013: "duemilatredici", 2014: "duemilaquattordici", 2015: "duemilaquindici", 2016: "duemilasedici"}


@dataclass(frozen=True)
class Agreement:
    """A mail with one document; `kind` None where the document is none."""

    name: str
    part: str
    original: bytes
    kind: str | None
    signed_on: date | None
    parties: tuple[str, ...]


TITLES = {
    "tuning": {
        "protocollo_intesa": ["PROTOCOLLO D'INTESA per lo svolgimento di attività di volontariato da parte dei "
                              "richiedenti asilo", "Protocollo di intesa\nin materia di accoglienza diffusa dei "
                                                   "cittadini stranieri"],
        "atto_intesa": ["ATTO D'INTESA per la gestione dei minori stranieri non accompagnati"],
        "raccordo_operativo": ["RACCORDO OPERATIVO tra uffici in materia di protezione internazionale"],
        "accordo": ["ACCORDO DI COLLABORAZIONE per l'insegnamento della lingua italiana",
            "Accordo operativo territoriale sull'accoglienza"],
        "convenzione": ["CONVENZIONE per lo svolgimento di tirocini formativi"],
        "memorandum": ["MEMORANDUM D'INTESA sull'inclusione sociale dei migranti"],
        "altro": ["PATTO TERRITORIALE per l'integrazione"],
    },
    "unseen": {
        "protocollo_intesa": ["Interventi in favore dei richiedenti protezione internazionale\nPROTOCOLLO D’INTESA",
            "P R O T O C O L L O   D ' I N T E S A\nper l'impiego volontario degli ospiti dei centri",
            "Schema di protocollo d'intesa in tema di orientamento sanitario dei migranti"],
        "atto_intesa": ["Atto di intesa finalizzato al contrasto della tratta"],
        "raccordo_operativo": ["Raccordo operativo per la presa in carico delle persone vulnerabili"],
        "accordo": ["ACCORDO ai sensi dell'art. 15 della legge 7 agosto 1990, n. 241, per l'apertura di uno sportello "
                    "informativo", "Accordo territoriale per la casa"],
        "convenzione": ["Convenzione quadro per attività di pubblica utilità"],
        "memorandum": ["Memorandum per la collaborazione interreligiosa"],
        "altro": ["Patto di collaborazione per la cura dei beni comuni"],
    },
}  # fmt: skip
PARTIES = {
    "tuning": [
        ("Prefettura di Pavia", "Comune di Vigevano", "Caritas Diocesana di Vigevano"),
        ("Prefettura di Lodi", "Provincia di Lodi", "Azienda Sanitaria Locale di Lodi", "CGIL"),
        ("Prefettura di Ancona", "Comune di Senigallia"),
    ],
    "unseen": [
        (
            "Prefettura di Arezzo",
            "Comune di Cortona",
            "Associazione Volontari del Soccorso",
            "Cooperativa Sociale Il Ponte",
        ),
        (
            "Prefettura - Ufficio Territoriale del Governo di Trapani",
            "Comune di Marsala",
            "Azienda Sanitaria Provinciale di Trapani",
        ),
        ("Prefettura di Udine", "Confindustria Udine", "Centro per l'Impiego di Udine", "Arcidiocesi di Udine"),
    ],
}
_REPRESENTED = [
    "il Prefetto dott. Carlo Neri",
    "il Sindaco pro tempore sig.ra Lucia Gallo",
    "il Presidente don Marco Riva",
    "il Direttore generale ing. Pietro Sala",
]


def between(style: int, parties: tuple[str, ...]) -> Lines:
    """The parties: in prose, one per line, with representatives, with dashes."""
    if style == 0:
        named = [
            f"la {p}"
            if p.startswith(
                (
                    "Prefettura",
                    "Provincia",
                    "Caritas",
                    "Azienda",
                    "Associazione",
                    "Cooperativa",
                    "CGIL",
                    "Confindustria",
                    "Arcidiocesi",
                )
            )
            else f"il {p}"
            for p in parties
        ]
        return [("bold", "TRA"), ("text", ", ".join(named[:-1]) + f" e {named[-1]}")]
    if style == 1:
        lines: Lines = [("bold", "TRA"), ("text", f"{parties[0]}, rappresentata da {_REPRESENTED[0]}")]
        for p, who in zip(parties[1:], _REPRESENTED[1:], strict=False):
            lines += [("bold", "E"), ("text", f"{p}, in persona di {who}, di seguito denominato “Ente”")]
        return lines
    if style == 2:
        return [("bold", "tra"), *(("text", f"- {p};") for p in parties)]
    return [
        (
            "text",
            "Tra " + "; ".join(f"{p} (rappresentata da {who})" for p, who in zip(parties, _REPRESENTED, strict=False)),
        )
    ]


def preamble(part: str) -> Lines:
    if part == "tuning":
        return [
            ("text", "VISTO il decreto legislativo 18 agosto 2015, n. 142;"),
            ("text", "VISTA l'Intesa della Conferenza Unificata del 10 luglio 2014;"),
            ("text", "PREMESSO che con deliberazione n. 12 del 3 febbraio 2015 il consiglio comunale ha approvato lo "
                     "schema del presente atto;"),
        ]  # fmt: skip
    return [
        ("text", "Considerato che la circolare del 27 novembre 2014 incoraggia percorsi di volontariato;"),
        ("text", "Richiamata la legge 11 agosto 1991, n. 266;"),
        ("text",
            "Dato atto che in data 4/6/2013 era stato siglato un precedente accordo, scaduto il 31 dicembre 2014;"),
    ]  # fmt: skip


ARTICLES = {
    "tuning": ["Art. 1 Le premesse costituiscono parte integrante dell'atto.", "Art. 2 Le parti si impegnano a "
                                                                               "promuovere attività gratuite in "
                                                                               "favore della comunità.",
                                                                               "Art. 3 Il presente atto ha durata "
                                                                               "fino al 31 dicembre 2017 ed è rinnovabile."],
    "unseen": ["1. Oggetto. Le parti collaborano per favorire l'inclusione delle persone accolte.",
        "2. Impegni. Ciascun sottoscrittore mette a disposizione proprio personale.", "3. Durata. L'intesa vale due "
                                                                                      "anni a decorrere dal 1° marzo 2016."],
}  # fmt: skip


def closing(style: int, day: date | None, place: str) -> tuple[Lines, Lines]:
    """What stands at the top and at the end for a date: digits, words, opening formula, none."""
    signed: Lines = [("text", "Letto, confermato e sottoscritto.")]
    names: Lines = [("text", "Il Prefetto f.to Carlo Neri"), ("text", "Il Sindaco f.to Lucia Gallo")]
    if day is None:
        return [], [*signed, ("text", f"{place}, lì ____________"), *names]
    written = f"{day.day} {_MONTHS[day.month - 1]} {day.year}"
    if style == 0:
        return [], [*signed, ("text", f"{place}, {written}"), *names]
    if style == 1:
        return [], [*signed, ("text", f"{place}, lì {day:%d.%m.%Y}"), *names]
    if style == 2:
        opening = (
            f"L'anno {_YEARS[day.year]}, il giorno {_WORDS[day.day]} del mese di {_MONTHS[day.month - 1]}, in "
            f"{place}, presso la sede della Prefettura"
        )
        return [("text", opening)], [*signed, *names]
    if style == 3:
        return [], [
            *signed,
            ("text", f"{place}, addì {_WORDS[day.day]} {_MONTHS[day.month - 1]} {_YEARS[day.year]}"),
            *names,
        ]
    return [("text", f"Il giorno {day.day} {_MONTHS[day.month - 1]} {day.year}, in {place}")], [*signed, *names]


def agreements(part: str) -> Iterator[Agreement]:
    """Kinds, parties and dates in every combination that is worth one."""
    kinds = cycle(["docx", "pdf"])
    days = cycle(
        [
            date(2015, 3, 12),
            date(2014, 6, 30),
            None,
            date(2015, 11, 5),
            date(2013, 9, 27),
            date(2016, 1, 9),
            date(2015, 5, 18),
        ]
    )
    closings, styles = cycle(range(5)), cycle(range(4))
    number = 0
    for _ in range(3):
        for parties in PARTIES[part]:
            for kind, titles in TITLES[part].items():
                for title in titles:
                    number += 1
                    if number > 66:
                        return
                    day, place = next(days), parties[1].rpartition(" ")[2]
                    top, end = closing(next(closings), day, place)
                    lines: Lines = [
                        *(("bold", line) for line in title.split("\n")),
                        *top,
                        *between(next(styles), parties),
                        *preamble(part),
                        ("bold", "si conviene quanto segue"),
                        *(("text", line) for line in ARTICLES[part]),
                        *end,
                    ]
                    name, content = (
                        (f"allegato {number}.docx", docx(lines))
                        if next(kinds) == "docx"
                        else (f"allegato {number}.pdf", pdf(lines))
                    )
                    original = mail(
                        "protocollo.prefar@pec.interno.it",
                        "Trasmissione atto",
                        "Si allega.",
                        {name: content},
                        date=DATE,
                    )
                    yield Agreement(f"{kind} / {title[:30]!r} / {day}", part, original, kind, day, parties)


NO_AGREEMENTS = [
    "VERBALE DI RIUNIONE\nIl giorno 12 marzo 2015 si è riunito il tavolo. Il Prefetto illustra la bozza di protocollo "
    "d'intesa con i comuni.\nI presenti concordano sull'opportunità di sottoscriverlo entro aprile.\nLa seduta è "
    "tolta alle ore 12.",
    "Oggetto: protocollo d'intesa per il volontariato. Trasmissione.\nSi trasmette copia del protocollo d'intesa "
    "sottoscritto il 12 marzo 2015 con il comune di Cortona.\nDistinti saluti\nIl Dirigente",
    "DELIBERAZIONE DELLA GIUNTA COMUNALE n. 45\nL'anno duemilaquindici il giorno dodici del mese di marzo la Giunta "
    "si è riunita.\nOggetto: approvazione schema di protocollo d'intesa con la Prefettura.\nLA GIUNTA\nVista la "
    "proposta; ad unanimità di voti DELIBERA di approvare lo schema di protocollo d'intesa.",
    "Progetto “Insieme”\nIl progetto prevede la firma di una convenzione con il CPIA e di un accordo con le "
    "imprese.\nCosto complessivo: euro 12.000.",
    "COMUNICATO STAMPA\nFirmato oggi in Prefettura il protocollo d'intesa sull'accoglienza. «Un passo importante», ha "
    "detto il Prefetto.",
    "ELENCO ALLEGATI\n1. Protocollo d'intesa del 12 marzo 2015\n2. Convenzione con il CPIA\n3. Accordo con le "
    "cooperative",
    "CONVOCAZIONE\nLa S.V. è invitata alla sottoscrizione del Protocollo d'intesa che avrà luogo il 14 maggio 2015 "
    "alle ore 11 presso questa sede.",
    "Relazione sull'attuazione dell'accordo territoriale\nA un anno dalla firma dell'accordo i risultati sono "
    "positivi: 40 volontari coinvolti e tre comuni aderenti.",
]  # fmt: skip


def no_agreements() -> Iterator[Agreement]:
    for text in NO_AGREEMENTS:
        lines: Lines = [("text", line) for line in text.split("\n")]
        for suffix, content in (("docx", docx(lines)), ("pdf", pdf(lines))):
            original = mail(
                "protocollo.prefar@pec.interno.it",
                "Trasmissione",
                "Si allega.",
                {f"documento.{suffix}": content},
                date=DATE,
            )
            yield Agreement(f"none / {text[:40]!r} / {suffix}", "unseen", original, None, None, ())
