"""Where an agreement may say what it is about: every place at which its subject may begin, every one at which it may
end.

No layout is foreseen here: a subject behind the
parties, in quotation marks, behind a label or in the first article is one place among all others.
"""

import re
from bisect import bisect_right
from collections.abc import Iterator, Sequence
from dataclasses import dataclass

from parsers.agreements.head import Head
from parsers.agreements.sheet import BODY, RECITAL, Line, is_full, width
from parsers.bodies.bodies import find_bodies
from parsers.italian.word_lists import one_of

#: Lines above and below the heading that are looked at, and how many characters of them.
_ABOVE, _BELOW, _LOOKED_AT = 8, 60, 9_000
#: What leads in a subject, by class. The first that matches counts.
_LEADS = {
    "object": r"avente (?:ad|per) oggetto",
    "object_told": r"ha (?:ad|per) oggetto|(?:e )?oggetto (?:del|dell[aeo']|della) ?(?:presente )?"
    r"[a-z']+(?: d'intesa)? (?:e|sono|riguarda)\b",
    "aim": r"(?:al|con il) fine di|ai fini|allo scopo di|con (?:l'obiettivo|lo scopo) di|"
    r"finalizzat[oaie] (?:al(?:l[aeo'])?|ad?)\b|(?:volt|dirett)[oaie] (?:al(?:l[aeo'])?|ad?)\b|"
    r"intes[oa] ad?\b",
    "matter": r"in (?:materia|tema|ordine|attuazione|favore) (?:di|del|dell[aeo']|ai|alla?|al)\b|nell'ambito",
    "about": r"sul(?:la|lo|le|l'|l)?\b|sugli\b|sui\b|su\b|circa\b|relativ[oaie]\b|"
    r"concern(?:ent[ei]|e|ono)\b|inerent[ei]\b|riguardant[ei]\b|riguarda\b|riferit[oaie]\b|contro\b|"
    r"a (?:sostegno|favore|tutela)\b|disciplina(?:nte)?\b|regola(?:nte)?\b|con riferimento\b",
    "agree": r"(?:conveng\w+|concordano|promuovono|intendono|istituiscono|attuano|si attua|regolano|disciplinano|hanno "
    r"convenuto|vogliono promuovere|si propon(?:e|gono)|(?:stringono|stringiamo)(?= un))"
    r"(?:,? con (?:il |la )?(?:presente|questo|questa) [a-z]+)?(?: di| a)?(?= (?!come |quanto ))",
    "pledge": r"(?:si (?:impegna(?:no)?|obbliga|stabilisce|conviene|concorda|accordano|obbligano)|stabiliscono|"
    r"pattuiscono)(?: di| a(?:l|lla|d)?| per)?(?= (?!come |quanto ))",
    "for": r"per\b(?! (?:il|la) quale| i quali| le quali)",
}
_LEAD = re.compile("|".join(rf"(?P<{name}>(?<![\w'’])(?:{pattern}))" for name, pattern in _LEADS.items()))
_LABEL = re.compile(r"[\W_]*(?P<label>[a-z][a-z' /]{2,45}?)\s*(?::|\.?\s*[–|-]\s)\s*(?=\S)")
OBJECT = re.compile(
    r"oggetto|finalita|titolo|materia|scopo|argomento|progetto|obiettiv|concernente|tema\b|riguardo|per$|causale|"
    r"intervento|attivita|servizio|contenuto|cosa\b"
)
_QUOTE = re.compile(r"(?:(?<=[\s(])|^)[«“\"]")
_CLOSED = re.compile(r"[»”\"]")
#: A name in quotation marks goes on with what it is for.
_GOES_ON_BEHIND = re.compile(r"\s?[–—:-]\s(?=\w)|\sper\s")
_NAME_OF = re.compile(r" ?[–—:-] (?=[a-zà-ù])| (?:per|di|con|nel|in|ad?) (?=[a-zà-ù])")
#: `… temporaneamente presenti (STP) e comunitarie`: a short form within a subject; ` – percorso nascita`.
_SHORT_FORM = re.compile(r"\s\([A-ZÀ-Ù.]{2,8}\) (?!tra\b|fra\b)(?=[a-zà-ù])")
_ADDED = re.compile(r"\s[–—-]\s(?!tra\b|fra\b)(?=[a-zà-ù])")
#: What only leads to what is agreed, or is said of the paper.
_AGREED = r"il (?:seguente|presente) [a-z' ]{4,24}|quanto (?:segue|appresso|di seguito)[a-z ]*"
_OF_PAPER = r"(?:imposta|marca) (?:di|da) bollo|contraent[ei]\b|allegato\b|registro\b"
_NOTHING = re.compile(
    rf"[\W_]*(?:(?:e )?{one_of('agreeing', 'does')}[a-z]+)?[\W_]*(?:(?:e )?{one_of('agreeing', 'does_then')}[a-z]+|"
    rf"{_AGREED})?[\W_]*(?:\n|$)|[\W_]*(?:{_OF_PAPER})"
)
_MARKS = re.compile(r"[\W\d_]*(?:art(?:icolo|\.)?\s*\d{1,2}\W*|[a-z]\)\s*|[ivx]{1,4}[.)]\s*)?")
#: No subject is longer, in characters; no quotation within one.
_LONGEST, _LONGEST_QUOTE = 480, 160
#: What a kind says of itself before its subject: `di rete`, `quadro`, `integrativo n. 2`.
_QUALIFIED = re.compile(
    r"(?:\s+(?:quadro|operativ[oa]|territoriale|locale|provinciale|attuativ[oa]|integrativ[oa]|aggiuntiv[oa]|"
    r"istituzionale|interistituzionale|sindacale|triennale|biennale|annuale|di (?:rete|partenariato|collaborazione|"
    r"cooperazione|programma|subentro|adesione|intesa|intenti|gestione congiunta)|n\. ?\d{1,4}(?:/\d{2,4})?)\b)*[\W_]*"
)
#: What may end a subject.
_BREAK = re.compile(
    r"\n|[.;:!](?=\s|$)|(?<=[»”\"])(?=[\s,.;:)]|$)|,(?=\s)|\s(?=[–—-]\s)|\s(?=\()|\)|"
    r"[\s,]{1,2}(?=(?:[Tt]ra|[Ff]ra|TRA|FRA)\b)"
)
STOPS = re.compile(
    r"[\W_]*(?:repubblica|indice\b|schema\b|bozza\b|ipotesi\b|parte\b|ruolo\b|fase\b|l'anno|"
    r"il giorno|in data|addi|oggi|le parti|i sottoscritt|(?:la|il) prefett|"
    r"presenti|sono present|si conviene|parti\b|soggetti|sottoscrit|firmatari|siglat|stipulat|intervengono|con sede|"
    r"rep\b|prot\b|noi\b|durata|luogo|tutto cio|(?:che|come|quanto) segue|con (?:(?:il )?qual|(?:il|la) presente)|"
    r"da valere|val(?:e|ido|ida|evole)\b|dura\b|firmat|scritt[oa]\b|redatt|concordat|raggiunt|n\.? ?\d|del \d|artt?\b|"
    r"che\b|letto\b|premess)"
)
#: Words that lead to parties if a body is named near, or at once if these stand behind them.
_BETWEEN = re.compile(
    r"[\s,]{1,2}(?:tra|fra)(?:\b(?=(\s*[:\n]|\s+(?:i sottoscritt|i seguenti|le (?:seguenti|parti))))|\b)"
)
_NEAR = 30
#: A line that ends so goes on below.
BROKEN = re.compile(
    r"(?:\b(?:(?:[dns]e|su|d?a)l(?:l[aeo]?)?|l[aeo]|d?[ei]|di|d[ae]i|d[ae]gli|[ae]d?|per|in|con|il|gli|ai|agli|da|nei|"
    r"negli|sui|sugli|su|tra|fra|che|n\.|art\.)|['’,(–-])$"
)
#: A comma before one of these ends a subject.
_AFTER_COMMA = frozenset({"parties", "stop", "recital", "body", "nothing"})
#: So many full lines above are read with a line.
_FULL_ABOVE = 3
#: What goes on with a line if it begins small.
_GOES_ON = frozenset({"and", "lead", "word"})
#: What goes on with a line that only its width ended.
_WRAPPED = frozenset({"and", "lead", "word", "digit"})


@dataclass(frozen=True, slots=True)
class Sheet:
    """The lines around a heading as one text, a line's end a line's end: `folded` character by character."""

    lines: tuple[Line, ...]
    text: str
    folded: str
    starts: tuple[int, ...]
    head: int
    noun: tuple[int, int]
    bodies: tuple[tuple[int, int], ...] = ()
    width: int = 0

    def is_full(self, number: int) -> bool:
        """Whether nothing but the width of the text ended a line."""
        return number + 1 < len(self.lines) and is_full(self.lines[number], self.lines[number + 1], self.width)

    def goes_on(self, number: int) -> bool:
        """Whether a full line goes on below with a small letter or a number."""
        return (
            number >= 0
            and self.is_full(number)
            and not self.lines[number + 1].text[0].isupper()
            and (self.lines[number + 1].text[0].isalnum())
        )

    def before(self, start: int) -> str:
        """What stands before a place in its line (folded), with the full lines above that go on in it."""
        number = first = self.line(start)
        while first and number - first < _FULL_ABOVE and self.is_full(first - 1):
            first -= 1
        return self.folded[self.starts[first] : start].replace("\n", " ")

    def line(self, position: int) -> int:
        """The number of the line at a position."""
        return max(0, bisect_right(self.starts, position) - 1)


@dataclass(frozen=True, slots=True)
class Start:
    """A place at which a subject may begin: `at` with what leads in, `content` behind that."""

    at: int
    content: int
    lead: str
    line: int


def sheet_of(lines: Sequence[Line], head: Head) -> Sheet:
    """The lines that may hold the subject of an agreement."""
    first = max(0, head.at - _ABOVE)
    near, size = [], 0
    for line in lines[first : head.at + _BELOW]:
        near.append(line)
        size += len(line.text) + 1
        if size > _LOOKED_AT:
            break
    starts, position = [], 0
    for line in near:
        starts.append(position)
        position += len(line.text) + 1
    at = head.at - first
    base = starts[at] if at < len(starts) else 0
    noun = (base + head.noun.start, base + head.noun.end)
    text, folded = "\n".join(line.text for line in near), "\n".join(line.folded for line in near)
    bodies = tuple((body.begins, body.end) for body in find_bodies(text))
    return Sheet(tuple(near), text, folded, tuple(starts), at, noun, bodies, width(lines))


def find_starts(sheet: Sheet) -> list[Start]:
    """All places at which the subject may begin, in order, each once."""
    found: dict[int, Start] = {}
    for start in sorted(_starts(sheet), key=lambda start: (start.content, _ORDER.index(start.lead))):
        if not (sheet.noun[0] <= start.at < sheet.noun[1] or _begins_something_else(sheet, start)):
            found.setdefault(start.content, start)
    return list(found.values())


def _begins_something_else(sheet: Sheet, start: Start) -> bool:
    """Do words stand there that lead to parties (`tra` with a body behind it), a day, a formula?"""
    if start.lead in {"line", "noun"} and STOPS.match(sheet.folded, start.at):
        return True
    if start.lead in {"line", "agree", "pledge"} and _NOTHING.match(sheet.folded, start.at):
        return True
    if start.lead == "line" and sheet.goes_on(start.line - 1) and sheet.starts[start.line] == start.at:
        return True
    between = _BETWEEN.match(f" {sheet.folded[start.at : start.at + _NEAR]}")
    return between is not None and any(0 <= begin - start.at < _NEAR for begin, _ in sheet.bodies)


_ORDER = (*_LEADS, "label of object", "label", "quote", "noun", "line")


def _starts(sheet: Sheet) -> Iterator[Start]:
    for number, line in enumerate(sheet.lines):
        base = sheet.starts[number]
        begin = base + (marks.end() if (marks := _MARKS.match(line.folded)) else 0)
        label = _LABEL.match(line.folded)
        of_object = label is not None and OBJECT.search(label["label"]) is not None
        if label is not None:
            yield Start(base + label.end(), base + label.end(), "label of object" if of_object else "label", number)
        if not of_object:  # `Piana sicura: alloggi per i braccianti` may be a name and what it is for
            yield Start(begin, begin, "line", number)
        for quote in _QUOTE.finditer(line.text):
            yield Start(base + quote.start(), base + quote.end(), "quote", number)
        for lead in _LEAD.finditer(line.folded):
            content = base + lead.end() + len(re.match(r"\s*", line.folded[lead.end() :])[0])  # type: ignore[index]
            yield Start(base + lead.start(), content, str(lead.lastgroup), number)
    behind = _QUALIFIED.match(sheet.folded, sheet.noun[1])
    if behind is not None and sheet.line(behind.end()) == sheet.head and behind.end() < len(sheet.folded):
        yield Start(behind.end(), behind.end(), "noun", sheet.head)


def find_ends(sheet: Sheet, start: Start) -> list[int]:
    """The positions at which a subject that begins at a place may end, in order."""
    above = start.at < sheet.noun[0]
    last = (
        len(sheet.folded) if not above else sheet.noun[0] if start.line == sheet.head else sheet.starts[sheet.head] - 1
    )
    if start.lead == "quote" and (closed := _CLOSED.search(sheet.text, start.content, last)):
        last = last if _GOES_ON_BEHIND.match(sheet.text, closed.end()) else closed.start()
    most = min(last, start.content + _LONGEST)
    found = [
        match.start()
        for match in _BREAK.finditer(sheet.text, start.content + 3, most)
        if not (within_marks(sheet.text[start.at : match.start()]) or _plainly_goes_on(sheet, match.start()))
    ]
    if most < start.content + _LONGEST or not found:
        found.append(most)
    return list(dict.fromkeys(found))


def _plainly_goes_on(sheet: Sheet, end: int) -> bool:
    """Does a line break off, or go on below with a preposition? A comma ends a subject only where others are named."""
    rest = sheet.folded[end + 1 :]
    if between := _BETWEEN.match(sheet.folded, end):
        return not (between[1] or any(0 <= begin - between.end() < _NEAR for begin, _ in sheet.bodies))
    if _CLOSED.match(sheet.text, end - 1) and _NAME_OF.match(sheet.text, end):
        return True
    if _SHORT_FORM.match(sheet.text, end) or _ADDED.match(sheet.text, end):
        return True
    if sheet.text[end : end + 1] == ",":
        return class_behind(rest) not in _AFTER_COMMA
    if sheet.text[end : end + 1] != "\n":
        return False
    if BROKEN.search(sheet.folded[max(0, end - 30) : end]):
        return True
    number = sheet.line(end - 1)
    line, following = sheet.lines[number], sheet.lines[number + 1]
    if line.block.cell is not None or line.text[-1] in ".;:":
        return False
    if following.text[0] in '«“"':
        return True
    behind = class_behind(rest)
    if sheet.is_full(number) and behind in _WRAPPED:
        return True
    capitals = line.text.isupper() and following.text.isupper() and behind in {"and", "lead"}
    return capitals or (following.text[0].islower() and behind in _GOES_ON)


def plainly_ends(sheet: Sheet, end: int) -> bool:
    """Does a line end there, and something else begin below with a capital: a day, a recital, the parties?"""
    if sheet.text[end : end + 1] != "\n" or sheet.is_full(sheet.line(end - 1)):
        return False
    return sheet.text[end + 1 : end + 2].isupper() and class_behind(sheet.folded[end + 1 :]) in _AFTER_COMMA


def within_marks(said: str) -> bool:
    """Is a bracket or a quotation still open? One that stays open for long was never meant to be closed."""
    for opened, closed in ("()", "«»", "“”"):
        if said.count(opened) > said.count(closed) and len(said) - said.rindex(opened) < _LONGEST_QUOTE:
            return True
    return said.count('"') % 2 == 1 and len(said) - said.rindex('"') < _LONGEST_QUOTE


def class_behind(rest: str) -> str:
    """What kind of words a folded text begins with: parties, a stop, a recital, an article, a body, others."""
    bare = rest.lstrip(' \n–—-,("“«')
    if not bare:
        return "nothing"
    for name, pattern in _BEHIND:
        if pattern.match(bare):
            return name
    return "digit" if bare[0].isdigit() else "word"


_BEHIND = (
    ("parties", re.compile(r"(?:tra|fra)\b")),
    ("stop", STOPS),
    ("recital", RECITAL),
    ("article", re.compile(r"art(?:\.|icolo)|§|\d{1,2}[.)]")),
    ("body", BODY),
    ("lead", _LEAD),
    ("and", re.compile(r"(?:e|ed|o|nonche|di|del|dell[aeo']|dei|degli|delle|a|al|alla|con|da|in|nel|nell[aeo'])\b")),
)
