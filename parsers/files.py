"""Reads one file into the document model, or says why not: every outcome is a value, never an exception."""

import hashlib
from collections.abc import Callable, Sequence
from dataclasses import dataclass, replace
from types import ModuleType

from config import account
from config.limits import Limits, over
from config.mishaps import CONTAINED, Mishap, mishap
from config.vocabulary import INFECTED, DocumentKind, DocumentStatus, Problem, ProblemCode
from parsers import identify
from parsers.correspondence.segnatura import is_segnatura
from parsers.model import DocumentRecord, DocumentText, Enclosure, Source
from parsers.readers import reader_for

#: Files that describe the mail and its transmission instead of a practice.
_METADATA_NAMES = frozenset(
    {"segnatura.xml", "conferma.xml", "aggiornamento.xml", "annullamento.xml", "eccezione.xml", "daticert.xml"}
)
_SKIPPED = {
    identify.CALENDAR: "calendar entry",
    identify.VCARD: "business card",
    "application/x-empty": "the file is empty",
}
#: A picture in the text of a mail that shows fewer letters or lines is a logo or a signature.
_LEAST_LETTERS_INLINE, _LEAST_LINES_INLINE = 150, 4
#: No format of pictures holds a page of text in fewer bytes.
_NO_PAGE_BYTES = 1500

#: Opens a file that lies inside the document of that path: what is in it, and what could not be opened.
Opener = Callable[[str, Enclosure], tuple[Sequence[Source], Sequence[Problem]]]


@dataclass(frozen=True, slots=True)
class Draft:
    """A file after reading: `text` is None where it could not be read."""

    source: Source
    media_type: str
    sha256: str
    status: DocumentStatus
    text: DocumentText | None = None
    error: str | None = None
    metadata: bool = False
    problems: tuple[Problem, ...] = ()
    notes: tuple[str, ...] = ()


def read_all(sources: Sequence[Source], limits: Limits, opener: Opener) -> tuple[list[Draft], list[Problem]]:
    """Reads every source and the files inside it, each behind the document it was found in."""
    # What the mail itself says comes first: it is short, and must not wait until large files have used up the time.
    bodies = {source.path: read_source(source, limits) for source in sources if source.body}
    drafts: list[Draft] = []
    problems: list[Problem] = []
    waiting = list(sources)
    while waiting:
        source = waiting.pop(0)
        draft = bodies.get(source.path) or read_source(source, limits)
        drafts.append(draft)
        inside: list[Source] = []
        for enclosure in draft.text.attachments if draft.text is not None else ():
            if source.path.count("/") >= limits.depth or len(drafts) + len(waiting) >= limits.files:
                deep = source.path.count("/") >= limits.depth
                told = over("depth", limits.depth) if deep else over("files", limits.files)
                said = f"{enclosure.filename} in it was not opened ({told})"
                problems.append(Problem(ProblemCode.ARCHIVE_LIMIT, said, document=source.path))
                continue
            found, unopened = opener(source.path, enclosure)
            inside += found
            problems += unopened
        waiting[:0] = inside
    return drafts, problems


def read_source(source: Source, limits: Limits) -> Draft:
    """Reads `source` with the reader that its content asks for. What goes wrong is a problem of this document alone."""
    digest = hashlib.sha256(source.content).hexdigest()
    media_type, notes = identify.UNKNOWN, tuple[str, ...]()
    try:
        with account.document(source.path, limits.document_seconds) as at_hand:
            media_type = _media_type(source)
            notes = _disagreement(source, media_type)
            if source.status is not None:
                # Opening found out, and said so where it is a problem.
                left = source.status is DocumentStatus.SKIPPED
                return Draft(source, media_type, digest, source.status, error=source.reason, metadata=left, notes=notes)
            if source.left_out:
                infected = source.left_out.startswith(INFECTED)
                code = ProblemCode.INFECTED_DOCUMENT if infected else ProblemCode.PROCESSING_LIMIT
                return _unread(source, media_type, digest, code, source.left_out, notes)
            draft = _read(source, media_type, digest, notes, limits)
            return _cut_short(draft, tuple(dict.fromkeys(at_hand.cut)))
    except CONTAINED as error:
        found = mishap(error, "reading it")
        return _unread(source, media_type, digest, found.code, found.detail, notes)


def _cut_short(draft: Draft, notes: tuple[str, ...]) -> Draft:
    """A draft with what a limit kept from being read."""
    if not notes:
        return draft
    cut = tuple(Problem(ProblemCode.PROCESSING_LIMIT, note, document=draft.source.path) for note in notes)
    draft = replace(draft, problems=(*draft.problems, *cut))
    if draft.text is not None and (draft.text.blocks or draft.text.attachments):
        return draft
    return replace(draft, status=DocumentStatus.LIMIT, error="; ".join(notes), text=None)


def _read(source: Source, media_type: str, digest: str, notes: tuple[str, ...], limits: Limits) -> Draft:
    if (
        source.envelope
        or source.filename.lower() in _METADATA_NAMES
        or (not source.body and is_segnatura(source.content))
    ):
        return Draft(
            source, media_type, digest, DocumentStatus.SKIPPED, error="transmission data", metadata=True, notes=notes
        )
    if (reason := _reason_to_skip(source, media_type)) is not None:
        return Draft(source, media_type, digest, DocumentStatus.SKIPPED, error=reason, notes=notes)
    reader = reader_for(media_type)
    if reader is None:
        return _unread(
            source, media_type, digest, ProblemCode.UNSUPPORTED_DOCUMENT, f"no reader for {media_type}", notes
        )
    text, beyond = _within_limit(reader(source.content, limits), source, limits)
    if not text.blocks and (reason := _nothing_to_read(source, media_type)) is not None:
        return Draft(source, media_type, digest, DocumentStatus.SKIPPED, error=reason, notes=notes)
    if not text.blocks and not text.attachments and media_type != identify.TEXT:
        reason = "no text in it" + "".join(f"; {note}" for note in (*text.notes, *text.gaps))
        return _unread(source, media_type, digest, ProblemCode.UNREADABLE_DOCUMENT, reason, notes)
    return Draft(
        source, media_type, digest, DocumentStatus.READ, text, notes=notes, problems=(*_gaps(source, text), *beyond)
    )


def _within_limit(text: DocumentText, source: Source, limits: Limits) -> tuple[DocumentText, tuple[Problem, ...]]:
    """The first blocks of a text, and a problem if there are more: each costs the understanding time, however short it
    is. Readers stop at the next one, so nobody knows how many there are.
    """
    if len(text.blocks) <= limits.blocks:
        return text, ()
    said = f"only the first {limits.blocks} paragraphs and cells were read (LIMIT_BLOCKS is {limits.blocks})"
    return replace(text, blocks=text.blocks[: limits.blocks]), (
        Problem(ProblemCode.ARCHIVE_LIMIT, said, document=source.path),
    )


def spoiled(draft: Draft, found: Mishap) -> Draft:
    """A document that was read and then could not be understood: its text is kept for a person."""
    code = ProblemCode.INTERNAL_ERROR if found.code is ProblemCode.UNREADABLE_DOCUMENT else found.code
    status = DocumentStatus.UNREADABLE if code is ProblemCode.INTERNAL_ERROR else DocumentStatus.LIMIT
    problem = Problem(code, found.detail, document=draft.source.path)
    return replace(draft, status=status, error=found.detail, problems=(*draft.problems, problem))


def left_unread(source: Source, reason: str) -> DocumentRecord:
    """The record of a file that nobody meant us to read: part of a receipt or an automatic reply."""
    return DocumentRecord(
        path=source.path,
        filename=source.filename,
        media_type=_media_type(source),
        declared_type=source.declared_type,
        sha256=hashlib.sha256(source.content).hexdigest(),
        size=len(source.content),
        kind=DocumentKind.BODY if source.body else DocumentKind.METADATA if source.envelope else DocumentKind.OTHER,
        status=DocumentStatus.SKIPPED,
        error=reason,
    )


def _media_type(source: Source) -> str:
    if source.body:
        return source.declared_type.partition(";")[0]
    return identify.identify(source.content)


def _gaps(source: Source, text: DocumentText) -> tuple[Problem, ...]:
    """What a reader could not read is a defect of the document, although the rest of it is stored."""
    return tuple(Problem(ProblemCode.UNREADABLE_DOCUMENT, gap, document=source.path) for gap in text.gaps)


def _unread(
    source: Source, media_type: str, digest: str, code: ProblemCode, reason: str, notes: tuple[str, ...]
) -> Draft:
    status = {
        ProblemCode.ENCRYPTED_DOCUMENT: DocumentStatus.ENCRYPTED,
        ProblemCode.ARCHIVE_LIMIT: DocumentStatus.LIMIT,
        ProblemCode.PROCESSING_LIMIT: DocumentStatus.LIMIT,
    }.get(code, DocumentStatus.UNREADABLE)
    problem = Problem(code, reason, document=source.path)
    return Draft(source, media_type, digest, status, error=reason, problems=(problem,), notes=notes)


def _reason_to_skip(source: Source, media_type: str) -> str | None:
    if media_type in _SKIPPED:
        return _SKIPPED[media_type]
    if not media_type.startswith("image/"):
        return None
    shown = _pictures().look(source.content)
    if shown is None:
        # It has several pages, or is damaged, which its reader says; but not of a logo.
        return (
            "damaged picture too small for a page" if source.inline and len(source.content) < _NO_PAGE_BYTES else None
        )
    if source.inline and (shown.text.letters < _LEAST_LETTERS_INLINE or shown.text.lines < _LEAST_LINES_INLINE):
        return "picture in the text of the mail without a page of text (logo, signature or photograph)"
    if shown.has_text:
        return None
    if shown.small:
        return "picture too small for a page (logo or signature)"
    return "photograph without text" if shown.dark else None


def _nothing_to_read(source: Source, media_type: str) -> str | None:
    """Why a picture in which no text was recognised is none to worry about; None if its ink looks like text."""
    if not media_type.startswith("image/"):
        return None
    shown = _pictures().look(source.content)
    return "picture without text" if shown is not None and not shown.has_page else None


def _pictures() -> ModuleType:
    """The reader of pictures, loaded when there is one."""
    from parsers.readers.scan import document as scan

    return scan


def _disagreement(source: Source, media_type: str) -> tuple[str, ...]:
    declared = source.declared_type.partition(";")[0].strip().lower()
    if declared in {"", media_type, identify.UNKNOWN, "application/x-download", "application/force-download"}:
        return ()
    return (f"declared as {declared}, is {media_type}",)
