"""The heart: original bytes in, one frozen value out. No database, no network, no clock."""

from collections.abc import Iterable, Mapping
from dataclasses import dataclass, replace
from types import MappingProxyType

from config import account
from config.limits import Limits
from config.stages import stage
from config.trusted import NOBODY, Trusted
from config.vocabulary import DocumentStatus, MessageKind, MessageState, Problem, ProblemCode
from ingest.model import File, FileRole, OpenedMessage
from ingest.names import safe_filename, unique_path
from ingest.opening import open_inside, open_message
from jobs.grouping import grouped
from jobs.trust import judged
from parsers.campo.learned import NOTHING_LEARNED, CampoModel
from parsers.correspondence.office import decide_sender, from_address
from parsers.files import Opener, left_unread
from parsers.model import Correspondence, Enclosure, Mention, Reading, Source
from parsers.understand import understand
from store.model import Submission

_NOISE = {
    MessageKind.RECEIPT: "part of a receipt or report",
    MessageKind.AUTO_REPLY: "part of an automatic reply",
    MessageKind.CORRESPONDENCE: "part of a newsletter or invitation",
}
#: Circolare 5973/2015, whose answers are collected.
_CIRCULAR = "5973"
_DEFECTIVE = frozenset({DocumentStatus.UNREADABLE, DocumentStatus.ENCRYPTED, DocumentStatus.LIMIT})
#: Problems of opening that mean that something was sent which we do not have, or that was not opened to its end.
_NOT_OPENED = frozenset(
    {
        "archive_limit", "encrypted_document", "unreadable_document", "missing_attachment", "empty_attachment",
        "processing_limit", "internal_error",
    }
)  # fmt: skip
#: Problems of reading that mean that something of a document was left out.
_NOT_READ = frozenset({"unreadable_document", "infected_document", "processing_limit", "archive_limit"})
_NOTHING: Mapping[str, str] = MappingProxyType({})
_NONE: Mapping[str, bytes] = MappingProxyType({})


def read_submission(
    original: bytes,
    limits: Limits,
    own_address: str = "",
    model: CampoModel = NOTHING_LEARNED,
    without: Mapping[str, str] = _NOTHING,
    replaced: Mapping[str, bytes] = _NONE,
    trusted: Trusted = NOBODY,
) -> Submission:
    """Reads a whole message: `original` is the bytes of the mail, `own_address` the mailbox's (never taken for a
    sender), `model` what was learned from persons' decisions, `without` the paths of documents not to touch, each with
    the reason, `replaced` the bytes that persons put in place of documents, by path, `trusted` those who are believed
    about who sent it.

    Never raises on content; MemoryError, TimeoutError or a bug of ours in understanding may get out, and then there is
    no result. What could be read without a tool that is missing is a result, marked with its `outage`.
    """
    with account.message(limits.message_seconds) as whole:
        try:
            submission = _read(original, limits, own_address, model, _Terms(without, replaced, trusted))
        except account.TimeSpentError as error:
            raise TimeoutError(error.setting) from error
    submission = _with_lost_replacements(submission, replaced)
    if not whole.lacked:
        return submission
    return replace(submission, verdict=MessageState.RETRY, outage="; ".join(dict.fromkeys(whole.lacked)))


@dataclass(frozen=True, slots=True)
class _Terms:
    """The files of a message that are not read as they came, left out or replaced; and who is believed about its
    sender.
    """

    without: Mapping[str, str]
    replaced: Mapping[str, bytes]
    trusted: Trusted


def _with_lost_replacements(submission: Submission, replaced: Mapping[str, bytes]) -> Submission:
    """Says of a replacement whose place is not in the message (any more) that nobody read it."""
    paths = [document.path for document in submission.reading.documents]
    lost = [path for path in replaced if not any(other == path or other.startswith(f"{path}/") for other in paths)]
    said = tuple(
        Problem(ProblemCode.UNREADABLE_DOCUMENT, f"{path}: there is no such document to be replaced") for path in lost
    )
    return replace(submission, problems=(*submission.problems, *said))


def _read(original: bytes, limits: Limits, own_address: str, model: CampoModel, terms: _Terms) -> Submission:
    without = terms.without
    with stage("open"):
        opened = open_message(original, limits, without, terms.replaced, terms.trusted)
    correspondence = _correspondence(opened, own_address)
    sources = [_source(file, without) for file in opened.files]
    if opened.noise is not None and not _may_be_meant(opened, correspondence):
        reading = _unread(sources, correspondence, _NOISE[opened.noise])
        kind, verdict = opened.noise, MessageState.IGNORED
    else:
        opener = _opener(limits, terms, (file.path for file in opened.files))
        with stage("understand"):
            reading = understand(sources, correspondence, limits, opener, model)
        kind = _kind(reading, opened)
        verdict = _verdict(reading, kind, opened)
        if opened.by_subject and verdict is MessageState.IGNORED and not reading.problems:
            reading, kind = _unread(sources, correspondence, _NOISE[MessageKind.AUTO_REPLY]), MessageKind.AUTO_REPLY
    reading = replace(reading, problems=grouped(reading.problems, limits.problems_alike))
    problems = grouped(opened.problems, limits.problems_alike)
    return judged(
        Submission(opened.headers, kind, verdict, reading, problems, opened.certifications, opened.signatures), opened
    )


def _may_be_meant(opened: OpenedMessage, correspondence: Correspondence) -> bool:
    """A mail that looks like one to many, but comes from an office that was asked to reply or names the circular in its
    subject, is read all the same; and so is one that nothing but its subject makes an automatic reply.
    """
    if opened.by_subject:
        return True
    of_office = any(from_address(mention.address) for mention in correspondence.senders)
    return opened.noise is MessageKind.CORRESPONDENCE and (of_office or _CIRCULAR in correspondence.subject)


def _opener(limits: Limits, asked: _Terms, paths: Iterable[str]) -> Opener:
    """Files inside documents go through the same doors as those of the mail: an archive in a PDF is opened too. Several
    of one document may share a name: each gets one that is not among the `paths` so far.
    """
    taken, numbers = set(paths), dict[str, int]()

    def open_enclosure(path: str, enclosure: Enclosure) -> tuple[list[Source], tuple[Problem, ...]]:
        own = unique_path(f"{path}/{safe_filename(enclosure.filename, 'unnamed.bin')}", numbers, taken)
        with stage("open"):
            files, problems = open_inside(
                path, own.rpartition("/")[2], enclosure.content, limits, asked.without, asked.replaced
            )
        taken.update([own, *(file.path for file in files)])
        return [_source(file, asked.without) for file in files], problems

    return open_enclosure


def _source(file: File, without: Mapping[str, str]) -> Source:
    return Source(
        path=file.path,
        filename=file.filename,
        declared_type=file.declared_type,
        content=file.content,
        body=file.role is FileRole.BODY,
        envelope=file.role is FileRole.ENVELOPE,
        inline=file.role is FileRole.INLINE,
        status=file.status,
        reason=file.reason,
        left_out=without.get(file.path, ""),
    )


def _correspondence(opened: OpenedMessage, own_address: str) -> Correspondence:
    """The authors from the outside in, providers of PEC envelopes left out: a prefettura that forwards stays the
    sender.
    """
    layers = [layer for layer in opened.layers if not layer.transport]
    senders = [Mention(layer.headers.sender.name, layer.headers.sender.address) for layer in layers]
    # A mail that was signed as a whole has the headers of a part: nobody is named in them.
    named = tuple(dict.fromkeys(mention for mention in senders if mention.name or mention.address))
    return Correspondence(opened.headers.subject, named, own_address.lower(), opened.headers.in_reply_to)


def _unread(sources: list[Source], correspondence: Correspondence, reason: str) -> Reading:
    sender, _ = decide_sender(correspondence, (), ())
    return Reading(sender, tuple(left_unread(source, reason) for source in sources), (), (), ())


def _kind(reading: Reading, opened: OpenedMessage) -> MessageKind:
    """A submission brings a scheda or protocollo, or tried to: a form with ticks, a file that could not be read."""
    if reading.schede or reading.protocolli or reading.marked_campi:
        return MessageKind.SUBMISSION
    if any(document.status in _DEFECTIVE for document in reading.documents) or _has_limits(opened):
        return MessageKind.SUBMISSION
    return MessageKind.RECEIPT if opened.receipts else MessageKind.CORRESPONDENCE


def _verdict(reading: Reading, kind: MessageKind, opened: OpenedMessage) -> MessageState:
    defective = [document for document in reading.documents if document.status in _DEFECTIVE]
    incomplete = any(problem.code in _NOT_READ for problem in reading.problems)
    if defective or incomplete or _has_limits(opened):
        read = any(document.status is DocumentStatus.READ for document in reading.documents)
        return MessageState.PARTIAL if read else MessageState.FAILED
    return MessageState.DONE if kind is MessageKind.SUBMISSION else MessageState.IGNORED


def _has_limits(opened: OpenedMessage) -> bool:
    """Whether something in the mail could not be opened at all."""
    return any(problem.code in _NOT_OPENED for problem in opened.problems)
