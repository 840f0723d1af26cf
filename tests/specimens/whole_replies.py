"""Whole replies, each laid out as another office would: what is in them is said beside them, as (campo,
description).
"""

import textwrap
from collections.abc import Callable, Sequence
from datetime import UTC, datetime
from io import BytesIO

import docx as python_docx

from config.campi import CAMPI
from jobs.demo.build import docx, mail, pdf
from jobs.demo.sample import official_form

DATE = datetime(2016, 1, 12, 10, tzinfo=UTC)
OFFICE, PERSON = "protocollo.prefgr@pec.interno.it", "area4.pref_grosseto@interno.it"
HEAD = [("text", "Prefettura di Grosseto"), ("text", "Ufficio Territoriale del Governo")]
TITLES = {campo.number: campo.title for campo in CAMPI}
TEXTS = {
    1: "Prefettura, vescovado, camera di commercio e sindacati hanno firmato un patto e si dividono i compiti "
       "dell'accoglienza.",
    2: "Gli impiegati di questura, comuni e prefettura hanno seguito insieme un corso sulle procedure d'asilo e usano "
       "ora la stessa modulistica.",
    3: "Invece dei grandi centri la cooperativa ha scelto alloggi di quattro posti sparsi nelle frazioni, dove gli "
       "ospiti cucinano da soli e pagano le bollette con una carta ricaricabile.",
    4: "Un pulmino con a bordo un mediatore e un'infermiera raggiunge i casolari e spiega come ottenere la tessera "
       "sanitaria e il codice fiscale.",
    5: "Le volontarie della biblioteca tengono due classi di italiano per principianti; chi supera la prova finale "
       "riceve l'attestato del CPIA.",
    6: "Fatou ha cominciato con una borsa lavoro in sartoria; oggi è socia della cooperativa e ha un'apprendista.",
    7: "Dodici giovani del Gambia aiutano, senza essere pagati, gli anziani del paese a fare la spesa e tengono "
       "pulito il campo sportivo.",
    8: "Nel quartiere delle case popolari una mediatrice aiuta vicini italiani e stranieri a conoscersi e a risolvere "
       "le liti sulle scale.",
    9: "Le associazioni di stranieri eleggono un portavoce che siede al tavolo comunale e organizza incontri sulla "
       "Costituzione.",
    10: "I ragazzi arrivati senza genitori vivono in una comunità con educatori, e a ciascuno è assegnato un tutore "
        "volontario.",
    11: "Una mostra fotografica itinerante ha raccontato nelle scuole le vite degli ospiti ed è stata visitata da "
        "duemila persone.",
}  # fmt: skip

Expected = list[tuple[int, str]]
CASES: dict[str, Callable[[], tuple[bytes, Expected]]] = {}


def reply(name: str) -> Callable[[Callable[[], tuple[bytes, Expected]]], Callable[[], tuple[bytes, Expected]]]:
    def keep(make: Callable[[], tuple[bytes, Expected]]) -> Callable[[], tuple[bytes, Expected]]:
        CASES[name] = make
        return make

    return keep


def told(*campi: int) -> Expected:
    return [(campo, TEXTS[campo]) for campo in campi]


def word(lines: Sequence[tuple[str, str]], subject: str = "Buone pratiche", name: str = "risposta.docx") -> bytes:
    return mail(OFFICE, subject, "In allegato.", {name: docx(lines)}, date=DATE)


def letter(text: str, subject: str = "Circolare 5973", sender: str = PERSON) -> bytes:
    return mail(sender, subject, text, date=DATE)


def tables(*rows: Sequence[Sequence[str]], above: str = "Prefettura di Grosseto") -> bytes:
    document = python_docx.Document()
    document.add_paragraph(above)
    for table in rows:
        grid = document.add_table(rows=0, cols=len(table[0]))
        for row in table:
            for cell, text in zip(grid.add_row().cells, row, strict=True):
                cell.text = text
    out = BytesIO()
    document.save(out)
    return mail(OFFICE, "Buone pratiche", "In allegato.", {"tabella.docx": out.getvalue()}, date=DATE)


#: Lines of headings, each above the text of its campo.
HEADED: dict[str, list[tuple[str, int]]] = {
    "a counted practice with the title in brackets": [
        ("PRATICA N. 1 – (Campo: Apprendimento della lingua italiana)", 5),
        ("PRATICA N. 2 – (Campo: Coinvolgimento volontario dei richiedenti asilo)", 7),
    ],
    "a label of another kind with a number": [("Tipologia: 7\nDodici mani", 7), ("Tipologia: 8\nLe scale", 8)],
    "a category in few words": [("Categoria: storie di inserimento lavorativo e sociale", 6),
        ("Categoria: pratiche innovative", 3)],
    "a line of action": [("Linea di intervento n. 5", 5), ("Linea di intervento n. 10", 10)],
    "the number behind the title": [("Apprendimento della lingua italiana (5)", 5), ("Orientamento, accompagnamento e "
                                                                                     "accesso ai servizi (4)", 4)],
    "roman numerals": [("Campo V", 5), ("Campo IX", 9), ("Campo II", 2)],
    "the one ticked item that was left": [(f"☒ 7) {TITLES[7]}", 7)],
    "two languages": [("Feld 5 / Campo 5: Apprendimento della lingua italiana", 5), ("Feld 8 / Campo 8: Positivo "
                                                                                     "inserimento degli immigrati nei territori", 8)],
    "annexes with a label": [("ALLEGATO A\nCampo: 5", 5), ("ALLEGATO B\nCampo: 6", 6)],
    "relating to": [("Buona pratica relativa al campo n. 1 della scheda ministeriale", 1),
        ("Buona pratica relativa al campo n. 6 della scheda ministeriale", 6)],
    "numbers in words": [("Scheda numero sette", 7), ("Scheda numero IV", 4)],
    "a counter with the title below": [(f"Scheda 1 di 3\n{TITLES[5]}", 5), (f"Scheda 2 di 3\n{TITLES[9]}", 9),
        (f"Scheda 3 di 3\n{TITLES[1]}", 1)],
    "a number against a title": [(f"Scheda 4: {TITLES[5]}", 5)],
    "a slash": [("Scheda n° 1 / Reti territoriali", 1), ("Scheda n° 8 / Inserimento immigrati", 8)],
    "a sentence in bold": [("Si segnala, per il campo 3, la fattoria di Semproniano", 3),
        ("Si segnala, per il campo 4, il volantino dell'ospedale", 4)],
    "a counter before the campo": [("1. Campo 3 - La fattoria", 3), ("2. Campo 8 - Il rione gioca", 8)],
    "a hyphen before the number": [("CAMPO-7: i pennelli", 7)],
    "circled numbers": [("⑤ Apprendimento della lingua italiana", 5), ("⑨ Integrazione e cittadinanza attiva", 9)],
    "an abbreviation": [("Camp. n. 7", 7), ("Camp. n. 10", 10)],
    "a tick between label and number": [("Campo contrassegnato: (X) 3", 3)],
    "ordinals of campi": [("Primo campo: reti territoriali", 1), ("Settimo campo: volontariato", 7)],
    "other, with a name": [("11) Altro: comunicazione e sensibilizzazione", 11)],
    "a title over two lines": [("SCHEDA N. 8 – INTERVENTI FINALIZZATI AL POSITIVO INSERIMENTO\nDEGLI IMMIGRATI NEI "
                                "TERRITORI", 8)],
}  # fmt: skip


def headed(lines: list[tuple[str, int]]) -> tuple[bytes, Expected]:
    content = list(HEAD)
    for heading, campo in lines:
        content += [("bold", line) for line in heading.split("\n")] + [("text", TEXTS[campo])]
    return word(content), told(*(campo for _, campo in lines))


for _name, _lines in HEADED.items():
    CASES[f"headed: {_name}"] = lambda lines=_lines: headed(lines)  # type: ignore[misc]


@reply("a form of labels with the official list in a cell")
def _() -> tuple[bytes, Expected]:
    items = "\n".join(f"{'☒' if number == 5 else '☐'} {number}) {title}" for number, title in TITLES.items())
    rows = [
        ("Denominazione della buona pratica", "Parole in cammino"),
        ("Ambito di intervento (barrare)", items),
        ("Territorio interessato", "Comuni dell'Amiata grossetana"),
        ("Soggetto promotore", "CPIA 1 Grosseto in collaborazione con i gestori dei CAS"),
        ("Destinatari", "Richiedenti asilo e titolari di protezione, 60 persone"),
        ("Periodo di realizzazione", "da ottobre 2014 a giugno 2015"),
        ("Descrizione", TEXTS[5]),
        ("Risultati", "Quarantotto attestati; frequenza media superiore all'80 per cento."),
    ]
    return tables(rows, above="SCHEDA DI RILEVAZIONE"), [
        (5, f"{TEXTS[5]}\nQuarantotto attestati; frequenza media superiore all'80 per cento.")
    ]


@reply("a table with a row for each practice")
def _() -> tuple[bytes, Expected]:
    rows = [("Campo n.", "Denominazione", "Ente attuatore", "Descrizione sintetica")]
    rows += [(str(campo), f"Nome {campo}", "Cooperativa Uscita", TEXTS[campo]) for campo in (2, 6, 8)]
    return tables(rows), told(2, 6, 8)


@reply("a wide table that counts its rows and calls the text a practice")
def _() -> tuple[bytes, Expected]:
    rows = [("N.", "Campo", "Buona pratica", "Soggetti coinvolti", "Riferimenti")]
    rows += [
        (str(place), f"{campo} - {RETOLD[campo]}", TEXTS[campo], "Comune", "Protocollo 2015")
        for place, campo in enumerate((5, 7, 10), 1)
    ]
    return tables(rows), told(5, 7, 10)


RETOLD = {5: "lingua italiana", 7: "volontariato", 10: "vulnerabili"}


@reply("a table in the mail itself")
def _() -> tuple[bytes, Expected]:
    rows = "".join(
        f"<tr><td>Campo</td><td>{n}</td></tr><tr><td>Buona pratica</td><td>{TEXTS[n]}</td></tr>" for n in (7, 4)
    )
    return mail(PERSON, "x", "-", html=f"<p>Prefettura di Grosseto</p><table>{rows}</table>", date=DATE), told(7, 4)


@reply("the campo in brackets behind the text")
def _() -> tuple[bytes, Expected]:
    parts = [
        f"{name}\n\n{TEXTS[campo]} (Campo {campo})"
        for name, campo in (("Una mano al paese", 7), ("La nostra voce", 9), ("Il pulmino", 4))
    ]
    text = "Gentili colleghi,\n\nsi riportano di seguito le esperienze più significative.\n\n" + "\n\n".join(parts)
    return letter(f"{text}\n\nDistinti saluti\n\ndott.ssa Paola Rinaldi\nPrefettura di Grosseto - Area IV"), told(
        7, 9, 4
    )


@reply("several bodies below one campo")
def _() -> tuple[bytes, Expected]:
    other = (
        "Lo sportello del municipio ha aperto una stanza in cui un interprete riceve il lunedì chi deve "
        "iscriversi all'anagrafe."
    )
    lines = [
        *HEAD,
        ("bold", f"CAMPO 4 - {TITLES[4].upper()}"),
        ("bold", "Comune di Follonica"),
        ("text", TEXTS[4]),
        ("bold", "Comune di Orbetello"),
        ("text", other),
        ("bold", f"CAMPO 7 - {TITLES[7].upper()}"),
        ("bold", "Comune di Scansano"),
        ("text", TEXTS[7]),
    ]
    return word(lines), [(4, TEXTS[4]), (4, other), (7, TEXTS[7])]


@reply("lower case labels, a name and a disclaimer")
def _() -> tuple[bytes, Expected]:
    lowered = {campo: TEXTS[campo][0].lower() + TEXTS[campo][1:] for campo in (5, 9)}
    text = (
        f"Si trasmette quanto richiesto.\n\ncampo 5: {lowered[5]}\n\ncampo 9: {lowered[9]}\n\nAnna "
        f"Verdi\nFunzionario amministrativo\nPrefettura di Biella\n\n"
    )
    text += "Le informazioni contenute in questo messaggio sono riservate e dirette esclusivamente al destinatario."
    return letter(text, "Buone prassi - Prefettura di Biella", "anna.verdi@interno.it"), list(lowered.items())


@reply("one practice for two campi")
def _() -> tuple[bytes, Expected]:
    return word([*HEAD, ("bold", "Scheda – Campi 1 e 7"), ("text", TEXTS[1])]), [(1, TEXTS[1]), (7, TEXTS[1])]


@reply("the number in the file's name")
def _() -> tuple[bytes, Expected]:
    files = {
        "scheda campo 8.docx": docx([*HEAD, ("bold", "Le scale"), ("text", TEXTS[8])]),
        "scheda_10.pdf": pdf([*HEAD, ("bold", "Un tutore"), ("text", TEXTS[10])]),
    }
    return mail(OFFICE, "Schede", "Si allegano due schede.", files, date=DATE), told(8, 10)


@reply("headings inside a practice")
def _() -> tuple[bytes, Expected]:
    inside = [
        ("Premessa", "Il paese contava ottanta abitanti e case vuote da anni."),
        ("Attività svolte", TEXTS[3]),
        ("Criticità", "I trasporti verso il capoluogo restano scarsi."),
    ]
    lines = [*HEAD, ("heading", f"Campo 3: {TITLES[3]}"), ("bold", "Il borgo che rinasce")]
    lines += [line for heading, text in inside for line in (("bold", heading), ("text", text))]
    return word(lines), [(3, "\n".join(part for pair in inside for part in pair))]


@reply("two ticks and one description")
def _() -> tuple[bytes, Expected]:
    lines = [*official_form([5, 9], on="☒", off="☐"), ("text", TEXTS[5]), ("text", "Prefettura di Grosseto")]
    return word(lines), [(5, TEXTS[5]), (9, TEXTS[5])]


@reply("ticks in one file, descriptions in others")
def _() -> tuple[bytes, Expected]:
    files = {"modello.docx": docx(official_form([3, 10], on="☒", off="☐"))}
    files |= {f"all. {place}.docx": docx([*HEAD, ("text", TEXTS[campo])]) for place, campo in enumerate((3, 10), 1)}
    return mail(OFFICE, "x", "Si trasmettono il modello e le descrizioni.", files, date=DATE), told(3, 10)


@reply("a letter that lists its attachments")
def _() -> tuple[bytes, Expected]:
    listed = [
        *HEAD,
        ("text", "Si trasmettono le seguenti schede:"),
        ("text", "- allegato 1: scheda relativa al campo 8;"),
        ("text", "- allegato 2: scheda relativa al campo 5."),
        ("text", "Il Prefetto"),
    ]
    files = {"nota.docx": docx(listed)} | {
        f"allegato {place}.docx": docx([*HEAD, ("text", TEXTS[campo])]) for place, campo in ((1, 8), (2, 5))
    }
    return mail(OFFICE, "x", "Si veda la nota allegata.", files, date=DATE), told(8, 5)


@reply("a municipality's letter that names the campo in its opening")
def _() -> tuple[bytes, Expected]:
    lines = [("bold", "COMUNE DI ARCIDOSSO"), ("text", "Provincia di Grosseto"), ("text",
        "Alla Prefettura di Grosseto"), ("text", "Oggetto: riscontro a circolare ministeriale 5973"),
             ("text", "In relazione a quanto richiesto, si segnala la seguente buona pratica, riferita al campo n. 6."),
             ("text", TEXTS[6]),
             ("text", "Distinti saluti."), ("text", "Il Sindaco"), ("text", "Jacopo Marini")]  # fmt: skip
    return mail(
        OFFICE, "I: buone pratiche", "Si trasmette quanto pervenuto.", {"lettera.docx": docx(lines)}, date=DATE
    ), told(6)


@reply("a numbered list inside")
def _() -> tuple[bytes, Expected]:
    inside = [
        "Il percorso di accompagnamento prevede:",
        "1) colloquio di ingresso con il mediatore;",
        "2) rilascio della tessera sanitaria e scelta del medico;",
        "3) iscrizione dei figli a scuola;",
        "4) bilancio delle competenze.",
        "Ogni fase è registrata in un diario personale.",
    ]
    lines = [*HEAD, ("bold", "Scheda n. 4"), *(("text", line) for line in inside)]
    return mail(OFFICE, "x", "In allegato.", {"s.pdf": pdf(lines)}, date=DATE), [(4, "\n".join(inside))]


@reply("labels that say who")
def _() -> tuple[bytes, Expected]:
    lines = list(HEAD)
    for theme, who, name, campo in (
        ("integrazione e cittadinanza attiva", "Consulta provinciale", "Officina dei diritti", 9),
        ("reti e collaborazioni con attori territoriali", "Prefettura", "Tavolo permanente", 1),
    ):
        lines += [
            ("text", f"AREA TEMATICA: {theme}"),
            ("text", f"ENTE: {who}"),
            ("text", f"INIZIATIVA: {name}"),
            ("text", TEXTS[campo]),
        ]
    return word(lines), told(9, 1)


@reply("an office's own form with hints")
def _() -> tuple[bytes, Expected]:
    lines = [
        *HEAD,
        ("bold", "MODULO DI SEGNALAZIONE"),
        ("text", "Data: 10 gennaio 2016"),
        ("text", "Campo di riferimento (da 1 a 11): 6"),
        ("text", "Titolo: La sarta"),
        ("text", "Soggetto attuatore: cooperativa Uscita"),
        ("text", f"Descrizione della pratica: {TEXTS[6]}"),
        ("text", "Costi: nessuno"),
        ("text", "Referente: Anna Verdi, tel. 0564 433111"),
    ]
    return word(lines), told(6)


@reply("a report with chapters, which names no campo")
def _() -> tuple[bytes, Expected]:
    lines = [
        ("bold", "RELAZIONE SULLE BUONE PRATICHE IN PROVINCIA DI GROSSETO"),
        ("bold", "1. Premessa"),
        ("text", "La provincia ospita circa seicento richiedenti in quaranta strutture gestite da otto enti."),
        ("bold", "2. Le buone pratiche"),
        ("bold", "2.1 Corsi di lingua"),
        ("text", TEXTS[5]),
        ("bold", "2.2 Volontariato degli ospiti"),
        ("text", TEXTS[7]),
        ("bold", "2.3 Minori soli"),
        ("text", TEXTS[10]),
        ("bold", "3. Conclusioni"),
        ("text", "Le esperienze descritte hanno favorito un clima sereno con la popolazione."),
    ]
    return word(lines, "Relazione"), told(5, 7, 10)


@reply("items of a list, which name no campo")
def _() -> tuple[bytes, Expected]:
    items = "\n\n".join(
        f"- {name}. {TEXTS[campo]}" for name, campo in (("Biblioteca", 5), ("Dodici mani", 7), ("Un tutore", 10))
    )
    return letter(
        f"Buongiorno,\nsi segnalano le seguenti buone pratiche:\n\n{items}\n\nCordiali saluti\nAnna Verdi"
    ), told(5, 7, 10)


@reply("items of a list with the campo in bold")
def _() -> tuple[bytes, Expected]:
    items = "".join(f"<li><b>Campo {campo}</b> &ndash; {TEXTS[campo]}</li>" for campo in (5, 7))
    return mail(
        PERSON,
        "circolare",
        "-",
        html=f"<div>Buongiorno,<br>si segnalano:</div><ul>{items}</ul><div>Cordiali saluti</div>",
        date=DATE,
    ), told(5, 7)


@reply("the campo in a sentence above a quoted circular")
def _() -> tuple[bytes, Expected]:
    quoted = "\n".join(f"> {number}) {title}" for number, title in TITLES.items())
    text = (
        f"Con riferimento alla richiesta, per il campo 3 si segnala l'esperienza di "
        f"Roccastrada.\n\n{TEXTS[3]}\n\nIl Dirigente\nRossi\n\nIl giorno 11/11/2015 il Ministero ha scritto:\n> "
        f"Si prega di compilare la scheda.\n{quoted}\n"
    )
    return letter(text, "R: circolare 5973"), told(3)


@reply("answers between the quoted items")
def _() -> tuple[bytes, Expected]:
    lines = "\n".join(
        f"> {number}) {title}\n" + (f"\n{TEXTS[number]}\n" if number in (5, 7) else "")
        for number, title in TITLES.items()
    )
    return letter(f"Rispondiamo sotto ai singoli punti.\n\n{lines}\nSaluti\n", "R: circolare 5973"), told(5, 7)


@reply("answers behind the items, most of them empty")
def _() -> tuple[bytes, Expected]:
    lines = [
        ("text", f"{number}) {title}: {TEXTS[number] if number in (5, 7) else 'nessuna esperienza da segnalare'}")
        for number, title in TITLES.items()
    ]
    return word([*HEAD, *lines]), told(5, 7)


@reply("separators of signs")
def _() -> tuple[bytes, Expected]:
    parts = "\n\n=========================\n\n".join(f"*** SCHEDA {campo} ***\n\n{TEXTS[campo]}" for campo in (3, 6))
    return letter(f"Prefettura di Grosseto\n\n{parts}\n\n=========================\n\nSaluti\n"), told(3, 6)


@reply("indented text below labels")
def _() -> tuple[bytes, Expected]:
    def block(campo: int, name: str) -> str:
        text = "\n".join(textwrap.wrap(TEXTS[campo], 60, initial_indent="      ", subsequent_indent="      "))
        return f"CAMPO:    {campo}\nPRATICA:  {name}\nTESTO:\n{text}\n"

    return letter(
        f"{block(4, 'Bussola')}\n{block(9, 'La voce di tutti')}\n-- \nUfficio immigrazione - Prefettura di Grosseto"
    ), told(4, 9)


@reply("a forwarded municipality")
def _() -> tuple[bytes, Expected]:
    text = (
        f"Si inoltra per competenza.\n\n---------- Messaggio inoltrato ----------\nDa: Servizi sociali "
        f"<sociale@comune.pitigliano.gr.it>\nData: 9 gennaio 2016\nOggetto: buone pratiche\nA: Prefettura di "
        f"Grosseto\n\nIn riscontro alla Vostra, per il campo 7 si segnala:\n\n{TEXTS[7]}\n\nCordiali "
        f"saluti\nServizi sociali - Comune di Pitigliano"
    )
    return letter(text, "I: buone pratiche"), told(7)


@reply("campi of which there is nothing, and one of which there is")
def _() -> tuple[bytes, Expected]:
    text = (
        f"Con riferimento alla circolare 5973, per i campi 1, 2 e 3 non si segnalano esperienze.\n\nPer quanto "
        f"riguarda il campo 8, si rappresenta quanto segue.\n\n{TEXTS[8]}\n\nDistinti saluti\nIl "
        f"Viceprefetto\nMario Bianchi"
    )
    return letter(text), told(8)


@reply("bare titles in few words")
def _() -> tuple[bytes, Expected]:
    return letter(
        f"Prefettura di Grosseto\n\napprendimento della lingua italiana\n{TEXTS[5]}\n\nsostegno alle categorie "
        f"vulnerabili\n{TEXTS[10]}\n"
    ), told(5, 10)


@reply("the practice told in the sentence that names its campo")
def _() -> tuple[bytes, Expected]:
    lowered = {campo: TEXTS[campo][0].lower() + TEXTS[campo][1:] for campo in (9, 3)}
    text = "\n\n".join(
        f"Relativamente al campo {campo} (integrazione), si segnala che {said}" for campo, said in lowered.items()
    )
    return letter(f"{text}\n\nUfficio immigrazione\nPrefettura di Grosseto"), list(lowered.items())


@reply("a sentence for each campo, its practice in the next paragraph")
def _() -> tuple[bytes, Expected]:
    text = (
        f"Gentilissimi,\n\nper il campo 5 l'ufficio segnala l'esperienza della biblioteca.\n\n{TEXTS[5]}\n\nper il "
        f"campo 7 si segnala invece quella di Roccalbegna.\n\n{TEXTS[7]}\n\nCordialmente,\nAnna Verdi"
    )
    return letter(text), told(5, 7)


@reply("a scheda with its agreement in the same file")
def _() -> tuple[bytes, Expected]:
    lines = [
        *HEAD,
        ("bold", f"Scheda 7: {TITLES[7]}"),
        ("text", TEXTS[7]),
        ("bold", "PROTOCOLLO D'INTESA"),
        ("bold", "TRA"),
        ("text", "La Prefettura di Grosseto e il Comune di Pitigliano"),
        ("text", "VISTA la legge 266/1991;"),
        ("text", "si conviene quanto segue"),
        ("text", "Art. 1 Gli ospiti svolgono attività di volontariato."),
        ("text", "Art. 2 Il protocollo dura un anno."),
        ("text", "Grosseto, 12 marzo 2015"),
        ("text", "Il Prefetto   Il Sindaco"),
    ]
    return word(lines), told(7)


@reply("the same campo from two municipalities")
def _() -> tuple[bytes, Expected]:
    other = (
        "Allo sportello del municipio un interprete riceve il lunedì chi deve iscriversi all'anagrafe o chiedere "
        "l'assegno di maternità."
    )
    files = {
        "comune A.docx": docx([("bold", "COMUNE DI ARCIDOSSO"), ("bold", "Scheda 4"), ("text", TEXTS[4])]),
        "comune B.docx": docx([("bold", "COMUNE DI SEGGIANO"), ("bold", "Scheda 4"), ("text", other)]),
    }
    return mail(OFFICE, "x", "In allegato.", files, date=DATE), [(4, TEXTS[4]), (4, other)]


@reply("numbers that Word counts")
def _() -> tuple[bytes, Expected]:
    document = python_docx.Document()
    document.add_paragraph("Prefettura di Grosseto")
    for campo in (1, 2, 3):
        document.add_paragraph(TITLES[campo], style="List Number")
        document.add_paragraph(TEXTS[campo])
    out = BytesIO()
    document.save(out)
    return mail(OFFICE, "x", "In allegato.", {"b.docx": out.getvalue()}, date=DATE), told(1, 2, 3)


@reply("the campo on a line behind each text")
def _() -> tuple[bytes, Expected]:
    lines = list(HEAD)
    for name, campo in (("«Il rione gioca»", 8), ("«Porta chiusa»", 10)):
        lines += [("bold", name), ("text", TEXTS[campo]), ("text", f"Campo di riferimento: {campo}")]
    return word(lines), told(8, 10)


@reply("page numbers in the text")
def _() -> tuple[bytes, Expected]:
    lines = [
        *HEAD,
        ("bold", "Scheda n. 5"),
        ("text", TEXTS[5]),
        ("text", "- 1 -"),
        ("bold", "Scheda n. 7"),
        ("text", TEXTS[7]),
        ("text", "- 2 -"),
    ]
    return mail(OFFICE, "x", "In allegato.", {"b.pdf": pdf(lines)}, date=DATE), told(5, 7)


@reply("a table of tabs in the mail")
def _() -> tuple[bytes, Expected]:
    return letter(f"Campo\tDescrizione\n5\t{TEXTS[5]}\n8\t{TEXTS[8]}\n\nPrefettura di Grosseto"), told(5, 8)


@reply("a label alone above the text")
def _() -> tuple[bytes, Expected]:
    lines = [
        *HEAD,
        ("bold", "SCHEDA PROGETTO"),
        ("text", "Area di riferimento: Apprendimento lingua italiana"),
        ("text", "Titolo: Italiano di sera"),
        ("text", "Promotore: Circolo insegnanti"),
        ("text", "Sintesi:"),
        ("text", TEXTS[5]),
    ]
    return word(lines), told(5)


@reply("a table for each practice, with a label of its own for the text")
def _() -> tuple[bytes, Expected]:
    grids = [
        [("CAMPO N.", str(campo)), ("OGGETTO", TITLES[campo]), ("DENOMINAZIONE", f"Nome {campo}"), ("ENTE",
            "Comune di Pontedera"), ("DESCRIZIONE DELL'ATTIVITÀ", TEXTS[campo])]
        for campo in (5, 7)
    ]  # fmt: skip
    return tables(*grids), told(5, 7)


@reply("all campi in a table, most of them empty")
def _() -> tuple[bytes, Expected]:
    rows = [("Campo", "Esperienze")] + [
        (f"{number}) {title}", TEXTS[number] if number in (4, 10) else "negativo") for number, title in TITLES.items()
    ]
    return tables(rows), told(4, 10)


@reply("sub and a number")
def _() -> tuple[bytes, Expected]:
    lines = [
        *HEAD,
        ("text", "Con riferimento alla circolare 5973 si riferisce quanto segue."),
        ("text", f"Sub 5) {TEXTS[5]}"),
        ("text", f"Sub 8) {TEXTS[8]}"),
        ("text", "Il Prefetto"),
    ]
    return word(lines), told(5, 8)


@reply("the campo in the mail, the text in its one attachment")
def _() -> tuple[bytes, Expected]:
    file = docx(
        [
            *HEAD,
            ("bold", "Storia di Fatou"),
            ("text", TEXTS[6] + " La sua bottega ha vinto un premio della Camera di commercio."),
        ]
    )
    expected = [(6, TEXTS[6] + " La sua bottega ha vinto un premio della Camera di commercio.")]
    return mail(OFFICE, "buone pratiche", "Si invia scheda campo 6.", {"storia.docx": file}, date=DATE), expected


@reply("the campo in the letter's subject line")
def _() -> tuple[bytes, Expected]:
    lines = [
        *HEAD,
        ("text", "Al Ministero dell'Interno"),
        ("text", "Oggetto: buone pratiche – campo 5 (apprendimento della lingua italiana)."),
        ("text", "Si riferisce sulla seguente esperienza."),
        ("text", TEXTS[5]),
        ("text", "Il Dirigente"),
    ]
    return word(lines), told(5)
