"""Who signs an agreement, in the layouts in which offices name the parties."""

import pytest

from parsers.agreements.parties import find_parties
from parsers.agreements.unknown import unknown_names
from parsers.bodies.bodies import find_bodies
from parsers.model import Block, BlockKind, Cell

#: layout -> (lines, parties); a line with `|` is the row of a table
LAYOUTS: dict[str, tuple[str, list[str]]] = {
    "TRA on one line, one body that only its legal form shows": (
        """PROTOCOLLO D'INTESA per l'accoglienza nei mesi invernali
tra la Prefettura di Rovigo, il Comune di Adria, Zefiro Lavanderie S.r.l. e la Caritas diocesana di Adria-Rovigo
Premesso che la Regione Veneto ha approvato il piano sociale;
Art. 1 La Prefettura convoca il tavolo presso il Comando provinciale dei Carabinieri di Rovigo.""",
        ["Prefettura di Rovigo", "Comune di Adria", "Zefiro Lavanderie S.r.l.", "Caritas diocesana di Adria-Rovigo"],
    ),
    "a line each, conjunctions at the ends, seats and codes": (
        """CONVENZIONE
TRA
la Prefettura – U.T.G. di Rovigo, con sede in via Celio, rappresentata dal Viceprefetto dott.ssa Ada Sarto, e
il Comune di Porto Tolle (c.f. 00201720299), rappresentato dal Sindaco, e
la Cooperativa sociale Onda, in persona del presidente Ivo Crepaldi
si conviene quanto segue
1. Il Comune concede la palestra.""",
        ["Prefettura di Rovigo", "Comune di Porto Tolle", "Cooperativa sociale Onda"],
    ),
    "no TRA: a stack over the title": (
        """PREFETTURA DI ROVIGO
PROVINCIA DI ROVIGO
COMUNE DI LENDINARA
AUSER ROVIGO
ACCORDO PER LO SPORTELLO UNICO
Visto il decreto legislativo 25 luglio 1998, n. 286;
Articolo 1 Lo sportello apre il lunedì.
Rovigo, 3 marzo 2015""",
        ["Prefettura di Rovigo", "Provincia di Rovigo", "Comune di Lendinara", "AUSER Rovigo"],
    ),
    "comuni that only the head of a table calls so": (
        """CONVENZIONE PER LA GESTIONE ASSOCIATA DELLO SPORTELLO STRANIERI
| Comune di | Legale rappresentante | Delibera |
| Adria (capofila) | Sindaco Ada Neri | n. 4 del 3.2.2015 |
| Loreo | Sindaco Ugo Bellan | n. 9 del 5.2.2015 |
| Porto Viro | Sindaco Ivo Crepaldi | n. 11 del 6.2.2015 |
Art. 1. I Comuni affidano al capofila la gestione.
Adria, 3 marzo 2015
I Sindaci""",
        ["Comune di Adria", "Comune di Loreo", "Comune di Porto Viro"],
    ),
    "what a convenzione is about, the seat of a comune, an article that goes on behind a kind": (
        """COMUNE DI ADRIA – Provincia di Rovigo
CONVENZIONE PER IL COORDINAMENTO DELLE ACCOGLIENZE NEL DELTA
tra il Comune di Adria, la Prefettura di Rovigo (Sportello Unico per l'Immigrazione) e il Consorzio Il Delta
Art. 1. Il Comune comunica i nomi affinché il Consorzio possa prendere contatto.
Art. 2. La Prefettura convoca il tavolo.
Adria, 3 marzo 2015""",
        ["Comune di Adria", "Prefettura di Rovigo", "Consorzio Il Delta"],
    ),
    "a table with a column of bodies": (
        """PROTOCOLLO D'INTESA
| Ente | Rappresentante | Firma |
| Questura di Rovigo | dott. Elio Masin | |
| Comune di Loreo | Bruna Siviero | |
| Associazione Il Traghetto | Kadija Benali | |
Art. 1 Il presente protocollo dura un anno.""",
        ["Questura di Rovigo", "Comune di Loreo", "Associazione Il Traghetto"],
    ),
    "prose without TRA": (
        """MEMORANDUM D'INTESA
Con il presente memorandum la Prefettura di Rovigo, i Comuni di Loreo, Rosolina e Corbola e l'Azienda ULSS 19 concordano
di scambiarsi ogni mese i dati sulle presenze.
Art. 1 I Comuni segnalano gli arrivi alla Questura.""",
        ["Prefettura di Rovigo", "Comune di Loreo", "Comune di Rosolina", "Comune di Corbola", "Azienda ULSS 19"],
    ),
    "who speaks before the body": (
        """ATTO DI INTESA
Sono presenti:
- il dott. Ugo Marin, per la Prefettura di Rovigo;
- la sig.ra Pia Zago, per il Comune di Adria;
- don Lino Furlan, per la Diocesi di Adria-Rovigo;
i quali convengono quanto segue.
Art. 1 La Diocesi apre due canoniche.""",
        ["Prefettura di Rovigo", "Comune di Adria", "Diocesi di Adria-Rovigo"],
    ),
    "a court and the prosecutor at it, a comune whose name another one holds": (
        """PROTOCOLLO D'INTESA
tra
il Tribunale per i Minorenni di Venezia
la Procura della Repubblica presso il Tribunale per i Minorenni di Venezia
il Comune di Adria
il Comune di Lastra a Signa
il Comune di Signa
si conviene quanto segue
Art. 1 Il Comune di Signa apre uno sportello.""",
        [
            "Tribunale per i Minorenni di Venezia",
            "Procura della Repubblica presso il Tribunale per i Minorenni di Venezia",
            "Comune di Adria",
            "Comune di Lastra a Signa",
            "Comune di Signa",
        ],
    ),
    "a group that is named in a recital as well": (
        """PROTOCOLLO D'INTESA
per lo sportello casa
Considerato che la delibera del Comune di Loreo del 2 marzo 2015 chiede uno sportello;
le sottoscritte amministrazioni:
- Prefettura di Rovigo
- Comuni di Loreo, Adria e Corbola
- Questura di Rovigo
- Caritas diocesana di Chioggia
convengono quanto segue
Art. 1 Lo sportello apre il lunedì.""",
        [
            "Comune di Loreo",
            "Prefettura di Rovigo",
            "Comune di Adria",
            "Comune di Corbola",
            "Questura di Rovigo",
            "Caritas diocesana di Chioggia",
        ],
    ),
    "bodies through which others act, and what the act sets up": (
        """PROTOCOLLO D'INTESA
per la gestione della Rete di accoglienza diffusa e dello Sportello Unico degli Stranieri
tra
la Prefettura di Rovigo
la Diocesi di Chioggia, per il tramite della Caritas diocesana di Chioggia
il Comune di Adria, in persona del dirigente dell'Azienda Speciale Servizi
la Parrocchia di San Michele, a mezzo dell'Associazione Il Ponte
si conviene quanto segue
Art. 1 La Rete apre il lunedì.""",
        ["Prefettura di Rovigo", "Diocesi di Chioggia", "Comune di Adria", "Parrocchia di San Michele"],
    ),
    "recitals with numbers": (
        """ACCORDO per l'alloggio dei braccianti
La Prefettura di Rovigo, il Comune di Adria e la Caritas diocesana di Chioggia,
(I) considerato che gli alloggi mancano e che d'inverno si dorme nelle baracche lungo il fiume e nelle case abbandonate;
(II) preso atto, sentito ogni ufficio e dopo lunga discussione, che la Provincia di Rovigo non partecipa;
c) visto il parere del Comune di Corbola;
P4. Premesso che la Croce Rossa Italiana ha offerto le tende;
convengono quanto segue
1. Il Comune apre la scuola.""",
        ["Prefettura di Rovigo", "Comune di Adria", "Caritas diocesana di Chioggia"],
    ),
    "the province in which a comune lies, under its name": (
        """COMUNE DI ADRIA
Provincia di Rovigo
CONVENZIONE per gli orti di via Bettola
Tra il Comune di Adria, con sede in corso Vittorio Emanuele, rappresentato dal Sindaco, e la Cooperativa sociale Onda,
rappresentata dalla presidente Pia Zago, si conviene quanto segue.
Art. 1 Gli orti sono dodici.""",
        ["Comune di Adria", "Cooperativa sociale Onda"],
    ),
    "who looks on": (
        """PROTOCOLLO D'INTESA per la casa del popolo
Addì 3 maggio 2015, alla presenza del Prefetto di Rovigo, tra
il Comune di Adria
la Diocesi di Adria-Rovigo
si conviene quanto segue
Art. 1 La sala apre la domenica.""",
        ["Comune di Adria", "Diocesi di Adria-Rovigo"],
    ),
    "decisions in brackets, with full stops": (
        """PROTOCOLLO D'INTESA
Gli enti:
Prefettura di Rovigo
Comune di Adria (del. G.C. n. 12 del 26.1.2016)
Comune di Loreo (del. G.C. n. 9 del 20.1.2016)
Comune di Corbola (del. C.C. n. 7 del 25.1.2016)
Diocesi di Adria-Rovigo
stipulano il presente protocollo per la distribuzione equilibrata degli ospiti.
1. I Comuni di Adria e Loreo aprono due centri.""",
        ["Prefettura di Rovigo", "Comune di Adria", "Comune di Loreo", "Comune di Corbola", "Diocesi di Adria-Rovigo"],
    ),
    "persons beside bodies": (
        """PROTOCOLLO D'INTESA
tra
Questura di Rovigo, Renata Guerra
Comune di Adria, Ugo Bellan
Fenice Adriatica, Ivo Crepaldi
Caritas diocesana di Adria-Rovigo, Pia Zago
si conviene quanto segue
Art. 1 Il Comune apre la scuola.""",
        ["Questura di Rovigo", "Comune di Adria", "Fenice Adriatica", "Caritas diocesana di Adria-Rovigo"],
    ),
    "only in the signatures": (
        """PATTO DI COLLABORAZIONE
per la cura dell'argine
1. Gli ospiti puliscono l'argine due mattine la settimana.
2. Gli attrezzi sono forniti dal magazzino.
Adria, 4 maggio 2015
Comune di Adria ____________
Consorzio di Bonifica Adige Po ____________
Cooperativa sociale Onda ____________""",
        ["Comune di Adria", "Consorzio di Bonifica Adige Po", "Cooperativa sociale Onda"],
    ),
}


def blocks(lines: str) -> list[Block]:
    """Paragraphs and the cells of one table."""
    found: list[Block] = []
    row = 0
    for line in lines.split("\n"):
        if not line.startswith("|"):
            found.append(Block(len(found), line))
            continue
        for column, text in enumerate(cell.strip() for cell in line.strip("|").split("|")):
            found.append(Block(len(found), text, BlockKind.CELL, cell=Cell(0, row, column)))
        row += 1
    return found


@pytest.mark.parametrize("layout", LAYOUTS)
def test_the_parties_of_an_agreement(layout: str) -> None:
    lines, parties = LAYOUTS[layout]
    content = blocks(lines)
    title = next(
        block.index
        for block in content
        if block.text.split()[0] in {"PROTOCOLLO", "CONVENZIONE", "ACCORDO", "MEMORANDUM", "ATTO", "PATTO"}
    )
    assert [party.name for party in find_parties(content, title)] == parties


def test_a_party_says_what_it_is_where_it_is_and_why() -> None:
    content = blocks(LAYOUTS["prose without TRA"][0])
    party = next(one for one in find_parties(content, 0) if one.name == "Comune di Rosolina")
    facts = party.facts
    assert (facts.kind, facts.comune, facts.province, facts.region) == ("comune", "Rosolina", "RO", "Veneto")
    assert 0.5 <= facts.confidence <= 1
    assert "Rosolina" in facts.evidence[0].text
    assert facts.evidence[0].block == 1


@pytest.mark.parametrize(
    "looks_on",
    [
        "presente quale osservatore la Provincia di Rovigo",
        "Per presa visione: il Sindaco di Loreo",
        "alla presenza del Questore di Rovigo",
        "assiste in qualità di uditore il Questore di Rovigo",
    ],
)
def test_who_only_looks_on_is_no_party(looks_on: str) -> None:
    texts = ("ACCORDO", "tra la Prefettura di Rovigo e il Comune di Adria", looks_on, "si conviene: il bus corre.")
    found = find_parties([Block(n, text) for n, text in enumerate(texts)], 0)
    assert [party.name for party in found] == ["Prefettura di Rovigo", "Comune di Adria"]


def test_the_short_form_of_a_party_is_that_party() -> None:
    texts = (
        "ACCORDO",
        "tra la Prefettura di Rovigo, la Rete Ferroviaria Italiana, la UIL di Rovigo e il Comune di Adria",
        "Art. 1. RFI presta un locale. La UIL apre uno sportello.",
        "Per RFI ________",
        "Per la UIL ________",
    )
    found = find_parties([Block(n, text) for n, text in enumerate(texts)], 0)
    assert [party.name for party in found] == [
        "Prefettura di Rovigo",
        "Rete Ferroviaria Italiana",
        "UIL di Rovigo",
        "Comune di Adria",
    ]


def test_an_agreement_without_a_body_has_no_party() -> None:
    assert find_parties(blocks("PATTO DI BUON VICINATO\n1. Ci vediamo il lunedì."), 0) == ()


@pytest.mark.parametrize(
    "word", ["Oggi", "Perché", "Viceprefetto", "Capo di Gabinetto", "Referente", "Adria", "Natale"]
)
def test_a_person_a_day_or_a_bare_place_in_a_list_of_bodies_is_none(word: str) -> None:
    text = f"tra la Prefettura di Rovigo, {word}, Zefiro Trasporti, il Comune di Adria"
    named = [body.name for body in unknown_names(text, [find_bodies(text)])]
    assert named == ["Zefiro Trasporti"]


@pytest.mark.parametrize(
    "text",
    [
        "tra il Comune di Adria, la Prefettura di Rovigo e Zefiro Trasporti. Le parti convengono",
        "tra Zefiro Trasporti, la Prefettura di Rovigo e il Comune di Adria. Le parti convengono",
        "Comune di Adria · Prefettura di Rovigo · Zefiro Trasporti\nCHE COSA",
        "Comune di Adria\nPrefettura di Rovigo\nZefiro Trasporti\nArt. 1",
        "Zefiro Trasporti\nComune di Adria\nPrefettura di Rovigo\nArt. 1",
        "la Prefettura di Rovigo, Zefiro Trasporti e il Comune di Adria. Altrove la Questura di Padova non firma.",
    ],
)
def test_a_name_of_no_known_kind_is_seen_anywhere_in_a_list_of_bodies(text: str) -> None:
    assert "Zefiro Trasporti" in {body.name for body in unknown_names(text, [find_bodies(text)])}


def test_the_parties_may_stand_behind_the_recitals() -> None:
    texts = (
        "CONVENZIONE",
        "per il trasporto dei braccianti",
        "Considerato che nelle campagne lavorano duecento persone senza mezzo proprio;",
        "Ritenuto di unire le forze;",
        "tra la Prefettura di Rovigo, il Comune di Adria e la Caritas diocesana di Adria si conviene quanto segue:",
        "1. Il Comune paga il carburante.",
        "Adria, 12 marzo 2015",
    )
    found = find_parties([Block(index, text) for index, text in enumerate(texts)], 0)
    assert [party.name for party in found] == ["Prefettura di Rovigo", "Comune di Adria", "Caritas diocesana di Adria"]
