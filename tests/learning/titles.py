"""Teaches where an agreement says what it is about (`parsers/agreements/title.py`).

`python -m tests.learning.titles` says how often the title has the subject on each writer by weights that saw none of
his texts, how sure the program was where it was right and where it was wrong, and writes the weights.
"""

import re
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from functools import cache
from textwrap import wrap
from typing import Any

from parsers.agreements import weights as shipped
from parsers.agreements.head import find_head
from parsers.agreements.sheet import lines
from parsers.agreements.span_traits import traits_of_end, traits_of_starts
from parsers.agreements.spans import Sheet, Start, find_ends, find_starts, sheet_of
from parsers.agreements.title import BEGINS, ENDS, PLAIN, find_title
from parsers.italian.text import fold_in_place
from parsers.model import Block
from tests.accuracy.acts import holds
from tests.learning.read_acts import WRITERS, acts, read
from tests.learning.weights import teach, written

#: A subject begins at most so many words before its labelled words: a label is the phrase that tells it from others.
_LED = 3
_WORD = re.compile(r"[a-z0-9]+")
#: A trait of fewer examples teaches nothing: a text has many places at which no subject begins.
_RARE = 10
FORMS = ("docx", "pdf")
_TABLE = shipped.table
#: What a kind is called in a heading.
_NAMES = {
    "protocollo_intesa": "protocollo d'intesa",
    "atto_intesa": "atto d'intesa",
    "raccordo_operativo": "raccordo operativo",
    "accordo": "accordo di collaborazione",
    "convenzione": "convenzione",
    "memorandum": "memorandum",
}
#: The layouts that are common everywhere, two for each agreement in turn: a bold line begins with a mark.
_LAYOUTS: tuple[tuple[str, ...], ...] = (
    ("#{KIND}", "{subject}", "tra", "{one}", "e", "{other}"),
    ("#{KIND} TRA {ONE} E {OTHER} PER {SUBJECT}",),
    ("#“{subject}”", "#{KIND}", "TRA {one} e {other}"),
    ("#{KIND}", "Oggetto: {subject}.", "{one} e {other}"),
    ("#{SUBJECT}", "{Kind}", "sottoscritto da {one} e {other}"),
    ("{kind}", "per {subject}", "fra {one} e {other}"),
    ("#{KIND}", "TRA", "{one}", "E", "{other}", "#PER {SUBJECT}"),
    ("Bozza", "Schema di {kind}", "in materia di {subject}", "tra {one} e {other}"),
    ("{Kind}", "{one} e {other}, di comune accordo, stipulano il presente atto avente ad oggetto {subject}."),
    ("#ADDENDUM", "alla {kind} n. 12 del 3 marzo 2014", "{subject}", "{one} e {other}"),
    ("#RINNOVO: {KIND}", "{subject}", "{one}; {other}"),
    ("#{KIND}", "{one} e {other}", "Premesso che occorre provvedere", "Art. 1 – Oggetto",
        "Il presente atto ha per oggetto {subject}."),
    ("{Kind}", "Con il presente atto {one} e {other} disciplinano {subject}."),
    ("#{KIND}", "{one} e {other}, visto il decreto 10 agosto 2016,", "convengono {subject}, nei termini che seguono."),
    ("#{KIND}", "Art. 1 (Parti) Sono parti {one} e {other}.", "Art. 2 (Materia) L'atto concerne {subject}."),
    ("#{KIND} TRA {ONE}, {OTHER} E CARITAS DIOCESANA PER FAVORIRE {SUBJECT}",),
    ("#{KIND}", "L'anno duemilaquindici, addì tre del mese di marzo, in Terni,", "TRA", "{one}", "e", "{other}",
        "si conclude la presente intesa per {subject}."),
    ("#{KIND}", "Con il presente atto {one} e {other} si impegnano per {subject}."),
    ("{Kind}", "Il giorno 3 marzo 2015, in Terni,", "{one}", "e", "{other}", "dato atto che occorre provvedere;",
        "stipulano per {subject}:", "a) la Prefettura convoca gli enti;"),
    ("#{KIND}", "TRA", "{one}", "E", "{other}", "visto il decreto 10 agosto 2016", "SI STABILISCE",
        "di collaborare per {subject}, con le seguenti azioni:"),
    ("#{KIND}", "fra {one} e {other}", "Tema: {subject}", "1. La Prefettura convoca gli enti ogni sei mesi."),
    ("Oggetto: {subject}. {Kind}.", "{one}", "{other}"),
    ("{Kind}", "In data 3 marzo 2015 si dà atto che tra {one} e {other} è stata raggiunta la seguente intesa circa "
        "{subject}:"),
    ("#{KIND}", "{one} e {other}, riuniti in Terni,", "si accordano in materia di {subject}", "come segue."),
    ("#{KIND}", "Tra {one} e {other}", "le parti convengono quanto appresso.",
        "Articolo 1. Il presente atto ha per scopo {subject}, mediante incontri mensili."),
    ("#{KIND}", "{one} e {other} vogliono promuovere {subject}.", "Per questo:"),
    ("#{KIND} n. 9 del 3 marzo 2015", "Contraenti: {one}; {other}.",
        "Articolo primo. Il Comune si obbliga a garantire {subject}, con sei posti."),
    ("#{KIND}", "{one}", "{other}", "Il presente atto disciplina {subject}, da tenersi nelle sale del Comune."),
    ("#{KIND}", "fra {one} e {other}", "1. L'accordo si propone {subject} nei centri del distretto."),
    ("Rep. n. 12/2015", "#{KIND}", "{one} e {other}", "STIPULANO IL SEGUENTE ACCORDO",
        "Articolo 1. Valore delle premesse.",
        "Articolo 2. Oggetto. Le parti si impegnano ad assicurare {subject}."),
    ("#{KIND}", "| Firmatari | {one}; {other} |", "Materia: {subject}", "Clausole"),
    ("{one} – {other}", "{subject}", "#{KIND}", "(testo sottoscritto)"),
    ("{KIND} TRA {ONE} E {OTHER} PER {subject}",),
)  # fmt: skip
_REST = (
    "Visto il decreto legislativo 25 luglio 1998, n. 286;",
    "considerato che il numero delle persone accolte nella provincia è cresciuto negli ultimi anni e che occorre "
    "mettere in comune mezzi, esperienze e conoscenze, nel rispetto delle competenze di ciascuno;",
    "si impegnano come segue.",
    "Art. 1. La Prefettura convoca gli enti ogni sei mesi per la verifica.",
    "Art. 2. Il Comune mette a disposizione due alloggi e cura il trasporto.",
    "Art. 3. L'atto dura un anno ed è rinnovabile.",
    "Letto, confermato e sottoscritto",
)
#: Every second time the lines are broken at one of these widths, in characters.
_WIDTHS = (58, 66, 72, 76, 80, 88, 94)
Examples = list[tuple[frozenset[str], bool]]


@dataclass(frozen=True)
class Span:
    """Where labelled words stand in a sheet, by character."""

    begin: int
    end: int


def spans(sheet: Sheet, label: str) -> list[Span]:
    """All places of a labelled subject in a text, whatever the marks between its words."""
    wanted = _WORD.findall(fold_in_place(label))
    found = list(_WORD.finditer(sheet.folded))
    said = [match[0] for match in found]
    size = len(wanted)
    places = (n for n in range(len(said) - size + 1) if said[n : n + size] == wanted)
    return [Span(found[n].start(), found[n + size - 1].end()) for n in places]


def examples(blocks: Sequence[Block], label: str) -> tuple[Examples, Examples]:
    """What is learned from one agreement: the places at which its subject may begin, and at which it may end."""
    found = lines(blocks)
    head = find_head(found)
    if head is None:
        return [], []
    sheet = sheet_of(found, head)
    places = spans(sheet, label)
    starts = find_starts(sheet)
    begins, ends = [], []
    for start, traits in zip(starts, traits_of_starts(sheet, starts), strict=True):
        span = next((span for span in places if _leads_to(sheet, start, span)), None)
        begins.append((traits, span is not None))
        ends += list(_ends(sheet, start, span)) if span else []
    return (begins, ends) if any(right for _, right in begins) else ([], [])


def _leads_to(sheet: Sheet, start: Start, span: Span) -> bool:
    between = _WORD.findall(sheet.folded[start.content : span.begin])
    return start.at <= span.begin and len(between) <= _LED


def _ends(sheet: Sheet, start: Start, span: Span) -> Iterator[tuple[frozenset[str], bool]]:
    for end in find_ends(sheet, start):
        yield traits_of_end(sheet, start, end), end >= span.end
        if end >= span.end:
            return


def regular(row: dict[str, Any], number: int) -> list[Block]:
    """An agreement with the subject and the parties of a labelled one, in one of the common layouts."""
    kind, subject = _NAMES.get(row["kind"], "accordo"), row["title_contains"]
    one, other = (row["parties"] + ["Comune di Terni", "Prefettura di Terni"])[:2]
    words = {"kind": kind, "Kind": kind.capitalize(), "KIND": kind.upper(), "subject": subject}
    words |= {"SUBJECT": subject.upper(), "one": one, "other": other, "ONE": one.upper(), "OTHER": other.upper()}
    texts = [line.format(**words) for line in (*_LAYOUTS[number % len(_LAYOUTS)], *_REST)]
    if number // len(_LAYOUTS) % 2:
        texts = [line for text in texts for line in _broken(text, _WIDTHS[number % len(_WIDTHS)])]
    return [Block(n, text.lstrip("#"), bold=text.startswith("#")) for n, text in enumerate(texts)]


def _broken(text: str, width: int) -> list[str]:
    """The lines of a paragraph that was broken by hand at a width, in characters."""
    mark = "#" if text.startswith("#") else ""
    return [mark + line for line in wrap(text.lstrip("#"), width)]


@cache
def taught(writer: str) -> tuple[Examples, Examples]:
    """All examples of a writer."""
    begins: Examples = []
    ends: Examples = []
    for form in FORMS:
        for act, blocks in zip(acts(writer), read(writer, form), strict=True):
            more = examples(blocks, act.raw["title_contains"])
            begins += more[0]
            ends += more[1]
    for number, act in enumerate((*acts(writer), *acts(writer))):
        more = examples(regular(act.raw, number), act.raw["title_contains"])
        begins += more[0]
        ends += more[1]
    return begins, ends


def learn(writers: Sequence[str]) -> tuple[dict[str, float], dict[str, float]]:
    """The weights of beginnings and of ends."""
    begins = [one for writer in writers for one in taught(writer)[0]]
    ends = [one for writer in writers for one in taught(writer)[1]]
    return teach(begins, rare=_RARE), teach(ends, rare=_RARE)


def main() -> None:
    """Says what the weights are worth, writer by writer, and writes them."""
    for writer in WRITERS:
        _put(*learn([other for other in WRITERS if other != writer]))
        for form in FORMS:
            _say(writer, form)
    write()


def write() -> None:
    """Teaches of all writers and writes the weights."""
    begins, ends = learn(WRITERS)
    BEGINS.write_text(written(begins), encoding="utf-8")
    ENDS.write_text(written(ends), encoding="utf-8")
    print(f"written: {BEGINS.name} ({len(begins)}), {ENDS.name} ({len(ends)})")


def _put(begins: dict[str, float], ends: dict[str, float]) -> None:
    mine = {BEGINS.name: begins, ENDS.name: ends}
    shipped.table = lambda name: mine.get(name) or _TABLE(name)  # type: ignore[assignment]


def _say(writer: str, form: str) -> None:
    answers = []
    for act, blocks in zip(acts(writer), read(writer, form), strict=True):
        found = lines(blocks)
        if (head := find_head(found)) is not None:
            title = find_title(found, head)
            answers.append((holds(title.text, act.raw["title_contains"]), title, act))
    plain = [right for right, title, _ in answers if title.confidence >= PLAIN]
    print(
        f"{writer} {form}: {sum(right for right, _, _ in answers)} of {len(answers)}; of {len(plain)} that nobody need "
        f"look at {plain.count(False)} wrong"
    )
    for right, title, act in answers:
        if not right:
            print(f"    {act.id} {title.confidence:.2f} {title.text[:230]!r} lacks {act.raw['title_contains']!r}")


if __name__ == "__main__":
    main()
