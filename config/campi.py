"""The eleven campi of the form attached to Circular 5973 of 11 November 2015."""

from dataclasses import dataclass

#: Where the official titles come from.
CITATION = (
    "Ministero dell'Interno, Dipartimento per le Libertà Civili e l'Immigrazione, circolare n. 5973 "
    "dell'11/11/2015, allegato"
)


@dataclass(frozen=True, slots=True)
class Campo:
    """One official field: `number` 1 to 11, `title` as printed on the form, `short` for tables."""

    number: int
    title: str
    short: str


CAMPI: tuple[Campo, ...] = (
    Campo(1, "sviluppo di reti e collaborazione virtuose con attori del territorio", "Reti sul territorio"),
    Campo(2, "rafforzamento delle competenze istituzionali nell'azione multilivello", "Competenze istituzionali"),
    Campo(3, "utilizzo di pratiche innovative nel campo dell'accoglienza", "Accoglienza innovativa"),
    Campo(4, "orientamento, accompagnamento e facilitazione nell'accesso ai servizi", "Accesso ai servizi"),
    Campo(5, "apprendimento della lingua italiana", "Lingua italiana"),
    Campo(6, "storie di inserimento lavorativo e sociale", "Inserimento lavorativo"),
    Campo(
        7,
        "processi di coinvolgimento volontario del richiedente asilo/rifugiato, sia per le ordinarie attività "
        "gestionali nelle strutture ospitanti che nella comunità locale",
        "Volontariato",
    ),
    Campo(
        8,
        "interventi che favoriscano il positivo inserimento dei cittadini immigrati nei territori",
        "Inserimento nei territori",
    ),
    Campo(9, "azioni per favorire l'integrazione e l'esercizio della cittadinanza attiva", "Cittadinanza attiva"),
    Campo(
        10,
        "progetti di sostegno a favore di categorie vulnerabili, di cui all'art 17 del D.Lgs. 142/2015 "
        "(minori, minori non accompagnati, disabili, anziani ecc)",
        "Categorie vulnerabili",
    ),
    Campo(11, "altro", "Altro"),
)

#: The number of the campo that is a last resort: accepted when declared, never guessed.
ALTRO = 11


def campo(number: int) -> Campo:
    """The campo with this number. Raises KeyError outside 1 to 11."""
    if not 1 <= number <= len(CAMPI):
        raise KeyError(number)
    return CAMPI[number - 1]
