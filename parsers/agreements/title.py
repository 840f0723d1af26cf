"""What an agreement is called: its kind and its subject, wherever in the head the subject stands."""

import re
from collections.abc import Iterator, Sequence
from dataclasses import dataclass

from parsers.agreements.head import Head
from parsers.agreements.sheet import BODY, RECITAL, Line, goes_on
from parsers.italian.dates import find_dates
from parsers.italian.text import content_stems, fold_in_place

#: Words that lead in what an agreement is about.
_ABOUT = (
    r"(?:per (?!(?:la|il) quale|i? ?quali)(?:la |il |lo |le |gli |i |l'|un |una |uno |un'|[a-z])|in (?:materia|tema|"
    r"ordine|favore|attuazione)\b|sul(?:la|lo|le|l'|l|i)?\b|sugli\b|finalizzat|relativ|volt[oaie] |diretto|concernent|"
    r"avente|inerente|riguardant|a (?:sostegno|favore|tutela)|ai fini|contro |con(?:tro| riferimento)|nell'ambito|"
    r"intes[oa] a )"
)
_LEADS_IN = re.compile(_ABOUT)
_LABEL = re.compile(
    r"(?:oggetto(?: dell[a-z' ]{2,20}| del [a-z ]{4,30})?|concernente|titolo|materia|finalita|progetto|scopo|"
    r"argomento)\s*[:.–-]\s*(?=.{12})"
)
_BETWEEN = re.compile(
    r"(?<![\s,(])[\s,(]+(?:tra|fra)(?:\s*:|\s+i sottoscritti|\s+(?:la|il|l['’]|le|i|gli|lo)\b|\s+(?=[A-ZÀ-Ù]))",
    re.IGNORECASE,
)
#: `Centro per l'Impiego`, `Tribunale per i minorenni` are names; what leads in a subject stands behind no such word.
_NAMES_WITH_PER = re.compile(
    r"(?:centr[oi]|uffici?o?|uffici|istituto|agenzia|direzione|comitato|aziend[ae]|servizi?o?|consulta|osservatorio|"
    r"unita|commissione|fondazione|associazione|dipartimento|autorita|garante|consorzio|"
    r"cooperativa|opera|governo|tribunale|corte|procura|sportello|consiglio|italiano|scolastic[oa]|regionale|"
    r"provinciale|territoriale|unico|politiche|settore|area|universita|societa|scuola|rete|societa|tavolo|camera)\s*$"
)
_STOPS = re.compile(
    r"nell'anno\b|repubblica italiana|indice\b|fase |(?:tra|fra)\b|l'anno\b|(?:il giorno|in data|addi|oggi)\b|"
    r"art(?:\.|icolo)|§|le parti\b|i sottoscritt|la prefettura|il prefetto|(?:sono )?presenti|si conviene|premesso|"
    r"\d{1,2}[.)] |[ivx]+[.)] |[a-z]\) |[•*–-] |"
    r"parti:|soggetti|sottoscrit|firmatari|siglat|stipulat|intervengono|con (?:sede|la presente)|c\.f\.|rep\.|prot\.|"
    r"n\. ?\d|oggi\b|noi\b|chi\b|cig\b|cup\b|durata|luogo"
)
_AFTER_SENTENCE = re.compile(
    r"[.;:]\s|,?\s(?:sottoscritt|stipulat|firmat|siglat|conclus)[oaie]\b|,\s(?:con il quale|che vale|dopo)|\spremesso|"
    r"\sche (?:segue|le parti)"
)
_SIGNED = re.compile(r"(?:firmat|sottoscritt|stipulat|siglat)[oa]\b")
_IN_A_SENTENCE = re.compile(
    rf"(?:(?:presente|seguente|questo|questa) [a-z]+(?: d'intesa| di [a-z]+)?|quanto segue|conveng\w{1, 12}|"
    rf"concordano|stipulan\w{1, 12}|sottoscriv\w{1, 12}|istituiscono|approvano|adottano)[^.;:]{{0,40}}?\s(?={_ABOUT}|"
    rf"il |la )"
)
_LABELS = {
    "oggetto",
    "oggetto dell'accordo",
    "oggetto dell'atto",
    "oggetto della convenzione",
    "concernente",
    "finalita",
    "titolo",
    "materia",
    "progetto",
    "scopo",
}
_WORDS_OF_KIND = {
    "protocoll",
    "intes",
    "accord",
    "convenzion",
    "memorandum",
    "patt",
    "att",
    "raccord",
    "operativ",
    "schem",
    "bozz",
    "rinnov",
    "collaborazion",
    "quadr",
    "territorial",
    "programm",
    "addendum",
    "disciplinar",
    "linee",
    "guid",
    "condivis",
    "test",
    "istituzional",
    "interistituzional",
    "partenariat",
    "of",
    "understanding",
    "letter",
    "intent",
    "dichiarazion",
    "cart",
    "impegn",
    "prorog",
    "second",
    "prim",
    "terz",
    "adesion",
    "aggiuntiv",
    "integrativ",
}
_NEXT_TO_HEAD, _SEARCHED = 8, 40


@dataclass(frozen=True, slots=True)
class Title:
    """`text` is the whole title, `subject` what it says besides the kind ("" where nothing does)."""

    text: str
    subject: str


def find_title(lines: Sequence[Line], head: Head) -> Title:
    """Kind and subject. The subject is taken from the heading, then a label, then the lines behind the parties, then
    those above.
    """
    own = _own(lines, head)
    if says_something(own):
        return Title(f"{_name_above(lines, head)} {own}".strip(), own)
    for subject in (*_labelled(lines, head), *_below(lines, head), *_above(lines, head), *_within(lines, head)):
        if says_something(subject):
            return Title(_joined(own, subject, lines, head), subject)
    return Title(own, "")


def says_something(title: str) -> bool:
    """Whether a title has a subject: two words that carry meaning besides those of its kind."""
    return len([word for word in content_stems(title) if word not in _WORDS_OF_KIND and not word.isdigit()]) >= 2


def _joined(own: str, subject: str, lines: Sequence[Line], head: Head) -> str:
    """In the order of the text, as far as it can be told."""
    first = next((at for at, line in enumerate(lines) if subject[:25] in line.text), head.at)
    return f"{subject} {own}".strip() if first < head.at else f"{own} {subject}".strip()


def _own(lines: Sequence[Line], head: Head) -> str:
    """The heading itself with the lines that go on with it, less the parties."""
    line = lines[head.at]
    name = line.text[head.noun.start : head.noun.end]
    after = line.folded[head.noun.end :].lstrip()
    if _SIGNED.match(after) or (not head.heading and after and not re.match(rf"(?:{_ABOUT}|tra |fra )", after)):
        return name
    text = line.text if head.heading else line.text[head.noun.start :]
    if not head.heading and (cut := _AFTER_SENTENCE.search(fold_in_place(_with_wrapped(lines, head.at, text)))):
        return _without_parties(_with_wrapped(lines, head.at, text)[: cut.start()])
    if label := re.match(r"(?:oggetto|natura dell'atto)\s*:\s*", fold_in_place(text)):
        text = text[label.end() :]
    found = [text, *(following.text for following in _going_on(lines, head.at))]
    return _without_parties(" ".join(found))


def _with_wrapped(lines: Sequence[Line], at: int, text: str) -> str:
    for line, following in zip(lines[at:], lines[at + 1 : at + _NEXT_TO_HEAD], strict=False):
        if not goes_on(line, following) and line.block.page == following.block.page:
            break
        text = f"{text} {following.text}"
    return text


#: A line that ends so goes on below.
_BROKEN = re.compile(
    r"(?:\b(?:di|del|della|dei|delle|degli|dell|e|ed|per|in|con|la|il|le|i|gli|a|al|alla|da|sul|sulla|n\.)|['’,–-])$"
)


def _going_on(lines: Sequence[Line], at: int) -> Iterator[Line]:
    """The lines behind a heading that belong to it."""
    heading = previous = lines[at]
    for line in lines[at + 1 : at + _NEXT_TO_HEAD]:
        if not _belongs(heading, previous, line):
            return
        yield line
        previous = line


def _belongs(heading: Line, previous: Line, line: Line) -> bool:
    """Whether a line goes on with a heading; `previous` is the line above it."""
    first = previous is heading
    if first and line.text[:1] == "(" and line.text[-1:] == ")" and len(line.text) < 80:
        return True
    if RECITAL.match(line.folded) or len(line.text) > 400 or previous.text.endswith((".", ":", ";")) or _is_day(line):
        return False
    if _LEADS_IN.match(line.folded.lstrip(" –-(")) and not _for_a_body(line):
        return True
    if _is_other(line) or (not first and (previous.block.cell is None) != (line.block.cell is None)):
        return False
    if not first and len(previous.text) > 55 and len(line.text.split()) <= 3 and line.block.cell is None:
        return True
    if line.text[:1].islower() or _BROKEN.search(previous.folded):
        return True
    return _looks_alike(heading, line) or (first and _is_subject(line))


def _is_other(line: Line) -> bool:
    """A line that begins something else: the parties, a label, a body."""
    bare = line.folded.lstrip("–- ") if line.folded.endswith(("–", "-")) else line.folded
    return bool(_STOPS.match(bare) or BODY.match(line.folded))


def _looks_alike(heading: Line, line: Line) -> bool:
    """A line that is set as the heading is, stands out, or is a name in quotation marks."""
    if heading.prominent and line.prominent and line.text.isupper() == heading.text.isupper():
        return True
    return (line.text[:1] in "\"“«‘'" or line.prominent) and len(line.text) < 200


def _is_subject(line: Line) -> bool:
    """A line that may be a subject by its length and end: no sentence, no label."""
    if (
        not 25 < len(line.text) < 220
        or line.text.endswith((",", ";", ":"))
        or not line.text.strip('«“" ')[:1].isalpha()
    ):
        return False
    labelled = len(line.text.partition(":")[0].split()) < 3
    return (
        not labelled
        and ". " not in line.text.replace("n. ", "")
        and not line.folded.startswith(("il ", "la ", "i ", "le ", "gli ", "l'"))
    )


def _is_day(line: Line) -> bool:
    return len(line.text) < 70 and bool(find_dates(line.text))


def _for_a_body(line: Line) -> bool:
    """`Per la Prefettura` stands over a signature."""
    match = re.match(r"per (?:la |il |lo |le |gli |i |l')?", line.folded)
    return match is not None and bool(BODY.match(line.folded[match.end() :])) and len(line.text) < 90


def _without_parties(text: str) -> str:
    """`CONVENZIONE TRA A E B PER …` without `TRA A E B`."""
    text = " ".join(text.split())
    match = _BETWEEN.search(text)
    while match is not None and match.start() <= 6:
        match = _BETWEEN.search(text, match.end())
    if match is None or not _names_bodies(text[match.end() :]):
        return text.strip(" :-–,;")
    behind = _subject_behind(text[match.end() :])
    return f"{text[: match.start()].strip()} {behind}".strip(" :-–,;")


def _names_bodies(text: str) -> bool:
    """Whether names follow: `tra pari`, `tra pubbliche amministrazioni` are part of a subject."""
    folded = fold_in_place(text)
    return bool(BODY.match(folded.strip()) or re.match(r"[A-ZÀ-Ù]", text.strip()))


def _subject_behind(parties: str) -> str:
    folded = fold_in_place(parties)
    for match in re.finditer(rf"(?:^|[\s,;]|[–-] ){_ABOUT}|\s[–-]\s(?=[a-z])", folded):
        if not _NAMES_WITH_PER.search(folded[: match.start()]):
            return parties[match.start() :].strip(" ,;")
    return ""


def _labelled(lines: Sequence[Line], head: Head) -> Iterator[str]:
    """`Oggetto: …` near the heading."""
    for at in range(max(0, head.at - 6), min(len(lines), head.at + _SEARCHED)):
        line = lines[at]
        if label := _LABEL.match(line.folded):
            yield _sentence(lines, at, line.text[label.end() :])
        elif line.folded.strip(" :.") in _LABELS and at + 1 < len(lines):
            yield _sentence(lines, at + 1, lines[at + 1].text)


def _sentence(lines: Sequence[Line], at: int, text: str) -> str:
    """The text with its wrapped rest, up to the end of its first sentence."""
    return _first_sentence(_with_wrapped(lines, at, text))


def _first_sentence(whole: str) -> str:
    end = re.search(r"[.;:](?:\s|$)(?=\s*[A-ZÀ-Ù]|\s*$)", whole)
    return whole[: end.start()] if end and end.start() > 15 else whole.strip(" .;:")


def _below(lines: Sequence[Line], head: Head) -> Iterator[str]:
    """Lines that lead in a subject, behind the parties or the day; then a line that looks like a heading."""
    below = range(head.at + 1, min(len(lines), head.at + _SEARCHED))
    for at in below:
        if re.match(r"art(?:\.|icolo) ?(?:\d|[ivx]|un)|letto,", lines[at].folded):
            break
        if _LEADS_IN.match(lines[at].folded) and not _for_a_body(lines[at]) and not RECITAL.match(lines[at].folded):
            yield _sentence(
                lines, at, " ".join([lines[at].text, *(line.text for line in _going_on(lines, at) if line.prominent)])
            )
    for at in below[:6]:
        line = lines[at]
        quoted = line.text[:1] in '"“«'
        if (
            (line.prominent or quoted)
            and len(line.text) < 250
            and not (_STOPS.match(line.folded) or BODY.match(line.folded) or _is_day(line))
        ):
            yield line.text
    for at in below[:12]:
        if _BETWEEN.search(f" {lines[at].text}") and (
            behind := _subject_behind(_with_wrapped(lines, at, lines[at].text))
        ):
            yield _first_sentence(behind)


def _above(lines: Sequence[Line], head: Head) -> Iterator[str]:
    """A line above the heading that is neither letterhead nor day."""
    for at in range(head.at - 1, max(-1, head.at - 8), -1):
        line = lines[at]
        if (
            BODY.match(line.folded)
            or _is_day(line)
            or _STOPS.match(line.folded)
            or RECITAL.match(line.folded)
            or len(line.text) > 250
        ):
            continue
        if not line.text.endswith((".", ";", ":")):
            yield line.text


def _name_above(lines: Sequence[Line], head: Head) -> str:
    """The name of a project or plan that stands over the heading, set off as a heading itself."""
    if not head.at:
        return ""
    line = lines[head.at - 1]
    stands_out = line.prominent or line.text[:1] in '"“«'
    letterhead = BODY.match(line.folded) or _STOPS.match(line.folded) or _is_day(line)
    return line.text if stands_out and not letterhead and says_something(line.text) and len(line.text) < 120 else ""


def _within(lines: Sequence[Line], head: Head) -> Iterator[str]:
    """What a sentence says that the parties sign: `stipulano il presente accordo concernente …`."""
    at = head.at
    while at < min(len(lines), head.at + _SEARCHED):
        whole = _with_wrapped(lines, at, lines[at].text)
        if not RECITAL.match(lines[at].folded) and (match := _IN_A_SENTENCE.search(fold_in_place(whole))):
            yield _first_sentence(whole[match.end() :])
        at += 1
