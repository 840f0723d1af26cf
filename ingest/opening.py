"""Opens a message: every layer, down to the files that someone wrote."""

import re
from dataclasses import dataclass, field

from config.errors import DocumentError, DocumentLimitError, EncryptedDocumentError
from config.limits import Limits
from config.vocabulary import MessageKind, Problem, ProblemCode
from ingest.envelopes import cms, pec
from ingest.envelopes import zip as zip_archive
from ingest.mime import MimePart, charset_of, decode_text, headers_of, parse_mime
from ingest.model import File, FileRole, Headers, Layer, OpenedMessage
from ingest.names import safe_filename, unique_path
from ingest.noise import noise_kind

BODY_NAME = "(body)"
#: A detached signature stands beside what it signs and is no document.
_SIGNATURES = frozenset({"application/pkcs7-signature", "application/x-pkcs7-signature"})

_SUFFIXES = {
    "application/pdf": ".pdf",
    "application/msword": ".doc",
    "application/vnd.openxmlformats-officedocument.wordprocessingml.document": ".docx",
    "application/rtf": ".rtf",
    "application/zip": ".zip",
    "text/plain": ".txt",
    "text/html": ".html",
    "text/calendar": ".ics",
    "image/jpeg": ".jpg",
    "image/png": ".png",
    "image/tiff": ".tif",
    "message/rfc822": ".eml",
}


def open_message(original: bytes, limits: Limits) -> OpenedMessage:
    """Opens `original` (the bytes of a mail) down to its files. Never raises on content."""
    opening = _Opening(limits)
    mail = parse_mime(original, limits.mime_parts)
    author = opening.open_mail(mail, "", 0)
    return OpenedMessage(
        headers=author,
        layers=tuple(opening.layers),
        files=tuple(opening.files.values()),
        problems=tuple(opening.problems),
        noise=opening.noise,
    )


def open_inside(path: str, name: str, content: bytes, limits: Limits) -> tuple[tuple[File, ...], tuple[Problem, ...]]:
    """Opens a file that lies inside the document at `path`. Never raises on content."""
    opening = _Opening(limits)
    opening.add_file(name, "application/octet-stream", content, FileRole.ATTACHMENT, f"{path}/", path.count("/") + 1)
    return tuple(opening.files.values()), tuple(opening.problems)


@dataclass(slots=True)
class _Opening:
    """The opening of one message as it goes on."""

    limits: Limits
    files: dict[str, File] = field(default_factory=dict)
    layers: list[Layer] = field(default_factory=list)
    problems: list[Problem] = field(default_factory=list)
    noise: MessageKind | None = None
    inflated: int = 0

    def open_mail(self, mail: MimePart, prefix: str, depth: int) -> Headers:
        """Opens one mail whose files lie below `prefix`; returns the headers of the mail its author wrote."""
        headers = headers_of(mail)
        self._report_defects(mail, prefix)
        if (noise := noise_kind(mail)) is not None and not prefix:
            self.noise = noise
        if self.noise is not MessageKind.RECEIPT and (envelope := pec.find_envelope(mail)) is not None:
            self.layers.append(Layer(prefix, headers, transport=True))
            for part in envelope.added:
                self._add_added(part, prefix)
            return self._open_inner(envelope.inner, prefix, depth, enveloped=True) or headers
        self.layers.append(Layer(prefix, headers))
        bodies: list[tuple[str, str]] = []
        self._collect(mail, prefix, depth, bodies)
        self._add_body(bodies, prefix)
        return headers

    def _open_inner(self, part: MimePart, prefix: str, depth: int, *, enveloped: bool = False) -> Headers | None:
        name = safe_filename(part.filename, "postacert.eml" if enveloped else "message.eml")
        path = unique_path(prefix + name, self.files.keys() | {layer.path.rstrip("/") for layer in self.layers})
        if depth >= self.limits.depth:
            self._problem(ProblemCode.ARCHIVE_LIMIT, f"mail nested deeper than {self.limits.depth} levels", path)
            return None
        inner = parse_mime(part.content or b"", self.limits.mime_parts)
        if enveloped and depth == 0 and (noise := noise_kind(inner)) is not None:
            self.noise = noise
        return self.open_mail(inner, f"{path}/", depth + 1)

    def _collect(self, part: MimePart, prefix: str, depth: int, bodies: list[tuple[str, str]]) -> None:
        """Sorts the parts of one mail into body texts and files."""
        if part.content_type == "multipart/alternative":
            chosen = _best_alternative(part)
            for child in part.children:
                if child is chosen:
                    self._collect(child, prefix, depth, bodies)
                    continue
                for leaf in child.walk():
                    if leaf.content is not None and not _is_body(leaf):
                        self._collect(leaf, prefix, depth, bodies)
        elif part.content is None:
            for child in part.children:
                self._collect(child, prefix, depth, bodies)
        elif part.is_message:
            self._open_inner(part, prefix, depth)
        elif _is_body(part):
            bodies.append((part.content_type, decode_text(part.content, charset_of(part))))
        else:
            fallback = "unnamed" + _SUFFIXES.get(part.content_type, ".bin")
            role = FileRole.INLINE if part.content_id and part.disposition != "attachment" else FileRole.ATTACHMENT
            self.add_file(part.filename or fallback, part.content_type, part.content, role, prefix, depth)

    def _add_body(self, bodies: list[tuple[str, str]], prefix: str) -> None:
        written = [(kind, text) for kind, text in bodies if text.strip()]
        if not written:
            return
        kind = "text/html" if any(kind == "text/html" for kind, _ in written) else "text/plain"
        if kind == "text/html":
            text = "\n".join(text if k == kind else f"<pre>{_escape(text)}</pre>" for k, text in written)
        else:
            text = "\n\n".join(text for _, text in written)
        path = unique_path(prefix + BODY_NAME, self.files)
        self.files[path] = File(path, BODY_NAME, f"{kind}; charset=utf-8", text.encode("utf-8", "replace"), FileRole.BODY)

    def _add_added(self, part: MimePart, prefix: str) -> None:
        name = safe_filename(part.filename, "notice" + _SUFFIXES.get(part.content_type, ".bin"))
        path = unique_path(prefix + name, self.files)
        self.files[path] = File(path, name, part.content_type, part.content or b"", FileRole.ENVELOPE)

    def add_file(self, name: str, declared: str, content: bytes, role: FileRole, prefix: str, depth: int) -> None:
        """Takes in a file below `prefix`, opening it if it is an envelope."""
        name = safe_filename(name, "unnamed.bin")
        path = unique_path(prefix + name, self.files)
        if len(self.files) >= self.limits.files:
            self._problem(ProblemCode.ARCHIVE_LIMIT, f"more than {self.limits.files} files in one message", path)
        elif len(content) > self.limits.file_bytes:
            self._problem(ProblemCode.ARCHIVE_LIMIT, f"larger than {self.limits.file_bytes} bytes", path)
        elif declared == "application/octet-stream" and name.lower().endswith(".eml") and _looks_like_mail(content):
            self._open_inner(MimePart("message/rfc822", {}, filename=name, content=content), prefix, depth)
        elif declared in _SIGNATURES or (name.lower().endswith(".p7s") and cms.is_cms(content, name)):
            self.files[path] = File(path, name, declared, content, FileRole.ENVELOPE)
        elif cms.is_cms(content, name):
            self._open_signed(File(path, name, declared, content, role), depth)
        elif zip_archive.is_archive(content):
            self._open_archive(File(path, name, declared, content, role), depth)
        else:
            self.files[path] = File(path, name, declared, content, role)

    def _open_signed(self, signed: File, depth: int) -> None:
        if depth >= self.limits.depth:
            self._keep_closed(signed, ProblemCode.ARCHIVE_LIMIT, f"nested deeper than {self.limits.depth} levels")
            return
        try:
            content = cms.content_of(signed.content)
        except EncryptedDocumentError as error:
            self._keep_closed(signed, ProblemCode.ENCRYPTED_DOCUMENT, str(error))
        except DocumentError as error:
            self._keep_closed(signed, ProblemCode.UNREADABLE_DOCUMENT, str(error))
        else:
            name, prefix = cms.inner_name(signed.filename), f"{signed.path}/"
            if "pkcs7-mime" in signed.declared_type and _looks_like_mail(content):
                # A mail that is signed as a whole (RFC 8551 3.5.2): its parts are inside.
                self._open_inner(MimePart("message/rfc822", {}, filename=f"{name}.eml", content=content), prefix, depth + 1)
            else:
                self.add_file(name, "application/octet-stream", content, signed.role, prefix, depth + 1)

    def _open_archive(self, archive: File, depth: int) -> None:
        if depth >= self.limits.depth:
            self._keep_closed(archive, ProblemCode.ARCHIVE_LIMIT, f"nested deeper than {self.limits.depth} levels")
            return
        budget = self.limits.inflated_bytes - self.inflated
        try:
            for name, data in zip_archive.read_archive(archive.content, self.limits, budget):
                self.inflated += len(data)
                self.add_file(name, "application/octet-stream", data, FileRole.ATTACHMENT, f"{archive.path}/", depth + 1)
        except DocumentLimitError as error:
            self._keep_closed(archive, ProblemCode.ARCHIVE_LIMIT, str(error))
        except EncryptedDocumentError as error:
            self._keep_closed(archive, ProblemCode.ENCRYPTED_DOCUMENT, str(error))
        except DocumentError as error:
            self._keep_closed(archive, ProblemCode.UNREADABLE_DOCUMENT, str(error))

    def _keep_closed(self, archive: File, code: ProblemCode, detail: str) -> None:
        """An archive that cannot be opened to its end is itself a document, so that nobody overlooks it."""
        self.files[archive.path] = archive
        self._problem(code, detail, archive.path)

    def _report_defects(self, mail: MimePart, prefix: str) -> None:
        defects = sorted({defect for part in mail.walk() for defect in part.defects})
        if defects:
            self._problem(ProblemCode.MALFORMED_MESSAGE, ", ".join(defects), prefix.rstrip("/") or None)

    def _problem(self, code: ProblemCode, detail: str, document: str | None) -> None:
        self.problems.append(Problem(code, detail, document=document))


def _is_body(part: MimePart) -> bool:
    return part.content_type in {"text/plain", "text/html"} and not part.filename and part.disposition != "attachment"


def _best_alternative(part: MimePart) -> MimePart | None:
    """Plain text carries the words without guessing; HTML wins only where the plain text is a stub."""
    texts = {id(child): next((leaf for leaf in child.walk() if _is_body(leaf)), None) for child in part.children}
    written = [(child, leaf) for child in part.children if (leaf := texts[id(child)]) is not None]
    plain = next(((child, leaf) for child, leaf in written if leaf.content_type == "text/plain"), None)
    rich = next(((child, leaf) for child, leaf in written if leaf.content_type == "text/html"), None)
    if plain is None or rich is None:
        return (plain or rich or (None,))[0]
    words = len(decode_text(plain[1].content or b"", charset_of(plain[1])).split())
    markup = decode_text(rich[1].content or b"", charset_of(rich[1]))
    visible = re.sub(r"<style.*?</style>|<[^>]*>", " ", markup, flags=re.DOTALL | re.IGNORECASE)
    return plain[0] if words * 3 >= len(visible.split()) else rich[0]


def _looks_like_mail(content: bytes) -> bool:
    return re.match(rb"\s*[\w-]+:[^\n]*\n", content) is not None


def _escape(text: str) -> str:
    return text.replace("&", "&amp;").replace("<", "&lt;")
