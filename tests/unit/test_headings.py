"""Lines that head a scheda, in many hands, and lines that do not."""

import pytest

from config.campi import CAMPI
from parsers.official.headings import read_heading

SAME_CAMPO = [
    ("Scheda 1: Sviluppo di reti e collaborazione virtuose con attori del territorio.", 1),
    ("SCHEDA N. 5 - APPRENDIMENTO DELLA LINGUA ITALIANA", 5),
    ("Scheda n° 5 – apprendimento lingua italiana", 5),
    ("Campo VII - coinvolgimento volontario dei richiedenti asilo", 7),
    ("Quinto campo: apprendimento della lingua", 5),
    ("Storie di inserimento lavorativo e sociale", 6),
    ("VIII. Interventi che favoriscano il positivo inserimento", 8),
    ("Interventi per il positivo inserimento dei cittadini immigrati", 8),
    ("Azioni per favorire l'integrazione", 9),
    ("9) AZIONI PER FAVORIRE L’INTEGRAZIONE E L’ESERCIZIO DELLA CITTADINANZA ATTIVA", 9),
    ("A P P R E N D I M E N T O  D E L L A  L I N G U A  I T A L I A N A", 5),
    ("Sviluppo di reti e co11aborazioni virtuose con attori de1 territorio", 1),
    ("Progetti a sostegno delle categorie vulnerabili (minori, disabili)", 10),
    ("10) progetti di sostegno a favore di categorie vulnerabili, di cui all'art. 17 D.Lgs 142/2015", 10),
    ("Processi di coinvolgimento volontario del richiedente asilo/rifugiato", 7),
    ("Rafforzamento competenze istituzionali", 2),
    ("11) Altro", 11),
    ("☒ 4) orientamento, accompagnamento e facilitazione nell'accesso ai servizi;", 4),
    ("Campo contrassegnato: 3 - utilizzo di pratiche innovative", 3),
]

#: Several campi, and numbers on the lines that forms print to be written on.
NUMBERS = [
    ("Campo 5 – Campo 6", (5, 6)),
    ("Campo 5 / Campo 6", (5, 6)),
    ("Feld 5 / Campo 5", (5,)),
    ("Campo 5 e campo 6", (5, 6)),
    ("Campi n. 4 e n. 5", (4, 5)),
    ("Scheda 5 – Campo 6", (6,)),
    ("Campo: ........5........", (5,)),
    ("Campo:....5....", (5,)),
    ("Campo n. _5_", (5,)),
    ("Campo …5…", (5,)),
    ("campo n° ___7___", (7,)),
    ("Campo no. 5", (5,)),
    ("CAMPO NO. 5 - parole nuove", (5,)),
    ("Campo 7 - Il campo 30 di Lodi", (7,)),
]

NO_HEADING = [
    "Art. 5 Durata",
    "5. Il progetto prevede corsi di italiano per gli ospiti del centro",
    "Scheda 7 è stata compilata dal comune di Treia.",
    "L'apprendimento della lingua italiana è il presupposto di ogni integrazione.",
    "apprendimento della lingua italiana e dei diritti sono i due temi del corso tenuto dai volontari",
    "Protocollo n. 7 del 12 marzo 2015",
    "pag. 5",
    "3 mediatori e 5 insegnanti hanno seguito gli ospiti",
    "Altro elemento positivo è la collaborazione con la parrocchia.",
    "Nel campo dell'accoglienza la provincia ha adottato un modello diffuso.",
    "Il punto 3 della circolare chiede di indicare le pratiche innovative.",
    "D.Lgs. 142/2015",
    "",
]


@pytest.mark.parametrize(("text", "campo"), SAME_CAMPO, ids=[text[:40] for text, _ in SAME_CAMPO])
def test_a_retyped_heading_is_recognised(text: str, campo: int) -> None:
    heading = read_heading(text)
    assert heading is not None
    assert heading.campi == (campo,)


@pytest.mark.parametrize("text", NO_HEADING, ids=[text[:40] or "empty" for text in NO_HEADING])
def test_running_text_is_no_heading(text: str) -> None:
    assert read_heading(text) is None


@pytest.mark.parametrize("campo", CAMPI, ids=lambda campo: str(campo.number))
@pytest.mark.parametrize(
    "shape", ["{n}) {t};", "- {n}) {t};", "Scheda {n}: {t}", "CAMPO {n} - {T}", "{t}", "{T}", "n. {n} {t}"]
)
def test_every_official_title_is_recognised_in_every_numbering(campo, shape: str) -> None:  # type: ignore[no-untyped-def]
    heading = read_heading(shape.format(n=campo.number, t=campo.title, T=campo.title.upper()))
    assert heading is not None
    assert heading.campi == (campo.number,)


@pytest.mark.parametrize(
    ("text", "numbers"),
    [("Campi 5 e 9", (5, 9)), ("Campo 5 e 9: corsi di italiano", (5, 9)), ("Scheda 3, 4: la casa", (3, 4))],
)
def test_one_heading_may_claim_two_campi(text: str, numbers: tuple[int, ...]) -> None:
    heading = read_heading(text)
    assert heading is not None
    assert heading.numbers == numbers


def test_number_and_title_that_disagree_are_both_kept() -> None:
    heading = read_heading("Scheda 2: Storie di inserimento lavorativo e sociale")
    assert heading is not None
    assert (heading.numbers, heading.campi) == ((2,), (6,))


@pytest.mark.parametrize("text", ["Scheda 2 di 3", "Buona pratica n. 2: orti sociali", "Progetto 4 - Casa insieme"])
def test_a_running_counter_is_no_campo(text: str) -> None:
    heading = read_heading(text)
    assert heading is None or heading.numbers == ()


def test_the_campo_number_outranks_the_counter_before_it() -> None:
    heading = read_heading("Scheda n. 2 - Campo 5: apprendimento della lingua italiana")
    assert heading is not None
    assert (heading.numbers, heading.campi) == ((5,), (5,))


def test_the_name_of_the_practice_is_set_apart() -> None:
    heading = read_heading("Apprendimento della lingua italiana - Progetto Parole in Comune")
    assert heading is not None
    assert heading.own_title == "Progetto Parole in Comune"


@pytest.mark.parametrize(("line", "campi"), NUMBERS)
def test_all_numbers_of_a_heading(line: str, campi: tuple[int, ...]) -> None:
    heading = read_heading(line, prominent=True)
    assert heading is not None
    assert heading.campi == campi
