"""Replies with known schede: texts by several authors in several layouts. The unseen part shares neither with the
other.
"""

import textwrap
from collections.abc import Callable, Iterator, Sequence
from dataclasses import dataclass
from datetime import UTC, datetime
from functools import cache
from itertools import cycle
from pathlib import Path
from typing import Any

from config.campi import CAMPI
from config.prefetture import Prefettura, prefetture
from jobs.demo.build import docx, mail, pdf
from jobs.demo.sample import official_form

DATE = datetime(2016, 1, 12, 10, tzinfo=UTC)
BOX = "dici.buonepraticheaccoglienza@interno.it"
Lines = list[tuple[str, str]]
AUTHORS = {
    "tuning": ("ufficio", "cooperativa", "comune", "viceprefetto", "associazione", "relazione", "maestro"),
    "unseen": ("assistente", "dirigente", "suora"),
}
ROMAN = ["I", "II", "III", "IV", "V", "VI", "VII", "VIII", "IX", "X", "XI"]
CARDINAL = ["uno", "due", "tre", "quattro", "cinque", "sei", "sette", "otto", "nove", "dieci", "undici"]
ORDINAL = ["PRIMA", "SECONDA", "TERZA", "QUARTA", "QUINTA"]
#: Titles as offices retype them: shortened, plural, turned round.
RETYPED = {
    1: "Sviluppo reti e collaborazioni virtuose con gli attori territoriali", 2: "Rafforzamento competenze "
                                                                                 "istituzionali nell'azione multilivello",
    3: "Pratiche innovative nel campo dell'accoglienza", 4: "Orientamento, accompagnamento e accesso ai servizi",
    5: "Apprendimento lingua italiana", 6: "Storie di inserimento lavorativo", 7: "Coinvolgimento volontario dei "
                                                                                  "richiedenti asilo/rifugiati",
    8: "Interventi per il positivo inserimento degli immigrati nei territori", 9: "Integrazione ed esercizio della "
                                                                                  "cittadinanza attiva",
    10: "Progetti di sostegno a categorie vulnerabili", 11: "Altro",
}  # fmt: skip


@dataclass(frozen=True)
class Text:
    """A practice as somebody wrote it."""

    author: str
    campo: int
    title: str
    paragraphs: tuple[str, ...]


@dataclass(frozen=True)
class Gold:
    """A scheda that should come out; `declared` is false where only the words tell the campo."""

    campo: int
    description: str
    declared: bool


@dataclass(frozen=True)
class Case:
    """A mail and what it holds. `marked` are the ticks of its form, None where there is no form."""

    name: str
    part: str
    original: bytes
    schede: tuple[Gold, ...]
    prefettura: str | None
    marked: tuple[int, ...] | None = None


@cache
def texts(author: str) -> dict[int, Text]:
    found: dict[int, Text] = {}
    for block in (Path(__file__).parent / "texts" / f"{author}.txt").read_text(encoding="utf-8").split("## ")[1:]:
        head, *lines = block.strip().splitlines()
        number, _, title = head.partition(" | ")
        found[int(number)] = Text(author, int(number), title, tuple(line for line in lines if line.strip()))
    assert sorted(found) == list(range(1, 12)), author
    return found


def official(number: int) -> str:
    return CAMPI[number - 1].title


def head(office: Prefettura, *, numbered: bool = True) -> Lines:
    return [
        ("bold",
            f"{office.office} - Ufficio Territoriale del Governo di {office.name}" if office.office == "Prefettura" else office.office),
        ("text", "Area IV - Diritti civili, cittadinanza, immigrazione e diritto d'asilo"),
        *([("text", "Prot. n. 0018844/2016 Area IV"), ("text", f"{office.name}, 12 gennaio 2016")] if numbered else []),
        ("text", "Al Ministero dell'Interno - Dipartimento per le Libertà Civili e l'Immigrazione"),
        ("text", "R O M A"),
        ("text", "Oggetto: raccolta sistematica delle buone pratiche in materia di accoglienza e integrazione."),
        ("text", "Con riferimento alla circolare n. 5973 dell'11 novembre 2015, si trasmettono le schede di seguito "
                 "riportate."),
    ]  # fmt: skip


END: Lines = [
    ("text", "Si rimane a disposizione per ogni chiarimento."),
    ("text", "Cordiali saluti."),
    ("text", "Il Viceprefetto Vicario"),
    ("text", "Anna Verdi"),
]


def body_of(text: Text) -> Lines:
    return [("text", line) for line in text.paragraphs]


Layout = Callable[[Prefettura, Sequence[Text]], Lines]


def headed(shape: str, *, own: bool = False) -> Layout:
    """A heading of this shape above each practice, with the practice's own title below it if `own`."""

    def make(office: Prefettura, practices: Sequence[Text]) -> Lines:
        lines: Lines = []
        for place, p in enumerate(practices):
            values = {
                "S": RETYPED[p.campo].upper(),
                "O": ORDINAL[place].capitalize(),
                "A": "ABCDE"[place],
                "w": CARDINAL[p.campo - 1],
                "ocr": _misread(official(p.campo)),
                "n": p.campo,
                "t": official(p.campo),
                "T": official(p.campo).upper(),
                "s": RETYPED[p.campo],
                "r": ROMAN[p.campo - 1],
                "o": ORDINAL[place],
                "i": place + 1,
                "of": len(practices),
                "own": p.title,
                "CUT": official(p.campo)[: max(24, len(official(p.campo)) * 7 // 10)].upper(),
                "cut": official(p.campo)[: max(22, len(official(p.campo)) * 6 // 10)],
            }
            lines += [("bold", line) for line in shape.format(**values).split("\n")]
            lines += [("bold", p.title)] if own else []
            lines += body_of(p)
        return [*head(office), *lines, *END]

    return make


def inline(shape: str) -> Layout:
    """The text begins on the line of its heading."""

    def make(office: Prefettura, practices: Sequence[Text]) -> Lines:
        lines: Lines = []
        for p in practices:
            lead = shape.format(n=p.campo, t=official(p.campo))
            lines += [("text", f"{lead} {p.paragraphs[0]}"), *(("text", line) for line in p.paragraphs[1:])]
        return [*head(office), *lines, *END]

    return make


def _misread(title: str) -> str:
    """A title as character recognition leaves it."""
    return title.replace("l", "1", 3).replace("ti", "tl", 1)


def labelled(*labels: str) -> Layout:
    """Lines `Label: value`, the last one for the text itself."""

    def make(office: Prefettura, practices: Sequence[Text]) -> Lines:
        lines: Lines = []
        for p in practices:
            values = {"n": p.campo, "t": official(p.campo), "s": RETYPED[p.campo], "own": p.title}
            *before, last = [label.format(**values) for label in labels]
            lines += [("text", label) for label in before]
            lines += [("text", f"{last} {p.paragraphs[0]}"), *(("text", line) for line in p.paragraphs[1:])]
        return [*head(office), *lines, *END]

    return make


def after_form(on: str, off: str, shape: str | None) -> Layout:
    """The official form with ticks, then the descriptions under headings, or (`shape` None) one description without
    any.
    """

    def make(office: Prefettura, practices: Sequence[Text]) -> Lines:
        form = official_form([p.campo for p in practices], on=on, off=off)
        lines: Lines = []
        for p in practices:
            if shape is not None:
                lines.append(("bold", shape.format(n=p.campo, t=official(p.campo), s=RETYPED[p.campo])))
            lines += body_of(p)
        return [*form, *lines, ("text", f"Prefettura di {office.name}")]

    return make


def between(office: Prefettura, practices: Sequence[Text]) -> Lines:
    chosen = {p.campo: p for p in practices}
    lines: Lines = []
    for n in range(1, 12):
        lines += [("text", f"{n}) {official(n)};"), *(body_of(chosen[n]) if n in chosen else [])]
    return [("text", f"Prefettura di {office.name}"), *lines, *END]


def free(office: Prefettura, practices: Sequence[Text]) -> Lines:
    """A letter that tells of one practice without saying its campo."""
    (p,) = practices
    return [*head(office), *body_of(p), *END]


def free_titled(office: Prefettura, practices: Sequence[Text]) -> Lines:
    (p,) = practices
    return [("bold", f"Prefettura di {office.name}"), ("bold", p.title), *body_of(p)]


#: Layouts by part; how many practices each takes; whether it declares the campo.
LAYOUTS: dict[str, dict[str, tuple[Layout, int, bool]]] = {
    "tuning": {
        "Scheda N: title": (headed("Scheda {n}: {t}"), 2, True),
        "N) TITLE": (headed("{n}) {T}"), 3, True),
        "Campo n. N": (headed("Campo n. {n}"), 2, True),
        "roman": (headed("{r}. {t}"), 2, True),
        "two lines": (headed("SCHEDA N. {n}\n{t}"), 2, True),
        "retyped": (headed("{n}. {s}"), 3, True),
        "title, own title": (headed("{t}", own=True), 2, True),
        "labels": (labelled("Campo: {n} - {t}", "Titolo della buona pratica: {own}", "Descrizione:"), 2, True),
        "form and headings": (after_form("☒", "☐", "{n} - {t}"), 2, True),
        "form and one text": (after_form("X", "-", None), 1, True),
        "between the items": (between, 2, True),
        "free letter": (free, 1, False),
        "campo and its object": (headed("CAMPO CONTRASSEGNATO: {n}\nOGGETTO DEL CAMPO: {t}"), 2, True),
        "letters": (headed("{A}) Campo {n} – {s}"), 2, True),
        "number without mark": (headed("{n} {t}"), 2, True),
        "capitals": (headed("{S}"), 2, True),
        "text on the line": (inline("Campo {n}."), 2, True),
        "text on the line of the title": (inline("Campo {n} - {t}."), 2, True),
        "bullet": (headed("• Campo {n}: {own}"), 2, True),
        "misread": (headed("Scheda {n}: {ocr}"), 2, True),
        "ordinal practice": (headed("{O} buona pratica\nCampo: {t}"), 2, True),
        "allegato": (headed("ALLEGATO {i}\nScheda campo {n}"), 2, True),
        "scheda of the year": (headed("Scheda n. {i}/2015 - campo {n}"), 2, True),
        "number in words": (headed("Campo {w}"), 2, True),
        "reference below": (headed("{own}\n(rif. punto {n} della circolare)"), 2, True),
        "name above": (headed("Buona pratica “{own}”\nCampo di intervento n. {n}: {s}"), 2, True),
        "scheda tecnica": (headed("SCHEDA TECNICA\nCampo n. {n}\nTitolo: {own}"), 2, True),
        "underscore": (headed("Campo_{n} {s}"), 2, True),
        "form with V": (after_form("V", "_", "{n}. {s}"), 2, True),
        "labels of the office": (labelled("Scheda relativa al campo: {n}", "Nome del progetto: {own}",
            "Che cosa è stato fatto:"), 2, True),
        "scheda di buona pratica": (headed("SCHEDA DI BUONA PRATICA\nRiferimento: campo {n}\nDenominazione: {own}"), 2,
            True),
        "as the form says": (headed("Numero e oggetto del campo contrassegnato: {n} {t}"), 2, True),
        "counter and campo": (headed("Scheda {i} di {of} - Campo {n} - {s}"), 3, True),
        "ordinal": (headed("SCHEDA {o} (campo n. {n})"), 2, True),
        "cut title": (headed("Scheda n. {n} - {cut}"), 2, True),
        "title in quotes": (headed("Ambito di intervento: «{t}»", own=True), 2, True),
        "roman ambito": (headed("AMBITO {r} – {s}"), 2, True),
        "punto": (headed("Punto {n}) della scheda: {s}"), 2, True),
        "own title first": (headed("Progetto “{own}”\n(campo {n}: {s})"), 2, True),
        "labels of another kind": (labelled("CAMPO DI RIFERIMENTO: n. {n}", "DENOMINAZIONE DEL PROGETTO: {own}",
            "SINTETICA DESCRIZIONE DELLA BUONA PRATICA:"), 2, True),
        "labels without number": (labelled("Area tematica: {t}", "Oggetto: {own}", "Testo:"), 2, True),
        "form with brackets": (after_form("[X]", "[ ]", "CAMPO {n}"), 2, True),
        "form with SI and NO, one text": (after_form("SI", "NO", None), 1, True),
        "dashes": (headed("- {n} - {T}"), 2, True),
                "a page with its own title": (free_titled, 1, False),
    },
    "unseen": {
        "practice counter": (headed("BUONA PRATICA N. {i} (rif. campo {n})"), 2, True),
        "sentence": (headed("Con riferimento al campo {n} ({t}) si segnala quanto segue:"), 2, True),
        "number behind": (headed("{own} - campo {n}"), 2, True),
        "square brackets": (headed("[{n}] {s}"), 2, True),
        "scheda relativa": (headed("Scheda relativa al campo n. {n} “{t}”"), 2, True),
        "labels on lines of their own": (headed("CAMPO N° {n}\nTITOLO: {own}\nDESCRIZIONE"), 2, True),
        "tema": (headed("Tema: {s}"), 2, True),
        "ordinal campo": (headed("{n}° campo: {s}"), 2, True),
        "per quanto attiene": (headed("Per quanto attiene al punto {n} - {s}:"), 2, True),
        "title, capitals, cut": (headed("{CUT}", own=True), 2, True),
        "table": (labelled("Campo: {n}", "Titolo: {own}", "Descrizione:"), 2, True),
        "a file each": (labelled("{own}", ""), 2, True),
        "form with ovals": (after_form("(X)", "( )", "Scheda campo {n}"), 2, True),
        "free letter": (free, 1, False),
        "a page with its own title": (free_titled, 1, False),
    },
}  # fmt: skip


def render(
    kind: str, lines: Lines, layout: str = "", practices: Sequence[Text] = (), office: Prefettura | None = None
) -> dict[str, Any]:
    """The mail's parts for a text in one of the formats; tables and a file for each practice are Word files."""
    if layout == "table" and kind in {"docx", "html"}:
        rows = [
            row
            for p in practices
            for row in (
                ("Campo", f"{p.campo}) {official(p.campo)}"),
                ("Denominazione", p.title),
                ("Descrizione", "\n".join(p.paragraphs)),
            )
        ]
        assert office is not None
        return {
            "text": "In allegato la tabella.",
            "files": {"tabella.docx": docx([("bold", f"Prefettura di {office.name}")], table=rows)},
        }
    if layout == "a file each":
        assert office is not None
        top: Lines = [("bold", f"Prefettura di {office.name}")]
        files = {f"Scheda campo {p.campo}.docx": docx([*top, ("bold", p.title), *body_of(p)]) for p in practices}
        return {"text": "Si trasmettono le schede.", "files": files}
    letter = "Si trasmette in allegato quanto richiesto."
    if kind == "docx":
        return {"text": letter, "files": {"risposta.docx": docx(lines)}}
    if kind == "pdf":
        return {"text": letter, "files": {"risposta.pdf": pdf(lines, footer="Palazzo del Governo - tel. 0123 456789")}}
    if kind == "html":
        return {
            "text": "-",
            "html": "".join(f"<p>{'<b>' if style == 'bold' else ''}{text}</p>" for style, text in lines),
        }
    width = 200_000 if kind == "body" else 72
    return {"text": "\n\n".join(textwrap.fill(text, width) for _, text in lines)}


def cases(part: str) -> Iterator[Case]:
    """Every author in every layout, the formats and offices in turn, each campo about as often as the others."""
    offices, kinds = cycle(_offices(part)), cycle(["docx", "pdf", "body", "wrapped", "html"])
    for layout, (make, count, declared) in LAYOUTS[part].items():
        for place, author in enumerate(AUTHORS[part]):
            own = texts(author)
            for start in range(0, 11, 1 if count == 1 else 2):
                # Another shift for each author, so that every campo comes about as often as the others.
                chosen = [own[(start + place + 3 * step) % 11 + 1] for step in range(count)]
                office, kind = next(offices), next(kinds)
                lines = make(office, chosen)
                marked = tuple(sorted(p.campo for p in chosen)) if layout.startswith("form") else None
                gold = tuple(Gold(p.campo, "\n".join(p.paragraphs), declared) for p in chosen)
                original = mail(
                    _address(office),
                    "Buone pratiche accoglienza e integrazione",
                    date=DATE,
                    **render(kind, lines, layout, chosen, office),
                )
                yield Case(
                    f"{layout} / {author} / {kind} / {'+'.join(str(p.campo) for p in chosen)}",
                    part,
                    original,
                    gold,
                    office.sigla,
                    marked,
                )


def _offices(part: str) -> list[Prefettura]:
    """Every second office for each part, those that are no prefetture aside."""
    return [
        office
        for place, office in enumerate(prefetture())
        if office.office == "Prefettura" and place % 2 == (part == "unseen")
    ]


def _address(office: Prefettura) -> str:
    """In turn the certified address, the ordinary one, and a person's, which names no office."""
    compact = "".join(c for c in office.name.lower() if c.isascii() and c.isalpha())
    shapes = [
        f"protocollo.pref{office.sigla.lower()}@pec.interno.it",
        f"prefettura.{compact}@interno.it",
        "anna.verdi@interno.it",
    ]
    return shapes[sum(map(ord, office.sigla)) % 3]
