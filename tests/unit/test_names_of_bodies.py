"""Where the name of a body begins and ends: legal forms, numbers, branches, persons, labels, groups."""

import pytest

from parsers.agreements.seats import with_seats
from parsers.bodies.bodies import find_bodies

#: text -> names
NAMES: dict[str, list[str]] = {
    # A legal form closes a name, with quotation marks inside it and with single letters.
    'la società Autolinee "Alto Delta" S.r.l. e il Comune di Adria': [
        'Autolinee "Alto Delta" S.r.l.',
        "Comune di Adria",
    ],
    "a) Mercato Ittico di Chioggia S.C.p.A., via Poli": ["Mercato Ittico di Chioggia S.C.p.A."],
    "Cantina Due Rive S.C.A.R.L. e Comune di Adria": ["Cantina Due Rive S.C.A.R.L.", "Comune di Adria"],
    # What a body does is no part of a name in quotation marks.
    'LA COOPERATIVA SOCIALE "ONDA" PER IL TRASPORTO': ['Cooperativa Sociale "Onda"'],
    "l'Associazione «Approdo» per la tutela dei minori": ["Associazione «Approdo»"],
    'il Consorzio "Delta" per i corsi di lingua': ['Consorzio "Delta"'],
    # Who signs stands behind a dash or a letter.
    "Capitaneria di Porto di Chioggia – Il Comandante": ["Capitaneria di Porto di Chioggia"],
    "CPIA Rovigo – Ada Neri": ["CPIA Rovigo"],
    "per la CISL M. Neri": ["CISL"],
    "Per la Cooperativa Marta Bianchi": [],
    "Istituto Tecnico G. Galilei di Adria": ["Istituto Tecnico G. Galilei di Adria"],
    # Numbers of schools and of items.
    "Direzione Didattica 3° Circolo di Adria": ["Direzione Didattica 3° Circolo di Adria"],
    "VII Comunità di Sant'Egidio; VIII Nuovi Vicini onlus": ["Comunità di Sant'Egidio", "Nuovi Vicini onlus"],
    # Places that are called a city are no comune.
    "a Perugia, Foligno e Città di Castello": [],
    "nei pressi di Città della Pieve e la Città di Adria": ["Città di Adria"],
    "Citta' di Adria / Comunita' Montana del Delta": ["Citta' di Adria", "Comunita' Montana del Delta"],
    # A label begins a line of its own; so do addressees.
    "fra il Comune di Adria e il CPIA di Rovigo\nTema: corsi": ["Comune di Adria", "CPIA di Rovigo"],
    "fra il Comune di Adria e la Questura di Rovigo\nDurata: un anno": ["Comune di Adria", "Questura di Rovigo"],
    "Alla Caritas di Adria\nAl Comune di Loreo\nAlla Questura di Rovigo": [
        "Caritas di Adria",
        "Comune di Loreo",
        "Questura di Rovigo",
    ],
    # Groups have the name of one of them.
    "gli Ambiti territoriali sociali di Adria e di Loreo": [
        "Ambito territoriale sociale di Adria",
        "Ambito territoriale sociale di Loreo",
    ],
    "le Unioni montane di Agordo e Feltre": ["Unione montana di Agordo", "Unione montana di Feltre"],
    "i Centri per l'impiego di Adria e Rovigo": ["Centro per l'impiego di Adria", "Centro per l'impiego di Rovigo"],
    "i Centri Territoriali Permanenti (CTP) di Adria e di Loreo": [
        "Centro territoriale permanente di Adria",
        "Centro territoriale permanente di Loreo",
    ],
    # Branches behind a comma; federations of trades.
    "Croce Rossa Italiana, Comitato di Adria": ["Croce Rossa Italiana, Comitato di Adria"],
    "Ascom Confcommercio Rovigo e Upa Confartigianato Adria": [
        "Ascom Confcommercio Rovigo",
        "Upa Confartigianato Adria",
    ],
}


@pytest.mark.parametrize("text", NAMES)
def test_where_a_name_begins_and_ends(text: str) -> None:
    assert [body.name for body in find_bodies(text) if body.whole] == NAMES[text]


@pytest.mark.parametrize("name", ["Croce Rossa", "Croce Rossa Italiana", "CRI"])
def test_a_name_of_the_list_is_at_no_place_that_is_called_like_its_last_word(name: str) -> None:
    (body,) = find_bodies(f"la {name} e altri")
    assert (body.place.comune, body.place.province) == ("", "")


@pytest.mark.parametrize(
    ("text", "names"),
    [
        (
            "Prefettura di Asti; Comune di Canelli; Comando provinciale dei Carabinieri; CGIL",
            ["Prefettura di Asti", "Comune di Canelli", "Comando provinciale dei Carabinieri di Asti", "CGIL di Asti"],
        ),
        (
            "Comune di Adria; Questura di Rovigo; INPS; Coldiretti",
            ["Comune di Adria", "Questura di Rovigo", "INPS di Rovigo", "Coldiretti di Rovigo"],
        ),
        ("Diocesi di Chioggia; Caritas diocesana", ["Diocesi di Chioggia", "Caritas diocesana di Chioggia"]),
        # Nothing is added where the others are in several provinces, or to what is no branch of a province.
        ("Prefettura di Asti; Comune di Adria; CISL", ["Prefettura di Asti", "Comune di Adria", "CISL"]),
        ("Prefettura di Asti; Ministero dell'Interno", ["Prefettura di Asti", "Ministero dell'Interno"]),
        ("Prefettura di Asti; Tribunale per i minorenni", ["Prefettura di Asti", "Tribunale per i minorenni"]),
        ("Prefettura di Asti; Emergency", ["Prefettura di Asti", "Emergency"]),
        ("CGIL; CISL", ["CGIL", "CISL"]),
    ],
)
def test_a_branch_without_a_place_is_where_all_others_are(text: str, names: list[str]) -> None:
    assert [body.name for body in with_seats(find_bodies(text))] == names
