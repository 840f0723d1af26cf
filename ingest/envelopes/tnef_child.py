"""The child process of `ingest.envelopes.tnef`: TNEF on standard input, the mail as a pickled tree on standard
output.
"""

import logging
import pickle
import sys
from dataclasses import replace
from typing import Any

from tnefparse import TNEF
from tnefparse.properties import MAPI_SUBJECT

from ingest.envelopes.lzfu import rtf_part
from ingest.mime import MimePart

_OLE = b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1"
#: [MS-OXTNEF] 2.1.3.4: before an object of OLE stands the identifier of its interface.
_INTERFACE_BYTES = 16
#: Signature and key ([MS-OXTNEF] 2.1.2); what an attribute has besides its data.
_HEAD_BYTES, _ATTRIBUTE_BYTES = 6, 11


def tree_of(tnef: Any) -> MimePart:
    """The mail in a parsed TNEF stream; a message in it is a mail of its own."""
    parts = [_body(tnef)] if _body(tnef) is not None else []
    for attachment in tnef.attachments:
        name = _name(attachment)
        embedded = getattr(attachment, "embed", None)
        if embedded is not None:
            parts.append(
                MimePart("message/rfc822", {}, filename=f"{name}.msg", content=b"", children=(tree_of(embedded),))
            )
        else:
            parts.append(
                MimePart("application/octet-stream", {}, name, "", "attachment", _bare(bytes(attachment.data or b"")))
            )
    return MimePart("multipart/mixed", _headers(tnef), children=tuple(part for part in parts if part is not None))


def _name(attachment: Any) -> str:
    try:
        name = _text(attachment.long_filename())
    except UnicodeDecodeError:
        # The short name in the code page of Windows, which the library takes for UTF-8.
        name = _text(attachment._name)
    return name or "unnamed.bin"


def _bare(data: bytes) -> bytes:
    return data[_INTERFACE_BYTES:] if data[_INTERFACE_BYTES:].startswith(_OLE) else data


def _body(tnef: Any) -> MimePart | None:
    if _text(tnef.body).strip():
        return MimePart(
            "text/plain", {"content-type": ("text/plain; charset=utf-8",)}, content=_text(tnef.body).encode()
        )
    if _text(tnef.htmlbody).strip():
        return MimePart(
            "text/html", {"content-type": ("text/html; charset=utf-8",)}, content=_text(tnef.htmlbody).encode()
        )
    if tnef._rtfbody:
        return rtf_part(bytes(tnef._rtfbody))
    return None


def _headers(tnef: Any) -> dict[str, tuple[str, ...]]:
    found: dict[str, tuple[str, ...]] = {}
    for item in tnef.msgprops:
        if item.name == TNEF.ATTSUBJECT and _text(item.data):
            found["subject"] = (_text(item.data),)
        elif item.name == TNEF.ATTMESSAGECLASS and _text(item.data):
            found["x-message-class"] = (_text(item.data),)
        elif item.name == TNEF.ATTFROM and isinstance(item.data, tuple) and len(item.data) == 3:
            found["from"] = (f'"{_text(item.data[0])}" <{_text(item.data[2])}>',)
    for item in tnef.mapiprops:
        if item.name == MAPI_SUBJECT and "subject" not in found:
            found["subject"] = (_text(item.data),)
    return found


def _text(value: Any) -> str:
    if isinstance(value, bytes):
        value = value.decode("cp1252", "replace")
    return value.rstrip("\0") if isinstance(value, str) else ""


def read(content: bytes) -> MimePart:
    """The mail in a TNEF stream; that the stream ends too soon is a defect of it, which the library does not tell."""
    at = _HEAD_BYTES
    while at + _ATTRIBUTE_BYTES <= len(content):
        # Level, identifier, length, data, checksum ([MS-OXTNEF] 2.1.3.2).
        at += _ATTRIBUTE_BYTES + int.from_bytes(content[at + 5 : at + 9], "little")
    cut = ("the TNEF stream ends too soon",) if at != len(content) else ()
    return replace(tree_of(TNEF(content, do_checksum=False)), defects=cut)


if __name__ == "__main__":
    logging.disable()
    sys.setrecursionlimit(2000)
    sys.stdout.buffer.write(pickle.dumps(read(sys.stdin.buffer.read())))
