"""What a practice is called: a name that somebody gave it, without the chapter number or the label before it.

The official title of a campo, a label, a question or a mere number is no name.
"""

import re

from parsers.italian.places import is_place
from parsers.italian.text import fold, words
from parsers.lines.labels import gives_detail, holds_text, names_practice, tells_part
from parsers.lines.letters import says_nothing, tells
from parsers.lines.units import sentence_spans
from parsers.official.headings import read_heading
from parsers.official.titles import PLAUSIBLE, match_title
from parsers.practices.chapters import chapter_name

_QUOTES = ' \t"“”«»„‘’'
_MARKS = _QUOTES + "=*_#~-–—•·▪>|:;."
_BULLET = re.compile(r"\s*(?:[☒☐☑✓✗]|\[[ xX]\])")
_ORDINALS = "prim[oa]|second[oa]|terz[oa]|quart[oa]|quint[oa]|sest[oa]|settim[oa]|ottav[oa]|non[oa]|decim[oa]"
#: `Capitolo 6 - `, `3.3 `, `C.2 `, `b) `, `IV. `.
_CHAPTER = re.compile(
    rf"(?:(?:capitolo|cap\.|parte|sezione|paragrafo|punto|art\.|articolo|linea|scheda|pratica|buona pratica|"
    rf"esperienza|iniziativa|progetto)"
    rf" (?:n\.? ?)?(?:\d{{1,2}}|[ivx]{{1,4}}|{_ORDINALS}) ?[-–—.:)]* *"
    r"|(?:[a-z]\.)?\d{1,2}(?:\.\d{1,2}){0,3} ?[-–—.:)°]* +|[a-z] ?[).] +|[ivx]{1,4} ?[-–—.)] +)(?<=[\s\-–—.:)°])(?=\S)",
    re.IGNORECASE,
)
_NO_NAME = re.compile(
    r"(?:(?:capitolo|cap|parte|sezione|paragrafo|punto|art|articolo|linea|scheda|blocco|allegato|n|nr|num|voce|"
    r"rigo)\b[ .]*"
    rf"(?:n\.? ?|ord\.? ?)?(?:\d{{1,2}}|[a-z]|[ivx]{{1,4}}|{_ORDINALS})?|(?:domanda|risposta|d|r)\b[ .].*"
    r"|(?:relazione|nota|appunto|resoconto|premessa|negativ[oa]|nulla|altro|iniziative|pratiche|descrizione|riepilogo|"
    r"(?:ulteriori|altri) elementi|quanto segue)(?: (?:illustrativa|tecnica|di sintesi|informativa))?"
    r"|(?:luned|marted|mercoled|gioved|venerd)i\b.*|(?:sabato|domenica) \d.*"
    r"|\d{1,2}°? (?:gennaio|febbraio|marzo|aprile|maggio|giugno|luglio|agosto|settembre|ottobre|novembre|"
    r"dicembre)(?: \d{4})?)"
)
#: What labels the campo, or one of the details, and no name.
_ABOUT = re.compile(r"(?:camp[oi]|ambit[oi]|area|settore|tema|tematica|voce|chi|dove|quando|da|a)(?: (?!:).{0,30})?")
#: A sentence of a letter: `ad integrazione della nota si comunica …`.
_SAYS = re.compile(r"\bsi (?:segnala|comunica|trasmette|rappresenta|riporta|informa|invia|allega)(?:no)?\b")
#: A name has at most so many words.
_MOST_WORDS = 16
#: A summary has at most so many characters.
SUMMARY_CHARS = 200
#: Of the words of a line, at least this share is the official title where it is nothing but one.
_MOSTLY = 0.75


def name_of(text: str) -> str:
    """The name that a line or a cell holds, "" if it holds none."""
    bare = _unlabelled(text).strip(_QUOTES)
    if (
        _BULLET.match(text)
        or bare.endswith("?")
        or "@" in bare
        or chapter_name(bare)
        or _NO_NAME.fullmatch(fold(bare.strip(_MARKS + "()")))
        or _is_official(bare)
    ):
        return ""
    if (chapter := _CHAPTER.match(bare)) is not None:
        bare = bare[chapter.end() :]
    bare = _closed(bare.strip(_MARKS))
    folded = fold(bare)
    if not 1 <= len(words(bare)) <= _MOST_WORDS or not any(map(str.isalpha, bare)) or len(bare) < 3:
        return ""
    if _is_official(bare) or _NO_NAME.fullmatch(folded) or holds_text(bare) or names_practice(bare) or _is_row(bare):
        return ""
    label, colon, value = bare.partition(":")
    if is_place(bare) or _SAYS.search(folded) or says_nothing(bare):
        return ""
    if colon and (gives_detail(label, value) or tells_part(label) or _ABOUT.fullmatch(fold(label))):
        return ""
    return bare


def _closed(name: str) -> str:
    """A name with the quotation mark again that closes one inside it: `Progetto «Sassi aperti»`."""
    for opening, closing in ("«»", "“”", '""'):
        if name.count(opening) > name.count(closing) or (opening == closing and name.count(opening) % 2):
            return name + closing
    return name


def summary_of(description: str, site: str = "") -> str:
    """The first sentence of a description that tells something, behind the comune that leads it, cut behind a word
    where it is long; "" of an empty one.
    """
    parts = [line[start:end] for line in description.split("\n") for start, end in sentence_spans(line)]
    first = next((n for n, part in enumerate(parts) if tells(part)), 0)
    # What a colon announces stands behind it.
    said = [*parts[first : first + 1], *(parts[first + 1 : first + 2] if parts and parts[first].endswith(":") else ())]
    told = " ".join(" ".join(said).split())
    return _shortened(f"{site}: {told}" if site and told else told)


def _shortened(text: str) -> str:
    if len(text) <= SUMMARY_CHARS:
        return text
    head = text[: SUMMARY_CHARS - 1]
    cut = head.rpartition(" ")[0] or head
    return f"{cut.rstrip(' ,;:–—-(')}…"


def _unlabelled(text: str) -> str:
    """Without `Titolo: ` or `Titolo / Titel: ` before it."""
    label, colon, value = text.partition(":")
    return value if colon and value.strip() and any(names_practice(one) for one in label.split("/")) else text


def _is_official(text: str) -> bool:
    """Whether a line says a campo and nothing else."""
    heading = read_heading(text, prominent=True)
    if heading is not None and heading.campi and not heading.own_title:
        return True
    title = match_title(text)
    return title is not None and title.score >= PLAUSIBLE and title.length >= _MOSTLY * len(text)


def _is_row(text: str) -> bool:
    """A row of fields that was sent as text."""
    return text.count(";") > 1 or text.count("|") > 1
