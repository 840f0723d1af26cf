"""Agreements made by code, with dates in the places and words that are common everywhere: what no labelled writer
happens to use is learned from these.

Each text has some dates that are no day of signing (laws, older acts, meetings, terms, births, registers) and, in three
of four, a day of signing in one of the usual places. The rest are drafts and texts without a day.
"""

import random
from collections.abc import Iterator
from dataclasses import dataclass
from datetime import date, timedelta

from parsers.model import Block, Cell

#: How many texts are made, and of how many one has no day.
TEXTS, UNDATED = 600, 4
_PLACES = (
    "Lodi", "Reggio Emilia", "Ascoli Piceno", "Trani", "Cuneo", "Villa San Giovanni", "L'Aquila", "Belluno", "Sesto",
    "Nuoro", "San Severo", "Vicenza", "Teramo", "Latina", "Pordenone", "Castel Volturno", "Rovigo", "Enna", "Massa",
)  # fmt: skip
_MONTHS = (
    "gennaio", "febbraio", "marzo", "aprile", "maggio", "giugno", "luglio", "agosto", "settembre", "ottobre",
    "novembre", "dicembre",
)  # fmt: skip
_DAYS = (
    "uno", "due", "tre", "quattro", "cinque", "sei", "sette", "otto", "nove", "dieci", "undici", "dodici", "tredici",
    "quattordici", "quindici", "sedici", "diciassette", "diciotto", "diciannove", "venti", "ventuno", "ventidue",
    "ventitré", "ventiquattro", "venticinque", "ventisei", "ventisette", "ventotto",
)  # fmt: skip
_YEARS = {2010: "dieci", 2011: "undici", 2012: "dodici", 2013: "tredici", 2014: "quattordici", 2015: "quindici",
          2016: "sedici", 2017: "diciassette"}  # fmt: skip
_NAMES = (
    "PROTOCOLLO D'INTESA", "Accordo di collaborazione", "CONVENZIONE", "Protocollo operativo", "Atto d'intesa",
    "PATTO TERRITORIALE", "Memorandum d'intesa", "Accordo quadro", "Raccordo operativo", "ADDENDUM",
)  # fmt: skip
_SUBJECTS = (
    "per l'accoglienza dei richiedenti protezione", "in materia di orientamento al lavoro", "PER I CORSI DI ITALIANO",
    "per lo sportello unico", "sulla presa in carico dei minori soli", "avente ad oggetto i lavori di pubblica utilità",
)  # fmt: skip
_PARTIES = (
    "la Prefettura di {p}, in persona del Prefetto", "il Comune di {p}", "la Caritas diocesana di {p}", "la Provincia",
    "l'Azienda sanitaria", "la cooperativa Il Ponte", "l'Ufficio scolastico", "l'associazione Approdo",
)  # fmt: skip
#: The day of signing under the title or in the words that lead to the parties.
_AT_HEAD = (
    "{p}, {d}", "del {d}", "sottoscritto a {p} il {d}", "stipulato in data {d}", "firmato il {d}", "({p}, {d})",
    "{p} - {d}", "siglato in {p}, addì {d}", "Data: {d}", "Luogo e data: {p}, {d}", "Data di sottoscrizione {d}",
    "sottoscritta in data {d} presso la Prefettura di {p}", "in data {d}", "raggiunta il {d}", "concluso il {d}",
    "Il giorno {d}, in {p}, presso la sede della Prefettura, tra {a} e {b}, si conviene quanto segue.",
    "L'anno {y}, il giorno {dm}, in {p}, nella sala giunta, sono presenti {a} e {b}.",
    "L'anno {y} addì {dm} in {p}", "Addì {d} in {p}, tra {a} e {b}", "Oggi {d}, in {p}, {a} e {b} convengono:",
    "In data {d} presso il Palazzo del Governo si sono riuniti {a} e {b} per sottoscrivere quanto segue.",
    "Con la presente scrittura privata, in {p}, il giorno {d}, {a} concede a {b} i locali di via Roma.",
    "Con il presente atto, redatto in {p} il {d}, {a} e {b} stabiliscono quanto segue.",
    "In {p}, il {d}, tra {a}, e {b}", "A {p}, il {d}, {a} e {b} hanno sottoscritto il presente atto.",
    "tra {a} e {b}, in {p}, il giorno {d}, si è convenuto che gli ospiti sono seguiti da un tutore.",
    "Il {d} {a} e {b} stipulano la presente convenzione.", "Quest'oggi, {d}, fra {a} e {b}",
    "Tra {a} e {b} si stipula, in data {d}, il presente accordo.",
    "Il giorno {d}, negli uffici di {p}, {a} incontra {b} e concorda quanto segue.",
    "Presso la Prefettura di {p}, il {d}, fra {a} e {b} viene raggiunta la seguente intesa.",
    "{a} e {b} adottano il presente protocollo il {d}, giornata dei migranti.",
    "Nell'anno {y}, nel giorno {dm}, con la presente scrittura, {a} e {b} convengono",
)  # fmt: skip
#: The same at the foot.
_AT_FOOT = (
    "{p}, {d}", "{p}, lì {d}", "{p} lì {d}", "{p}, addì {d}", "{p}, il {d}", "Lì, {d}", "{d}", "Data {d}",
    "Letto, confermato e sottoscritto in {p}, il {d}.", "Letto, approvato e sottoscritto. {p}, {d}",
    "Fatto a {p}, il {d}", "Fatto, letto e sottoscritto in duplice originale a {p} il {d}.", "Dato a {p}, {d}",
    "Sottoscritto in {p}, il giorno {d}.", "Sottoscritto in data {d}", "Firmato a {p} il {d}", "In {p}, il {d}",
    "In fede. {p}, {d}", "Luogo e data: {p}, {d}", "Data della firma: {d}", "Addì, {d}",
    "{p}, Palazzo del Governo, {d}",
    "Così concordato a {p}, {d}.", "Atto sottoscritto il {d} in tre copie.", "Dalla residenza municipale, {d}",
    "Le parti sottoscrivono in data {d}.", "{p}, {d} Il Prefetto Il Sindaco", "Firmato digitalmente in data {d}",
    "Per accettazione, {p}, {d}", "Data e firma: {d}", "Il presente atto è sottoscritto in {p} in data {d}.",
    "Redatto in due esemplari a {p}, {d}", "{p}, nella sede della Prefettura, {d}", "La presente è firmata il {d}.",
)  # fmt: skip
_SIGNED = (
    "Il Prefetto – Il Sindaco – Il Presidente", "| Prefettura | Comune | Caritas |", "Per la Prefettura di {p}",
    "Letto, confermato e sottoscritto", "Il Sindaco ________   Il Prefetto ________", "f.to Il Prefetto", "Le parti",
    "LE PARTI", "(firme)", "Seguono le firme", "per il Comune ........ per la Caritas ........",
)  # fmt: skip
_UNSIGNED = (
    "{p}, lì ____________", "Data ______", "{p}, __/__/____", "Luogo e data .................", "Letto e sottoscritto",
    "Letto, confermato e sottoscritto", "{p},", "Addì ___________",
)  # fmt: skip
#: What registers and drafts bear at their head.
_STAMPS = (
    "Prot. n. 15234 del {o}", "Prot. 0004411 – {o}", "Allegato alla delibera n. 17 del {o}", "Bozza del {o}",
    "Versione {o}", "Registro generale n. 301 del {o}", "Protocollo generale {o} n. 8841", "Agg. {o}",
)  # fmt: skip
#: Recitals and articles with days that are others.
_OTHER = (
    "Vista la legge {o}, n. 328;", "visto il decreto legislativo {o}, n. 286, e successive modificazioni;",
    "Visto il d.P.R. {o}, n. 394;", "VISTA la circolare del Ministero dell'interno del {o};",
    "ai sensi del d.m. {o};", "Premesso che il Consiglio territoriale, riunito il {o}, ha chiesto di proseguire;",
    "- che con deliberazione della Giunta n. 41 del {o} il Comune ha approvato lo schema;",
    "che in data {o} è stata sottoscritta una convenzione tra i medesimi enti;",
    "Richiamato il protocollo d'intesa siglato il {o} dal Ministero e dall'ANCI;",
    "Considerato che il {o} sono sbarcate nel porto duecento persone;", "a seguito dell'incontro del {o};",
    "Vista l'intesa sancita in Conferenza unificata il {o};", "con nota prot. 4412 del {o} la Provincia ha aderito;",
    "Dato atto che la struttura è stata inaugurata il {o};", "come da verbale del {o}, allegato;",
    "Preso atto della disponibilità manifestata con lettera del {o};", "dichiarato lo stato di emergenza il {o};",
    "Il presente atto integra quello firmato il {o}, che resta in vigore.", "all'avviso pubblicato il {o};",
    "La Commissione straordinaria, insediata il {o}, ha confermato l'impegno.", "La riunione si è tenuta il {o}.",
    "alla convenzione rep. 2214 del {o}", "Addendum al protocollo sottoscritto il {o}", "Testo approvato il {o}",
    "per il rinnovo della convenzione stipulata in data {o}", "l'accordo firmato a Roma il {o} fra i due Governi;",
    "Il Sindaco, nato a {p} il {o}, agisce in forza della delibera di Giunta;", "Mario Rossi, nato il {o};",
    "Dr.ssa Anna Bianchi, nata a {p} il {o}, domiciliata per la carica;", "Il naufragio del {o} ha colpito tutti.",
    *_STAMPS, "Il {o} il Comune ha dato notizia dell'apertura del centro.",
    "da ultimo modificato con legge {o}, n. 46;",
)  # fmt: skip
#: Days to come.
_TERMS = (
    "Il presente accordo ha validità fino al {t}.", "La convenzione scade il {t}.", "Durata: sino al {t}",
    "dalla data di sottoscrizione al {t}", "Le attività si concludono entro il {t}.", "Scadenza {t}",
    "La prima verifica è fissata per il {t}.", "Il servizio è attivo dal {n} al {t}.", "{n} – {t}",
    "L'intesa entra in vigore il {n} e cessa il {t}.", "La relazione finale è presentata il {t}.",
    "Decorrenza: {n}. Scadenza: {t}.", "La prossima riunione si terrà il {n}.", "| Avvio | {n} |", "| Chiusura | {t} |",
)  # fmt: skip
_PLAIN = (
    "Art. 1. La Prefettura convoca gli enti ogni sei mesi per la verifica.", "Il Comune mette a disposizione due sale.",
    "Art. 2. Gli oneri sono a carico del fondo nazionale.", "Le parti si impegnano a collaborare.",
    "TUTTO CIÒ PREMESSO",
    "Art. 3 – Durata annuale, con tacito rinnovo.", "La cooperativa cura il trasporto e la mensa.", "si conviene",
    "Ciascuna parte può recedere con preavviso di tre mesi.", "I dati sono trattati secondo il codice.",
)  # fmt: skip


@dataclass(frozen=True)
class Made:
    """An agreement made by code: its blocks, and its day of signing, None where it has none."""

    blocks: tuple[Block, ...]
    signed_on: date | None


def made() -> Iterator[Made]:
    """All of them, the same every time."""
    chance = random.Random(5973)
    for number in range(TEXTS):
        yield _made(chance, number)


def _made(chance: random.Random, number: int) -> Made:
    day = date(chance.randint(2010, 2017), chance.randint(1, 12), chance.randint(1, 28))
    place = chance.choice(_PLACES)
    dated = number % UNDATED != 0
    at_head = chance.random() < 0.45
    fill = _Filler(chance, place, day)
    head = _head(fill, dated=dated and at_head)
    body = [fill(chance.choice(_OTHER)) for _ in range(chance.randint(0, 5))]
    body += [chance.choice(_PLAIN) for _ in range(chance.randint(1, 6))]
    body += [fill(chance.choice(_TERMS)) for _ in range(chance.randint(0, 2))]
    foot = _foot(fill, dated=dated, dated_at_head=at_head)
    return Made(tuple(_blocks([*head, *body, *foot])), day if dated else None)


def _head(fill: "_Filler", *, dated: bool) -> list[str]:
    chance = fill.chance
    head = [chance.choice(_NAMES), chance.choice(_SUBJECTS)]
    if chance.random() < 0.25:
        head.insert(0, fill(chance.choice(_STAMPS)))
    if dated:
        head.insert(chance.choice((1, 2, 2, 2, 3)), fill(chance.choice(_AT_HEAD)))
    elif chance.random() < 0.5:
        head.append(fill("tra {a} e {b}"))
    return head


def _foot(fill: "_Filler", *, dated: bool, dated_at_head: bool) -> list[str]:
    chance = fill.chance
    foot = [] if dated and dated_at_head else [fill(chance.choice(_AT_FOOT if dated else _UNSIGNED))]
    if not dated and chance.random() < 0.5:
        foot = []
    foot.insert(chance.randint(0, len(foot)), fill(chance.choice(_SIGNED)))
    return foot


def _blocks(texts: list[str]) -> Iterator[Block]:
    index = 0
    for table, text in enumerate(texts):
        if not text.startswith("|"):
            yield Block(index, text, bold=index < 2)
            index += 1
            continue
        for column, part in enumerate(text.strip("| ").split(" | ")):
            yield Block(index, part, cell=Cell(table, 0, column))
            index += 1


class _Filler:
    """Writes days, places and parties into a sentence."""

    def __init__(self, chance: random.Random, place: str, day: date) -> None:
        self.chance, self._place, self._day = chance, place, day

    def __call__(self, sentence: str) -> str:
        chance, day = self.chance, self._day
        one, other = chance.sample(_PARTIES, 2)
        return sentence.format(
            p=self._place,
            d=self._written(day),
            y=chance.choice((str(day.year), f"duemila{_YEARS[day.year]}")),
            dm=f"{chance.choice((str(day.day), _DAYS[day.day - 1]))} del mese di {_MONTHS[day.month - 1]}",
            a=one.format(p=self._place),
            b=other.format(p=self._place),
            o=self._written(day - timedelta(chance.choice((20, 60, 200, 500, 1500, 4000)) + chance.randint(0, 90))),
            n=self._written(day + timedelta(chance.randint(1, 90))),
            t=self._written(day + timedelta(chance.randint(180, 1100))),
        )

    def _written(self, day: date) -> str:
        month = _MONTHS[day.month - 1]
        forms = [f"{day.day} {month} {day.year}"] * 6
        forms += [f"{day:%d/%m/%Y}", f"{day.day}.{day.month}.{day.year}", f"{day:%d.%m.%Y}", f"{day:%d-%m-%Y}"]
        if day.day <= len(_DAYS) and day.year in _YEARS:
            in_words = f"{_DAYS[day.day - 1]} {month} duemila{_YEARS[day.year]}"
            forms += [in_words, f"{day.day} ({_DAYS[day.day - 1]}) {month} {day.year}"]
        return self.chance.choice(forms)
