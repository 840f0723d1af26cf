"""Opens a message: every layer, down to the files that someone wrote."""

from collections.abc import Callable, Iterator
from dataclasses import dataclass, field, replace

from config.errors import DocumentError, DocumentLimitError, EncryptedDocumentError
from config.limits import Limits
from config.vocabulary import DocumentStatus, Integrity, MessageKind, Problem, ProblemCode, SignatureForm
from ingest import absent, detached, notices
from ingest.alternatives import is_body, readings
from ingest.bodies import Bodies
from ingest.droppings import companion, dropping
from ingest.envelopes import asic, cms, mbox, msg, ole, pades, pec, pgp, sevenzip, smime, tar, tnef, uu
from ingest.envelopes import zip as zip_archive
from ingest.envelopes.entry import Entry
from ingest.mime import MimePart, headers_of, name_of, parse_mime, text_of
from ingest.model import Certification, File, FileRole, Headers, Layer, OpenedMessage, Signature
from ingest.names import is_mail, looks_like_mail, safe_filename, suffix_of, unique_path
from ingest.noise import is_receipt, noise_kind
from ingest.signatures import signatures_of

BODY_NAME = "(body)"
_ArchiveReader = Callable[[bytes, str, Limits, int], Iterator[Entry]]
_ARCHIVES: tuple[tuple[Callable[[bytes], bool], _ArchiveReader], ...] = (
    (zip_archive.is_archive, zip_archive.read_archive),
    (tar.is_tar, tar.read_tar),
    (tar.is_compressed, tar.expand),
    (sevenzip.is_archive, sevenzip.read_archive),
    (mbox.is_mbox, mbox.read_archive),
    (ole.is_package, ole.read_package),
    (pgp.is_signed_text, pgp.read_signed_text),
)
_STATUS = {ProblemCode.ARCHIVE_LIMIT: DocumentStatus.LIMIT, ProblemCode.ENCRYPTED_DOCUMENT: DocumentStatus.ENCRYPTED}


def open_message(original: bytes, limits: Limits) -> OpenedMessage:
    """Opens `original` (the bytes of a mail) down to its files. Never raises on content."""
    opening = _Opening(limits)
    author = opening.open_mail(_mail_of(original, limits), "", 0, (original,))
    opening.pair_signatures()
    if author.date is None:
        # A mail inside others was written before those around it were sent.
        author = replace(author, date=next((layer.headers.date for layer in reversed(opening.layers) if layer.headers.date), None))
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
    )


def open_inside(path: str, name: str, content: bytes, limits: Limits) -> tuple[tuple[File, ...], tuple[Problem, ...]]:
    """Opens a file that lies inside the document at `path`. Never raises on content."""
    opening = _Opening(limits)
    opening.add_file(name, "application/octet-stream", content, FileRole.ATTACHMENT, f"{path}/", path.count("/") + 1)
    opening.report_absent()
    return tuple(opening.files.values()), tuple(opening.problems)


@dataclass(slots=True)
class _Opening:
    """The opening of one message as it goes on."""

    limits: Limits
    files: dict[str, File] = field(default_factory=dict)
    layers: list[Layer] = field(default_factory=list)
    problems: list[Problem] = field(default_factory=list)
    certifications: list[Certification] = field(default_factory=list)
    signatures: list[Signature] = field(default_factory=list)
    receipts: list[str] = field(default_factory=list)
    noise: MessageKind | None = None
    inflated: int = 0
    #: Every file as it came, opened or not, for the signatures beside them; and those signatures.
    taken: dict[str, bytes] = field(default_factory=dict)
    detached: list[str] = field(default_factory=list)
    #: The parts that sign a mail as a whole, by identity.
    of_mails: set[int] = field(default_factory=set)
    #: Texts of mails that were wrapped in TNEF: used only where the mail has no text of its own.
    wrapped: list[tuple[str, Bodies]] = field(default_factory=list)
    #: Files that came without content, and the side files of macOS with the name of what they belong to.
    emptied: list[str] = field(default_factory=list)
    side_files: list[tuple[str, str]] = field(default_factory=list)

    def open_mail(self, mail: MimePart, prefix: str, depth: int, raws: tuple[bytes, ...]) -> Headers:
        """Opens one mail whose files lie below `prefix`; returns the headers of the mail its author wrote.

        `raws` are the bytes of this mail and of those around it, from the inside out.
        """
        headers = headers_of(mail)
        self._report_defects(mail, prefix)
        if (said := notices.said_by_server(mail)) is not None:
            return self._keep_notice(mail, headers, prefix, said)
        if (noise := noise_kind(mail)) is not None and not prefix:
            self.noise = noise
        if (receipt := pec.receipt_of(mail)) is not None:
            self.certifications.append(replace(receipt, path=prefix.rstrip("/"), integrity=self._check_mail(mail, prefix, raws)))
        elif self.noise is not MessageKind.RECEIPT and (envelope := pec.find_envelope(mail)) is not None:
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
        path = unique_path(prefix + BODY_NAME, self.files)
        file = File(path, BODY_NAME, "text/plain; charset=utf-8", content, FileRole.BODY)
        self._keep_closed(file, ProblemCode.UNREADABLE_DOCUMENT, f"the server handed over a notice in place of the message: {said}")
        return headers

    def report_absent(self) -> None:
        """Says once what the mail should have brought and did not."""
        if self.noise in {MessageKind.RECEIPT, MessageKind.AUTO_REPLY}:
            return
        sides = {path for path, _ in self.side_files}
        names = {path.rpartition("/")[2] for path in self.taken.keys() - sides}
        for path, owner in self.side_files:
            if owner not in names:
                self._problem(ProblemCode.MISSING_ATTACHMENT, f"only the side file that macOS made for {owner} came, not the file", path)
        if self.emptied:
            shown = ", ".join(self.emptied[:5]) + (f" and {len(self.emptied) - 5} more" if len(self.emptied) > 5 else "")
            document = self.emptied[0] if len(self.emptied) == 1 else None
            self._problem(ProblemCode.MISSING_ATTACHMENT, f"came without content: {shown}", document)

    def pair_signatures(self) -> None:
        """Checks each signature that lies beside its file."""
        for path in self.detached:
            self.signatures += detached.check(path, self.taken)
        for signature in self.signatures:
            if signature.integrity is Integrity.ALTERED:
                who = signature.signer or "an unnamed certificate"
                self._problem(ProblemCode.ALTERED_SIGNATURE, f"signature of {who}: {signature.detail}", signature.path or None)

    def _open_envelope(
        self, envelope: pec.Envelope, mail: MimePart, headers: Headers, prefix: str, depth: int, raws: tuple[bytes, ...]
    ) -> Headers:
        self.layers.append(Layer(prefix, headers, transport=True))
        integrity = self._check_mail(mail, prefix, raws, SignatureForm.PEC)
        self.certifications.append(replace(envelope.certification, path=prefix.rstrip("/"), integrity=integrity))
        for part in envelope.added:
            self._keep(part, prefix)
        author = self._open_inner(envelope.inner, prefix, depth, raws, enveloped=True) or headers
        bodies = Bodies()
        for part in envelope.others:
            self._collect(part, prefix, depth, bodies, raws)
        self._add_body(bodies, prefix)
        return author

    def _check_mail(self, mail: MimePart, prefix: str, raws: tuple[bytes, ...], form: SignatureForm = SignatureForm.MAIL) -> Integrity:
        """Checks the signatures over a mail as a whole: intact if any reading of what was signed is."""
        answers: list[Integrity] = []
        for part, signature in smime.signed_parts(mail):
            self.of_mails.add(id(signature))
            best: tuple[Signature, ...] = ()
            for content in smime.signed_bytes(part, raws):
                best = signatures_of(signature.content or b"", prefix.rstrip("/"), form, content)
                if all(one.integrity is Integrity.INTACT for one in best):
                    break
            best = best or signatures_of(signature.content or b"", prefix.rstrip("/"), form)
            self.signatures += best
            answers += [one.integrity for one in best]
        worst_first = (Integrity.ALTERED, Integrity.NOT_CHECKED, Integrity.INTACT)
        return next((answer for answer in worst_first if answer in answers), Integrity.NOT_CHECKED)

    def _open_inner(self, part: MimePart, prefix: str, depth: int, raws: tuple[bytes, ...], *, enveloped: bool = False) -> Headers | None:
        name = safe_filename(part.filename, "postacert.eml" if enveloped else "message.eml")
        path = unique_path(prefix + name, self.files.keys() | {layer.path.rstrip("/") for layer in self.layers})
        if depth >= self.limits.depth:
            self._problem(ProblemCode.ARCHIVE_LIMIT, f"mail nested deeper than {self.limits.depth} levels", path)
            return None
        content = part.content or b""
        inner = part.children[0] if part.children else parse_mime(content, self.limits.mime_parts)
        if enveloped and all(layer.transport for layer in self.layers):
            self.noise = noise_kind(inner) or self.noise
        elif self.noise is None and is_receipt(inner):
            # Somebody passes on a receipt: what it encloses was sent before and is no new submission.
            self.receipts.append(path)
            self.files[path] = File(path, name, "message/rfc822", content, FileRole.ENVELOPE)
            return None
        return self.open_mail(inner, f"{path}/", depth + 1, (content, *raws) if content else raws)

    def _collect(self, part: MimePart, prefix: str, depth: int, bodies: Bodies, raws: tuple[bytes, ...]) -> None:
        """Sorts the parts of one mail into body texts and files."""
        if part.content_type == "multipart/alternative":
            for child in readings(part):
                self._collect(child, prefix, depth, bodies, raws)
        elif part.content is None:
            for child in part.children:
                self._collect(child, prefix, depth, bodies, raws)
        elif part.is_message:
            self._open_inner(part, prefix, depth, raws)
        elif (why := absent.taken_off(part)) is not None:
            self._keep_absent(part, why, prefix)
        elif is_body(part):
            text, files = uu.take_out(text_of(part))
            text, encrypted = pgp.take_out(text)
            bodies.add(part.content_type, text)
            files += [("encrypted.asc", block) for block in encrypted]
            for name, content in files:
                self.add_file(name, "application/octet-stream", content, FileRole.ATTACHMENT, prefix, depth)
        elif id(part) in self.of_mails:
            self._keep(part, prefix)
        else:
            fallback = "unnamed" + suffix_of(part.content_type)
            role = FileRole.INLINE if part.content_id and part.disposition != "attachment" else FileRole.ATTACHMENT
            self.add_file(part.filename or fallback, part.content_type, part.content, role, prefix, depth)

    def _add_body(self, bodies: Bodies, prefix: str) -> None:
        if (written := bodies.joined()) is not None:
            kind, content = written
            path = unique_path(prefix + BODY_NAME, self.files)
            self.files[path] = File(path, BODY_NAME, kind, content, FileRole.BODY)
            if (said := absent.notice_in_letter(content)) is not None and self.noise is None:
                self._problem(ProblemCode.MISSING_ATTACHMENT, said, path)

    def _keep_absent(self, part: MimePart, why: str, prefix: str) -> None:
        name = safe_filename(absent.name_of(part), "unnamed" + suffix_of(part.content_type))
        path = unique_path(prefix + name, self.files.keys() | self.taken.keys())
        self._keep_closed(
            File(path, name, part.content_type, part.content or b"", FileRole.ATTACHMENT), ProblemCode.MISSING_ATTACHMENT, why
        )

    def _keep(self, part: MimePart, prefix: str) -> None:
        """Keeps what a transport added, as it is."""
        name = safe_filename(part.filename, "notice" + suffix_of(part.content_type))
        path = unique_path(prefix + name, self.files)
        self.files[path] = File(path, name, part.content_type, part.content or b"", FileRole.ENVELOPE)

    def add_file(self, name: str, declared: str, content: bytes, role: FileRole, prefix: str, depth: int) -> None:
        """Takes in a file below `prefix`, opening it if it is an envelope. `name` is as it was found, with folders if
        it has any.
        """
        found, name = name, safe_filename(name, "unnamed.bin")
        path = unique_path(prefix + name, self.files.keys() | self.taken.keys())
        file = File(path, name, declared, content, role)
        self.taken[path] = content
        if len(self.files) >= self.limits.files:
            self._problem(ProblemCode.ARCHIVE_LIMIT, f"more than {self.limits.files} files in one message", path)
        elif len(content) > self.limits.file_bytes:
            self._problem(ProblemCode.ARCHIVE_LIMIT, f"larger than {self.limits.file_bytes} bytes", path)
        elif (left_by := dropping(found, content)) is not None:
            self.files[path] = replace(file, status=DocumentStatus.SKIPPED, reason=f"no document: {left_by}")
            if (owner := companion(found, content)) is not None:
                self.side_files.append((path, safe_filename(owner, owner)))
        elif absent.is_empty(content):
            self._keep_closed(file, ProblemCode.EMPTY_ATTACHMENT, f"the file holds nothing ({len(content)} bytes)")
            self.emptied.append(path)
        else:
            self._open_file(file, prefix, depth)

    def _open_file(self, file: File, prefix: str, depth: int) -> None:
        """Opens a file that is an envelope, by its content; keeps any other."""
        content, name = file.content, file.filename
        if is_mail(content) or (name.lower().endswith(".eml") and looks_like_mail(content)):
            bare = content.lstrip(b"\xef\xbb\xbf \t\r\n")
            self._open_inner(MimePart("message/rfc822", {}, filename=name, content=bare), prefix, depth, ())
        elif cms.is_cms(content, name):
            self._open_signed(file, depth)
        elif tnef.is_tnef(content):
            self._guarded(file, depth, lambda: self._open_tnef(file, depth))
        elif msg.is_msg(content):
            self._guarded(file, depth, lambda: self._open_msg(file, prefix, depth))
        elif (reader := next((reader for known, reader in _ARCHIVES if known(content)), None)) is not None:
            self._guarded(file, depth, lambda: self._open_archive(file, reader, depth))
        else:
            self._keep_file(file)

    def _keep_file(self, file: File) -> None:
        """Takes a file as what somebody wrote, unless its content says that it only goes with a mail or stands for a
        file.
        """
        if pgp.is_encrypted(file.content):
            self._keep_closed(file, ProblemCode.ENCRYPTED_DOCUMENT, "encrypted by OpenPGP for another key")
        elif pgp.is_attribute(file.content) or file.declared_type == "application/pgp-encrypted":
            self.files[file.path] = replace(file, role=FileRole.ENVELOPE)
        elif (said := absent.notice(file.content)) is not None:
            self._keep_closed(file, ProblemCode.MISSING_ATTACHMENT, said)
        else:
            self.files[file.path] = file
            if b"%PDF" in file.content[:1024] and b"/ByteRange" in file.content:
                self.signatures += pades.signatures_in(file.content, file.path)

    def _open_signed(self, signed: File, depth: int) -> None:
        if cms.is_detached(signed.content):
            self.files[signed.path] = replace(signed, role=FileRole.ENVELOPE)
            self.detached.append(signed.path)
            return
        self._guarded(signed, depth, lambda: self._open_content(signed, depth))

    def _open_content(self, signed: File, depth: int) -> None:
        content = cms.content_of(signed.content)
        self.signatures += signatures_of(signed.content, signed.path, SignatureForm.ENVELOPING)
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
            self.noise = noise_kind(tree)
        bodies = Bodies()
        self._collect(tree, f"{file.path}/", depth + 1, bodies, ())
        self.wrapped.append((f"{file.path}/", bodies))
        if tree.defects:
            # What was in it before it broke off is taken; what came after is not.
            raise DocumentError(", ".join(tree.defects))

    def _open_msg(self, file: File, prefix: str, depth: int) -> None:
        tree = msg.read_msg(file.content)
        self._open_inner(MimePart("message/rfc822", {}, filename=file.filename, content=b"", children=(tree,)), prefix, depth, ())

    def _open_archive(self, archive: File, reader: _ArchiveReader, depth: int) -> None:
        budget, inside = self.limits.inflated_bytes - self.inflated, f"{archive.path}/"
        taken: dict[str, bytes] = {}
        for entry in reader(archive.content, archive.filename, self.limits, budget):
            self.inflated += len(entry.content)
            if entry.refused is not None:
                self._keep_refused(entry, inside, entry.refused)
            elif asic.is_inside(entry.name):
                self._keep(MimePart("", {}, filename=entry.name, content=entry.content), inside)
            else:
                self.add_file(entry.name, "application/octet-stream", entry.content, FileRole.ATTACHMENT, inside, depth + 1)
            taken[entry.name] = entry.content
        self.signatures += asic.signatures_in(taken, archive.path)

    def _keep_refused(self, entry: Entry, prefix: str, error: DocumentError) -> None:
        name = safe_filename(entry.name, "unnamed.bin")
        path = unique_path(prefix + name, self.files.keys() | self.taken.keys())
        self._keep_closed(File(path, name, "application/octet-stream", b"", FileRole.ATTACHMENT), _code_of(error), str(error))

    def _guarded(self, file: File, depth: int, work: Callable[[], None]) -> None:
        """Opens an envelope; one that cannot be opened to its end is itself a document, so that nobody overlooks it."""
        if depth >= self.limits.depth:
            self._keep_closed(file, ProblemCode.ARCHIVE_LIMIT, f"nested deeper than {self.limits.depth} levels")
            return
        try:
            work()
        except DocumentError as error:
            self._keep_closed(file, _code_of(error), str(error))

    def _keep_closed(self, file: File, code: ProblemCode, detail: str) -> None:
        """Keeps a file that cannot be read as a document of its own, so that nobody overlooks it: one problem says
        why.
        """
        self.files[file.path] = replace(file, status=_STATUS.get(code, DocumentStatus.UNREADABLE), reason=detail)
        self._problem(code, detail, file.path)

    def _report_defects(self, mail: MimePart, prefix: str) -> None:
        """Says of every part what is broken in it, with the path that it has as a file."""
        for part in mail.walk():
            named = part.filename and part.content is not None
            path = prefix + safe_filename(part.filename, "unnamed.bin") if named else prefix.rstrip("/") or None
            for defect in part.defects:
                detail = defect if named or part is mail else f"{name_of(part)}: {defect}"
                self._problem(ProblemCode.MALFORMED_MESSAGE, detail, path)
            if part.unread:
                detail = f"{name_of(part)} still looks encoded ({part.unread})"
                self._problem(ProblemCode.UNREADABLE_DOCUMENT, detail, path if named else prefix + BODY_NAME)
        if pec.is_emptied(mail):
            detail = "a PEC envelope without the mail of its author"
            self._problem(ProblemCode.MALFORMED_MESSAGE, detail, prefix.rstrip("/") or None)

    def _problem(self, code: ProblemCode, detail: str, document: str | None) -> None:
        self.problems.append(Problem(code, detail, document=document))


def _mail_of(original: bytes, limits: Limits) -> MimePart:
    """The mail in an original: Outlook's own format is one too."""
    if msg.is_msg(original):
        try:
            return msg.read_msg(original)
        except DocumentError as error:
            return MimePart("application/vnd.ms-outlook", {}, "message.msg", content=original, defects=(str(error),))
    return parse_mime(original, limits.mime_parts)


def _code_of(error: DocumentError) -> ProblemCode:
    if isinstance(error, DocumentLimitError):
        return ProblemCode.ARCHIVE_LIMIT
    return ProblemCode.ENCRYPTED_DOCUMENT if isinstance(error, EncryptedDocumentError) else ProblemCode.UNREADABLE_DOCUMENT
