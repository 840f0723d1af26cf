"""Which declaration belongs to which text: headings, ticks of the form, names of files, the list in the letter, the
subject.
"""

import re
from collections.abc import Container, Mapping, Sequence
from dataclasses import dataclass, replace

from config.campi import CAMPI
from parsers.campo.decide import Decision, decide, declared_by, standing_alone, unasked
from parsers.campo.learned import CampoModel
from parsers.campo.letters import lettered_texts, listed_files, only_campo, ordered_files
from parsers.campo.witness import said_of
from parsers.italian.text import content_stems, fold
from parsers.model import BlockKind, Source
from parsers.official.headings import Heading, read_heading
from parsers.official.legend import keyed
from parsers.practices.counters import only_count
from parsers.practices.partition import Section
from parsers.work import Work

#: What a mail says that answers the Ministry's question.
_ANSWERS = re.compile(
    r"\bbuon[ae] (?:pratic|prass)\w*|\bcircolar[ei]\b|\b5973\b|\bsched[ae]\b|\bcamp[oi] (?:n\W{0,2})?\d|"
    r"\b(?:ricognizion|rilevazion|raccolt)\w+\b"
)
#: Where words of a file's name meet without a space.
_JOINT = re.compile(
    r"(?<=[^\W\d_A-Z])(?=[A-Z])|(?<=scheda)(?=campo)|(?<=[^\W\d_])(?=\d)|(?<=\d)(?=[^\W\d_])|(?<=campo)\.(?=\d)"
)
#: A day, written in figures or with the name of its month: no campo.
_DATE = re.compile(
    r"\d{1,2}(?:[-._ ]\d{1,2}[-._ ]|[-._ ]?(?:gen|feb|mar|apr|mag|giu|lug|ago|set|ott|nov|dic)[a-z]*)"
    r"(?:(?:19|20)?\d\d)?(?!\d)",
    re.IGNORECASE,
)
#: What programs and clerks put behind a name to tell copies and versions apart.
_COPY = re.compile(
    r"(?:[ _-]{0,3}(?:\(\d{1,2}\)|copia|bis|def(?:initiv[oa])?|(?:rev|ver|v)[._]?\d{1,2})){1,4}$", re.IGNORECASE
)
#: What a subject says that was not written to answer.
_OTHER_REASON = re.compile(
    r"\b(?:invit\w+|convocazion\w+|comunicat\w+|stampa|rassegna|conoscenza|newsletter|notizi\w+|bando|avviso)\b"
)
_LEADING_NUMBER = re.compile(r"0?(\d{1,2})[ .)_-]+[^\W\d]")
_NAMED = re.compile(r"\ball(?:egat[oi]|\.)?[ ._-]*(?:n[ ._-]*)?(?P<file>\d{1,2}|[a-h])\b")


@dataclass(frozen=True, slots=True)
class _Told:
    """What a message says of the practices that declare nothing themselves: its `subject`, the campi `marked` on its
    form, whether it `answers` the circular, what stands `around` its only practice, what letters list of files (by
    their label; `ordered`: by identity) and of texts (by their `keys`) and which ticks are shared out to files (by
    identity); whether the names of files only `count` them;
    and the `model` of persons' decisions.
    """

    subject: str
    marked: Sequence[int]
    answers: bool
    around: tuple[Heading, ...]
    listed: Mapping[str, Heading]
    ordered: Mapping[int, Heading]
    keys: Mapping[str, Heading]
    shared: Mapping[int, Sequence[int]]
    counted: bool
    model: CampoModel

    def marks(self, document: Work, claimed: Container[int]) -> list[int]:
        """The ticks that a document may answer, those left out that a declaration claims."""
        own = document.split.form.marked if document.split.form is not None else ()
        return [number for number in own or self.shared.get(id(document)) or self.marked if number not in claimed]

    def of_file(self, document: Work) -> tuple[Heading, ...]:
        """What the name of a file, a letter or the heads of its pages say of its campo."""
        source = document.draft.source
        named = _from_file_name(source)
        if named and _may_count(named[0]) and (self.counted or _marks_other(document, named[0])):
            named = ()
        listed = self.listed.get(_file_label(source)) or self.ordered.get(id(document))
        return named or ((listed,) if listed is not None else ()) or _from_page_heads(document)

    def of_key(self, section: Section) -> tuple[Heading, ...]:
        """What a letter says of the text that begins with `(a)`."""
        key, _ = keyed(section.evidence[0].text) or ("", 0) if section.evidence else ("", 0)
        return (self.keys[key],) if key in self.keys else ()


def assign_campi(documents: Sequence[Work], marked: Sequence[int], subject: str, model: CampoModel) -> None:
    """Decides the campi of every practice of a message.

    Declared practices come first, so that the ticks they answer are not given to a text that nothing declares.
    """
    for document in documents:
        declared = _shared_headings(document.split.sections, model)
        document.sections = [
            (section, decide(section, marked, ocr=_ocr(document), model=model)) for section in declared
        ]
    claimed = {decision.campo for document in documents for _, decisions in document.sections for decision in decisions}
    letters = [block.text for document in documents if not document.split.sections for block in document.blocks]
    files = [document for document in documents if not document.draft.source.body]
    told = _Told(
        subject,
        marked,
        bool(claimed or marked) or _answers(documents, subject),
        _around(documents, subject) if not claimed else (),
        listed_files(letters),
        _numbered_files(files)
        | {id(file): heading for file, heading in zip(files, ordered_files(letters, len(files)), strict=False)},
        lettered_texts(letters),
        _shared_out(documents, [number for number in marked if number not in claimed], model),
        _only_counted(documents),
        model,
    )
    for document in sorted(documents, key=lambda document: document.draft.source.body):
        claimed |= _decide_others(document, claimed, told)
        document.sections.sort(key=lambda pair: (pair[0].blocks[0], pair[0].number))


def _decide_others(document: Work, claimed: Container[int], told: _Told) -> set[int]:
    """Decides the campi of the practices of a document that nothing in it declares, and returns them."""
    marks, of_file = told.marks(document, claimed), told.of_file(document)
    texts, found = document.split.free_texts, set[int]()
    for section, given in zip(texts, _given_out(texts, marks, told.model), strict=True):
        headings = section.headings or told.of_key(section) or of_file or (told.around if not marks else ())
        headed = replace(section, headings=headings)
        decisions = decide(headed, given, ocr=_ocr(document), model=told.model)
        if not told.answers:
            decisions = _unasked(decisions, section, told.subject, told.model)
        elif section.alone and not headings and not given:
            decisions = [standing_alone(decision) for decision in decisions]
        document.sections.append((headed, decisions))
        found |= {decision.campo for decision in decisions}
    return found


def _unasked(decisions: Sequence[Decision], section: Section, subject: str, model: CampoModel) -> list[Decision]:
    """The decisions about a practice in a message that does not say that it answers the circular."""
    other = _OTHER_REASON.search(fold(subject)) is not None
    said = said_of(section.description, model)
    return [unasked(decision, said, other_reason=other) for decision in decisions]


def _answers(documents: Sequence[Work], subject: str) -> bool:
    """Whether a message shows that it was sent in answer to the circular."""
    texts = (block.text for document in documents for block in (*document.blocks, *document.quoted))
    return any(_ANSWERS.search(fold(text)) for text in (subject, *texts))


def _shared_headings(sections: Sequence[Section], model: CampoModel) -> list[Section]:
    """The declared practices. Where several stand below one list of campi (`[x] 1) …`, `[x] 7) …`, then the texts),
    each has the campo that its words fit best, as with ticks.
    """
    result = list(sections)
    for over in dict.fromkeys((section.headings, section.evidence) for section in sections):
        places = [place for place, section in enumerate(sections) if (section.headings, section.evidence) == over]
        claimed = declared_by(over[0])
        if len(places) < 2 or len(claimed) < 2:
            continue
        given = _given_out([sections[place] for place in places], list(claimed), model)
        for place, numbers in zip(places, given, strict=True):
            headings = tuple(_only(claimed[number], number) for number in numbers)
            result[place] = replace(sections[place], headings=headings or over[0])
    return result


def _only(heading: Heading, number: int) -> Heading:
    """A heading that names several campi, as one that names one of them."""
    return heading if heading.title is not None else replace(heading, numbers=(number,))


def _given_out(texts: Sequence[Section], marks: Sequence[int], model: CampoModel) -> list[Sequence[int]]:
    """Which ticks answer which of the texts that nothing declares: one text has them all, of several each has the one
    that its words fit best, no tick twice as long as there are others.
    """
    if len(texts) <= 1 or not marks:
        return [marks for _ in texts]
    said = [said_of(text.description, model).all for text in texts]
    pairs = sorted(
        ((said[place][number], place, number) for place in range(len(texts)) for number in marks), reverse=True
    )
    given: dict[int, int] = {}
    for _, place, number in pairs:
        if place not in given and (number not in given.values() or len(given) >= len(marks)):
            given[place] = number
    return [[given[place]] if place in given else [] for place in range(len(texts))]


def _around(documents: Sequence[Work], subject: str) -> tuple[Heading, ...]:
    """What the subject, or the mail itself, says of the campo of the only practice of a message."""
    texts = [(document, text) for document in documents for text in document.split.free_texts]
    if len(texts) != 1:
        return ()
    return _from_subject(subject) or (() if texts[0][0].draft.source.body else only_campo(_body(documents)))


def _body(documents: Sequence[Work]) -> list[str]:
    return [block.text for document in documents if document.draft.source.body for block in document.blocks]


def _ocr(document: Work) -> bool:
    return document.draft.text is not None and document.draft.text.ocr


def _shared_out(documents: Sequence[Work], marks: Sequence[int], model: CampoModel) -> dict[int, list[int]]:
    """The ticks of a form that comes as a file of its own, by the files that describe them: each to the file whose
    words fit best.

    One file alone describes all that is ticked.
    """
    if not marks:
        return {}
    files = [d for d in documents if d.split.form is None and not d.draft.source.body and len(d.split.free_texts) == 1]
    files = [d for d in files if not d.agreement]
    if len(files) <= 1:
        return {id(document): list(marks) for document in files}
    said = {id(d): said_of(d.split.free_texts[0].description, model).all for d in files}
    pairs = sorted(
        ((said[id(d)].get(number, 0.0), place, number, id(d)) for place, d in enumerate(files) for number in marks),
        reverse=True,
    )
    shared: dict[int, list[int]] = {}
    for _, _, number, document in pairs:
        if document not in shared and all([number] != given for given in shared.values()):
            shared[document] = [number]
    return shared


def _file_label(source: Source) -> str:
    match = _NAMED.search(fold(source.filename))
    return match["file"] if match else ""


def _from_file_name(source: Source) -> tuple[Heading, ...]:
    """`scheda_n.5.pdf`, `Campo 7 - volontariato.docx`: an office that sends one file per scheda says it there."""
    if source.body:
        return ()
    heading = _said_within(_spaced(source.filename.rpartition(".")[0] or source.filename))
    return (heading,) if heading is not None and heading.campi and not heading.running else ()


def _numbered_files(documents: Sequence[Work]) -> dict[int, Heading]:
    """What the numbers that the names of several files begin with say, by identity: `5 lingua italiana.doc`, `8
    inserimento.doc`; {} where they may count, or where a name says nothing of its campo.
    """
    found = [
        (document, int(match[1]))
        for document in documents
        if not document.draft.source.body
        and (match := _LEADING_NUMBER.match(_spaced(document.draft.source.filename))) is not None
    ]
    numbers = [number for _, number in found]
    distinct = len(set(numbers)) == len(numbers) > 1 and all(1 <= number <= len(CAMPI) for number in numbers)
    named = [(document, number, _spaced(document.draft.source.filename)) for document, number in found]
    if not distinct or not all(_names_campo(name, number) for _, number, name in named):
        return {}
    return {id(document): Heading(name, "campo", (number,), None, "") for document, number, name in named}


def _names_campo(name: str, number: int) -> bool:
    """Whether the name of a file has a word of the title of a campo."""
    return bool(set(content_stems(name)) & set(content_stems(CAMPI[number - 1].title)))


def _may_count(heading: Heading) -> bool:
    """Whether the number of a file may count it: `Scheda 2`, not `Campo 2` or `Scheda 2 - rafforzamento …`."""
    return heading.label.startswith("sched") and heading.title is None and len(heading.numbers) == 1


def _marks_other(document: Work, heading: Heading) -> bool:
    """Whether the form in a file marks other campi than that of its name."""
    form = document.split.form
    return form is not None and bool(form.marked) and not set(heading.campi) & set(form.marked)


def _only_counted(documents: Sequence[Work]) -> bool:
    """Whether the files of a message are `Scheda 1`, `Scheda 2` … and do not tell of those campi."""
    named = [(document, _from_file_name(document.draft.source)) for document in documents]
    found = sorted(
        (heading[0].numbers[0], "\n".join(text.description for text in document.split.free_texts))
        for document, heading in named
        if heading and _may_count(heading[0])
    )
    return only_count([number for number, _ in found], [text for _, text in found])


def _from_page_heads(document: Work) -> tuple[Heading, ...]:
    """`Campo 5 – lingua italiana` at the head or foot of every page: the campo of all that nothing else declares, if
    no other head names another.
    """
    heads = [block.text for block in document.blocks if block.kind in {BlockKind.HEADER, BlockKind.FOOTER}]
    found = [heading for text in dict.fromkeys(heads) if (heading := _said_within(text)) is not None]
    named = [heading for heading in found if heading.campi and not heading.running]
    return tuple(named[:1]) if len({heading.campi for heading in named}) == 1 else ()


def _said_within(text: str) -> Heading | None:
    """What the name of a file or the head of a page says from `scheda` or `campo` on, else as a whole."""
    match = re.search(r"\b(?:scheda|campo)\b.*", text, re.IGNORECASE)
    return read_heading(match[0], prominent=True) if match else read_heading(text)


def _spaced(stem: str) -> str:
    """The words of a file's name with spaces between them: `SchedaCampo07_v2 (1)` as `Scheda Campo 07`."""
    return re.sub(r"[_\s]+", " ", _JOINT.sub(" ", _COPY.sub("", _DATE.sub(" ", stem)))).strip()


def _from_subject(subject: str) -> tuple[Heading, ...]:
    """`Scheda campo 6 - storie di inserimento`: what the subject says counts for the only text of a message."""
    bare = re.sub(r"^(?:\s*(?:i|r|re|fw|fwd|inoltro|posta certificata)\s*:)+", "", subject, flags=re.IGNORECASE)
    match = re.search(r"\bcampo\b.*", bare, re.IGNORECASE)
    heading = read_heading(match[0], prominent=True) if match else read_heading(bare)
    return (heading,) if heading is not None and heading.campi and not heading.running else ()
