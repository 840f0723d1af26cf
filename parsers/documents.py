"""Reads one file into the document model, or says why not: every outcome is a value, never an exception."""

import hashlib
from collections.abc import Callable, Sequence
from dataclasses import dataclass, replace
from types import ModuleType

from config.errors import DocumentError, DocumentLimitError, EncryptedDocumentError
from config.limits import Limits
from config.vocabulary import DocumentKind, DocumentStatus, Problem, ProblemCode
from parsers import identify
from parsers.keys import free_path
from parsers.model import DocumentRecord, DocumentText, Enclosure, Source
from parsers.readers import reader_for
from parsers.segnatura import is_segnatura

#: Files that describe the mail and its transmission instead of a practice.
_METADATA_NAMES = frozenset({"segnatura.xml", "conferma.xml", "aggiornamento.xml", "annullamento.xml", "eccezione.xml", "daticert.xml"})
_SKIPPED = {
    identify.CALENDAR: "calendar entry",
    identify.VCARD: "business card",
    "application/x-empty": "the file is empty",
}
#: Pictures below this size that are inline, or have no text in them, are logos of signatures.
_LOGO_BYTES = 60_000

#: Opens a file that lies inside the document of that path: what is in it, and what could not be opened.
Opener = Callable[[str, Enclosure], tuple[Sequence[Source], Sequence[Problem]]]


@dataclass(frozen=True, slots=True)
class Draft:
    """A file after reading: `text` is None unless `status` is READ."""

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
    drafts: list[Draft] = []
    problems: list[Problem] = []
    waiting = list(sources)
    taken = {source.path for source in sources}
    while waiting:
        source = waiting.pop(0)
        draft = read_source(source, limits)
        drafts.append(draft)
        inside: list[Source] = []
        for enclosure in draft.text.attachments if draft.text is not None else ():
            if source.path.count("/") >= limits.depth or len(drafts) + len(waiting) >= limits.files:
                problems.append(Problem(ProblemCode.ARCHIVE_LIMIT, f"{enclosure.filename} lies too deep in it", document=source.path))
                continue
            found, unopened = opener(source.path, enclosure)
            for file in found:
                path = free_path(file.path, taken)
                taken.add(path)
                inside.append(replace(file, path=path))
                unopened = [replace(p, document=path) if p.document == file.path else p for p in unopened]
            problems += unopened
        waiting[:0] = inside
    return drafts, problems


def read_source(source: Source, limits: Limits) -> Draft:
    """Reads `source` with the reader that its content asks for."""
    digest = hashlib.sha256(source.content).hexdigest()
    media_type = _media_type(source)
    notes = _disagreement(source, media_type)
    if source.envelope or source.filename.lower() in _METADATA_NAMES or (not source.body and is_segnatura(source.content)):
        return Draft(source, media_type, digest, DocumentStatus.SKIPPED, error="transmission data", metadata=True, notes=notes)
    if (reason := _reason_to_skip(source, media_type)) is not None:
        return Draft(source, media_type, digest, DocumentStatus.SKIPPED, error=reason, notes=notes)
    reader = reader_for(media_type)
    if reader is None:
        return _unread(source, media_type, digest, ProblemCode.UNSUPPORTED_DOCUMENT, f"no reader for {media_type}", notes)
    try:
        text = reader(source.content, limits)
    except EncryptedDocumentError as error:
        return _unread(source, media_type, digest, ProblemCode.ENCRYPTED_DOCUMENT, str(error), notes)
    except DocumentLimitError as error:
        return _unread(source, media_type, digest, ProblemCode.ARCHIVE_LIMIT, str(error), notes)
    except DocumentError as error:
        return _unread(source, media_type, digest, ProblemCode.UNREADABLE_DOCUMENT, str(error), notes)
    except MemoryError:
        return _unread(source, media_type, digest, ProblemCode.ARCHIVE_LIMIT, "reading it takes more than LIMIT_MEMORY_BYTES", notes)
    except Exception as error:  # noqa: BLE001 - libraries raise anything on hostile files, and its siblings must not suffer
        return _unread(source, media_type, digest, ProblemCode.UNREADABLE_DOCUMENT, f"the reader failed: {error!r}", notes)
    if not text.blocks and (reason := _nothing_to_read(source, media_type)) is not None:
        return Draft(source, media_type, digest, DocumentStatus.SKIPPED, error=reason, notes=notes)
    if not text.blocks and not text.attachments and media_type != identify.TEXT:
        reason = "no text in it" + "".join(f"; {note}" for note in text.notes)
        return _unread(source, media_type, digest, ProblemCode.UNREADABLE_DOCUMENT, reason, notes)
    return Draft(source, media_type, digest, DocumentStatus.READ, text, notes=notes, problems=_gaps(source, text))


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
    """Pages that a reader could not read are a defect of the document, although the rest of it is stored."""
    return tuple(
        Problem(ProblemCode.UNREADABLE_DOCUMENT, note, document=source.path) for note in text.notes if note.startswith("no text on page")
    )


def _unread(source: Source, media_type: str, digest: str, code: ProblemCode, reason: str, notes: tuple[str, ...]) -> Draft:
    status = {
        ProblemCode.ENCRYPTED_DOCUMENT: DocumentStatus.ENCRYPTED,
        ProblemCode.ARCHIVE_LIMIT: DocumentStatus.LIMIT,
    }.get(code, DocumentStatus.UNREADABLE)
    problem = Problem(code, reason, document=source.path)
    return Draft(source, media_type, digest, status, error=reason, problems=(problem,), notes=notes)


def _reason_to_skip(source: Source, media_type: str) -> str | None:
    if media_type in _SKIPPED:
        return _SKIPPED[media_type]
    if not media_type.startswith("image/"):
        return None
    if source.inline and len(source.content) < _LOGO_BYTES:
        return "picture in the text of the mail (logo or signature)"
    return "picture too small for a page (logo or signature)" if _pictures().is_logo(source.content) else None


def _nothing_to_read(source: Source, media_type: str) -> str | None:
    """Why a picture in which no text was found is none to worry about."""
    if not media_type.startswith("image/"):
        return None
    if len(source.content) < _LOGO_BYTES:
        return "small picture without text (logo or signature)"
    return "photograph without text" if _pictures().is_photograph(source.content) else None


def _pictures() -> ModuleType:
    """The reader of pictures, loaded when there is one."""
    from parsers.readers import scan

    return scan


def _disagreement(source: Source, media_type: str) -> tuple[str, ...]:
    declared = source.declared_type.partition(";")[0].strip().lower()
    if declared in {"", media_type, identify.UNKNOWN, "application/x-download", "application/force-download"}:
        return ()
    return (f"declared as {declared}, is {media_type}",)
