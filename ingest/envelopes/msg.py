"""Outlook messages (`.msg`, [MS-OXMSG]): a mail in an OLE compound file, as the tree that any other mail is."""

from collections.abc import Iterator
from dataclasses import replace

from config.compound import MAGIC, Compound, Path
from config.errors import DocumentError
from ingest.envelopes import ole
from ingest.envelopes.lzfu import rtf_part
from ingest.fields import header_fields
from ingest.mime import MimePart

_PROPERTIES = "__properties_version1.0"
#: Properties by tag ([MS-OXPROPS]).
_SUBJECT, _CLASS, _HEADERS, _MESSAGE_ID, _REPLY_TO_ID = "0037", "001A", "007D", "1035", "1042"
_BODY, _RTF, _HTML = "1000", "1009", "1013"
_SENDER, _SENDER_SMTP, _SENDER_ADDRESS, _ON_BEHALF = "0C1A", "5D01", "0C1F", "5D02"
_LONG_NAME, _SHORT_NAME, _SHOWN_NAME, _MIME_TYPE, _CONTENT_ID, _DATA = "3707", "3704", "3001", "370E", "3712", "3701"
_CODE_PAGES = ("3FFD", "3FDE")
#: A message in a message in a message: beyond this depth nobody attached it by hand.
_DEEPEST = 10


def is_msg(content: bytes) -> bool:
    """Whether these bytes are an Outlook message (and not another compound file, such as Word's)."""
    if not content.startswith(MAGIC) or _PROPERTIES.encode("utf-16-le") not in content:
        return False
    try:
        return Compound(content).is_stream((_PROPERTIES,))
    except Exception:  # noqa: BLE001 - a damaged one may raise anything (endless chains: RecursionError)
        return True


def read_msg(content: bytes) -> MimePart:
    """The message as a mail. Raises DocumentError if the file is damaged."""
    try:
        return _Message(Compound(content), (), 0).tree()
    except DocumentError:
        raise
    except Exception as error:
        raise DocumentError(f"the Outlook message is damaged: {error}") from error


def read_original(content: bytes) -> MimePart:
    """The message as a mail; one that is damaged is a file by itself."""
    try:
        return read_msg(content)
    except DocumentError as error:
        return MimePart("application/vnd.ms-outlook", {}, "message.msg", content=content, defects=(str(error),))


class _Message:
    """One message storage of the file."""

    def __init__(self, file: Compound, path: Path, depth: int) -> None:
        self._file, self._path, self._depth = file, path, depth
        self._encoding = self._code_page()

    def tree(self) -> MimePart:
        """The mail with its attachments."""
        parts = [*self._bodies(), *self._attachments()]
        return MimePart("multipart/mixed", self._header_fields(), children=tuple(parts))

    def _header_fields(self) -> dict[str, tuple[str, ...]]:
        """The transport headers if the message was received; else what the properties say."""
        fields = header_fields(self._text(_HEADERS))
        # The types and boundaries of the transport are not those of this tree.
        for name in ("content-type", "content-transfer-encoding", "content-disposition"):
            fields.pop(name, None)
        address = next((a for a in map(self._text, (_SENDER_SMTP, _ON_BEHALF, _SENDER_ADDRESS)) if "@" in a), "")
        name = self._text(_SENDER).replace('"', "")
        for key, value in (
            ("from", f'"{name}" <{address}>' if address else name),
            ("subject", self._text(_SUBJECT)),
            ("message-id", self._text(_MESSAGE_ID)),
            ("in-reply-to", self._text(_REPLY_TO_ID)),
            ("x-message-class", self._text(_CLASS)),
        ):
            if value and key not in fields:
                fields[key] = (value,)
        return fields

    def _bodies(self) -> Iterator[MimePart]:
        """The richest text once: HTML, else plain, else RTF."""
        html = self._bytes(_HTML) or self._text(_HTML).encode()
        plain = self._text(_BODY)
        if plain.strip():
            yield _text_part("text/plain", plain.encode())
        elif html.strip():
            yield replace(
                _text_part("text/html", html), headers={"content-type": (f"text/html; charset={self._encoding}",)}
            )
        elif packed := self._bytes(_RTF):
            yield rtf_part(packed)

    def _attachments(self) -> Iterator[MimePart]:
        for path in sorted(filter(self._is_attachment, self._file.inside(self._path))):
            file = _Message(self._file, path, self._depth + 1)
            filename = next((n for n in (file._text(tag) for tag in (_LONG_NAME, _SHORT_NAME, _SHOWN_NAME)) if n), "")
            embedded = (*path, f"__substg1.0_{_DATA}000D")
            data = file._bytes(_DATA)
            if data is None and self._file.is_stream((*embedded, _PROPERTIES)) and self._depth < _DEEPEST:
                inner = _Message(self._file, embedded, self._depth + 1).tree()
                yield MimePart(
                    "message/rfc822", {}, filename=f"{filename or 'message'}.msg", content=b"", children=(inner,)
                )
            else:
                # Without data it is a link to a file, or an object of OLE with streams of its own.
                data = data if data is not None else self._packed(embedded)
                kind = file._text(_MIME_TYPE).lower() or "application/octet-stream"
                yield MimePart(kind, {}, filename or "unnamed.bin", file._text(_CONTENT_ID), "attachment", data)

    def _packed(self, storage: Path) -> bytes:
        """The file in an object of OLE that was taken apart into the message, b"" if there is none."""
        packed = (path for path in self._file.inside(storage) if ole.holds_file(path[-1]))
        found = ((path[-1], self._file.stream(path) or b"") for path in packed)
        return next((ole.unpacked(name, data)[1] for name, data in found), b"")

    def _is_attachment(self, path: Path) -> bool:
        return path[-1].startswith("__attach_version1.0_") and bool(self._file.inside(path))

    def _bytes(self, tag: str) -> bytes | None:
        return self._stream(f"{tag}0102")

    def _text(self, tag: str) -> str:
        if (wide := self._stream(f"{tag}001F")) is not None:
            return wide.decode("utf-16-le", "replace").rstrip("\0")
        if (narrow := self._stream(f"{tag}001E")) is not None:
            return narrow.decode(self._encoding, "replace").rstrip("\0")
        return ""

    def _stream(self, name: str) -> bytes | None:
        return self._file.stream((*self._path, f"__substg1.0_{name}"))

    def _code_page(self) -> str:
        """The encoding of narrow strings; Italian Windows if the message does not say."""
        properties = self._file.stream((*self._path, _PROPERTIES)) or b""
        for tag in _CODE_PAGES:
            mark = bytes.fromhex("0300") + bytes.fromhex(tag)[::-1]
            at = properties.find(mark)
            if at >= 0 and at % 8 == 0 and (page := int.from_bytes(properties[at + 8 : at + 12], "little")):
                return {65001: "utf-8", 20127: "ascii", 28591: "windows-1252"}.get(
                    page, f"cp{page}" if _known(page) else "windows-1252"
                )
        return "windows-1252"


def _known(page: int) -> bool:
    try:
        "".encode(f"cp{page}")
    except LookupError:
        return False
    return True


def _text_part(kind: str, content: bytes) -> MimePart:
    return MimePart(kind, {"content-type": (f"{kind}; charset=utf-8",)}, content=content)
