"""Opens a message: every layer, down to the files that someone wrote."""

from collections.abc import Callable, Collection, Mapping
from dataclasses import dataclass, field, replace
from functools import partial

from config.counting import counted
from config.errors import DocumentError, DocumentLimitError
from config.limits import Limits, over
from config.mishaps import CONTAINED, mishap
from config.trusted import NOBODY, Trusted
from config.vocabulary import DocumentStatus, MessageKind, Problem, ProblemCode, SignatureForm
from ingest import absent, notices
from ingest.alternatives import is_body, readings
from ingest.bodies import Bodies
from ingest.droppings import companion, dropping
from ingest.envelopes import archives, asic, cms, msg, pades, pec, pgp, tnef, uu
from ingest.envelopes.entry import Entry
from ingest.hearing import BODY_NAME, Hearing
from ingest.mime import MimePart, parse_mime, text_of
from ingest.model import Certification, File, FileRole, Headers, Layer, OpenedMessage
from ingest.names import is_mail, looks_like_mail, safe_filename, suffix_of, unique_path
from ingest.noise import is_receipt
from ingest.signatures import signatures_of

_Replaced = Mapping[str, bytes] | None


def open_message(
    original: bytes,
    limits: Limits,
    without: Collection[str] = (),
    replaced: _Replaced = None,
    trusted: Trusted = NOBODY,
) -> OpenedMessage:
    """Opens `original` (the bytes of a mail) down to its files; those at the paths of `without` are kept as they are,
    unopened, `replaced` are bytes in place of others, by path. `trusted` are those who are believed about its sender.
    Never raises on content: a fault at one part is its problem.
    """
    opening = _Opening(limits, without, trusted=trusted, replaced=replaced or {})
    author = opening.open_original(original)
    opening.pair_signatures()
    if author.date is None:
        # A mail inside others was written before those around it were sent.
        author = replace(
            author, date=next((layer.headers.date for layer in reversed(opening.layers) if layer.headers.date), None)
        )
    opening.report_absent()
    return OpenedMessage(
        headers=author,
        layers=tuple(opening.layers),
        files=tuple(opening.files.values()),
        problems=tuple(opening.problems),
        noise=opening.noise,
        certifications=tuple(opening.certifications),
        signatures=tuple(opening.signatures),
        receipts=tuple(opening.receipts),
        by_subject=opening.by_subject,
        authentication=opening.authentication,
        received=opening.received,
    )


def open_inside(
    path: str, name: str, content: bytes, limits: Limits, without: Collection[str] = (), replaced: _Replaced = None
) -> tuple[tuple[File, ...], tuple[Problem, ...]]:
    """Opens a file that lies inside the document at `path`, as `open_message`."""
    opening = _Opening(limits, without, replaced=replaced or {})
    opening.add_file(name, "application/octet-stream", content, FileRole.ATTACHMENT, f"{path}/", path.count("/") + 1)
    opening.report_absent()
    return tuple(opening.files.values()), tuple(opening.problems)


@dataclass(slots=True)
class _Opening(Hearing):
    """The opening of one message as it goes on."""

    layers: list[Layer] = field(default_factory=list)
    certifications: list[Certification] = field(default_factory=list)
    receipts: list[str] = field(default_factory=list)
    inflated: int = 0
    #: Texts of mails that were wrapped in TNEF: used only where the mail has no text of its own.
    wrapped: list[tuple[str, Bodies]] = field(default_factory=list)
    replaced: Mapping[str, bytes] = field(default_factory=dict)

    def open_original(self, original: bytes) -> Headers:
        """Opens the message itself; returns the headers of the mail its author wrote."""
        # What cannot be taken apart is still a text.
        text, outlook = (
            MimePart("text/plain", {}, content=original),
            self._told("", lambda: msg.is_msg(original), otherwise=False),
        )
        parsed = (
            partial(msg.read_original, original) if outlook else partial(parse_mime, original, self.limits.mime_parts)
        )
        mail = self._tried("reading the MIME structure", "", parsed, text)
        self._hear_servers(mail)
        author = self._tried("opening the mail", "", lambda: self.open_mail(mail, "", 0, (original,)), None)
        return author or self._headers(mail, "")

    def open_mail(self, mail: MimePart, prefix: str, depth: int, raws: tuple[bytes, ...]) -> Headers:
        """Opens one mail whose files lie below `prefix`; returns the headers of the mail its author wrote.

        `raws` are the bytes of this mail and of those around it, from the inside out.
        """
        headers = self._headers(mail, prefix)
        self._tried("telling what is broken in it", prefix, lambda: self._report_defects(mail, prefix), None)
        if said := self._tried("telling whether it is a notice", prefix, lambda: notices.said_by_server(mail), None):
            return self._keep_notice(mail, headers, prefix, said)
        if not prefix:
            self._hear(mail, prefix)
        as_pec = "reading it as a mail of PEC"
        if (receipt := self._tried(as_pec, prefix, lambda: pec.receipt_of(mail), None)) is not None:
            self.certifications.append(
                replace(receipt, path=prefix.rstrip("/"), integrity=self._check_mail(mail, prefix, raws))
            )
        elif self.noise is not MessageKind.RECEIPT and (
            envelope := self._tried(as_pec, prefix, lambda: pec.find_envelope(mail), None)
        ):
            return self._open_envelope(envelope, mail, headers, prefix, depth, raws)
        else:
            self._check_mail(mail, prefix, raws)
        self.layers.append(Layer(prefix, headers))
        bodies = Bodies()
        self._collect(mail, prefix, depth, bodies, raws)
        for _, wrapped in self.wrapped:
            if not bodies.written:
                bodies = wrapped
        self.wrapped.clear()
        self._add_body(bodies, prefix)
        return headers

    def _keep_notice(self, mail: MimePart, headers: Headers, prefix: str, said: str) -> Headers:
        """What a server handed over in place of a mail: nothing of the mail is in it."""
        self.layers.append(Layer(prefix, headers))
        content = next((part.content for part in mail.walk() if part.content is not None), b"")
        path = unique_path(prefix + BODY_NAME, self.numbers, self.files)
        file = File(path, BODY_NAME, "text/plain; charset=utf-8", content, FileRole.BODY)
        self._keep_closed(
            file, ProblemCode.UNREADABLE_DOCUMENT, f"the server handed over a notice in place of the message: {said}"
        )
        return headers

    def _open_envelope(
        self, envelope: pec.Envelope, mail: MimePart, headers: Headers, prefix: str, depth: int, raws: tuple[bytes, ...]
    ) -> Headers:
        self.layers.append(Layer(prefix, headers, transport=True))
        integrity = self._check_mail(mail, prefix, raws, SignatureForm.PEC)
        said = replace(envelope.certification, path=prefix.rstrip("/"), integrity=integrity)
        self.certifications.append(self._vouched(said, mail, raws))
        for part in envelope.added:
            self._keep(part, prefix)
        author = self._open_inner(envelope.inner, prefix, depth, raws, enveloped=True) or headers
        bodies = Bodies()
        for part in envelope.others:
            self._collect(part, prefix, depth, bodies, raws)
        self._add_body(bodies, prefix)
        return author

    def _open_inner(
        self, part: MimePart, prefix: str, depth: int, raws: tuple[bytes, ...], *, enveloped: bool = False
    ) -> Headers | None:
        name = safe_filename(part.filename, "postacert.eml" if enveloped else "message.eml")
        path = unique_path(prefix + name, self.numbers, self.files, self.mails)
        if depth >= self.limits.depth:
            self._problem(ProblemCode.ARCHIVE_LIMIT, f"mail nested too deep ({over('depth', self.limits.depth)})", path)
            return None
        if self._is_full():
            self._problem(ProblemCode.ARCHIVE_LIMIT, self._too_many(), path)
            return None
        self.mails.add(path)
        content = part.content or b""
        inner = part.children[0] if part.children else parse_mime(content, self.limits.mime_parts)
        if enveloped and all(layer.transport for layer in self.layers):
            self._hear(inner, path)
        elif self.noise is None and self._tried(
            "reading it as a receipt", path, lambda: is_receipt(inner), otherwise=False
        ):
            # Somebody passes on a receipt: what it encloses was sent before and is no new submission.
            self.receipts.append(path)
            self.files[path] = File(path, name, "message/rfc822", content, FileRole.ENVELOPE)
            return None
        return self.open_mail(inner, f"{path}/", depth + 1, (content, *raws) if content else raws)

    def _collect(self, part: MimePart, prefix: str, depth: int, bodies: Bodies, raws: tuple[bytes, ...]) -> None:
        """Sorts the parts of one mail into body texts and files."""
        if part.content_type == "multipart/alternative":
            offered = self._tried(
                "choosing among the forms of the text", prefix, lambda: tuple(readings(part)), part.children
            )
            for child in offered:
                self._collect(child, prefix, depth, bodies, raws)
        elif part.content is None:
            for child in part.children:
                self._collect(child, prefix, depth, bodies, raws)
        else:
            try:
                self._collect_leaf(part, part.content, prefix, depth, bodies, raws)
            except CONTAINED as error:
                name = safe_filename(part.filename, "unnamed" + suffix_of(part.content_type))
                path = unique_path(prefix + name, self.numbers, self.files, self.taken)
                self._kept_for_readers(File(path, name, part.content_type, part.content, FileRole.ATTACHMENT), error)

    def _collect_leaf(
        self, part: MimePart, content: bytes, prefix: str, depth: int, bodies: Bodies, raws: tuple[bytes, ...]
    ) -> None:
        if part.is_message:
            self._open_inner(part, prefix, depth, raws)
        elif (why := absent.taken_off(part)) is not None:
            self._keep_absent(part, why, prefix)
        elif is_body(part):
            self._collect_text(part, prefix, depth, bodies)
        elif id(part) in self.of_mails:
            self._keep(part, prefix)
        else:
            fallback = "unnamed" + suffix_of(part.content_type)
            role = FileRole.INLINE if part.content_id and part.disposition != "attachment" else FileRole.ATTACHMENT
            self.add_file(part.filename or fallback, part.content_type, content, role, prefix, depth)

    def _collect_text(self, part: MimePart, prefix: str, depth: int, bodies: Bodies) -> None:
        """Adds a text of the mail, and takes in the files that are written in it as text."""
        text, nothing = text_of(part), list[tuple[str, bytes]]()
        left, files = self._tried("taking files out of the text", prefix, lambda: uu.take_out(text), (text, nothing))
        rest, encrypted = self._tried(
            "looking for OpenPGP in the text", prefix, lambda: pgp.take_out(left), (left, list[bytes]())
        )
        bodies.add(part.content_type, rest)
        for name, content in (*files, *(("encrypted.asc", block) for block in encrypted)):
            self.add_file(name, "application/octet-stream", content, FileRole.ATTACHMENT, prefix, depth)

    def _add_body(self, bodies: Bodies, prefix: str) -> None:
        if (written := self._tried("putting the text together", prefix, bodies.joined, None)) is not None:
            kind, content = written
            path = unique_path(prefix + BODY_NAME, self.numbers, self.files)
            self.files[path] = File(path, BODY_NAME, kind, content, FileRole.BODY)
            said = self._told(path, lambda: absent.notice_in_letter(content), None) if self.noise is None else None
            if said is not None:
                self._problem(ProblemCode.MISSING_ATTACHMENT, said, path)

    def _keep_absent(self, part: MimePart, why: str, prefix: str) -> None:
        name = safe_filename(absent.name_of(part), "unnamed" + suffix_of(part.content_type))
        path = unique_path(prefix + name, self.numbers, self.files, self.taken)
        file = File(path, name, part.content_type, part.content or b"", FileRole.ATTACHMENT)
        self._keep_unless_replaced(file, ProblemCode.MISSING_ATTACHMENT, why, prefix)

    def _keep(self, part: MimePart, prefix: str) -> None:
        """Keeps what a transport added, as it is."""
        name = safe_filename(part.filename, "notice" + suffix_of(part.content_type))
        path = unique_path(prefix + name, self.numbers, self.files)
        self.files[path] = File(path, name, part.content_type, part.content or b"", FileRole.ENVELOPE)

    def add_file(self, name: str, declared: str, content: bytes, role: FileRole, prefix: str, depth: int) -> None:
        """Takes in a file below `prefix`, opening it if it is an envelope. `name` is as it was found, with folders if
        it has any.
        """
        found, name = name, safe_filename(name, "unnamed.bin")
        path = unique_path(prefix + name, self.numbers, self.files, self.taken)
        if self._is_full():
            self._problem(ProblemCode.ARCHIVE_LIMIT, self._too_many(), path)
            return
        content = self.replaced.get(path, content)
        file = File(path, name, declared, content, role)
        self.taken[path] = content
        if len(content) > self.limits.file_bytes:
            told = f"too large ({over('file_bytes', self.limits.file_bytes, len(content))})"
            self._keep_closed(replace(file, content=b""), ProblemCode.ARCHIVE_LIMIT, told)
        elif path in self.without:
            self.files[path] = file
        else:
            self._contained(file, lambda: self._take_in(file, found, prefix, depth))

    def _take_in(self, file: File, found: str, prefix: str, depth: int) -> None:
        """Opens a file that somebody wrote; one that a system left is kept aside, one without content is named."""
        path, content = file.path, file.content
        if (left_by := self._told(path, lambda: dropping(found, content), None)) is not None:
            self.files[path] = replace(file, status=DocumentStatus.SKIPPED, reason=f"no document: {left_by}")
            if (owner := self._told(path, lambda: companion(found, content), None)) is not None:
                self.side_files.append((path, safe_filename(owner, owner)))
        elif self._told(path, lambda: absent.is_empty(content), otherwise=False):
            self._keep_closed(
                file, ProblemCode.EMPTY_ATTACHMENT, f"the file holds nothing ({counted(len(content), 'byte', 'bytes')})"
            )
            self.emptied.append(path)
        else:
            # A fault in telling what it is leaves it to the readers.
            kept: Callable[[], object] = partial(self._keep_file, file)
            self._told(path, lambda: self._way_into(file, prefix, depth), kept)()

    def _way_into(self, file: File, prefix: str, depth: int) -> Callable[[], object]:
        """How to open a file that is an envelope, by its content; any other is kept."""
        content, name = file.content, file.filename
        if is_mail(content) or (name.lower().endswith(".eml") and looks_like_mail(content)):
            bare = content.lstrip(b"\xef\xbb\xbf \t\r\n")
            part = MimePart("message/rfc822", {}, filename=name, content=bare)
            return partial(self._open_inner, part, prefix, depth, ())
        if cms.is_cms(content, name):
            return partial(self._open_signed, file, depth)
        if tnef.is_tnef(content):
            return partial(self._nested, file, depth, partial(self._open_tnef, file, depth))
        if msg.is_msg(content):
            return partial(self._nested, file, depth, partial(self._open_msg, file, prefix, depth))
        if (reader := archives.reader_of(content)) is not None:
            return partial(self._nested, file, depth, partial(self._open_archive, file, reader, depth))
        return partial(self._keep_file, file)

    def _keep_file(self, file: File) -> None:
        """Takes a file as what somebody wrote, unless its content says that it only goes with a mail or stands for a
        file.
        """
        path, content = file.path, file.content
        if self._told(path, lambda: pgp.is_encrypted(content), otherwise=False):
            self._keep_closed(file, ProblemCode.ENCRYPTED_DOCUMENT, "encrypted by OpenPGP for another key")
        elif self._told(path, lambda: pgp.goes_with_mail(content, file.declared_type), otherwise=False):
            self.files[path] = replace(file, role=FileRole.ENVELOPE)
        elif (said := self._told(path, lambda: absent.notice(content), None)) is not None:
            self._keep_closed(file, ProblemCode.MISSING_ATTACHMENT, said)
        else:
            self.files[path] = file
            if b"%PDF" in content[:1024] and b"/ByteRange" in content:
                self.signatures += self._checked(path, SignatureForm.PADES, partial(pades.signatures_in, content, path))

    def _open_signed(self, signed: File, depth: int) -> None:
        if cms.is_detached(signed.content):
            self.files[signed.path] = replace(signed, role=FileRole.ENVELOPE)
            self.detached.append(signed.path)
            return
        self._nested(signed, depth, lambda: self._open_content(signed, depth))

    def _open_content(self, signed: File, depth: int) -> None:
        content = cms.content_of(signed.content)
        form = SignatureForm.ENVELOPING
        self.signatures += self._checked(signed.path, form, lambda: signatures_of(signed.content, signed.path, form))
        name, prefix = cms.inner_name(signed.filename), f"{signed.path}/"
        if "pkcs7-mime" in signed.declared_type and looks_like_mail(content):
            # A mail that is signed as a whole (RFC 8551 3.5.2): its parts are inside.
            mail = MimePart("message/rfc822", {}, filename=f"{name}.eml", content=content)
            self._open_inner(mail, prefix, depth + 1, ())
        else:
            self.add_file(name, "application/octet-stream", content, signed.role, prefix, depth + 1)

    def _open_tnef(self, file: File, depth: int) -> None:
        tree = tnef.read_tnef(file.content, self.limits)
        self._report_defects(replace(tree, defects=()), f"{file.path}/")
        if self.noise is None and all(layer.transport for layer in self.layers[:-1]) and depth <= len(self.layers):
            # Outlook says here what kind of message the author's mail is.
            self._hear(tree, file.path)
        bodies = Bodies()
        self._collect(tree, f"{file.path}/", depth + 1, bodies, ())
        self.wrapped.append((f"{file.path}/", bodies))
        if tree.defects:
            # What was in it before it broke off is taken; what came after is not.
            raise DocumentError(", ".join(tree.defects))

    def _open_msg(self, file: File, prefix: str, depth: int) -> None:
        tree = msg.read_msg(file.content)
        self._open_inner(
            MimePart("message/rfc822", {}, filename=file.filename, content=b"", children=(tree,)), prefix, depth, ()
        )

    def _open_archive(self, archive: File, reader: archives.ArchiveReader, depth: int) -> None:
        budget, inside = self.limits.inflated_bytes - self.inflated, f"{archive.path}/"
        taken: dict[str, bytes] = {}
        for entry in reader(archive.content, archive.filename, self.limits, budget):
            self.inflated += len(entry.content)
            if self._is_full():
                raise DocumentLimitError(self._too_many())
            if entry.refused is not None:
                self._keep_refused(entry, inside, entry.refused)
            elif asic.is_inside(entry.name):
                self._keep(MimePart("", {}, filename=entry.name, content=entry.content), inside)
            else:
                self.add_file(
                    entry.name, "application/octet-stream", entry.content, FileRole.ATTACHMENT, inside, depth + 1
                )
            taken[entry.name] = entry.content
        check = partial(asic.signatures_in, taken, archive.path)
        self.signatures += self._checked(archive.path, SignatureForm.DETACHED, check)

    def _keep_refused(self, entry: Entry, prefix: str, error: DocumentError) -> None:
        name = safe_filename(entry.name, "unnamed.bin")
        path = unique_path(prefix + name, self.numbers, self.files, self.taken)
        found = mishap(error, "opening it")
        refused = File(path, name, "application/octet-stream", b"", FileRole.ATTACHMENT)
        self._keep_unless_replaced(refused, found.code, found.detail, prefix)

    def _keep_unless_replaced(self, file: File, code: ProblemCode, why: str, prefix: str) -> None:
        if file.path in self.replaced:
            self.add_file(file.filename, file.declared_type, b"", file.role, prefix, file.path.count("/"))
        else:
            self._keep_closed(file, code, why)

    def _nested(self, file: File, depth: int, work: Callable[[], None]) -> None:
        """Opens an envelope, unless it lies too deep."""
        if depth >= self.limits.depth:
            self._keep_closed(file, ProblemCode.ARCHIVE_LIMIT, f"nested too deep ({over('depth', self.limits.depth)})")
        else:
            work()
