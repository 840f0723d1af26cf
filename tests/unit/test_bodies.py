"""The bodies that a text names, in the ways in which offices write them."""

import pytest

from parsers.bodies.bodies import find_bodies
from parsers.bodies.canonical import canonical

#: text -> names
NAMES: dict[str, list[str]] = {
    # An office belongs to its body; a dash may also begin the next one, or go on with the name.
    "la Prefettura – Ufficio Territoriale del Governo di Rovigo e la Questura di Rovigo": [
        "Prefettura di Rovigo",
        "Questura di Rovigo",
    ],
    "Prefettura di Rovigo - U.T.G.": ["Prefettura di Rovigo"],
    "Comune di Adria – Settore Servizi alla Persona": ["Comune di Adria"],
    "il Settore Politiche Sociali del Comune di Adria": ["Comune di Adria"],
    "Provincia di Rovigo – Comune di Adria – Caritas diocesana di Adria": [
        "Provincia di Rovigo",
        "Comune di Adria",
        "Caritas diocesana di Adria",
    ],
    "l'INAIL – Sede di Rovigo, la Croce Rossa Italiana - Comitato di Lendinara": [
        "INAIL – Sede di Rovigo",
        "Croce Rossa Italiana - Comitato di Lendinara",
    ],
    # Acronyms of syllables: a full stop within one ends no name.
    "il Consorzio CO.GE.SA., la Cooperativa sociale Ar.Co.Len. e il Comune di Adria": [
        "Consorzio CO.GE.SA.",
        "Cooperativa sociale Ar.Co.Len.",
        "Comune di Adria",
    ],
    "tra il Consorzio C.I.S.A.P. e l'Associazione I.Ri.S. di Rovigo": [
        "Consorzio C.I.S.A.P.",
        "Associazione I.Ri.S. di Rovigo",
    ],
    # Groups: those that list names, and those that do not.
    "i Comuni di Ariano nel Polesine, Porto Tolle e Taglio di Po": [
        "Comune di Ariano nel Polesine",
        "Comune di Porto Tolle",
        "Comune di Taglio di Po",
    ],
    "LE PREFETTURE DI FORLÌ-CESENA E DI RIMINI": ["Prefettura di Forlì-Cesena", "Prefettura di Rimini"],
    "le Diocesi di Chioggia e di Adria-Rovigo": ["Diocesi di Chioggia", "Diocesi di Adria-Rovigo"],
    "le OO.SS. CGIL, CISL e UIL": ["CGIL", "CISL", "UIL"],
    "Comuni: Loreo – Rosolina – Corbola": ["Comune di Loreo", "Comune di Rosolina", "Comune di Corbola"],
    "le biblioteche e gli archivi dei comuni aderenti": [],
    # Names with words in small letters, quotation marks, numbers, articles of their own, legal forms.
    "l'Azienda ULSS n. 18 di Rovigo, l'A.S.L. 3, l'Azienda U.S.L. di Ferrara": [
        "Azienda ULSS n. 18 di Rovigo",
        "A.S.L. 3",
        "Azienda U.S.L. di Ferrara",
    ],
    "l'Ordine dei Medici Chirurghi e degli Odontoiatri di Rovigo": [
        "Ordine dei Medici Chirurghi e degli Odontoiatri di Rovigo"
    ],
    "la Cooperativa sociale \"Il Gabbiano\", l'Associazione L'Approdo e la Fondazione Don Zeno": [
        'Cooperativa sociale "Il Gabbiano"',
        "Associazione L'Approdo",
        "Fondazione Don Zeno",
    ],
    "Delta Servizi S.r.l., Nuove Rotte Onlus e Terra Nostra società cooperativa sociale": [
        "Delta Servizi S.r.l.",
        "Nuove Rotte Onlus",
        "Terra Nostra società cooperativa sociale",
    ],
    "l'Associazione donne di qua e di là": ["Associazione donne di qua e di là"],
    "la Commissione territoriale per il riconoscimento della protezione internazionale di Padova": [
        "Commissione territoriale per il riconoscimento della protezione internazionale di Padova"
    ],
    "la FLAI-CGIL e la FAI-CISL di Rovigo": ["FLAI-CGIL", "FAI-CISL di Rovigo"],
    # What a body is for may be several things; an office at a court has the court in its name.
    "l'Agenzia per la Tutela delle Acque e la Difesa del Suolo e il Comune di Adria": [
        "Agenzia per la Tutela delle Acque e la Difesa del Suolo",
        "Comune di Adria",
    ],
    "il Dipartimento per gli Affari Interni e la Questura di Rovigo": [
        "Dipartimento per gli Affari Interni",
        "Questura di Rovigo",
    ],
    "l'Ufficio del Giudice Tutelare presso il Tribunale di Rovigo": [
        "Ufficio del Giudice Tutelare presso il Tribunale di Rovigo"
    ],
    "l'Ufficio Volontari presso il Comune di Adria": ["Ufficio Volontari", "Comune di Adria"],
    # An office behind a comma belongs to the body before it; a list goes on.
    "il Comune di Adria, Settore Cultura, la Questura di Rovigo": ["Comune di Adria", "Questura di Rovigo"],
    # A group ends where a name has a legal form.
    "i Comuni di Loreo e Adria, Zefiro Società Cooperativa": [
        "Comune di Loreo",
        "Comune di Adria",
        "Zefiro Società Cooperativa",
    ],
    # Kinds in small letters without a name are no bodies.
    "le associazioni iscritte nel registro regionale, le procure depositate e i centri storici del delta": [],
    "associazioni venete possono chiedere un posto": [],
    # No verb, seat, tax code, role or date in a name.
    "L'Azienda Sanitaria mantiene dieci posti per un mese": [],
    "L'Ufficio Scolastico Regionale chiede al Comune di Adria un elenco": [
        "Ufficio Scolastico Regionale",
        "Comune di Adria",
    ],
    "La Federazione delle Chiese Evangeliche prepara un elenco": ["Federazione delle Chiese Evangeliche"],
    "La Caritas segnala gli interessati e il Comune di Loreo concede la palestra": ["Caritas", "Comune di Loreo"],
    "Comune di Loreo (c.f. 00193710292), con sede in piazza Longhena": ["Comune di Loreo"],
    "il Comune di Loreo, rappresentato dal Sindaco Ugo Bellan, nato il 3 maggio 1960": ["Comune di Loreo"],
    "Comune di Loreo 12 marzo 2015": ["Comune di Loreo"],
    "tra la Prefettura di Rovigo per la gestione dei flussi": ["Prefettura di Rovigo"],
    # Who speaks for a body stands for it.
    "il Sindaco di Porto Tolle e il Questore di Rovigo": ["Comune di Porto Tolle", "Questura di Rovigo"],
    # Cut lines, capitals, letters read wrong, names in small letters at the start of a line.
    "la Procura della Repubblica presso il\nTribunale per i minorenni di Venezia e il Comune di\nPorto Viro": [
        "Procura della Repubblica presso il Tribunale per i minorenni di Venezia",
        "Comune di Porto Viro",
    ],
    "la Cooperativa so-\nciale Nuovo Polesine": ["Cooperativa sociale Nuovo Polesine"],
    "PREFETTURA DI ROVIGO\nCOMUNE DI PORTO VIRO\nCNA ROVIGO": [
        "Prefettura di Rovigo",
        "Comune di Porto Viro",
        "CNA Rovigo",
    ],
    "la Prefettvra di Rovigo e la Cooperat1va Nuovo Polesine": ["Prefettura di Rovigo", "Cooperat1va Nuovo Polesine"],
    "- comune di Loreo\n- parrocchia di San Michele": ["comune di Loreo", "parrocchia di San Michele"],
    # What is said of each member of a group in brackets; persons whom a group word names are no comuni.
    "i Comuni di Adria (delibera G.C. n. 4 del 3.2.2015), Loreo (delibera C.C. n. 9) e Corbola (sindaco Ada Neri)": [
        "Comune di Adria",
        "Comune di Loreo",
        "Comune di Corbola",
    ],
    "le Parrocchie di Loreo (don Ugo) e Corbola (don Pio)": ["Parrocchia di Loreo", "Parrocchia di Corbola"],
    "nelle persone dei Sindaci Bruna Siviero e Luca Marin": [],
    # One body for several places.
    "il Consorzio per i Servizi Sociali di Adria, Loreo e Corbola\nla Questura di Rovigo": [
        "Consorzio per i Servizi Sociali di Adria, Loreo e Corbola",
        "Questura di Rovigo",
    ],
    "Ordine degli Assistenti Sociali delle Province di Rovigo e di Padova": [
        "Ordine degli Assistenti Sociali delle Province di Rovigo e di Padova"
    ],
    "la Comunità Ebraica di Padova e Rovigo e la Questura di Rovigo": [
        "Comunità Ebraica di Padova e Rovigo",
        "Questura di Rovigo",
    ],
    "Caritas di Adria – Rovigo": ["Caritas di Adria – Rovigo"],
    # What stands behind a dash: a branch, an office with a kind of its own, who speaks for it, another body.
    "Arma dei Carabinieri – Comando provinciale di Rovigo": ["Arma dei Carabinieri – Comando provinciale di Rovigo"],
    "Lega italiana per la difesa degli animali – sezione di Adria": [
        "Lega italiana per la difesa degli animali – sezione di Adria"
    ],
    "Associazione Traghetto – Ponti per i rifugiati": ["Associazione Traghetto – Ponti per i rifugiati"],
    "Chiesa Evangelica Valdese di Rovigo – Pastore Ugo Marin": ["Chiesa Evangelica Valdese di Rovigo"],
    "UNHCR – Comando provinciale dei Vigili del Fuoco di Rovigo": [
        "UNHCR",
        "Comando provinciale dei Vigili del Fuoco di Rovigo",
    ],
    # Lists that lost their marks: a kind of several words begins a body, and one that a name follows behind a place.
    "Comando Provinciale dei Carabinieri di Rovigo Comando Provinciale della Guardia di Finanza di Rovigo": [
        "Comando Provinciale dei Carabinieri di Rovigo",
        "Comando Provinciale della Guardia di Finanza di Rovigo",
    ],
    "Associazione dei Pescatori di Adria Comunità del Bangladesh in Italia": [
        "Associazione dei Pescatori di Adria",
        "Comunità del Bangladesh in Italia",
    ],
    "Associazione Irrigazione Alto Delta Cooperativa Sociale Onda": [
        "Associazione Irrigazione Alto Delta",
        "Cooperativa Sociale Onda",
    ],
    "Ufficio Scolastico Regionale per il Veneto CPIA di Rovigo": [
        "Ufficio Scolastico Regionale per il Veneto",
        "CPIA di Rovigo",
    ],
    "Associazione Adria Centro Storico e il Patronato INCA CGIL di Rovigo": [
        "Associazione Adria Centro Storico",
        "Patronato INCA CGIL di Rovigo",
    ],
    # Streets, foreign words, two kinds in one name, an acronym before its kind.
    "il Comitato inquilini di via Padova e l'Associazione Over the Bridge": [
        "Comitato inquilini di via Padova",
        "Associazione Over the Bridge",
    ],
    "CISL Unione sindacale territoriale di Rovigo": ["CISL Unione sindacale territoriale di Rovigo"],
    "SaPO Società della Salute del Delta": ["SaPO Società della Salute del Delta"],
    # A sentence, a heading, a person at the end of a line go on with no name.
    "PROTOCOLLO D'INTESA SULLE PRESENZE NEI CENTRI\nLe Parti: Questura di Rovigo": ["Questura di Rovigo"],
    "la Questura di Rovigo, dirigente dott.ssa Carla Furlan\nCooperativa sociale Onda, Adria": [
        "Questura di Rovigo",
        "Cooperativa sociale Onda",
    ],
    # An office joined to its body by a hyphen, a place behind a mark, a place with commas in its name.
    "la Prefettura-U.T.G. di Rovigo, il Comune-Settore Cultura": ["Prefettura di Rovigo"],
    "Prefettura – Rovigo\nQuestura: Rovigo": ["Prefettura Rovigo", "Questura: Rovigo"],
    "la Prefettura di Verbano, Cusio, Ossola e la Questura di Verbania": [
        "Prefettura di Verbano, Cusio, Ossola",
        "Questura di Verbania",
    ],
    "Provincia: Rovigo": [],
    "il Viceprefetto Vicario di Rovigo e il Sindaco di Adria": ["Prefettura di Rovigo", "Comune di Adria"],
    # Several of one kind, joint places, offices of ministries, who holds an office, regional agencies.
    "le Caritas diocesane di Chioggia e di Adria-Rovigo": ["Caritas di Chioggia", "Caritas di Adria-Rovigo"],
    "la UIL di Rovigo e Padova, la FIM CISL di Treviso e Belluno": [
        "UIL di Rovigo e Padova",
        "FIM CISL di Treviso e Belluno",
    ],
    "il Ministero degli Affari Esteri e della Cooperazione Internazionale – Direzione Generale per gli Italiani "
    "all'Estero, il Ministero dell'Interno – Dipartimento per le Libertà Civili": [
        "Ministero degli Affari Esteri e della Cooperazione Internazionale",
        "Ministero dell'Interno",
    ],
    "il Garante dell'infanzia e dell'adolescenza del Veneto, nella persona della Garante Ada Furlan": [
        "Garante dell'infanzia e dell'adolescenza del Veneto",
    ],
    "si conviene che le parrocchie della Diocesi ospitano": [],
    "lo sportello unificato dei patronati nel Delta": [],
    "* Caritas di Adria: apre la mensa\n* AVEPA: certifica le aziende": ["Caritas di Adria", "AVEPA"],
    "Cesvot – Delegazione di Prato": ["Cesvot – Delegazione di Prato"],
    # A heading goes on below with what it is about.
    "TRA PREFETTURA DI ROVIGO E ICS – UFFICIO RIFUGIATI ONLUS\nPER LA TUTELA DEI RICHIEDENTI ASILO": [
        "Prefettura di Rovigo",
        "ICS – Ufficio Rifugiati Onlus",
    ],
    "l'Hotel Adria stipulato a Loreo, la Caritas nelle mense": ["Hotel Adria", "Caritas"],
    # The short form in brackets inside a name, before a place or a branch; behind a name that is complete.
    "il Centro Provinciale per l'Istruzione degli Adulti (CPIA) di Rovigo e la Prefettura (U.T.G.) di Rovigo": [
        "Centro Provinciale per l'Istruzione degli Adulti di Rovigo",
        "Prefettura di Rovigo",
    ],
    "la Croce Rossa Italiana (C.R.I.) Comitato di Adria": ["Croce Rossa Italiana Comitato di Adria"],
    "l'Agenzia Territoriale per la Casa (ATC) del Piemonte Nord, il Comune di Adria": [
        "Agenzia Territoriale per la Casa del Piemonte Nord",
        "Comune di Adria",
    ],
    "l'Associazione Studi sul Delta (A.S.D.), sezione veneta": ["Associazione Studi sul Delta"],
    # Offices in brackets or behind a dash, labels of who signs as what.
    "la Prefettura di Rovigo (Sportello Unico per l'Immigrazione), il Comune di Adria": [
        "Prefettura di Rovigo",
        "Comune di Adria",
    ],
    "l'Azienda USL di Rovigo - Distretto di Adria e l'ASL 3 – Presidio di Loreo": ["Azienda USL di Rovigo", "ASL 3"],
    "ENTE CONCEDENTE: ATER di Rovigo\nEnte gestore: Caritas": ["ATER di Rovigo", "Caritas"],
    # Federations of unions, short or unknown ones too; a person before a union is none.
    "Filt Cgil, Fit Cisl e Fai Cisl di Rovigo": ["Filt Cgil", "Fit Cisl", "Fai Cisl di Rovigo"],
    "la Slc-Cgil di Rovigo e la Femca-Cisl": ["Slc-Cgil di Rovigo", "Femca-Cisl"],
    "Ada Neri CGIL Rovigo": ["CGIL Rovigo"],
    # Who signs, right behind a full name; schools and hotels are called after persons.
    "per la CRI Sandro Neri, per la CGIL Marta Bianchi": ["CRI", "CGIL"],
    'la Cooperativa "Onda" Ugo Neri': ['Cooperativa "Onda"'],
    "il CPIA Giacomo Leopardi di Adria e l'Hotel Maria Luisa": ["CPIA Giacomo Leopardi di Adria", "Hotel Maria Luisa"],
    "il Sindaco Vito Neri, il Prefetto Anna Rossi e il Sindaco di Loreo": ["Comune di Loreo"],
    # Addresses are no seats of bodies by that name.
    "con sede in via Prefettura 4, in piazza Municipio 1, in largo Caritas": [],
    # Verbs: in capitals throughout, and one that differs from a kind by one letter.
    "LA CARITAS DISTRIBUISCE I PASTI, LA CONFCOOPERATIVE RIUNISCE LE IMPRESE": ["Caritas", "Confcooperative"],
    "TRA LA CONFCOOPERATIVE VENETO E LA CARITAS DIOCESANA": ["Confcooperative Veneto", "Caritas Diocesana"],
    "Comunica alla Questura l'elenco": [],
    # Small words inside names, and `e provincia` at their end.
    "la Società di San Vincenzo de' Paoli; la Rete dei Borghi de L'Aquila": [
        "Società di San Vincenzo de' Paoli",
        "Rete dei Borghi de L'Aquila",
    ],
    "l'Associazione Marocchini di Rovigo e provincia; l'Unione Inquilini di Rovigo e Provincia": [
        "Associazione Marocchini di Rovigo e provincia",
        "Unione Inquilini di Rovigo e Provincia",
    ],
    "i Comuni di Rovigo e Provincia di Padova": ["Comune di Rovigo", "Provincia di Padova"],
    "l'Azienda di Servizi alla Persona di Adria": ["Azienda di Servizi alla Persona di Adria"],
    # Names in quotation marks behind a kind in small letters; kinds of three words.
    'l\'associazione "Nuovi Vicini" e la cooperativa «Onda»': ['associazione "Nuovi Vicini"', "cooperativa «Onda»"],
    "il Libero Consorzio Comunale di Ragusa, l'Arciconfraternita di Misericordia di Adria, l'Automobile Club Rovigo": [
        "Libero Consorzio Comunale di Ragusa",
        "Arciconfraternita di Misericordia di Adria",
        "Automobile Club Rovigo",
    ],
}


@pytest.mark.parametrize("text", NAMES)
def test_names_of_bodies_in_running_text(text: str) -> None:
    assert [body.name for body in find_bodies(text) if body.whole] == NAMES[text]


@pytest.mark.parametrize(
    ("name", "kind", "comune", "province", "region"),
    [
        ("Comune di Gradisca d'Isonzo", "comune", "Gradisca d'Isonzo", "GO", "Friuli-Venezia Giulia"),
        ("COMUNE DI L'AQUILA", "comune", "L'Aquila", "AQ", "Abruzzo"),
        ("Comune dell'Aquila", "comune", "L'Aquila", "AQ", "Abruzzo"),
        ("Prefettura di Monza e della Brianza", "prefettura", "", "MB", "Lombardia"),
        ("Caritas di Adria-Rovigo", "ente religioso", "", "RO", "Veneto"),
        ("Diocesi di Ravenna-Cervia", "ente religioso", "", "RA", "Emilia-Romagna"),
        ("CISL Palermo-Trapani", "sindacato", "", "", "Sicilia"),
        ("Ufficio Scolastico Regionale per l'Abruzzo", "scuola", "", "", "Abruzzo"),
        (
            "Ufficio Scolastico Regionale per la Sardegna - Ambito Territoriale di Sassari",
            "scuola",
            "",
            "SS",
            "Sardegna",
        ),
        ("Casa Circondariale di Rovigo – Direzione", "giustizia", "", "RO", "Veneto"),
        ("ASL TA", "azienda sanitaria", "", "TA", "Puglia"),
        ("Comunità di Sant'Egidio", "ente religioso", "", "", ""),
        ("Arcidiocesi di Qui-Quo", "ente religioso", "", "", ""),
        ("Regione autonoma Friuli Venezia Giulia", "regione", "", "", "Friuli-Venezia Giulia"),
        ("Capitaneria di porto di Porto Empedocle", "forze di polizia e soccorso", "Porto Empedocle", "AG", "Sicilia"),
        ("Cooperativa sociale Il Gabbiano", "cooperativa", "", "", ""),
        ("Libero Consorzio Comunale di Ragusa", "provincia", "", "RG", "Sicilia"),
        ('Libero Consorzio Universitario "Ibleo"', "consorzio", "", "", ""),
    ],
)
def test_a_body_has_a_kind_and_the_place_that_its_name_says(
    name: str, kind: str, comune: str, province: str, region: str
) -> None:
    (body,) = find_bodies(name)
    assert (body.kind, body.place.comune, body.place.province, body.place.region) == (kind, comune, province, region)


def test_a_comune_whose_name_two_provinces_know_has_no_province() -> None:
    (body,) = find_bodies("Comune di Samone")
    assert (body.name, body.place.province) == ("Comune di Samone", "")


@pytest.mark.parametrize(
    "forms",
    [
        ("ASL n. 3", "A.S.L. 3", "Azienda Sanitaria Locale n. 3", "AZIENDA SANITARIA LOCALE N. 3"),
        ("Azienda USL di Modena", "A.U.S.L. di Modena", "Azienda Unità Sanitaria Locale di Modena", "AUSL DI MODENA"),
        (
            "Prefettura – U.T.G. di Lodi",
            "Prefettura-UTG Lodi",
            "Prefettura: Lodi",
            "Prefettura di Lodi",
            "PREFETTURA DI LODI",
            "la Prefettura - Ufficio Territoriale del Governo di Lodi",
        ),
        ("C.R.I.", "Croce Rossa", "la Croce Rossa Italiana"),
        # A form before the law, a branch, the name written out: none of them makes another body.
        ('Associazione "Onda" onlus', "Associazione Onda", "l'Associazione «Onda» O.N.L.U.S."),
        ("Save the Children Italia onlus", "Save the Children Italia", "Save the Children Italia ONG"),
        ("Cooperativa sociale Onda società cooperativa", "Cooperativa sociale Onda"),
        ("UISP Comitato territoriale di Rovigo", "UISP – Comitato di Rovigo", "U.I.S.P. di Rovigo"),
        ("Croce Rossa Italiana Comitato di Adria", "Croce Rossa Italiana - Comitato locale di Adria", "CRI di Adria"),
        (
            "CIA - Confederazione Italiana Agricoltori Rovigo",
            "C.I.A. Rovigo",
            "Confederazione Italiana Agricoltori Rovigo",
        ),
        ("Caritas diocesana di Chioggia", "Caritas della Diocesi di Chioggia", "Caritas di Chioggia"),
        ("Consiglio dell'Ordine degli Avvocati di Rovigo", "Ordine degli Avvocati di Rovigo"),
        ("Associazione per gli Studi Giuridici sull'Immigrazione", "ASGI", "A.S.G.I."),
        ("Amministrazione comunale di Crema", "Comune di Crema", "COMUNE DI CREMA"),
    ],
)
def test_the_ways_of_writing_one_body_are_one_form(forms: tuple[str, ...]) -> None:
    assert len({canonical(form) for form in forms}) == 1


@pytest.mark.parametrize(
    "name",
    ["Nuova Terra società cooperativa", "Coordinamento delle ONG italiane", "ARCI - Circolo Il Gabbiano", "FLAI CGIL"],
)
def test_what_tells_one_body_from_others_stays(name: str) -> None:
    assert canonical(name) == name


def test_a_name_is_found_where_it_stands() -> None:
    text = "Visto l'accordo, la Provincia di\nRovigo e l'ASL 18 agiscono"
    assert [text[body.start : body.end] for body in find_bodies(text)] == ["Provincia di\nRovigo", "ASL 18"]


@pytest.mark.parametrize(
    ("text", "names"),
    [
        (
            "i Comuni aderenti di Cesena, Cesenatico e Bertinoro",
            ["Comune di Cesena", "Comune di Cesenatico", "Comune di Bertinoro"],
        ),
        ("i Sindaci di Narni, Amelia e Terni", ["Comune di Narni", "Comune di Amelia", "Comune di Terni"]),
        (
            "il Procuratore della Repubblica presso il Tribunale di Cosenza",
            ["Procura della Repubblica presso il Tribunale di Cosenza"],
        ),
        ("il Comandante Provinciale dei Carabinieri di Cosenza", ["Comando provinciale dei Carabinieri di Cosenza"]),
        (
            "con l'associazione Africa Insieme e la parrocchia di San Bartolomeo",
            ["associazione Africa Insieme", "parrocchia di San Bartolomeo"],
        ),
        ('il Comitato "don Peppe Diana" sottoscrive', ['Comitato "don Peppe Diana"']),
        (
            'Centro antiviolenza "Rosa" Procura della Repubblica di Nuoro',
            ['Centro antiviolenza "Rosa"', "Procura della Repubblica di Nuoro"],
        ),
        (
            "il Garante regionale dei diritti della persona; il Comune di Pesaro",
            ["Garante regionale dei diritti della persona", "Comune di Pesaro"],
        ),
        ("Roma Capitale – Dipartimento Politiche sociali", ["Roma Capitale"]),
        ("l'Arcivescovado di Isernia-Venafro", ["Arcivescovado di Isernia-Venafro"]),
        ("per il Sindacato Italiano Balneari", ["Sindacato Italiano Balneari"]),
        ("le associazioni di volontariato e la cooperativa che gestisce il centro", []),
    ],
)
def test_names_in_groups_in_small_letters_in_quotes_and_by_who_speaks_for_them(text: str, names: list[str]) -> None:
    assert [body.name for body in find_bodies(text)] == names


@pytest.mark.parametrize(
    ("written", "form"),
    [
        ("INPS – Direzione provinciale di Foggia", "INPS di Foggia"),
        ("INAIL - Sede di Foggia", "INAIL di Foggia"),
        ("INPS – Direzione provinciale", "INPS"),
        ("CONI – Comitato provinciale di Matera", "CONI di Matera"),
        ("Croce Rossa Italiana – Comitato di Isernia", "Croce Rossa Italiana di Isernia"),
    ],
)
def test_a_branch_behind_a_dash_is_the_body_there(written: str, form: str) -> None:
    assert canonical(written) == form


@pytest.mark.parametrize(
    ("written", "form"),
    [
        ("Federazione provinciale Coldiretti Rovigo", "Coldiretti Rovigo"),
        ("Segreteria territoriale CISL di Rovigo", "CISL di Rovigo"),
        ("Federazione provinciale dei pescatori", "Federazione provinciale dei pescatori"),
        ("Commissariato del Governo per la Provincia di Trento", "Commissariato del Governo di Trento"),
        ("Commissario del Governo per la provincia autonoma di Trento", "Commissariato del Governo di Trento"),
    ],
)
def test_an_organ_of_a_body_is_that_body(written: str, form: str) -> None:
    assert canonical(written) == form
