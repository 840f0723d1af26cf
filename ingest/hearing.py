"""What the mails of a message say of themselves: who wrote them, whether anybody did, what is broken in them and what
they should have brought.
"""

from collections.abc import Iterator
from dataclasses import dataclass, field
from functools import partial

from config.vocabulary import MessageKind, ProblemCode
from ingest import absent
from ingest.alternatives import is_body
from ingest.checking import Checking
from ingest.envelopes import pec, uu
from ingest.mime import OVER_LIMIT, MimePart, headers_of, name_of, text_of
from ingest.model import Address, Headers
from ingest.names import safe_filename
from ingest.noise import is_known_by_subject, noise_kind
from ingest.transfer import still_encoded

BODY_NAME = "(body)"


@dataclass(slots=True)
class Hearing(Checking):
    """What has been heard of one message as its opening goes on."""

    noise: MessageKind | None = None
    by_subject: bool = False
    #: Files that came without content, and the side files of macOS with the name of what they belong to.
    emptied: list[str] = field(default_factory=list)
    side_files: list[tuple[str, str]] = field(default_factory=list)

    def report_absent(self) -> None:
        """Says once what the mail should have brought and did not."""
        if self.noise in {MessageKind.RECEIPT, MessageKind.AUTO_REPLY}:
            return
        nothing: list[tuple[str | None, str]] = []
        missing = partial(absent.missing, self.side_files, self.taken, self.emptied)
        for document, said in self._tried("telling what is missing", "", missing, nothing):
            self._problem(ProblemCode.MISSING_ATTACHMENT, said, document)

    def _headers(self, mail: MimePart, prefix: str) -> Headers:
        nothing = Headers("", "", Address("", ""), None, (), ())
        return self._tried("reading the headers", prefix, lambda: headers_of(mail), nothing)

    def _hear(self, mail: MimePart, prefix: str) -> None:
        """Takes up what a mail says of itself: that nobody wrote it to us."""
        what = "telling whether somebody wrote it"
        if (noise := self._tried(what, prefix, lambda: noise_kind(mail), None)) is not None:
            self.noise = noise
            self.by_subject = self._tried(what, prefix, lambda: is_known_by_subject(mail), otherwise=True)

    def _report_defects(self, mail: MimePart, prefix: str) -> None:
        """Says of every part what is broken in it, with the path that it has as a file."""
        whole = prefix.rstrip("/") or None
        for part in mail.walk():
            named = part.filename and part.content is not None
            path = prefix + safe_filename(part.filename, "unnamed.bin") if named else whole
            for code, detail in _defects(part, is_mail=part is mail, named=bool(named)):
                self._problem(code, detail, path)
            if unread := _unread(part):
                detail = f"{name_of(part)} still looks encoded ({unread})"
                self._problem(ProblemCode.UNREADABLE_DOCUMENT, detail, path if named else prefix + BODY_NAME)
        if pec.is_emptied(mail):
            self._problem(ProblemCode.MALFORMED_MESSAGE, "a PEC envelope without the mail of its author", whole)


def _defects(part: MimePart, *, is_mail: bool, named: bool) -> Iterator[tuple[ProblemCode, str]]:
    for defect in part.defects:
        code = ProblemCode.ARCHIVE_LIMIT if OVER_LIMIT in defect else ProblemCode.MALFORMED_MESSAGE
        yield code, defect if named or is_mail else f"{name_of(part)}: {defect}"


def _unread(part: MimePart) -> str:
    """How a part is still encoded, "" if it is not. Files that are written in a text of the mail are taken out of
    it.
    """
    if part.unread == "uuencode" and is_body(part):
        return still_encoded(uu.take_out(text_of(part))[0].encode("utf-8", "replace"))
    return part.unread
