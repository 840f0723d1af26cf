"""One agreement as Word and as PDF gives one record: lines cut by the width of a page and pages change nothing."""

from collections.abc import Callable
from typing import Any

import pytest

from config.limits import Limits
from jobs.demo.build import mail
from jobs.pipeline import read_submission
from parsers.model import Protocollo
from tests.accuracy.markup import WRITERS
from tests.unit.test_seed import DATE

ACTS = {
    "articles, a list behind TRA": """# PROTOCOLLO D'INTESA
^ per l'apertura di una foresteria dei braccianti nelle campagne di Rosarno
^ TRA
la Prefettura – Ufficio Territoriale del Governo di Reggio Calabria, rappresentata dal Viceprefetto dott.ssa Ada Sarto
il Comune di Rosarno, rappresentato dal Sindaco
l'Azienda Sanitaria Provinciale di Reggio Calabria, in persona del direttore generale
e la Caritas diocesana di Oppido Mamertina-Palmi

PREMESSO che ogni inverno giungono nella piana più di mille lavoratori stagionali, i quali non trovano alloggio e dormono nelle case abbandonate lungo la statale;
VISTO il decreto legislativo 25 luglio 1998, n. 286;

Art. 1 Il Comune di Rosarno mette a disposizione i locali della vecchia scuola e ne cura la pulizia ogni giorno della settimana, festivi compresi.
Art. 2 La Caritas assicura la mensa e segnala i casi fragili.
Art. 3 Il presente protocollo dura due anni dalla firma ed è rinnovabile.

Reggio Calabria, 14 novembre 2014

Letto, confermato e sottoscritto
""",
    "a stack of letterheads, no TRA": """^ PREFETTURA DI ROVIGO
^ PROVINCIA DI ROVIGO
^ COMUNE DI LENDINARA
^ CROCE ROSSA ITALIANA - COMITATO DI ROVIGO

# ACCORDO OPERATIVO PER LO SPORTELLO UNICO DEGLI STRANIERI NEI COMUNI DEL MEDIO POLESINE

Visto il testo unico sull'immigrazione e considerato che gli stranieri si rivolgono oggi a quattro uffici diversi, con perdita di tempo per tutti;

1. Lo sportello apre il lunedì e il giovedì nella sede della Provincia, che mette a disposizione due stanze e il telefono.
2. Il Comune fornisce un mediatore per dodici ore la settimana.
3. L'accordo vale un anno dalla firma.

Rovigo, lì 3 marzo 2015
""",
    "a table of those who sign": """# CONVENZIONE
^ per l'accoglienza notturna dei minori stranieri non accompagnati

Gli enti che seguono si impegnano a ospitare, per la durata massima di novanta giorni, i minori che sono trovati soli nel porto e nella stazione della città.

Articolo 1 – Il Comune nomina un referente per ogni minore.
Articolo 2 – La Questura accompagna i minori al centro entro la notte e ne dà notizia alla Procura.
Articolo 3 – La presente convenzione dura diciotto mesi.

Ancona, 9 giugno 2016

| Ente | Rappresentante | Firma |
| Comune di Ancona | il Sindaco | firmato |
| Questura di Ancona | il Questore | firmato |
| Prefettura di Ancona | il Prefetto | firmato |
| Cooperativa sociale Approdo | il presidente | firmato |
""",
    "one sentence": """^ PATTO DI COLLABORAZIONE
Con il presente patto la Prefettura di Novara, il Comune di Galliate, la Parrocchia di San Pietro e l'Associazione Mani Aperte convengono di curare insieme, con gli ospiti dei centri di accoglienza, i giardini pubblici e gli argini del canale.

Il Comune presta gli attrezzi e assicura gli ospiti contro gli infortuni; la Parrocchia offre il pranzo a chi lavora; l'Associazione tiene il registro delle presenze e cura il trasporto.

Il patto vale fino al 31 dicembre 2016.

Fatto a Galliate il 2 maggio 2016
""",
    "groups of comuni, recitals first": """# MEMORANDUM D'INTESA
# sul trasporto scolastico dei figli dei lavoratori stagionali

Considerato che nelle frazioni vivono sessantadue bambini che non hanno modo di raggiungere la scuola, e che nessuno degli enti può provvedervi da solo;
Ritenuto di unire le forze;

tra la Prefettura di Grosseto, i Comuni di Capalbio, Orbetello e Manciano, l'Ufficio Scolastico Regionale per la Toscana e la Rama Trasporti S.p.A. si conviene quanto segue:

1) I Comuni pagano il carburante in parti uguali e curano gli elenchi dei bambini.
2) La società mette a disposizione due autobus.
3) Il memorandum dura un anno scolastico.

Grosseto, 21 settembre 2015
""",
}
PARTIES = {
    "articles, a list behind TRA": 4,
    "a stack of letterheads, no TRA": 4,
    "a table of those who sign": 4,
    "one sentence": 4,
    "groups of comuni, recitals first": 6,
}


def record(text: str, form: str) -> dict[str, Any]:
    """What is stored of the only agreement of a mail, without where it was seen."""
    write: Callable[[str], bytes] = WRITERS[form]
    files = {f"accordo.{form}": write(text)}
    submission = read_submission(mail("mario.rossi@interno.it", "Accordo", "In allegato.", files, date=DATE), Limits())
    (found,) = submission.reading.protocolli
    return facts(found)


def facts(one: Protocollo) -> dict[str, Any]:
    parties = [
        (name, said.kind, said.comune, said.province, said.region)
        for name, said in zip(one.canonical, one.party_facts, strict=True)
    ]
    names = ("kind", "title", "signed_on", "place", "duration", "number", "parties")
    return {name: getattr(one, name) for name in names} | {"facts of parties": parties}


@pytest.mark.parametrize("name", ACTS)
def test_an_act_gives_one_record_as_word_and_as_pdf(name: str) -> None:
    word = record(ACTS[name], "docx")
    assert record(ACTS[name], "pdf") == word
    assert len(word["parties"]) == PARTIES[name]
    assert word["signed_on"] is not None
