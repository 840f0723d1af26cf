"""Two schede in many layouts and formats: both found, their campi right, their texts whole and clean, the office
known.
"""

import re
import textwrap
from collections.abc import Callable
from datetime import UTC, datetime

import pytest

from config.campi import CAMPI
from config.limits import Limits
from jobs.demo import texts
from jobs.demo.build import Paragraphs, docx, mail, paragraphs, pdf
from jobs.demo.sample import official_form
from jobs.pipeline import read_submission

DATE = datetime(2016, 1, 5, tzinfo=UTC)
TEXTS = {
    1: texts.RETE, 2: texts.FORMAZIONE, 3: texts.CASA, 4: texts.SPORTELLO, 5: texts.LINGUA, 6: texts.TIROCINI,
    7: texts.VOLONTARIATO,
    8: texts.INSERIMENTO, 9: texts.CITTADINANZA, 10: texts.MINORI, 11: texts.ALTRO,
}  # fmt: skip
PAIRS = [(1, 7), (2, 5), (3, 10), (4, 9), (6, 8), (5, 11), (2, 3), (7, 8), (1, 11), (9, 10)]
ROMAN = ["I", "II", "III", "IV", "V", "VI", "VII", "VIII", "IX", "X", "XI"]

HEAD: Paragraphs = [
    ("bold", "Prefettura - Ufficio Territoriale del Governo di Pavia"),
    (
        "text",
        "Area IV - Diritti civili, Cittadinanza, Condizione giuridica dello straniero, Immigrazione e Diritto d'asilo",
    ),
    ("text", "Prot. n. 0034521/2015 Area IV"),
    ("text", "Pavia, 4 dicembre 2015"),
    ("text", "AL MINISTERO DELL'INTERNO"),
    ("text", "Dipartimento per le Libertà Civili e l'Immigrazione"),
    ("text", "ROMA"),
    ("text", "OGGETTO: Accoglienza e integrazione: raccolta sistematica delle buone pratiche. Riscontro."),
    ("text", "In riferimento alla circolare n. 5973 dell'11 novembre 2015, si rappresenta quanto segue."),
]
END: Paragraphs = [
    ("text", "Si resta a disposizione per ogni ulteriore chiarimento."),
    ("text", "Distinti saluti"),
    ("text", "IL PREFETTO"),
    ("text", "(Dott.ssa Maria Bianchi)"),
]
OFFICE: Paragraphs = [("text", "Prefettura di Pavia")]


def title(number: int) -> str:
    return CAMPI[number - 1].title


def practice(number: int) -> Paragraphs:
    return paragraphs(TEXTS[number])


def headed(shape: str) -> Callable[[int, int], list[tuple[str, str]]]:
    """A letter with a heading of this shape above each practice."""

    def make(*numbers: int) -> list[tuple[str, str]]:
        body: list[tuple[str, str]] = []
        for n in numbers:
            lines = shape.format(n=n, t=title(n), T=title(n).upper(), r=ROMAN[n - 1]).split("\n")
            body += [*(("bold", line) for line in lines), *practice(n)]
        return [*HEAD, *body, *END]

    return make


def after_form(on: str, off: str, shape: str) -> Callable[[int, int], list[tuple[str, str]]]:
    def make(*numbers: int) -> list[tuple[str, str]]:
        body = [line for n in numbers for line in (("bold", shape.format(n=n, t=title(n))), *practice(n))]
        return [*official_form(numbers, on=on, off=off), *body, *END, *OFFICE]

    return make


def labelled(*numbers: int) -> list[tuple[str, str]]:
    body: list[tuple[str, str]] = []
    for n in numbers:
        first, *rest = practice(n)
        body += [
            ("text", f"Campo: {n} - {title(n)}"),
            ("text", "Titolo della buona pratica: Insieme si può"),
            ("text", f"Descrizione: {first[1]}"),
            *rest,
        ]
    return [*HEAD, *body, *END]


def with_index(*numbers: int) -> list[tuple[str, str]]:
    index = [("text", "Le schede riguardano i seguenti campi:"), *(("text", f"- {n}) {title(n)}") for n in numbers)]
    body = [line for n in numbers for line in (("bold", f"SCHEDA {n}"), ("bold", title(n)), *practice(n))]
    return [*HEAD, *index, *body, *END]


def between_the_items(*numbers: int) -> list[tuple[str, str]]:
    items = [
        line for n in range(1, 12) for line in (("text", f"{n}) {title(n)};"), *(practice(n) if n in numbers else []))
    ]
    return [*items, *END, *OFFICE]


def on_the_heading_line(*numbers: int) -> list[tuple[str, str]]:
    return [*HEAD, *(("text", f"{n}) {title(n)}: {TEXTS[n]}".replace("\n", " ")) for n in numbers), *END]


LAYOUTS = {
    "Scheda N: title": headed("Scheda {n}: {t}"),
    "N) TITLE": headed("{n}) {T}"),
    "Campo n. N": headed("Campo n. {n}"),
    "title alone": headed("{t}"),
    "roman number": headed("{r}. {t}"),
    "number and title on two lines": headed("SCHEDA N. {n}\n{t}"),
    "campo behind a counter": headed("Scheda descrittiva - Campo {n}: {t}"),
    "index before": with_index,
    "labels": labelled,
    "form with boxes": after_form("☒", "☐", "{n} - {t}"),
    "form with typed X": after_form("X", "-", "Campo {n}: {t}"),
    "form with brackets": after_form("[x]", "[ ]", "{n}) {t}"),
    "between the items of the form": between_the_items,
    "on the line of the heading": on_the_heading_line,
}

LETTER = "Si trasmette quanto richiesto."
FORMATS: dict[str, Callable[[Paragraphs], dict[str, object]]] = {
    "docx": lambda content: {"text": LETTER, "files": {"risposta.docx": docx(content)}},
    "pdf": lambda content: {
        "text": LETTER,
        "files": {"risposta.pdf": pdf(content, header="Prefettura di Pavia", footer="piazza Guicciardi 1")},
    },
    "body": lambda content: {"text": "\n\n".join(text for _, text in content)},
    "wrapped body": lambda content: {"text": "\n\n".join(textwrap.fill(text, 72) for _, text in content)},
    "html": lambda content: {
        "text": "-",
        "html": "".join(f"<p>{'<b>' if style == 'bold' else ''}{text}</p>" for style, text in content),
    },
}


def bare(text: str) -> str:
    return re.sub(r"\W+", " ", text).strip()


@pytest.mark.parametrize("shape", FORMATS)
@pytest.mark.parametrize("layout", LAYOUTS)
def test_both_schede_are_found_whole(layout: str, shape: str) -> None:
    for first, second in PAIRS:
        options = FORMATS[shape](LAYOUTS[layout](first, second))
        original = mail("m.rossi@interno.it", "Riscontro", options.pop("text"), date=DATE, **options)  # type: ignore[arg-type]
        reading = read_submission(original, Limits()).reading
        assert [scheda.campo for scheda in reading.schede] == [first, second]
        assert [bare(scheda.description) for scheda in reading.schede] == [bare(TEXTS[first]), bare(TEXTS[second])]
        assert reading.prefettura.sigla == "PV"
        assert [problem for problem in reading.problems if problem.code != "protocol_mentioned_not_attached"] == []
        if layout.startswith("form"):
            assert reading.marked_campi == (first, second)
        if layout == "labels":
            assert {scheda.title for scheda in reading.schede} == {"Insieme si può"}
